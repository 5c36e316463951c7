"""The fast answer (intervals) against the obvious one, over random chains of events."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from medtech_desktop.domain.privileges import (
    OPEN,
    PrivilegeEvent,
    State,
    Temporary,
    Verb,
    as_known,
    in_order,
    interval_on,
    intervals,
)

START = date(2026, 1, 1)
SPAN = 40
DAYS = [START + timedelta(days=n) for n in range(-2, SPAN + 3)]

days = st.integers(0, SPAN - 1).map(lambda n: START + timedelta(days=n))


@st.composite
def chains(draw: st.DrawFn) -> list[PrivilegeEvent]:
    """Events of one chain: back-dated, annulled, same-day, known again later."""
    found = []
    by_grade = draw(st.booleans())
    for number in range(1, draw(st.integers(1, 9)) + 1):
        day = draw(days)
        recorded = day + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 3, 20])))
        term = draw(st.none() | st.integers(0, 20))
        until = None if term is None else day + timedelta(days=term)
        gone = draw(st.none() | st.none() | st.integers(0, 15))
        found.append(
            PrivilegeEvent(
                id=number,
                uid=str(number),
                act_seq=draw(st.integers(1, 4)),
                decision_id=1,
                person_id=1,
                specialty_id=1 if by_grade else None,
                code_id=None if by_grade else 1,
                technology_id=None,
                verb=draw(st.sampled_from(list(Verb))),
                day=day,
                until=until,
                grade=draw(st.integers(1, 4)) if by_grade else None,
                temporary=Temporary.NO,
                invitation_id=None,
                reason="",
                late=recorded > day,
                recorded_on=recorded,
                annulled_on=None if gone is None else recorded + timedelta(days=gone),
            )
        )
    return found


def obvious(events: list[PrivilegeEvent], day: date) -> set[int]:
    """Every level that may have held in the course of a day; 0 is none."""
    held: dict[str, object] | None = None
    seen: set[int] = set()
    for event in [None, *in_order(e for e in events if e.annulled_on is None and e.day <= day)]:
        if event is not None:
            if event.day == day and goes_on(held, event):
                seen.clear()
            elif event.day == day:
                seen.add(level(held, day))
            held = told(held, event)
    return seen | {level(held, day)}


def goes_on(held: dict[str, object] | None, event: PrivilegeEvent) -> bool:
    """An opening balance is no change, nor is a renewal from the day after the end."""
    if held is None:
        return event.verb is Verb.OPENING
    last = event.day - timedelta(days=1)
    given = event.verb in (Verb.OPENING, Verb.GRANT, Verb.RENEW)
    return given and held["until"] == last and level(held, last) > 0


def told(held: dict[str, object] | None, event: PrivilegeEvent) -> dict[str, object] | None:
    until, grade = event.until or OPEN, event.grade or 4
    if event.verb in (Verb.OPENING, Verb.GRANT):
        return {"grade": grade, "until": until, "rest": None}
    if held is None:
        return held
    if event.verb is Verb.REVOKE:
        return {"grade": 0, "until": START, "rest": None, "gone": True}
    if held.get("gone"):
        return held
    changes: dict[Verb, dict[str, object]] = {
        Verb.RENEW: {"until": until, "grade": event.grade or held["grade"]},
        Verb.RAISE: {"until": event.until or held["until"], "grade": event.grade or held["grade"]},
        Verb.LOWER: {"until": event.until or held["until"], "grade": event.grade or held["grade"]},
        Verb.SUSPEND: {"rest": until},
        Verb.REINSTATE: {"rest": None},
    }
    return {**held, **changes[event.verb]}


def level(held: dict[str, object] | None, day: date) -> int:
    if held is None or held.get("gone") or day > held["until"]:  # type: ignore[operator]
        return 0
    resting = held["rest"] is not None and day <= held["rest"]  # type: ignore[operator]
    return 0 if resting else held["grade"]  # type: ignore[return-value]


@settings(max_examples=150, deadline=None)
@given(chains())
def test_the_intervals_say_what_the_obvious_replay_says(events: list[PrivilegeEvent]) -> None:
    found = intervals(events)
    for day in DAYS:
        levels = obvious(events, day)
        one = interval_on(found, day)
        low, high = (one.low, one.high) if one else (0, 0)
        assert (low, high) == (min(levels), max(levels)), day
        if one is not None:
            assert (one.state is State.SAME_DAY) == (low != high)
            assert (one.state is State.VALID) == (low == high > 0)


@settings(max_examples=100, deadline=None)
@given(chains())
def test_the_intervals_stand_end_to_end(events: list[PrivilegeEvent]) -> None:
    found = intervals(events)
    for one, later in zip(found, found[1:], strict=False):
        assert one.until + timedelta(days=1) == later.since
    assert not found or found[-1].until == OPEN


@settings(max_examples=150, deadline=None)
@given(chains())
def test_what_was_on_record_in_time_was_known_in_time(events: list[PrivilegeEvent]) -> None:
    """Where the interval says that it was on record, the record of that day says as much."""
    found = intervals(events)
    for day in DAYS:
        one = interval_on(found, day)
        if one is None or one.state is not State.VALID or one.known_on > day:
            continue
        then = interval_on(intervals(as_known(events, day)), day)
        assert then is not None
        # on the very day of a change the record of that day may only say "to be verified"
        assert then.high >= one.low, day


def test_a_renewal_from_the_day_after_the_end_leaves_no_day_in_doubt() -> None:
    last, first = START + timedelta(days=9), START + timedelta(days=10)
    for verb in (Verb.RENEW, Verb.GRANT):
        chain = [_event(1, Verb.GRANT, START, last), _event(2, verb, first, None)]
        one = interval_on(intervals(chain), first)
        assert one is not None
        assert (one.state, one.low) == (State.VALID, 4)
    late = [_event(1, Verb.GRANT, START, last), _event(2, Verb.RENEW, DAYS[-1], None)]
    [gap] = [one for one in intervals(late) if one.since == DAYS[-1]]
    assert gap.state is State.SAME_DAY
    halted = [
        _event(1, Verb.GRANT, START, last),
        _event(2, Verb.SUSPEND, last, None),
        _event(3, Verb.GRANT, first, None),
    ]
    again = interval_on(intervals(halted), first)
    assert again is not None
    assert again.state is State.SAME_DAY


def _event(number: int, verb: Verb, day: date, until: date | None) -> PrivilegeEvent:
    return PrivilegeEvent(
        number, str(number), number, 1, 1, None, 1, None, verb, day, until, None,
        Temporary.NO, None, "", False, day,
    )  # fmt: skip
