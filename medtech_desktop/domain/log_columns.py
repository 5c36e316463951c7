"""登记的各行按栏放在内存里：一百万行里按人、编码、科室、写法取，各栏可排序，都不到半秒。

Columns stand by day, the newest first; what is not there is 0.  A word that fits thousands
of names is answered here; one that fits a few goes by an index of the store.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress

from medtech_desktop.domain.surgery_index import Column, Hits

NUMBERS = ("person", "code", "department", "said_person", "said_code", "said_name", "grade")
"""除号与日子以外的各栏。"""
Tell = Callable[[int], object]


def day_number(day: date) -> int:
    """20260914：文本的日子去掉横线，在 SQL 里也这样算。"""
    return day.year * 10_000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True, eq=False)
class LogColumns:
    """各栏；``ids`` 是行的号，``days`` 是 ``day_number``，降序。"""

    ids: array[int] = field(default_factory=lambda: array("q"))
    days: array[int] = field(default_factory=lambda: array("i"))
    numbers: dict[str, array[int]] = field(
        default_factory=lambda: {name: array("i") for name in NUMBERS}
    )

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Sequence[tuple[int, ...]]) -> None:
        """接上一片：号、日子、``NUMBERS`` 各栏。"""
        ids, days, *rest = zip(*rows, strict=True)
        self.ids.extend(ids)
        self.days.extend(days)
        for name, values in zip(NUMBERS, rest, strict=True):
            self.numbers[name].extend(values)

    def settled(self, gone: frozenset[int]) -> LogColumns:
        """去掉不算数的行，依日子降序。"""
        days, ids = self.days, self.ids
        order = sorted(range(len(ids) - 1, -1, -1), key=days.__getitem__, reverse=True)
        if gone:
            order = [at for at in order if ids[at] not in gone]
        numbers = {
            name: array("i", map(values.__getitem__, order))
            for name, values in self.numbers.items()
        }
        return LogColumns(
            array("q", map(ids.__getitem__, order)),
            array("i", map(days.__getitem__, order)),
            numbers,
        )

    def find(self, since: date | None, until: date | None, asked: Iterable[Hits]) -> Sequence[int]:
        """每一样都合上其中之一的行的位置，新的在前。"""
        span = self._between(since, until)
        marks: int | None = None
        for hits in asked:
            mine = self._marks(span, hits)
            marks = mine if marks is None else marks & mine
        if marks is None:
            return span
        return array("i", compress(span, marks.to_bytes(len(span), "little")))

    def _between(self, since: date | None, until: date | None) -> range:
        first = 0
        if until is not None:
            first = bisect_left(self.days, -day_number(until), key=int.__neg__)
        last = len(self.days)
        if since is not None:
            last = bisect_right(self.days, -day_number(since), key=int.__neg__)
        return range(first, max(first, last))

    def _marks(self, span: range, hits: Hits) -> int:
        """这一段里合上的行，一行一个字节，连成一个大数：与、或都是一步。"""
        marks = 0
        for name, wanted in (
            ("person", hits.people),
            ("code", hits.codes),
            ("department", hits.departments),
            ("said_person", hits.words),
            ("said_code", hits.words),
            ("said_name", hits.words),
        ):
            values = self.numbers[name]
            if wanted and span:
                part = values if len(span) == len(values) else values[span.start : span.stop]
                flags = bytearray(max(max(part), max(wanted)) + 1)
                for one in wanted:
                    flags[one] = 1
                marks |= int.from_bytes(bytes(map(flags.__getitem__, part)), "little")
        return marks

    def ids_of(self, places: Iterable[int]) -> array[int]:
        """各位置的行的号。"""
        ids = self.ids
        return array("q", [ids[at] for at in places])

    def ordered(
        self, places: Iterable[int], column: str, rank: Callable[[int], object], descending: bool
    ) -> array[int]:
        """依一栏：值按 ``rank`` 排，同值之内新的在前。"""
        values = self.numbers[column]
        groups: dict[int, list[int]] = {}
        for at in places:
            groups.setdefault(values[at], []).append(at)
        made: dict[int, object] = {value: rank(value) for value in groups}
        ranked = sorted(groups, key=made.__getitem__, reverse=descending)  # type: ignore[arg-type]
        ids, found = self.ids, array("q")
        for value in ranked:
            found.extend([ids[at] for at in groups[value]])
        return found


COLUMN_NAMES = {
    Column.PERSON: "person",
    Column.PROCEDURE: "code",
    Column.DEPARTMENT: "department",
    Column.GRADE: "grade",
}
"""可以据以排序的栏 → 它在内存里的名称。"""
