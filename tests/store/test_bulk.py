"""Many rows at once: types, refusals, the digest, and that nothing half done is left."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import Table
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import CreateTable
from sqlcipher3 import dbapi2

from medtech_desktop.domain.trouble import BadInput, Interrupted
from medtech_desktop.store.audit import canonical
from medtech_desktop.store.book import Book
from medtech_desktop.store.digests import digest_of, masked, stored_rows
from medtech_desktop.store.doctor import doctor
from medtech_desktop.store.page import Look, Page, table_of
from medtech_desktop.store.tables import LegalRecord, Record
from medtech_desktop.store.tables.attachments import Attachment, AttachmentLink
from medtech_desktop.store.tables.practitioners import PersonRow
from medtech_desktop.store.trouble import Broken, LostTransaction
from medtech_desktop.store.uids import new_uids
from tests.books import CLERK, KEYS, fresh_book
from tests.store.slips import SLIP, Colour, Slip, SlipRow, save_scan, scans, with_slips

NAMES = ("sha256", "size", "mime", "name")
DAY = date(2026, 2, 28)


class OddRow(LegalRecord):
    __tablename__ = "test_odd"

    part: Mapped[float | None]
    blob: Mapped[bytes]
    good: Mapped[bool]
    words: Mapped[str | None] = mapped_column()


ODD = cast(Table, OddRow.__table__)
Record.metadata.remove(ODD)


def scan(n: int) -> tuple[Any, ...]:
    return (f"{n:064x}", n + 1, "image/png", f"扫描{n}")


def last_change(book: Book) -> dict[str, Any]:
    with book.look() as look:
        found = look.raw("SELECT body FROM act ORDER BY seq DESC LIMIT 1")
    (change,) = json.loads(str(found[0][0]))["changes"]
    return cast(dict[str, Any], change)


def row_by_row(look: Look, core: Table) -> str:
    """The digest as it was first written: every row read, masked and said on its own."""
    sha = hashlib.sha256()
    for row in stored_rows(look, core, "1 ORDER BY id"):
        kept = {n: v for n, v in row.items() if not core.c[n].info.get("erasable")}
        sha.update(canonical(masked(core, kept, b"")).encode("utf-8"))
    return sha.hexdigest()


def holds(book: Book, core: Table) -> dict[str, Any]:
    """The last entry's batch, its digest held against the stored rows, both ways."""
    change = last_change(book)
    with book.look() as look:
        assert change["sha256"] == row_by_row(look, core)
        found = digest_of(look, core, change["first"], change["last"])
    assert found == (change["sha256"], change["count"], change["last"])
    return change


# What is stored


@pytest.mark.parametrize("key", KEYS)
def test_tuples_are_stored_with_their_types(key: bytes | None, tmp_path: Path) -> None:
    with with_slips(fresh_book(tmp_path, key=key)) as book:
        names = ("text", "day", "good", "colour", "patient")
        rows = [("甲", DAY, False, Colour.BLUE, None), ("乙\n二", None, True, "red", "住院号 7")]
        with book.act(CLERK, "slip.add") as page:
            assert page.add_tuples(SlipRow, names, iter(rows)) == 2
        with book.look() as look:
            assert look.fetch(SlipRow, Slip) == [
                Slip(1, 1, "甲", DAY, False, Colour.BLUE),
                Slip(2, 1, "乙\n二", None, True, Colour.RED, "住院号 7"),
            ]
            stored = look.raw("SELECT day, good, colour, version, act_seq FROM test_slip")
            assert stored == [("2026-02-28", 0, "blue", 1, 1), (None, 1, "red", 1, 1)]
        assert "住院号" not in canonical(holds(book, SLIP))


def test_what_is_not_given_is_filled_in(book: Book) -> None:
    with_slips(book)
    with book.act(CLERK, "slip.add") as page:
        rows = [
            {"text": "甲", "uid": "mine", "act_seq": 7},
            {"text": "乙", "uid": "", "act_seq": 7},
        ]
        assert page.add_many(SlipRow, rows) == 2
        page.add(SlipRow, text="丙", day=None, patient=None)
    with book.look() as look:
        assert look.fetch(SlipRow, Slip) == [
            Slip(n, 1, text, None, True, Colour.RED) for n, text in enumerate("甲乙丙", 1)
        ]
        (one, two, _), seqs = zip(*look.raw("SELECT uid, act_seq FROM test_slip"), strict=True)
    assert one == "mine"
    assert UUID(str(two)).version == 7
    assert set(seqs) == {1}


@pytest.mark.parametrize(
    "rows",
    [
        [{"text": "甲"}, {"text": "乙", "good": False}],
        [{"text": "甲", "good": True}, {"text": "乙", "day": DAY}],
        [{"text": "甲", "nowhere": 1}],
    ],
)
def test_rows_name_the_same_columns(book: Book, rows: list[dict[str, Any]]) -> None:
    with_slips(book)
    with pytest.raises(TypeError, match="column"), book.act(CLERK, "x") as page:
        page.add_many(SlipRow, rows)
    with pytest.raises(TypeError, match="2 columns"), book.act(CLERK, "x") as page:
        page.add_tuples(SlipRow, ("text", "day"), [("甲",)])
    with book.look() as look:
        assert look.count(SlipRow) == 0


def test_an_unknown_code_or_day_is_refused(book: Book) -> None:
    with_slips(book)
    with pytest.raises(ValueError, match="green"), book.act(CLERK, "x") as page:
        page.add_tuples(SlipRow, ("text", "colour"), [("甲", "green")])
    with pytest.raises(TypeError, match="date"), book.act(CLERK, "x") as page:
        page.add_tuples(SlipRow, ("text", "day"), [("甲", "2026-02-28")])


def test_a_control_character_is_refused(book: Book) -> None:
    rows = [scan(n) for n in range(3000)]
    rows[2500] = (*scan(2500)[:3], "扫\x00描")
    with pytest.raises(BadInput, match="「扫\\?描」的第 2 个字"), book.act(CLERK, "x") as page:
        page.add_tuples(Attachment, NAMES, rows)
    assert scans(book) == []


# The digest


def test_one_by_one_and_in_bulk_have_one_digest(tmp_path: Path) -> None:
    uids = new_uids(2100)
    with fresh_book(tmp_path / "一") as book:
        with book.act(CLERK, "x") as page:
            for n, uid in enumerate(uids):
                page.add(Attachment, uid=uid, **dict(zip(NAMES, scan(n), strict=True)))
        with book.look() as look:
            single = digest_of(look, table_of(Attachment), 1)
    with fresh_book(tmp_path / "二") as book:
        with book.act(CLERK, "x") as page:
            rows = [(uid, *scan(n)) for n, uid in enumerate(uids)]
            page.add_tuples(Attachment, ("uid", *NAMES), rows)
        change = holds(book, table_of(Attachment))
    assert (change["sha256"], change["count"], change["last"]) == single


ODD_WORDS = ["甲", '引"号', "反\\斜", "换\n行", "", "\u2028", "𠮷", "a'b", "},{"]


@pytest.mark.parametrize("words", [ODD_WORDS, [*ODD_WORDS, None], [None], ["同"]])
def test_the_digest_is_that_of_the_rows_as_stored(book: Book, words: list[str | None]) -> None:
    with_slips(book)
    rows = [(w or "", DAY if n % 3 else None, w) for n, w in enumerate(words * 300)]
    with book.act(CLERK, "x") as page:
        page.add_tuples(SlipRow, ("text", "day", "patient"), rows)
    assert holds(book, SLIP)["count"] == len(rows)


def test_what_is_stored_otherwise_than_given_is_read_back(book: Book) -> None:
    line = book.line
    line.begin(write=True)
    line.connection.execute(CreateTable(ODD))
    line.commit()
    rows = [(part, bytes([n]), n, w) for n, part in enumerate((1, -0.0)) for w in (None, "字")]
    with book.act(CLERK, "x") as page:
        page.add_tuples(OddRow, ("part", "blob", "good", "words"), rows)
    holds(book, ODD)
    with with_slips(book).act(CLERK, "x") as page:
        page.add_tuples(SlipRow, ("text", "version"), [(5, True), ("乙", 2)])
    holds(book, SLIP)


def test_given_ids_follow_those_in_the_table(book: Book) -> None:
    people = table_of(PersonRow)
    with book.act(CLERK, "x") as page:
        page.add_tuples(PersonRow, ("id",), [(3,), (1,), (7,)])
    assert holds(book, people)["last"] == 7
    with book.act(CLERK, "x") as page:
        page.add_tuples(PersonRow, (), [(), ()])
    with book.look() as look:
        assert [row[0] for row in look.raw("SELECT id FROM person")] == [1, 3, 7, 8, 9]
    with pytest.raises(ValueError, match="follow"), book.act(CLERK, "x") as page:
        page.add_tuples(PersonRow, ("id",), [(10,), (5,)])
    assert [one for one in doctor(book) if not one.ok and one.what != "备份"] == []


# Half done


def test_a_cancelled_batch_leaves_nothing(book: Book) -> None:
    told: list[int] = []

    class StopError(Exception):
        pass

    def stop(done: int) -> None:
        told.append(done)
        if done >= 4000:
            raise StopError

    with pytest.raises(StopError), book.act(CLERK, "x") as page:
        page.add_tuples(Attachment, NAMES, map(scan, itertools.count()), stop)
    assert told == [2000, 4000]
    assert scans(book) == []
    assert save_scan(book, 2) == 1


def test_an_interrupted_batch_leaves_nothing(book: Book) -> None:
    """Between two rows there is nothing to interrupt: asked until it is heard."""
    heard = threading.Event()

    def interrupt() -> None:
        while not heard.wait(0.002):
            book.interrupt()

    def rows() -> Iterator[tuple[Any, ...]]:
        yield from map(scan, range(3000))
        thread.start()
        yield from map(scan, itertools.count(3000))

    def add(page: Page) -> None:
        try:
            page.add_tuples(Attachment, NAMES, rows())
        finally:
            heard.set()
            thread.join()

    thread = threading.Thread(target=interrupt)
    with pytest.raises(Interrupted, match="已取消，本次未保存"), book.act(CLERK, "x") as page:
        add(page)
    assert scans(book) == []
    assert save_scan(book, 2) == 1


def test_a_batch_whose_transaction_is_gone_is_not_saved_alone(book: Book) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        yield from map(scan, range(2000))
        book.line.driver.execute("ROLLBACK")
        yield from map(scan, range(2000, 4000))

    with pytest.raises(LostTransaction), book.act(CLERK, "x") as page:
        page.add_tuples(Attachment, NAMES, rows())
    assert scans(book) == []


def test_a_broken_rule_is_told_and_undoes_all(book: Book) -> None:
    def add(page: Page, *rows: tuple[Any, ...]) -> None:
        page.add_tuples(Attachment, NAMES, [*map(scan, range(2500)), *rows])

    with pytest.raises(Broken, match="与已有记录重复"), book.act(CLERK, "x") as page:
        add(page, scan(7))
    with pytest.raises(Broken, match="不在允许范围"), book.act(CLERK, "x") as page:
        add(page, ("a" * 64, 0, "m", "n"))
    with pytest.raises(Broken, match="缺少必填"), book.act(CLERK, "x") as page:
        add(page, ("a" * 64, 1, "m", None))
    assert scans(book) == []


def test_a_record_that_is_not_there_is_told(book: Book) -> None:
    names = ("attachment_id", "owner_table", "owner_uid", "role")

    def add(page: Page) -> None:
        page.add_tuples(Attachment, NAMES, map(scan, range(2500)))
        page.add_tuples(AttachmentLink, names, [(n, "t", "u", "r") for n in range(2400, 2502)])

    with pytest.raises(Broken, match="引用的记录不存在"), book.act(CLERK, "x") as page:
        add(page)
    assert scans(book) == []


# Size


def peak(book: Book, count: int) -> int:
    """The most that the rows of one batch held at a time, in Python."""
    tracemalloc.start()
    with book.act(CLERK, "x") as page:
        page.add_tuples(Attachment, NAMES, map(scan, range(count, 2 * count)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_ten_times_the_rows_take_no_more_memory(book: Book) -> None:
    peak(book, 2)
    assert peak(book, 30_000) < 1.5 * peak(book, 3000)


def test_the_names_given_in_bulk_are_unique_and_in_order() -> None:
    made: list[list[str]] = []
    threads = [threading.Thread(target=lambda: made.append(new_uids(20_000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(itertools.chain(*made))) == 80_000
    later = new_uids(3)
    for part in made:
        assert part == sorted(part)
        assert part[-1] < later[0]
    for uid in (*made[0][::5000], *later, *new_uids(1)):
        parsed = UUID(uid)
        assert (str(parsed), parsed.version, parsed.variant) == (
            uid,
            7,
            "specified in RFC 4122",
        )


def test_an_empty_value_is_bound_without_asking_it_how() -> None:
    """What the driver does without an adapter takes longer than all the rest of a row."""
    adapt = dbapi2.adapters[type(None), dbapi2.PrepareProtocol]
    assert adapt(None) is None
