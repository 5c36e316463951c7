"""The 15th working day, against a bisect in a list and against the library's loop."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import chinese_calendar

from bench.ratios import Row, medians
from medtech_desktop.domain.working_days import Calendar, build_calendar

DAYS = 15


def by_loop(day: date) -> date:
    """What a program without a table does: ask the library day by day."""
    left = DAYS
    while left:
        day += timedelta(1)
        left -= chinese_calendar.is_workday(day)
    return day


def by_bisect(calendar: Calendar, first: date, last: date) -> Callable[[date], date]:
    """The limit: one bisect in a sorted list of the working days."""
    span = (first + timedelta(n) for n in range((last - first).days + 1))
    working = [day for day in span if calendar.is_working_day(day)]
    return lambda day: working[bisect_right(working, day) + DAYS - 1]


def rows() -> Iterator[Row]:
    calendar = build_calendar()
    known = sorted(calendar.known_years)
    first, last = date(known[0], 1, 1), date(known[-1], 12, 31)
    peer = by_bisect(calendar, first, last)
    chosen = random.Random(7)
    days = [first + timedelta(chosen.randrange((last - first).days - 60)) for _ in range(500)]
    for day in days:
        assert calendar.nth_working_day(day, DAYS) == peer(day) == by_loop(day), day
    ours, limit, loop = medians(
        [
            (lambda: [calendar.nth_working_day(day, DAYS) for day in days], 40),
            (lambda: [peer(day) for day in days], 40),
            (lambda: [by_loop(day) for day in days], 1),
        ]
    )
    one = ours / len(days)
    yield Row("第 15 个工作日", "有序列表里的二分查找", ours / limit, 5.0, one)
    yield Row("第 15 个工作日", "chinese_calendar 逐日询问", ours / loop, 1 / 500, one)
