"""登记的一片：几千例化成紧凑的字节，子进程送出，主程序存着，用时才展开。

Columns of numbers as arrays and words by their number in the slice, so that a million
cases take some hundred bytes each; nothing in a frame can run or name anything.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

CASES = 5_000
"""一片里至多几例。"""

SURGERY_FIELDS = (
    *("index", "key", "content", "ref", "line", "site_id", "department_id", "said_department"),
    *("day", "started", "ended", "patient_key", "patient_number", "admission", "emergency"),
    *("cancelled", "consent", "research", "complication", "died", "returned", "discussed"),
)
LINE_FIELDS = (
    *("surgery_index", "index", "ordinal", "code_id", "said_code", "said_name", "person_id"),
    *("said_person", "grade"),
)
_TABLES = ("nkkTnddTDmmpTTfcffffff", "nnndTTdTd", "ncdT")
"""一栏怎样存：n 数 k 长数 p 长数或无 d 编号或无 D 日 m 分钟或无 f 是否或无 c 小数 T 写法或无。"""
_EVERY = tuple(tuple(range(len(types))) for types in _TABLES)
_OUTLINE = ((0, 1, 2, 3, 4, SURGERY_FIELDS.index("day")), (0,), ())
_ARRAYS = dict(zip("nkpdDmfcT", "iqqiiibbi", strict=True))
LENGTH = struct.Struct("<I")
"""一块、一帧之前的长度。"""
_DAY = 1440


@dataclass(frozen=True, slots=True)
class LogSlice:
    """一片登记，按文件里的次序；各编号自 0 起，通贯整个文件。

    ``surgeries`` as ``SURGERY_FIELDS`` (day "2026-03-05", times "2026-03-05T08:30"),
    ``lines`` as ``LINE_FIELDS``; ``participants`` (line index, role, person id, said).
    What is not known is None; ``ref`` is "" then and ``cancelled`` always 0 or 1.
    """

    surgeries: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    participants: list[tuple[Any, ...]] = field(default_factory=list)


class _Words(dict[str | None, int]):
    """写法 → 在这一片里的号；0 是没有写。"""

    def __missing__(self, word: str | None) -> int:
        number = self[word] = len(self)
        return number


Columns = Sequence[Sequence[Any]]


def packed_slice(surgeries: Columns, lines: Columns, participants: Columns) -> bytes:
    """一片的字节，三张表各按列。``day`` is an ordinal here, times are minutes counted in days."""
    words = _Words({None: 0})
    blobs: list[bytes] = []
    for types, columns in zip(_TABLES, (surgeries, lines, participants), strict=True):
        blobs += [
            _column(kind, column, words)
            for kind, column in zip(types, columns or [()] * len(types), strict=True)
        ]
    told = "\0".join([word or "" for word in words]).encode()
    return b"".join(part for blob in (told, *blobs) for part in (LENGTH.pack(len(blob)), blob))


def _column(kind: str, column: Sequence[Any], words: _Words) -> bytes:
    numbers: Iterable[int] = column
    if kind == "T":
        numbers = map(words.__getitem__, column)
    elif kind in "pmf":
        numbers = [-1 if value is None else value for value in column]
    elif kind == "d":
        numbers = [value or 0 for value in column]
    return array(_ARRAYS[kind], numbers).tobytes()


def unpacked_slice(data: bytes) -> LogSlice:
    """``packed_slice`` 的反向。"""
    return _unpacked(data, _EVERY)


def unpacked_outline(data: bytes) -> LogSlice:
    """一片的轮廓，比较用：各例的前五栏（键、内容、行号）与日子，各项属于哪一例；没有参与者。"""
    return _unpacked(data, _OUTLINE)


def _unpacked(data: bytes, wanted: Sequence[Sequence[int]]) -> LogSlice:
    blobs = _blobs(data)
    words: list[str | None] = [None, *next(blobs).decode().split("\0")[1:]]
    tables = []
    for types, places in zip(_TABLES, wanted, strict=True):
        mine = [next(blobs) for _ in types]
        columns = [_values(types[at], mine[at], words) for at in places]
        tables.append(list(zip(*columns, strict=True)))
    return LogSlice(*tables)


def _blobs(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        (length,) = LENGTH.unpack_from(data, at)
        at += LENGTH.size
        yield data[at : at + length]
        at += length


def _values(kind: str, data: bytes, words: list[str | None]) -> Iterable[Any]:
    numbers = array(_ARRAYS[kind])
    numbers.frombytes(data)
    match kind:
        case "T":
            return [words[number] for number in numbers]
        case "D":
            return map(_iso, numbers)
        case "m":
            return [None if number < 0 else _moment(number) for number in numbers]
        case "p" | "f":
            return [None if number < 0 else number for number in numbers]
        case "d":
            return [number or None for number in numbers]
        case _:
            return numbers


@lru_cache(50_000)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(1440)
def _clock(minute: int) -> str:
    return f"T{minute // 60:02d}:{minute % 60:02d}"


def _moment(minutes: int) -> str:
    return _iso(minutes // _DAY) + _clock(minutes % _DAY)
