"""Disks that fail, fill up or lose power: nothing acknowledged is lost, nothing doubled."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import AlreadyDone, Trouble
from medtech_desktop.store import connection, evidence
from medtech_desktop.store.audit import verify
from medtech_desktop.store.book import Book
from tests.books import fresh_folder
from tests.store.faulty_disk import FULL, IOERR_WRITE, After, Disk, faulty
from tests.store.slips import save_scan, scans

ACTS = 4


def sound(book: Book) -> None:
    assert book.line.pragma_rows("integrity_check") == [("ok",)]
    with book.look() as look:
        assert verify(look).ok
        assert evidence.unexplained(look) == []


def save_all(folder: Path, disk: Disk) -> tuple[set[int], list[Trouble]]:
    """Saves one row an act; a refused act is tried once more by the same uid, as the form does."""
    saved: set[int] = set()
    told: list[Trouble] = []
    book: Book | None = None
    try:
        book = Book.open(folder)
        for number in range(ACTS):
            for _ in range(2):
                try:
                    save_scan(book, number, uid=f"act-{number}")
                except AlreadyDone:
                    pass
                except Trouble as trouble:
                    told.append(trouble)
                    continue
                saved.add(number)
                break
    except Trouble as trouble:
        told.append(trouble)
    finally:
        if book is not None:
            book.close()
    return saved, told


def requests_of_a_run(tmp_path: Path) -> int:
    with faulty(Disk()) as disk:
        save_all(fresh_folder(tmp_path, "count"), disk)
    return disk.asked


@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("code", [FULL, IOERR_WRITE])
def test_every_request_to_the_disk_may_fail(
    tmp_path: Path, pytestconfig: pytest.Config, code: int, lasting: bool
) -> None:
    requests = requests_of_a_run(tmp_path)
    step = 1 if pytestconfig.getoption("--all") else 11
    failed = 0
    for k in range(0, requests, step):
        folder = fresh_folder(tmp_path, f"k{k}")
        with faulty(Disk(k, code, lasting)) as disk:
            saved, told = save_all(folder, disk)
        failed += bool(told)
        for trouble in told:
            assert "完好" in trouble.sentence, k
            assert trouble.number.startswith("E-DB-")
        with Book.open(folder) as book:
            found = [scan.size - 1 for scan in scans(book)]
            assert saved <= set(found), f"lost an acknowledged act at request {k}"
            assert len(found) == len(set(found)), f"doubled at request {k}"
            sound(book)
        shutil.rmtree(folder)
    assert requests > 20
    assert failed > 0


def test_a_full_disk_says_so_and_the_retry_works(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    with faulty(Disk()) as disk:
        book = Book.open(folder)
        save_scan(book, 1)
        disk.fails_at, disk.code, disk.lasting = disk.asked, FULL, True
        with pytest.raises(Trouble, match="磁盘已满，本次未保存，原数据完好") as told:
            save_scan(book, 2)
        assert told.value.number == "E-DB-03"
        disk.fails_at = None
        assert save_scan(book, 2) == 2
        sound(book)
        book.close()


def test_an_error_of_writing_on_a_full_disk_is_told_as_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fresh_folder(tmp_path)
    with faulty(Disk()) as disk:
        book = Book.open(folder)
        disk.fails_at, disk.lasting = disk.asked, True
        with pytest.raises(Trouble, match="数据文件读写出错，本次未保存，原数据完好"):
            save_scan(book, 1)
        disk.fails_at = None
        save_scan(book, 1)
        disk.fails_at = disk.asked
        monkeypatch.setattr("medtech_desktop.store.trouble.short_of_space", lambda folder: True)
        with pytest.raises(Trouble, match="磁盘已满，本次未保存，原数据完好"):
            save_scan(book, 2)
        disk.fails_at = None
        book.close()


def commit_requests(folder: Path) -> tuple[int, int]:
    """Which requests belong to the act: from the first one to the last sync of the commit."""
    with faulty(Disk()) as disk, Book.open(folder) as book:
        first = disk.asked
        save_scan(book, 1, uid="it")
        return first, disk.asked


def test_an_unknown_commit_is_looked_up(tmp_path: Path) -> None:
    """The last sync fails although the transaction stands: it is told as saved, once."""
    first, last = commit_requests(fresh_folder(tmp_path, "count"))
    outcomes = set()
    for k in range(first, last):
        folder = fresh_folder(tmp_path, f"k{k}")
        with faulty(Disk(k, IOERR_WRITE)), Book.open(folder) as book:
            try:
                save_scan(book, 1, uid="it")
                outcome = "saved after an error" if book.notices else "saved"
            except Trouble as trouble:
                outcome = "not saved" if "未保存" in trouble.sentence else trouble.sentence
            assert len(scans(book)) == (outcome != "not saved"), k
            if outcome == "saved after an error":
                assert book.notices[0].sentence == "磁盘报错，但本次已保存（第 1 号记录）"
                with pytest.raises(AlreadyDone):
                    save_scan(book, 1, uid="it")
        outcomes.add(outcome)
    assert {"saved after an error", "not saved"} <= outcomes


def test_when_the_book_cannot_be_opened_again_the_outcome_is_unknown(tmp_path: Path) -> None:
    _, last = commit_requests(fresh_folder(tmp_path, "count"))
    folder = fresh_folder(tmp_path)
    with faulty(Disk(last - 1, IOERR_WRITE)) as disk:
        book = Book.open(folder)
        commit = book.line.commit

        def commit_then_pull_the_plug() -> None:
            try:
                commit()
            finally:
                disk.reads_fail = True

        book.line.commit = commit_then_pull_the_plug  # type: ignore[method-assign]
        with pytest.raises(Trouble, match="保存结果未知.*上一次保存的内容完好") as told:
            save_scan(book, 1, uid="it")
        assert told.value.number == "E-DB-08"
        disk.reads_fail = False
        book.close()
    with Book.open(folder) as again, pytest.raises(AlreadyDone):
        save_scan(again, 1, uid="it")


def test_a_reading_error_is_told(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    with faulty(Disk()) as disk:
        book = Book.open(folder)
        save_scan(book, 1)
        book.line.driver.execute("PRAGMA shrink_memory").fetchall()
        book.line.driver.execute("PRAGMA cache_size=0").fetchall()
        disk.reads_fail = True
        with pytest.raises(Trouble, match="读写出错"):
            scans(book)
        disk.reads_fail = False
        assert len(scans(book)) == 1
        book.close()


def recorded(folder: Path) -> After:
    with faulty(Disk()) as disk:
        book = Book.open(folder)
        book.close()
        start = {str(p): p.read_bytes() for p in folder.glob("book.db*")}
        disk.recording = True
        book = Book.open(folder)
        for number in range(12):
            save_scan(book, number)
            disk.mark(str(number))
        disk.recording = False
        book.close()
    return After(disk.steps, start)


def cuts_that_lost(after: After, place: Path, cuts: int) -> int:
    """How many of ``cuts`` power cuts lost an acknowledged act, left half of one, or damage."""
    dice = random.Random(20260501)
    bad = 0
    for number in range(cuts):
        cut = dice.randrange(len(after.steps) + 1)
        folder = place / f"cut{number}"
        shutil.copytree(place / "shell", folder)
        for path, content in after.images(cut, dice.random).items():
            (folder / Path(path).name).write_bytes(content)
        acknowledged = sum(step.what == "mark" for step in after.steps[:cut])
        try:
            with Book.open(folder) as book:
                found = [scan.size - 1 for scan in scans(book)]
                with book.look() as look:
                    whole = verify(look).entries == len(found) and not evidence.unexplained(look)
        except Trouble:
            whole, found = False, []
        bad += not whole or found[:acknowledged] != list(range(acknowledged))
        shutil.rmtree(folder)
    return bad


def shell_of(folder: Path, place: Path) -> None:
    place.mkdir()
    shutil.copytree(folder, place / "shell", ignore=shutil.ignore_patterns("book.db*"))


def test_power_cuts_lose_nothing(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = fresh_folder(tmp_path)
    after = recorded(folder)
    shell_of(folder, tmp_path / "cuts")
    cuts = 5000 if pytestconfig.getoption("--all") else 250
    assert cuts_that_lost(after, tmp_path / "cuts", cuts) == 0


def test_the_power_cuts_would_show_a_careless_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The simulator is not blind: without syncs it finds loss in most cuts."""
    careless = tuple(
        ("synchronous", "OFF", 0) if name == "synchronous" else (name, value, got)
        for name, value, got in connection.WRITING
    )
    monkeypatch.setattr(connection, "WRITING", careless)
    folder = fresh_folder(tmp_path)
    after = recorded(folder)
    shell_of(folder, tmp_path / "cuts")
    assert cuts_that_lost(after, tmp_path / "cuts", 40) > 20
