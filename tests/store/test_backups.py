"""Backups: verified before they count, cheap on scans, and never at the cost of older ones."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from medtech_desktop.domain.backups import BackupReason
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import attachments, manifests
from medtech_desktop.store.audit import verify
from medtech_desktop.store.backups import back_up, is_whole, thin
from medtech_desktop.store.book import Book
from medtech_desktop.store.copies import Copy
from medtech_desktop.store.manifests import Manifest, find_backup, manifests_in, read_manifest
from medtech_desktop.store.restoring import check
from medtech_desktop.store.vault import Vault
from tests.books import CLERK, KEY, KEYS, fresh_book, fresh_folder
from tests.store.children import all_of, forked
from tests.store.faulty_disk import FULL, IOERR_WRITE, Disk, faulty
from tests.store.slips import save_scan, scans

PDF = b"%PDF-1.7\n"
ASKED = BackupReason.ASKED
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def with_attachments(book: Book, number: int = 3) -> Book:
    with book.act(CLERK, "attachment.add") as page:
        for n in range(number):
            attachments.keep(page, PDF + bytes([n]) * 3000, f"{n}.pdf")
    return book


def backed_up(book: Book, place: Path | None = None, now: datetime | None = None) -> Manifest:
    return back_up(book.line, book.folder, place or book.folder / "backups", ASKED, now)


def files_of(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()}


# What a backup is


@pytest.mark.parametrize("key", KEYS)
def test_a_backup_is_a_verified_copy_with_its_manifest(tmp_path: Path, key: bytes | None) -> None:
    with with_attachments(fresh_book(tmp_path, key)) as book:
        save_scan_row = scans(book)
        place = tmp_path / "U盘"
        made = backed_up(book, place, NOW)
        with book.look() as look:
            report = verify(look)
    assert made.path.name == "20261122T080000Z-000001.db"
    assert sorted(p.name for p in place.iterdir()) == [
        made.path.name,
        "20261122T080000Z-000001.json",
        "attachments",
    ]
    assert (made.head, made.head_seq, made.audit) == (report.head, 1, "")
    assert (made.schema, made.encrypted, made.why) == (1, key is not None, ASKED)
    assert made.counts["attachment"] == len(save_scan_row) == len(made.attachments) == 3
    assert made.size == made.path.stat().st_size
    assert made.missing == ()
    assert (made.day.isoformat(), made.said_at) == ("2026-11-22", "2026-11-22 16:00")
    assert read_manifest(made.path) == made
    check(made, key)
    with Copy(made.path, key) as copy:
        assert verify(copy).head == report.head
    plain = made.path.read_bytes().startswith(b"SQLite format 3")
    assert plain is (key is None)
    stored = b"".join(files_of(place / "attachments").values())
    assert (PDF in stored) is (key is None)


def test_fifty_generations_keep_every_scan_once(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path), 4) as book:
        place = book.folder / "backups"
        for n in range(50):
            save_new = PDF + f"第 {n} 份".encode()
            with book.act(CLERK, "attachment.add") as page:
                attachments.keep(page, save_new, f"新{n}.pdf")
            backed_up(book, now=NOW + timedelta(hours=n))
        assert len(manifests.copies_in(place)) == 50
        stored = list(Vault(place, None).files())
        assert len(stored) == 54
        assert sorted(sha for sha, _ in stored) == sorted(
            sha for sha, _ in manifests_in(place)[0][0].attachments
        )
        untouched = {path: path.stat().st_mtime_ns for _, path in stored}
        backed_up(book, now=NOW + timedelta(hours=60))
        assert {path: path.stat().st_mtime_ns for path in untouched} == untouched


def test_a_scan_of_another_size_in_the_store_is_written_again(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        made = backed_up(book)
        store = Vault(made.path.parent, None)
        (sha, _), *_ = made.attachments
        store.path(sha).write_bytes(b"cut")
        assert not is_whole(made)
        check(backed_up(book))
        assert is_whole(made)


def test_two_backups_in_one_second_stay_apart(book: Book) -> None:
    one, two = backed_up(book, now=NOW), backed_up(book, now=NOW)
    assert one.path != two.path
    check(one)
    check(two)


def test_a_scan_that_is_gone_is_named_and_does_not_stop_the_backup(tmp_path: Path) -> None:
    """Row 33: the rest stays usable, and can be backed up."""
    with with_attachments(fresh_book(tmp_path)) as book:
        first, second = (sha for sha, _ in list(book.vault.files())[:2])
        book.vault.path(first).unlink()
        book.vault.path(second).write_bytes(b"changed")
        made = backed_up(book)
        assert sorted(made.missing) == sorted((first, second))
        check(made)
        assert is_whole(made)


def test_a_scan_that_is_gone_comes_back_from_the_backup(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        place = backed_up(book).path.parent
        one, two, three = (sha for sha, _ in book.vault.files())
        book.vault.path(one).unlink()
        book.vault.path(two).write_bytes(b"changed")
        book.vault.path(three).unlink()
        Vault(place, None).path(three).unlink()
        with book.look() as look:
            back, lost = attachments.bring_back(look, [tmp_path / "没有", place], None)
            assert (back, len(lost)) == (2, 1)
            assert [why for _, why in attachments.harmed(look)] == ["附件缺失"]


def test_a_broken_audit_chain_is_backed_up_and_said(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        book.line.driver.execute("DROP TRIGGER act_no_update")
        book.line.driver.execute("UPDATE act SET reason = '改过'")
        made = backed_up(book)
        assert "第 1 条的内容与散列不符" in made.audit
        check(made)


def test_a_copy_with_dangling_references_is_not_kept(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        good = backed_up(book)
        book.line.driver.execute("PRAGMA foreign_keys=OFF")
        book.line.driver.execute(
            "INSERT INTO attachment_link (id, uid, attachment_id, owner_table, owner_uid, role, "
            "position, act_seq) VALUES (1, 'u', 77, 't', 'o', 'r', 1, 1)"
        )
        with pytest.raises(
            Trouble, match="备份核验没有通过（attachment_link 的引用不成立）"
        ) as told:
            backed_up(book)
        assert "以前的备份没有改动" in told.value.sentence
        assert [p.name for p in manifests.copies_in(good.path.parent)] == [good.path.name]
        assert not list(book.folder.rglob("*.part*"))


def test_surplus_bytes_are_not_copied(tmp_path: Path) -> None:
    """Row 20."""
    folder = fresh_folder(tmp_path)
    size = (folder / "book.db").stat().st_size
    with (folder / "book.db").open("ab") as file:
        file.write(b"\xee" * 5000)
    with Book.open(folder) as book:
        assert book.notices[0].number == "E-DB-20"
        made = backed_up(book)
    assert made.size == made.path.stat().st_size == size
    check(made)


# Finding one


def test_a_backup_is_found_by_file_manifest_or_folder(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        place = tmp_path / "U盘" / "备份"
        old = backed_up(book, place, NOW)
        save_scan(book, 1)
        new = backed_up(book, place, NOW + timedelta(days=1))
    assert find_backup(old.path) == old
    assert find_backup(old.path.with_suffix(".json")) == old
    assert find_backup(place) == new
    assert find_backup(tmp_path / "U盘") == new
    for wrong, told in (
        (tmp_path / "没有", "这里没有备份"),
        (tmp_path / "没有.db", "找不到备份"),
        (tmp_path, "这里没有备份"),
    ):
        with pytest.raises(Trouble, match=told) as trouble:
            find_backup(wrong)
        assert trouble.value.number == "E-DB-23"
    with Book.create(tmp_path / "另一个") as other:
        backed_up(other, tmp_path / "U盘" / "别家")
    with pytest.raises(Trouble, match="几个数据文件夹的备份"):
        find_backup(tmp_path / "U盘")


# Row 30: a damaged one is refused


def damage(manifest: Manifest, dice: random.Random) -> str:
    """One kind of damage to one file of the backup; what was done."""
    store = Vault(manifest.path.parent, None)
    some = [store.path(sha) for sha, _ in manifest.attachments]
    path = dice.choice([manifest.path, manifest.path.with_suffix(".json"), *some])
    content = bytearray(path.read_bytes())
    way = dice.choice(["flip", "cut", "empty", "gone", "surplus"])
    if way == "flip":
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    elif way == "cut":
        del content[dice.randrange(len(content)) :]
    elif way == "empty":
        content.clear()
    elif way == "surplus":
        content += b"\xee" * dice.randrange(1, 5000)
    if way == "gone":
        path.unlink()
    else:
        path.write_bytes(content)
    return f"{way} {path.name}"


@pytest.mark.parametrize("key", KEYS)
def test_any_damage_to_a_backup_is_found(
    tmp_path: Path, pytestconfig: pytest.Config, key: bytes | None
) -> None:
    with with_attachments(fresh_book(tmp_path, key)) as book:
        for n in range(5):
            save_scan(book, 1000 + n)
        with book.act(CLERK, "x") as page:
            attachments.keep(page, PDF + b"last", "末.pdf")
    # rows without a file of their own would only be "missing"; here every file counts
    whole = tmp_path / "whole"
    with Book.open(tmp_path / "数据", key=key) as book:
        made = backed_up(book, whole)
    dice = random.Random(20260501)
    for number in range(400 if pytestconfig.getoption("--all") else 40):
        place = tmp_path / f"d{number}"
        shutil.copytree(whole, place)
        listed = tuple(a for a in made.attachments if a[0] not in made.missing)
        copy = read_manifest(place / made.path.name)
        what = damage(_only(copy, listed), dice)
        with pytest.raises(Trouble) as told:
            check(find_backup(place / made.path.name), key)
        assert told.value.number in ("E-DB-30", "E-DB-23"), what
        assert "备份" in told.value.sentence, what
        shutil.rmtree(place)


def _only(manifest: Manifest, listed: tuple[tuple[str, int], ...]) -> Manifest:
    return replace(manifest, attachments=listed)


def test_a_manifest_that_was_written_anew_does_not_hide_another_book(tmp_path: Path) -> None:
    """Whoever forges the manifest's seal still has to make the copy agree with it."""
    with with_attachments(fresh_book(tmp_path)) as book:
        made = backed_up(book)
        save_scan(book, 50)
        other = backed_up(book)
    shutil.copy(other.path, made.path)
    with pytest.raises(Trouble, match="已损坏"):
        check(read_manifest(made.path))
    forged = replace(made, sha256=other.sha256, size=other.size)
    manifests.write_manifest(forged)
    with pytest.raises(Trouble, match="审计末条与清单不符"):
        check(read_manifest(made.path))


def test_a_wrong_key_is_told(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path, KEY)) as book:
        made = backed_up(book)
    with pytest.raises(Trouble, match="已加密，需要密码"):
        check(made)
    with pytest.raises(Trouble, match="密码不对"):
        check(made, bytes(32))


def test_a_newer_backup_is_refused(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        made = backed_up(book)
    with pytest.raises(Trouble, match="更高版本") as told:
        check(replace(made, schema=99))
    assert told.value.number == "E-DB-24"
    text = made.path.with_suffix(".json").read_text(encoding="utf-8")
    body = json.loads(text)
    del body["seal"]
    body["manifest"] = 2
    body["seal"] = manifests._seal(body)
    made.path.with_suffix(".json").write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(Trouble, match="更高版本"):
        read_manifest(made.path)


# Thinning


def again(made: Manifest, moment: datetime) -> Manifest:
    """The same backup, as if it had been made at another moment."""
    path = made.path.with_name(f"{moment:%Y%m%dT%H%M%SZ}-{made.head_seq:06d}.db")
    shutil.copy(made.path, path)
    copy = replace(made, path=path, made_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    manifests.write_manifest(copy)
    return copy


def test_old_generations_are_thinned_and_others_libraries_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "U盘"
    with Book.create(tmp_path / "另一个") as other:
        stranger = backed_up(other, place, NOW - timedelta(days=900))
    with with_attachments(fresh_book(tmp_path)) as book:
        made = backed_up(book, place, NOW)
    for days in range(44, 0, -1):
        again(made, NOW - timedelta(days=days))
    gone = thin(place, made.book)
    left = manifests.copies_in(place)
    assert len(gone) == 15  # of 45 days 30 stay; the last of October is one of them
    assert len(left) == 45 - 15 + 1
    assert stranger.path in left
    for manifest in manifests_in(place)[0]:
        check(manifest)
    assert thin(place, made.book) == []


@pytest.mark.parametrize("harm", ["flip", "gone", "scan"])
def test_nothing_is_thinned_while_the_newest_cannot_be_shown_whole(
    tmp_path: Path, harm: str
) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        made = backed_up(book, now=NOW)
    for days in range(40, 0, -1):
        again(made, NOW - timedelta(days=days))
    place = made.path.parent
    before = len(manifests.copies_in(place))
    if harm == "flip":
        content = bytearray(made.path.read_bytes())
        content[5000] ^= 1
        made.path.write_bytes(content)
    elif harm == "gone":
        made.path.unlink()
        made.path.write_bytes(b"")
    else:
        Vault(place, None).path(made.attachments[0][0]).unlink()
    assert thin(place, made.book) == []
    assert len(manifests.copies_in(place)) == before


def test_scans_of_thinned_generations_go_after_thirty_days(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        place = book.folder / "backups"
        made = backed_up(book)
        for hour in range(9):
            again(made, NOW - timedelta(hours=hour))
        store = Vault(place, None)
        old, young = store.put(PDF + b"old"), store.put(PDF + b"young")
        long_ago = time.time() - 31 * 86400
        for _, path in store.files():
            if path.name != young:
                os.utime(path, (long_ago, long_ago))
        assert len(thin(place, made.book)) == 2
        assert not store.path(old).exists()
        assert store.path(young).exists()
        check(made)


def test_an_unreadable_manifest_keeps_every_scan(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        place = book.folder / "backups"
        first = backed_up(book, now=NOW - timedelta(days=400))
        made = backed_up(book)
        for hour in range(9):
            again(made, NOW - timedelta(hours=hour))
        first.path.with_suffix(".json").write_bytes(b"{")
        store = Vault(place, None)
        orphan = store.path(store.put(PDF + b"orphan"))
        os.utime(orphan, (0, 0))
        assert len(thin(place, made.book)) == 2
        assert orphan.exists()
        assert first.path.exists()


# Rows 4 and 17: the place fails


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
    failed = 0
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
                full = "磁盘已满" in told.sentence
                assert full is (code == FULL), (k, told.sentence)
                assert files_of(place) == before, k
            disk.fails_at = None
            assert len(scans(book)) == 3
            before = files_of(place)
        check(good)
        check(backed_up(book, place))
    assert failed > 5


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
    folder = fresh_folder(tmp_path, key=key)
    with Book.open(folder, key=key) as book:
        with_attachments(book, 5)
    place = folder / "backups"
    dice = random.Random(11)
    seen, kills = 0, 150 if pytestconfig.getoption("--all") else 8
    for kill in range(kills):
        pid, reading = forked(partial(_back_up_for_ever, folder, key, kill))
        assert os.read(reading, 1) == b">"
        began = time.monotonic()
        first = os.read(reading, 100).decode()
        time.sleep(dice.uniform(0.0, 1.5 * (time.monotonic() - began)))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        acknowledged = (first + all_of(reading).decode()).split()
        found = {path.name for path in manifests.copies_in(place)}
        assert set(acknowledged) <= found
        for path in manifests.copies_in(place):
            check(read_manifest(path), key)
        seen += len(found)
        with Book.open(folder, key=key) as book:
            check(backed_up(book), key)
            assert not list(place.glob("*.part*"))
        shutil.rmtree(place)
    assert seen >= kills


def _back_up_for_ever(folder: Path, key: bytes | None, kill: int, pipe: int) -> None:
    book = Book.open(folder, key=key)
    os.write(pipe, b">")
    for number in range(10_000):
        with book.act(CLERK, "attachment.add") as page:
            attachments.keep(page, PDF + f"{kill}-{number}".encode() * 50, "新.pdf")
        made = backed_up(book)
        os.write(pipe, f"{made.path.name}\n".encode())
