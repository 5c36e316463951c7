"""The matrix against the core question asked cell by cell, over random books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from medtech_desktop.domain.privilege_answers import Answer, Asked, Lack, Source, held, source_of
from medtech_desktop.domain.privilege_matrix import (
    FINDING,
    SOON_DAYS,
    Band,
    Mark,
    MatrixPerson,
    MatrixRow,
    Scope,
    Stretch,
    Wish,
    bytes_of,
    column_of,
    having,
    in_bands,
    is_visiting,
    made_matrix,
    reaches_of,
)
from medtech_desktop.domain.privileges import (
    PrivilegeEvent,
    Target,
    TargetKind,
    Temporary,
    barred_within,
    intervals,
)
from tests.domain.test_privilege_replay import DAYS, chains

Chains = dict[Target, list[PrivilegeEvent]]
GRADE, PROCEDURE, TECHNOLOGY = TargetKind
_LACKS = {Lack.SUSPENDED: Mark.SUSPENDED, Lack.REVOKED: Mark.REVOKED, Lack.EXPIRED: Mark.EXPIRED}
ROWS = (
    *(MatrixRow(Band(1 + n % 4), PROCEDURE, n, f"{n:02d}", f"术式{n}") for n in range(1, 9)),
    MatrixRow(Band.UNLISTED, PROCEDURE, 9, "09", "术式9"),
    MatrixRow(Band.TECHNOLOGY, TECHNOLOGY, 1, "S16", "技术1"),
)
HERE = frozenset({1, 2})


def _turned(events: list[PrivilegeEvent], target: Target, visiting: bool) -> list[PrivilegeEvent]:
    """A chain of the replay test, given another target."""
    return [
        replace(
            event,
            specialty_id=target.id if target.kind is GRADE else None,
            code_id=target.id if target.kind is PROCEDURE else None,
            technology_id=target.id if target.kind is TECHNOLOGY else None,
            grade=(event.grade or 1 + event.id % 4) if target.kind is GRADE else None,
            temporary=Temporary.VISITING if visiting else Temporary.NO,
        )
        for event in events
    ]


@st.composite
def books(draw: st.DrawFn) -> Chains:
    """What one person holds: grades of three specialties, procedures, a technology."""
    targets = [Target(GRADE, n) for n in (1, 2, 3)]
    targets += [Target(PROCEDURE, n) for n in (1, 2, 5, 9)] + [Target(TECHNOLOGY, 1)]
    wanted = draw(st.lists(st.sampled_from(targets), unique=True, min_size=1, max_size=6))
    return {one: _turned(draw(chains()), one, draw(st.booleans())) for one in sorted(wanted)}


def _stretches(book: Chains) -> list[Stretch]:
    return [
        (
            int(target.kind),
            target.id,
            one.since.isoformat(),
            one.until.isoformat(),
            one.low,
            one.high,
            one.known_on.isoformat(),
            int(one.state),
        )
        for target in sorted(book)
        for one in intervals(book[target])
    ]


def _obvious(book: Chains, row: MatrixRow, day: date) -> Mark:
    """One cell, asked as anybody would ask it."""
    targets = [row.target, *(Target(GRADE, n) for n in sorted(HERE))]
    if row.band <= 0:  # no grade is needed, none covers
        targets = targets[:1]
    sources = [source_of(one, "", book[one], day) for one in targets if one in book]
    needed = int(row.band) if row.band > 0 else None
    answer = held(Asked(day, needed), sources)
    if answer.answer is Answer.SAME_DAY:
        return Mark.SAME_DAY
    if answer.answer is Answer.NOT_HELD:
        assert answer.lack is not None
        return _LACKS.get(answer.lack, Mark.EMPTY)
    assert answer.by is not None
    return _held(answer.by, day)


def _held(by: Source, day: date) -> Mark:
    if is_visiting(by.chain, day):
        return Mark.VISITING
    assert by.interval is not None
    for ahead in range(1, SOON_DAYS + 2):
        then = source_of(by.target, "", by.chain, day + timedelta(days=ahead)).interval
        if then is None or then.low < by.interval.low:
            return Mark.EXPIRING
    return Mark.BY_GRADE if by.target.kind is GRADE else Mark.VALID


@given(books(), st.sampled_from(DAYS))
@settings(max_examples=120)
def test_a_column_says_what_the_core_question_says_cell_by_cell(book: Chains, day: date) -> None:
    visiting = {(int(one.kind), one.id) for one, chain in book.items() if is_visiting(chain, day)}
    axis = in_bands(ROWS)
    barred = {(int(one.kind), one.id) for one, chain in book.items() if barred_within(chain, day)}
    made = column_of(axis, Scope(day, HERE), reaches_of(_stretches(book), day, visiting, barred))
    told = {row.code: Mark(byte) for row, byte in zip(axis.rows, made, strict=True)}
    assert told == {row.code: _obvious(book, row, day) for row in axis.rows}


DAY = date(2026, 3, 1)


def _grade(target: int, level: int, until: str = "9999-12-31") -> Stretch:
    return (1, target, "2026-01-01", until, level, level, "2026-01-01", 1)


def _marks(rows: list[Stretch], *wishes: Wish, day: date = DAY) -> dict[str, Mark]:
    axis = in_bands(ROWS)
    made = column_of(axis, Scope(day, HERE), reaches_of(rows, day), wishes)
    return {row.code: Mark(byte) for row, byte in zip(axis.rows, made, strict=True)}


def test_the_rows_stand_in_bands_from_the_fourth_grade_down() -> None:
    axis = in_bands(ROWS)
    assert [(band.name, end - start) for band, start, end in axis.bands] == [
        ("FOUR", 2),
        ("THREE", 2),
        ("TWO", 2),
        ("ONE", 2),
        ("UNLISTED", 1),
        ("TECHNOLOGY", 1),
    ]


def test_a_grade_covers_its_bands_and_nothing_unlisted() -> None:
    told = _marks([_grade(1, 2)])
    assert {code for code, mark in told.items() if mark is Mark.BY_GRADE} == {
        row.code for row in ROWS if row.band in (Band.ONE, Band.TWO)
    }
    assert told["09"] is Mark.EMPTY
    assert _marks([_grade(3, 4)]) == dict.fromkeys(told, Mark.EMPTY)


def test_what_ends_in_sixty_days_is_marked_and_on_the_day_after_not() -> None:
    ends = (DAY + timedelta(days=60)).isoformat()
    later = (DAY + timedelta(days=61)).isoformat()
    assert _marks([_grade(1, 4, ends)])["01"] is Mark.EXPIRING
    assert _marks([_grade(1, 4, later)])["01"] is Mark.BY_GRADE


def test_a_renewal_that_begins_later_keeps_it_from_ending() -> None:
    ends = DAY + timedelta(days=10)
    after = (ends + timedelta(days=1)).isoformat()
    first = (2, 1, "2026-01-01", ends.isoformat(), 4, 4, "2026-01-01", 1)
    second = (2, 1, after, "2028-01-01", 4, 4, "2026-02-01", 1)
    assert _marks([first])["01"] is Mark.EXPIRING
    assert _marks([first, second])["01"] is Mark.VALID


def test_an_application_shows_only_where_nothing_is_held() -> None:
    wish = Wish(1, 1, 3)
    told = _marks([_grade(1, 1)], wish, Wish(2, 9))
    by = {row.code: row.band for row in ROWS}
    assert all(told[code] is Mark.BY_GRADE for code, band in by.items() if band is Band.ONE)
    applied = {code for code, mark in told.items() if mark is Mark.APPLIED}
    assert applied == {code for code, band in by.items() if band in (2, 3)} | {"09"}


def test_a_suspension_is_not_hidden_by_an_application() -> None:
    suspended = (2, 3, "2026-01-01", "9999-12-31", 0, 0, "2026-01-01", 2)
    assert _marks([suspended], Wish(2, 3))["03"] is Mark.SUSPENDED


def test_counts_and_what_has_a_mark() -> None:
    axis = in_bands(ROWS)
    held = bytes([Mark.VALID, *[Mark.EMPTY] * 9])
    found = bytes([*[Mark.EMPTY] * 9, Mark.REVOKED | FINDING])
    people = [MatrixPerson(n, f"示例{n}", str(n), "", "") for n in range(3)]
    made = made_matrix(DAY, axis, people, [held, bytes(10), found])
    assert (made.count(Mark.VALID), made.count(Mark.REVOKED), made.findings) == (1, 1, 1)
    assert sum(made.counts) == 30
    assert having(made, bytes_of(Mark.VALID)) == ([0], [0])
    assert having(made, bytes_of(Mark.REVOKED)) == ([9], [2])
    assert having(made, bytes_of(Mark.APPLIED)) == ([], [])
    assert made.mark(9, 2) is Mark.REVOKED
