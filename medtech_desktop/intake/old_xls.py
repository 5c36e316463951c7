"""xls：旧格式的工作表，用 calamine 读。只在子进程里用：它可能中止整个进程。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.limits import Limits
from medtech_desktop.intake.precheck import damaged, password, too_much
from medtech_desktop.intake.raw_rows import BLANK, Cell, CellKind, RawRow, column_letter
from medtech_desktop.intake.xls_faults import error_cells
from medtech_desktop.intake.xlsx_sheet import date_cell, fault, number_text, too_long


class XlsBook:
    """一个 xls 工作簿。raises Trouble when it cannot be opened."""

    def __init__(self, path: Path, limits: Limits) -> None:
        import python_calamine as calamine

        try:
            self._book: Any = calamine.CalamineWorkbook.from_path(str(path))
            metadata = self._book.sheets_metadata
        except calamine.PasswordError as error:
            raise password() from error
        except Exception as error:
            raise damaged() from error
        if len(metadata) > limits.sheets:
            raise too_much(f"有 {len(metadata)} 张工作表，上限 {limits.sheets} 张")
        sheets = [one for one in metadata if one.typ is calamine.SheetTypeEnum.WorkSheet]
        visible = calamine.SheetVisibleEnum.Visible
        self.sheets = [(str(one.name), one.visible is not visible) for one in sheets]
        self._limits = limits
        self._path = path

    def rows(
        self, name: str, notes: list[str]
    ) -> tuple[list[tuple[int, int, int, int]], Iterator[RawRow]]:
        """合并区与逐行。raises Trouble when the sheet is broken."""
        try:
            sheet: Any = self._book.get_sheet_by_name(name)
            start = sheet.start or (0, 0)
            merged = sheet.merged_cell_ranges or []
            # a list, since a broken sheet must fail here and not between two rows
            content = sheet.to_python(skip_empty_area=True)
        except Trouble:
            raise
        except Exception as error:
            raise damaged() from error
        ranges = [(a + 1, b, c + 1, d) for (a, b), (c, d) in merged]
        faults = error_cells(self._path.read_bytes(), name)
        if faults is None:
            notes.append("旧格式（.xls）里公式的错误值读出来是空白，导入后请核对空白格")
        return ranges, _with_faults(self._filled_rows(content, start, notes), faults or {})

    def _filled_rows(
        self, content: list[list[Any]], start: tuple[int, int], notes: list[str]
    ) -> Iterator[RawRow]:
        last = 0
        for line, values in enumerate(content, start[0] + 1):
            cells = [BLANK] * start[1] + [self._cell(value) for value in values]
            while cells and cells[-1].is_blank:
                cells.pop()
            if not cells:
                continue
            if len(cells) > self._limits.columns:
                place = f"{column_letter(len(cells) - 1)}{line}"
                raise too_much(f"单元格 {place} 超出 {self._limits.columns} 列")
            if line - last > self._limits.blank_rows:
                notes.append(f"第 {last} 行之后有 {line - last - 1} 行空白，其后没有读入")
                return
            last = line
            yield RawRow(line, tuple(cells))

    def _cell(self, value: Any) -> Cell:
        if isinstance(value, bool):
            return Cell(CellKind.FLAG, "1" if value else "0")
        if isinstance(value, (int, float)):
            return Cell(CellKind.NUMBER, number_text(float(value)))
        if isinstance(value, datetime):
            return date_cell(value.replace(tzinfo=None))
        if isinstance(value, date):
            return Cell(CellKind.DATE, value.isoformat())
        if isinstance(value, time):
            return Cell(CellKind.TEXT, value.isoformat())
        if isinstance(value, timedelta):
            return Cell(CellKind.TEXT, str(value))
        text = str(value)
        if len(text) > self._limits.characters:
            return too_long(self._limits)
        return Cell(CellKind.TEXT, text) if text else BLANK


def _with_faults(rows: Iterator[RawRow], faults: Mapping[tuple[int, int], str]) -> Iterator[RawRow]:
    """错误值放回它们的格里；a row of nothing but errors would be blank, so it is added."""
    waiting = sorted({line for line, _ in faults}, reverse=True)
    for row in rows:
        while waiting and waiting[-1] < row.line:
            line = waiting.pop()
            yield _faulty(RawRow(line, ()), faults)
        if waiting and waiting[-1] == row.line:
            waiting.pop()
            row = _faulty(row, faults)
        yield row
    for line in reversed(waiting):
        yield _faulty(RawRow(line, ()), faults)


def _faulty(row: RawRow, faults: Mapping[tuple[int, int], str]) -> RawRow:
    here = {column: said for (line, column), said in faults.items() if line == row.line}
    cells = list(row.cells) + [BLANK] * (max(here) + 1 - len(row.cells))
    for column, said in here.items():
        if cells[column].is_blank:
            cells[column] = fault(f"错误值 {said}，请在 Excel 中改正")
    return RawRow(row.line, tuple(cells))
