"""Opening: what is not ours, not whole, too new, in use or not writable is told and untouched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from medtech_desktop.domain.trouble import InUse, Trouble
from medtech_desktop.store import connection
from medtech_desktop.store.backups import copy_verified
from medtech_desktop.store.book import Book
from medtech_desktop.store.lock import LOCK_NAME
from medtech_desktop.store.migrating import SCHEMA
from tests.books import KEY, KEYS, fresh_book, fresh_folder
from tests.store.children import answer_of
from tests.store.slips import save_scan, scans


def state_of(folder: Path) -> dict[str, str]:
    """Every file and the hash of its bytes."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def refused(folder: Path, match: str, number: str, key: bytes | None = None) -> Trouble:
    """The folder is refused with this message, and not one byte of it changes."""
    before = state_of(folder) if folder.is_dir() else {}
    with pytest.raises(Trouble, match=match) as told:
        Book.open(folder, key=key)
    assert told.value.number == number
    assert told.value.remedy
    assert (state_of(folder) if folder.is_dir() else {}) == before
    return told.value


def folder_with(tmp_path: Path, content: bytes) -> Path:
    folder = tmp_path / "选错的"
    folder.mkdir()
    (folder / "book.db").write_bytes(content)
    return folder


# Row 23


def test_a_missing_book_is_not_made(tmp_path: Path) -> None:
    refused(tmp_path / "没有", "找不到数据文件夹", "E-DB-23")
    assert not (tmp_path / "没有").exists()
    (tmp_path / "空").mkdir()
    refused(tmp_path / "空", "文件夹中没有数据文件", "E-DB-23")
    assert list((tmp_path / "空").iterdir()) == []


def test_an_empty_file_is_not_made_into_a_book(tmp_path: Path) -> None:
    trouble = refused(folder_with(tmp_path, b""), "数据文件是空的", "E-DB-23")
    assert "没有新建" in trouble.remedy


# Rows 21 and 22


def xlsx(path: Path) -> None:
    openpyxl.Workbook().save(path)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (xlsx, "Excel、Word 或压缩文件"),
        (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "旧版 Excel"),
        (lambda p: p.write_bytes(b"%PDF-1.7\n" + bytes(600)), "PDF 文件"),
        (lambda p: p.write_bytes(b"\xff\xd8\xff\xe0" + bytes(600)), "图片"),
        (lambda p: p.write_text("姓名,工号\n王䶮,7\n" * 50, encoding="utf-8"), "文本文件"),
        (lambda p: p.write_text("<html>" + "x" * 200, encoding="utf-8"), "网页"),
        (lambda p: p.write_text("{" + "}" * 200, encoding="utf-8"), "JSON"),
    ],
)
def test_another_kind_of_file_is_named(
    tmp_path: Path, make: Callable[[Path], object], kind: str
) -> None:
    folder = tmp_path / "选错的"
    folder.mkdir()
    make(folder / "book.db")
    refused(folder, f"这不是本软件的数据文件（看起来是{kind}", "E-DB-21")
    refused(folder, f"看起来是{kind}", "E-DB-21", key=KEY)
    other = tmp_path / "名单.xlsx"
    shutil.copy(folder / "book.db", other)
    with pytest.raises(Trouble, match=f"看起来是{kind}"):
        Book.open(other)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "别人的"
    folder.mkdir()
    other = sqlite3.connect(folder / "book.db")
    other.execute("PRAGMA user_version=1")
    other.execute("CREATE TABLE notes (text)")
    other.execute("INSERT INTO notes VALUES ('内容')")
    other.commit()
    other.close()
    refused(folder, "这是其他程序的数据库，不是本软件的数据文件；没有改动它", "E-DB-22")
    assert sorted(p.name for p in folder.iterdir()) == ["book.db"]


def test_a_book_under_another_name_is_explained(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    (folder / "book.db").rename(folder / "旧.db")
    with pytest.raises(Trouble, match="请选择数据文件夹"):
        Book.open(folder / "旧.db")


# Row 24


@pytest.mark.parametrize("key", KEYS)
def test_a_newer_book_is_refused_unchanged(tmp_path: Path, key: bytes | None) -> None:
    with fresh_book(tmp_path, key) as book:
        save_scan(book, 1)
        folder = book.folder
        book.line.driver.execute(f"PRAGMA user_version={SCHEMA + 1}")
    told = refused(
        folder, f"由更高版本创建（数据版本 {SCHEMA + 1}，本程序到 {SCHEMA}）", "E-DB-24", key
    )
    assert "请升级" in told.remedy


# Row 27, as far as keys exist


def test_keys_that_do_not_fit(tmp_path: Path) -> None:
    secret = fresh_folder(tmp_path, "密", KEY)
    refused(secret, "数据文件已加密", "E-DB-27")
    refused(secret, "密码不对", "E-DB-27", key=bytes(32))
    refused(fresh_folder(tmp_path, "明"), "没有加密", "E-DB-27", key=KEY)


# Rows 18 and 20


@pytest.mark.parametrize("key", KEYS)
def test_a_truncated_book_is_refused_at_every_size(
    tmp_path: Path, pytestconfig: pytest.Config, key: bytes | None
) -> None:
    folder = fresh_folder(tmp_path, key=key)
    whole = (folder / "book.db").read_bytes()
    sizes = 100 if pytestconfig.getoption("--all") else 12
    for n in range(sizes):
        size = 1 + n * len(whole) // sizes
        (folder / "book.db").write_bytes(whole[: size - size % (4096 if n % 2 else 1) or 1])
        with pytest.raises(Trouble, match="没有改动它") as told:
            Book.open(folder, key=key)
        if key is None and size > 100:
            assert "数据文件不完整（应有" in told.value.sentence
    (folder / "book.db").write_bytes(whole)
    Book.open(folder, key=key).close()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("surplus", [1, 511, 4096, 9000])
def test_surplus_bytes_are_told_and_a_copy_is_free_of_them(
    tmp_path: Path, key: bytes | None, surplus: int
) -> None:
    with fresh_book(tmp_path, key) as book:
        save_scan(book, 1)
        folder = book.folder
    clean = (folder / "book.db").stat().st_size
    with (folder / "book.db").open("ab") as file:
        file.write(b"\xee" * surplus)
    with Book.open(folder, key=key) as book:
        (notice,) = book.notices
        assert f"多出 {surplus} 字节" in notice.sentence
        assert notice.number == "E-DB-20"
        save_scan(book, 2)
        copy_verified(book.line, tmp_path / "copy.db")
        assert len(scans(book)) == 2
    assert (tmp_path / "copy.db").stat().st_size <= clean + 8 * 4096
    shutil.copy(tmp_path / "copy.db", folder / "book.db")
    with Book.open(folder, key=key) as book:
        assert book.notices == []
        assert len(scans(book)) == 2


# Row 9


def without_rights(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in folder.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path(tempfile.gettempdir()):
            parent.chmod(parent.stat().st_mode | 0o011)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights; Windows has its own test")
def test_a_folder_without_the_right_to_write_opens_read_only(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        save_scan(book, 1)
        folder = book.folder
    without_rights(folder)
    before = state_of(folder)

    def as_nobody() -> dict[str, object]:
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        with Book.open(folder) as book:
            told = ""
            try:
                save_scan(book, 2)
            except Trouble as trouble:
                told = f"{trouble.sentence} {trouble.number}"
            return {"read_only": book.read_only, "scans": len(scans(book)), "told": told}

    assert answer_of(as_nobody) == {
        "read_only": True,
        "scans": 1,
        "told": "数据文件以只读方式打开，不能修改，原数据完好 E-DB-09",
    }
    assert state_of(folder) == before
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)


def test_two_may_look_at_once(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        save_scan(book, 1)
        folder = book.folder
    with Book.open(folder, read_only=True) as one, Book.open(folder, read_only=True) as two:
        assert len(scans(one)) == len(scans(two)) == 1


# Rows 10, 11 and 12


def test_a_second_instance_is_refused_by_host_and_user(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        save_scan(book, 1)

        def second() -> dict[str, object]:
            try:
                Book.open(book.folder)
            except InUse as told:
                return {"host": told.host, "user": told.user, "sentence": told.sentence}
            return {}

        told = answer_of(second)
        holder = json.loads((book.folder / LOCK_NAME).read_text(encoding="utf-8"))
        assert told["host"] == holder["host"]
        assert told["user"] == holder["user"]
        assert f"主机 {holder['host']} 用户 {holder['user']} 使用（自 " in str(told["sentence"])
        assert save_scan(book, 2) == 2


def test_an_instance_on_another_pc_is_named(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        other = {"host": "医务科-02", "user": "李科长", "since": "2026-11-22 08:00:00", "pid": 7}
        (book.folder / LOCK_NAME).write_text(json.dumps(other), encoding="utf-8")
        with pytest.raises(
            InUse, match="主机 医务科-02 用户 李科长 使用（自 2026-11-22 08:00:00）"
        ):
            Book.open(book.folder)


def test_the_lock_file_is_only_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own lock still stands when somebody deletes book.lock."""
    with fresh_book(tmp_path) as book:
        (book.folder / LOCK_NAME).unlink()
        monkeypatch.setattr(connection, "BUSY_MS", 50)
        for way in ("rw", "ro"):

            def second(read_only: bool = way == "ro") -> dict[str, object]:
                try:
                    Book.open(book.folder, read_only=read_only)
                except Trouble as told:
                    return {"number": told.number}
                return {}

            assert answer_of(second) == {"number": "E-DB-10"}
        save_scan(book, 1)


@pytest.mark.parametrize("content", [b"\x00\xff garbage", b"{}", b"x" * 9000])
def test_a_stale_lock_opens_without_a_question(tmp_path: Path, content: bytes) -> None:
    folder = fresh_folder(tmp_path)
    (folder / LOCK_NAME).write_bytes(content)
    with Book.open(folder) as book:
        assert book.unclean_last_exit
        assert book.notices[0].sentence == "上次未正常退出，已自动恢复到最后一次保存"
    with Book.open(folder) as book:
        assert not book.unclean_last_exit


def test_a_failed_opening_does_not_forget_the_unclean_exit(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path, key=KEY)
    (folder / LOCK_NAME).write_text("{}", encoding="utf-8")
    refused(folder, "密码不对", "E-DB-27", key=bytes(32))
    with Book.open(folder, key=KEY) as book:
        assert book.unclean_last_exit
