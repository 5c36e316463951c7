"""文本表格：CSV、TSV；编码先看标记，再按 UTF-8、GB18030 严格解码，读不出就说明，绝不猜。"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.limits import Limits
from medtech_desktop.intake.precheck import too_much
from medtech_desktop.intake.raw_rows import BLANK, INVISIBLE, Cell, CellKind, RawRow
from medtech_desktop.intake.xlsx_sheet import too_long

_PROTECTED = re.compile(r'="([^"]*)"')
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_THREE_BYTES = re.compile(rb"[\xe3-\xe9][\x80-\xbf][\x80-\xbf]")
_ODD_ALLOWED = 3
_RESAVE_TEXT = "请用记事本或 WPS 另存为 UTF-8 编码的 CSV，或另存为 .xlsx"


def decoded(data: bytes) -> tuple[str, str]:
    """文字与编码名。raises Trouble when bytes cannot be read without guessing."""
    if data.startswith(codecs.BOM_UTF8):
        return _strict(data, "utf-8-sig", "UTF-8"), "UTF-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16", "UTF-16"), "UTF-16"
    if b"\x00" in data:
        raise Trouble(
            "这不是文本表格，或是没有标记的 UTF-16，什么也没有导入", _RESAVE_TEXT, "E-IN-08"
        )
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if _is_broken_utf8(data):
            raise _unreadable(data, error.start, "UTF-8") from error
    text = _strict(data, "gb18030", "GB18030")
    if _is_strange(text):
        raise Trouble("读不出文字：不像任何一种中文编码，什么也没有导入", _RESAVE_TEXT, "E-IN-08")
    return text, "GB18030"


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(data, error.start, name) from error


def _unreadable(data: bytes, at: int, name: str) -> Trouble:
    line = data.count(b"\n", 0, at) + 1
    return Trouble(
        f"第 {line} 行有按 {name} 读不出的字节，文件可能已损坏，什么也没有导入",
        _RESAVE_TEXT,
        "E-IN-08",
    )


def _is_broken_utf8(data: bytes) -> bool:
    """UTF-8 with some broken bytes also decodes as GB18030, as nonsense."""
    sample = data[: 1 << 20]
    good = len(_THREE_BYTES.findall(sample))
    bad = sample.decode("utf-8", "replace").count("\ufffd")
    return good >= max(bad, 1)


def _is_strange(text: str) -> bool:
    """解出来的字里有许多不像文字：私用区、控制符、没有的字。"""
    sample = text[:200_000]
    high = sum(c > "\x7f" for c in sample)
    odd = sum(unicodedata.category(c) in ("Co", "Cc", "Cn", "Cs") for c in sample if c > "\x7f")
    return odd > _ODD_ALLOWED and odd * 20 > high


def read_text_rows(path: Path, limits: Limits, notes: list[str]) -> Iterator[RawRow]:
    """逐行。blank lines are not handed over; ``notes`` fills while reading."""
    for line, fields in read_fields(path, limits, notes):
        yield _row(line, fields, limits)


def read_fields(path: Path, limits: Limits, notes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """逐行的行号与各格的文字，空白的行不给；``notes`` 边读边写。"""
    text, encoding = decoded(path.read_bytes())
    notes.append(f"按 {encoding} 编码读取")
    text = text.removeprefix("\ufeff")
    skipped = 0
    named = _SEPARATOR_LINE.match(text)
    if named:
        text, skipped = text[named.end() :], 1
    separator = named[1] if named else _separator(text)
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    before, blank = 0, 0
    try:
        for fields in reader:
            line = before + 1 + skipped
            before = reader.line_num
            if not is_blank(fields):
                blank = 0
                yield line, fields
                continue
            blank += 1
            if blank > limits.blank_rows:
                notes.append(
                    f"第 {line - blank} 行之后有 {limits.blank_rows} 行以上空白，其后没有读入"
                )
                return
    except csv.Error as error:
        raise Trouble(
            f"第 {before + 1 + skipped} 行起引号没有配对，什么也没有导入",
            "请改正这一行的引号，或另存为 .xlsx",
            "E-IN-09",
        ) from error


def is_blank(fields: list[str]) -> bool:
    """一行都是空白。"""
    return not "".join(fields).strip(INVISIBLE)


def _lines(text: str) -> Iterator[str]:
    """只在换行处断行，不像 splitlines 那样也在别的字符处断。"""
    start = 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _row(line: int, fields: list[str], limits: Limits) -> RawRow:
    cells = [field_cell(field, limits) for field in fields]
    while cells and cells[-1] is BLANK:
        cells.pop()
    if len(cells) > limits.columns:
        raise too_much(f"第 {line} 行有 {len(cells)} 列，上限 {limits.columns} 列")
    return RawRow(line, tuple(cells))


def field_cell(field: str, limits: Limits) -> Cell:
    """一格。"""
    if not field:
        return BLANK
    if len(field) > limits.characters:
        return too_long(limits)
    protected = _PROTECTED.fullmatch(field)
    return Cell(CellKind.TEXT, protected[1] if protected else field)


def _separator(text: str) -> str:
    """逗号、分号、制表符中，前几十行最像列的那个。"""
    sample = text[:20_000]
    best, most = ",", 0
    for separator in (",", "\t", ";"):
        widths = _widths(sample, separator)
        usual = max(set(widths), key=widths.count, default=1)
        score = widths.count(usual) * (usual > 1) * 1000 + usual
        if score > most:
            best, most = separator, score
    return best


def _widths(sample: str, separator: str) -> list[int]:
    widths: list[int] = []
    try:
        for fields in csv.reader(_lines(sample), delimiter=separator):
            if fields:
                widths.append(len(fields))
            if len(widths) == 50:
                break
    except csv.Error:
        pass
    return widths
