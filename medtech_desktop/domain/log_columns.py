"""登记的各行、核查的各条发现按栏放在内存里：一百万行里按人、编码、科室、写法取，各栏可排序。

Columns stand by day, the newest first; what is not there is 0.  A word that fits thousands
of names is answered here; one that fits a few goes by an index of the store.  Whatever passes
over a million numbers goes a part at a time: one long call would keep the window waiting.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, compress
from typing import TypeVar

from medtech_desktop.domain.log_questions import Column, Hits

T = TypeVar("T")
PART = 50_000
"""一口气过几个数：两三毫秒。"""


def day_number(day: date) -> int:
    """20260914：文本的日子去掉横线，在 SQL 里也这样算。"""
    return day.year * 10_000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """合上的各行：在哪一段里，段里一行一个字节；``flags`` 没有的是整段。"""

    span: range
    flags: bytes | None = None

    def __len__(self) -> int:
        return len(self.span) if self.flags is None else self.flags.count(1)

    def parts(self, values: Sequence[T]) -> Iterator[Iterable[T]]:
        """一栏在这些行的各值，一部分一部分地。"""
        first, last, flags = self.span.start, self.span.stop, self.flags
        for at in range(first, last, PART):
            end = min(at + PART, last)
            part = values[at:end]
            yield part if flags is None else compress(part, flags[at - first : end - first])

    def of(self, values: Sequence[T]) -> Iterator[T]:
        """一栏在这些行的各值。"""
        return chain.from_iterable(self.parts(values))


def chosen(span: range, marks: Sequence[int]) -> Chosen:
    """一段里每个大数都记着的；没有大数的是整段。"""
    if not marks:
        return Chosen(span)
    both = marks[0]
    for one in marks[1:]:
        both &= one
    flags = both.to_bytes(len(span), "little")
    return Chosen(span, None if flags.count(1) == len(span) else flags)


@dataclass(frozen=True, slots=True, eq=False)
class LogColumns:
    """各栏；``ids`` 是行的号，``days`` 是 ``day_number``，降序；``numbers`` 是其余各栏。"""

    ids: array[int] = field(default_factory=lambda: array("q"))
    days: array[int] = field(default_factory=lambda: array("i"))
    numbers: dict[str, array[int]] = field(default_factory=dict)
    _tops: dict[str, tuple[array[int], int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def beside(self, numbers: dict[str, array[int]]) -> LogColumns:
        """另有这几栏。"""
        return LogColumns(self.ids, self.days, {**self.numbers, **numbers}, self._tops)

    def find(self, since: date | None, until: date | None, asked: Iterable[Hits]) -> Chosen:
        """每一样都合上其中之一的行，新的在前。"""
        span = self.between(since, until)
        return chosen(span, [self.fitting(span, hits) for hits in asked])

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
        top = self._top(name)
        flags = bytearray(top + 1)
        for one in wanted:
            if one <= top:
                flags[one] = 1
        if not any(flags):
            return 0
        marks = bytearray()
        for part in Chosen(span).parts(self.numbers[name]):
            marks += bytes(map(flags.__getitem__, part))
        return int.from_bytes(marks, "little")

    def _top(self, name: str) -> int:
        """一栏里最大的；没有写过的一栏是 0。"""
        values, known = self.numbers[name], self._tops.get(name)
        if known is None or known[0] is not values:
            parts = Chosen(range(len(values))).parts(values)
            known = self._tops[name] = values, max(map(max, parts), default=0)
        return known[1]

    def ids_of(self, found: Chosen) -> array[int]:
        """各行的号；是全部的就是 ``ids`` 自己，不可改它。"""
        if found.flags is None and len(found) == len(self.ids):
            return self.ids
        ids = array("q")
        for part in found.parts(self.ids):
            ids.extend(part)
        return ids

    def count(self, found: Chosen, name: str) -> Counter[int]:
        """按一栏计数。"""
        counts = Counter[int]()
        for part in found.parts(self.numbers[name]):
            counts.update(part)
        return counts

    def count_months(self, found: Chosen) -> Counter[int]:
        """按月计数：202609。"""
        counts, months = Counter[int](), Counter[int]()
        for part in found.parts(self.days):
            counts.update(part)
        for day, number in counts.items():
            months[day // 100] += number
        return months

    def ordered(
        self, found: Chosen, column: str, rank: Callable[[int], object], descending: bool
    ) -> array[int]:
        """依一栏：值按 ``rank`` 排，同值之内新的在前。"""
        groups: defaultdict[int, array[int]] = defaultdict(lambda: array("q"))
        for value, number in zip(found.of(self.numbers[column]), found.of(self.ids), strict=True):
            groups[value].append(number)
        made: dict[int, object] = {value: rank(value) for value in groups}
        ranked = sorted(groups, key=made.__getitem__, reverse=descending)  # type: ignore[arg-type]
        ids = array("q")
        for value in ranked:
            ids.extend(groups[value])
        return ids


COLUMN_NAMES = {
    Column.PERSON: "person",
    Column.PROCEDURE: "code",
    Column.DEPARTMENT: "department",
    Column.GRADE: "grade",
}
"""登记的各行可以据以排序的栏 → 它在内存里的名称。"""
