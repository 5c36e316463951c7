"""Restoring: all checked first, then old or new, never neither; the audit chain goes on."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.domain.trouble import InUse, Trouble
from medtech_desktop.store.audit import verify
from medtech_desktop.store.book import Book
from medtech_desktop.store.manifests import copies_in, find_backup, read_manifest
from medtech_desktop.store.restoring import ASIDE, MARKER, WORK, Restored, restore
from medtech_desktop.store.vault import Vault
from tests.books import CLERK, KEY, KEYS, fresh_book, fresh_folder
from tests.store.libraries import (
    backed_up,
    library,
    scan_names,
    sound,
    stick_backup,
)
from tests.store.slips import save_scan


@pytest.fixture(params=KEYS)
def key(request: pytest.FixtureRequest) -> bytes | None:
    found: bytes | None = request.param
    return found


def restore_act(folder: Path, key: bytes | None) -> dict[str, Any]:
    with Book.open(folder, key=key) as book, book.look() as look:
        rows = look.raw(
            "SELECT reason, body FROM act WHERE action='library.restore' ORDER BY seq DESC"
        )
        facts: dict[str, Any] = json.loads(rows[0][1])["facts"]
        assert rows[0][0] == "从备份恢复"
        return facts


# Into a new folder


def test_a_restored_library_is_the_one_of_that_day(tmp_path: Path, key: bytes | None) -> None:
    folder, made = library(tmp_path, key)
    new = tmp_path / "新电脑" / "数据"
    done = restore(made, new, CLERK, key=key, live_head="9-000000000000")
    assert (done.folder, done.aside, done.entries) == (new, None, made.head_seq + 1)
    assert sound(new, key, ["甲.pdf", "乙.pdf", "丙.pdf"]) == []
    facts = restore_act(new, key)
    assert facts["backup_head"] == made.head
    assert facts["live_head"] == "9-000000000000"
    assert facts["backup"] == made.path.name
    with Book.open(new, key=key) as book:
        with book.look() as look:
            report = verify(look, made.head)
        assert report.ok
        assert report.head == done.head
        assert not book.unclean_last_exit
        save_scan(book, 7)
    assert sorted(p.name for p in new.iterdir()) == [
        "attachments",
        "backups",
        "book.db",
        "book.db-journal",
        "book.lock",
    ]
    assert (new / "book.db-journal").stat().st_size == 0
    assert [p.name for p in new.parent.iterdir()] == ["数据"]
    assert sound(folder, key, [f"{n}.pdf" for n in "甲乙丙丁戊"]) == []


def test_every_row_is_as_it_was(tmp_path: Path) -> None:
    _, made = library(tmp_path)
    new = tmp_path / "空"
    new.mkdir()
    restore(made, new, CLERK)
    with Book.open(new) as book, book.look() as look:
        for table, number in made.counts.items():
            found = look.raw(f'SELECT count(*) FROM "{table}"')[0][0]
            assert found == number + (table == "act"), table


@pytest.mark.parametrize("harm", ["book.db", "scan", "manifest"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(tmp_path: Path, harm: str) -> None:
    """Row 30."""
    _, made = library(tmp_path)
    path = {
        "book.db": made.path,
        "scan": Vault(made.path.parent, None).path(made.attachments[0][0]),
        "manifest": made.path.with_suffix(".json"),
    }[harm]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    new = tmp_path / "新"
    with pytest.raises(Trouble) as told:
        restore(find_backup(made.path), new, CLERK)
    assert told.value.number == "E-DB-30"
    assert "没有使用它，现有数据没有改动" in told.value.sentence
    assert not new.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["U盘", "数据"]


def test_a_folder_with_something_in_it_is_not_touched(tmp_path: Path) -> None:
    folder, made = library(tmp_path)
    for occupied in (folder, tmp_path / "别的"):
        occupied.mkdir(exist_ok=True)
        (occupied / "说明.txt").write_text("别人的", encoding="utf-8")
        before = {p: p.read_bytes() for p in occupied.rglob("*") if p.is_file()}
        with pytest.raises(Trouble, match="已有内容，没有改动它") as told:
            restore(made, occupied, CLERK)
        assert told.value.number == "E-DB-01"
        assert {p: p.read_bytes() for p in occupied.rglob("*") if p.is_file()} == before
    file = tmp_path / "文件"
    file.write_bytes(b"")
    with pytest.raises(Trouble, match="已有内容"):
        restore(made, file, CLERK)


def test_stale_journals_beside_a_lost_book_do_not_get_into_the_new_one(
    tmp_path: Path, key: bytes | None
) -> None:
    """Row 32: what is left of a library whose book.db is gone."""
    _, made = library(tmp_path, key)
    rest = tmp_path / "残余"
    rest.mkdir()
    other = fresh_folder(tmp_path, "另一个", key)
    with Book.open(other, key=key) as book:
        line = book.line
        line.begin(write=True)
        line.connection.exec_driver_sql("CREATE TABLE stale (x)")
        line.driver.execute("PRAGMA cache_spill=ON").fetchall()
        shutil.copy(other / "book.db-journal", rest / "book.db-journal")
        line.rollback()
    for tail in ("wal", "shm"):
        (rest / f"book.db-{tail}").write_bytes(b"stale" * 999)
    done = restore(made, rest, CLERK, key=key)
    assert sorted(p.name for p in rest.glob("book.db*")) in (
        ["book.db"],
        ["book.db", "book.db-journal"],
    )
    assert sound(rest, key, ["甲.pdf", "乙.pdf", "丙.pdf"]) == []
    assert done.aside is not None
    assert len(list(done.aside.iterdir())) == 3


# In place of a library that is there


def test_the_library_that_was_there_is_kept_aside(tmp_path: Path, key: bytes | None) -> None:
    folder, made = library(tmp_path, key)
    with Book.open(folder, key=key) as book, book.look() as look:
        head = verify(look).head
    done = restore(made, folder, CLERK, key=key, replace=True)
    assert sound(folder, key, ["甲.pdf", "乙.pdf", "丙.pdf"]) == []
    assert restore_act(folder, key)["live_head"] == head
    assert done.aside is not None
    assert done.aside.name.startswith(ASIDE)
    assert not (folder / WORK).exists()
    assert not (folder / MARKER).exists()
    before = copies_in(folder / "backups")
    assert len(before) == 1
    undone = restore(read_manifest(before[0]), folder, CLERK, key=key, replace=True)
    assert sound(folder, key, [f"{n}.pdf" for n in "甲乙丙丁戊"]) == []
    assert undone.aside is not None
    old = tmp_path / "旧"
    old.mkdir()
    shutil.copy(done.aside / "book.db", old / "book.db")
    with Book.open(old, key=key) as book:
        assert scan_names(book) == [f"{n}.pdf" for n in "甲乙丙丁戊"]


def test_a_damaged_library_is_replaced_and_kept_as_it_was(
    tmp_path: Path, key: bytes | None
) -> None:
    folder, made = library(tmp_path, key)
    with (folder / "book.db").open("r+b") as file:
        file.truncate(100_000)
    lost = next(iter(Vault(folder, key).files()))[1]
    lost.write_bytes(b"changed")
    with pytest.raises(Trouble):
        Book.open(folder, key=key)
    (folder / "book.db-wal").write_bytes(b"stale")
    done = restore(made, folder, CLERK, key=key, replace=True)
    sound(folder, key, ["甲.pdf", "乙.pdf", "丙.pdf"])
    assert done.aside is not None
    assert (done.aside / "book.db").stat().st_size == 100_000
    assert (done.aside / "book.db-wal").read_bytes() == b"stale"


def test_a_library_in_use_is_not_replaced(tmp_path: Path) -> None:
    folder, made = library(tmp_path)
    with Book.open(folder) as book:
        with pytest.raises(InUse):
            restore(made, folder, CLERK, replace=True)
        assert len(scan_names(book)) == 5
        save_scan(book, 9)


def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, made = library(tmp_path)

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    for target, replace in ((tmp_path / "新", False), (folder, True)):
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(Trouble) as told:
            restore(made, target, CLERK, replace=replace)
        monkeypatch.undo()
        assert "没有" in told.value.sentence
        assert told.value.number == "E-DB-31"
    assert not (tmp_path / "新").exists()
    assert not [p for p in folder.iterdir() if p.name.startswith((ASIDE, WORK))]
    sound(folder, None, [f"{n}.pdf" for n in "甲乙丙丁戊"])


# Row 36: a file that was put back


def test_an_older_file_put_back_is_noticed_against_the_backup(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path, key=KEY)
    with Book.open(folder, key=KEY) as book:
        save_scan(book, 1)
    old = (folder / "book.db").read_bytes()
    with Book.open(folder, key=KEY) as book:
        save_scan(book, 2)
    made = stick_backup(folder, folder / "backups", KEY)
    assert sound_notices(folder) == []
    (folder / "book.db").write_bytes(old)
    with Book.open(folder, key=KEY) as book:
        (notice,) = book.notices
        assert notice.number == "E-DB-36"
        assert made.head in notice.sentence
        assert "现在到 1-" in notice.sentence
        assert save_scan(book, 3) == 2
    assert sound_notices(folder) == ["E-DB-36"], "the same number, another entry"


def sound_notices(folder: Path) -> list[str]:
    with Book.open(folder, key=KEY) as book:
        return [notice.number for notice in book.notices]


def test_a_restore_in_place_is_no_alarm(tmp_path: Path) -> None:
    folder, made = library(tmp_path, KEY)
    stick_backup(folder, folder / "backups", KEY)
    restore(made, folder, CLERK, key=KEY, replace=True)
    assert sound_notices(folder) == []
    with Book.open(folder, key=KEY) as book:
        for number in range(5):
            save_scan(book, number)
    assert sound_notices(folder) == []


def test_the_result_says_where_and_what(tmp_path: Path) -> None:
    _, made = library(tmp_path)
    done = restore(made, tmp_path / "新", CLERK)
    assert done == Restored(tmp_path / "新", made, done.head, 2, None)


def test_a_small_book_needs_no_scans(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        made = backed_up(book, tmp_path / "U盘")
    assert made.head == ""
    restore(made, tmp_path / "新", CLERK)
    assert sound(tmp_path / "新", None, []) == []
