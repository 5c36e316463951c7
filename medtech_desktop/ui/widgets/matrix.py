"""授权矩阵：行头与列头冻结，段可折起，记号按字节画，十字标出所在；只重画变了的两条。"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QElapsedTimer,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from medtech_desktop.domain.privilege_matrix import FINDING, Matrix, MatrixRow
from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box, draw_text, rule, upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.matrix_heads import (
    BAND_ROW,
    HEADS,
    NAMES_WIDTH,
    ROW,
    ColumnHeads,
    Corner,
    RowHeads,
)
from medtech_desktop.ui.widgets.matrix_marks import SIDE, draw_corner, pictures_of
from medtech_desktop.ui.widgets.matrix_model import MatrixModel

LEAST_COLUMN, MOST_COLUMN = 53, 92
_TYPED_MS = 1000


class MatrixView(QTableView):
    """矩阵控件。

    ``cell_chosen`` 带矩阵里的行与列（没有为 -1）；``acted``：在一格上按了回车或空格；
    ``copy_wanted`` 带要复制的各行、各列。
    """

    cell_chosen = Signal(int, int)
    acted = Signal()
    copy_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty_words = ""
        self.held = MatrixModel(self)
        self.row_heads = RowHeads(self.held, self)
        self.column_heads = ColumnHeads(self.held, self)
        self._typed, self._typing = "", QElapsedTimer()
        self._bands: list[int] = []
        self.setModel(self.held)
        self.setVerticalHeader(self.row_heads)
        self.setHorizontalHeader(self.column_heads)
        self._set_up()
        self.corner = Corner(self.row_heads, self)
        self.corner.setGeometry(0, 0, NAMES_WIDTH, HEADS)
        self.held.refilled.connect(self._dress)
        self.row_heads.sectionClicked.connect(self._turn_band)
        self.selectionModel().currentChanged.connect(self._move)

    def _set_up(self) -> None:
        self.setAccessibleName("授权矩阵")
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    # What is shown

    def show_matrix(
        self, matrix: Matrix | None, only: tuple[Sequence[int], Sequence[int]] | None = None
    ) -> None:
        """换上矩阵（或只看其中几行几列）；原来在哪一格的还在哪一格。"""
        keep = self._here()
        self.held.show(matrix, only)
        self.row_heads.measure()
        self._go_back(keep)

    def _here(self) -> tuple[int, int, int] | None:
        """现在的一格：哪一类、哪一项、哪个人。"""
        row, person = self.current_row(), self.held.person(self.currentIndex().column())
        if row is None or person is None:
            return None
        return int(row.kind), row.id, person.id

    def _go_back(self, keep: tuple[int, int, int] | None) -> None:
        matrix = self.held.matrix
        if keep is None or matrix is None:
            return
        place = matrix.axis.places.get(keep[:2], -1)
        column = next((n for n, one in enumerate(matrix.people) if one.id == keep[2]), -1)
        if place < 0 or column < 0 or not self.show_cell(place, column):
            self.cell_chosen.emit(-1, -1)

    def show_cell(self, place: int, column: int) -> bool:
        """到矩阵里的这一格；没有在看的返回 False。"""
        line = self.held.line_of(place)
        try:
            shown = self.held.columns.index(column)
        except ValueError:
            shown = -1
        if line < 0 or shown < 0:
            return False
        index = self.held.index(line, shown)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)
        self.scrollTo(index)
        return True

    def current_row(self) -> MatrixRow | None:
        """现在一格的行；没有、或在段上为 None。"""
        return self.held.row(self.currentIndex().row())

    def chosen_cells(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """选中的各格在矩阵里的各行、各列；段不算。"""
        lines: set[int] = set()
        columns: set[int] = set()
        for part in self._parts():
            lines.update(range(part.top(), part.bottom() + 1))
            columns.update(range(part.left(), part.right() + 1))
        places = (self.held.lines[line] for line in sorted(lines))
        people = (self.held.columns[column] for column in sorted(columns))
        return tuple(place for place in places if place >= 0), tuple(people)

    def _parts(self) -> list[QItemSelectionRange]:
        """选中的各块。"""
        held = self.selectionModel().selection()
        return [held.at(place) for place in range(held.count())]

    def _dress(self) -> None:
        """换了行以后：段的行矮一点，跨满一行。"""
        for line in self._bands:
            if line < self.held.rowCount():
                self.row_heads.resizeSection(line, ROW)
        self._bands = self.held.band_lines()
        for line in self._bands:
            self.row_heads.resizeSection(line, BAND_ROW)
        self.row_heads.move_current(-1)
        self.column_heads.move_current(-1)
        self._share_width()
        whole = len(self.held.matrix.people) if self.held.matrix is not None else 0
        self.corner.say(self.held.columnCount(), whole)
        self.viewport().update()

    def _share_width(self) -> None:
        """各列平分看得见的宽度，不窄于写得下三个字。"""
        count = max(1, self.held.columnCount())
        share = self.viewport().width() // count
        width = max(LEAST_COLUMN, min(MOST_COLUMN, share))
        if width != self.column_heads.defaultSectionSize():
            self.column_heads.setDefaultSectionSize(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    # Moving

    def _move(self, now: QModelIndex, before: QModelIndex) -> None:
        for one in (before, now):
            if one.isValid():
                self._repaint_cross(one.row(), one.column())
        self.row_heads.move_current(now.row())
        self.column_heads.move_current(now.column())
        if now.isValid() and self.held.lines[now.row()] >= 0:
            self.cell_chosen.emit(self.held.lines[now.row()], self.held.columns[now.column()])
        else:
            self.cell_chosen.emit(-1, -1)

    def _repaint_cross(self, line: int, column: int) -> None:
        area = self.viewport().rect()
        top, height = self.rowViewportPosition(line), self.rowHeight(line)
        self.viewport().update(QRect(0, top, area.width(), height))
        left, width = self.columnViewportPosition(column), self.columnWidth(column)
        self.viewport().update(QRect(left, 0, width, area.height()))

    def _turn_band(self, line: int) -> None:
        band = self.held.band_of(line)
        if band is None:
            return
        column = max(0, self.currentIndex().column())
        scrolled = self.verticalScrollBar().value()
        self.held.fold(band)
        found = next((n for n in self._bands if self.held.band_of(n) is band), -1)
        if found >= 0 and self.held.columnCount():
            index = self.held.index(found, min(column, self.held.columnCount() - 1))
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flag)
        self.verticalScrollBar().setValue(scrolled)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        copies = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if copies and event.key() == Qt.Key.Key_C:
            self.copy_wanted.emit(*self.chosen_cells())
        elif acts and self.currentIndex().isValid():
            line = self.currentIndex().row()
            if self.held.band_of(line) is not None:
                self._turn_band(line)
            else:
                self.acted.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        again = not self._typing.isValid() or self._typing.elapsed() > _TYPED_MS
        self._typed = search if again else self._typed + search
        self._typing.start()
        here = max(0, self.currentIndex().row())
        line = self.held.line_that_begins(self._typed, here + 1 if again else here)
        if line >= 0 and self.held.columnCount():
            index = self.held.index(line, max(0, self.currentIndex().column()))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        lines = (n for n, place in enumerate(self.held.lines) if place >= 0)
        first = next(lines, -1)
        if first >= 0 and self.held.columnCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(self.held.index(first, 0))
        self._repaint_here()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint_here()

    def _repaint_here(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.viewport().update(self.visualRect(index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.held.band_of(index.row()) is not None:
            self._turn_band(index.row())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if not self.held.rowCount() or not self.held.columnCount():
            self._paint_empty(painter)
            return
        # after a move two strips, not what they enclose
        for area in event.region():  # type: ignore[attr-defined]
            self._paint_area(painter, area)
        self._paint_frame(painter)

    def _paint_area(self, painter: QPainter, area: QRect) -> None:
        painter.fillRect(area, Ink.BG.colour)
        top, left = self.rowAt(area.top()), self.columnAt(area.left())
        if top < 0:
            return
        last, right = self.rowAt(area.bottom()), self.columnAt(area.right())
        lines = range(top, (last if last >= 0 else self.held.rowCount() - 1) + 1)
        self._paint_grounds(painter, area)
        columns = range(0)
        if left >= 0:
            columns = range(left, (right if right >= 0 else self.held.columnCount() - 1) + 1)
        spans = [(self.columnViewportPosition(n), self.columnWidth(n)) for n in columns]
        bottom = self.rowViewportPosition(lines[-1]) + self.rowHeight(lines[-1])
        for start, width in spans:
            upright(painter, start + width - 1, area.top(), min(bottom, area.bottom() + 1))
        for line in lines:
            self._paint_line(painter, line, area, columns, spans)

    def _low_end(self) -> int:
        """最后一行的下缘。"""
        last = self.held.rowCount() - 1
        return self.rowViewportPosition(last) + self.rowHeight(last)

    def _paint_grounds(self, painter: QPainter, area: QRect) -> None:
        """十字与选中的格的底色。"""
        here = self.currentIndex()
        if here.isValid():
            start, width = self.columnViewportPosition(here.column()), self.columnWidth(0)
            low = min(area.bottom() + 1, self._low_end())
            column = QRect(start, area.top(), width, max(0, low - area.top()))
            painter.fillRect(column & area, Ink.SEL.colour)
            y, height = self.rowViewportPosition(here.row()), self.rowHeight(here.row())
            row = QRect(area.left(), y, area.width(), height)
            painter.fillRect(row & area, Ink.SEL.colour)
        for part in self._parts():
            if part.height() * part.width() < 2:
                continue
            x = self.columnViewportPosition(part.left())
            end = self.columnViewportPosition(part.right()) + self.columnWidth(part.right())
            y = self.rowViewportPosition(part.top())
            low = self.rowViewportPosition(part.bottom()) + self.rowHeight(part.bottom())
            block = QRect(x, y, end - x, low - y)
            painter.fillRect(block & area, Ink.NAV_CURRENT.colour)

    def _paint_line(
        self,
        painter: QPainter,
        line: int,
        area: QRect,
        columns: range,
        spans: list[tuple[int, int]],
    ) -> None:
        y, height = self.rowViewportPosition(line), self.rowHeight(line)
        left, width = area.left(), area.width()
        place = self.held.lines[line]
        if place < 0:
            current = line == self.currentIndex().row()
            ground = Ink.NAV_CURRENT if current else Ink.NAV
            painter.fillRect(QRect(left, y, width, height), ground.colour)
            rule(painter, left, left + width, y + height - 1, Ink.LINE2)
            return
        rule(painter, left, left + width, y + height - 1)
        matrix = self.held.matrix
        assert matrix is not None
        cells, people = matrix.cells, self.held.columns
        pictures = pictures_of(self.devicePixelRatioF())
        up = y + (height - SIDE) // 2
        for column, (start, wide) in zip(columns, spans, strict=True):
            byte = cells[people[column]][place]
            if byte:
                painter.drawPixmap(start + (wide - SIDE) // 2, up, pictures[byte & ~FINDING])
                if byte & FINDING:
                    draw_corner(painter, start + wide - 1, y)

    def _paint_frame(self, painter: QPainter) -> None:
        """当前的一格：2 像素的框；没有焦点时细一些。"""
        here = self.currentIndex()
        if here.isValid() and self.held.lines[here.row()] >= 0:
            place = QRectF(self.visualRect(here)).adjusted(-1, -1, 1, 0)
            box(painter, place, 3, None, Ink.ACC, 2 if self.hasFocus() else 1.5)

    def _paint_empty(self, painter: QPainter) -> None:
        painter.fillRect(self.viewport().rect(), Ink.BG.colour)
        room = QRectF(16, 0, self.viewport().width() - 24, 44)
        draw_text(painter, room, self.empty_words, theme.font(), Ink.INK2)
        if self.hasFocus():
            box(painter, QRectF(self.viewport().rect()), 3, None, Ink.ACC, 2)
