"""Processes killed and disks filled for real."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import evidence
from medtech_desktop.store.audit import verify
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables.attachments import Attachment
from tests.books import CLERK, KEYS, fresh_folder
from tests.store.children import all_of, answer_of, forked
from tests.store.slips import save_scan, scans

UNCLEAN = "上次未正常退出，已自动恢复到最后一次保存"


def sound(book: Book) -> None:
    assert book.line.pragma_rows("integrity_check") == [("ok",)]
    assert book.line.cipher_problems() == []
    with book.look() as look:
        assert verify(look).ok
        assert evidence.unexplained(look) == []


def killed_while(folder: Path, key: bytes | None, wait: float, first: int) -> list[int]:
    """A child saves one row an act until it is killed; what it acknowledged before that.

    ``wait`` seconds run from its first acknowledged row, so that a busy machine kills in
    the middle of the work too and not before it.
    """

    def save_on(pipe: int) -> None:
        book = Book.open(folder, key=key)
        for number in range(first, first + 100_000):
            save_scan(book, number)
            os.write(pipe, f"{number}\n".encode())

    pid, reading = forked(save_on)
    begun = os.read(reading, 1)
    time.sleep(wait)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return [int(word) for word in (begun + all_of(reading)).split()]


@pytest.mark.parametrize("key", KEYS)
def test_a_killed_process_loses_nothing_it_acknowledged(
    tmp_path: Path, pytestconfig: pytest.Config, key: bytes | None
) -> None:
    folder = fresh_folder(tmp_path, key=key)
    dice = random.Random(7)
    acknowledged: set[int] = set()
    kills = 500 if pytestconfig.getoption("--all") else 25
    for kill in range(kills):
        acknowledged |= set(killed_while(folder, key, dice.uniform(0.0, 0.05), kill * 100_000))
        with Book.open(folder, key=key) as book:
            saved = {scan.size - 1 for scan in scans(book)}
            assert acknowledged <= saved
            assert len(saved - acknowledged) <= kill + 1  # saved, but killed before saying so
            if kill % 5 == 4:
                sound(book)
            acknowledged = saved
    assert len(acknowledged) > kills


def test_after_a_kill_the_next_start_says_so_once(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    killed_while(folder, None, 0.1, 0)
    with Book.open(folder) as book:
        assert book.unclean_last_exit
        assert [notice.sentence for notice in book.notices] == [UNCLEAN]
    with Book.open(folder) as book:
        assert not book.unclean_last_exit
        assert book.notices == []


def test_a_journal_that_was_never_valid_is_no_crash(tmp_path: Path) -> None:
    """SQLite writes the journal's first bytes as zeros until its content is synced."""
    folder = fresh_folder(tmp_path)
    (folder / "book.db-journal").write_bytes(bytes(512) + b"half written")
    with Book.open(folder) as book:
        assert not book.unclean_last_exit
        save_scan(book, 1)


def test_a_stale_lock_never_stands_in_the_way(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    for kill in range(5):
        killed_while(folder, None, 0.05, kill * 1000)
        Book.open(folder).close()


def killed_in_a_batch(folder: Path, wait: float) -> bool:
    """A child adds 5,000 rows in one act and is killed; whether it acknowledged them."""

    def import_all(pipe: int) -> None:
        book = Book.open(folder)
        with book.act(CLERK, "test.import") as page:
            rows = [
                {"sha256": f"{n:064x}", "size": n + 1, "mime": "m", "name": "n"}
                for n in range(5000)
            ]
            page.add_many(Attachment, rows)
        os.write(pipe, b"done")
        time.sleep(60)

    pid, reading = forked(import_all)
    time.sleep(wait)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return all_of(reading) == b"done"


def test_a_batch_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    for number, wait in enumerate((0.02, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3)):
        folder = fresh_folder(tmp_path, f"batch{number}")
        acknowledged = killed_in_a_batch(folder, wait)
        with Book.open(folder) as book:
            assert len(scans(book)) in ((5000,) if acknowledged else (0, 5000))
            sound(book)
        shutil.rmtree(folder)


def fill_up(folder: Path) -> dict[str, object]:
    """Saves until the disk refuses; what was acknowledged and what was said."""
    saved = 0
    with Book.open(folder) as book:
        try:
            for number in range(3000):
                with book.act(CLERK, "test.big") as page:
                    page.add(
                        Attachment,
                        sha256=f"{number:064x}",
                        size=number + 1,
                        mime="m",
                        name="满" * 3000,
                    )
                saved += 1
        except Trouble as told:
            return {"saved": saved, "told": told.sentence, "number": told.number}
    return {"saved": saved}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A tmpfs of 4 MB, where this account may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no right to mount; the same is injected in test_faults.py")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_keeps_everything_and_the_retry_works(small_disk: Path) -> None:
    folder = fresh_folder(small_disk)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_500_000))
    told = answer_of(lambda: fill_up(folder))
    assert told["told"] == "磁盘已满，本次未保存，原数据完好"
    assert told["number"] == "E-DB-03"
    ballast.unlink()
    with Book.open(folder) as book:
        assert len(scans(book)) == told["saved"]
        sound(book)
        save_scan(book, 999_999)
        assert not list(folder.glob("*.part"))


def test_a_limit_on_the_file_keeps_everything(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    limit = (folder / "book.db").stat().st_size + 60_000

    def limited() -> dict[str, object]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        return fill_up(folder)

    told = answer_of(limited)
    assert "本次未保存，原数据完好" in str(told["told"])
    with Book.open(folder) as book:
        assert len(scans(book)) == told["saved"]
        sound(book)
        save_scan(book, 999_999)
