"""Books of an older version: backed up, migrated, counted, logged; old or new at any crash."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from medtech_desktop.domain.backups import BackupReason
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import migrating
from medtech_desktop.store.audit import verify
from medtech_desktop.store.book import Book
from medtech_desktop.store.connection import Line
from medtech_desktop.store.copies import Asked, contents_of
from medtech_desktop.store.manifests import manifests_in
from medtech_desktop.store.restoring import check, restore
from tests.books import CLERK, KEY, KEYS, fresh_folder, template
from tests.store.children import all_of, forked
from tests.store.faulty_disk import FULL, IOERR_WRITE, Disk, faulty
from tests.store.slips import save_scan, scans
from tests.store.test_migrating import NEXT, SECOND, scripts_with

NOW = NEXT - 1

LATER = (
    SECOND
    + """
    for number in range(400):
        op.execute(f"INSERT INTO second (word) VALUES ('{number}')")
"""
)


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This program as it will be one version later."""
    for key in (None, KEY):
        template(key)  # made by today's program, whichever test of this process comes first
    monkeypatch.setattr(migrating, "SCHEMA", NEXT)
    monkeypatch.setattr(migrating, "SCRIPTS", scripts_with(tmp_path, LATER))


def older_book(tmp_path: Path, key: bytes | None = None, name: str = "数据") -> Path:
    folder = fresh_folder(tmp_path, name, key)
    with Book.open(folder, key=key) as book:
        for number in range(5):
            save_scan(book, number)
    return folder


def counts_of(line: Line) -> dict[str, int]:
    return contents_of(Asked(line.driver)).counts


@pytest.mark.parametrize("key", KEYS)
def test_an_older_book_is_opened_backed_up_counted_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: bytes | None
) -> None:
    """Row 25."""
    folder = older_book(tmp_path, key)
    with Book.open(folder, key=key) as book:
        before = counts_of(book.line)
    monkeypatch.setattr(migrating, "SCHEMA", NEXT)
    monkeypatch.setattr(migrating, "SCRIPTS", scripts_with(tmp_path, LATER))
    with Book.open(folder, key=key) as book:
        after = counts_of(book.line)
        assert {**before, "act": 6, "second": 405} == after
        with book.look() as look:
            rows = look.raw("SELECT action, reason, body FROM act ORDER BY seq DESC LIMIT 1")
            assert verify(look).ok
        (kept,) = manifests_in(folder / "backups")[0]
        facts = json.loads(rows[0][2])["facts"]
        assert rows[0][:2] == ("library.migrate", "数据升级")
        assert facts == {"before": NOW, "after": NEXT, "backup": kept.path.name}
        assert (kept.schema, kept.why, kept.counts) == (NOW, BackupReason.MIGRATION, before)
        assert save_scan(book, 99) == 6
    check(kept, key)
    with Book.open(folder, key=key) as book:
        assert counts_of(book.line)["act"] == 7


@pytest.mark.usefixtures("newer_program")
def test_an_older_backup_is_restored_and_brought_up_to_date(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    Book.open(folder).close()
    (kept,) = manifests_in(folder / "backups")[0]
    assert kept.schema == NOW
    done = restore(kept, tmp_path / "新", CLERK)
    with Book.open(done.folder) as book:
        assert book.line.pragma("user_version") == NEXT
        with book.look() as look:
            assert [row[0] for row in look.raw("SELECT action FROM act ORDER BY seq")] == [
                "library.migrate",
                "library.restore",
            ]


def open_and_wait(folder: Path, key: bytes | None, pipe: int) -> None:
    os.write(pipe, b">")
    with Book.open(folder, key=key):
        os.write(pipe, b"<")
        time.sleep(60)


def killed_opening(folder: Path, key: bytes | None, wait: float | None) -> tuple[bool, float]:
    """A child opens the book and is killed after ``wait`` seconds, or once it is open.

    Whether it said that the book is open, and how long that took.
    """
    pid, reading = forked(partial(open_and_wait, folder, key))
    assert os.read(reading, 1) == b">"
    began = time.monotonic()
    told = b""
    if wait is None:
        told = os.read(reading, 1)
    else:
        time.sleep(wait)
    took = time.monotonic() - began
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return told + all_of(reading) == b"<", took


def old_or_new(folder: Path, key: bytes | None) -> int:
    """The version that the file has, with everything that belongs to it and nothing else."""
    line = Line(folder / "book.db", key, "rw")
    schema = int(line.pragma("user_version"))
    tables = counts_of(line)
    line.close()
    assert tables.get("second") == (405 if schema == NEXT else None)
    assert tables["attachment"] == 5
    return schema


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.usefixtures("newer_program")
def test_a_killed_migration_is_old_or_new_and_done_again(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
    key: bytes | None,
) -> None:
    """Row 26, G5."""
    monkeypatch.setattr(migrating, "SCHEMA", NOW)
    template = older_book(tmp_path, key, "样板")
    monkeypatch.setattr(migrating, "SCHEMA", NEXT)
    dice, longest, folder = random.Random(17), 0.0, tmp_path / "数据"
    for kill in range(200 if pytestconfig.getoption("--all") else 6):
        shutil.copytree(template, folder)
        wait = dice.uniform(0.2, 1.1) * longest if kill else None
        acknowledged, took = killed_opening(folder, key, wait)
        longest = longest or took
        assert old_or_new(folder, key) == NEXT or not acknowledged
        assert acknowledged or kill
        with Book.open(folder, key=key) as book:
            assert counts_of(book.line)["second"] == 405
            with book.look() as look:
                assert verify(look).ok
        for manifest in manifests_in(folder / "backups")[0]:
            check(manifest, key)
        shutil.rmtree(folder)


@pytest.mark.parametrize("code", [FULL, IOERR_WRITE])
def test_a_disk_that_fails_in_a_migration_leaves_old_or_new(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
    code: int,
) -> None:
    """Row 5: the older program still opens what was not migrated."""
    template = older_book(tmp_path, None, "样板")
    monkeypatch.setattr(migrating, "SCRIPTS", scripts_with(tmp_path, LATER))
    folder = tmp_path / "数据"

    def opened(k: int | None) -> tuple[int, Trouble | None]:
        shutil.copytree(template, folder)
        monkeypatch.setattr(migrating, "SCHEMA", NEXT)
        with faulty(Disk(k, code, lasting=True)) as disk:
            told = refusal(folder)
        monkeypatch.setattr(migrating, "SCHEMA", NOW)
        return disk.asked, told

    requests, none = opened(None)
    assert none is None
    shutil.rmtree(folder)
    step = 1 if pytestconfig.getoption("--all") else max(1, requests // 12)
    olds = 0
    for k in sorted({*range(0, requests, step), *range(requests - 15, requests, 2)}):
        told = opened(k)[1]
        if old_or_new(folder, None) == NOW:
            olds += 1
            assert told is not None
            assert re.search("完好|没有改动", told.sentence), (k, told.sentence)
            assert told.number.startswith("E-DB-")
            with Book.open(folder) as book:
                assert len(scans(book)) == 5
                assert save_scan(book, 50) == 6
        shutil.rmtree(folder)
    assert olds > 5


def refusal(folder: Path) -> Trouble | None:
    try:
        Book.open(folder).close()
    except Trouble as told:
        return told
    return None


@pytest.mark.usefixtures("newer_program")
def test_without_room_nothing_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fresh_folder(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000_000))
    with pytest.raises(Trouble, match="磁盘空间不足，没有升级，数据文件仍是原来的版本"):
        Book.open(folder)
    monkeypatch.setattr(migrating, "SCHEMA", NOW)
    Book.open(folder).close()
    assert not list((folder / "backups").iterdir())
