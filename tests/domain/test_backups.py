"""Which backups stay when old ones are thinned out, and when the lack of one is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.backups import (
    DAILY,
    FORCED,
    LATEST,
    MONTHLY,
    BackupReason,
    Generation,
    Lateness,
    kept_generations,
    lateness,
)

TODAY = date(2026, 11, 22)


def made(day: date, seq: int, why: BackupReason = BackupReason.EXIT, hour: int = 8) -> Generation:
    moment = f"{day.isoformat()}T{hour:02d}:00:00Z"
    return Generation(f"{day:%Y%m%d}-{hour:02d}-{seq}", moment, day, seq, why)


def daily(days: int) -> list[Generation]:
    return [made(TODAY - timedelta(days=n), days - n) for n in range(days)]


def test_thirty_days_and_twenty_four_months_stay() -> None:
    years = daily(1200)
    keep = kept_generations(years)
    kept = [one for one in years if one.name in keep]
    assert [one.day for one in kept[:DAILY]] == [TODAY - timedelta(days=n) for n in range(DAILY)]
    assert len({(one.day.year, one.day.month) for one in kept}) == MONTHLY
    assert len(kept) == DAILY + MONTHLY - 2  # two of the months are among the thirty days


def test_of_one_day_the_last_stays() -> None:
    yesterday = [made(TODAY - timedelta(days=1), seq, hour=seq) for seq in range(10)]
    today = [made(TODAY, 10 + seq, hour=seq) for seq in range(10)]
    keep = kept_generations([*yesterday, *today])
    assert keep == {yesterday[-1].name, *(one.name for one in today[-LATEST:])}


def test_what_was_made_before_a_big_step_stays_longer() -> None:
    before = TODAY - timedelta(days=3)
    imports = [made(before, n, BackupReason.IMPORT, hour=n) for n in range(9)]
    after = [made(TODAY, 9 + n, hour=n) for n in range(LATEST)]
    keep = kept_generations([*imports, *after])
    assert keep == {one.name for one in (*after, *imports[-FORCED:])}


def test_a_clock_that_ran_ahead_does_not_push_the_real_newest_out() -> None:
    ahead = [made(date(2031, 1, 1) + timedelta(days=n), 5) for n in range(40)]
    real = made(TODAY, 900)
    assert real.name in kept_generations([*ahead, real])


@given(
    st.lists(
        st.tuples(
            st.dates(date(2020, 1, 1), date(2026, 11, 22)),
            st.integers(0, 500),
            st.sampled_from(BackupReason),
            st.integers(0, 23),
        ),
        max_size=120,
    )
)
def test_the_newest_always_stays_and_the_number_is_bounded(
    given_: list[tuple[date, int, BackupReason, int]],
) -> None:
    found = [made(day, seq, why, hour) for day, seq, why, hour in given_]
    keep = kept_generations(found)
    assert keep <= {one.name for one in found}
    assert len(keep) <= DAILY + MONTHLY + FORCED + LATEST + 1
    assert keep == kept_generations([one for one in found if one.name in keep])
    if found:
        assert max(found, key=lambda g: (g.made_at, g.seq, g.name)).name in keep
        assert {one.day for one in found if (TODAY - one.day).days < DAILY} <= {
            one.day for one in found if one.name in keep
        }


@pytest.mark.parametrize(
    ("days", "level"),
    [
        (0, Lateness.FINE),
        (7, Lateness.FINE),
        (8, Lateness.WARN),
        (30, Lateness.WARN),
        (31, Lateness.LATE),
        (-3, Lateness.FINE),
    ],
)
def test_lateness_counts_from_the_last_backup_or_from_the_start(days: int, level: Lateness) -> None:
    then = TODAY - timedelta(days=days)
    long_ago = date(2020, 1, 1)
    assert lateness(then, long_ago, TODAY) is level
    assert lateness(None, then, TODAY) is level
