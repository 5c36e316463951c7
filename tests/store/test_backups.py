"""Backups: verified before they count, cheap on scans, and never at the cost of older ones."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import attachments, manifests
from medtech_desktop.store.audit import verify
from medtech_desktop.store.backups import back_up, is_whole
from medtech_desktop.store.book import Book
from medtech_desktop.store.copies import Copy
from medtech_desktop.store.manifests import find_backup, manifests_in, read_manifest
from medtech_desktop.store.migrating import SCHEMA
from medtech_desktop.store.restoring import check
from medtech_desktop.store.vault import Vault
from tests.books import CLERK, KEYS, fresh_book, fresh_folder
from tests.store.libraries import ASKED, NOW, PDF, backed_up, files_of, with_attachments
from tests.store.slips import save_scan, scans

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
    assert (made.schema, made.encrypted, made.why) == (SCHEMA, key is not None, ASKED)
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


@pytest.mark.parametrize("key", KEYS)
def test_whoever_watches_gets_the_same_backup_and_may_stop_it(
    tmp_path: Path, key: bytes | None
) -> None:
    class Stopped(Exception):  # noqa: N818 - an outcome, not an error
        pass

    told: list[str] = []
    with with_attachments(fresh_book(tmp_path, key)) as book:
        place = tmp_path / "U盘"
        watch = lambda _done, _total, said: told.append(said)  # noqa: E731
        made = back_up(book.line, book.folder, place, ASKED, NOW, watch)
        check(made, key)
        kinds = list(dict.fromkeys(said.partition("，")[0] for said in told))
        assert kinds == ["正在复制数据文件", "正在核验备份", "正在抄扫描件"]
        before = files_of(place)
        for stop_at in kinds:

            def stop(_done: int, _total: int, said: str, wanted: str = stop_at) -> None:
                if said.startswith(wanted):
                    raise Stopped

            elsewhere = tmp_path / f"另一处{len(stop_at)}"
            for folder in (place, elsewhere):
                if folder == place and stop_at == kinds[-1]:
                    continue  # the scans are there already: nothing left to copy
                with pytest.raises(Stopped):
                    back_up(book.line, book.folder, folder, ASKED, NOW, stop)
            assert files_of(place) == before
            assert files_of(elsewhere) == {}
        assert verify_book(book)


def verify_book(book: Book) -> bool:
    """数据文件的审计链完好。"""
    with book.look() as look:
        return verify(look).ok
