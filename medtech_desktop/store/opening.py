"""打开的次序：占用 → 文件头 → 大小 → 连接 → 版本 → 检查 → 迁移 → 日志末尾。"""

from __future__ import annotations

import getpass
import json
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import audit, manifests, migrating, restoring, sniffing
from medtech_desktop.store.connection import APPLICATION_ID, Line
from medtech_desktop.store.lock import LOCK_NAME, Lock
from medtech_desktop.store.tables import every_table

if TYPE_CHECKING:
    from medtech_desktop.store.book import Book

SMALL = 32 * 1024 * 1024
"""不超过此大小（字节）的数据文件，每次打开都整库检查（约 0.1 秒）。"""

UNCLEAN = Trouble("上次未正常退出，已自动恢复到最后一次保存", "请核对最后录入的内容", "E-DB-31")

SETTLED = Trouble(
    "上次从备份恢复时中断，现已恢复完成，换下的数据留在「恢复前」文件夹",
    "请核对最后录入的内容",
    "E-DB-31",
)


def open_book(kind: type[Book], folder: Path, *, key: bytes | None, read_only: bool) -> Book:
    """按次序打开；任何一步不通过都原样退出。raises InUse, Trouble.

    Asked for read-only, a damaged file is opened with a notice, to see what can be read.
    """
    path = folder / "book.db"
    settled = _settled(folder, read_only=read_only)
    sniffing.must_exist(folder, path)
    if not (folder / LOCK_NAME).exists():
        sniffing.sniff(path, key_given=key is not None)  # litter no stranger's folder
    lock = None if read_only else _lock(folder, path)
    line: Line | None = None
    book: Book | None = None
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
        book.unclean_last_exit = unclean
        book.notices += [UNCLEAN] * unclean + [SETTLED] * settled
        _bring_up_to_date(book, line)
        book.notices += _against_backup(book)
    except BaseException:
        if book is not None:
            line = book.line  # a failed commit opens the file anew
        if line is not None:
            line.close()
        if lock is not None:
            lock.release(clean=False)
        raise
    return book


def _settled(folder: Path, *, read_only: bool) -> bool:
    """断在最后一步的恢复先做完。"""
    if not restoring.unsettled(folder):
        return False
    trouble = Trouble(
        "上次从备份恢复时中断，需要先完成，而这里没有写入权限；没有改动它",
        "请在有写入权限的电脑上打开一次",
        "E-DB-31",
    )
    if read_only:
        raise trouble
    try:
        return restoring.settle(folder)
    except OSError as error:
        raise trouble from error


def _bring_up_to_date(book: Book, line: Line) -> None:
    schema = int(line.pragma("user_version"))
    kept = migrating.bring_up_to_date(
        line,
        book.folder,
        read_only=book.read_only,
        schema=migrating.SCHEMA,
        scripts=migrating.SCRIPTS,
    )
    _nothing_missing(line)
    book.start_run()
    if kept is not None:
        _log_migration(book, schema, kept)


def _log_migration(book: Book, before: int, kept: Path) -> None:
    from medtech_desktop.store.book import Clerk

    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = ""
    clerk = Clerk(None, "本程序", platform.node(), account)
    try:
        with book.act(clerk, "library.migrate", reason="数据升级") as page:
            page.remark(before=before, after=migrating.SCHEMA, backup=kept.name)
    except Trouble as trouble:  # the upgrade itself is saved
        book.notices.append(trouble)


def _against_backup(book: Book) -> list[Trouble]:
    """最近一份备份的锚须在审计日志中：日志的末尾被删、旧文件被换回，都会不符。"""
    from medtech_desktop.store.backup_log import RESTORED

    if any(notice.number == "E-DB-35" for notice in book.notices):
        return []
    for path in manifests.copies_in(book.folder / "backups")[:1]:
        try:
            manifest = manifests.read_manifest(path)
        except Trouble:  # the doctor tells of it
            continue
        with book.look() as look:
            mine = look.raw("SELECT uid FROM book_info")[0][0] == manifest.book
            report = audit.verify(look, manifest.head, last=1) if mine and manifest.head else None
            back = look.raw("SELECT body FROM act WHERE action = ? ORDER BY seq DESC", RESTORED)
        heads = [json.loads(body)["facts"].get("live_head") for (body,) in back]
        told = any(h and audit.parse_anchor(h)[0] >= manifest.head_seq for h in heads)
        if report is not None and not report.ok and not told:
            return [
                Trouble(
                    f"{report.why}（{manifest.said_at} 的备份记着 {manifest.head}，"
                    f"现在到 {report.head or '空'}）",
                    "数据仍可使用；请报告科长，并与备份核对",
                    "E-DB-36",
                )
            ]
    return []


def _nothing_missing(line: Line) -> None:
    """每张表都在；少了的是被别的工具删掉的。raises Trouble."""
    found = {str(row[1]) for row in line.pragma_rows("table_list")}
    missing = sorted(table.name for table in every_table() if table.name not in found)
    if missing:
        raise Trouble(
            f"数据文件缺少 {'、'.join(missing[:3])} 等 {len(missing)} 张表，"
            "可能被别的工具改过，没有改动它",
            "请用最近一次核验过的备份恢复",
            "E-DB-19",
        )


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
