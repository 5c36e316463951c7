"""一年零例：登记的例数盖住整整十二个月、又都是零的授权；没有登记的不算零（第十九条）。

Who has a case in the surgery log is never called zero, whatever was typed beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.domain.privilege_index import PrivilegeIndex, View
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.store.page import Look
from medtech_desktop.store.workloads import logged_in, workload_in

Period = tuple[date, date, int]
"""起、止（含）、例数。"""
Volumes = dict[int, dict[Target | None, list[Period]]]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Idle:
    """有效的授权里：一年零例的各号；有登记可据的各号，其余未统计。"""

    idle: frozenset[int] = frozenset()
    counted: frozenset[int] = frozenset()


def year_before(on: date) -> tuple[date, date]:
    """这一天以前的十二个整月。"""
    last = on.replace(day=1) - _DAY
    return date(on.year - 1, on.month, 1), last


def idle_rows(look: Look, index: PrivilegeIndex, on: date) -> Idle:
    """有效授权里一年零例的、统计得出的。"""
    first, last = year_before(on)
    volumes: Volumes = {}
    for person, target, period in workload_in(look, first, last):
        volumes.setdefault(person, {}).setdefault(target, []).append(period)
    for person, target, period in logged_in(look, first, last):
        volumes.setdefault(person, {}).setdefault(target, []).append(period)
    idle, counted = set(), set()
    for person, mine in volumes.items():
        for row in index.of_person(person):
            _person, target, mark, *_days = index.peek(row)
            if mark not in (View.VALID, View.EXPIRING):
                continue
            volume = volume_of(mine, target, first, last)
            if volume is not None:
                counted.add(row)
            if volume == 0:
                idle.add(row)
    return Idle(frozenset(idle), frozenset(counted))


def volume_of(
    mine: dict[Target | None, list[Period]], target: Target, first: date, last: date
) -> int | None:
    """这一项在这段时间的例数；登记没有盖住、又没有确知的一例，为 None。

    The person's total decides for a grade; for the rest a total of zero is enough.
    """
    if not mine:
        return None
    whole = _counted(mine.get(None, ()), first, last)
    if target.kind is TargetKind.GRADE:
        return whole
    own = _counted(mine.get(target, ()), first, last)
    return 0 if own is None and whole == 0 else own


def _counted(periods: Sequence[Period], first: date, last: date) -> int | None:
    """盖住整段且都是零为 0；有一段全在其中而不是零，即不是零；其余说不清。"""
    inside = sum(cases for since, until, cases in periods if since >= first and until <= last)
    if inside:
        return inside
    if any(cases for _since, _until, cases in periods):
        return None
    covered = first
    for since, until, _cases in sorted(periods):
        if since > covered:
            return None
        covered = max(covered, until + _DAY)
    return 0 if covered > last else None
