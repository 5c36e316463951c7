"""演示医院的授权：专业、期初、续授、暂停、撤销、补录、外请、急诊，都是虚构的。

What happened in past years is written as it was entered then (``recorded_on``), so that the
pretend history is not one long late entry.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from medtech_desktop.domain.practitioners import RegistrationPlace, Staff
from medtech_desktop.domain.privileges import (
    DecisionKind,
    Target,
    TargetKind,
    Temporary,
    Verb,
    columns_of,
)
from medtech_desktop.office.acts import Clerk
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Page
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privileges import next_decision_number
from medtech_desktop.store.procedures import load_code_editions, procedure_rows
from medtech_desktop.store.tables import privileges as t
from medtech_desktop.store.tables.practitioners import InvitationRow
from medtech_desktop.store.technologies import load_technologies

SPECIALTIES = (
    ("神经外科专业", ("神经外科", "神经内科")),
    ("心血管专业", ("心血管内科", "心脏大血管外科")),
    ("普通外科专业", ("普通外科", "肝胆外科")),
    ("骨科专业", ("骨科",)),
    ("泌尿外科专业", ("泌尿外科",)),
    ("妇产科专业", ("妇科", "产科")),
    ("肿瘤与放射专业", ("肿瘤科", "放射治疗科", "放射科")),
)
OPENED = date(2018, 11, 1)
_DAY = timedelta(days=1)
_GRADE_OF_TITLE = {"主任医师": 4, "副主任医师": 3, "主治医师": 2}
_WHY = "示例：年度评估与例数核对"
_NAMES = (
    *("decision_id", "person_id", "specialty_id", "code_id", "technology_id", "verb", "day"),
    *("until", "grade", "temporary", "invitation_id", "reason", "late", "recorded_on"),
)
EventTuple = tuple[Any, ...]


def event_tuple(
    decision: int,
    person: int,
    target: Target,
    verb: Verb,
    day: date,
    until: date | None = None,
    grade: int | None = None,
    *,
    reason: str = "",
    late_on: date | None = None,
    invitation: int | None = None,
) -> EventTuple:
    """一件事件的一行；``late_on`` 是补录的日子，没有时当日就登记了。"""
    columns = columns_of(target).values()
    visiting = Temporary.VISITING if invitation is not None else Temporary.NO
    written = (verb, day, until, grade, visiting, invitation, reason, late_on is not None)
    return (decision, person, *columns, *written, late_on or day)


def add_events(page: Page, rows: Iterator[EventTuple] | Sequence[EventTuple]) -> int:
    """成批写下事件。"""
    return page.add_tuples(t.PrivilegeEventRow, _NAMES, rows)


def add_decision(page: Page, kind: DecisionKind, day: date, document: str) -> int:
    """一次虚构的决定。"""
    return page.add(
        t.PrivilegeDecisionRow,
        number=next_decision_number(page, day.year),
        kind=kind,
        decided_on=day,
        basis=_WHY,
        meeting="示例：医疗技术临床应用管理专门组织会议",
        document=document,
        approver_id=None,
        concurrent="",
        note="",
    )


def grade_of_title(title: str) -> int:
    """演示里各职称的级别。"""
    return _GRADE_OF_TITLE.get(title, 1)


@dataclass(slots=True)
class _Told:
    """讲述时手边的：人、专业、编码。"""

    page: Page
    on: date
    staff: Staff
    dice: random.Random
    surgeons: list[int]
    specialty_of: dict[int, int]
    codes: list[int]
    rows: list[EventTuple] = field(default_factory=list)

    def grade(self, person: int) -> int:
        """按职称。"""
        return grade_of_title(self.staff.title(person, self.on))


def add_demo_privileges(library: Book, clerk: Clerk, on: date, seed: int = 1) -> None:
    """专业；各种情形的授权；急诊超权限与例数。"""
    with library.act(clerk, "demo.privileges") as page:
        specialties = _add_specialties(page)
        codes = _surgeries(page)
        told = _told(page, on, seed, specialties, codes)
        if not told.surgeons or not codes:
            return
        _history(told)
        _single_codes(told)
        _technologies(told)
        _every_state(told)
        _visiting(told)
        add_events(page, told.rows)
        _emergencies(told)
        _volumes(told)
    _annul_one(library, clerk, on)


def _add_specialties(page: Page) -> dict[int, int]:
    """各专业；科室 → 专业。"""
    hospital = load_hospital(page)
    ids = {hospital.department_name(d.id, OPENED): d.id for d in hospital.departments}
    found: dict[int, int] = {}
    for name, departments in SPECIALTIES:
        specialty = page.add(t.SpecialtyRow, name=name, since=OPENED)
        for department in departments:
            if department in ids:
                span = {"since": OPENED, "until": None}
                page.add(
                    t.SpecialtyDepartmentRow,
                    specialty_id=specialty,
                    department_id=ids[department],
                    **span,
                )
                found[ids[department]] = specialty
    return found


def _surgeries(page: Page) -> list[int]:
    """编码库里手术与介入的编码（内部号）。"""
    editions = load_code_editions(page)
    if not editions:
        return []
    rows = procedure_rows(page, editions[-1].id)
    surgeries = [row[1] for row in rows if row[3] in ("surgery", "interventional")]
    numbers = code_ids(page, surgeries)
    return [numbers[code] for code in surgeries]


def _told(
    page: Page, on: date, seed: int, specialty_of_department: dict[int, int], codes: list[int]
) -> _Told:
    staff = load_staff(page)
    specialty_of: dict[int, int] = {}
    for person in staff.people:
        here = [
            specialty_of_department[d]
            for d in staff.departments(person.id, on)
            if d in specialty_of_department
        ]
        if here and staff.title(person.id, on):
            specialty_of[person.id] = here[0]
    surgeons = [person for person in specialty_of if not staff.has_left(person, on)]
    return _Told(page, on, staff, random.Random(seed + 5), surgeons, specialty_of, codes)


def _history(told: _Told) -> None:
    """专业内的级别：期初，每三年续授，最近一次一年前，还有十个月；主治医师后来升了一级。"""
    last = told.on - 60 * _DAY
    turns = (date(2021, 11, 1), min(date(2024, 11, 1), last), last)
    opening = add_decision(told.page, DecisionKind.OPENING, OPENED, "示例医发〔2018〕12号")
    for person in told.surgeons:
        target = Target(TargetKind.GRADE, told.specialty_of[person])
        grade = told.grade(person)
        first = max(1, grade - (person % 3 == 0))
        until = date(2021, 10, 31)
        told.rows.append(event_tuple(opening, person, target, Verb.OPENING, OPENED, until, first))
    for place, day in enumerate(turns):
        paper = f"示例医发〔{day.year}〕{20 + place}号"
        decision = add_decision(told.page, DecisionKind.RENEWAL, day, paper)
        until = day.replace(year=day.year + 3) - _DAY if day < last else told.on + 300 * _DAY
        for person in told.surgeons:
            target = Target(TargetKind.GRADE, told.specialty_of[person])
            now = told.grade(person) if place else None
            told.rows.append(event_tuple(decision, person, target, Verb.RENEW, day, until, now))


def _single_codes(told: _Told) -> None:
    """各人另有几项术式。"""
    day = told.on - 400 * _DAY
    decision = add_decision(told.page, DecisionKind.GRANT, day, f"示例医发〔{day.year}〕31号")
    for person in told.surgeons:
        for code in sorted(told.dice.sample(told.codes, min(4, len(told.codes)))):
            target = Target(TargetKind.PROCEDURE, code)
            until = day + 730 * _DAY
            told.rows.append(event_tuple(decision, person, target, Verb.GRANT, day, until))


def _technologies(told: _Told) -> None:
    """技术的权限：在用技术的负责人。"""
    decision = add_decision(
        told.page, DecisionKind.GRANT, told.on - 90 * _DAY, f"示例医发〔{told.on.year}〕8号"
    )
    for file in load_technologies(told.page):
        starts = [one.day for one in file.starts if one.day <= told.on - 90 * _DAY]
        if not starts:
            continue
        target = Target(TargetKind.TECHNOLOGY, file.technology.id)
        for person in file.lead_ids(told.on):
            day = told.on - 90 * _DAY
            told.rows.append(event_tuple(decision, person, target, Verb.GRANT, day))


def _every_state(told: _Told) -> None:
    """快到期、已过期、暂停、降级、撤销、补录：各有一两人。"""
    people, on = told.surgeons, told.on
    paper = f"示例医发〔{on.year}〕40号"
    kind = DecisionKind.RESTRICTION
    decision = add_decision(told.page, kind, on - 30 * _DAY, paper)

    def put(place: int, verb: Verb, day: date, until: date | None = None, **how: Any) -> None:
        person = people[place % len(people)]
        target = Target(TargetKind.GRADE, told.specialty_of[person])
        grade = how.pop("grade", None)
        told.rows.append(event_tuple(decision, person, target, verb, day, until, grade, **how))

    put(3, Verb.RENEW, on - 31 * _DAY, on + 25 * _DAY)
    put(4, Verb.RENEW, on - 31 * _DAY, on + 52 * _DAY)
    put(5, Verb.RENEW, on - 31 * _DAY, on - 6 * _DAY)
    put(6, Verb.SUSPEND, on - 20 * _DAY, on + 40 * _DAY, reason="示例：并发症讨论期间暂停")
    put(7, Verb.LOWER, on - 15 * _DAY, grade=2, reason="示例：年度评估未达四级要求")
    put(8, Verb.REVOKE, on - 12 * _DAY, reason="示例：调离手术岗位")
    put(9, Verb.SUSPEND, on - 100 * _DAY, reason="示例：进修期间暂停")
    put(9, Verb.REINSTATE, on - 35 * _DAY)
    person, target = people[10 % len(people)], Target(TargetKind.PROCEDURE, told.codes[0])
    told.rows.append(
        event_tuple(
            decision,
            person,
            target,
            Verb.GRANT,
            on - 28 * _DAY,
            reason="示例：会议纪要当时没有登记",
            late_on=on - 3 * _DAY,
        )
    )
    person, target = people[11 % len(people)], Target(TargetKind.PROCEDURE, told.codes[1])
    told.rows.append(
        event_tuple(decision, person, target, Verb.GRANT, on - 9 * _DAY, reason=_WRONG)
    )


_WRONG = "示例：登记给了同科的另一人"


def _visiting(told: _Told) -> None:
    """外请：注册在外院的一名医师，有邀请文件。"""
    away = [
        one.person_id
        for one in told.staff.registrations
        if one.place is RegistrationPlace.ELSEWHERE and told.staff.title(one.person_id, told.on)
    ]
    if not away:
        return
    person, first, last = away[0], told.on - 10 * _DAY, told.on + 20 * _DAY
    paper = f"示例邀请函〔{told.on.year}〕1号"
    invitation = told.page.add(
        InvitationRow,
        person_id=person,
        institution="示例外院",
        department_id=None,
        document=paper,
        since=first,
        until=last,
    )
    decision = add_decision(told.page, DecisionKind.VISITING, first, paper)
    for code in told.codes[2:4]:
        target = Target(TargetKind.PROCEDURE, code)
        told.rows.append(
            event_tuple(decision, person, target, Verb.GRANT, first, last, invitation=invitation)
        )


def _emergencies(told: _Told) -> None:
    """急诊超权限：一件已确认，一件还没有。"""
    superior = told.surgeons[0]
    for place, (ago, confirmed) in enumerate(((21, True), (2, False)), 1):
        day = told.on - ago * _DAY
        use = told.page.add(
            t.EmergencyUseRow,
            number=f"急诊-{told.on.year}-{place:03d}",
            person_id=told.surgeons[(12 + place) % len(told.surgeons)],
            code_id=told.codes[-place],
            department_id=None,
            day=day,
            case_ref=f"示例手术单-急{place:02d}",
            reason="示例：大出血，转上级医师来不及",
        )
        if confirmed:
            told.page.add(
                t.EmergencyConfirmationRow,
                emergency_use_id=use,
                superior_id=superior,
                day=day + _DAY,
                confirmed=True,
                opinion="示例：情况属实",
            )


def _volumes(told: _Told) -> None:
    """前十五个月的例数：有几人全年为零。"""
    first = date(told.on.year - 1, 1, 1)
    rows = []
    for place, person in enumerate(told.surgeons):
        if place % 3 == 2:
            continue  # nobody counted them
        for ended in _quarters(first, told.on):
            cases = 0 if place % 10 == 4 else told.dice.randrange(4, 40)
            values = {"code_id": None, "technology_id": None, "person_id": person}
            span = {"period_from": ended[0], "period_to": ended[1]}
            some = {"complications": 0, "deaths": 0, "source": "示例：手工统计"}
            rows.append({**values, **span, "cases": cases, **some})
            if place % 4 == 0 and told.codes:  # one procedure of its own beside the total
                one = {**values, "code_id": told.codes[place % len(told.codes)]}
                rows.append({**one, **span, "cases": cases // 4, **some})
    told.page.add_many(t.WorkloadRow, rows)


def _quarters(first: date, on: date) -> Iterator[tuple[date, date]]:
    """到上月末为止的各季。"""
    end, day = on.replace(day=1) - _DAY, first
    while day <= end:
        month = day.month + 3
        later = day.replace(month=month) if month <= 12 else date(day.year + 1, 1, 1)
        yield day, min(later - _DAY, end)
        day = later


def _annul_one(library: Book, clerk: Clerk, on: date) -> None:
    """登记给了别人的一件，撤销登记。"""
    with library.act(clerk, "demo.annulment", reason=_WRONG) as page:
        column = t.PrivilegeEventRow.reason
        found = page.fetch(t.PrivilegeEventRow, _Uid, column == _WRONG)
        for one in found:
            page.annul(t.PrivilegeEventRow, one.uid, _WRONG)


@dataclass(frozen=True, slots=True)
class _Uid:
    uid: str
