"""须几级的日子：各版目录连成一段一段，某编码某科室自某日至某日须几级（第十八条）。

The check of a whole log asks this a million times: what ``GradingList.grade_of`` and
``Specialties.of_department`` answer for a day is laid out once as stretches of days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import TypeVar

from medtech_desktop.domain.departments import DepartmentTree
from medtech_desktop.domain.gradings import (
    Graded,
    GradingEdition,
    GradingList,
    Standing,
    edition_on,
)
from medtech_desktop.domain.privileges import OPEN
from medtech_desktop.domain.specialties import Specialties
from medtech_desktop.domain.unscoped_codes import Spans

_DAY = timedelta(days=1)
GRADED, LEFT_OUT, UNLISTED, UNSCOPED = 1, 2, 3, 4
"""派生表里的 standing：定了级别、不纳入、没有列入、不适用本办法（不纳入的仍是不纳入）。"""
_STANDINGS = {Standing.GRADED: GRADED, Standing.LEFT_OUT: LEFT_OUT, Standing.UNLISTED: UNLISTED}
V = TypeVar("V")
Key = tuple[int, int]
"""编码与科室，或科室与专业。"""


@dataclass(frozen=True, slots=True)
class GradingWindow:
    """某编码某科室（0 = 没有另行定级的各科室）自某日至某日。"""

    code_id: int
    department_id: int
    since: date
    until: date
    standing: int
    needed: int


@dataclass(frozen=True, slots=True)
class SpecialtyWindow:
    """某科室自某日至某日属于哪个专业。"""

    department_id: int
    specialty_id: int
    since: date
    until: date


def grading_windows(
    editions: Sequence[GradingEdition],
    read: Callable[[int], GradingList],
    tree: DepartmentTree,
    unscoped: Mapping[int, Spans],
) -> Iterator[GradingWindow]:
    """各版连成的各段；第一版施行以前没有。"""
    sinces = {one.since for one in editions}
    days = sorted(sinces.union(_tree_days(tree))) if sinces else []
    stretches: dict[Key, list[tuple[date, date, tuple[int, int]]]] = {}
    for start, end in _stretches([day for day in days if day >= min(sinces)]):
        edition = edition_on(editions, start)
        assert edition is not None
        listed = read(edition.id).within(tree.above(start))
        for key, value in _said(listed):
            out = unscoped.get(key[0], ()) if value[0] != LEFT_OUT else ()
            for since, until, said in _cut(start, end, value, out):
                _lay(stretches.setdefault(key, []), since, until, said)
    for (code, department), spans in sorted(stretches.items()):
        for since, until, (standing, needed) in spans:
            yield GradingWindow(code, department, since, until, standing, needed)


def _cut(
    start: date, end: date, value: tuple[int, int], out: Spans
) -> Iterator[tuple[date, date, tuple[int, int]]]:
    """一段里不适用的日子另成一段；``out`` 依先后。"""
    at = start
    for since, until in out:
        first, last = max(since, at), min(until, end)
        if first > last:
            continue
        if at < first:
            yield at, first - _DAY, value
        yield first, last, (UNSCOPED, 0)
        if last == end:
            return
        at = last + _DAY
    yield at, end, value


Span = tuple[str, str, int, int]
"""起、止（ISO）、standing、needed。"""


def changed_days(
    before: Iterable[tuple[int, int, str, str, int, int]],
    after: Iterable[tuple[int, int, str, str, int, int]],
) -> dict[int, tuple[str, str]]:
    """两套各段（编码、科室、起、止、怎样定、几级）不同的编码：自哪天起，至哪天为止。"""
    old, new = _by_key(before), _by_key(after)
    found: dict[int, tuple[str, str]] = {}
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key, []), new.get(key, [])
        if one != other:
            since, until = _first_change(one, other), _last_change(one, other)
            known = found.get(key[0], (since, until))
            found[key[0]] = min(known[0], since), max(known[1], until)
    return found


def _by_key(rows: Iterable[tuple[int, int, str, str, int, int]]) -> dict[Key, list[Span]]:
    found: dict[Key, list[Span]] = {}
    for code, department, since, until, standing, needed in rows:
        found.setdefault((code, department), []).append((since, until, standing, needed))
    return found


def _first_change(one: Sequence[Span], other: Sequence[Span]) -> str:
    """先后为序的各段，自哪天起不同。"""
    for a, b in zip_longest(one, other):
        if a is None or b is None:
            return (a or b or ("",))[0]
        if a != b:
            same = a[0] == b[0] and a[2:] == b[2:]
            return _day_after(min(a[1], b[1])) if same else min(a[0], b[0])
    return ""


def _last_change(one: Sequence[Span], other: Sequence[Span]) -> str:
    """先后为序的各段，至哪天为止不同。"""
    for a, b in zip_longest(reversed(one), reversed(other)):
        if a is None or b is None:
            return (a or b or ("", ""))[1]
        if a != b:
            same = a[1] == b[1] and a[2:] == b[2:]
            return _day_before(max(a[0], b[0])) if same else max(a[1], b[1])
    return ""


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + _DAY).isoformat()


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - _DAY).isoformat()


def specialty_windows(
    specialties: Specialties, departments: Iterable[int]
) -> Iterator[SpecialtyWindow]:
    """各科室属于哪些专业的各段，上级科室的已算在内。"""
    days = set(_tree_days(specialties.tree))
    for row in specialties.departments:
        days.add(row.since)
        if row.until is not None and row.until < OPEN:
            days.add(row.until + _DAY)
    stretches: dict[Key, list[tuple[date, date, None]]] = {}
    everywhere = tuple(departments)
    for start, end in _stretches(sorted(days)):
        for department in everywhere:
            for specialty in set(specialties.of_department(department, start)):
                _lay(stretches.setdefault((department, specialty), []), start, end, None)
    for (department, specialty), spans in sorted(stretches.items()):
        for since, until, _ in spans:
            yield SpecialtyWindow(department, specialty, since, until)


def _tree_days(tree: DepartmentTree) -> Iterator[date]:
    """科室的上下级可能变的日子；没有上下级的不必切开。"""
    if any(fact.kind == "parent" for fact in tree.facts):
        yield from (fact.since for fact in tree.facts if fact.kind in ("parent", "name"))


def _stretches(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    for place, day in enumerate(days):
        yield day, days[place + 1] - _DAY if place + 1 < len(days) else OPEN


def _said(listed: GradingList) -> Iterator[tuple[Key, tuple[int, int]]]:
    """一版里每条编码怎样定；有科室另行定级的，各科室连同其下级各一份。"""
    below: dict[int, list[int]] = {}
    for department, above in listed.above.items():
        for one in above:
            below.setdefault(one, []).append(department)
    for code in {*listed.codes, *listed.lines}:
        yield (code, 0), _stood(listed.grade_of(code, None))
        own = [line.department_id for line in listed.lines_of(code)]
        mine = {one for one in own if one is not None}
        for department in sorted(mine.union(*(below.get(one, ()) for one in mine))):
            yield (code, department), _stood(listed.grade_of(code, department))


def _stood(graded: Graded) -> tuple[int, int]:
    return _STANDINGS[graded.standing], graded.needed or 0


def _lay(spans: list[tuple[date, date, V]], start: date, end: date, value: V) -> None:
    """接在后面；与前一段相连而相同的并成一段。"""
    if spans and spans[-1][2] == value and spans[-1][1] + _DAY == start:
        spans[-1] = spans[-1][0], end, value
    else:
        spans.append((start, end, value))
