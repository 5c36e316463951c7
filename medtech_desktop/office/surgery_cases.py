"""一例手术或登记的病例：按手术单号找，看全貌与它的发现；调阅患者号留痕。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.surgery_cases import LoggedCase
from medtech_desktop.office.acts import Clerk, not_found
from medtech_desktop.office.case_reports import ReportLine, reports_of_case
from medtech_desktop.office.cases import CaseLine, registered_line
from medtech_desktop.office.log_names import LogNames, log_names
from medtech_desktop.office.surgery_evidence import Evidence, evidence_of
from medtech_desktop.office.surgery_lists import brought_up
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.surgeries import current_case
from medtech_desktop.store.surgery_lists import (
    findings_of_case,
    keys_called,
    patient_numbers,
)


@dataclass(frozen=True, slots=True)
class LineView:
    """一例的一项：编码、术式、术者（没有认出的照写法）、其余参与者。"""

    ordinal: int
    code: str
    procedure: str
    person: str
    number: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """一例的全貌：手术登记的有 ``logged``，病例登记的有 ``registered``。

    ``findings`` 各条发现的证据；``reports`` 应逐例报送的，在各平台的情形。
    """

    key: int
    ref: str
    logged: LoggedCase | None
    department: str
    lines: tuple[LineView, ...]
    findings: tuple[Evidence, ...]
    registered: CaseLine | None
    reports: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class Revealed:
    """调阅所得的患者号；不进审计，不进日志，看过即丢。"""

    number: str
    admission: str


def case_view(library: Book, said: str, on: date) -> CaseView:
    """按手术单号（或「键:数字」）看一例。raises Refused when none or several fit."""
    brought_up(library)
    with library.look() as look:
        key, ref = find_case(look, said)
        names, logged = log_names(look, on), current_case(look, key)
        registered = registered_line(look, on, key) if logged is None else None
        held = logged or registered
        if held is None:  # asked for by a key that is nobody's
            raise not_found(f"登记里没有「{said.strip()}」", "核对手术单号或键", "case")
        return CaseView(
            key,
            ref,
            logged,
            _department(names, logged),
            tuple(_lines(names, logged)),
            tuple(evidence_of(look, one, on) for one in findings_of_case(look, key)),
            registered,
            reports_of_case(look, key, held.day, on),
        )


def _department(names: LogNames, logged: LoggedCase | None) -> str:
    if logged is None:
        return ""
    place = logged.department_id
    return names.department(place, logged.day) if place else logged.said_department


def _lines(names: LogNames, logged: LoggedCase | None) -> list[LineView]:
    found = []
    for one in logged.lines if logged is not None else ():
        assert logged is not None
        code, name = names.code(one.code_id) if one.code_id else (one.said_code, "")
        who = names.person(one.person_id, logged.day) if one.person_id else one.said_person
        number = names.staff.staff_number(one.person_id, logged.day) if one.person_id else ""
        others = [
            names.person(other.person_id, logged.day) if other.person_id else other.said
            for other in one.participants
        ]
        found.append(LineView(one.ordinal, code, name or one.said_name, who, number, tuple(others)))
    return found


def find_case(look: Look, said: str) -> tuple[int, str]:
    """一例的来源键与单号。raises Refused."""
    wanted = said.strip()
    if wanted.startswith(("键:", "键：")) and wanted[2:].strip().isdecimal():
        return int(wanted[2:]), ""
    found = keys_called(look, wanted) if wanted else []
    if not found:
        raise not_found(
            f"登记里没有手术单号「{wanted}」", "核对单号；没有单号的用「键:数字」", "case"
        )
    if len(found) > 1:
        keys = "、".join(f"键:{key}" for key in found)
        raise not_found(f"「{wanted}」不止一例：{keys}", "用「键:数字」指明是哪一例", "case")
    return found[0], wanted


def reveal_case(library: Book, clerk: Clerk, said: str) -> Revealed:
    """调阅一例的患者号：记下谁在何时看了哪一位，审计里只有内部号。raises Refused."""
    with library.act(clerk, "patient.reveal") as page:
        return _revealed(page, find_case(page, said)[0])


def reveal_key(library: Book, clerk: Clerk, key: int) -> Revealed:
    """同上，来源键已知。raises Refused."""
    with library.act(clerk, "patient.reveal") as page:
        return _revealed(page, key)


def _revealed(page: Page, key: int) -> Revealed:
    found = patient_numbers(page, key)
    if found is None or (found[2] is None and found[3] is None):
        raise not_found("没有患者号可以调阅：没有写，或者已经抹去", "查病案系统", "case")
    patient, surgery, number, admission = found
    page.remark(patient=patient, surgery=surgery)
    return Revealed(number or "", admission or "")
