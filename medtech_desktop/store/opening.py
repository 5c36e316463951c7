"""打开的次序：占用 → 文件头 → 大小 → 连接 → 版本 → 检查 → 迁移 → 日志末尾。"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import migrating, sniffing
from medtech_desktop.store.connection import APPLICATION_ID, Line
from medtech_desktop.store.lock import LOCK_NAME, Lock

if TYPE_CHECKING:
    from medtech_desktop.store.book import Book

SMALL = 32 * 1024 * 1024
"""不超过此大小（字节）的数据文件，每次打开都整库检查（约 0.1 秒）。"""

UNCLEAN = Trouble("上次未正常退出，已自动恢复到最后一次保存", "请核对最后录入的内容", "E-DB-31")


def open_book(kind: type[Book], folder: Path, *, key: bytes | None, read_only: bool) -> Book:
    """按次序打开；任何一步不通过都原样退出。raises InUse, Trouble.

    Asked for read-only, a damaged file is opened with a notice, to see what can be read.
    """
    path = folder / "book.db"
    sniffing.must_exist(folder, path)
    if not (folder / LOCK_NAME).exists():
        sniffing.sniff(path, key_given=key is not None)  # litter no stranger's folder
    lock = None if read_only else _lock(folder, path)
    line: Line | None = None
    try:
        hot = sniffing.hot_journal(path)
        notices = _before(path, key, hot=hot)
        line = _dial(path, key, read_only=lock is None, hot=hot)
        notices = _check(line) or notices
        unclean = lock is not None and (lock.left_behind or hot)
        damage = _sound(line, unclean=unclean)
        if damage is not None:
            if not read_only:
                raise damage
            notices = [damage, *notices]
            line.close()  # after one bad page SQLCipher refuses the good ones, too
            line = _dial(path, key, read_only=True, hot=hot)
        book = kind(folder, line, lock, read_only=lock is None, notices=notices)
        if unclean:
            book.unclean_last_exit = True
            book.notices.append(UNCLEAN)
        migrating.bring_up_to_date(line, folder, read_only=book.read_only)
        book.start_run()
    except BaseException:
        if line is not None:
            line.close()
        if lock is not None:
            lock.release(clean=False)
        raise
    return book


def _lock(folder: Path, path: Path) -> Lock | None:
    if not os.access(path, os.W_OK) or not os.access(folder, os.W_OK):
        return None
    try:
        return Lock(folder)
    except OSError:
        return None


def _before(path: Path, key: bytes | None, *, hot: bool) -> list[Trouble]:
    header = sniffing.sniff(path, key_given=key is not None)
    if header.schema is not None and header.schema > migrating.SCHEMA and not hot:
        raise sniffing.too_new(header.schema, migrating.SCHEMA)
    if header.page_size is None or header.pages is None or hot:
        return []
    notice = sniffing.check_size(path, header.page_size, header.pages)
    return [notice] if notice else []


def _dial(path: Path, key: bytes | None, *, read_only: bool, hot: bool) -> Line:
    if read_only and hot:
        raise Trouble(
            "上次保存到一半断了，需要先恢复，而这里没有写入权限；没有改动它",
            "请在有写入权限的电脑上打开一次",
            "E-DB-09",
        )
    return Line(path, key, "ro" if read_only else "rw")


def _check(line: Line) -> list[Trouble]:
    if line.pragma("application_id") != APPLICATION_ID:
        raise Trouble(
            "这是其他程序的数据库，不是本软件的数据文件；没有改动它", "请选择数据文件夹", "E-DB-22"
        )
    schema = int(line.pragma("user_version"))
    if schema > migrating.SCHEMA:
        raise sniffing.too_new(schema, migrating.SCHEMA)
    size, pages = int(line.pragma("page_size")), int(line.pragma("page_count"))
    notice = sniffing.check_size(line.path, size, pages)
    return [notice] if notice else []


def _sound(line: Line, *, unclean: bool) -> Trouble | None:
    """整库检查：小文件每次打开都做，大文件只在上次未正常退出后做。"""
    if not unclean and line.path.stat().st_size > SMALL:
        return None
    try:
        found = [str(row[0]) for row in line.pragma_rows("quick_check") if row != ("ok",)]
        found += line.cipher_problems()
    except Trouble as trouble:
        return trouble
    if not found:
        return None
    return Trouble(
        "数据文件已损坏，已停止使用，没有改动它",
        f"请用最近一次核验过的备份恢复（{found[0][:80]}）",
        "E-DB-19",
    )
