"""Damaged books: refused, or told; never opened silently with other content."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.book import Book
from medtech_desktop.store.doctor import doctor
from tests.books import CLERK, KEY, fresh_book, fresh_folder
from tests.store.slips import Scan, Slip, SlipRow, save_scan, scans, with_slips

Damage = Callable[[bytearray, random.Random], None]


def flip(content: bytearray, dice: random.Random) -> None:
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def zero_a_page(content: bytearray, dice: random.Random) -> None:
    at = 4096 * dice.randrange(len(content) // 4096)
    content[at : at + 4096] = bytes(4096)


def swap_pages(content: bytearray, dice: random.Random) -> None:
    one, two = (4096 * n for n in dice.sample(range(len(content) // 4096), 2))
    content[one : one + 4096], content[two : two + 4096] = (
        content[two : two + 4096],
        content[one : one + 4096],
    )


def noise(content: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(content) - 512)
    content[at : at + 512] = dice.randbytes(512)


def lose_the_end(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content)) :]


WAYS: tuple[Damage, ...] = (flip, zero_a_page, swap_pages, noise, lose_the_end)


def a_book_with_rows(tmp_path: Path, key: bytes | None) -> tuple[Path, list[Scan]]:
    with fresh_book(tmp_path, key) as book:
        for number in range(8):
            save_scan(book, number)
        return book.folder, scans(book)


def outcome(folder: Path, key: bytes | None, rows: list[Scan]) -> str:
    try:
        book = Book.open(folder, key=key)
    except Trouble as trouble:
        return "refused" if trouble.number.startswith("E-DB-") else "refused without a number"
    with book:
        told = bool(book.notices) or not all(line.ok for line in doctor(book))
        same = False
        try:
            same = scans(book) == rows
        except Trouble:
            told = True
        return "told" if told else "same" if same else "silent"


@pytest.mark.parametrize("way", WAYS)
def test_an_encrypted_book_is_never_opened_with_damage(
    tmp_path: Path, pytestconfig: pytest.Config, way: Damage
) -> None:
    folder, rows = a_book_with_rows(tmp_path, KEY)
    whole = (folder / "book.db").read_bytes()
    dice = random.Random(3)
    found = set()
    for _ in range(200 if pytestconfig.getoption("--all") else 10):
        content = bytearray(whole)
        way(content, dice)
        (folder / "book.db").write_bytes(content)
        found.add(outcome(folder, KEY, rows))
        assert sorted(p.name for p in folder.glob("*.db")) == ["book.db"]
    assert found == {"refused"}


@pytest.mark.parametrize("way", WAYS)
def test_a_plain_book_shows_no_other_content_silently(
    tmp_path: Path, pytestconfig: pytest.Config, way: Damage
) -> None:
    """Without a key the pages have no checks of their own: structure, audit and rows tell.

    A flipped bit in unused bytes changes nothing and is allowed to stay unseen.
    """
    folder, rows = a_book_with_rows(tmp_path, None)
    whole = (folder / "book.db").read_bytes()
    dice = random.Random(5)
    for _ in range(200 if pytestconfig.getoption("--all") else 10):
        content = bytearray(whole)
        way(content, dice)
        (folder / "book.db").write_bytes(content)
        assert outcome(folder, None, rows) in ("refused", "told", "same")


def test_a_lost_journal_after_a_crash_is_noticed(tmp_path: Path) -> None:
    """A cleaner deleted the hot journal: half a transaction stays in the file (row 29)."""
    folder = fresh_folder(tmp_path, key=KEY)
    clean = (folder / "book.db").read_bytes()
    with Book.open(folder, key=KEY) as book:
        for number in range(200):
            save_scan(book, number)
    later = (folder / "book.db").read_bytes()
    half = bytearray(later)
    for page in range(2, len(clean) // 4096, 2):
        half[page * 4096 : (page + 1) * 4096] = clean[page * 4096 : (page + 1) * 4096]
    (folder / "book.db").write_bytes(half)
    (folder / "book.lock").write_text("{}", encoding="utf-8")
    with pytest.raises(Trouble, match="已损坏") as told:
        Book.open(folder, key=KEY)
    assert "备份" in told.value.remedy


def test_what_is_left_of_a_damaged_book_can_be_looked_at(tmp_path: Path) -> None:
    folder, rows = a_book_with_rows(tmp_path, KEY)
    with Book.open(folder, key=KEY) as book, book.look() as look:
        asked = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_workload_act_seq'"
        [(page,)] = look.raw(asked)
    content = bytearray((folder / "book.db").read_bytes())
    content[page * 4096 - 100] ^= 1  # a page that the reading below does not need
    (folder / "book.db").write_bytes(content)
    with pytest.raises(Trouble, match="已损坏"):
        Book.open(folder, key=KEY)
    with Book.open(folder, key=KEY, read_only=True) as book:
        assert book.notices[0].number == "E-DB-19"
        assert scans(book) == rows
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE test_slip SET day = '2026-02-31'",
        "UPDATE test_slip SET colour = 'green'",
        "UPDATE test_slip SET text = CAST(x'ff' AS TEXT)",
    ],
)
def test_content_that_none_of_ours_wrote_is_told(book: Book, change: str) -> None:
    with_slips(book)
    with book.act(CLERK, "slip.add") as page:
        page.add(SlipRow, text="甲", day=date(2026, 2, 28))
    book.line.driver.execute(change)
    with book.look() as look, pytest.raises(Trouble, match="内容读不懂") as told:
        look.fetch(SlipRow, Slip)
    assert told.value.number == "E-DB-19"
    with book.look() as look:
        assert look.count(SlipRow) == 1
