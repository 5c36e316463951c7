"""授权一览所读的：派生区间里每人的现状、变过的人、一页各项的事件链。

Raw tuples: half a million of them are read when the list is opened for the first time.
"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.privilege_index import Stand
from medtech_desktop.domain.privileges import (
    OPEN,
    State,
    Target,
    TargetKind,
)
from medtech_desktop.store.derived import ask
from medtech_desktop.store.page import Look

REBUILT = "privilege.rebuild"

_STANDS = (
    "SELECT kind, target, since, until, state FROM privilege_interval WHERE person_id = ?"
    " AND until >= ? AND (since <= ? OR state IN (1, 5)) ORDER BY kind, target, since"
)
_CHANGED = (
    "SELECT DISTINCT person_id FROM privilege_event WHERE act_seq > ? UNION"
    " SELECT e.person_id FROM annulment u JOIN privilege_event e ON e.uid = u.event_uid"
    " WHERE u.event_table = 'privilege_event' AND u.act_seq > ?"
)
_REBUILT = "SELECT 1 FROM act WHERE seq > ? AND action = ? LIMIT 1"
_DERIVED = "privilege_interval"
_ENDING = (
    "SELECT i.until, i.person_id, i.kind, i.target FROM privilege_interval i"
    " WHERE i.until BETWEEN ? AND ? AND i.low > 0 AND EXISTS (SELECT 1 FROM privilege_interval n"
    " WHERE n.person_id = i.person_id AND n.kind = i.kind AND n.target = i.target"
    " AND n.since = date(i.until, '+1 day') AND n.state = 3) ORDER BY i.until, i.person_id"
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


class _Days(dict[str, int]):
    """文本的日子 → 序数；没有末日为 0。"""

    def __missing__(self, text: str) -> int:
        day = date.fromisoformat(text)
        self[text] = number = 0 if day == OPEN else day.toordinal()
        return number


_DAYS = _Days()


def people_with_privileges(look: Look) -> list[int]:
    """派生表里有的人。"""
    return [int(row[0]) for row in ask(look, "SELECT DISTINCT person_id FROM privilege_interval")]


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
        found.append(Stand(target * 4 + kind, state, start, end))
    return found


def changed_people(look: Look, seq: int) -> list[int] | None:
    """某次操作以后授权变过的人；派生表重建过为 None（都要重读）。"""
    if ask(look, _REBUILT, seq, REBUILT):
        return None
    return [int(row[0]) for row in ask(look, _CHANGED, seq, seq)]


def last_act(look: Look) -> int:
    """最后一次操作的序号。"""
    return int(ask(look, "SELECT coalesce(max(seq), 0) FROM act")[0][0])


def newest_code(look: Look) -> int:
    """最后一个手术编码的内部号；只增不减，没有变即没有新的。"""
    return int(ask(look, "SELECT coalesce(max(id), 0) FROM procedure_code")[0][0])


def code_names(look: Look, edition_id: int) -> dict[int, tuple[str, str]]:
    """内部号 → 编码、名称（编码库那一版里的）；那一版没有的名称为空。"""
    rows = ask(look, _CODE_NAMES, edition_id)
    return {int(number): (str(code), str(name or "")) for number, code, name in rows}


def ending_soon(look: Look, first: date, last: date) -> tuple[tuple[date, int, Target], ...]:
    """这段日子里到期、还没有续授的：末日、人、对象。"""
    look._note(_DERIVED)
    found = ask(look, _ENDING, first.isoformat(), last.isoformat())
    return tuple(
        (date.fromisoformat(until), int(person), Target(TargetKind(kind), target))
        for until, person, kind, target in found
    )


def technology_holders(look: Look, day: date) -> tuple[tuple[int, int], ...]:
    """某日有技术权限的：人、技术的内部编号。"""
    look._note(_DERIVED)
    written = day.isoformat()
    return tuple((int(p), int(t)) for p, t in ask(look, _HOLDERS, written, written))
