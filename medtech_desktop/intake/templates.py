"""导入模板：带说明、下拉、示例行的空工作簿，Excel、WPS、LibreOffice 都能打开。"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from medtech_desktop.intake.columns import Column, Kind, Reads
from medtech_desktop.intake.kinds import kind_of
from medtech_desktop.intake.workbook_cells import format_of, put, put_heading, saved

EXAMPLE = "示例："
"""示例行第一格的开头；rows that begin so are not imported."""

_HEADING_ROW = 2
_LAST_ROW = 2_000
_LONGEST_LIST = 250


def template_bytes(kind: str) -> bytes:
    """一种导入的空模板（xlsx 字节）。raises Trouble for an unknown kind."""
    wanted = kind_of(kind)
    book = Workbook()
    page = book.worksheets[0]
    page.title = "导入"
    _title(page, wanted)
    for at, column in enumerate(wanted.columns, 1):
        _column(page, at, column)
    page.freeze_panes = f"A{_HEADING_ROW + 1}"
    page.row_dimensions[_HEADING_ROW].height = 26
    _notes(book.create_sheet("填写说明"), wanted)
    return saved(book)


def _title(page: Worksheet, kind: Kind) -> None:
    """第一行：一句话说明怎么填。"""
    cell = put(page, 1, 1, f"{kind.lead}红字的栏必填。第 3 行是示例，导入时不读。")
    cell.font = Font(name="宋体", size=11)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    width = min(len(kind.columns), 8)
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    page.row_dimensions[1].height = 36


def _column(page: Worksheet, at: int, column: Column) -> None:
    letter = get_column_letter(at)
    heading = put_heading(page, _HEADING_ROW, at, column.heading, column.required)
    if said := explained(column):
        heading.comment = Comment(said, "", height=90, width=260)
    example = f"{EXAMPLE}{column.example}" if at == 1 else column.example
    put(page, _HEADING_ROW + 1, at, example, gray=True)
    page.column_dimensions[letter].width = max(column.width, len(column.heading) * 2 + 4)
    page.column_dimensions[letter].number_format = format_of(column)  # of the cells to come
    if words := _drop_down(column):
        _offer(page, letter, column, words)


def _drop_down(column: Column) -> tuple[str, ...]:
    if column.reads is Reads.YES_NO:
        return ("是", "否")
    return column.choice_labels


def _offer(page: Worksheet, letter: str, column: Column, words: tuple[str, ...]) -> None:
    """下拉；a list longer than what the format takes is left to the note."""
    listed = ",".join(words)
    if len(listed) > _LONGEST_LIST or any("," in word for word in words):
        return
    offer = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    offer.errorTitle = "选项"
    offer.error = f"「{column.heading}」请从下拉中选"
    offer.showErrorMessage = True
    offer.add(f"{letter}{_HEADING_ROW + 2}:{letter}{_LAST_ROW}")
    page.add_data_validation(offer)


def explained(column: Column) -> str:
    """一栏的说明：必填与否、怎么填、可选的词。"""
    words = _drop_down(column)
    parts = [
        "必填。" if column.required else "",
        column.note,
        f"可填：{'、'.join(words)}" if words else "",
    ]
    if column.reads is Reads.DAY and not column.note:
        parts.append("写成 2024-03-05 这样")
    return "\n".join(part for part in parts if part)


def _notes(page: Worksheet, kind: Kind) -> None:
    """填写说明：一栏一行。"""
    page.column_dimensions["A"].width = 20
    page.column_dimensions["B"].width = 8
    page.column_dimensions["C"].width = 70
    page.column_dimensions["D"].width = 60
    for at, text in enumerate(("栏", "必填", "怎么填", "也认得的栏名"), 1):
        put_heading(page, 1, at, text)
    for row, column in enumerate(kind.columns, 2):
        said = explained(column).removeprefix("必填。").strip()
        put(page, row, 1, column.heading)
        put(page, row, 2, "是" if column.required else "")
        put(page, row, 3, said)
        put(page, row, 4, "、".join(column.synonyms))
