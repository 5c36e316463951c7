"""XLSX：清单的电子表格；只写文本单元格，不会有公式；同一内容字节相同。"""

from __future__ import annotations

import re
import zipfile
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from medtech_desktop.documents.fonts import UnprintableCharacters, settled
from medtech_desktop.domain.trouble import Trouble

EPOCH = (1980, 1, 1, 0, 0, 0)
"""写进文件的时间，固定，不看时钟。"""
_STAMP = b"1980-01-01T00:00:00Z"
_LONGEST_NAME = 31
_LONGEST_TEXT = 32_767
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


@dataclass(frozen=True, slots=True)
class Look:
    """单元格的样子。"""

    size: int = 11
    bold: bool = False
    center: bool = False
    ruled: bool = False


Looks = dict[Look, Any]
_PLAIN = Look()
_TITLE = Look(size=16, bold=True, center=True)
_HEADING = Look(bold=True, center=True, ruled=True)
_RULED = Look(ruled=True)


def render(sheets: tuple[Sheet, ...]) -> bytes:
    """工作簿的字节。

    raises UnprintableCharacters for control characters, Trouble (E-PP-03) for a text
    longer than a cell can be.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    looks: Looks = {}
    for sheet in sheets:
        _Page(book.create_sheet(sheet.name[:_LONGEST_NAME]), looks).fill(sheet)
    book.properties.creator = ""
    book.properties.created = datetime(*EPOCH)  # noqa: DTZ001 - a fixed stamp, no clock
    buffer = BytesIO()
    book.save(buffer)
    return same_bytes(buffer.getvalue())


class _Page:
    """一张工作表在写。``looks`` 为整本共用的格式，每种只算一次。"""

    def __init__(self, page: Worksheet, looks: Looks) -> None:
        self.page = page
        self.looks = looks

    def fill(self, sheet: Sheet) -> None:
        """写满一张表。"""
        page, at = self.page, 1
        self._write(at, 1, sheet.title, _TITLE)
        page.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(sheet.columns))
        page.row_dimensions[at].height = 30
        if sheet.lead:
            at += 1
            self._write_across(at, sheet.lead, sheet.widths)
        at += 1
        for column, text in enumerate(sheet.columns, 1):
            self._write(at, column, text, _HEADING)
            width = sheet.widths[column - 1] / _MILLIMETRES_A_CHARACTER
            page.column_dimensions[get_column_letter(column)].width = round(width, 1)
        page.row_dimensions[at].height = 22
        page.print_title_rows = f"{at}:{at}"
        page.freeze_panes = f"A{at + 1}"
        for row in sheet.rows:
            at += 1
            for column, text in enumerate(row, 1):
                self._write(at, column, text, _RULED)
            page.row_dimensions[at].height = _height(max(map(_lines, row, sheet.widths)))
        for note in sheet.notes:
            at += 1
            self._write_across(at, note, sheet.widths)
        _page_setup(page, landscape=sheet.landscape)

    def _write_across(self, row: int, text: str, widths: tuple[float, ...]) -> None:
        """横跨全表的一格；合并的单元格不会自己长高，行高要写明。"""
        self._write(row, 1, text, _PLAIN)
        self.page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
        self.page.row_dimensions[row].height = _height(_lines(text, sum(widths)))

    def _write(self, row: int, column: int, text: str, look: Look) -> None:
        text = settled(text)
        if illegal := ILLEGAL_CHARACTERS_RE.findall(text):
            raise UnprintableCharacters(illegal)
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST_TEXT:
            raise Trouble(
                f"第{row}行有一格超过{_LONGEST_TEXT}字，电子表格容不下，没有生成，已填内容未动",
                "请导出 PDF，或缩短这一格的内容",
                "E-PP-03",
            )
        cell = self.page.cell(row=row, column=column)
        assert isinstance(cell, Cell)
        if text:
            cell.value = text
            cell.data_type = "s"  # text, whatever it begins with
        worn = cast(Any, cell)
        if look in self.looks:
            worn._style = copy(self.looks[look])  # ten times quicker than part by part
        else:
            _dress(cell, look)
            self.looks[look] = copy(worn._style)


def _dress(cell: Cell, look: Look) -> None:
    cell.number_format = "@"
    cell.font = Font(name="宋体", size=look.size, bold=look.bold)
    cell.alignment = Alignment(
        horizontal="center" if look.center else "left", vertical="center", wrap_text=True
    )
    if look.ruled:
        cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _height(lines: int) -> float:
    """行高，磅；Excel 最多 409 磅。"""
    return min(_LINE * lines + 6, 409.0)


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
