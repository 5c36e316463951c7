"""授权一览所读的：派生区间里每人的现状、变过的人、一页各项的事件链。

Raw tuples: half a million of them are read when the list is opened for the first time.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from medtech_desktop.domain.privilege_index import KINDS, Stand
from medtech_desktop.domain.privileges import (
    OPEN,
    State,
    Target,
    TargetKind,
)
from medtech_desktop.store.page import Look
from medtech_desktop.store.privileges import people_of

REBUILT = "privilege.rebuild"

_STANDS = (
    "SELECT kind, target, since, until, state FROM privilege_interval WHERE person_id = ?"
    " AND until >= ? AND (since <= ? OR state IN (1, 5)) ORDER BY kind, target, since"
)
_CHANGED = (
    "SELECT person_id FROM privilege_event INDEXED BY ix_privilege_event_act_seq"
    " WHERE act_seq > ? UNION SELECT e.person_id FROM annulment u INDEXED BY ix_annulment_act_seq"
    " JOIN privilege_event e ON e.uid = u.event_uid"
    " WHERE u.event_table = 'privilege_event' AND u.act_seq > ?"
)
_REBUILT = "SELECT 1 FROM act WHERE seq > ? AND action = ? LIMIT 1"
_DERIVED = "privilege_interval"
_ENDING = (  # the stretches of a chain meet, so what was before is the last one earlier
    "SELECT e.since, e.person_id, e.kind, e.target FROM privilege_interval e"
    " WHERE e.state = 3 AND e.since BETWEEN ? AND ? AND"
    " (SELECT b.low FROM privilege_interval b WHERE b.person_id = e.person_id AND b.kind = e.kind"
    " AND b.target = e.target AND b.since < e.since ORDER BY b.since DESC LIMIT 1) > 0"
    " ORDER BY e.since, e.person_id"
)
_HOLDERS = (
    "SELECT person_id, target FROM privilege_interval WHERE kind = 3 AND since <= ? AND until >= ?"
    " AND low > 0 ORDER BY target, person_id"
)
_CODE_NAMES = (
    "SELECT c.id, c.code, p.name FROM procedure_code c"
    " LEFT JOIN procedure p ON p.code = c.code AND p.edition_id = ?"
)
_EXPIRED = int(State.EXPIRED)
_DAY = timedelta(days=1)


class _Days(dict[str, int]):
    """文本的日子 → 序数；没有末日为 0。"""

    def __missing__(self, text: str) -> int:
        day = date.fromisoformat(text)
        self[text] = number = 0 if day == OPEN else day.toordinal()
        return number


_DAYS = _Days()


def people_with_privileges(look: Look) -> list[int]:
    """派生表里有的人。"""
    return people_of(look, _DERIVED)


def stands_of(look: Look, person_id: int, day: date) -> list[Stand]:
    """某人各项授权在某日的现状。"""
    written = day.isoformat()
    cursor = look._connection.connection.driver_connection
    assert cursor is not None
    rows = cursor.execute(_STANDS, (person_id, written, written)).fetchall()
    found: list[Stand] = []
    place, count, now = 0, len(rows), day.toordinal()
    while place < count:
        kind, target, since, until, state = rows[place]
        start, end = _DAYS[since], _DAYS[until]
        place += 1
        while place < count and rows[place][0] == kind and rows[place][1] == target:
            if state in (1, 5) and end and _DAYS[rows[place][2]] == end + 1:
                end = _DAYS[rows[place][3]]  # renewed ahead of time
            place += 1
        if start > now:
            state = 0
        elif state == _EXPIRED:
            end = start - 1
        found.append(Stand(target * KINDS + kind, state, start, end))
    return found


def changed_people(look: Look, seq: int) -> list[int] | None:
    """某次操作以后授权变过的人；派生表重建过为 None（都要重读）。"""
    if look.raw(_REBUILT, seq, REBUILT):
        return None
    return [int(row[0]) for row in look.raw(_CHANGED, seq, seq)]


def last_act(look: Look) -> int:
    """最后一次操作的序号。"""
    return int(look.raw("SELECT coalesce(max(seq), 0) FROM act")[0][0])


def newest_code(look: Look) -> int:
    """最后一个手术编码的内部号；只增不减，没有变即没有新的。"""
    return int(look.raw("SELECT coalesce(max(id), 0) FROM procedure_code")[0][0])


def code_names(look: Look, edition_id: int) -> dict[int, tuple[str, str]]:
    """内部号 → 编码、名称（编码库那一版里的）；那一版没有的名称为空。"""
    rows = look.raw(_CODE_NAMES, edition_id, needs=("procedure_code", "procedure"))
    return {int(number): (str(code), str(name or "")) for number, code, name in rows}


class Ending(NamedTuple):
    """同一天到期、还没有续授的：末日，各项是谁的、什么，依人的内部号。"""

    until: date
    items: tuple[tuple[int, Target], ...]

    @property
    def people(self) -> tuple[int, ...]:
        """各是谁的。"""
        return tuple(dict.fromkeys(person for person, _target in self.items))

    @property
    def first(self) -> Target:
        """头一项；只有一项的说得出对象。"""
        return self.items[0][1]


def ending_soon(look: Look, first: date, last: date) -> tuple[Ending, ...]:
    """这段日子里到期、还没有续授的，按末日。"""
    days = (first + _DAY).isoformat(), (last + _DAY).isoformat()
    rows = look.raw(_ENDING, *days, needs=(_DERIVED,))
    found = []
    for since, group in groupby(rows, key=itemgetter(0)):
        items = tuple((int(p), Target(TargetKind(kind), t)) for _, p, kind, t in group)
        found.append(Ending(date.fromisoformat(since) - _DAY, items))
    return tuple(found)


def technology_holders(look: Look, day: date) -> tuple[tuple[int, int], ...]:
    """某日有技术权限的：人、技术的内部编号。"""
    written = day.isoformat()
    rows = look.raw(_HOLDERS, written, written, needs=(_DERIVED,))
    return tuple((int(p), int(t)) for p, t in rows)
