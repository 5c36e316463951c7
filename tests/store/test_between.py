"""大事中间的提问：看得到已写下的一部分，从不写，撤回以后什么也没留下。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from medtech_desktop.domain.trouble import NotNow, Trouble
from medtech_desktop.store.between import KeptByBook
from medtech_desktop.store.book import Book
from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Look, Page, table_of
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.tables.practitioners import PersonFact, PersonRow
from tests.books import CLERK

DAY = date(2026, 11, 2)
NAMES = ("subject_id", "kind", "value", "since")


class _TurnedBack(Exception):  # noqa: N818 - stands for a cancelling
    pass


def _people(book: Book) -> int:
    with book.look() as look:
        return len(look.kept(load_staff).people)


def _name(book: Book, person: int) -> str:
    with book.look() as look:
        return look.kept(load_staff).name(person, DAY)


def _add(book: Book, name: str) -> int:
    with book.act(CLERK, "person.add") as page:
        return _write(page, name)


def _write(page: Page, name: str) -> int:
    person = page.add(PersonRow)
    page.add_tuples(PersonFact, NAMES, [(person, "name", name, DAY)])
    return person


def _begun(book: Book, ask: Callable[[], object]) -> None:
    with book.act(CLERK, "person.add") as page:
        _write(page, "示例误")
        with book.between():
            ask()
        raise _TurnedBack


def _undone(book: Book, ask: Callable[[], object]) -> None:
    """一件写了一人、让人问过、又撤回的事。"""
    with pytest.raises(_TurnedBack):
        _begun(book, ask)


def test_a_question_between_sees_what_is_already_written(book: Book) -> None:
    _add(book, "示例甲")
    with book.act(CLERK, "person.add") as page:
        _write(page, "示例乙")
        with book.between():
            assert _people(book) == 2
        _write(page, "示例丙")
        with book.between():
            assert _people(book) == 3
    assert _people(book) == 3
    assert _name(book, 3) == "示例丙"


def test_what_was_remembered_before_is_answered_as_it_was_then(book: Book) -> None:
    _add(book, "示例甲")
    assert _people(book) == 1
    with book.act(CLERK, "person.add") as page:
        _write(page, "示例乙")
        with book.between():
            assert _people(book) == 1
        assert len(page.kept(load_staff).people) == 2, "the act itself reads what it wrote"
    assert _people(book) == 2


def test_what_was_read_between_is_forgotten_when_the_act_is_undone(book: Book) -> None:
    _add(book, "示例甲")
    assert _people(book) == 1
    _undone(book, lambda: _people(book))
    assert _people(book) == 1
    assert _add(book, "示例真") == 2, "the number of the undone person is used again"
    assert _name(book, 2) == "示例真"


def test_what_was_first_read_between_is_not_kept_either(book: Book) -> None:
    _add(book, "示例甲")
    _undone(book, lambda: _people(book))
    assert _people(book) == 1


def test_what_the_act_does_not_touch_is_read_once(book: Book) -> None:
    read: list[int] = []

    def acts(look: Look) -> int:
        read.append(1)
        return len(look.rows(select(table_of(PersonFact).c.id)))

    _add(book, "示例甲")
    with book.act(CLERK, "other") as page:
        with book.between(), book.look() as look:
            look.kept(acts)
        with book.between(), book.look() as look:
            assert look.kept(acts) == 1
        page.remark(note="x")
    with book.look() as look:
        look.kept(acts)
    assert len(read) == 1


def test_a_shelf_of_in_between_goes_with_the_act(book: Book) -> None:
    def shelve() -> None:
        with book.look() as look:
            look.memory.shelf.setdefault("worlds", {})[DAY] = "示例误"

    with book.look() as look:
        look.memory.shelf["worlds"] = {}
    _undone(book, shelve)
    with book.look() as look:
        assert look.memory.shelf["worlds"] == {}


def test_what_the_rooms_above_keep_is_dropped_when_they_were_asked_between(book: Book) -> None:
    kept: KeptByBook[list[str]] = KeptByBook()
    kept[book] = ["before"]
    with pytest.raises(_TurnedBack), book.act(CLERK, "x"):
        raise _TurnedBack
    assert kept.get(book) == ["before"], "nobody was let in"
    _undone(book, lambda: _people(book))
    assert kept.get(book) is None
    assert kept.setdefault(book, []) == []


def test_an_act_inside_is_asked_to_come_later(book: Book) -> None:
    with book.act(CLERK, "person.add") as page:
        _write(page, "示例甲")
        with book.between(), pytest.raises(NotNow):
            _add(book, "示例插队")
    assert _people(book) == 1
    with book.between(), pytest.raises(NotNow):
        _add(book, "示例插队")
    assert _add(book, "示例乙") == 2


def test_a_statement_that_writes_is_refused_and_the_act_goes_on(book: Book) -> None:
    with book.act(CLERK, "person.add") as page:
        _write(page, "示例甲")
        with book.between(), book.look() as look, pytest.raises(Trouble):
            look.raw("DELETE FROM person_fact")
        _write(page, "示例乙")
    assert [_name(book, person) for person in (1, 2)] == ["示例甲", "示例乙"]


def test_what_is_derived_lets_questions_in_as_an_act_does(book: Book) -> None:
    kept: KeptByBook[str] = KeptByBook()
    kept[book] = "before"
    sql = "INSERT INTO surgery_stale (scope, ref) VALUES (?, ?)"

    def stale() -> list[tuple[int, int]]:
        with book.look() as look:
            return [(row[0], row[1]) for row in look.raw("SELECT scope, ref FROM surgery_stale")]

    def begun() -> None:
        with book.derive() as page:
            derive(page, "surgery_stale", sql, [(2, 7)])
            with book.between():
                assert stale() == [(2, 7)]
            raise _TurnedBack

    with pytest.raises(_TurnedBack):
        begun()
    assert stale() == []
    assert kept.get(book) is None
    with book.derive() as page:
        derive(page, "surgery_stale", sql, [(2, 8)])
        with book.between(), pytest.raises(NotNow), book.derive():
            pass
    assert stale() == [(2, 8)]


def test_between_the_transactions_of_a_long_question(book: Book) -> None:
    _add(book, "示例甲")
    with book.between():
        assert _people(book) == 1
    with book.look() as look:
        with book.between():
            assert _people(book) == 1
            assert look.last_seq() == 1
        assert len(look.kept(load_staff).people) == 1


def test_nobody_asks_between_those_who_ask_between(book: Book) -> None:
    with book.between(), pytest.raises(RuntimeError), book.between():
        pass
    assert _add(book, "示例甲") == 1


def test_a_read_only_book_stays_read_only(book: Book) -> None:
    folder = book.folder
    _add(book, "示例甲")
    book.close()
    with Book.open(folder, read_only=True) as shut:
        with shut.between():
            assert _people(shut) == 1
        assert shut.line.pragma("query_only") == 1
