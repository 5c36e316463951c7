"""核查跟上：哪些操作使它落后，落后于谁；只写派生表的事务写不进事实；体检认得出改坏的。"""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.cli.running import run
from medtech_desktop.domain.practitioners import RegistrationPlace
from medtech_desktop.domain.privileges import Target, TargetKind, Verb
from medtech_desktop.domain.surgeries import Kind, Unjudged
from medtech_desktop.office.surgery_checks import catch_up, check_state
from medtech_desktop.store.book import Book
from medtech_desktop.store.derived import derive
from medtech_desktop.store.doctor import doctor
from medtech_desktop.store.surgery_stale import Stale, load_stale
from medtech_desktop.store.tables.practitioners import IdentifierRow, PersonRow
from medtech_desktop.store.tables.procedures import CodeEditionRow
from tests.books import CLERK
from tests.log_samples import Case, Item, write_log
from tests.surgery_worlds import OPENED, Deed, copy_to, day_at, do

FIRST = Target(TargetKind.PROCEDURE, 1)
GRANT: Deed = ("grant", [(1, FIRST, Verb.OPENING, OPENED, None, None, None)])
QUALIFIED = Stale(people=frozenset({2}), qualified=frozenset({2}))
FINDINGS = "SELECT kind, person_id FROM surgery_finding ORDER BY id"


def a_book(tmp_path: Path) -> Book:
    """甲、乙各一项，都没有授权；核查过。"""
    book = Book.open(copy_to(tmp_path / "库"))
    day = day_at(10)
    cases = [Case(f"SS{who}", day, (Item(1, who),), 1, consent=1) for who in (1, 2)]
    write_log(book, cases, number="导入-1")
    catch_up(book)
    return book


def stale(book: Book) -> Stale:
    with book.look() as look:
        return load_stale(look)


def found(book: Book) -> list[tuple[int, int]]:
    with book.look() as look:
        return [(row[0], row[1]) for row in look.raw(FINDINGS)]


def test_one_persons_act_is_one_persons_check(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        assert found(book) == [(1, 1), (1, 2)]
        do(book, GRANT, 9)
        assert stale(book) == Stale(people=frozenset({1}))
        assert catch_up(book)
        assert found(book) == [(1, 2)]
        assert not catch_up(book)


def test_a_batch_is_its_lines(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        _, seq = write_log(book, [Case("SS1", day_at(11), (Item(1, 3),), 1)], number="导入-2")
        assert stale(book) == Stale(batches=frozenset({seq}))
        catch_up(book)
        assert found(book) == [(1, 2), (13, 3)]  # a new version: nothing is left of the old one
        do(book, ("undo", 1), 10)
        assert seq in stale(book).batches
        catch_up(book)
        assert sorted(found(book)) == [(1, 1), (1, 2)]


@pytest.mark.parametrize("said", ["示例·某", "示例•某", "示例某", "示例 某"])
def test_whoever_is_registered_later_did_it_however_the_dot_is_written(
    tmp_path: Path, said: str
) -> None:
    with a_book(tmp_path) as book:
        case = Case("SS3", day_at(11), (Item(1, said_person=said),), 1, consent=1)
        write_log(book, [case], number="导入-2")
        catch_up(book)
        assert found(book) == [(1, 1), (1, 2), (13, None)]
        do(book, ("person", "示例•某"), 10)
        five = frozenset({5})
        assert stale(book) == Stale(people=five, writings=frozenset({1}), qualified=five)
        catch_up(book)
        assert sorted(found(book)) == [(1, 1), (1, 2), (1, 5)]
        do(book, ("person", "示例·某"), 11)  # now there are two, and nobody can tell
        catch_up(book)
        assert found(book) == [(1, 1), (1, 2)]
        assert reasons(book) == {0: 2, int(Unjudged.OPERATOR_UNCLEAR): 1}


def reasons(book: Book) -> dict[int, int]:
    with book.look() as look:
        return dict(look.raw("SELECT reason, sum(lines) FROM surgery_tally GROUP BY 1"))


def test_a_staff_number_is_known_later_too(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        case = Case("SS3", day_at(11), (Item(1, said_person="1009"),), 1, consent=1)
        write_log(book, [case], number="导入-2")
        catch_up(book)
        assert found(book) == [(1, 1), (1, 2), (13, None)]
        with book.act(CLERK, "test.number") as page:
            told = {"person_id": 4, "scheme": "staff_no", "value": "1009", "since": OPENED}
            page.add(IdentifierRow, until=None, **told)
        assert stale(book) == Stale(writings=frozenset({1}))
        catch_up(book)
        assert sorted(found(book)) == [(1, 1), (1, 2), (1, 4)]


def test_what_the_office_said_stands_before_whoever_is_registered_later(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        case = Case("SS3", day_at(11), (Item(1, said_person="某某"),), 1, consent=1)
        write_log(book, [case], number="导入-2")
        do(book, ("mean", ("person", "某某", None)), 9)
        do(book, ("person", "某某"), 10)
        catch_up(book)
        assert found(book) == [(1, 1), (1, 2)]
        assert reasons(book) == {0: 2, int(Unjudged.OPERATOR_UNCLEAR): 1}


def test_what_a_meaning_gives_to_a_person_is_written_with_the_person(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        mine = [Case(f"SS{n}", day_at(10), (Item(1, 1),), 1, consent=1) for n in range(3, 6)]
        said = [
            Case(f"SS{n}", day_at(10), (Item(1, said_person="生人"),), 1, consent=1)
            for n in range(6, 9)
        ]
        write_log(book, [*mine, *said], number="导入-2")
        catch_up(book)
        assert sorted(found(book), key=str) == [*[(1, 1)] * 4, (1, 2), *[(13, None)] * 3]
        do(book, ("mean", ("person", "生人", 1)), 9)
        assert stale(book) == Stale(writings=frozenset({1}))
        catch_up(book)
        assert sorted(found(book)) == [*[(1, 1)] * 7, (1, 2)]
        do(book, ("register", (1, RegistrationPlace.HERE, OPENED)), 9)
        catch_up(book)  # by the person, with what the meaning gives
        assert sorted(found(book)) == [*[(1, 1)] * 7, (1, 2)]
        write_log(book, [one.but(consent=None) for one in said], number="导入-3")
        catch_up(book)  # by the batch
        assert sorted(found(book)) == [*[(1, 1)] * 7, (1, 2)]
        do(book, GRANT, 10)  # that person only is judged again
        assert stale(book) == Stale(people=frozenset({1}))
        catch_up(book)
        assert found(book) == [(1, 2)]


@pytest.mark.parametrize(
    ("deed", "behind"),
    [
        (("edition", (day_at(3), {1: (1, None)}, {})), Stale(windows=True)),
        (("mean", ("person", "生人", 1)), Stale()),
        (("use", (2, 1, day_at(10), "SS2")), Stale(people=frozenset({2}))),
        (("member", (1, 2, day_at(3))), Stale()),
        (("register", (2, RegistrationPlace.HERE, OPENED)), QUALIFIED),
        (("presence", (2, "left", day_at(3))), QUALIFIED),
        (("edition", (OPENED, {1: (1, None)}, {})), Stale(windows=True, everything=True)),
    ],
)
def test_what_an_act_leaves_behind(tmp_path: Path, deed: Deed, behind: Stale) -> None:
    with a_book(tmp_path) as book:
        do(book, deed, 9)
        assert stale(book) == behind
        catch_up(book)
        assert not check_state(book).behind


def test_no_consent_is_found_where_the_law_stops_to_apply_and_no_grade_changes(
    tmp_path: Path,
) -> None:
    with a_book(tmp_path) as book:
        do(book, ("edition", (day_at(1), {1: (2, None), 5: (None, None)}, {})), 8)
        do(book, ("mean", ("code", "X99.01", 5)), 9)
        items = Item(5, 1), Item(None, 1, "X99.01")
        cases = [Case(f"SS{n}", day_at(10), (one,), 1, consent=0) for n, one in enumerate(items, 3)]
        write_log(book, cases, number="导入-2")
        catch_up(book)
        assert sorted(found(book)) == [(1, 1), (1, 2), (16, 1), (16, 1)]
        do(book, ("scope", (5, day_at(8), False)), 10)  # left out of grading before and after
        catch_up(book)
        assert sorted(found(book)) == [(1, 1), (1, 2)]


def test_a_code_that_one_technology_gives_up_is_still_that_of_the_other(tmp_path: Path) -> None:
    stopped = f"SELECT technology_id FROM surgery_finding WHERE kind = {int(Kind.STOPPED)}"
    with Book.open(copy_to(tmp_path / "库", technologies=True)) as book:
        write_log(book, [Case("SS1", day_at(10), (Item(1, 1),), 1, consent=1)], number="导入-1")
        for number in (1, 2):
            do(book, ("stop", (number, day_at(5))), number)
        catch_up(book)
        with book.look() as look:
            assert look.raw(stopped) == [(1,)]  # a line has one finding of a kind
        do(book, ("unmake", 5), 3)  # the first technology is no longer meant by the code
        catch_up(book)
        with book.look() as look:
            assert look.raw(stopped) == [(2,)]


def test_other_acts_cost_nothing(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        with book.act(CLERK, "test.person") as page:
            page.add(PersonRow)
        assert stale(book) == Stale()


def test_windows_that_stay_the_same_are_no_reason_to_judge(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        with book.act(CLERK, "test.codes") as page:
            told = {"key": "另一版", "name": "另一版", "source": "虚构", "note": ""}
            page.add(CodeEditionRow, since=date(2026, 1, 1), **told)
        assert stale(book) == Stale(windows=True)
        asked: list[tuple[int, int]] = []
        catch_up(book, lambda done, of: asked.append((done, of)))
        assert asked == []
        assert found(book) == [(1, 1), (1, 2)]


def test_a_cancelled_check_is_caught_up_later(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        do(book, GRANT, 9)

        def stop(done: int, of: int) -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            catch_up(book, stop)
        assert found(book) == [(1, 1), (1, 2)]
        assert check_state(book).behind
        assert catch_up(book)


def test_derived_tables_only(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        with book.look() as look:
            before = look.last_seq()
        with pytest.raises(TypeError), book.derive() as page:
            page.add(PersonRow)
        with pytest.raises(TypeError), book.derive() as page:
            page.add_tuples(PersonRow, ("id",), [(99,)])
        with book.derive() as page:
            derive(page, "surgery_stale", "INSERT INTO surgery_stale VALUES (?, ?)", [(2, 7)])
        assert stale(book).people == {7}  # nothing is remembered of before
        with book.look() as look:
            assert look.last_seq() == before
            assert not look.raw("SELECT 1 FROM person WHERE id = 99")


def test_a_book_that_is_only_read_says_that_it_is_behind(tmp_path: Path) -> None:
    with a_book(tmp_path) as book:
        do(book, GRANT, 9)
    with Book.open(tmp_path / "库", read_only=True) as book:
        assert not catch_up(book)
        assert check_state(book).behind
        assert check_state(book).read_only


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM surgery_finding WHERE person_id = 1",
        "UPDATE grading_window SET needed = 1 WHERE code_id = 1",
        "INSERT INTO surgery_gone (surgery_id, why) VALUES (1, 1)",
    ],
)
def test_a_spoiled_check_is_found_and_mended(
    tmp_path: Path, spoil: str, capsys: pytest.CaptureFixture[str]
) -> None:
    a_book(tmp_path).close()
    folder = tmp_path / "库"
    assert line(folder) == (True, "抽查 2 人 2 项，与逐项推演的一致")
    tool = sqlite3.connect(folder / "book.db")
    tool.execute(spoil)
    tool.commit()
    tool.close()
    ok, detail = line(folder)
    assert not ok
    assert "medtech doctor --rebuild" in detail
    run(["--book", str(folder), "doctor", "--rebuild"])
    assert "已重建手术核查，发现 2 条" in capsys.readouterr().out
    assert line(folder)[0]


def line(folder: Path) -> tuple[bool, str]:
    with Book.open(folder) as book:
        return next((one.ok, one.detail) for one in doctor(book) if one.what == "手术核查")
