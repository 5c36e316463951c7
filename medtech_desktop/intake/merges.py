"""合并单元格：把左上角的值填进合并区的其余各格，并注明是复制。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from medtech_desktop.intake.raw_rows import BLANK, Cell, Copy, RawRow, copied

Range = tuple[int, int, int, int]
"""首行（自 1）、首列（自 0）、末行、末列。"""


@dataclass(slots=True)
class _Area:
    place: Range
    value: Cell = BLANK


def filled(rows: Iterable[RawRow], ranges: Iterable[Range], columns: int) -> Iterator[RawRow]:
    """逐行填合并区；``columns`` bounds how far to the right."""
    waiting = sorted((one for one in ranges if one[0] <= one[2]), reverse=True)
    active: list[_Area] = []
    for row in rows:
        while waiting and waiting[-1][0] <= row.line:
            active.append(_Area(waiting.pop()))
        if active:
            active = [area for area in active if area.place[2] >= row.line]
            row = _fill(row, active, columns)
        yield row


def _fill(row: RawRow, areas: list[_Area], columns: int) -> RawRow:
    cells = list(row.cells)
    for area in areas:
        first, left, _, right = area.place
        if row.line == first:
            area.value = row.cell(left)
        if area.value.is_blank:
            continue
        right = min(right, columns - 1)
        if len(cells) <= right:
            cells.extend([BLANK] * (right + 1 - len(cells)))
        for column in range(left, right + 1):
            if cells[column].is_blank and (row.line, column) != (first, left):
                how = Copy.ACROSS if column > left else Copy.DOWN
                cells[column] = copied(area.value, how)
    return RawRow(row.line, tuple(cells))
