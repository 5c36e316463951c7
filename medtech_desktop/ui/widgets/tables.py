"""表格：无竖线、一条行细线、整行选中与悬停、表头可排序、连标题复制到 Excel。"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text, rule
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import ArticleChip, draw_pieces, piece_width, pieces_width
from medtech_desktop.ui.widgets.rows import Cell, Column, Index, Role, Row, RowsModel
from medtech_desktop.ui.widgets.ruled import PAD, Heading, RuledTable, paint_ground

__all__ = ["Heading", "RowDelegate", "RowTable"]


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


class RowTable(RuledTable):
    """表格控件。``opened`` 行的动作，``chosen`` 选中的行，``article_opened`` 条款。

    Enter or a double click acts on the current row; F4 opens its article.
    """

    opened = Signal(str)
    chosen = Signal(str)
    article_opened = Signal(str)

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
        super().__init__(columns, name, row_height, bleed, parent)
        self.actions_allowed = True
        self.rows_model = RowsModel(columns, self)
        self.setModel(self.rows_model)
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.begin_columns(several)
        self._heading.sectionClicked.connect(self._sort)
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """换上新的行；原来选中的仍选中。"""
        keep = self.current_key()
        self.hovered = -1
        self.clearSpans()
        self.rows_model.set_rows(rows)
        for number, row in enumerate(rows):
            if row.group:
                self.setSpan(number, 0, 1, len(self.columns))
                self.setRowHeight(number, theme.GROUP_ROW)
        if keep:
            self.choose(keep)

    def choose(self, key: str) -> bool:
        """选中这个 key 的行；没有时返回 False。"""
        number = self.rows_model.number_of(key)
        if number < 0:
            return False
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(
            self.rows_model.index(number, 0), flag.ClearAndSelect | flag.Rows
        )
        return True

    def current_key(self) -> str:
        """选中行的 key；没有选中时为空。"""
        keys = self.selected_keys()
        return keys[0] if keys else ""

    def selected_keys(self) -> tuple[str, ...]:
        """全部选中行的 key，按所列次序。"""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.rows_model.row(n).key for n in numbers)

    def whole_height(self) -> int:
        """不滚动时显示全部行所需高度。"""
        rows = self.rows_model.rows()
        return theme.HEADING + sum(
            theme.GROUP_ROW if row.group else self._row_height for row in rows
        )

    def copied_text(self) -> str:
        """选中行（没有选中时全部行）连同标题，以制表符分隔。"""
        chosen = set(self.selected_keys())
        lines = ["\t".join(column.title for column in self.columns)]
        for row in self.rows_model.rows():
            if row.group or (chosen and row.key not in chosen):
                continue
            texts = [cell.text for cell in row.cells]
            texts += [""] * (len(self.columns) - len(texts))
            lines.append("\t".join(text.replace("\t", " ") for text in texts))
        return "\n".join(lines) + "\n"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        copies = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if copies and event.key() == Qt.Key.Key_C:
            QGuiApplication.clipboard().setText(self.copied_text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_F4:
            self._open_article(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row() if index.isValid() else -1)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor
            if index.isValid() and self._acts_at(index, event.position().x())
            else Qt.CursorShape.ArrowCursor
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if article := self._article_at(index, event.position().x()):
            self.article_opened.emit(article)
        elif self._on_action(index):
            self._open(index.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        first = next((row.key for row in self.rows_model.rows() if not row.group), "")
        if first and not self.selected_keys():
            self.choose(first)

    def _acts_at(self, index: QModelIndex, x: float) -> bool:
        return bool(self._article_at(index, x)) or self._on_action(index)

    def _article_at(self, index: QModelIndex, x: float) -> str:
        return self._delegate.article_at(index, QRectF(self.visualRect(index)), x)

    def _on_action(self, index: QModelIndex) -> bool:
        last = index.column() == len(self.columns) - 1
        return last and bool(self.rows_model.row(index.row()).action)

    def _open(self, row: int) -> None:
        if 0 <= row < self.rows_model.rowCount() and not self.rows_model.row(row).group:
            self.opened.emit(self.rows_model.row(row).key)

    def _open_article(self, row: int) -> None:
        if not 0 <= row < self.rows_model.rowCount():
            return
        for cell in self.rows_model.row(row).cells:
            for piece in cell.pieces:
                if isinstance(piece, ArticleChip):
                    self.article_opened.emit(piece.article)
                    return

    def _tell_chosen(self) -> None:
        self.viewport().update()
        self.chosen.emit(self.current_key())

    def _sort(self, section: int) -> None:
        if not self._turn_order(section):
            return
        keep = self.selected_keys()
        self.rows_model.sort(section, self._heading.sortIndicatorOrder())
        if keep:
            self.choose(keep[0])
