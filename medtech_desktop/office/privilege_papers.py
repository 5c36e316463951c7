"""授权的文书：通知（一次决定）、一览（全院或一科，某日有效）、证明（一人，某日有效）。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.privilege_papers import (
    NoticeGroup,
    NoticeLine,
    PrivilegeCertificate,
    PrivilegeNotice,
    PrivilegeRoster,
    RosterLine,
    RosterPerson,
    RosterProcedure,
)
from medtech_desktop.domain.privilege_sequences import standing_at
from medtech_desktop.domain.privilege_sheets import Current
from medtech_desktop.domain.privileges import (
    BARS,
    OPEN,
    STATE_LABELS,
    DecisionKind,
    PrivilegeEvent,
    Target,
    TargetKind,
    Verb,
    in_order,
)
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.papers import footer
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.office.privilege_decisions import document_of
from medtech_desktop.office.privilege_standings import Standings, load_standings
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_chains import chains_for
from medtech_desktop.store.privileges import (
    chains_of,
    decision_by_number,
    decisions_by_id,
    events_of_decision,
    load_decisions,
)

Made = tuple[str, Any, tuple[Finding, ...]]
_GRADED = (Verb.OPENING, Verb.GRANT, Verb.RENEW, Verb.RAISE, Verb.LOWER)


def notices(_world: World, look: Look) -> tuple[str, ...]:
    """出通知的各次决定；期初是原有的事实，不通知。"""
    return tuple(one.number for one in load_decisions(look) if one.kind != DecisionKind.OPENING)


def notice(world: World, look: Look, key: str, anchor: str) -> Made:
    """一次决定的通知。raises Refused when there is no such decision."""
    decision = decision_by_number(look, key.strip())
    if decision is None:
        raise not_found(f"没有授权决定「{key}」", "核对编号；撤销了的决定没有通知", "number")
    events = [e for e in events_of_decision(look, decision.id) if e.annulled_on is None]
    standings = load_standings(look, decision.decided_on)
    names = _Names(world, standings)
    record = PrivilegeNotice(
        hospital=world.hospital.name(decision.decided_on) or world.hospital.name(world.on),
        number=decision.number,
        document=decision.document,
        basis=decision.basis,
        meeting=decision.meeting,
        approver=_name(world, decision.approver_id, decision.decided_on),
        decided_on=decision.decided_on,
        groups=tuple(_groups(names, events, _grades(look, events))),
        printed_on=world.on,
        footer=footer(world, decision.number, anchor),
    )
    return f"{record.title}-{decision.number}", record, ()


def _name(world: World, person: int | None, day: date) -> str:
    return world.staff.name(person, day) if person is not None else ""


class _Names:
    """对象的称呼。"""

    def __init__(self, world: World, standings: Standings) -> None:
        self.world = world
        self.standings = standings

    def what(self, target: Target, grade: int | None = None) -> str:
        """「骨科专业 三级手术」「81.5100 示例全髋关节置换术」「S16 某技术」。"""
        if target.kind is TargetKind.GRADE:
            name = self.standings.specialties.name(target.id)
            return f"{name}{GRADE_NAMES.get(grade or 0, '')}手术" if grade else name
        if target.kind is TargetKind.PROCEDURE:
            return " ".join(one for one in self.standings.codes.label(target.id) if one)
        file = self.world.technology(target.id)
        return f"{file.technology.number} {file.name(self.world.on)}"


def _grades(look: Look, events: list[PrivilegeEvent]) -> dict[int, int]:
    """级别授权的各件 → 办了以后是几级；续授没有另写级别的，是原来的级别。"""
    graded = [e for e in events if e.target.kind is TargetKind.GRADE and e.verb in _GRADED]
    chains = chains_for(look, [(e.person_id, e.target) for e in graded])
    found = {}
    for event in graded:
        standing = standing_at(chains[event.person_id, event.target], event.day)
        grade = event.grade or (standing.grade if standing is not None else None)
        if grade is not None:
            found[event.id] = grade
    return found


def _groups(
    names: _Names, events: list[PrivilegeEvent], grades: dict[int, int]
) -> Iterable[NoticeGroup]:
    """按科室，再按人、按对象。"""
    standings = names.standings
    found: dict[str, list[PrivilegeEvent]] = {}
    for event in events:
        name = standings.department_names(event.person_id) or "其他"
        found.setdefault(name, []).append(event)
    for name in sorted(found, key=lambda one: (one == "其他", sort_key(one))):
        people = standings.in_order({event.person_id for event in found[name]})
        place = {person: at for at, person in enumerate(people)}
        ordered = sorted(
            found[name], key=lambda e: (place[e.person_id], e.target, e.day, e.act_seq)
        )
        yield NoticeGroup(
            name, tuple(_notice_line(names, event, grades.get(event.id)) for event in ordered)
        )


def _notice_line(names: _Names, event: PrivilegeEvent, grade: int | None) -> NoticeLine:
    staff, day = names.standings.staff, event.day
    hard = event.verb in (Verb.SUSPEND, Verb.REVOKE, Verb.LOWER)
    return NoticeLine(
        staff.staff_number(event.person_id, day),
        staff.name(event.person_id, day),
        staff.title(event.person_id, day),
        names.what(event.target, grade),
        event.verb,
        event.day,
        event.until,
        event.reason if hard else "",
    )


# 某日有效的


def holders(world: World, look: Look) -> tuple[str, ...]:
    """某日有有效授权的人（工号；没有工号的写姓名）。"""
    standings = load_standings(look, world.on)
    people = {p.person_id for p in standings.staff.practices}
    held = [p for p in people if any(one.is_valid for one in standings.of(p).values())]
    staff, on = standings.staff, world.on
    return tuple(staff.staff_number(p, on) or staff.name(p, on) for p in standings.in_order(held))


def certificate(world: World, look: Look, key: str, anchor: str) -> Made:
    """一人的授权证明。raises Refused when none or several fit."""
    person = find_person(world.staff, key, world.on)
    standings = load_standings(look, world.on)
    staff, on = world.staff, world.on
    record = PrivilegeCertificate(
        hospital=world.hospital.name(on),
        number=staff.staff_number(person, on),
        name=staff.name(person, on),
        title=staff.title(person, on),
        departments=standings.department_names(person),
        as_of=on,
        lines=_lines(_Names(world, standings), look, person),
        printed_on=on,
        footer=footer(world, "", anchor),
        barred=_barred(_Names(world, standings), person),
    )
    return f"授权证明-{record.name}-{on.isoformat()}", record, ()


def _lines(names: _Names, look: Look, person: int) -> tuple[RosterLine, ...]:
    """某人某日有效的各项：级别在前，术式其次，技术在后。"""
    standings = names.standings
    staff, on = standings.staff, standings.on
    chains = chains_of(look, person)
    rows = sorted((pair for pair in standings.of(person).items() if pair[1].is_valid), key=_first)
    giving = {target: _giving(chains.get(target, []), on) for target, _ in rows}
    decisions = decisions_by_id(look, [e.decision_id for e in giving.values() if e is not None])
    found = []
    for target, held in rows:
        last = giving[target]
        graded = target.kind is TargetKind.GRADE
        found.append(
            RosterLine(
                standings.department_names(person),
                staff.staff_number(person, on),
                staff.name(person, on),
                staff.title(person, on),
                names.what(target),
                GRADE_NAMES.get(held.grade, "") if graded else "",
                last.day if last else on,
                None if held.until in (None, OPEN) else _last(held.until, last),
                document_of(decisions.get(last.decision_id) if last else None),
            )
        )
    return tuple(found)


def _barred(names: _Names, person: int) -> tuple[str, ...]:
    """有级别的人，点名暂停、撤销的术式：「81.5100 示例全髋关节置换术（暂停）」。"""
    held = names.standings.of(person)
    if not any(one.is_valid and target.kind is TargetKind.GRADE for target, one in held.items()):
        return ()
    return tuple(
        f"{names.what(target)}（{STATE_LABELS[one.state]}）"
        for target, one in sorted(held.items(), key=_first)
        if target.kind is TargetKind.PROCEDURE and one.state in BARS
    )


def _first(pair: tuple[Target, Current]) -> Target:
    return pair[0]


def _last(until: date | None, giving: PrivilegeEvent | None) -> date | None:
    """有效期末日：区间可能因以后的变动先断，写原定的末日。"""
    if until is not None and giving is not None and giving.until is not None:
        return max(until, giving.until)
    return until


def _giving(chain: list[PrivilegeEvent], day: date) -> PrivilegeEvent | None:
    """到某日为止最近一件给予它的事件（授、续、升、降）。"""
    held = [
        e for e in in_order(chain) if e.annulled_on is None and e.day <= day and e.verb in _GRADED
    ]
    return held[-1] if held else None


def listed_departments(world: World, look: Look) -> tuple[str, ...]:
    """出一览的：全院，与有医务人员的各科室。"""
    standings = load_standings(look, world.on)
    name = standings.hospital.department_name
    return ("", *(name(one, world.on) for one in standings.staffed_departments()))


def roster(world: World, look: Look, key: str, anchor: str) -> Made:
    """全院或一科的权限一览。raises Refused for an unknown department."""
    standings = load_standings(look, world.on)
    names = _Names(world, standings)
    department = standings.department(key) if key.strip() else None
    people = (
        standings.members(department)
        if department is not None
        else standings.in_order({p.person_id for p in standings.staff.practices})
    )
    lines = {person: _lines(names, look, person) for person in people if _any(standings, person)}
    ordered = sorted(lines, key=lambda p: sort_key(standings.department_names(p)))
    wanted = ordered if department is None else list(lines)
    record = PrivilegeRoster(
        hospital=world.hospital.name(world.on),
        department=key.strip(),
        as_of=world.on,
        people=tuple(_person(names, person, lines[person]) for person in wanted),
        procedures=_procedures(standings, department, people) if department is not None else (),
        lines=tuple(line for person in wanted for line in lines[person]),
        footer=footer(world, "", anchor),
    )
    return f"手术权限一览-{record.department or '全院'}-{world.on.isoformat()}", record, ()


def _any(standings: Standings, person: int) -> bool:
    return any(one.is_valid for one in standings.of(person).values())


def _person(names: _Names, person: int, lines: tuple[RosterLine, ...]) -> RosterPerson:
    standings = names.standings
    staff, on = standings.staff, standings.on
    return RosterPerson(
        standings.department_names(person),
        staff.staff_number(person, on),
        staff.name(person, on),
        staff.title(person, on),
        tuple(f"{one.what} {one.grade}{_to(one.until)}" for one in lines if one.grade),
        tuple(f"{one.what}{_to(one.until)}" for one in lines if not one.grade),
        _barred(names, person),
    )


def _to(until: date | None) -> str:
    return f"（至 {until.isoformat()}）" if until is not None else ""


def _procedures(
    standings: Standings, department: int, people: tuple[int, ...]
) -> tuple[RosterProcedure, ...]:
    """科室的各术式：单项授权的人，凭级别的人。"""
    codes = standings.department_codes(department) | standings.held_codes(people)
    staff, on = standings.staff, standings.on
    name = {person: staff.name(person, on) for person in people}
    found = []
    for code_id in sorted(codes, key=lambda one: standings.codes.label(one)[0]):
        target = Target(TargetKind.PROCEDURE, code_id)
        held = {p: standings.current(p, target, department) for p in people}
        own = tuple(name[p] for p in people if held[p].is_valid)
        graded = tuple(name[p] for p in people if held[p].by_grade)
        if not own and not graded:
            continue
        code, label = standings.codes.label(code_id)
        line = standings.grading.grade_of(code_id, department) if standings.grading else None
        grade = GRADE_NAMES.get(line.grade or 0, "") if line is not None else ""
        found.append(RosterProcedure(code, label, grade, own, graded))
    return tuple(found)
