"""工作日：the examples of the rule, its edges, an obvious loop as oracle, and the speed."""

from __future__ import annotations

import bisect
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.working_days import (
    Calendar,
    SpecialDay,
    build_calendar,
    count,
    festival_gaps,
    is_provisional,
    is_working_day,
    left,
    nth_working_day,
    shipped_special_days,
    shipped_years,
    working_days_between,
)

NOTICE = "国办放假通知（样例）"


def day(text: str) -> date:
    return date.fromisoformat(text)


@cache
def calendar() -> Calendar:
    return build_calendar()


def oracle(day_zero: date, n: int, specials: tuple[SpecialDay, ...] = ()) -> date:
    """The ten-line loop; knows the package for its years and the typed days above it."""
    typed = {s.day: s.working for s in specials}
    found = day_zero
    while n:
        found += timedelta(days=1)
        if found in typed:
            n -= typed[found]
        elif 2004 <= found.year <= 2026:
            n -= chinese_calendar.is_workday(found)
        else:
            n -= found.weekday() < 5 and (found.month, found.day) != (1, 1)
    return found


# --- the examples of the rule ------------------------------------------------------------


@pytest.mark.allows("MTCA-11", "CIVIL-201", duty="7.counting")
@pytest.mark.parametrize(
    ("zero", "due", "provisional"),
    [
        ("2025-09-26", "2025-10-23", False),
        ("2025-09-28", "2025-10-24", False),
        ("2026-02-13", "2026-03-12", False),
        ("2026-12-10", "2026-12-31", True),
        ("2026-12-11", "2027-01-04", True),
    ],
)
def test_fifteenth_working_day(zero: str, due: str, provisional: bool) -> None:
    term = count(day(zero), 15, calendar())
    assert (term.due, term.provisional) == (day(due), provisional)
    assert term.missing_years == ((2027,) if provisional else ())


def test_why_a_term_is_provisional() -> None:
    assert count(day("2026-12-11"), 15, calendar()).reasons == ("2027年放假安排缺失",)
    (reason,) = count(day("2026-12-10"), 15, calendar()).reasons
    assert reason == "2027年放假安排缺失，2026年12月25日至31日可能调整"


@pytest.mark.parametrize(("zero", "provisional"), [("2026-12-03", False), ("2026-12-04", True)])
def test_provisional_begins_with_the_first_counted_day_that_may_move(
    zero: str, provisional: bool
) -> None:
    term = count(day(zero), 15, calendar())
    assert term.provisional is provisional
    assert term.due == (day("2026-12-25") if provisional else day("2026-12-24"))


def test_only_the_days_that_may_move_are_marked() -> None:
    term = count(day("2026-12-11"), 15, calendar())
    marked = [d.day for d in term.days if d.provisional]
    assert marked[0] == day("2026-12-25")
    assert marked[-1] == day("2027-01-04")
    assert len(marked) == 11


def new_year_2027(*extra: SpecialDay) -> Calendar:
    holidays = [SpecialDay(date(2027, 1, n), False, "元旦", NOTICE) for n in (1, 2, 3)]
    return build_calendar([*holidays, *extra], known_years=[2027])


@pytest.mark.allows("MTCA-11", duty="7.provisional")
def test_a_typed_year_makes_the_term_final_and_may_move_it() -> None:
    final = count(day("2026-12-11"), 15, new_year_2027())
    assert (final.due, final.provisional, final.reasons) == (day("2027-01-04"), False, ())
    moved_day = SpecialDay(day("2026-12-27"), True, "元旦", NOTICE)
    moved = count(day("2026-12-11"), 15, new_year_2027(moved_day))
    assert moved.due == day("2026-12-31")
    assert [d.note for d in moved.days if d.day == day("2026-12-27")] == ["调休上班"]


@pytest.mark.refuses("MTCA-11", duty="7.provisional")
def test_days_typed_without_the_year_declared_complete_count_but_stay_provisional() -> None:
    own = build_calendar([SpecialDay(day("2027-01-04"), False, "元旦", NOTICE)])
    term = count(day("2026-12-11"), 15, own)
    assert (term.due, term.provisional) == (day("2027-01-05"), True)


def test_a_typed_day_wins_over_a_shipped_one() -> None:
    own = build_calendar([SpecialDay(day("2025-10-08"), True, "", NOTICE)])
    assert not is_working_day(day("2025-10-08"), calendar())
    assert is_working_day(day("2025-10-08"), own)
    assert count(day("2025-09-26"), 15, own).due == day("2025-10-22")


def test_days_are_listed_one_by_one_with_their_reason() -> None:
    term = count(day("2025-09-26"), 15, calendar(), zero_note="首例日不计")
    shown = {d.day: (d.number, d.note) for d in term.days}
    assert term.days[0].day == day("2025-09-26")
    assert shown[day("2025-09-26")] == (None, "首例日不计")
    assert shown[day("2025-09-27")] == (None, "周末")
    assert shown[day("2025-09-28")] == (1, "调休上班")
    assert shown[day("2025-10-01")] == (None, "国庆节")
    assert shown[day("2025-10-06")] == (None, "中秋节")
    assert shown[day("2025-10-11")] == (6, "调休上班")
    assert shown[day("2025-10-23")] == (15, "")
    assert len(term.days) == 28
    assert term.working_days == 15


def test_the_stricter_reading_counts_the_first_day() -> None:
    assert count(day("2025-09-26"), 15, calendar()).stricter_due == day("2025-10-22")
    on_a_day_off = count(day("2025-09-27"), 15, calendar())
    assert on_a_day_off.stricter_due == on_a_day_off.due
    assert count(day("2025-09-26"), 1, calendar()).stricter_due == day("2025-09-26")


# --- edges --------------------------------------------------------------------------------


def test_no_days_at_all() -> None:
    term = count(day("2026-12-31"), 0, calendar())
    assert (term.due, term.stricter_due, term.provisional) == (
        day("2026-12-31"),
        day("2026-12-31"),
        False,
    )
    assert [d.day for d in term.days] == [day("2026-12-31")]


@pytest.mark.refuses("MTCA-11", duty="7.counting")
@pytest.mark.parametrize("n", [-1, 401])
def test_a_count_out_of_range_is_refused_in_chinese(n: int) -> None:
    with pytest.raises(ValueError, match="工作日数须在 0 至 400 之间"):
        count(day("2026-03-02"), n, calendar())


def test_four_hundred_days() -> None:
    term = count(day("2024-01-02"), 400, calendar())
    assert term.due == oracle(day("2024-01-02"), 400)
    assert term.days[-1].number == 400


def test_before_the_first_known_year() -> None:
    term = count(day("2003-12-29"), 5, calendar())
    assert term.due == day("2004-01-06")
    assert term.missing_years == (2003,)
    assert count(day("1999-12-30"), 2, calendar()).due == day("2000-01-03")


def test_at_the_end_of_representable_dates() -> None:
    assert nth_working_day(day("9999-12-20"), 3, calendar()) == day("9999-12-23")
    with pytest.raises(ValueError, match="日期超出可以计算的范围"):
        count(day("9999-12-20"), 30, calendar())
    with pytest.raises(ValueError, match="不能为负"):
        nth_working_day(day("2026-01-05"), -1, calendar())


def test_across_the_end_of_the_table() -> None:
    for zero in ("2060-12-20", "2060-12-31", "2002-12-20", "2002-12-31"):
        assert nth_working_day(day(zero), 15, calendar()) == oracle(day(zero), 15)


def test_calendars_with_the_same_days_are_equal_and_name_their_source() -> None:
    assert build_calendar() == build_calendar()
    assert build_calendar() is build_calendar()
    assert "2004—2026年" in calendar().source
    assert "本院录入 3 天" in new_year_2027().source


def test_shipped_days_have_chinese_names() -> None:
    assert shipped_years() == frozenset(range(2004, 2027))
    names = {s.name for s in shipped_special_days()}
    assert {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"} < names
    assert all(not name.isascii() for name in names)


def test_festivals_still_missing_from_a_year() -> None:
    assert festival_gaps(shipped_special_days(), 2026) == ()
    typed = new_year_2027().special_days
    assert festival_gaps(typed, 2027) == ("春节", "清明", "劳动", "端午", "中秋", "国庆")


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2025-10-16", "剩 5 个工作日"),
        ("2025-10-22", "剩 1 个工作日"),
        ("2025-10-23", "今天"),
        ("2025-10-27", "逾期 2"),
        ("2025-10-24", "逾期 1"),
    ],
)
def test_how_the_time_left_is_said(today: str, said: str) -> None:
    assert left(day(today), day("2025-10-23"), calendar()) == said


def test_overdue_on_the_days_off_right_after() -> None:
    assert left(day("2025-10-25"), day("2025-10-24"), calendar()) == "已逾期"


# --- against the loop -----------------------------------------------------------------------

SPECIALS = st.lists(
    st.builds(
        SpecialDay,
        st.dates(day("2026-11-01"), day("2027-04-30")),
        st.booleans(),
        st.just("样例"),
        st.just(NOTICE),
    ),
    max_size=12,
    unique_by=lambda s: s.day,
)


@given(st.dates(day("1998-01-01"), day("2062-12-31")), st.integers(0, 90))
def test_agrees_with_the_loop(zero: date, n: int) -> None:
    due = oracle(zero, n)
    assert nth_working_day(zero, n, calendar()) == due
    assert count(zero, n, calendar()).due == due
    assert working_days_between(zero, due, calendar()) == n
    assert working_days_between(due, zero, calendar()) == -n


@given(st.dates(day("2026-10-01"), day("2027-03-31")), st.integers(0, 60), SPECIALS)
def test_agrees_with_the_loop_under_typed_days(
    zero: date, n: int, specials: list[SpecialDay]
) -> None:
    own = build_calendar(specials)
    term = count(zero, n, own)
    assert term.due == oracle(zero, n, tuple(specials))
    numbers = [d.number for d in term.days if d.number is not None]
    assert numbers == list(range(1, n + 1))
    assert term.provisional == any(d.provisional for d in term.days)
    assert term.provisional == is_provisional(zero, term.due, own)
    assert term.stricter_due <= term.due
    whole = build_calendar(specials, known_years=[2027, 2028])
    final = count(zero, n, whole)
    assert (final.due, final.provisional) == (term.due, False)


@given(
    st.dates(day("1998-01-01"), day("2062-12-31")), st.dates(day("1998-01-01"), day("2062-12-31"))
)
def test_days_between_add_up(a: date, b: date) -> None:
    there = working_days_between(a, b, calendar())
    assert there == -working_days_between(b, a, calendar())
    middle = a + (b - a) // 2
    assert there == working_days_between(a, middle, calendar()) + working_days_between(
        middle, b, calendar()
    )


# --- speed: ratios in the same run ------------------------------------------------------------


def _seconds(act: Callable[[date], object], days: list[date]) -> float:
    begun = time.perf_counter()
    for one in days:
        act(one)
    return (time.perf_counter() - begun) / len(days)


def test_fast_path_beside_a_bisect_and_the_package_loop() -> None:
    work = [d for d in map(date.fromordinal, range(737000, 741000)) if d.weekday() < 5]
    days = [day("2025-01-01") + timedelta(days=i % 300) for i in range(3000)]
    nth = calendar().nth_working_day
    rounds = [
        (
            _seconds(lambda d: work[bisect.bisect_right(work, d) + 14], days),
            _seconds(lambda d: nth(d, 15), days),
            _seconds(lambda d: oracle(d, 15), days[:40]),
        )
        for _ in range(5)
    ]
    bisected, ours, looped = (statistics.median(column) for column in zip(*rounds, strict=True))
    assert ours <= 5 * bisected
    assert looped >= 500 * ours
