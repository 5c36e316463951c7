"""手术登记成批写入：版本、重复、撤销、认名、对账；患者的内容不进审计。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.domain.trouble import Interrupted, Trouble
from medtech_desktop.intake.kinds_surgeries import SURGERIES
from medtech_desktop.intake.limits import limits_for
from medtech_desktop.store.book import Book
from medtech_desktop.store.evidence import unexplained
from medtech_desktop.store.patients import erase_patients, patients_before
from medtech_desktop.store.references import asked_at_the_end
from medtech_desktop.store.surgeries import (
    current_case,
    load_lines,
    log_counts,
    log_secret,
    months,
)
from medtech_desktop.store.surgery_batches import LogComparer, _parts, roomy
from medtech_desktop.store.surgery_lists import _CALLED, keys_called
from medtech_desktop.store.surgery_versions import (
    differing_versions,
    rebuild_gone,
)
from medtech_desktop.store.tables.practitioners import PersonRow
from medtech_desktop.store.tables.surgeries import PLACES, LogMeaningRow
from medtech_desktop.store.trouble import Broken
from tests.books import CLERK, KEYS, fresh_book
from tests.log_samples import Case, Item, annul_log, key_of, many_cases, rows_of, write_log

DAY = date(2026, 3, 2)
CANARY = "Z20269984471"
CASES = [
    Case(
        "S1",
        DAY,
        (
            Item(said_code="36.07", said_person="示例甲", others=((1, None, "示例乙"),)),
            Item(said_code="39.72", said_person="示例甲", grade=4),
        ),
        said_department="心外科",
        patient=("P77001234", CANARY),
        emergency=1,
    ),
    Case("S2", DAY, (Item(said_code="36.07", said_person="示例丙"),), patient=("P77005678", None)),
    Case("S3", DAY, (Item(said_person="示例甲"),), cancelled=1),
]


@pytest.fixture(params=KEYS)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    with fresh_book(tmp_path, key=request.param) as found:
        yield found


def gone(book: Book) -> dict[int, int]:
    with book.look() as look:
        return {int(a): int(b) for a, b in look.raw("SELECT surgery_id, why FROM surgery_gone")}


def refs(book: Book) -> list[str]:
    """每一项所在的例，现在算数的。"""
    with book.look() as look:
        found = [current_case(look, line.key) for line in load_lines(look)]
    return sorted(case.ref for case in found if case is not None)


def sound(book: Book) -> None:
    with book.look() as look:
        assert unexplained(look) == []


def test_a_log_is_read_back_as_it_was_written(book: Book) -> None:
    written, _seq = write_log(book, CASES, slices=2)
    assert (written.surgeries, written.lines, written.duplicates) == (3, 4, 0)
    with book.look() as look:
        lines = load_lines(look)
        case = current_case(look, key_of(look, "S1"))
        assert load_lines(look, ids=[lines[1].id]) == [lines[1]]
        counts = log_counts(look)
        assert months(look) == [("2026-03", 4)]
    assert [(one.ordinal, one.said_code, one.said_person) for one in lines] == [
        (1, "36.07", "示例甲"),
        (2, "39.72", "示例甲"),
        (1, "36.07", "示例丙"),
        (1, "", "示例甲"),
    ]
    assert [one.cancelled for one in lines] == [False, False, False, True]
    assert lines[0].emergency is True
    assert lines[2].emergency is None
    assert case is not None
    assert case.patient == "住院号 尾号 4471"
    assert case.said_department == "心外科"
    assert case.lines[0].participants[0].said == "示例乙"
    assert case.lines[1].grade == 4
    assert (counts.surgeries, counts.lines, counts.first, counts.last) == (3, 4, DAY, DAY)
    sound(book)


def test_a_case_is_found_by_its_number_at_once(book: Book) -> None:
    write_log(book, CASES)
    with book.look() as look:
        assert keys_called(look, "S2") == [key_of(look, "S2")]
        assert keys_called(look, "") == []
        plan = "\n".join(str(row[-1]) for row in look.raw(f"EXPLAIN QUERY PLAN {_CALLED}", "S2"))
    assert "ix_surgery_ref" in plan


def test_the_same_file_twice_is_nothing_but_duplicates(book: Book) -> None:
    write_log(book, CASES)
    written, _ = write_log(book, CASES)
    assert (written.surgeries, written.duplicates, written.duplicate_lines) == (0, 3, 4)
    assert refs(book) == ["S1", "S1", "S2", "S3"]


def test_a_changed_row_is_one_new_version_and_keeps_its_key(book: Book) -> None:
    write_log(book, CASES)
    with book.look() as look:
        before = {one.said_person: one.key for one in load_lines(look)}
    again = [CASES[0], CASES[1].but(consent=0), CASES[2]]
    with book.look() as look:
        comparer = LogComparer(look)
        rows = rows_of(again, log_secret(look))
        comparer.take([(*row[:5], row[8]) for row in rows.surgeries], rows.lines)
    written, _ = write_log(book, again)
    assert comparer.written == written
    assert comparer.written.moved == 0
    assert (written.surgeries, written.versions, written.new, written.duplicates) == (1, 1, 0, 2)
    with book.look() as look:
        lines = load_lines(look)
        assert [one.consent for one in lines if one.said_person == "示例丙"] == [False]
        assert {one.said_person: one.key for one in lines} == before
        case = current_case(look, before["示例丙"])
        assert case is not None
        assert case.versions == 2
    assert sorted(gone(book).values()) == [1, 3]
    sound(book)


def test_a_line_stays_the_same_line_whatever_comes_before_it(book: Book) -> None:
    """What was explained of the first line is not said of a line that was added before it."""
    one, two = (Item(said_code=code, said_person="示例甲") for code in ("39.7", "39.9"))
    new = Item(said_code="00.1", said_person="示例甲")
    case = Case("S9", DAY, (one, two))

    def ordinals(*items: Item) -> list[tuple[int, str]]:
        write_log(book, [case.but(items=items)])
        with book.look() as look:
            return sorted((row.ordinal, row.said_code) for row in load_lines(look))

    assert ordinals(one, two) == [(1, "39.7"), (2, "39.9")]
    assert ordinals(new, one, two) == [(1, "39.7"), (2, "39.9"), (3, "00.1")]
    assert ordinals(two, one) == [(1, "39.7"), (2, "39.9")]
    assert ordinals(replace(one, said_code="39.8"), two) == [(1, "39.8"), (2, "39.9")]
    assert ordinals(two) == [(2, "39.9")]
    sound(book)


def test_two_versions_in_one_file_the_later_one_counts(book: Book) -> None:
    changed = [*CASES, CASES[1].but(emergency=1)]
    for size in (1, 2000):  # in slices of their own, and in the same one
        write_log(book, [one.but(ref=f"{one.ref}-{size}") for one in changed], slices=size)
        with book.look() as look:
            lines = [x for x in load_lines(look) if x.said_person == "示例丙"]
        assert lines[-1].emergency is True
    assert refs(book).count("S2-1") == 1
    assert refs(book).count("S2-2000") == 1
    with book.look() as look:
        assert differing_versions(look) == 0


def test_a_version_that_cancels_and_one_that_does_not(book: Book) -> None:
    write_log(book, CASES)
    write_log(book, [CASES[0].but(cancelled=1), CASES[2].but(cancelled=0)])
    assert gone(book) == {1: 1, 3: 1, 4: 3}
    write_log(book, [CASES[0], CASES[0].but(cancelled=1, consent=0), CASES[0].but(consent=1)])
    with book.look() as look:
        assert differing_versions(look) == 0


def test_undo_brings_the_older_version_back(book: Book) -> None:
    for consent in (None, 1, 0):
        write_log(book, [one.but(consent=consent) for one in CASES], number=f"导入-{consent}")
    for number, back, left in (("1", 0, {False}), ("0", 3, {None}), ("None", 0, set())):
        undone = annul_log(book, f"导入-{number}")
        assert (undone.surgeries, undone.back) == (3, back)
        with book.look() as look:
            assert {one.consent for one in load_lines(look)} == left
            assert differing_versions(look) == 0
    written, _ = write_log(book, CASES)
    assert (written.surgeries, written.versions, written.duplicates) == (3, 0, 0)
    sound(book)


def test_what_counts_is_the_same_when_it_is_built_anew(book: Book) -> None:
    write_log(book, CASES, number="导入-1")
    write_log(book, [one.but(consent=1) for one in CASES], number="导入-2")
    write_log(book, [CASES[0].but(consent=0)], number="导入-3")
    annul_log(book, "导入-2")
    right = gone(book)
    with book.look() as look:
        assert differing_versions(look) == 0
    book.line.driver.execute("UPDATE surgery_gone SET why = 1 WHERE why = 3")
    with book.look() as look:
        assert differing_versions(look) == 2  # one row is wrong, one is missing
    with book.act(CLERK, "test.rebuild") as page:
        rebuild_gone(page)
    assert gone(book) == right


def test_an_interrupted_import_leaves_nothing(book: Book) -> None:
    def stop(done: int) -> None:
        if done >= 30:
            raise Interrupted("已取消，什么也没有导入")

    with pytest.raises(Interrupted):
        write_log(book, many_cases(50), stop, slices=10)
    with book.look() as look:
        for table in ("surgery", "surgery_line", "patient", "log_word", "surgery_stale"):
            assert look.raw(f"SELECT count(*) FROM {table}") == [(0,)]
        assert look.last_seq() == 0


def test_the_office_says_who_is_meant_and_old_rows_know(book: Book) -> None:
    write_log(book, CASES)
    with book.act(CLERK, "test.meaning") as page:
        person = page.add(PersonRow)
        meaning = {"kind": "person", "said": "示例甲", "target": person, "note": ""}
        number = page.add(LogMeaningRow, **meaning)
        [(uid,)] = page.raw("SELECT uid FROM log_meaning WHERE id = ?", number)
    with book.look() as look:
        assert [one.person_id for one in load_lines(look)] == [person, person, None, person]
        assert len(load_lines(look, person_id=person)) == 3
    with book.act(CLERK, "test.meaning") as page:
        page.annul(LogMeaningRow, uid, "认错了")
    with book.look() as look:
        assert {one.person_id for one in load_lines(look)} == {None}


def test_no_patient_text_outside_its_table_and_the_account_holds_after_erasing(
    book: Book,
) -> None:
    write_log(book, CASES)
    sound(book)
    with book.act(CLERK, "patient.erase") as page:
        assert erase_patients(page, patients_before(page, date(2026, 12, 1))) == 2
    sound(book)
    with book.look() as look:
        assert look.raw("SELECT number, admission FROM patient") == [(None, None)] * 2
        bodies = " ".join(str(row) for row in look.raw("SELECT * FROM act"))
        tables = [row[0] for row in look.raw("SELECT name FROM sqlite_master WHERE type='table'")]
        everything = " ".join(str(look.raw(f'SELECT * FROM "{name}"')) for name in tables)
        case = current_case(look, key_of(look, "S1"))
    assert '"erased":[[1,2]]' in bodies
    for canary in (CANARY, "P77001234", "P77005678"):
        assert canary not in bodies
        assert canary not in everything
    assert case is not None
    assert case.patient == ""
    written, _ = write_log(book, [CASES[0].but(consent=1)])
    assert written.versions == 1
    with book.look() as look:  # erased stays erased
        assert look.raw("SELECT count(*) FROM patient WHERE number IS NOT NULL") == [(0,)]


def test_patients_with_later_surgery_are_not_taken(book: Book) -> None:
    write_log(book, CASES)
    later = CASES[1].but(ref="S9", day=date(2026, 9, 1), patient=CASES[0].patient)
    write_log(book, [later])
    with book.look() as look:
        assert patients_before(look, date(2026, 6, 1)) == [2]
        assert patients_before(look, DAY) == []


def test_a_change_in_the_log_is_noticed(book: Book) -> None:
    write_log(book, CASES)
    book.line.driver.execute("DROP TRIGGER surgery_line_no_update")
    book.line.driver.execute("UPDATE surgery_line SET person_id = NULL, grade = 1 WHERE id = 2")
    with book.look() as look:
        assert any("surgery_line" in one for one in unexplained(look))


def test_parts_are_short_and_lose_nothing() -> None:
    wide = [
        Case(f"W{n}", DAY, tuple(Item(said_person="甲") for _ in range(41))) for n in range(300)
    ]
    rows = rows_of(wide, b"k")
    parts = list(_parts(rows.surgeries, rows.lines, rows.participants))
    assert max(len(lines) for _, lines, _ in parts) <= 1041
    assert [row for some, _, _ in parts for row in some] == rows.surgeries
    assert [row for _, some, _ in parts for row in some] == rows.lines


def test_no_line_of_a_file_has_more_helpers_than_there_are_places() -> None:
    """参与者的号是项的号乘以 PLACES 再加第几名：一行里写得下的名字远没有那么多。"""
    keys = [one.key for one in SURGERIES.columns]
    columns = [key for key in keys if key.startswith(("assistant", "anesthetist"))]
    cells = 1 + len(columns)  # the operator's cell names helpers too
    shortest = 2  # a name and what stands between it and the next
    assert cells >= 5
    assert cells * limits_for("surgeries").characters // shortest < PLACES


@pytest.mark.parametrize("what", [{"code_id": 77}, {"person_id": 77}, {"others": ((1, 77, None),)}])
def test_a_number_that_is_nobody_s_saves_nothing(book: Book, what: dict[str, Any]) -> None:
    """Also while the database itself is not asked; it is asked again afterwards, whatever came."""
    with pytest.raises(Broken), asked_at_the_end(book):
        write_log(book, [*CASES, Case("S9", DAY, (Item(**what),))])
    assert refs(book) == []
    assert book.line.pragma("foreign_keys") == 1
    with asked_at_the_end(book):
        assert book.line.pragma("foreign_keys") == 0
    with pytest.raises(Broken):
        write_log(book, [Case("S9", DAY, (Item(said_person="示例"),), department_id=77)])
    sound(book)


def test_a_commit_that_fails_says_why_and_the_book_is_as_before(book: Book) -> None:
    """The book is opened again: there are no settings of the lost connection to put back."""
    usual = [book.line.pragma(name) for name in ("foreign_keys", "cache_size")]

    def full() -> None:
        raise Trouble("磁盘已满", "腾出空间", "E-DB-07")

    book.line.commit = full  # type: ignore[method-assign]
    with pytest.raises(Trouble, match="磁盘已满"), roomy(book), asked_at_the_end(book):
        write_log(book, CASES)
    assert refs(book) == []
    assert [book.line.pragma(name) for name in ("foreign_keys", "cache_size")] == usual
    write_log(book, CASES)
    sound(book)
