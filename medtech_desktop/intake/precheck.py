"""预检：读表格之前先看文件是什么、有多大、有没有不该有的东西。只在子进程里用。

Nothing is unpacked to disk, and no part is parsed here.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.limits import MEGABYTE, Limits

TOO_MUCH = "文件过大或异常"
RESAVE = "请在 Excel 或 WPS 中打开，另存为 .xlsx 再导入"


class FileKind(StrEnum):
    """能读的文件。"""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """文件的真实种类（看内容，不看扩展名）与须告知的事。"""

    kind: FileKind
    notes: tuple[str, ...] = ()


def sniff(path: Path, limits: Limits) -> Sniffed:
    """看文件内容定种类。raises Trouble in Chinese for what cannot be read."""
    size = path.stat().st_size
    if size == 0:
        raise Trouble("文件是空的（0 字节），什么也没有导入", "请另选文件", "E-IN-01")
    if size > limits.file:
        raise too_much(f"文件有 {size / MEGABYTE:.0f} MB，上限 {limits.file // MEGABYTE} MB")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _zip(path, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(path)
    _refuse_known(head)
    return Sniffed(FileKind.TEXT)


def too_much(why: str) -> Trouble:
    """超出限度。"""
    return Trouble(f"{TOO_MUCH}：{why}，什么也没有导入", "请拆成几个文件再导入", "E-IN-02")


def damaged(why: str = "") -> Trouble:
    """文件损坏。"""
    tail = f"（{why}）" if why else ""
    return Trouble(f"文件已损坏或不是完整的表格{tail}，什么也没有导入", RESAVE, "E-IN-03")


_NOT_TABLES = {
    b"%PDF": "PDF 文件",
    b"{\\rtf": "RTF 文本",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"MZ": "程序",
    b"SQLite format 3": "数据库",
}


def _refuse_known(head: bytes) -> None:
    for start, name in _NOT_TABLES.items():
        if head.startswith(start):
            raise Trouble(f"这是{name}，不是表格，什么也没有导入", "请另选文件", "E-IN-04")
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if plain.startswith(b"<?xml") and b"spreadsheet" in plain:
        raise Trouble("这是 XML 表格（2003 格式），什么也没有导入", RESAVE, "E-IN-05")
    if plain.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")) or (
        plain.startswith((b"<?xml", b"<!--")) and b"<html" in plain
    ):
        raise Trouble("这是网页（HTML），只是名字像 Excel 文件，什么也没有导入", RESAVE, "E-IN-05")
    if plain.startswith((b"<?xml", b"<!doctype")):
        raise Trouble("这是 XML 文件，不是表格，什么也没有导入", RESAVE, "E-IN-05")


def _ole(path: Path) -> Sniffed:
    """旧版 Office 容器：加密的 xlsx、xls、et，或别的文件。"""
    content = path.read_bytes()
    if _stream(content, "EncryptedPackage"):
        raise password()
    if _stream(content, "Workbook") or _stream(content, "Book"):
        told = ("WPS 旧格式（.et）按 .xls 读取，导入后请核对",)
        return Sniffed(FileKind.XLS, told if path.suffix.lower() == ".et" else ())
    if _stream(content, "WordDocument"):
        raise Trouble("这是旧版 Word 文件，不是表格，什么也没有导入", "请另选文件", "E-IN-04")
    raise Trouble("这个旧格式文件里没有工作表，什么也没有导入", RESAVE, "E-IN-04")


def password() -> Trouble:
    """文件有打开密码。"""
    return Trouble(
        "文件有打开密码，什么也没有导入", "请在 Excel 中另存为无密码的文件再导入", "E-IN-06"
    )


def _stream(content: bytes, name: str) -> bool:
    """OLE 目录里有没有这个流：名字是 UTF-16，补零到 64 字节，再写长度。"""
    raw = name.encode("utf-16-le")
    entry = raw.ljust(64, b"\x00") + (len(raw) + 2).to_bytes(2, "little")
    return entry in content


def _zip(path: Path, limits: Limits) -> Sniffed:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as error:
        raise damaged() from error
    _refuse_big(entries, limits)
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise password()
    return Sniffed(FileKind.XLSX, _notes(names, path.suffix.lower()))


def _refuse_big(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise too_much(f"里面有 {len(entries)} 个部件，上限 {limits.entries} 个")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked:
        raise too_much(
            f"解开后有 {unpacked / MEGABYTE:.0f} MB，上限 {limits.unpacked // MEGABYTE} MB"
        )
    for entry in entries:
        if entry.file_size > limits.part:
            raise too_much(f"部件「{entry.filename[:60]}」解开后有 {entry.file_size} 字节")
        if entry.file_size > 10 * MEGABYTE and entry.file_size > limits.ratio * max(
            entry.compress_size, 1
        ):
            raise too_much(f"部件「{entry.filename[:60]}」的压缩比不正常")


def _notes(names: set[str], suffix: str) -> tuple[str, ...]:
    """按部件名认出 xlsx；别的 zip 拒绝。"""
    lower = {name.lower().lstrip("/") for name in names}
    if "xl/workbook.bin" in lower:
        raise Trouble("这是 .xlsb 文件，什么也没有导入", RESAVE, "E-IN-05")
    if "content.xml" in lower and "mimetype" in lower:
        raise Trouble("这是 .ods 或其他 OpenDocument 文件，什么也没有导入", RESAVE, "E-IN-05")
    if any(name.startswith(("word/", "ppt/")) for name in lower):
        raise Trouble("这是 Word 或演示文稿，不是表格，什么也没有导入", "请另选文件", "E-IN-04")
    if not any(name.startswith("xl/") for name in lower):
        raise Trouble("这是压缩包，不是表格，什么也没有导入", "请先解压，再选其中的表格", "E-IN-04")
    notes = []
    if any(name.endswith("vbaproject.bin") for name in lower):
        notes.append("文件里有宏，宏没有运行，只读了单元格的值")
    if any(name.startswith("xl/externallinks/") for name in lower):
        notes.append("文件引用了其他文件，没有打开它们")
    if suffix == ".et":
        notes.append("WPS 表格（.et）按 .xlsx 读取，导入后请核对")
    return tuple(notes)
