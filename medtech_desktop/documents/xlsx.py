"""XLSX：清单的电子表格；只写文本单元格，不会有公式；同一内容字节相同。"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from medtech_desktop.documents.fonts import UnprintableCharacters, settled

EPOCH = (1980, 1, 1, 0, 0, 0)
"""写进文件的时间，固定，不看时钟。"""
_STAMP = b"1980-01-01T00:00:00Z"
_LONGEST_NAME = 31
_MILLIMETRES_A_CHARACTER = 2.1
_LINE = 15.0
_THIN = Side(style="thin", color="FF000000")


@dataclass(frozen=True, slots=True)
class Sheet:
    """一张表：标题、表前一行、栏名、行、表后的注；``widths`` 为各栏宽，mm。"""

    name: str
    title: str
    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    lead: str = ""
    notes: tuple[str, ...] = ()
    landscape: bool = True


def render(sheets: tuple[Sheet, ...]) -> bytes:
    """工作簿的字节。raises UnprintableCharacters for control characters."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name[:_LONGEST_NAME]), sheet)
    book.properties.creator = ""
    book.properties.created = datetime(*EPOCH)  # noqa: DTZ001 - a fixed stamp, no clock
    buffer = BytesIO()
    book.save(buffer)
    return same_bytes(buffer.getvalue())


def _fill(page: Worksheet, sheet: Sheet) -> None:
    count = len(sheet.columns)
    at = 1
    _write(page, at, 1, sheet.title, bold=True, size=16, center=True)
    page.merge_cells(start_row=at, start_column=1, end_row=at, end_column=count)
    page.row_dimensions[at].height = 30
    if sheet.lead:
        at += 1
        _write(page, at, 1, sheet.lead)
        page.merge_cells(start_row=at, start_column=1, end_row=at, end_column=count)
    at += 1
    for column, text in enumerate(sheet.columns, 1):
        _write(page, at, column, text, bold=True, center=True, ruled=True)
        width = sheet.widths[column - 1] / _MILLIMETRES_A_CHARACTER
        page.column_dimensions[get_column_letter(column)].width = round(width, 1)
    page.row_dimensions[at].height = 22
    page.print_title_rows = f"{at}:{at}"
    page.freeze_panes = f"A{at + 1}"
    for row in sheet.rows:
        at += 1
        for column, text in enumerate(row, 1):
            _write(page, at, column, text, ruled=True)
        page.row_dimensions[at].height = _LINE * max(map(_lines, row, sheet.widths)) + 6
    for note in sheet.notes:
        at += 1
        _write(page, at, 1, note)
        page.merge_cells(start_row=at, start_column=1, end_row=at, end_column=count)
        page.row_dimensions[at].height = 30
    _page_setup(page, landscape=sheet.landscape)


def _lines(text: str, width: float) -> int:
    """一格约要几行：汉字两个字符宽，其余一个。"""
    room = max(width / _MILLIMETRES_A_CHARACTER - 2, 2)
    parts = settled(text).split("\n")
    return sum(1 + int(sum(1 + (ord(c) > 0x2E7F) for c in part) / room) for part in parts)


def _page_setup(page: Worksheet, *, landscape: bool) -> None:
    page.page_setup.paperSize = 9  # A4
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P / &N"))


def _write(
    page: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    size: int = 11,
    center: bool = False,
    ruled: bool = False,
) -> None:
    text = settled(text)
    if illegal := ILLEGAL_CHARACTERS_RE.findall(text):
        raise UnprintableCharacters(illegal)
    cell = page.cell(row=row, column=column)
    assert isinstance(cell, Cell)
    if text:
        cell.value = text
        cell.data_type = "s"  # text, whatever it begins with
    cell.number_format = "@"
    cell.font = Font(name="宋体", size=size, bold=bold)
    cell.alignment = Alignment(
        horizontal="center" if center else "left", vertical="center", wrap_text=True
    )
    if ruled:
        cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def same_bytes(content: bytes) -> bytes:
    """把 zip 内的时间都换成固定值，内容相同则字节相同。"""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _STAMP, data)
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, data)
    return buffer.getvalue()
