"""有时间的事实：按日取值、变化、起止。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.dated import Fact, changes, fact_on, held_on, holds_on, value_on

D = date(2026, 3, 1)
DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))


def fact(value: str, since: date, seq: int = 1, kind: str = "name") -> Fact:
    return Fact(seq, "", seq, 1, kind, value, since)


@dataclass(frozen=True, slots=True)
class Span:
    since: date
    until: date | None


def test_a_fact_holds_until_the_next_one() -> None:
    facts = [fact("甲", D), fact("乙", date(2026, 6, 1), 2)]
    days = (date(2026, 2, 28), D, date(2026, 5, 31), date(2026, 6, 1))
    assert [value_on(facts, "name", day) for day in days] == ["", "甲", "甲", "乙"]
    assert value_on(facts, "title", D) == ""


def test_an_empty_value_ends_it() -> None:
    facts = [fact("甲", D), fact("", date(2026, 4, 1), 2)]
    assert fact_on(facts, "name", date(2026, 4, 1)) is None
    assert value_on(facts, "name", date(2026, 3, 31)) == "甲"


def test_on_one_day_the_later_act_holds() -> None:
    facts = [fact("乙", D, 2), fact("甲", D, 1)]
    assert value_on(facts, "name", D) == "乙"
    assert [f.value for f in changes(facts, "name")] == ["乙"]


def test_the_same_value_again_is_no_change() -> None:
    facts = [
        fact("甲", D),
        fact("甲", D + timedelta(1), 2),
        fact("乙", D + timedelta(2), 3),
        fact("甲", D + timedelta(3), 4),
        fact("丙", D, 5, "title"),
    ]
    assert [f.act_seq for f in changes(facts, "name")] == [1, 3, 4]


def test_a_span_includes_both_its_days() -> None:
    span = Span(D, date(2026, 3, 31))
    days = (date(2026, 2, 28), D, date(2026, 3, 31), date(2026, 4, 1))
    assert [holds_on(span, day) for day in days] == [False, True, True, False]
    assert held_on([span, Span(D, None)], date(2030, 1, 1)) == (Span(D, None),)


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), DAYS), max_size=8), DAYS)
def test_the_value_is_that_of_the_last_earlier_fact(
    rows: list[tuple[str, date]], day: date
) -> None:
    facts = [fact(value, since, seq) for seq, (value, since) in enumerate(rows, 1)]
    earlier = [f for f in facts if f.since <= day]
    wanted = max(earlier, key=lambda f: (f.since, f.act_seq)).value if earlier else ""
    assert value_on(facts, "name", day) == wanted


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), DAYS), max_size=8))
def test_neighbouring_changes_differ_and_are_in_order(rows: list[tuple[str, date]]) -> None:
    facts = [fact(value, since, seq) for seq, (value, since) in enumerate(rows, 1)]
    found = changes(facts, "name")
    assert [f.since for f in found] == sorted(f.since for f in found)
    pairs = list(zip(found, found[1:], strict=False))
    assert all(a.since < b.since for a, b in pairs)
