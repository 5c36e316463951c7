"""演示医院的授权申请：等科室、等医务部门、等委员会、退回补充的各一份。"""

from __future__ import annotations

from datetime import date, timedelta

from medtech_desktop.domain.applications import ApplicationKind, ReviewStep, StepVerdict
from medtech_desktop.domain.privileges import State, Target, TargetKind
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.application_targets import NewItem
from medtech_desktop.office.applications import (
    NewApplication,
    NewReview,
    open_application,
    review_application,
)
from medtech_desktop.office.privilege_standings import Standings, load_standings
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.specialties import load_specialties

_MEDICAL_AFFAIRS = "医务科"
_AGREE, _RETURN = StepVerdict.AGREE, StepVerdict.RETURN
_STEPS: tuple[tuple[int, tuple[tuple[ReviewStep, StepVerdict, str], ...]], ...] = (
    (3, ()),
    (9, ((ReviewStep.DEPARTMENT, _AGREE, "示例：近一年例数与结果符合要求"),)),
    (
        16,
        (
            (ReviewStep.DEPARTMENT, _AGREE, "示例：同意"),
            (ReviewStep.OFFICE, _AGREE, "示例：培训与考核合格，提交委员会"),
        ),
    ),
    (12, ((ReviewStep.DEPARTMENT, _RETURN, "示例：缺近一年的手术例数"),)),
)
"""几天以前申请的，走过哪几步；每步隔两天。"""
_BETWEEN = timedelta(days=2)
_REASON = "示例：补录纸质申请"


def add_demo_applications(library: Book, clerk: Clerk, on: date) -> None:
    """级别有效的各人里取几人：四级的续授，不到四级的升一级。"""
    with library.look() as look:
        standings = load_standings(look, on)
        found = _applicants(look, standings)
        reviewers = {person: _colleague(standings, person) for person, _t, _g in found}
        names = {one.id: one.name for one in look.kept(load_specialties).specialties}
        office = standings.members(standings.department(_MEDICAL_AFFAIRS))
    for (person, target, grade), (ago, steps) in zip(found, _STEPS, strict=False):
        day = on - timedelta(days=ago)
        kind = ApplicationKind.RENEW if grade == _TOP else ApplicationKind.RAISE
        wanted = grade if grade == _TOP else grade + 1
        items = (NewItem(TargetKind.GRADE, names[target.id], wanted, on + _TWO_YEARS),)
        draft = NewApplication(person, kind, day, items, "示例：近一年完成相应手术，考核合格")
        number = open_application(library, clerk, draft, reason=_REASON).subject
        for step, verdict, opinion in steps:
            day += _BETWEEN
            who = office[0] if step is ReviewStep.OFFICE else reviewers[person]
            review = NewReview(step, verdict, day, who, opinion)
            review_application(library, clerk, number, review, reason=_REASON)


_TOP = 4
_TWO_YEARS = timedelta(days=730)


def _applicants(look: Look, standings: Standings) -> list[tuple[int, Target, int]]:
    """每个科室至多一人，又有同科的人可以评议。"""
    found, departments = [], set()
    for person in standings.in_order({one.person_id for one in standings.staff.practices}):
        own = standings.staff.departments(person, standings.on)
        if not own or own[0] in departments or not _colleague(standings, person):
            continue
        for target, held in standings.of(person).items():
            runs = held.state is State.VALID
            if target.kind is TargetKind.GRADE and runs:
                found.append((person, target, held.grade))
                departments.add(own[0])
                break
        if len(found) == len(_STEPS):
            break
    return found


def _colleague(standings: Standings, person: int) -> int:
    """同科的另一人；没有为 0。"""
    own = standings.staff.departments(person, standings.on)
    members = standings.members(own[0]) if own else ()
    return next((one for one in members if one != person), 0)
