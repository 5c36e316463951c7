"""登记的各行、核查的各条发现按栏放在内存里：一百万行里按人、编码、科室、写法取，各栏可排序。

Columns stand by day, the newest first; what is not there is 0.  A word that fits thousands
of names is answered here; one that fits a few goes by an index of the store.  Whatever passes
over a million numbers goes a part at a time: one long call would keep the window waiting.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import compress

from medtech_desktop.domain.surgery_index import Column, Hits

PART = 50_000
"""一口气过几个数：两三毫秒。"""


def day_number(day: date) -> int:
    """20260914：文本的日子去掉横线，在 SQL 里也这样算。"""
    return day.year * 10_000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True, eq=False)
class LogColumns:
    """各栏；``ids`` 是行的号，``days`` 是 ``day_number``，降序；``numbers`` 是其余各栏。"""

    ids: array[int] = field(default_factory=lambda: array("q"))
    days: array[int] = field(default_factory=lambda: array("i"))
    numbers: dict[str, array[int]] = field(default_factory=dict)
    _most: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def beside(self, numbers: dict[str, array[int]]) -> LogColumns:
        """另有这几栏。"""
        return LogColumns(self.ids, self.days, {**self.numbers, **numbers})

    def find(self, since: date | None, until: date | None, asked: Iterable[Hits]) -> Sequence[int]:
        """每一样都合上其中之一的行的位置，新的在前。"""
        span = self.between(since, until)
        marks = [self.fitting(span, hits) for hits in asked]
        return places_of(span, marks)

    def between(self, since: date | None, until: date | None) -> range:
        """日子在其间的。"""
        first = 0
        if until is not None:
            first = bisect_left(self.days, -day_number(until), key=int.__neg__)
        last = len(self.days)
        if since is not None:
            last = bisect_right(self.days, -day_number(since), key=int.__neg__)
        return range(first, max(first, last))

    def fitting(self, span: range, hits: Hits) -> int:
        """这一段里合上的行，一行一个字节，连成一个大数：与、或都是一步。"""
        marks = 0
        for name, wanted in (
            ("person", hits.people),
            ("code", hits.codes),
            ("department", hits.departments),
            ("technology", hits.technologies),
            ("said_person", hits.words),
            ("said_code", hits.words),
            ("said_name", hits.words),
        ):
            if wanted and name in self.numbers:
                marks |= self.holding(span, name, wanted)
        return marks

    def holding(self, span: range, name: str, wanted: Set[int]) -> int:
        """一栏是这几个之一的行，同 ``fitting``。"""
        flags = bytearray(max(self._top(name), max(wanted)) + 1)
        for one in wanted:
            flags[one] = 1
        marks = bytearray()
        for part in _parts(self.numbers[name], span):
            marks += bytes(map(flags.__getitem__, part))
        return int.from_bytes(marks, "little")

    def _top(self, name: str) -> int:
        if name not in self._most:
            values = self.numbers[name]
            tops = map(max, _parts(values, range(len(values))))
            self._most[name] = max(tops, default=0)
        return self._most[name]

    def ids_of(self, places: Sequence[int]) -> array[int]:
        """各位置的行的号。"""
        found = array("q")
        for part in _parts_of(places):
            found.extend(map(self.ids.__getitem__, part))
        return found

    def count(self, places: Sequence[int], name: str) -> Counter[int]:
        """按一栏计数。"""
        values, counts = self.numbers[name], Counter[int]()
        for part in _parts_of(places):
            counts.update(map(values.__getitem__, part))
        return counts

    def count_months(self, places: Sequence[int]) -> Counter[int]:
        """按月计数：202609。"""
        days, counts = self.days, Counter[int]()
        for part in _parts_of(places):
            counts.update(map(days.__getitem__, part))
        months = Counter[int]()
        for day, number in counts.items():
            months[day // 100] += number
        return months

    def ordered(
        self, places: Sequence[int], column: str, rank: Callable[[int], object], descending: bool
    ) -> array[int]:
        """依一栏：值按 ``rank`` 排，同值之内新的在前。"""
        values, ids = self.numbers[column], self.ids
        groups: dict[int, array[int]] = {}
        for at in places:
            value = values[at]
            group = groups.get(value)
            if group is None:
                group = groups[value] = array("q")
            group.append(ids[at])
        made: dict[int, object] = {value: rank(value) for value in groups}
        ranked = sorted(groups, key=made.__getitem__, reverse=descending)  # type: ignore[arg-type]
        found = array("q")
        for value in ranked:
            found.extend(groups[value])
        return found


def places_of(span: range, marks: Sequence[int]) -> Sequence[int]:
    """一段里每个大数都记着的位置；没有大数的是整段。"""
    if not marks:
        return span
    both = marks[0]
    for one in marks[1:]:
        both &= one
    flags, found = both.to_bytes(len(span), "little"), array("i")
    for at in range(0, len(span), PART):
        found.extend(compress(span[at : at + PART], flags[at : at + PART]))
    return found


def _parts(values: array[int], span: range) -> Iterator[array[int]]:
    for at in range(span.start, span.stop, PART):
        yield values[at : min(at + PART, span.stop)]


def _parts_of(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(places), PART):
        yield places[at : at + PART]


COLUMN_NAMES = {
    Column.PERSON: "person",
    Column.PROCEDURE: "code",
    Column.DEPARTMENT: "department",
    Column.GRADE: "grade",
}
"""登记的各行可以据以排序的栏 → 它在内存里的名称。"""
