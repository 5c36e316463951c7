"""错误工作簿：不合格的行照原样列出，错的格着色，写明原因；改好后可以直接再导入。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from medtech_desktop.intake import cells, days
from medtech_desktop.intake.columns import Column, Kind, Reads
from medtech_desktop.intake.headings import IGNORED
from medtech_desktop.intake.kinds import kind_of_places
from medtech_desktop.intake.raw_rows import Cell, CellKind, Copy, RawRow
from medtech_desktop.intake.reading import Misfit
from medtech_desktop.intake.workbook_cells import (
    DAY_FORMAT,
    format_of,
    put,
    put_heading,
    saved,
)

TINT = "FFFFD9D6"
"""错的格的底色。"""

_WIDEST = 44
_UNREAD = "未读·"
_FIRST_YEAR = 1901  # what a workbook can hold as a date


class Misread(Protocol):
    """读过的一张表里不合格的：``Reading`` 与 ``LogReading`` 都是。"""

    @property
    def kind(self) -> str:
        """导入种类。"""

    @property
    def headings(self) -> tuple[str, ...]:
        """各列的栏名。"""

    @property
    def places(self) -> Mapping[str, int]:
        """栏目键 → 列。"""

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """不合格的格。"""

    @property
    def bad_rows(self) -> tuple[RawRow, ...]:
        """不合格的行，照原样。"""

    @property
    def epoch_1904(self) -> bool:
        """1904 日期系统。"""


def misfit_workbook(reading: Misread) -> bytes:
    """错误工作簿（xlsx 字节）。

    The reason and the line of the first file stand in two extra columns on the right,
    which a later import does not read; numbers that lost digits stay numbers, so that
    they are refused again until somebody types them.
    """
    kind = kind_of_places(reading.kind, reading.places)
    book = Workbook()
    page = book.worksheets[0]
    page.title = "需改正"
    columns = _columns(reading, kind)
    for at, (text, column) in enumerate(columns, 1):
        put_heading(page, 1, at, text, bool(column and column.required))
        width = max(column.width if column else 12, len(text) * 2 + 2)
        page.column_dimensions[get_column_letter(at)].width = min(width, _WIDEST)
    extra = len(columns) + 1
    for at, text in enumerate(IGNORED, extra):
        put_heading(page, 1, at, text)
    page.column_dimensions[get_column_letter(extra)].width = _WIDEST
    by_line: dict[int, list[Misfit]] = {}
    for misfit in reading.misfits:
        by_line.setdefault(misfit.line, []).append(misfit)
    for row, raw in enumerate(reading.bad_rows, 2):
        _row(page, row, raw, columns, by_line[raw.line], reading.epoch_1904)
    page.freeze_panes = "A2"
    return saved(book)


def _columns(reading: Misread, kind: Kind) -> list[tuple[str, Column | None]]:
    """原文件各列（自 A 起）的栏名与所对的栏；unnamed columns stay, without a heading."""
    keys = {at: kind.column(key) for key, at in reading.places.items()}
    width = max([len(reading.headings), *(len(row.cells) for row in reading.bad_rows)])
    columns: list[tuple[str, Column | None]] = []
    for at in range(width):
        written = reading.headings[at] if at < len(reading.headings) else ""
        column = keys.get(at)
        columns.append((column.heading if column else _spare(written), column))
    while columns and not columns[-1][0]:
        columns.pop()
    wanted = {misfit.key for misfit in reading.misfits if misfit.index < 0}
    columns += [(column.heading, column) for column in kind.columns if column.key in wanted]
    return columns


def _spare(written: str) -> str:
    """没有读的列照留，改名以免再导入时被认作别的栏；an old reason is not taken along."""
    if not written or written in IGNORED:
        return ""
    return _UNREAD + written.removeprefix(_UNREAD)


def _row(
    page: Worksheet,
    row: int,
    raw: RawRow,
    columns: list[tuple[str, Column | None]],
    misfits: list[Misfit],
    epoch_1904: bool,
) -> None:
    wrong = {misfit.index for misfit in misfits if misfit.index >= 0}
    missing = {misfit.column for misfit in misfits if misfit.index < 0}
    for at, (text, column) in enumerate(columns):
        tint = TINT if at in wrong or (text in missing and column is not None) else ""
        value = _value(raw.cell(at), column, epoch_1904) if text else None
        if tint and column is not None and column.reads is Reads.IDENTIFIER:
            value = _doubtful(value)
        number_format = DAY_FORMAT if isinstance(value, date) else format_of(column)
        if isinstance(value, datetime):
            number_format = f"{DAY_FORMAT} hh:mm:ss"
        put(page, row, at + 1, value, number_format=number_format, tint=tint)
    why = "；".join(f"{misfit.column}：{misfit.why}" for misfit in misfits)
    put(page, row, len(columns) + 1, why, tint=TINT)
    put(page, row, len(columns) + 2, str(raw.line))


def _value(cell: Cell, column: Column | None, epoch_1904: bool) -> str | float | date | None:
    """一格照原样：数字仍是数字，日期仍是日期；公式错误与超长的写成错误值，等人改。"""
    if cell.kind is CellKind.FAULT:
        return cells.error_in(cell.text)
    if cell.is_blank or cell.copy is Copy.ACROSS:
        return None
    if cell.kind is CellKind.DATE:
        return _moment(cell.text)
    if cell.kind is CellKind.NUMBER:
        return _number(cell, column, epoch_1904)
    if cell.kind is CellKind.FLAG:
        return "是" if cell.text == "1" else "否"
    return cell.text


def _doubtful(value: str | float | date | None) -> str | float | date | None:
    """错的号码写成文本，不改也仍会被拒绝：丢了零的标问号，丢了后几位的留科学记数。"""
    if not isinstance(value, float):
        return value
    short = value.is_integer() and abs(value) < 1e15
    return f"{cells.LOST}{int(value)}" if short else f"{value:.14E}"


def _moment(written: str) -> str | date:
    """日期照原样；one before 1901 has no place in a workbook and is written as text."""
    moment = datetime.fromisoformat(written)
    if moment.year < _FIRST_YEAR:
        return written
    return moment if " " in written else moment.date()


def _number(cell: Cell, column: Column | None, epoch_1904: bool) -> str | float | date:
    if cell.shown and not cells.has_lost_digits(cell):
        return cell.shown
    if column is not None and column.reads is Reads.DAY:
        found = days.day(cell, days.DayRange(date.max, epoch_1904))
        if isinstance(found, date):
            return found if found.year >= _FIRST_YEAR else cell.text
        return cell.text  # a bare serial of a 1904 workbook would move by four years
    return float(cell.text)
