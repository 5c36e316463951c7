"""样例手术登记：不经导入，直接写进数据文件的几行。Every reference in here is invented."""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.surgeries import Kind
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables.cases import RegisteredCaseRow
from medtech_desktop.store.tables.surgeries import SurgeryLineRow, SurgeryRow
from tests.builders import CLERK, Office

_FLAGS = ("emergency", "consent", "research", "complication", "died", "returned", "discussed")


def log_surgery(
    page: Page,
    code: str,
    day: date,
    person: int | None,
    *,
    ref: str = "",
    key: int = 0,
    site: int | None = None,
    cancelled: bool = False,
    **flags: int | None,
) -> int:
    """一例一项。返回来源键。"""
    number = key or abs(hash((ref, code, day, person))) >> 2
    surgery = page.add(
        SurgeryRow,
        key=number,
        content=number,
        ref=ref,
        line=2,
        site_id=site,
        department_id=None,
        said_department=None,
        day=day,
        started=None,
        ended=None,
        patient_id=None,
        cancelled=int(cancelled),
        **{name: flags.get(name) for name in _FLAGS},
    )
    _line(page, surgery, code_ids(page, [code])[code], day, person)
    return number


def _line(page: Page, surgery: int, code_id: int, day: date, person: int | None) -> None:
    blank = dict.fromkeys(("said_code", "said_name", "said_person", "grade", "department_id"))
    line = {"ordinal": 1, "code_id": code_id, "person_id": person, "day": day}
    page.add(SurgeryLineRow, surgery_id=surgery, **line, **blank)


def register_case(
    page: Page,
    technology_id: int,
    day: date,
    person: int | None,
    *,
    ref: str = "代号一",
    key: int = 0,
    said: str = "",
    site: int | None = None,
    consent: bool | None = None,
    cancelled: bool = False,
    research: bool | None = None,
) -> int:
    """病例登记一例。返回来源键。"""
    number = key or abs(hash((technology_id, ref, day))) >> 2
    page.add(
        RegisteredCaseRow,
        key=number,
        content=number,
        technology_id=technology_id,
        day=day,
        person_id=person,
        said_person=said,
        department_id=None,
        site_id=site,
        patient_id=None,
        ref=ref,
        cancelled=cancelled,
        consent=consent,
        research=research,
        complication=None,
        died=None,
        note="",
    )
    return number


def logged(office: Office, code: str, day: date, person: int | None, **more: object) -> int:
    """一次操作登记一例。"""
    with office.library.act(CLERK, "test.log") as page:
        return log_surgery(page, code, day, person, **more)  # type: ignore[arg-type]


def found_kinds(office: Office) -> list[tuple[Kind, str]]:
    """派生的发现：种类与日期，依日期。"""
    with office.library.look() as look:
        rows = look.raw("SELECT kind, day FROM surgery_finding ORDER BY day, kind")
    return [(Kind(kind), day) for kind, day in rows]
