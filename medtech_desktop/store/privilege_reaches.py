"""授权矩阵所要的：派生区间里某日前后的各行，逐人给出；外请临时的授权，外请来的人。"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from medtech_desktop.domain.privilege_matrix import (
    Key,
    Reach,
    Stretch,
    is_visiting,
    reaches_of,
)
from medtech_desktop.domain.privileges import (
    PrivilegeEvent,
    State,
    Target,
    TargetKind,
    Temporary,
    barred_within,
)
from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.privilege_chains import chains_for
from medtech_desktop.store.privileges import load_events
from medtech_desktop.store.tables.practitioners import InvitationRow
from medtech_desktop.store.tables.privileges import PrivilegeEventRow, PrivilegeIntervalRow

_MOST_NAMED = 400
"""人多于此就整表读过去，不逐个点名。"""
_COLUMNS = (
    "SELECT person_id, kind, target, since, until, low, high, recorded_on, state"
    " FROM privilege_interval "
)
_VISITING = "SELECT DISTINCT person_id FROM privilege_event WHERE temporary = 'visiting'"
_WHOLE = "NOT INDEXED WHERE id BETWEEN ? AND ? AND "
_LAST = "SELECT max(id) FROM privilege_interval"
_SLICE = 20_000
"""整表读时一次几行：几十万行一起放掉，窗口要等上几十毫秒。"""
_ON = "since <= ? AND until >= ?"
_AHEAD = "since > ? AND since <= ?"


def reaches_on(
    look: Look, day: date, ahead: date, people: Collection[int]
) -> Iterator[tuple[int, list[Reach]]]:
    """这些人各自的授权在某日的情形；没有授权的人不给出。

    ``ahead``: rows that begin until then are read too, to see what is continued.
    """
    visiting = visiting_on(look, day)
    today = day.isoformat()
    later = _by_person(look, people, _AHEAD, today, ahead.isoformat())
    held = _by_person(look, people, _ON, today, today)
    while held:
        person, rows = held.popitem()
        if person in later:  # a chain has one row for a day; only what follows needs an order
            rows = sorted(rows + later[person])
        if person in people:
            barred = _barred_on(look, person, rows, day)
            yield person, reaches_of(rows, day, visiting.get(person, frozenset()), barred)


def _barred_on(look: Look, person: int, rows: list[Stretch], day: date) -> set[Key]:
    """当日变动的术式、技术里，其间有过暂停、撤销的；只为这几串读事件。"""
    today, same_day, grade = day.isoformat(), int(State.SAME_DAY), int(TargetKind.GRADE)
    changed = [
        (person, Target(TargetKind(row[0]), row[1]))
        for row in rows
        if row[7] == same_day and row[2] == today and row[0] != grade
    ]
    return {
        (int(target.kind), target.id)
        for (_person, target), chain in chains_for(look, changed).items()
        if barred_within(chain, day)
    }


def _by_person(
    look: Look, people: Collection[int], where: str, *days: str
) -> dict[int, list[Stretch]]:
    found: dict[int, list[Any]] = {}
    for rows in _parts(look, people, where, *days):
        for row in rows:
            mine = found.get(row[0])
            if mine is None:
                mine = found[row[0]] = []
            mine.append(row[1:])
    return found


def _parts(
    look: Look, people: Collection[int], where: str, *days: str
) -> Iterator[list[tuple[Any, ...]]]:
    needs = (PrivilegeIntervalRow.__tablename__,)
    if len(people) <= _MOST_NAMED:
        marks = ", ".join("?" * len(people))
        sql = f"{_COLUMNS}WHERE person_id IN ({marks}) AND {where}"
        yield look.raw(sql, *sorted(people), *days, needs=needs)
        return
    last = look.raw(_LAST, needs=needs)[0][0] or 0
    for start in range(1, last + 1, _SLICE):
        part = f"{_COLUMNS}{_WHOLE}{where}"
        yield look.raw(part, start, start + _SLICE - 1, *days, needs=needs)


def visiting_on(look: Look, day: date) -> dict[int, frozenset[Key]]:
    """某日是外请临时的授权：人 → 各对象。"""
    found: dict[int, set[Key]] = {}
    for (person, key), chain in look.kept(_visiting_chains).items():
        if is_visiting(chain, day):
            found.setdefault(person, set()).add(key)
    return {person: frozenset(keys) for person, keys in found.items()}


def _visiting_chains(look: Look) -> dict[tuple[int, Key], list[PrivilegeEvent]]:
    """有过外请临时的各串，整串读来。"""
    column = table_of(PrivilegeEventRow).c.person_id
    people = [int(row[0]) for row in look.raw(_VISITING, needs=(PrivilegeEventRow.__tablename__,))]
    chains: dict[tuple[int, Key], list[PrivilegeEvent]] = {}
    for event in load_events(look, column.in_(people)):
        target = event.target
        key = event.person_id, (int(target.kind), target.id)
        chains.setdefault(key, []).append(event)
    return {
        key: chain
        for key, chain in chains.items()
        if any(event.temporary is Temporary.VISITING for event in chain)
    }


def invited_on(look: Look, day: date) -> dict[int, int | None]:
    """某日在邀请期内的外请人员：人 → 来哪个科室（没有写明为 None）。"""
    c = table_of(InvitationRow).c
    query = select(c.person_id, c.department_id).where(
        c.since <= day, c.until >= day, *look.holding(InvitationRow)
    )
    return {int(row[0]): row[1] for row in look.rows(query)}
