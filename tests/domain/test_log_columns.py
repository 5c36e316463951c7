"""一百万行按栏取：与逐行过一遍的答案相同。"""

from __future__ import annotations

from array import array
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.log_columns import LogColumns, chosen, day_number
from medtech_desktop.domain.log_questions import Hits

DAYS = [date(2026, 9, one) for one in (1, 2, 3, 4)]
small = st.integers(0, 3)
rows = st.lists(st.tuples(st.sampled_from(DAYS), small, small, small, small), max_size=30)
some = st.frozensets(st.integers(1, 3), max_size=2)
hits = st.builds(Hits, people=some, codes=some, departments=some, words=some)


def columns_of(given_rows: list[tuple[date, int, int, int, int]]) -> LogColumns:
    told = sorted(enumerate(given_rows, 1), key=lambda one: (one[1][0], one[0]), reverse=True)
    numbers = [row[1:] for _at, row in told]
    names = ("person", "code", "department", "said_person")
    return LogColumns(
        array("q", [at for at, _row in told]),
        array("i", [day_number(row[0]) for _at, row in told]),
        {name: array("i", [row[n] for row in numbers]) for n, name in enumerate(names)},
    )


@given(rows, st.sampled_from([None, *DAYS]), st.sampled_from([None, *DAYS]), st.lists(hits))
def test_columns_answer_as_one_line_after_the_other_does(
    given_rows: list[tuple[date, int, int, int, int]],
    since: date | None,
    until: date | None,
    asked: list[Hits],
) -> None:
    columns = columns_of(given_rows)
    found = list(columns.ids_of(columns.find(since, until, asked)))
    numbered = list(enumerate(given_rows, 1))
    numbered.sort(key=lambda one: (one[1][0], one[0]), reverse=True)
    wanted = [
        at
        for at, (day, person, code, department, said) in numbered
        if (since is None or day >= since)
        and (until is None or day <= until)
        and all(
            person in one.people
            or code in one.codes
            or department in one.departments
            or said in one.words
            for one in asked
        )
    ]
    assert found == wanted


def test_a_column_is_sorted_by_rank_and_the_newest_first_within() -> None:
    columns = columns_of(
        [(DAYS[0], 2, 0, 0, 0), (DAYS[1], 1, 0, 0, 0), (DAYS[2], 2, 0, 0, 0), (DAYS[3], 0, 0, 0, 0)]
    )
    found = columns.find(None, None, ())
    rank = {0: "z", 1: "a", 2: "b"}.__getitem__
    assert list(columns.ordered(found, "person", rank, descending=False)) == [2, 3, 1, 4]
    assert list(columns.ordered(found, "person", rank, descending=True)) == [4, 3, 1, 2]


def test_another_column_of_the_same_name_is_not_taken_for_the_first() -> None:
    columns = columns_of([(DAYS[0], 1, 0, 0, 0), (DAYS[0], 2, 0, 0, 0)])
    one = columns.beside({"outcome": array("i", [1, 1])})
    other = columns.beside({"outcome": array("i", [3, 1])})
    for made, wanted, found in ((one, 3, []), (other, 3, [2]), (one, 1, [2, 1])):
        span = made.between(None, None)
        marks = made.holding(span, "outcome", frozenset({wanted}))
        assert list(made.ids_of(chosen(span, [marks]))) == found
