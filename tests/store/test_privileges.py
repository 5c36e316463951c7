"""Privilege events in a book: the derived intervals follow every act, nobody approves himself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.privileges import (
    DecisionKind,
    State,
    Target,
    TargetKind,
    Verb,
    interval_on,
    intervals,
)
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.acts import today
from medtech_desktop.office.practitioners import add_person
from medtech_desktop.office.privileges import NewDecision, NewEvent, enter_decision
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.privilege_chains import chains_for
from medtech_desktop.store.privilege_lists import code_names
from medtech_desktop.store.privilege_reaches import reaches_on
from medtech_desktop.store.privileges import (
    chain_of,
    chains_of,
    differing_people,
    intervals_of,
    load_events,
    rebuild_intervals,
    running_codes,
)
from medtech_desktop.store.tables.gradings import ProcedureCodeRow
from medtech_desktop.store.tables.privileges import PrivilegeEventRow
from medtech_desktop.store.trouble import Broken
from tests.books import CLERK, fresh_book

DAY, LATER = date(2026, 11, 2), date(2026, 11, 20)
CODE = Target(TargetKind.PROCEDURE, 1)
DECISION = NewDecision(DecisionKind.GRANT, DAY, basis="考核", meeting="例会", document="示例文")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    book = fresh_book(tmp_path)
    with book.act(CLERK, "test.people") as page:
        for name in ("示例甲", "示例乙"):
            add_person(page, name, date(2020, 1, 1))
        page.add(ProcedureCodeRow, code="D01.0100")
    yield book
    book.close()


def enter(book: Book, person: int, verb: Verb, day: date, decision: NewDecision = DECISION) -> None:
    event = NewEvent(person, CODE, verb, day, reason="示例理由")
    with book.act(CLERK, "test.decide") as page:  # the rules have their own tests
        enter_decision(page, decision, [event], reason="示例理由")


def state(book: Book, person: int, day: date) -> State:
    with book.look() as look:
        rows = intervals_of(look, person, day)
        assert differing_people(look) == []
    return State(rows[0][1][-1]) if rows else State.NONE


def test_the_derived_table_follows_every_act(book: Book) -> None:
    enter(book, 1, Verb.OPENING, date(2025, 1, 1))
    assert state(book, 1, DAY) is State.VALID
    enter(book, 1, Verb.SUSPEND, date(2026, 11, 10))
    assert state(book, 1, date(2026, 11, 10)) is State.SAME_DAY
    assert state(book, 1, LATER) is State.SUSPENDED
    with book.look() as look:
        wrong = chain_of(look, 1, CODE)[-1]
    with book.act(CLERK, "privilege.annul") as page:
        page.annul(PrivilegeEventRow, wrong.uid, "登记有误")
    assert state(book, 1, LATER) is State.VALID


def test_a_grant_to_the_wrong_person_is_known_as_it_was_known(book: Book) -> None:
    enter(book, 2, Verb.OPENING, date(2025, 1, 1))
    with book.look() as look:
        [wrong], seq = chain_of(look, 2, CODE), look.last_seq()
    with book.act(CLERK, "privilege.annul") as page:
        page.annul(PrivilegeEventRow, wrong.uid, "登记给了别人")
    assert state(book, 2, LATER) is State.NONE
    with book.look(seq) as look:
        then = interval_on(intervals(chain_of(look, 2, CODE)), LATER)
    assert then is not None
    assert then.state is State.VALID


def test_nobody_decides_on_himself_even_by_raw_sql(book: Book) -> None:
    enter(book, 1, Verb.OPENING, date(2025, 1, 1))
    mine = NewDecision(DecisionKind.GRANT, DAY, meeting="例会", approver_id=2)
    with pytest.raises(Broken, match="本人不能审定"), book.act(CLERK, "test.self") as page:
        _raw(page, mine)
    assert state(book, 2, LATER) is State.NONE


def _raw(page: Page, decision: NewDecision) -> None:
    enter_decision(page, decision, [NewEvent(2, CODE, Verb.GRANT, DAY)], reason="示例理由")


def test_the_day_of_a_change_tells_who_was_barred_on_it(book: Book) -> None:
    enter(book, 1, Verb.OPENING, date(2025, 1, 1))
    enter(book, 1, Verb.SUSPEND, DAY)
    enter(book, 2, Verb.GRANT, DAY)
    with book.look() as look:
        seen = {
            person: (State(one.state), one.barred)
            for person, [one] in reaches_on(look, DAY, LATER, {1, 2})
        }
        later = {person: one.barred for person, [one] in reaches_on(look, LATER, LATER, {1, 2})}
    assert seen == {1: (State.SAME_DAY, True), 2: (State.SAME_DAY, False)}
    assert later == {1: False, 2: False}


def test_what_is_kept_of_chains_and_codes_follows_an_act(book: Book) -> None:
    def kept() -> tuple[int, set[int], int]:
        with book.look() as look:
            chains = look.kept(chains_of, 1)
            codes = look.kept(code_names, 0)
            holders = look.kept(running_codes, LATER)
        return sum(map(len, chains.values())), set(codes), holders.get(1, 0)

    assert kept() == (0, {1}, 0)
    enter(book, 1, Verb.OPENING, date(2025, 1, 1))
    assert kept() == (1, {1}, 1)
    with book.act(CLERK, "test.code") as page:
        page.add(ProcedureCodeRow, code="D02.0100")
    assert kept() == (1, {1, 2}, 1)


def test_what_is_kept_knows_the_annulment(book: Book) -> None:
    enter(book, 1, Verb.OPENING, date(2025, 1, 1))
    with book.look() as look:
        [[wrong]] = look.kept(chains_of, 1).values()
    with book.act(CLERK, "privilege.annul") as page:
        page.annul(PrivilegeEventRow, wrong.uid, "登记有误")
        assert [one.annulled_on for one in chain_of(page, 1, CODE)] == [today()]  # the act itself
    with book.look() as look:
        [[gone]] = look.kept(chains_of, 1).values()
    assert gone.annulled_on == today()


def test_a_word_that_none_of_ours_wrote_is_told_as_damage(book: Book) -> None:
    enter(book, 1, Verb.OPENING, date(2025, 1, 1))
    driver = book.line.driver
    driver.execute("DROP TRIGGER privilege_event_no_update")
    driver.execute("UPDATE privilege_event SET verb = 'someday'")
    with book.look() as look:
        for read in (
            lambda: chains_for(look, [(1, CODE)]),
            lambda: chains_of(look, 1),
            lambda: load_events(look),
        ):
            with pytest.raises(Trouble, match="表 privilege_event 的内容读不懂"):
                read()


def test_a_rebuild_writes_the_same_rows(book: Book) -> None:
    enter(book, 1, Verb.OPENING, date(2025, 1, 1))
    enter(book, 1, Verb.RENEW, DAY)
    with book.act(CLERK, "privilege.rebuild") as page:
        assert rebuild_intervals(page) == 2  # before and after the renewal
    assert state(book, 1, LATER) is State.VALID
