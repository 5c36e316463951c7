"""xls 里的错误值：calamine 把 #REF! 之类读成空白，这里直接在记录里找出它们的位置。

Reads only the record headers of BIFF5/8 inside the OLE container.  Anything unusual gives
None (not known), never an exception: the caller then tells the user to look at blanks.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_SECTOR_MARK = 0xFFFFFFFA  # from here on a number is a mark, not a sector
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"}
_ERRORS |= {0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BOUNDSHEET, _BOF, _EOF, _FORMULA, _BOOLERR, _FILEPASS = 0x85, 0x809, 0x0A, 0x06, 0x205, 0x2F
_BIFF8 = 0x600


def error_cells(content: bytes, sheet: str) -> dict[tuple[int, int], str] | None:
    """一张表里的错误值：（行自 1，列自 0）→ 「#REF!」；读不出时为 None。"""
    try:
        stream = _workbook_stream(content)
        start = _sheet_start(stream, sheet)
        return dict(_errors(stream, start))
    except (struct.error, IndexError, ValueError, UnicodeDecodeError, KeyError):
        return None


def _workbook_stream(content: bytes) -> bytes:
    """OLE 容器里的 Workbook（或 Book）流。"""
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    directory, cutoff, mini_fat = (struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60))
    size = 1 << shift
    table = _allocation(content, size)
    entries = _chain(content, table, directory, size)
    named: dict[str, tuple[int, int]] = {}
    for at in range(0, len(entries) - 127, 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le")
        named[name] = struct.unpack_from("<II", entries, at + 116)
    start, length = named.get("Workbook") or named["Book"]
    if length >= cutoff:
        return _chain(content, table, start, size)[:length]
    root = _chain(content, table, named["Root Entry"][0], size)
    raw = _chain(content, table, mini_fat, size)
    mini = list(struct.unpack(f"<{len(raw) // 4}I", raw))
    return _chain(root, mini, start, 1 << mini_shift, first=0)[:length]


def _allocation(content: bytes, size: int) -> list[int]:
    """扇区分配表；its sectors are listed in the header and in a chain behind it."""
    sectors = list(struct.unpack_from("<109I", content, 76))
    following, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        at = (following + 1) * size
        listed = struct.unpack_from(f"<{size // 4}I", content, at)
        sectors += listed[:-1]
        following = listed[-1]
    table: list[int] = []
    for sector in sectors:
        if sector < _SECTOR_MARK:
            table += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    return table


def _chain(content: bytes, table: list[int], start: int, size: int, first: int = 1) -> bytes:
    """一串扇区的内容；``first`` 为容器开头占的扇区数。raises ValueError for a loop."""
    parts: list[bytes] = []
    sector = start
    while sector < _SECTOR_MARK:
        if len(parts) > len(table):
            raise ValueError("loop")
        at = (sector + first) * size
        parts.append(content[at : at + size])
        sector = table[sector]
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheet_start(stream: bytes, sheet: str) -> int:
    """这张表的记录从哪里开始。raises KeyError when it is not there."""
    version = struct.unpack_from("<H", stream, 4)[0]
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            break
        if kind == _BOUNDSHEET and _sheet_name(data, version) == sheet:
            return int(struct.unpack_from("<I", data)[0])
        if kind == _EOF:
            break
    raise KeyError(sheet)


def _sheet_name(data: bytes, version: int) -> str:
    count = data[6]
    if version != _BIFF8:
        return data[7 : 7 + count].decode("gb18030")
    if data[7] & 1:
        return data[8 : 8 + 2 * count].decode("utf-16-le")
    return data[8 : 8 + count].decode("latin-1")


def _errors(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    depth = 0
    for kind, data in _records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth == 0:  # a chart inside the sheet has a BOF and EOF of its own
                return
        code = _error_code(kind, data)
        if code is not None and depth == 1:
            row, column = struct.unpack_from("<HH", data)
            yield (row + 1, column), _ERRORS.get(code, "#错误")
    raise ValueError("no end")


def _error_code(kind: int, data: bytes) -> int | None:
    """这条记录是不是一个错误值。"""
    if kind == _BOOLERR and data[7]:
        return data[6]
    if kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        return data[8]
    return None
