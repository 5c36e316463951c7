"""授权：事件的读入，与由它推得的有效区间（派生，可重建，随每次操作更新）。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from medtech_desktop.domain.privileges import (
    Decision,
    PrivilegeEvent,
    State,
    Target,
    TargetKind,
    intervals,
    target_of,
)
from medtech_desktop.store.derived import clear, derive
from medtech_desktop.store.page import Look, Page, table_of
from medtech_desktop.store.privilege_chains import chains_for, events_by_id
from medtech_desktop.store.privilege_chains import chains_of as chains_of  # callers ask here
from medtech_desktop.store.tables.privileges import (
    PrivilegeDecisionRow,
    PrivilegeEventRow,
    PrivilegeIntervalRow,
)

_EVENT = table_of(PrivilegeEventRow)
_TABLE = PrivilegeIntervalRow.__tablename__
_PEOPLE = 200
_TOLD_EVERY = 10
_ALIVE = (State.VALID, State.SUSPENDED, State.SAME_DAY)
_PUT = (
    "INSERT INTO privilege_interval"
    " (person_id, kind, target, since, until, low, high, recorded_on, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_RUNNING = (
    "SELECT target, count(*) FROM privilege_interval WHERE kind = ? AND since <= ? AND until >= ?"
    " AND state IN (?, ?, ?) GROUP BY target"
)
_DROP = "DELETE FROM privilege_interval WHERE person_id = ? AND kind = ? AND target = ?"
_TOUCHED = (
    "SELECT DISTINCT person_id, specialty_id, code_id, technology_id FROM privilege_event"
    " WHERE act_seq = ? UNION SELECT e.person_id, e.specialty_id, e.code_id, e.technology_id"
    " FROM annulment u JOIN privilege_event e ON e.uid = u.event_uid"
    " WHERE u.event_table = 'privilege_event' AND u.act_seq = ?"
)
_STORED = (
    "SELECT kind, target, since, until, low, high, recorded_on, state FROM privilege_interval"
    " WHERE person_id = ? ORDER BY kind, target, since"
)
_NEXT_PERSON = (
    "WITH RECURSIVE one(id) AS (SELECT min(person_id) FROM {table} UNION ALL"
    " SELECT (SELECT min(person_id) FROM {table} WHERE person_id > one.id) FROM one"
    " WHERE one.id IS NOT NULL) SELECT id FROM one WHERE id IS NOT NULL"
)

IntervalTuple = tuple[int, int, str, str, int, int, str, int]


def load_events(look: Look, *where: ColumnElement[bool]) -> list[PrivilegeEvent]:
    """授权事件，依 id；已撤销的也在内，带着撤销之日。"""
    return events_by_id(look, (int(row[0]) for row in look.rows(select(_EVENT.c.id).where(*where))))


def chain_of(look: Look, person_id: int, target: Target) -> list[PrivilegeEvent]:
    """某人某一对象的全部事件。"""
    return chains_for(look, [(person_id, target)])[person_id, target]


def held_pairs(
    look: Look, day: date, people: Sequence[int] | None = None
) -> list[tuple[int, Target]]:
    """某日有效、暂停或当日有变动的：人与对象（派生表）；``people`` 为 None 是全院。"""
    columns = table_of(PrivilegeIntervalRow).c
    query = select(columns.person_id, columns.kind, columns.target).where(
        columns.since <= day, columns.until >= day, columns.state.in_(_ALIVE)
    )
    query = query.order_by(columns.person_id, columns.kind, columns.target)
    found: list[tuple[int, Target]] = []
    for start in range(0, 1 if people is None else len(people), _PEOPLE):
        part = query
        if people is not None:
            part = query.where(columns.person_id.in_(people[start : start + _PEOPLE]))
        found += [(int(p), Target(TargetKind(kind), one)) for p, kind, one in look.rows(part)]
    return found


def running_codes(look: Look, day: date) -> dict[int, int]:
    """某日在用（有效、暂停或当日有变动）的按术式授权：手术编码的内部号 → 几人（派生表）。"""
    written = day.isoformat()
    asked = (int(TargetKind.PROCEDURE), written, written, *map(int, _ALIVE))
    rows = look.raw(_RUNNING, *asked, needs=(_TABLE,))
    return {int(code): int(count) for code, count in rows}


def event_by_uid(look: Look, uid: str) -> PrivilegeEvent | None:
    """一件事件，撤销了的也在内。"""
    return next(iter(load_events(look, _EVENT.c.uid == uid)), None)


def decision_by_number(look: Look, number: str) -> Decision | None:
    """按编号取一次决定；撤销了的没有。"""
    found = load_decisions(look, table_of(PrivilegeDecisionRow).c.number == number.strip())
    return found[0] if found else None


def events_of_decision(look: Look, decision_id: int) -> list[PrivilegeEvent]:
    """一次决定之下的事件。"""
    return load_events(look, _EVENT.c.decision_id == decision_id)


def events_of_act(look: Look, seq: int) -> list[PrivilegeEvent]:
    """某次操作写入而仍有效的事件。"""
    return look.fetch(PrivilegeEventRow, PrivilegeEvent, _EVENT.c.act_seq == seq)


def any_event(look: Look) -> bool:
    """有没有登记过任何一件。"""
    return bool(look.rows(select(_EVENT.c.id).limit(1)))


def load_decisions(look: Look, *where: ColumnElement[bool]) -> list[Decision]:
    """授权决定，依 id。"""
    return look.fetch(PrivilegeDecisionRow, Decision, *where)


def decisions_by_id(look: Look, ids: Iterable[int]) -> dict[int, Decision]:
    """这些决定；撤销了的也在内（事件链要说得出它的文号）。"""
    wanted = sorted(set(ids))
    column = table_of(PrivilegeDecisionRow).c.id
    found: dict[int, Decision] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = look.fetch(PrivilegeDecisionRow, Decision, column.in_(part), annulled=True)
        found.update((one.id, one) for one in rows)
    return found


def next_decision_number(look: Look, year: int) -> str:
    """本年的下一个决定编号；撤销过的编号不再使用。"""
    prefix = f"授权-{year}-"
    number = PrivilegeDecisionRow.number
    used = look.count(PrivilegeDecisionRow, number.startswith(prefix), annulled=True)
    return f"{prefix}{used + 1:03d}"


# The derived table


def refresh_intervals(page: Page) -> None:
    """本次操作写入或撤销的事件，重写它们那几串的区间；``Book.act`` 在提交前调用。"""
    if _EVENT.name not in page.changed_tables:  # an annulment changes its table, too
        return
    touched: dict[int, set[Target]] = {}
    for person, *columns in page.raw(_TOUCHED, page.seq, page.seq):
        touched.setdefault(int(person), set()).add(target_of(*columns))
    if touched:
        _write(page, touched)


def rebuild_intervals(page: Page) -> int:
    """全部重建，返回写入的区间数。"""
    clear(page, _TABLE)
    written = 0
    for person in people_of(page, _EVENT.name):
        rows = list(_rows_of(chains_of(page, person)))
        derive(page, _TABLE, _PUT, [(person, *row) for row in rows])
        written += len(rows)
    return written


def _write(page: Page, touched: dict[int, set[Target]]) -> None:
    people = sorted(touched)
    for start in range(0, len(people), _PEOPLE):
        part = people[start : start + _PEOPLE]
        pairs = [(person, target) for person in part for target in sorted(touched[person])]
        chains = chains_for(page, pairs)
        derive(page, _TABLE, _DROP, [(person, int(one.kind), one.id) for person, one in pairs])
        rows = [
            (person, *row)
            for person, target in pairs
            for row in _rows_of({target: chains[person, target]})
        ]
        derive(page, _TABLE, _PUT, rows)


def _rows_of(chains: dict[Target, list[PrivilegeEvent]]) -> Iterator[IntervalTuple]:
    for target in sorted(chains):
        for one in intervals(chains[target]):
            yield (
                int(target.kind),
                target.id,
                one.since.isoformat(),
                one.until.isoformat(),
                one.low,
                one.high,
                one.known_on.isoformat(),
                int(one.state),
            )


def people_of(look: Look, table: str) -> list[int]:
    """授权的事件或区间里有哪些人，依内部号；在索引上从一人跳到下一人，不翻遍全表。"""
    return [int(row[0]) for row in look.raw(_NEXT_PERSON.format(table=table), needs=(table,))]


def differing_people(look: Look, tell: Callable[[int, int], None] | None = None) -> list[int]:
    """派生区间与由事件重推的不同的人；空 = 一致。``tell`` 每几人听一次：查了几人，共几人。"""
    stored, people = set(people_of(look, _TABLE)), people_of(look, _EVENT.name)
    wrong = sorted(stored.difference(people))
    for place, person in enumerate(people):
        if tell is not None and place % _TOLD_EVERY == 0:
            tell(place, len(people))
        if look.raw(_STORED, person) != list(_rows_of(chains_of(look, person))):
            wrong.append(person)
    return wrong


def intervals_of(look: Look, person_id: int, day: date) -> list[tuple[Target, Any]]:
    """某人某日所在的各区间行（派生表）：对象，(起, 止, low, high, 登记日, 情形)。"""
    columns = table_of(PrivilegeIntervalRow).c
    query = select(
        columns.kind,
        columns.target,
        columns.since,
        columns.until,
        columns.low,
        columns.high,
        columns.recorded_on,
        columns.state,
    ).where(columns.person_id == person_id, columns.since <= day, columns.until >= day)
    return [(Target(TargetKind(row[0]), row[1]), row[2:]) for row in look.rows(query)]
