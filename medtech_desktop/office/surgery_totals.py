"""登记的总数：几例、几行、判断了几行、没有判断的各因什么。"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.domain.surgeries import Unjudged
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import log_counts
from medtech_desktop.store.surgery_lists import (
    counted_between,
    further_lines,
    tallies,
)

_DAY = timedelta(days=1)
_FEW = 30_000
"""这么多行以内，照行去数也不到一百毫秒。"""


@dataclass(frozen=True, slots=True)
class Totals:
    """几例、几行，判断了几行，没有判断的各因什么。"""

    surgeries: int
    lines: int
    judged: int
    unjudged: tuple[tuple[Unjudged, int], ...]
    notes: tuple[str, ...]


def totals(
    look: Look,
    since: date | None,
    until: date | None,
    department: int | None,
    person: int | None,
) -> Totals:
    """其间的总数；核查的计数是按整月、按科室存的，不满一月的照行去数例数与行数。"""
    log = log_counts(look)
    if log.first is None or log.last is None:
        return Totals(0, 0, 0, (), ())
    first, last = max(since or log.first, log.first), min(until or log.last, log.last)
    if first > last:
        return Totals(0, 0, 0, (), ())
    span = _Span(first, last, first == log.first, last == log.last)
    reasons = _reasons(look, span, department)
    surgeries, lines = _counted(look, span, department, person, sum(reasons.values()))
    notes = []
    if not span.is_whole:
        notes.append("没有判断的行数按整月计")
    if person is not None:
        notes.append("没有判断的行数是全部术者的")
    unjudged = tuple((one, reasons[one]) for one in Unjudged if one and reasons[one])
    return Totals(surgeries, lines, reasons[Unjudged.JUDGED], unjudged, tuple(notes))


@dataclass(frozen=True, slots=True)
class _Span:
    """问的日子，收在登记的两头之内；``opens``、``closes`` 是不是到了登记的头、尾。"""

    first: date
    last: date
    opens: bool
    closes: bool

    @property
    def is_whole(self) -> bool:
        """正好是几个整月。"""
        return self._starts and self._ends

    @property
    def _starts(self) -> bool:
        return self.opens or self.first.day == 1

    @property
    def _ends(self) -> bool:
        return self.closes or (self.last + _DAY).day == 1

    def has(self, month: str) -> bool:
        """这个月在不在其间，不满的也算。"""
        return self.first.isoformat()[:7] <= month <= self.last.isoformat()[:7]

    def parts(self) -> tuple[_Span | None, tuple[tuple[date, date], ...]]:
        """中间的整月，两头不满一月的日子。"""
        first, last, edges = self.first, self.last, []
        if not self._starts:
            first = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
            edges.append((self.first, min(first - _DAY, self.last)))
        if not self._ends and last >= first:
            last = last.replace(day=1) - _DAY
            edges.append((last + _DAY, self.last))
        whole = _Span(first, last, self.opens, self.closes) if first <= last else None
        return whole, tuple(edges)


def _counted(
    look: Look, span: _Span, department: int | None, person: int | None, about: int
) -> tuple[int, int]:
    """例数、行数：行数不多的照行去数，多的整月的用存着的数。"""
    if person is not None or about <= _FEW:
        return counted_between(look, span.first, span.last, department, person)
    if span.opens and span.closes and department is None:
        log = log_counts(look)
        return log.surgeries, log.lines
    whole, edges = span.parts()
    surgeries = lines = 0
    if whole is not None:
        lines = sum(_reasons(look, whole, department).values())
        surgeries = lines - sum(
            number
            for (month, place), number in further_lines(look).items()
            if whole.has(month) and department in (None, place)
        )
    for start, end in edges:
        more = counted_between(look, start, end, department)
        surgeries, lines = surgeries + more[0], lines + more[1]
    return surgeries, lines


def _reasons(look: Look, span: _Span, department: int | None) -> Counter[int]:
    counts: Counter[int] = Counter()
    for month, place, reason, lines in look.kept(tallies):
        if span.has(month) and department in (None, place):
            counts[reason] += lines
    return counts
