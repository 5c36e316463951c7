"""行的画法：碎片、整行底色、分组行、行尾动作。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text, rule
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import ArticleChip, draw_pieces, piece_width, pieces_width
from medtech_desktop.ui.widgets.rows import Cell, Index, Role, Row
from medtech_desktop.ui.widgets.ruled import PAD, paint_ground

if TYPE_CHECKING:
    from medtech_desktop.ui.widgets.tables import RowTable


class RowDelegate(QStyledItemDelegate):
    """行的画法：整行底色、碎片、行细线、选中竖条、行尾动作。"""

    def __init__(self, table: RowTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(Role.ROW)
        cell = index.data(Role.CELL)
        if not isinstance(row, Row) or not isinstance(cell, Cell):
            return
        place = QRectF(option.rect)
        if row.group:
            self._paint_group(painter, place, cell)
            return
        self._paint_ground(painter, place, index)
        room = self._room(place, index.column())
        last = index.column() == len(self._table.columns) - 1
        if last and row.action:
            self._paint_action(painter, room, row.action)
            return
        column = self._table.columns[index.column()]
        draw_pieces(painter, room, cell.pieces, column.right)

    def _paint_ground(self, painter: QPainter, place: QRectF, index: Index) -> None:
        table = self._table
        chosen = table.selectionModel().isRowSelected(index.row(), QModelIndex())
        hovered = index.row() == table.hovered
        paint_ground(painter, place, chosen, hovered, index.column() == 0)

    def _paint_group(self, painter: QPainter, place: QRectF, cell: Cell) -> None:
        room = place.adjusted(self._table.pad, 7, -PAD, 0)
        draw_pieces(painter, room, cell.pieces, gap=8)
        rule(painter, place.left(), place.right() + 1, place.bottom() - 1, Ink.LINE2)

    def _paint_action(self, painter: QPainter, room: QRectF, action: str) -> None:
        face = theme.font(theme.BODY)
        ink = Ink.ACC if self._table.actions_allowed else Ink.INK3
        draw_text(
            painter, room.adjusted(0, 0, -14, 0), action, face, ink, Qt.AlignmentFlag.AlignRight
        )
        side = QRectF(room.right() - 11, room.center().y() - 7, 14, 14)
        draw_icon(painter, "chevron-right", side, ink)

    def _room(self, place: QRectF, column: int) -> QRectF:
        lead = self._table.pad if column == 0 else PAD
        return place.adjusted(lead, 0, -PAD, -1)

    def article_at(self, index: Index, place: QRectF, x: float) -> str:
        """光标处的条款编号；不在条款签上时为空。"""
        cell = index.data(Role.CELL)
        if not isinstance(cell, Cell):
            return ""
        room = self._room(place, index.column())
        left = room.left()
        if self._table.columns[index.column()].right:
            left = room.right() - pieces_width(cell.pieces)
        for piece in cell.pieces:
            width = piece_width(piece)
            if isinstance(piece, ArticleChip) and left <= x <= left + width:
                return piece.article
            left += width + 6
        return ""
