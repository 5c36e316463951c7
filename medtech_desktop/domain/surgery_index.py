"""核查发现的索引：几万条在内存里，按日子、种类、状态、科室、术者、技术、词取，各栏可排序。

Rows stand by day, the newest first; a row is known by its place.  Words are looked up among
the distinct people, codes and departments before they come here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from medtech_desktop.domain.surgeries import Kind, Outcome


class Column(StrEnum):
    """可以据以排序的栏。"""

    DAY = "day"
    CASE = "case"
    KIND = "kind"
    PROCEDURE = "procedure"
    GRADE = "grade"
    PERSON = "person"
    DEPARTMENT = "department"
    HAD = "had"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Order:
    """依哪一栏，降序与否；同的依日子，新的在前。"""

    column: Column = Column.DAY
    descending: bool = True


class Stored(NamedTuple):
    """一条发现，读出的原样；没有的内部号为 0，日子是 ISO 文本。"""

    id: int
    kind: int
    status: int
    key: int
    ordinal: int
    day: str
    person: int
    department: int
    code: int
    technology: int
    needed: int
    had: int


class Written(NamedTuple):
    """一条发现在登记里的写法：术者、术式名称（内部号），手术单号；只在打词、按单号排时才读。"""

    person: int
    name: int
    ref: str


@dataclass(frozen=True, slots=True)
class Hits:
    """一个词合上的人、编码、科室、技术、登记里的写法，各是内部号。"""

    people: frozenset[int] = frozenset()
    codes: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    technologies: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """问哪些：起止日（含）、种类、状态、科室、术者、技术、词；不写的为不限。"""

    since: date | None = None
    until: date | None = None
    kind: Kind | None = None
    outcome: Outcome | None = None
    department_id: int | None = None
    person_id: int | None = None
    technology_id: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """取哪些；None 或 0 为不限。``words``：每个词连同它合上的。"""

    since: date | None = None
    until: date | None = None
    kind: Kind | None = None
    outcome: Outcome | None = None
    department: int | None = None
    person: int | None = None
    technology: int | None = None
    words: tuple[tuple[str, Hits], ...] = ()
    written: Mapping[int, Written] = field(default_factory=dict)
    """打了词时须给：发现的号 → 写法。"""


@dataclass(frozen=True, slots=True, eq=False)
class FindingIndex:
    """全部发现，新的在前；``outcomes`` 是各条给人看的状态。"""

    rows: Sequence[Stored]
    outcomes: bytes
    _days: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def find(self, wanted: Filter) -> list[int]:
        """合上的各条的位置，新的在前。"""
        rows = self.rows
        found: Iterable[int] = self._between(wanted.since, wanted.until)
        if wanted.kind is not None:
            kind = int(wanted.kind)
            found = [n for n in found if rows[n].kind == kind]
        if wanted.outcome is not None:
            outcome = int(wanted.outcome)
            found = [n for n in found if self.outcomes[n] == outcome]
        if wanted.department is not None:
            found = [n for n in found if rows[n].department == wanted.department]
        if wanted.person is not None:
            found = [n for n in found if rows[n].person == wanted.person]
        if wanted.technology is not None:
            found = [n for n in found if rows[n].technology == wanted.technology]
        for word, hits in wanted.words:
            written = wanted.written
            found = [n for n in found if _fits(rows[n], written.get(rows[n].id), word, hits)]
        return list(found)

    def _between(self, since: date | None, until: date | None) -> range:
        """日子在其间的；各行按日子降序。"""
        if not self._days and self.rows:
            self._days.extend(row.day for row in reversed(self.rows))
        size = len(self.rows)
        first = bisect_left(self._days, since.isoformat()) if since is not None else 0
        last = bisect_right(self._days, until.isoformat()) if until is not None else size
        return range(size - last, size - first) if last > first else range(0)

    def count(self, places: Iterable[int], what: Callable[[Stored], int | str]) -> Counter[object]:
        """按一样东西计数。"""
        rows = self.rows
        return Counter(what(rows[n]) for n in places)

    def counted(self, places: Iterable[int]) -> Mapping[Outcome, int]:
        """各状态各几条。"""
        found = Counter(map(self.outcomes.__getitem__, places))
        return {one: found.get(int(one), 0) for one in Outcome}

    def ids(
        self, places: Sequence[int], order: Order, key: Callable[[Stored], object] | None
    ) -> array[int]:
        """各条的号，依次；``key`` None = 依日子（或状态）。"""
        rows = self.rows
        if order.column is Column.DAY:
            ordered: Iterable[int] = places if order.descending else reversed(places)
        elif order.column is Column.STATE or key is None:
            ordered = sorted(places, key=self.outcomes.__getitem__, reverse=order.descending)
        else:
            made: dict[int, object] = {n: key(rows[n]) for n in places}
            ordered = sorted(places, key=made.__getitem__, reverse=order.descending)  # type: ignore[arg-type]
        return array("q", [rows[n].id for n in ordered])


def _fits(row: Stored, written: Written | None, word: str, hits: Hits) -> bool:
    if (
        row.person in hits.people
        or row.code in hits.codes
        or row.department in hits.departments
        or row.technology in hits.technologies
    ):
        return True
    return written is not None and (
        written.person in hits.words or written.name in hits.words or word in written.ref.casefold()
    )
