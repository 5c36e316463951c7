"""登记的总数：几例、几行、判断了几行、没有判断的各因什么。"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.domain.surgeries import Unjudged
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgery_lists import (
    counted_between,
    span_of_log,
    surgeries_by_month,
    tallies,
)

_DAY = timedelta(days=1)


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
    span = look.kept(span_of_log)
    if span is None:
        return Totals(0, 0, 0, (), ())
    first, last = max(since or span[0], span[0]), min(until or span[1], span[1])
    if first > last:
        return Totals(0, 0, 0, (), ())
    whole = _is_whole(first, last, span)
    reasons = _reasons(look, first, last, department)
    if whole and person is None:
        surgeries = sum(
            number
            for (month, place), number in surgeries_by_month(look).items()
            if _within(month, first, last) and department in (None, place)
        )
        lines = sum(reasons.values())
    else:
        surgeries, lines = counted_between(look, first, last, department, person)
    notes = []
    if not whole:
        notes.append("没有判断的行数按整月计")
    if person is not None:
        notes.append("没有判断的行数是所选科室全部术者的")
    unjudged = tuple((one, reasons[one]) for one in Unjudged if one and reasons[one])
    return Totals(surgeries, lines, reasons[Unjudged.JUDGED], unjudged, tuple(notes))


def _reasons(look: Look, first: date, last: date, department: int | None) -> Counter[int]:
    counts: Counter[int] = Counter()
    for month, place, reason, lines in look.kept(tallies):
        if _within(month, first, last) and department in (None, place):
            counts[reason] += lines
    return counts


def _within(month: str, first: date, last: date) -> bool:
    return first.isoformat()[:7] <= month <= last.isoformat()[:7]


def _is_whole(first: date, last: date, span: tuple[date, date]) -> bool:
    """正好是几个整月，或到登记的两头。"""
    starts = first.day == 1 or first == span[0]
    return starts and ((last + _DAY).day == 1 or last == span[1])
