"""认名：登记里没有认出的写法有哪些、各多少处；本院说过的各指谁。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.surgeries import LogMeaningRow

KINDS = ("person", "department", "code")
_LIVE = "surgery_id NOT IN (SELECT surgery_id FROM surgery_gone WHERE why < 3)"
_PERSON = (
    "SELECT w.text, count(*), min(l.day), max(l.day) FROM surgery_line l"
    " JOIN log_word w ON w.id = l.said_person WHERE l.person_id IS NULL"
    f" AND l.{_LIVE} GROUP BY w.id"
)
_CODE = (
    "SELECT w.text, count(*), min(l.day), max(l.day) FROM surgery_line l"
    f" JOIN log_word w ON w.id = l.said_code WHERE l.code_id IS NULL AND l.{_LIVE} GROUP BY w.id"
)
_DEPARTMENT = (
    "SELECT w.text, count(*), min(s.day), max(s.day) FROM surgery s"
    " JOIN log_word w ON w.id = s.said_department WHERE s.department_id IS NULL"
    " AND s.id NOT IN (SELECT surgery_id FROM surgery_gone WHERE why < 3) GROUP BY w.id"
)
_REGISTERED = (
    "SELECT said_person, count(*), min(day), max(day) FROM registered_case"
    " WHERE person_id IS NULL AND said_person <> '' AND id IN (SELECT max(c.id)"
    " FROM registered_case c WHERE NOT EXISTS (SELECT 1 FROM annulment u"
    " WHERE u.event_table = 'registered_case' AND u.event_uid = c.uid) GROUP BY c.key)"
    " GROUP BY said_person"
)
_ASKED = {"person": _PERSON, "department": _DEPARTMENT, "code": _CODE}
_NEEDS = ("surgery", "surgery_line", "surgery_gone", "log_word")
_REGISTER_NEEDS = ("registered_case", "annulment")


@dataclass(frozen=True, slots=True)
class Meaning:
    """本院说的一次：这个写法指谁；``target`` 空 = 写明认不出，不再问。"""

    id: int
    uid: str
    act_seq: int
    kind: str
    said: str
    target: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Writing:
    """没有认出的一个写法：几处（项；科室为例）、最早与最近的手术日。"""

    kind: str
    said: str
    count: int
    first: date
    last: date


def load_meanings(look: Look) -> tuple[Meaning, ...]:
    """有效的认名，一个写法以后一条为准，先后为序。"""
    held: dict[tuple[str, str], Meaning] = {}
    for one in look.fetch(LogMeaningRow, Meaning):
        held.pop((one.kind, one.said), None)
        held[one.kind, one.said] = one
    return tuple(held.values())


def writings(look: Look, kind: str) -> list[Writing]:
    """导入时没有认出的写法，多的在前；本院后来说过指谁的也在内。人的连同病例登记里的。"""
    rows = look.raw(_ASKED[kind], needs=_NEEDS)
    if kind == "person":
        rows += look.raw(_REGISTERED, needs=_REGISTER_NEEDS)
    found: dict[str, Writing] = {}
    for said, count, first, last in rows:
        one = Writing(kind, said, count, date.fromisoformat(first), date.fromisoformat(last))
        if (other := found.get(said)) is not None:
            days = min(one.first, other.first), max(one.last, other.last)
            one = Writing(kind, said, count + other.count, *days)
        found[said] = one
    return sorted(found.values(), key=lambda one: (-one.count, one.said))


def shaken_words(look: Look) -> dict[str, tuple[str, ...]]:
    """说过指两个不同的，或撤销过的写法：以前照那样记下的，再导入时要改过来。"""
    found: dict[str, set[str]] = {}
    told: dict[tuple[str, str], set[int]] = {}
    standing = {one.uid for one in look.fetch(LogMeaningRow, Meaning)}
    for one in look.fetch(LogMeaningRow, Meaning, annulled=True):
        if one.target is not None:
            targets = told.setdefault((one.kind, one.said), set())
            targets.add(one.target)
            if len(targets) > 1 or one.uid not in standing:
                found.setdefault(one.kind, set()).add(one.said)
    return {kind: tuple(sorted(words)) for kind, words in found.items()}
