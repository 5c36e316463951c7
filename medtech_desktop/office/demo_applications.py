"""演示医院的授权申请：走到各步的各一份，都由办事的函数办成，规则一样管。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from medtech_desktop.domain.applications import ApplicationKind, ReviewStep, StepVerdict
from medtech_desktop.domain.practitioners import PractitionerKind, Whereabouts
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.application_decisions import Answer, Sitting, decide_applications
from medtech_desktop.office.application_targets import NewItem
from medtech_desktop.office.applications import (
    NewApplication,
    NewReview,
    open_application,
    review_application,
    standings_of,
    withdraw_application,
)
from medtech_desktop.office.library import Library
from medtech_desktop.office.world import read_world
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_lists import code_names
from medtech_desktop.store.procedures import load_code_editions
from medtech_desktop.store.technology_codes import links_by_code

_WHY = "示例：演示数据"
_MEETING = "示例：医疗技术临床应用管理专门组织会议"
_AGREED = ("示例：例数与培训符合要求，同意", "示例：材料齐全，同意提交审定")


def add_demo_applications(
    library: Library, clerk: Clerk, on: date, ago: Callable[[int], date]
) -> None:
    """待评议、待复核、待审定（两份）、待发文、退回、已授、不同意、撤回的各一份。"""
    with library.look() as look:
        people = list(_people(look, on))
    if len(people) < 12:
        return
    chief, colleague = people[0][0], people[1][0]
    steps = (0, 1, 2, 2, 3, 4, 5, 6, 7)
    for place, step in enumerate(steps):
        person, codes = people[place + 2]
        items = tuple(NewItem(TargetKind.PROCEDURE, code) for code in codes[: 1 + place % 2])
        start = 30 - 3 * place
        draft = NewApplication(
            person,
            ApplicationKind.FIRST,
            ago(start),
            items,
            f"示例：近一年独立完成同类手术，申请第 {place + 1} 份",
        )
        number = open_application(library, clerk, draft, reason=_WHY).subject
        reviewers = (colleague, chief)
        _walk(
            library,
            clerk,
            number,
            step,
            reviewers,
            [ago(start - 1), ago(start - 2), ago(start - 3)],
        )


def _walk(
    library: Library,
    clerk: Clerk,
    number: str,
    step: int,
    reviewers: tuple[int, int],
    days: list[date],
) -> None:
    """办到第几步：1 已评议，2 已复核，3 已审定，4 退回，5 已发文，6 不同意，7 撤回。"""

    def review(at: ReviewStep, verdict: StepVerdict, said: str) -> None:
        place = 0 if at is ReviewStep.DEPARTMENT else 1
        draft = NewReview(at, verdict, days[place], reviewers[place], said)
        review_application(library, clerk, number, draft, reason=_WHY)

    def decide(verdict: StepVerdict, document: str = "", said: str = "") -> None:
        sitting = Sitting(days[2], _MEETING, document=document, basis="示例：考核合格")
        answer = Answer(number, verdict, said)
        decide_applications(library, clerk, sitting, (answer,), reason=_WHY)

    if step == 4:
        review(ReviewStep.DEPARTMENT, StepVerdict.RETURN, "示例：请补近一年的例数")
    elif step == 7:
        withdraw_application(library, clerk, number, days[0], "示例：改为申请级别")
    if step in (1, 2, 3, 5, 6):
        review(ReviewStep.DEPARTMENT, StepVerdict.AGREE, _AGREED[0])
    if step in (2, 3, 5, 6):
        review(ReviewStep.OFFICE, StepVerdict.AGREE, _AGREED[1])
    if step == 3:
        decide(StepVerdict.AGREE)
    elif step == 5:
        decide(StepVerdict.AGREE, f"示例医发〔{days[2].year}〕50号")
    elif step == 6:
        decide(StepVerdict.REFUSE, said="示例：例数不足，半年后再申请")


def _people(look: Look, on: date) -> Iterator[tuple[int, tuple[str, ...]]]:
    """在院的医师，和他没有单项授权、不属哪项技术的编码。"""
    staff = read_world(look, on).staff
    linked = set(look.kept(links_by_code))
    codes = sorted(
        (code, number)
        for number, (code, name) in code_names(look, _edition(look)).items()
        if name and number not in linked
    )
    for place, person in enumerate(staff.people):
        here = staff.whereabouts(person.id, on) is Whereabouts.HERE
        if staff.kind(person.id, on) is not PractitionerKind.PHYSICIAN or not here:
            continue
        held = standings_of(look, person.id)
        free = [code for code, number in codes if Target(TargetKind.PROCEDURE, number) not in held]
        if len(free) > place + 2:
            yield person.id, tuple(free[place : place + 2])


def _edition(look: Look) -> int:
    editions = load_code_editions(look)
    return editions[-1].id if editions else 0
