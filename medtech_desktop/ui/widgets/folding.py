"""折行的表：名称等要紧的列放不下时折行，不省略；行高合于折行以后。"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import draw_text, folded
from medtech_desktop.ui.widgets.pieces import Words, draw_pieces
from medtech_desktop.ui.widgets.rows import Cell, Column, Index, Role, Row
from medtech_desktop.ui.widgets.tables import RowDelegate, RowTable

_LINE = 19
_PAD = 8
_CODE = 34
"""Room for the code before the name of a subject."""


class _FoldingDelegate(RowDelegate):
    """折行的列自己画，其余照旧。"""

    def __init__(self, table: FoldingTable) -> None:
        super().__init__(table)
        self._folding = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(Role.ROW)
        cell = index.data(Role.CELL)
        folds = isinstance(row, Row) and not row.group
        folds = folds and self._folding.columns[index.column()].folds
        if not folds or not isinstance(cell, Cell) or not cell.pieces:
            super().paint(painter, option, index)
            return
        place = QRectF(option.rect)
        self._paint_ground(painter, place, index)
        room = self._room(place, index.column())
        *code, name = cell.pieces
        if not isinstance(name, Words):
            return
        left = 0.0
        if code:
            top = QRectF(room.left(), room.top(), _CODE, room.height())
            draw_pieces(painter, top, tuple(code))
            left = _CODE
        face = theme.font(name.size, name.weight)
        lines = folded(name.text, face, room.width() - left)
        first = room.center().y() - _LINE * len(lines) / 2
        for number, line in enumerate(lines):
            strip = QRectF(room.left() + left, first + _LINE * number, room.width() - left, _LINE)
            draw_text(painter, strip, line, face, name.ink, elide=False)


class FoldingTable(RowTable):
    """折行的表控件；``folds`` 的列折行。"""

    def __init__(
        self,
        columns: tuple[Column, ...],
        name: str,
        *,
        row_height: int = theme.ROW,
        bleed: bool = False,
        several: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            columns, name, row_height=row_height, bleed=bleed, several=several, parent=parent
        )
        self._delegate = _FoldingDelegate(self)
        self.setItemDelegate(self._delegate)
        self.horizontalHeader().sectionResized.connect(lambda *_sizes: self.fit_rows())
        self.rows_model.layoutChanged.connect(self.fit_rows)

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """换上新的行，行高合于文字。"""
        super().set_rows(rows)
        self.fit_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_rows()

    def fit_rows(self) -> None:
        """每行的高度合于折行以后的文字。"""
        columns = [number for number, column in enumerate(self.columns) if column.folds]
        for number, row in enumerate(self.rows_model.rows() if columns else ()):
            if row.group:
                continue
            tall = max(self._lines(row.cells[column], column) for column in columns)
            wanted = self._row_height + _LINE * (tall - 1)
            if self.rowHeight(number) != wanted:
                self.setRowHeight(number, wanted)

    def _lines(self, cell: Cell, column: int) -> int:
        *code, name = cell.pieces or (Words(""),)
        if not isinstance(name, Words):
            return 1
        room = self.columnWidth(column) - 2 * _PAD - (_CODE if code else 0)
        return len(folded(name.text, theme.font(name.size, name.weight), room))
