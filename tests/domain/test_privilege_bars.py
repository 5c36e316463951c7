"""授权的横条：各段首尾相接，铺满画的那段日子。"""

from __future__ import annotations

from datetime import date, timedelta

from medtech_desktop.domain.privilege_bars import Bar, bars_of, window
from medtech_desktop.domain.privileges import (
    PrivilegeEvent,
    State,
    TargetKind,
    Temporary,
    Verb,
)

DAY = date(2026, 9, 22)
ONE = timedelta(days=1)


def event(verb: Verb, day: date, until: date | None = None, grade: int | None = None,
          number: int = 1) -> PrivilegeEvent:  # fmt: skip
    return PrivilegeEvent(
        number, str(number), number, 1, 1, 1, None, None, verb, day, until, grade, Temporary.NO,
        None, "", False, day,
    )  # fmt: skip


def fills_the_window(bars: list[Bar]) -> bool:
    first, last = window(DAY)
    meets = all(a.until + ONE == b.since for a, b in zip(bars, bars[1:], strict=False))
    return bars[0].since == first and bars[-1].until == last and meets


def test_the_needed_grade_and_the_one_below_it() -> None:
    chain = [event(Verb.OPENING, date(2024, 1, 1), date(2027, 12, 31), 3)]
    bars = bars_of("外科专业", TargetKind.GRADE, chain, 4, DAY)
    told = {label: [one for one in bars if one.label == label] for label in
            dict.fromkeys(one.label for one in bars)}  # fmt: skip
    assert list(told) == ["外科专业三级手术", "外科专业四级手术"]
    assert [one.state for one in told["外科专业三级手术"]] == [State.VALID]
    assert [one.state for one in told["外科专业四级手术"]] == [State.NONE]
    assert all(map(fills_the_window, told.values()))


def test_a_suspension_stands_between_two_valid_stretches() -> None:
    chain = [
        event(Verb.OPENING, date(2024, 1, 1), None, 3, 1),
        event(Verb.SUSPEND, date(2026, 5, 1), None, None, 2),
        event(Verb.REINSTATE, date(2026, 6, 1), None, None, 3),
    ]
    bars = list(bars_of("外科专业", TargetKind.GRADE, chain, 3, DAY))
    assert [one.state for one in bars] == [
        *(State.VALID, State.SAME_DAY, State.SUSPENDED, State.SAME_DAY, State.VALID),
    ]
    assert fills_the_window(bars)


def test_a_grade_that_was_never_held_is_not_called_expired() -> None:
    chain = [event(Verb.OPENING, date(2024, 1, 1), date(2026, 5, 31), 3)]
    bars = bars_of("外科专业", TargetKind.GRADE, chain, 4, DAY)
    assert State.EXPIRED not in {one.state for one in bars if "四级" in one.label}
    assert State.EXPIRED in {one.state for one in bars if "三级" in one.label}


def test_a_procedure_granted_later_was_not_there_before() -> None:
    chain = [event(Verb.OPENING, date(2026, 9, 1), date(2027, 1, 1))]
    bars = list(bars_of("本术式", TargetKind.PROCEDURE, chain, 1, DAY))
    assert [(one.state, one.said) for one in bars] == [
        (State.NONE, "无授权"),
        (State.VALID, "有效至 2027-01-01"),
    ]
    assert fills_the_window(bars)
