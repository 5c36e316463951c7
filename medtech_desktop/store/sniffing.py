"""打开之前先看文件头：不是本软件的、空的、不完整的、更新版本的，一个字节也不动。

Never called while this process has the book open: closing a second handle would
drop SQLite's locks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.connection import APPLICATION_ID, PAGE_SIZE

_PLAIN = b"SQLite format 3\x00"

_LOOKS_LIKE: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "Excel、Word 或压缩文件"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Excel 或 Word 文件"),
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
    (b"\x1f\x8b", "压缩文件"),
    (b"MZ", "程序"),
    (b"<", "网页或 XML 文件"),
    (b"{", "JSON 文件"),
)


@dataclass(frozen=True, slots=True)
class Header:
    """文件头：是否加密；加密时其余为 None。"""

    encrypted: bool
    page_size: int | None = None
    pages: int | None = None
    schema: int | None = None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)


def must_exist(folder: Path, path: Path) -> None:
    """文件夹与数据文件都在。raises Trouble (E-DB-23); nothing is created."""
    remedy = "请选择数据文件夹；没有新建空的数据文件"
    if not folder.is_dir():
        raise Trouble(f"找不到数据文件夹：{folder}", remedy, "E-DB-23")
    if not path.is_file():
        raise Trouble(f"文件夹中没有数据文件 {path.name}：{folder}", remedy, "E-DB-23")


def sniff(path: Path, *, key_given: bool) -> Header:
    """看文件头。raises Trouble: 空文件、其他文件、其他程序的数据库、加密而无密码。"""
    head = _head(path)
    if not head:
        raise Trouble(
            f"数据文件是空的（0 字节）：{path}",
            "请用最近一次核验过的备份恢复；没有新建空的数据文件",
            "E-DB-23",
        )
    if head.startswith(_PLAIN):
        return _plain(head, path, key_given=key_given)
    kind = _kind(head)
    if kind:
        raise Trouble(
            f"这不是本软件的数据文件（看起来是{kind}），没有改动它",
            "请选择数据文件夹",
            "E-DB-21",
        )
    if not key_given:
        raise Trouble(
            "数据文件已加密，或文件开头已损坏；没有改动它",
            "请输入密码；没有设过密码的，请用最近一次核验过的备份恢复",
            "E-DB-27",
        )
    return Header(encrypted=True)


def _kind(head: bytes) -> str:
    for magic, kind in _LOOKS_LIKE:
        if head.startswith(magic) and (len(magic) > 1 or _is_text(head)):
            return kind
    return "文本文件" if _is_text(head) else ""


def _is_text(head: bytes) -> bool:
    if any(b < 0x20 and b not in b"\t\r\n" for b in head):
        return False
    for cut in range(4):  # the 100th byte may fall inside a character
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False


def _plain(head: bytes, path: Path, *, key_given: bool) -> Header:
    if len(head) < 100:
        raise truncated(path, PAGE_SIZE, path.stat().st_size)
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise Trouble(
            "这是其他程序的数据库，不是本软件的数据文件；没有改动它",
            "请选择数据文件夹",
            "E-DB-22",
        )
    if key_given:
        raise Trouble("数据文件没有加密，不需要密码；没有改动它", "请不带密码打开", "E-DB-27")
    size = int.from_bytes(head[16:18], "big")
    return Header(
        encrypted=False,
        page_size=65536 if size == 1 else size,
        pages=int.from_bytes(head[28:32], "big"),
        schema=int.from_bytes(head[60:64], "big"),
    )


def hot_journal(path: Path) -> bool:
    """有未了结的回滚日志：上次保存到一半断了，打开时会自动撤回。

    A journal whose first byte is still 0 was never made valid: nothing to undo.
    """
    journal = path.with_name(path.name + "-journal")
    if not journal.is_file():
        return False
    with journal.open("rb") as file:
        return file.read(1) not in (b"", b"\0")


def truncated(path: Path, expected: int, actual: int) -> Trouble:
    """数据文件比文件头所说的短。"""
    return Trouble(
        f"数据文件不完整（应有 {expected} 字节，只有 {actual} 字节），已停止打开，没有改动它",
        "请用最近一次核验过的备份恢复",
        "E-DB-18",
    )


def check_size(path: Path, page_size: int, pages: int) -> Trouble | None:
    """大小与页数相符；多出内容返回一条提示。raises Trouble when it is too short."""
    expected, actual = page_size * pages, path.stat().st_size
    if actual < expected:
        raise truncated(path, expected, actual)
    if actual > expected:
        return Trouble(
            f"数据文件末尾多出 {actual - expected} 字节不属于本软件的内容，已忽略，原数据完好",
            "请做一次备份（备份中不含这些内容），并检查硬盘与杀毒软件",
            "E-DB-20",
        )
    return None


def too_new(found: int, known: int) -> Trouble:
    """由更高版本创建。"""
    return Trouble(
        f"数据文件由更高版本创建（数据版本 {found}，本程序到 {known}），没有改动它",
        "请升级本软件后再打开",
        "E-DB-24",
    )
