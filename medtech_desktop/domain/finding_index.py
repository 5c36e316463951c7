"""核查发现的索引：几十万条也在内存里，按日子、种类、状态、科室、术者、技术、词取，各栏可排序。

Findings stand by day, the newest first; one is known by its place.  Words are looked up among
the distinct people, codes and departments before they come here.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from medtech_desktop.domain.log_columns import Chosen, LogColumns, chosen
from medtech_desktop.domain.log_questions import Hits, Order
from medtech_desktop.domain.surgeries import Kind, Outcome

_KEPT = 12
"""记得几样所问：一页的各数问的多半是同几样。"""
_OPEN = frozenset(int(one) for one in Outcome if one is not Outcome.CLEARED)
Words = tuple[tuple[str, Hits], ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """取哪些；None 为不限。``words``：每个词连同它合上的。"""

    since: date | None = None
    until: date | None = None
    kind: Kind | None = None
    outcome: Outcome | None = None
    department: int | None = None
    person: int | None = None
    technology: int | None = None
    words: Words = ()

    def equal(self) -> Mapping[str, int]:
        """限定了的各栏。"""
        told = {
            "kind": self.kind,
            "outcome": self.outcome,
            "department": self.department,
            "person": self.person,
            "technology": self.technology,
        }
        return {name: int(value) for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """各条发现在登记里的写法：术者、术式名称（内部号），手术单号；打词、按单号排时才读。"""

    numbers: dict[str, array[int]] = field(default_factory=dict)
    refs: Sequence[str] = ()
    """折成小写的单号，次序同索引。"""


@dataclass(frozen=True, slots=True, eq=False)
class FindingIndex:
    """全部发现；各栏另有 ``kind``、``technology``、``needed``、``had``、``outcome``。"""

    columns: LogColumns
    _found: dict[tuple[Filter, bool], Chosen] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.columns)

    def find(
        self, wanted: Filter, written: Written | None = None, *, listed: bool = False
    ) -> Chosen:
        """合上的各条，新的在前。

        ``listed``: what people are to see: cleared ones only when they are asked for.
        ``written`` must be given with words.
        """
        key = wanted, listed and wanted.outcome is None
        known = self._found.get(key)
        if known is None:
            known = self._look(wanted, written, key[1])
            while len(self._found) >= _KEPT:
                del self._found[next(iter(self._found))]
            self._found[key] = known
        return known

    def _look(self, wanted: Filter, written: Written | None, listed: bool) -> Chosen:
        columns = self.columns
        span = columns.between(wanted.since, wanted.until)
        marks = [
            columns.holding(span, name, frozenset({value}))
            for name, value in wanted.equal().items()
        ]
        if listed:
            marks.append(columns.holding(span, "outcome", _OPEN))
        if wanted.words and written is not None:
            told = columns.beside(written.numbers)
            for word, hits in wanted.words:
                marks.append(told.fitting(span, hits) | _having(span, written.refs, word))
        return chosen(span, marks)

    def outcomes(self, found: Chosen) -> Mapping[Outcome, int]:
        """各状态各几条。"""
        counts = self.columns.count(found, "outcome")
        return {one: counts[int(one)] for one in Outcome}

    def ids(
        self, found: Chosen, order: Order, name: str = "", rank: Callable[[int], object] = int
    ) -> array[int]:
        """各条的号，依次；``name`` 依哪一栏，空为依日子。"""
        if name:
            return self.columns.ordered(found, name, rank, order.descending)
        ids = self.columns.ids_of(found)
        return ids if order.descending else ids[::-1]

    def ids_by_ref(self, found: Chosen, order: Order, refs: Sequence[str]) -> array[int]:
        """依单号；没有单号的在后。"""
        told = [
            (ref or "\U0010ffff", number)
            for ref, number in zip(found.of(refs), found.of(self.columns.ids), strict=True)
        ]
        told.sort(key=itemgetter(0), reverse=order.descending)
        return array("q", [number for _ref, number in told])


def asks_ref(words: Words) -> bool:
    """有没有一个词可能是单号：有数字的才到单号里找。"""
    return any(map(_has_digit, (word for word, _hits in words)))


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _having(span: range, refs: Sequence[str], word: str) -> int:
    if not refs or not _has_digit(word):
        return 0
    marks = bytearray()
    for part in Chosen(span).parts(refs):
        marks += bytes([word in ref for ref in part])
    return int.from_bytes(marks, "little")
