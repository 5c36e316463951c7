"""The derived table against a ten-line obvious answer, over random acts in a real book."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medtech_desktop.domain.privileges import (
    OPEN,
    DecisionKind,
    PrivilegeEvent,
    State,
    Target,
    TargetKind,
    Verb,
    interval_on,
    intervals,
)
from medtech_desktop.office.practitioners import add_person
from medtech_desktop.office.privileges import NewDecision, NewEvent, enter_decision
from medtech_desktop.store.book import Book
from medtech_desktop.store.imports import annul_batch, load_batches
from medtech_desktop.store.page import Page
from medtech_desktop.store.privilege_lists import stands_of
from medtech_desktop.store.privileges import (
    chains_of,
    differing_people,
    intervals_of,
    load_events,
    rebuild_intervals,
)
from medtech_desktop.store.tables.gradings import ProcedureCodeRow
from medtech_desktop.store.tables.imports import ImportBatchRow
from medtech_desktop.store.tables.privileges import PrivilegeEventRow, SpecialtyRow
from tests.books import CLERK, fresh_folder

START = date(2026, 1, 1)
SPAN = 30
DAYS = [START + timedelta(days=n) for n in range(-1, SPAN + 25)]
PEOPLE = (1, 2)
TARGETS = (
    Target(TargetKind.GRADE, 1),
    Target(TargetKind.PROCEDURE, 1),
    Target(TargetKind.PROCEDURE, 2),
)
NEEDS_REASON = "示例理由"


@dataclass(frozen=True)
class Deed:
    """One act: some events entered together, or one annulled, or an import and its undoing."""

    what: str
    events: tuple[NewEvent, ...] = ()
    which: int = 0


@st.composite
def events(draw: st.DrawFn) -> NewEvent:
    day = START + timedelta(days=draw(st.integers(0, SPAN)))
    target = draw(st.sampled_from(TARGETS))
    return NewEvent(
        draw(st.sampled_from(PEOPLE)),
        target,
        draw(st.sampled_from(list(Verb))),
        day,
        draw(st.none() | st.integers(0, 15).map(lambda n: day + timedelta(days=n))),
        draw(st.integers(1, 4)) if target.kind is TargetKind.GRADE else None,
        NEEDS_REASON,
    )


batches = st.lists(events(), min_size=1, max_size=12).map(tuple)
deeds = st.one_of(
    batches.map(lambda many: Deed("enter", many)),
    batches.map(lambda many: Deed("enter", many)),
    st.integers(0, 40).map(lambda n: Deed("annul", which=n)),
    batches.map(lambda many: Deed("import", many)),
    st.integers(0, 5).map(lambda n: Deed("undo", which=n)),
)


@cache
def empty() -> Path:
    """A book with two people, two codes and a specialty; copied for every example."""
    folder = fresh_folder(Path(tempfile.mkdtemp(prefix="medtech-intervals-")))
    with Book.open(folder) as book, book.act(CLERK, "test.people") as page:
        for name in ("示例甲", "示例乙"):
            add_person(page, name, START)
        for code in ("D01.0100", "D02.0100"):
            page.add(ProcedureCodeRow, code=code)
        page.add(SpecialtyRow, name="示例专业", since=START)
    return folder


def do(book: Book, deed: Deed, batch: int) -> None:
    """Through the office and the store, as the program does."""
    with book.act(CLERK, f"test.{deed.what}") as page:
        if deed.what in ("enter", "import"):
            enter_decision(page, NewDecision(DecisionKind.GRANT, START, meeting="会"), deed.events)
        if deed.what == "import":
            _batch(page, batch)
        if deed.what == "annul":
            alive = [event for event in load_events(page) if event.annulled_on is None]
            if alive:
                uid = alive[deed.which % len(alive)].uid
                page.annul(PrivilegeEventRow, uid, NEEDS_REASON)
        if deed.what == "undo":
            done = load_batches(page)
            if done:
                annul_batch(page, done[deed.which % len(done)], NEEDS_REASON)


def _batch(page: Page, number: int) -> None:
    page.add(
        ImportBatchRow,
        number=f"导入-2026-{number:03d}",
        kind="privileges",
        file_name="示例.xlsx",
        sha256=f"{number:064d}",
        read=1,
        accepted=1,
        duplicates=0,
        misfits=0,
        mapping="{}",
    )


def obvious(chain: list[PrivilegeEvent], day: date) -> tuple[int, int]:
    """What may have held in the course of a day: the ten lines."""
    seen: list[int] = []
    grade, until, rest, gone = 0, OPEN, START - timedelta(9), False
    told = sorted((e for e in chain if e.day <= day), key=lambda e: (e.day, e.act_seq, e.id))
    for e in [*told, None]:
        last = day - timedelta(1)
        on = bool(grade) and not gone and until == last and rest < last
        given = e is not None and e.verb in (Verb.OPENING, Verb.GRANT, Verb.RENEW)
        begins = e is not None and e.verb is Verb.OPENING and not grade
        if e is not None and e.day == day and (begins or (given and on)):
            seen.clear()  # an opening balance is no change, nor what goes on without a gap
        elif e is None or e.day == day:
            seen.append(0 if gone or day > until or day <= rest else grade)
        if e is None or (e.verb not in (Verb.OPENING, Verb.GRANT) and (gone or not grade)):
            continue
        if e.verb in (Verb.OPENING, Verb.GRANT):
            grade, until, rest, gone = e.grade or 4, e.until or OPEN, START - timedelta(9), False
        elif e.verb in (Verb.RENEW, Verb.RAISE, Verb.LOWER):
            until = e.until or (OPEN if e.verb is Verb.RENEW else until)
            grade = e.grade or grade
        elif e.verb in (Verb.SUSPEND, Verb.REINSTATE):
            rest = (e.until or OPEN) if e.verb is Verb.SUSPEND else START - timedelta(9)
        else:
            gone = True
    return min(seen), max(seen)


def raw(book: Book, seq: int) -> dict[tuple[int, Target], list[PrivilegeEvent]]:
    """The events written by then and not annulled by then, by plain SQL."""
    found: dict[tuple[int, Target], list[PrivilegeEvent]] = {
        (person, target): [] for person in PEOPLE for target in TARGETS
    }
    with book.look() as look:
        annulled = look.raw("SELECT event_uid, act_seq FROM annulment")
        undone = {uid for uid, at in annulled if at <= seq}
        for event in load_events(look):
            if event.act_seq <= seq and event.uid not in undone:
                found[event.person_id, event.target].append(event)
    return found


def check_now(book: Book) -> None:
    """The derived table says the obvious, and so does the list made from it."""
    chains = raw(book, 1 << 40)
    with book.look() as look:
        for day in DAYS:
            rows = {person: dict(intervals_of(look, person, day)) for person in PEOPLE}
            stands = {p: {s.target: s for s in stands_of(look, p, day)} for p in PEOPLE}
            for (person, target), chain in chains.items():
                low, high = obvious(chain, day)
                row = rows[person].get(target)
                assert (row[2], row[3]) == (low, high) if row else high == 0, (day, target)
                stand = stands[person].get(target)
                state = State(stand.state) if stand else State.NONE
                assert (state is State.VALID) == (low == high > 0)
                assert (state is State.SAME_DAY) == (low != high)
        assert differing_people(look) == []


def check_known(book: Book, seq: int) -> None:
    """What a look at an earlier act says is what was recorded by then."""
    chains = raw(book, seq)
    with book.look(seq) as look:
        told = {person: chains_of(look, person) for person in PEOPLE}
    for (person, target), chain in chains.items():
        found = intervals(told[person].get(target, []))
        for day in DAYS:
            one = interval_on(found, day)
            levels = (one.low, one.high) if one is not None else (0, 0)
            assert levels == obvious(chain, day), (day, target)


def check_rebuilt(book: Book) -> None:
    """A rebuild writes the same rows."""
    query = (
        "SELECT person_id, kind, target, since, until, low, high, recorded_on, state"
        " FROM privilege_interval ORDER BY person_id, kind, target, since"
    )
    with book.look() as look:
        before = look.raw(query)
    with book.act(CLERK, "privilege.rebuild") as page:
        rebuild_intervals(page)
    with book.look() as look:
        assert look.raw(query) == before


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(deeds, min_size=1, max_size=7), st.integers(0, 7))
def test_the_fast_answer_is_the_obvious_one(done: list[Deed], back: int) -> None:
    place = Path(tempfile.mkdtemp(prefix="medtech-intervals-"))
    try:
        shutil.copytree(empty(), place / "库")
        with Book.open(place / "库") as book:
            for number, deed in enumerate(done, 1):
                do(book, deed, number)
            check_now(book)
            with book.look() as look:
                last = look.last_seq()
            check_known(book, max(0, last - back))
            check_rebuilt(book)
    finally:
        shutil.rmtree(place)
