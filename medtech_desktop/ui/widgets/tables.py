"""表格：无竖线、一条行细线、整行选中与悬停、表头可排序、连标题复制到 Excel。"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QRectF,
    QSettings,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text, rule, text_width
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import ArticleChip, draw_pieces, piece_width, pieces_width
from medtech_desktop.ui.widgets.rows import Cell, Column, Index, Role, Row, RowsModel

_PAD = 8
_REMEMBER_AFTER_MS = 400
_WIDEST = 900
"""Text columns stop growing here; a line of text is not read across a whole 4K screen."""


class Heading(QHeaderView):
    """表头：12 号 ink3；排序列 ink 加小箭头；每列自己的对齐。"""

    def __init__(self, columns: tuple[Column, ...], pad: int, parent: QWidget | None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._pad = pad
        self.setFixedHeight(theme.HEADING)
        self.setMinimumSectionSize(24)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def paintSection(self, painter: QPainter, rect: object, logical: int) -> None:
        from PySide6.QtCore import QRect

        if not isinstance(rect, QRect) or logical >= len(self._columns):
            return
        column = self._columns[logical]
        place = QRectF(rect)
        painter.fillRect(place, Ink.BG.colour)
        rule(painter, place.left(), place.right() + 1, place.bottom() - 1, Ink.LINE2)
        current = self.sortIndicatorSection() == logical
        ink = Ink.INK if current else Ink.INK3
        room = place.adjusted(self._lead(logical), 0, -_PAD, 0)
        align = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        face = theme.font(theme.NOTE, theme.MEDIUM)
        width = draw_text(painter, room, column.title, face, ink, align)
        if current:
            down = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            x = room.left() + width + 3 if not column.right else room.right() - width - 15
            side = QRectF(x, place.center().y() - 6, 12, 12)
            draw_icon(painter, "chevron-down" if down else "chevron-up", side, Ink.ACC)

    def _lead(self, logical: int) -> int:
        return self._pad if self.visualIndex(logical) == 0 else _PAD


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
        if chosen or index.row() == table.hovered:
            painter.fillRect(place, (Ink.SEL if chosen else Ink.HOVER).colour)
        rule(painter, place.left(), place.right() + 1, place.bottom() - 1)
        if chosen and index.column() == 0:
            painter.fillRect(
                QRectF(place.left(), place.top(), 3, place.height() - 1), Ink.ACC.colour
            )

    def _paint_group(self, painter: QPainter, place: QRectF, cell: Cell) -> None:
        room = place.adjusted(self._table.pad, 7, -_PAD, 0)
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
        lead = self._table.pad if column == 0 else _PAD
        return place.adjusted(lead, 0, -_PAD, -1)

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


class RowTable(QTableView):
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
        super().__init__(parent)
        self.columns = columns
        self.hovered = -1
        self.pad = _PAD if bleed else 0
        self.actions_allowed = True
        self._row_height = row_height
        self.rows_model = RowsModel(columns, self)
        self.setAccessibleName(name)
        self.setObjectName(name)
        self.setModel(self.rows_model)
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self._heading = Heading(columns, self.pad, self)
        self.setHorizontalHeader(self._heading)
        self._set_up_view(several)
        self._heading.sectionClicked.connect(self._sort)
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self._restore_widths()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_REMEMBER_AFTER_MS)
        self._later.timeout.connect(self.remember_widths)
        self._heading.sectionResized.connect(self._resized)

    def _set_up_view(self, several: bool) -> None:
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(self._row_height)

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

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        first = next((row.key for row in self.rows_model.rows() if not row.group), "")
        if first and not self.selected_keys():
            self.choose(first)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _acts_at(self, index: QModelIndex, x: float) -> bool:
        return bool(self._article_at(index, x)) or self._on_action(index)

    def _article_at(self, index: QModelIndex, x: float) -> str:
        return self._delegate.article_at(index, QRectF(self.visualRect(index)), x)

    def _on_action(self, index: QModelIndex) -> bool:
        last = index.column() == len(self.columns) - 1
        return last and bool(self.rows_model.row(index.row()).action)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

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
        column = self.columns[section]
        if not column.sortable:
            return
        again = self._heading.sortIndicatorSection() == section
        up = self._heading.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        order = Qt.SortOrder.DescendingOrder if again and up else Qt.SortOrder.AscendingOrder
        self._heading.setSortIndicator(section, order)
        keep = self.selected_keys()
        self.rows_model.sort(section, order)
        if keep:
            self.choose(keep[0])

    def _share_width(self) -> None:
        free = [n for n, column in enumerate(self.columns) if column.width == 0]
        if not free:
            return
        taken = sum(self.columnWidth(n) for n in range(len(self.columns)) if n not in free)
        share = min(_WIDEST, max(60, (self.viewport().width() - taken) // len(free)))
        for number in free:
            self._heading.blockSignals(True)
            self.setColumnWidth(number, share)
            self._heading.blockSignals(False)

    def _restore_widths(self) -> None:
        kept = QSettings().value(f"widths/{self.objectName()}", "")
        numbers = [int(part) for part in str(kept).split(",") if part.isdigit()]
        fits = len(numbers) == len(self.columns)
        for number, column in enumerate(self.columns):
            least = round(text_width(column.title, theme.font(theme.NOTE, theme.MEDIUM))) + 16
            width = numbers[number] if fits and column.width else column.width
            self._heading.resizeSection(number, max(width, least) if width else 60)

    def _resized(self, section: int) -> None:
        if self.columns[section].width:
            self._later.start()
            self._share_width()

    def remember_widths(self) -> None:
        """记住各列宽度。"""
        widths = ",".join(str(self.columnWidth(n)) for n in range(len(self.columns)))
        QSettings().setValue(f"widths/{self.objectName()}", widths)
