"""原始行：从表格里读出的一行，尚未解释；也是子进程与主程序之间的传输格式。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class CellKind(StrEnum):
    """单元格种类：空、文字、数字、日期、是否、故障（公式错误、超长等）。"""

    BLANK = ""
    TEXT = "t"
    NUMBER = "n"
    DATE = "d"
    FLAG = "b"
    FAULT = "e"


class Copy(StrEnum):
    """合并单元格的值填入其余各格：不是复制、自上而下、自左而右。"""

    NO = ""
    DOWN = "v"
    ACROSS = "h"


@dataclass(frozen=True, slots=True)
class Cell:
    """单元格。``text``：文字；数字的最短写法；日期 ISO；故障则为原因。

    ``shown`` is what a number format of zeros shows (``0000`` → ``0012``), else empty.
    """

    kind: CellKind = CellKind.BLANK
    text: str = ""
    shown: str = ""
    copy: Copy = Copy.NO

    @property
    def is_blank(self) -> bool:
        """是否空白（只有空格也算空白）。"""
        return self.kind is CellKind.BLANK or (
            self.kind is CellKind.TEXT and not self.text.strip(INVISIBLE)
        )

    @property
    def looks(self) -> str:
        """使用者看到的样子，用在提示里。"""
        return self.shown or self.text


INVISIBLE = (
    " \t\r\n\v\f\u00a0\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    + ("\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\ufeff")
)
"""首尾可去掉的空白与零宽字符。"""

BLANK = Cell()


@dataclass(frozen=True, slots=True)
class RawRow:
    """一行：``line`` 为文件里的行号（自 1 起），``cells`` 自 A 列起，末尾空格已去。"""

    line: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        """整行空白。"""
        return all(cell.is_blank for cell in self.cells)

    def cell(self, index: int) -> Cell:
        """第 ``index`` 列（自 0 起）；没有则为空白。"""
        return self.cells[index] if 0 <= index < len(self.cells) else BLANK


def copied(cell: Cell, how: Copy) -> Cell:
    """合并区里的复制值。"""
    return replace(cell, copy=how)


def column_letter(index: int) -> str:
    """列的字母：0 → A，25 → Z，26 → AA。"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def packed(row: RawRow) -> list[Any]:
    """一行的 JSON 形式：空为 null，普通文字即字符串，其余为短列表。"""
    return [row.line, [_packed_cell(cell) for cell in row.cells]]


def _packed_cell(cell: Cell) -> Any:
    if cell.kind is CellKind.BLANK:
        return None
    if cell.kind is CellKind.TEXT and not cell.copy:
        return cell.text
    return [cell.kind.value, cell.text, cell.shown, cell.copy.value]


def unpacked(item: Sequence[Any]) -> RawRow:
    """``packed`` 的反向。"""
    line, cells = item
    return RawRow(line, tuple(_unpacked_cell(one) for one in cells))


def _unpacked_cell(one: Any) -> Cell:
    if one is None:
        return BLANK
    if isinstance(one, str):
        return Cell(CellKind.TEXT, one)
    kind, text, shown, how = one
    return Cell(CellKind(kind), text, shown, Copy(how))
