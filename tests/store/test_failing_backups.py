"""Full disks, sticks pulled out, kills: older backups and the library stay as they are."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import attachments, manifests
from medtech_desktop.store.book import Book
from medtech_desktop.store.manifests import Manifest, manifests_in, read_manifest
from medtech_desktop.store.restoring import check
from tests.books import CLERK, KEYS, fresh_book, fresh_folder
from tests.store.children import all_of, forked
from tests.store.faulty_disk import FULL, IOERR_WRITE, Disk, faulty
from tests.store.libraries import PDF, backed_up, files_of, with_attachments
from tests.store.slips import scans


def refused(book: Book, place: Path) -> Trouble | None:
    try:
        backed_up(book, place)
    except Trouble as told:
        return told
    return None


def requests_of_a_backup(tmp_path: Path) -> int:
    with faulty(Disk(only="U盘")) as disk, with_attachments(fresh_book(tmp_path / "c")) as book:
        backed_up(book, tmp_path / "c" / "U盘")
    return disk.asked


@pytest.mark.parametrize("code", [FULL, IOERR_WRITE])
def test_every_request_to_the_place_may_fail(
    tmp_path: Path, pytestconfig: pytest.Config, code: int
) -> None:
    """G3 for the backup: the book and the older backup stay, and the retry works."""
    (tmp_path / "c").mkdir()
    requests = requests_of_a_backup(tmp_path)
    assert requests > 20
    step = 1 if pytestconfig.getoption("--all") else max(1, requests // 12)
    place = tmp_path / "U盘"
    failed, full = 0, 0
    with faulty(Disk(only="U盘")) as disk, with_attachments(fresh_book(tmp_path)) as book:
        good = backed_up(book, place)
        before = files_of(place)
        for k in range(0, requests, step):
            disk.asked, disk.fails_at, disk.code, disk.lasting = 0, k, code, True
            told = refused(book, place)
            if told is not None:
                failed += 1
                assert told.sentence.startswith("备份没有完成"), k
                assert "现有数据与以前的备份没有改动" in told.sentence, k
                assert told.number == "E-DB-40"
                full += "磁盘已满" in told.sentence
                assert files_of(place) == before, k
            disk.fails_at = None
            assert len(scans(book)) == 3
            before = files_of(place)
        check(good)
        check(backed_up(book, place))
    assert failed > 5
    assert full > failed // 2 if code == FULL else full == 0  # a sync says IOERR either way


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENODEV, "读写出错，或 U盘已拔出"),
        (errno.EIO, "读写出错，或 U盘已拔出"),
        (errno.ENOSPC, "磁盘已满"),
        (errno.EACCES, "没有写入权限"),
    ],
)
def test_a_stick_that_is_pulled_out_leaves_the_book_and_older_backups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    """Row 17, between any two steps: each call into the operating system may fail from then on."""
    place = tmp_path / "U盘"
    with with_attachments(fresh_book(tmp_path)) as book:
        good = backed_up(book, place)
        before = files_of(place)
        calls = ("replace", "fsync", "open", "mkdir", "unlink")
        for call in calls if number == errno.ENODEV else ("open",):
            for k in range(30):
                with book.act(CLERK, "x") as page:
                    attachments.keep(page, PDF + f"{call}{k}".encode(), "新.pdf")
                after = _pulled(monkeypatch, book, place, call, k, number, told)
                assert read_manifest(good.path) == good
                for name, content in before.items():
                    assert (place / name).read_bytes() == content, (call, k, name)
                if after is not None:
                    check(after)
                    break
            for path in manifests.copies_in(place):
                check(read_manifest(path))
        assert book.line.pragma_rows("integrity_check") == [("ok",)]
        last = backed_up(book, place)
        check(last)
        assert not list(place.rglob("*.part*"))


def _pulled(
    monkeypatch: pytest.MonkeyPatch,
    book: Book,
    place: Path,
    call: str,
    k: int,
    number: int,
    told: str,
) -> Manifest | None:
    real = getattr(os, call)
    calls = [0]

    def pulled(target: object, *more: object, **how: object) -> object:
        there = call == "fsync" or str(place) in str(target)
        calls[0] += there
        if there and calls[0] > k:
            raise OSError(number, os.strerror(number))
        return real(target, *more, **how)

    monkeypatch.setattr(os, call, pulled)
    trouble = refused(book, place)
    monkeypatch.undo()
    if trouble is None:
        return manifests_in(place)[0][0]
    assert told in trouble.sentence, (call, k, trouble.sentence)
    assert trouble.number == "E-DB-40"
    return None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A tmpfs of 4 MB, where this account may make one."""
    place = tmp_path / "U盘"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no right to mount; the same is injected above")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_stick_keeps_the_older_backup(tmp_path: Path, small_disk: Path) -> None:
    """Row 4."""
    with with_attachments(fresh_book(tmp_path)) as book:
        good = backed_up(book, small_disk)
        (small_disk / "照片.jpg").write_bytes(bytes(shutil.disk_usage(small_disk).free - 200_000))
        with pytest.raises(Trouble, match="备份所在的磁盘已满。现有数据与以前的备份没有改动"):
            backed_up(book, small_disk)
        assert manifests.copies_in(small_disk) == [good.path]
        assert not list(small_disk.rglob("*.part*"))
        check(good)
        (small_disk / "照片.jpg").unlink()
        check(backed_up(book, small_disk))


# G4: kills


@pytest.mark.parametrize("key", KEYS)
def test_a_killed_backup_leaves_no_bad_file(
    tmp_path: Path, pytestconfig: pytest.Config, key: bytes | None
) -> None:
    template = fresh_folder(tmp_path, "样板", key)
    with Book.open(template, key=key) as book:
        with_attachments(book, 5)
    folder = tmp_path / "数据"
    place = folder / "backups"
    dice = random.Random(11)
    seen, kills = 0, 150 if pytestconfig.getoption("--all") else 8
    for kill in range(kills):
        shutil.copytree(template, folder)
        acknowledged = _killed(folder, key, kill, dice)
        found = {path.name for path in manifests.copies_in(place)}
        assert acknowledged <= found
        for path in manifests.copies_in(place):
            check(read_manifest(path), key)
        seen += len(found)
        with Book.open(folder, key=key) as book:
            check(backed_up(book), key)
            assert not list(place.glob("*.part*"))
        shutil.rmtree(folder)
    assert seen >= kills


def _killed(folder: Path, key: bytes | None, kill: int, dice: random.Random) -> set[str]:
    """A child makes backups until it is killed; those that it acknowledged."""
    pid, reading = forked(partial(_back_up_for_ever, folder, key, kill))
    assert os.read(reading, 1) == b">"
    began = time.monotonic()
    first = os.read(reading, 100).decode()
    time.sleep(dice.uniform(0.0, 1.5 * (time.monotonic() - began)))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return set((first + all_of(reading).decode()).split())


def _back_up_for_ever(folder: Path, key: bytes | None, kill: int, pipe: int) -> None:
    book = Book.open(folder, key=key)
    os.write(pipe, b">")
    for number in range(10_000):
        with book.act(CLERK, "attachment.add") as page:
            attachments.keep(page, PDF + f"{kill}-{number}".encode() * 50, "新.pdf")
        made = backed_up(book)
        os.write(pipe, f"{made.path.name}\n".encode())
