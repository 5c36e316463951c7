"""数据表：把整本登记写成多张工作表的 xlsx；各行产生一次、写一次，只有文本单元格。

For many plain rows: no borders and no merged cells, so that a sheet can be sorted and
filtered at once.  Nothing is cut: a cell longer than a cell can be goes on in the last
sheet, and a sheet longer than a sheet can be goes on in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_ROWS = 1_048_575
"""一张工作表的行数（栏名除外）。"""
MOST_CHARACTERS = 32_000
"""一格写得下的字数（以 UTF-16 计，Excel 的上限是 32,767）。"""
OVERFLOW = "过长的内容"
OVERFLOW_COLUMNS = ("工作表", "行", "栏", "序", "内容")
_NAME_LENGTH = 31
_FORBIDDEN = re.compile(r"[\\/*?:\[\]]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST, _NARROWEST = 60, 8


@dataclass(frozen=True, slots=True)
class Table:
    """一张数据表：工作表名、栏名、各行（与栏名等长；可以是产生器，只走一遍）。"""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[str]] = field(default=())


@dataclass(slots=True)
class _Long:
    """过长的一格。"""

    sheet: str
    row: int
    column: str
    parts: list[str]


def render_tables(tables: Sequence[Table]) -> bytes:
    """工作簿的字节；同样的内容字节相同。raises ValueError for a row of another length."""
    from openpyxl import Workbook

    from medtech_desktop.documents import xlsx

    book = Workbook(write_only=True)
    try:
        _write_all(book, tables)
    except BaseException:
        for sheet in book.worksheets:  # or openpyxl complains of the files left open
            sheet.close()
        raise
    book.properties.creator = ""
    book.properties.created = datetime(*xlsx.EPOCH)  # noqa: DTZ001 - a fixed stamp, no clock
    buffer = BytesIO()
    book.save(buffer)
    return xlsx.same_bytes(buffer.getvalue())


def _write_all(book: Workbook, tables: Sequence[Table]) -> None:
    long: list[_Long] = []
    for table, name in zip(tables, sheet_names([table.name for table in tables]), strict=True):
        _write_table(book, table, name, long)
    if long:
        rows = [
            (item.sheet, str(item.row), item.column, str(number), part)
            for item in long
            for number, part in enumerate(item.parts, 1)
        ]
        name = sheet_names([*book.sheetnames, OVERFLOW])[-1]
        _write_table(book, Table(OVERFLOW, OVERFLOW_COLUMNS, rows), name, [])


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """工作表名：去掉不许的字符，31 字以内，不重名（不分大小写）。"""
    found: list[str] = []
    for name in wanted:
        clean = _FORBIDDEN.sub("_", name).strip("' ")[:_NAME_LENGTH] or "表"
        unique, number = clean, 2
        while unique.lower() in (known.lower() for known in found):
            tail = f"（{number}）"
            unique, number = clean[: _NAME_LENGTH - len(tail)] + tail, number + 1
        found.append(unique)
    return found


def _write_table(book: Workbook, table: Table, name: str, long: list[_Long]) -> None:
    """一张表；行数多于一张工作表时接到「表名 2」。"""
    rows = iter(table.rows)
    page = 1
    while True:
        titled = name if page == 1 else f"{name[: _NAME_LENGTH - 5]} {page}"
        sheet = book.create_sheet(titled)
        count = _fill(sheet, titled, table.columns, rows, long)
        if count < MOST_ROWS:
            return
        page += 1


def _fill(
    sheet: WriteOnlyWorksheet,
    name: str,
    columns: tuple[str, ...],
    rows: Iterator[Sequence[str]],
    long: list[_Long],
) -> int:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    dimensions: Any = sheet.column_dimensions  # type: ignore[attr-defined]
    for at, title in enumerate(columns, 1):
        column = dimensions[get_column_letter(at)]
        column.width = min(max(_NARROWEST, 2 * len(title) + 4), _WIDEST)
        column.number_format = "@"
    sheet.freeze_panes = "A2"
    heading = [_text_cell(sheet, title) for title in columns]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    count = 0
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"{name}: {len(row)} cells under {len(columns)} columns")
        count += 1
        sheet.append(
            [
                _plain(sheet, _fitting(text, name, count + 1, title, long))
                for title, text in zip(columns, row, strict=True)
            ]
        )
        if count == MOST_ROWS:
            break
    return count


def _plain(sheet: WriteOnlyWorksheet, text: str) -> Cell | str | None:
    """一格的内容；会被当作公式或错误值的，写成明确的文本单元格。"""
    if not text:
        return None
    return _text_cell(sheet, text) if text[0] in "=#" else _escaped(text)


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    cell: Cell = WriteOnlyCell(sheet, _escaped(text))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _escaped(text: str) -> str:
    """XML 容不下的字符写成 _x0007_，Excel 打开时还原；原有的 _x0007_ 也照此护住。"""
    text = _ESCAPE_LIKE.sub("_x005F_", text)
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _fitting(text: str, sheet: str, row: int, column: str, long: list[_Long]) -> str:
    """一格写得下的字；过长的记入 ``long``，格内留一句说明。"""
    if len(text) * 7 <= MOST_CHARACTERS or _length(text) <= MOST_CHARACTERS:
        return text
    long.append(_Long(sheet, row, column, _parts(text)))
    return f"（内容过长，全文见「{OVERFLOW}」）"


def _length(text: str) -> int:
    return sum(1 + (ord(c) > 0xFFFF) for c in _escaped(text))


def _parts(text: str) -> list[str]:
    step = MOST_CHARACTERS // 7  # every character may become _x0007_
    return [text[at : at + step] for at in range(0, len(text), step)]
