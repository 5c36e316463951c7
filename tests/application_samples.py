"""授权申请的样例：同科的、医务科的、委员各一人，一个专业，几份走到各步的申请。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from medtech_desktop.domain.applications import (
    NEXT_STEPS,
    STATE_LABELS,
    ApplicationKind,
    ApplicationState,
)
from medtech_desktop.domain.applications import ReviewStep as Step
from medtech_desktop.domain.applications import StepVerdict as Verdict
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.office import applications as office_of
from medtech_desktop.office.application_pages import ApplicationLine, ApplicationPage, ItemLine
from medtech_desktop.office.application_targets import NewItem
from medtech_desktop.store.tables.privileges import SpecialtyDepartmentRow, SpecialtyRow
from tests.builders import CLERK, Office, office_at

DAY, REVIEWED = date(2026, 11, 2), date(2026, 11, 5)
UNTIL = date(2028, 11, 30)
LATE = "补录上月的纸质申请"
APPLICANT, COLLEAGUE, CLERK_NO, CHAIR = "1001", "1003", "5001", "5002"


def house_at(tmp_path: Path) -> Office:
    """样例医院，加上同科的示例戊、医务科的示例己、委员示例庚和一个专业。"""
    office = office_at("approved", tmp_path)
    office.hire("示例戊", COLLEAGUE)
    office.hire("示例己", CLERK_NO, department="医务科")
    office.hire("示例庚", CHAIR, department="胸外科")
    with office.library.act(CLERK, "test.specialty") as page:
        specialty = page.add(SpecialtyRow, name="神经外科", since=date(2026, 1, 1))
        page.add(
            SpecialtyDepartmentRow,
            specialty_id=specialty,
            department_id=1,
            since=date(2026, 1, 1),
            until=None,
        )
    return office


def items(*grades: int) -> tuple[NewItem, ...]:
    """神经外科的这些级别；没有写的为限制类技术 S16。"""
    graded = tuple(NewItem(TargetKind.GRADE, "神经外科", grade, UNTIL) for grade in grades)
    return graded or (NewItem(TargetKind.TECHNOLOGY, "S16", None, UNTIL),)


def applied(
    house: Office,
    *grades: int,
    person: str | int = APPLICANT,
    kind: ApplicationKind = ApplicationKind.FIRST,
    day: date = DAY,
) -> str:
    """登记一份申请，返回编号。"""
    draft = office_of.NewApplication(person, kind, day, items(*grades), "近一年 42 例，考核合格")
    return house.do(office_of.open_application, draft).subject


def review(
    step: Step, who: str, verdict: Verdict = Verdict.AGREE, **more: str
) -> office_of.NewReview:
    """一步的意见。"""
    return office_of.NewReview(step, verdict, REVIEWED, who, **more)


def reviewed(house: Office, number: str) -> str:
    """科室与医务部门都已同意。"""
    house.do(office_of.review_application, number, review(Step.DEPARTMENT, COLLEAGUE))
    house.do(office_of.review_application, number, review(Step.OFFICE, CLERK_NO))
    return number


def page_at(state: ApplicationState, number: str = "申请-2026-001") -> ApplicationPage:
    """一份走到这一情形的申请的详情，不在任何资料库里。"""
    line = ApplicationLine(
        number,
        1,
        "示例甲",
        APPLICANT,
        "神经外科",
        ApplicationKind.FIRST,
        "首次授权",
        "神经外科 三级",
        state,
        STATE_LABELS[state],
        DAY,
        REVIEWED,
        15,
    )
    target = Target(TargetKind.GRADE, 1)
    item = ItemLine(1, target, "神经外科", 3, "神经外科 三级", UNTIL, "没有授权")
    return ApplicationPage(line, "近一年 42 例", (item,), (), NEXT_STEPS[state], ())
