"""授权的样例医院：九条编码、一版分级目录、几次授权，走到矩阵的各种记号；日子都从今天算起。"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from medtech_desktop.domain.applications import ApplicationKind
from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.office.acts import today
from medtech_desktop.office.application_targets import NewItem
from medtech_desktop.office.applications import NewApplication, open_application
from medtech_desktop.office.privileges import NewDecision, NewEvent, decide_privileges
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.tables.gradings import GradingEditionRow, GradingLineRow
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow
from tests.application_samples import APPLICANT, CHAIR, CLERK_NO, COLLEAGUE, house_at
from tests.builders import CLERK, Office

__all__ = [
    "APPLICANT",
    "CHAIR",
    "CLERK_NO",
    "COLLEAGUE",
    "CODES",
    "SINCE",
    "matrix_house",
    "target",
]

SINCE = date(2026, 1, 1)
CODES = {
    "01.0101": ("示例夹闭术", 4),
    "01.0102": ("示例栓塞术", 4),
    "01.0103": ("示例切除术", 4),
    "02.0101": ("示例引流术", 3),
    "02.0102": ("示例修补术", 3),
    "03.0101": ("示例减压术", 2),
    "03.0102": ("示例清除术", 2),
    "04.0101": ("示例缝合术", 1),
    "05.0101": ("示例换药", None),
}
"""编码 → 名称、级别；没有级别的不纳入。"""
_SPECIALTY = Target(TargetKind.GRADE, 1)


def _codes(office: Office) -> dict[str, int]:
    with office.library.act(CLERK, "test.codes") as page:
        edition = page.add(
            CodeEditionRow, key="示例版", name="示例版", source="虚构", since=SINCE, note=""
        )
        for code, (name, _grade) in CODES.items():
            page.add(ProcedureRow, edition_id=edition, code=code, name=name, category="surgery")
        ids = code_ids(page, CODES)
        listed = page.add(
            GradingEditionRow,
            number="分级-2026-001",
            name="示例分级目录",
            code_edition_id=edition,
            managed="surgery",
            adopted_on=SINCE,
            since=SINCE,
            meeting="示例会议",
            document="示例文号",
            note="",
        )
        marks = {"minimally_invasive": False, "day_surgery": False, "interventional": False}
        for code, (name, grade) in CODES.items():
            page.add(
                GradingLineRow,
                edition_id=listed,
                code_id=ids[code],
                name=name,
                department_id=1,
                grade=grade,
                managed_as=None,
                **marks,
            )
    return ids


def target(office: Office, code: str) -> Target:
    """一条编码的授权对象。"""
    with office.library.look() as look:
        return Target(TargetKind.PROCEDURE, code_ids(look, (code,))[code])


def matrix_house(tmp_path: Path) -> Office:
    """1001：二级，夹闭术 30 天后到期，栓塞术暂停；1003：夹闭术有效，申请四级。"""
    office = house_at(tmp_path)
    ids = _codes(office)
    clip, coil = (Target(TargetKind.PROCEDURE, ids[one]) for one in ("01.0101", "01.0102"))
    soon = today() + timedelta(days=30)
    first, second = office.person(APPLICANT), office.person(COLLEAGUE)
    opening = NewDecision(DecisionKind.OPENING, SINCE, "示例考核", "示例会议", "示例〔2026〕1号")
    office.do(
        decide_privileges,
        opening,
        [
            NewEvent(first, _SPECIALTY, Verb.OPENING, SINCE, None, 2),
            NewEvent(first, clip, Verb.OPENING, SINCE, soon),
            NewEvent(first, coil, Verb.OPENING, SINCE, None),
            NewEvent(second, clip, Verb.OPENING, SINCE, None),
        ],
    )
    before = today() - timedelta(days=5)
    stop = NewDecision(DecisionKind.RESTRICTION, before, "示例", "示例会议", "示例〔2026〕2号")
    held = [NewEvent(first, coil, Verb.SUSPEND, before, None, None, "示例：并发症评估")]
    office.do(decide_privileges, stop, held, reason="示例：补录上周的决定")
    items = (NewItem(TargetKind.GRADE, "神经外科", 4, None),)
    draft = NewApplication(COLLEAGUE, ApplicationKind.FIRST, today(), items, "近一年 42 例")
    office.do(open_application, draft)
    return office
