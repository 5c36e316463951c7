"""The audit chain: what was edited, deleted, inserted, reordered or cut off is found."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import evidence
from medtech_desktop.store.audit import COLUMNS, AuditReport, canonical, entry_hash, verify
from medtech_desktop.store.book import Book
from tests.books import fresh_book
from tests.store.slips import save_scan

ENTRIES = 30


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, str]:
    """A closed book with some entries, and the anchor that was printed."""
    with fresh_book(tmp_path) as book:
        for number in range(ENTRIES):
            save_scan(book, number)
        with book.look() as look:
            return book.folder, verify(look).head


def tampered(folder: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Somebody with a database tool: no triggers, no program."""
    tool = sqlite3.connect(folder / "book.db")
    for (name,) in tool.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        tool.execute(f"DROP TRIGGER {name}")
    change(tool)
    tool.commit()
    tool.close()


def report_of(folder: Path, anchor: str | None) -> AuditReport:
    with Book.open(folder) as book, book.look() as look:
        return verify(look, anchor)


def test_an_untouched_chain(kept: tuple[Path, str]) -> None:
    folder, anchor = kept
    assert report_of(folder, anchor) == AuditReport(ENTRIES, True, None, anchor)
    with Book.open(folder) as book, book.look() as look:
        assert verify(look, last=5) == AuditReport(5, True, None, anchor)
        assert verify(look, anchor, last=5).ok


def test_an_empty_chain(book: Book) -> None:
    with book.look() as look:
        assert verify(look) == AuditReport(0, True, None, "")


def test_an_older_anchor_still_fits(kept: tuple[Path, str]) -> None:
    folder, anchor = kept
    with Book.open(folder) as book:
        save_scan(book, 500)
    assert report_of(folder, anchor).ok
    assert not report_of(folder, anchor.replace("-", "-0")[:-1]).ok


@pytest.mark.parametrize("text", ["", "128", "x-3fa9c0d1e2b4", "128-3fa9"])
def test_what_is_no_anchor(book: Book, text: str) -> None:
    with book.look() as look:
        if not text:
            assert verify(look, text).ok
            return
        with pytest.raises(Trouble, match="不是审计锚"):
            verify(look, text)


def rehash(tool: sqlite3.Connection, first: int) -> None:
    """Hashes everything from ``first`` on again, as somebody who knows the program would."""
    rows = tool.execute(f"SELECT {', '.join(COLUMNS)} FROM act ORDER BY seq").fetchall()
    prev = ""
    for row in rows:
        entry = dict(zip(COLUMNS, row, strict=True))
        entry["prev"] = prev if entry["seq"] >= first else entry["prev"]
        prev = entry_hash(entry)
        values = (entry["prev"], prev, entry["seq"])
        tool.execute("UPDATE act SET prev = ?, hash = ? WHERE seq = ?", values)


def test_a_complete_rehash_is_found_only_by_the_anchor(kept: tuple[Path, str]) -> None:
    folder, anchor = kept

    def change(tool: sqlite3.Connection) -> None:
        tool.execute("UPDATE act SET person_name = '别人' WHERE seq = 9")
        rehash(tool, 10)

    tampered(folder, change)
    assert report_of(folder, None).ok
    report = report_of(folder, anchor)
    assert not report.ok
    assert report.first_bad == ENTRIES


def edit(tool: sqlite3.Connection, dice: random.Random) -> None:
    seq = dice.randint(1, ENTRIES)
    column = dice.choice([c for c in (*COLUMNS, "hash") if c != "seq"])
    (old,) = tool.execute(f"SELECT {column} FROM act WHERE seq = ?", (seq,)).fetchone()
    new: object = (old or 0) + 1 if isinstance(old, int) or old is None else old + "x"
    if column in ("effective",):
        new = "2020-01-01"
    tool.execute(f"UPDATE act SET {column} = ? WHERE seq = ?", (new, seq))


def remove(tool: sqlite3.Connection, dice: random.Random) -> None:
    tool.execute("DELETE FROM act WHERE seq = ?", (dice.randint(1, ENTRIES),))


def cut(tool: sqlite3.Connection, dice: random.Random) -> None:
    tool.execute("DELETE FROM act WHERE seq > ?", (dice.randint(0, ENTRIES - 1),))


def insert(tool: sqlite3.Connection, dice: random.Random) -> None:
    at = dice.randint(1, ENTRIES)
    tool.execute("UPDATE act SET seq = -seq WHERE seq >= ?", (at,))
    tool.execute("UPDATE act SET seq = 1 - seq WHERE seq < 0")
    others = ", ".join(c for c in (*COLUMNS, "hash") if c not in ("seq", "uid"))
    tool.execute(
        f"INSERT INTO act (seq, uid, {others}) SELECT ?, 'inserted', {others} FROM act "
        "WHERE seq = (SELECT min(seq) FROM act WHERE seq <> ?)",
        (at, at),
    )


def swap(tool: sqlite3.Connection, dice: random.Random) -> None:
    one, two = dice.sample(range(1, ENTRIES + 1), 2)
    for old, new in ((one, -1), (two, one), (-1, two)):
        tool.execute("UPDATE act SET seq = ? WHERE seq = ?", (new, old))


def test_every_tampering_is_found(
    kept: tuple[Path, str], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """In one connection with a savepoint, as 10,000 copies of the file would take hours."""
    folder, anchor = kept
    tool = sqlite3.connect(folder / "book.db", isolation_level=None)
    for (name,) in tool.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        tool.execute(f"DROP TRIGGER {name}")

    class Tool:
        def raw(self, sql: str, *values: object) -> list[tuple[object, ...]]:
            return tool.execute(sql, values).fetchall()

    dice = random.Random(11)
    times = 10_000 if pytestconfig.getoption("--all") else 500
    for number in range(times):
        way = (edit, remove, cut, insert, swap)[number % 5]
        tool.execute("BEGIN")
        way(tool, dice)
        report = verify(Tool(), anchor)
        tool.execute("ROLLBACK")
        assert not report.ok, way.__name__
        assert report.first_bad is not None
        assert "审计日志不符" in report.why
    assert verify(Tool(), anchor).ok
    tool.close()


def test_a_tampered_book_stays_usable_and_says_so(kept: tuple[Path, str]) -> None:
    folder, _ = kept
    tampered(folder, lambda tool: tool.execute("UPDATE act SET reason = 'x' WHERE seq = 12"))
    with Book.open(folder) as book:
        (notice,) = book.notices
        assert "第 12 条的内容与散列不符" in notice.sentence
        assert notice.number == "E-DB-35"
        assert save_scan(book, 1000) == ENTRIES + 1


def test_rows_changed_behind_the_program_are_found(kept: tuple[Path, str]) -> None:
    folder, _ = kept

    def problems() -> list[str]:
        with Book.open(folder) as book, book.look() as look:
            return evidence.unexplained(look)

    assert problems() == []
    tampered(folder, lambda tool: tool.execute("UPDATE attachment SET name='换' WHERE id = 3"))
    assert problems() == ["attachment 第 3 行与第 3 号操作所记不同：name"]
    tampered(folder, lambda tool: tool.execute("DELETE FROM attachment WHERE id = 3"))
    assert problems() == [
        "attachment 缺少第 3 号操作写入的一行（3）",
        f"attachment 有 {ENTRIES - 1} 行，审计所记 {ENTRIES} 行",
    ]


def test_canonical_json() -> None:
    assert canonical({"乙": 1, "a": [None, True, "“"]}) == '{"a":[null,true,"“"],"乙":1}'
    with pytest.raises(ValueError, match="[Nn]a[Nn]|JSON"):
        canonical(float("nan"))


def test_another_books_log_does_not_fit(tmp_path: Path) -> None:
    with Book.create(tmp_path / "甲") as one:
        save_scan(one, 1)
    Book.create(tmp_path / "乙").close()

    def copy(tool: sqlite3.Connection) -> None:
        tool.execute("ATTACH ? AS other", (str(tmp_path / "甲" / "book.db"),))
        tool.execute("INSERT INTO act SELECT * FROM other.act")

    tampered(tmp_path / "乙", copy)
    report = report_of(tmp_path / "乙", None)
    assert (report.ok, report.first_bad) == (False, 1)
