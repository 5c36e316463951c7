"""从表格软件粘贴一块进分级目录的草稿：有标题行的按标题，没有的按列数；一行不对，一行也不记。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.intake import cells
from medtech_desktop.intake.columns import Reads
from medtech_desktop.intake.kinds_gradings import GRADING, LEFT_OUT
from medtech_desktop.intake.raw_rows import Cell, CellKind
from medtech_desktop.office.acts import Clerk, Done, not_found
from medtech_desktop.office.grading_drafts import NewLine, book_of, read_draft, set_lines
from medtech_desktop.store.book import Book

_BY_COUNT = {2: ("code", "grade"), 3: ("code", "name", "grade")}
_WHOLE = tuple(column.key for column in GRADING.columns[:8])
_TOLD = 5


def paste_lines(library: Book, clerk: Clerk, draft_id: int, block: str, on: date) -> Done:
    """粘贴一块。raises Refused, naming each bad line."""
    rows = [line.split("\t") for line in block.replace("\r", "").split("\n") if line.strip()]
    if not rows:
        raise not_found("剪贴板里没有文字", "在表格软件里选中编码与级别两列，复制后再粘贴", "paste")
    keys = _headings(rows[0])
    if keys is not None:
        rows = rows[1:]
    else:
        keys = _BY_COUNT.get(max(map(len, rows)), _WHOLE)
    made, wrong = [], []
    with library.look() as look:
        book = book_of(look, read_draft(look, draft_id).draft)
    for at, row in enumerate(rows, 1):
        values = dict(zip(keys, (text.strip() for text in row), strict=False))
        line = _line(values)
        if isinstance(line, NewLine):
            entry = book.resolve_text(line.code)
            line = entry if isinstance(entry, str) else line
        if isinstance(line, str):
            wrong.append(f"第 {at} 行「{values.get('code', '')}」：{line}")
        else:
            made.append(line)
    if wrong:
        more = (f"另有 {len(wrong) - _TOLD} 行",) if len(wrong) > _TOLD else ()
        told = (*wrong[:_TOLD], *more)
        found = [Finding(Severity.REFUSE, one, "INPUT", "改好后再粘贴", "paste") for one in told]
        raise Refused(found)
    return set_lines(library, clerk, draft_id, made, on)


def _headings(row: list[str]) -> tuple[str, ...] | None:
    """第一行是标题时，各列是哪一栏；不是标题时 None。"""
    words = {
        written: column.key
        for column in GRADING.columns
        for written in (column.heading, *column.synonyms)
    }
    keys = tuple(words.get(text.strip(), "") for text in row)
    return keys if {"code", "grade"} <= set(keys) else None


def _line(values: Mapping[str, str]) -> NewLine | str:
    """一行；读不成时说明为什么。"""
    read: dict[str, object] = {}
    for column in GRADING.columns[:8]:
        cell = Cell(CellKind.TEXT, values.get(column.key, ""))
        found: object = cell.text
        if column.reads is Reads.CHOICE:
            found = cells.choice(cell, column.choice_words, column.choice_labels)
        elif column.reads is Reads.YES_NO:
            found = cells.yes_no(cell)
        if isinstance(found, cells.Bad):
            return f"{column.heading}{found.why}"
        read[column.key] = found
    if not read["code"]:
        return "没有编码"
    if not read["grade"]:
        return "没有级别，不纳入的写「不纳入」"
    department = str(read["department"] or "")
    return NewLine(
        str(read["code"]),
        "" if department == "全院" else department,
        None if read["grade"] == LEFT_OUT else int(str(read["grade"])),
        int(str(read["managed_as"])) if read["managed_as"] else None,
        bool(read["minimally_invasive"]),
        bool(read["day_surgery"]),
        bool(read["interventional"]),
        str(read["name"] or ""),
    )
