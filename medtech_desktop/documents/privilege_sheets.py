"""授权宽表的 xlsx：级别一张、术式一张，科室照填后交回；另有一张隐藏的「发出时的情形」。

The hidden sheet tells, when the file comes back, what was printed in each cell: what has
changed since is then shown cell by cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from medtech_desktop.documents.fonts import settled
from medtech_desktop.domain.privilege_sheets import (
    GRADE_WISHES,
    PROCEDURE_WISHES,
    SheetMisfit,
    SheetMisfits,
    SheetPackage,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SENT = "发出时的情形"
"""隐藏的工作表：工号、对象、现状、有效期至。"""
SPARE = 20
"""术式表末尾留给科室添写的空行。"""
_HEAD = 4
_GRADE_HEADS = ("现有级别", "有效期至", "拟授级别", "备注")
_GRADE_WIDTHS = (10.0, 12.5, 10.0, 14.0)
_GRADE_NOTE = (
    "填写：在「拟授级别」选一级至四级，或「不授」（现在有的即撤销）；不变的留空。"
    "「有效期至」要另定的直接改写日期。表号一行与工号请勿改动。"
)
_PROCEDURE_NOTE = (
    "填写：格里印的是现状（有、按级别、暂停、过期），不变的不用动。要变的改写为："
    "授 新授（没有的打√也可），续 续授，停 暂停，恢复，撤 撤销；也可写有效期末日，如 2027-12-31。"
    "表上没有的术式在末尾空行里写编码或名称。表号一行与工号请勿改动。"
)


def render(packages: Sequence[SheetPackage]) -> bytes:
    """工作簿的字节；几个科室时每科两张表。"""
    from openpyxl import Workbook

    from medtech_desktop.documents import xlsx

    book = Workbook()
    book.remove(book.worksheets[0])
    pens: dict[str, Any] = {}
    several = len(packages) > 1
    for package in packages:
        over = f"{package.department}-" if several else ""
        if package.specialties:
            _grade_sheet(_Pen(_sheet(book, f"{over}级别"), pens), package)
        _procedure_sheet(_Pen(_sheet(book, f"{over}术式"), pens), package)
    _sent_sheet(_sheet(book, SENT), packages)
    book.properties.creator = ""
    book.properties.created = datetime(*xlsx.EPOCH)  # noqa: DTZ001 - a fixed stamp, no clock
    buffer = BytesIO()
    book.save(buffer)
    return xlsx.same_bytes(buffer.getvalue())


def _sheet(book: Workbook, name: str) -> Worksheet:
    from medtech_desktop.documents.tables import sheet_names

    made: Worksheet = book.create_sheet(sheet_names([*book.sheetnames, name])[-1])
    return made


class _Pen:
    """写一张工作表；``pens`` 为整本共用的格式，每种只算一次。"""

    def __init__(self, page: Worksheet, pens: dict[str, Any]) -> None:
        self.page = page
        self.pens = pens

    def put(self, row: int, column: int, text: str, look: str = "cell") -> None:
        """写一格文字。"""
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        cell: Any = self.page.cell(row=row, column=column)
        if text:
            cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", settled(text))
            cell.data_type = "s"
        if look in self.pens:
            cell._style = copy(self.pens[look])
        else:
            _dress(cell, look)
            self.pens[look] = copy(cell._style)

    def head(self, package: SheetPackage, title: str, note: str, columns: int) -> None:
        """标题、表号、填写说明三行，横跨全表（至多一页宽的几列）。"""
        from openpyxl.styles import Alignment

        across = min(max(columns, 6), 12)
        for row, (text, look, height) in enumerate(
            ((title, "title", 28), (package.line, "plain", 18), (note, "plain", 48)), 1
        ):
            self.put(row, 1, text, look)
            self.page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=across)
            self.page.row_dimensions[row].height = height
            if row > 1:
                self.page.cell(row=row, column=1).alignment = Alignment(
                    vertical="center", wrap_text=True
                )

    def drop_down(self, words: Sequence[str], places: Sequence[str], *, strict: bool) -> None:
        """下拉的选项；不严的也收别的写法（日期）。"""
        from openpyxl.worksheet.datavalidation import DataValidation

        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        rule.showErrorMessage = strict
        rule.error = f"请选：{'、'.join(words)}"
        rule.errorTitle = "不在选项之内"
        for place in places:
            rule.add(place)
        self.page.add_data_validation(rule)

    def set_up(self, freeze: str, rows: str, columns: str) -> None:
        """冻结与打印：A4 横放，一页宽，各页重复栏名。"""
        from openpyxl.worksheet.properties import PageSetupProperties

        page = self.page
        page.freeze_panes = freeze
        page.print_title_rows = rows
        page.print_title_cols = columns
        page.page_setup.paperSize = 9  # A4
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToWidth = 1
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _dress(cell: Any, look: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell.number_format = "@"
    bold = look in ("title", "heading")
    cell.font = Font(name="宋体", size=15 if look == "title" else 11, bold=bold)
    center = look in ("title", "heading", "mark", "wish")
    cell.alignment = Alignment(
        horizontal="center" if center else "left", vertical="center", wrap_text=True
    )
    if look in ("title", "plain"):
        return
    thin = Side(style="thin", color="FF808080")
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    tint = {"heading": "FFE8EEF5", "wish": "FFFFF8E1", "wrong": "FFFFD9D6"}.get(look)
    if tint:
        cell.fill = PatternFill("solid", fgColor=tint)


def _grade_sheet(pen: _Pen, package: SheetPackage) -> None:
    from openpyxl.utils import get_column_letter

    page, width = pen.page, len(_GRADE_HEADS)
    columns = 3 + width * len(package.specialties)
    pen.head(package, f"{package.department}　手术级别授权征求表", _GRADE_NOTE, columns)
    for column, (text, wide) in enumerate((("工号", 10.0), ("姓名", 10.0), ("职称", 12.0)), 1):
        pen.put(_HEAD, column, text, "heading")
        pen.put(_HEAD + 1, column, "", "heading")
        page.merge_cells(start_row=_HEAD, start_column=column, end_row=_HEAD + 1, end_column=column)
        page.column_dimensions[get_column_letter(column)].width = wide
    wishes = []
    last = _HEAD + 1 + max(len(package.people), 1)
    for at, specialty in enumerate(package.specialties):
        left = 4 + width * at
        for offset, text in enumerate(_GRADE_HEADS):
            pen.put(_HEAD, left + offset, specialty if not offset else "", "heading")
            pen.put(_HEAD + 1, left + offset, text, "heading")
            letter = get_column_letter(left + offset)
            page.column_dimensions[letter].width = _GRADE_WIDTHS[offset]
        page.merge_cells(
            start_row=_HEAD, start_column=left, end_row=_HEAD, end_column=left + width - 1
        )
        letter = get_column_letter(left + 2)
        wishes.append(f"{letter}{_HEAD + 2}:{letter}{last}")
    for row, (person, held) in enumerate(
        zip(package.people, package.grades, strict=True), _HEAD + 2
    ):
        for column, text in enumerate((person.number, person.name, person.title), 1):
            pen.put(row, column, text)
        for at, (grade, until) in enumerate(held):
            left = 4 + width * at
            pen.put(row, left, grade, "mark")
            pen.put(row, left + 1, until, "mark")
            pen.put(row, left + 2, "", "wish")
            pen.put(row, left + 3, "")
    pen.drop_down(GRADE_WISHES, wishes, strict=True)
    pen.set_up(f"D{_HEAD + 2}", f"{_HEAD}:{_HEAD + 1}", "A:C")


def _procedure_sheet(pen: _Pen, package: SheetPackage) -> None:
    from openpyxl.utils import get_column_letter

    page = pen.page
    columns = 3 + len(package.people)
    pen.head(package, f"{package.department}　手术逐项授权征求表", _PROCEDURE_NOTE, columns)
    for column, (text, wide) in enumerate((("编码", 14.0), ("名称", 38.0), ("级别", 7.0)), 1):
        pen.put(_HEAD, column, text, "heading")
        page.column_dimensions[get_column_letter(column)].width = wide
    for column, person in enumerate(package.people, 4):
        pen.put(_HEAD, column, f"{person.name}\n{person.number}".strip(), "heading")
        page.column_dimensions[get_column_letter(column)].width = 9.0
    page.row_dimensions[_HEAD].height = 36
    row = _HEAD
    for row, (procedure, marks) in enumerate(
        zip(package.procedures, package.marks, strict=True), _HEAD + 1
    ):
        for column, text in enumerate((procedure.code, procedure.name, procedure.grade), 1):
            pen.put(row, column, text, "mark" if column == 3 else "cell")
        for column, mark in enumerate(marks, 4):
            pen.put(row, column, mark, "mark")
    for spare in range(row + 1, row + 1 + SPARE):
        for column in range(1, columns + 1):
            pen.put(spare, column, "")
    if package.people:
        last = get_column_letter(columns)
        places = [f"D{_HEAD + 1}:{last}{row + SPARE}"]
        pen.drop_down(PROCEDURE_WISHES, places, strict=False)
    pen.set_up(f"D{_HEAD + 1}", f"{_HEAD}:{_HEAD}", "A:C")


def _sent_sheet(page: Worksheet, packages: Sequence[SheetPackage]) -> None:
    """发出时的情形，一行一格，只列印了字的；没有列的印的是空白。"""
    page.append(("工号", "对象", "现状", "有效期至"))
    for package in packages:
        page.append((package.id, package.department, package.as_of.isoformat(), "表号"))
        for person, held in zip(package.people, package.grades, strict=True):
            for specialty, (grade, until) in zip(package.specialties, held, strict=True):
                if grade or until:
                    page.append((person.number, specialty, grade, until))
        for procedure, marks in zip(package.procedures, package.marks, strict=True):
            for person, mark in zip(package.people, marks, strict=True):
                if mark:
                    page.append((person.number, procedure.code, mark, ""))
    for row in page.iter_rows():
        for cell in row:
            cell.data_type = "s" if cell.value is not None else cell.data_type
            cell.number_format = "@"
    page.sheet_state = "hidden"


# 没有采用的格


def render_misfits(record: SheetMisfits) -> bytes:
    """错误工作簿：没有采用的格照宽表的样子列出并着色，原因另一张；改好可以再读。"""
    from openpyxl import Workbook

    from medtech_desktop.documents import xlsx

    book = Workbook()
    book.remove(book.worksheets[0])
    pens: dict[str, Any] = {}
    for name, graded in (("级别需改正", True), ("术式需改正", False)):
        cells = [one for one in record.cells if one.graded is graded and one.subject]
        if cells:
            _misfit_sheet(_Pen(_sheet(book, name), pens), record, cells, graded=graded)
    _reason_sheet(_Pen(_sheet(book, "原因"), pens), record)
    book.properties.creator = ""
    book.properties.created = datetime(*xlsx.EPOCH)  # noqa: DTZ001 - a fixed stamp, no clock
    buffer = BytesIO()
    book.save(buffer)
    return xlsx.same_bytes(buffer.getvalue())


def _misfit_sheet(
    pen: _Pen, record: SheetMisfits, cells: Sequence[SheetMisfit], *, graded: bool
) -> None:
    from openpyxl.utils import get_column_letter

    pen.put(1, 1, f"没有采用的格（{record.file_name}）", "plain")
    pen.put(2, 1, f"科室：{record.department}" if record.department else "", "plain")
    people = list(dict.fromkeys((one.number, one.name) for one in cells))
    things = list(dict.fromkeys(one.subject for one in cells))
    for column, text in enumerate(("工号", "姓名"), 1):
        pen.put(3, column, text, "heading")
        pen.page.column_dimensions[get_column_letter(column)].width = 12.0
    for column, thing in enumerate(things, 3):
        pen.put(3, column, thing, "heading")
        pen.page.column_dimensions[get_column_letter(column)].width = 18.0
        if graded:
            pen.put(4, column, "拟授级别", "heading")
    first = 5 if graded else 4
    for row, (number, name) in enumerate(people, first):
        pen.put(row, 1, number)
        pen.put(row, 2, name)
    for one in cells:
        row, column = people.index((one.number, one.name)), things.index(one.subject)
        pen.put(first + row, 3 + column, one.value, "wrong")
    pen.set_up(f"C{first}", f"3:{first - 1}", "A:B")


def _reason_sheet(pen: _Pen, record: SheetMisfits) -> None:
    from openpyxl.utils import get_column_letter

    heads = (("位置", 24.0), ("何人", 18.0), ("何项", 30.0), ("原值", 14.0), ("原因", 70.0))
    for column, (text, width) in enumerate(heads, 1):
        pen.put(1, column, text, "heading")
        pen.page.column_dimensions[get_column_letter(column)].width = width
    for row, one in enumerate(record.cells, 2):
        who = " ".join(part for part in (one.name, one.number) if part)
        for column, text in enumerate((one.place, who, one.subject, one.value, one.why), 1):
            pen.put(row, column, text)
    pen.set_up("A2", "1:1", "A:A")
