"""写工作簿的格子：只写文本、数字、日期，绝不写成公式。模板与错误工作簿共用。"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from medtech_desktop.intake.columns import Column, Reads

TEXT_FORMAT = "@"
DAY_FORMAT = "yyyy-mm-dd"
_FONT = "宋体"
_THIN = Side(style="thin", color="FFB0B0B0")
_RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADING = PatternFill("solid", fgColor="FFE8EEF5")
_STAMP = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, no clock


def format_of(column: Column | None) -> str:
    """一栏的数字格式：号码、编码、文字都是文本，日期是日期。"""
    if column is not None and column.reads is Reads.DAY:
        return DAY_FORMAT
    if column is not None and column.reads is Reads.WHOLE:
        return "General"
    return TEXT_FORMAT


def put(
    page: Worksheet,
    row: int,
    column: int,
    value: str | float | date | None,
    *,
    number_format: str = TEXT_FORMAT,
    tint: str = "",
    gray: bool = False,
) -> Cell:
    """写一格。a string stays text whatever it begins with; control characters become U+FFFD."""
    cell = page.cell(row=row, column=column)
    assert isinstance(cell, Cell)
    if isinstance(value, str) and value:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
        cell.data_type = "s"
    elif value is not None and value != "":
        cell.value = value
    cell.number_format = number_format
    cell.font = Font(name=_FONT, size=11, italic=gray, color="FF808080" if gray else None)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = _RULED
    if tint:
        cell.fill = PatternFill("solid", fgColor=tint)
    return cell


def put_heading(page: Worksheet, row: int, column: int, text: str, required: bool = False) -> Cell:
    """写一个栏名；required ones are dark red."""
    cell = put(page, row, column, text)
    cell.font = Font(name=_FONT, size=11, bold=True, color="FF9C1F1F" if required else None)
    cell.fill = _HEADING
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def saved(book: Workbook) -> bytes:
    """工作簿的字节；no names and no clock in its properties."""
    for page in book.worksheets:
        page.page_setup.paperSize = 9  # A4
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.properties.creator = ""
    book.properties.created = _STAMP
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
