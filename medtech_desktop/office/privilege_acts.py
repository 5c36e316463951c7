"""授权的各种动作：授予、续授、升降级、暂停、恢复、撤销、期初；成批的一次决定办完（第二十条）。"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.practitioners import Whereabouts
from medtech_desktop.domain.privilege_drafts import NewDecision, NewEvent
from medtech_desktop.domain.privilege_sequences import standing_at
from medtech_desktop.domain.privileges import Standing, State, Target, TargetKind, Verb
from medtech_desktop.office.acts import Clerk, Done, not_found
from medtech_desktop.office.privileges import decide_privileges
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_chains import chains_for
from medtech_desktop.store.privileges import held_pairs

_HERE = (Whereabouts.HERE, Whereabouts.LEAVE, Whereabouts.VISITING)


@dataclass(frozen=True, slots=True)
class Item:
    """授予的一项：对象，专业的另有级别。"""

    target: Target
    grade: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Pick:
    """已有的一项：谁的、哪个对象。"""

    person_id: int
    target: Target


@dataclass(frozen=True, slots=True)
class Running:
    """某日的一项授权与它的情形。"""

    pick: Pick
    standing: Standing
    state: State


@dataclass(frozen=True, slots=True)
class Selection:
    """选哪些授权：科室、专业、指定的人，都空 = 全院；几样都给的须同时符合。"""

    department_id: int | None = None
    specialty_id: int | None = None
    people: tuple[int, ...] = ()


def running_privileges(
    look: Look, selection: Selection, day: date, states: Collection[State] = (State.VALID,)
) -> tuple[Running, ...]:
    """某日符合所选、情形在 ``states`` 之内的授权，按人、按对象。"""
    pairs = held_pairs(look, day, _people(look, selection, day))
    if selection.specialty_id is not None:
        wanted = Target(TargetKind.GRADE, selection.specialty_id)
        pairs = [pair for pair in pairs if pair[1] == wanted]
    found = []
    for (person, target), chain in sorted(chains_for(look, pairs).items()):
        standing = standing_at(chain, day)
        if standing is not None and standing.state(day) in states:
            found.append(Running(Pick(person, target), standing, standing.state(day)))
    return tuple(found)


def _people(look: Look, selection: Selection, day: date) -> list[int] | None:
    if selection.department_id is None and not selection.people:
        return None
    staff = look.kept(load_staff)
    people: Iterable[int] = selection.people or (person.id for person in staff.people)
    if selection.department_id is None:
        return sorted(set(people))
    return sorted({one for one in people if selection.department_id in staff.departments(one, day)})


def grant_privileges(
    library: Book,
    clerk: Clerk,
    decision: NewDecision,
    people: Sequence[int],
    items: Sequence[Item],
    day: date,
    until: date | None = None,
    *,
    verb: Verb = Verb.GRANT,
    reason: str = "",
) -> Done:
    """授予：几个人、几项，一次决定；``verb`` 为期初时是期初登记。raises Refused."""
    if verb not in (Verb.GRANT, Verb.OPENING):
        raise ValueError(verb)
    events = [
        NewEvent(person, item.target, verb, day, until, item.grade)
        for person in people
        for item in items
    ]
    return decide_privileges(library, clerk, decision, events, reason=reason)


def change_privileges(
    library: Book,
    clerk: Clerk,
    decision: NewDecision,
    verb: Verb,
    picks: Sequence[Pick],
    day: date,
    until: date | None = None,
    *,
    grade: int | None = None,
    reason: str = "",
) -> Done:
    """续授、升级、降级、暂停、恢复、撤销授权：选定的各项，一次决定。raises Refused."""
    if verb in (Verb.GRANT, Verb.OPENING):
        raise ValueError(verb)
    events = [
        NewEvent(pick.person_id, pick.target, verb, day, until, grade, reason) for pick in picks
    ]
    return decide_privileges(library, clerk, decision, events, reason=reason)


def renew_running(
    library: Book,
    clerk: Clerk,
    decision: NewDecision,
    selection: Selection,
    day: date,
    until: date,
    *,
    excluded: Collection[Pick] = (),
    reason: str = "",
) -> Done:
    """年度续授：所选的有效授权一律续到 ``until``，``excluded`` 除外。

    Left out by themselves: who has left, and what already runs longer or has no end.
    """
    with library.look() as look:
        staff = look.kept(load_staff)
        picks = [
            one.pick
            for one in running_privileges(look, selection, day)
            if one.pick not in excluded
            and one.standing.until < until
            and staff.whereabouts(one.pick.person_id, day) in _HERE
        ]
    if not picks:
        raise not_found("没有可以续授的授权", "核对所选的科室、专业和末日", "selection")
    return change_privileges(library, clerk, decision, Verb.RENEW, picks, day, until, reason=reason)


def suspend_everything(
    library: Book,
    clerk: Clerk,
    decision: NewDecision,
    person_id: int,
    day: date,
    until: date | None = None,
    *,
    reason: str = "",
) -> Done:
    """暂停某人的全部授权。raises Refused."""
    picks = _all_of(library, person_id, day, (State.VALID,), "没有有效的授权可以暂停")
    verb = Verb.SUSPEND
    return change_privileges(library, clerk, decision, verb, picks, day, until, reason=reason)


def reinstate_everything(
    library: Book,
    clerk: Clerk,
    decision: NewDecision,
    person_id: int,
    day: date,
    *,
    reason: str = "",
) -> Done:
    """恢复某人暂停着的全部授权。raises Refused."""
    picks = _all_of(library, person_id, day, (State.SUSPENDED,), "没有暂停着的授权")
    verb = Verb.REINSTATE
    return change_privileges(library, clerk, decision, verb, picks, day, reason=reason)


def revoke_everything(
    library: Book,
    clerk: Clerk,
    decision: NewDecision,
    person_id: int,
    day: date,
    *,
    reason: str = "",
) -> Done:
    """撤销某人（例如离院的）的全部授权，暂停着的也在内。raises Refused."""
    states = (State.VALID, State.SUSPENDED)
    picks = _all_of(library, person_id, day, states, "没有可以撤销的授权")
    verb = Verb.REVOKE
    return change_privileges(library, clerk, decision, verb, picks, day, reason=reason)


def _all_of(
    library: Book, person_id: int, day: date, states: Collection[State], otherwise: str
) -> list[Pick]:
    with library.look() as look:
        selection = Selection(people=(person_id,))
        found = running_privileges(look, selection, day, states)
        name = look.kept(load_staff).name(person_id, day)
    if not found:
        raise not_found(f"{name}在 {day.isoformat()} {otherwise}", "核对人员和日期", "person")
    return [one.pick for one in found]
