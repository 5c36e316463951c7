"""矩阵的两个表头：左边的编码与术式，上边的姓名与职称；都是冻结的部分。"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from medtech_desktop.domain.privilege_matrix import BAND_LABELS, Band, MatrixRow
from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text, rule, text_width, upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.matrix_model import MatrixModel

NAMES_WIDTH, HEADS = 262, 48
ROW, BAND_ROW = 29, 28
_LEFT, _APART, _WIDEST_CODE = 24, 12, 110


class _Heads(QHeaderView):
    """两个表头的共同部分：知道现在是哪一行、哪一列。"""

    def __init__(self, orientation: Qt.Orientation, model: MatrixModel, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.held = model
        self.current = -1
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(8)

    def move_current(self, section: int) -> None:
        """换了当前的一节：只重画旧的与新的。"""
        before, self.current = self.current, section
        for one in {before, section}:
            if one >= 0:
                self.viewport().update(self._place(one))

    def _place(self, section: int) -> QRect:
        start, size = self.sectionViewportPosition(section), self.sectionSize(section)
        if self.orientation() == Qt.Orientation.Vertical:
            return QRect(0, start, self.viewport().width(), size)
        return QRect(start, 0, size, self.viewport().height())


class RowHeads(_Heads):
    """左边：编码与术式，段的标题。"""

    def __init__(self, model: MatrixModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, model, parent)
        self.code_width = 54.0
        self.setDefaultSectionSize(ROW)
        self.setFixedWidth(NAMES_WIDTH)
        self.setAccessibleName("术式")

    def sizeHint(self) -> QSize:
        return QSize(NAMES_WIDTH, HEADS)

    def measure(self) -> None:
        """编码一栏够最长的编码写下。"""
        rows = self.held.matrix.axis.rows if self.held.matrix is not None else ()
        longest = max((row.code for row in rows), key=len, default="")
        self.code_width = min(_WIDEST_CODE, max(54.0, text_width(longest, theme.font())))

    def name_left(self) -> float:
        """名称从哪里起。"""
        return _LEFT + self.code_width + _APART

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        if not 0 <= logicalIndex < self.held.rowCount():
            return
        band = self.held.band_of(logicalIndex)
        current = logicalIndex == self.current
        place = QRectF(rect)
        if band is not None:
            self._paint_band(painter, place, band, current)
        else:
            painter.fillRect(rect, (Ink.SEL if current else Ink.BG).colour)
            self._paint_row(painter, place, self.held.row(logicalIndex), current)
            rule(painter, place.left(), place.right(), place.bottom() - 1)
        upright(painter, place.right() - 1, place.top(), place.bottom(), Ink.LINE2)

    def _paint_band(self, painter: QPainter, place: QRectF, band: Band, current: bool) -> None:
        painter.fillRect(place, (Ink.NAV_CURRENT if current else Ink.NAV).colour)
        icon = "chevron-right" if band in self.held.folded else "chevron-down"
        middle = place.center().y()
        draw_icon(painter, icon, QRectF(place.left() + 22, middle - 6, 13, 13), Ink.INK2)
        room = place.adjusted(40, 0, -8, 0)
        face = theme.font(theme.BODY, theme.BOLD)
        wide = draw_text(painter, room, BAND_LABELS[band], face, Ink.INK)
        rest = room.adjusted(wide + 8, 0, 0, 0)
        draw_text(painter, rest, f"{self.held.band_count(band):,} 项", theme.font(), Ink.INK2)
        rule(painter, place.left(), place.right(), place.bottom() - 1, Ink.LINE2)

    def _paint_row(
        self, painter: QPainter, place: QRectF, row: MatrixRow | None, current: bool
    ) -> None:
        if row is None:
            return
        room = QRectF(place.left() + _LEFT, place.top(), self.code_width, place.height())
        draw_text(painter, room, row.code, theme.font(), Ink.INK3)
        name = place.adjusted(self.name_left(), 0, -6, 0)
        weight = theme.BOLD if current else theme.MEDIUM
        draw_text(painter, name, row.name, theme.font(theme.BODY, weight), Ink.INK)


class ColumnHeads(_Heads):
    """上边：姓名与职称。"""

    def __init__(self, model: MatrixModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, model, parent)
        self.setFixedHeight(HEADS)
        self.setAccessibleName("人员")

    def sizeHint(self) -> QSize:
        return QSize(NAMES_WIDTH, HEADS)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        person = self.held.person(logicalIndex)
        if person is None:
            return
        current = logicalIndex == self.current
        place = QRectF(rect)
        painter.fillRect(rect, (Ink.SEL if current else Ink.BG).colour)
        middle = Qt.AlignmentFlag.AlignHCenter
        weight = theme.BOLD if current else theme.MEDIUM
        room = place.adjusted(2, 0, -2, 0)
        face = theme.font(theme.BODY, weight)
        if text_width(person.name, face) > room.width():
            face = theme.font(theme.NOTE, weight)
        first = QRectF(room.left(), place.top() + 5, room.width(), 20)
        draw_text(painter, first, person.name, face, Ink.INK, middle)
        second = QRectF(room.left(), place.top() + 24, room.width(), 18)
        said = self.held.second_line(person)
        draw_text(painter, second, said, theme.font(theme.NOTE), Ink.INK2, middle)
        upright(painter, place.right() - 1, place.top(), place.bottom())
        rule(painter, place.left(), place.right(), place.bottom() - 1, Ink.LINE2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        rule(painter, self.length(), self.viewport().width(), HEADS - 1, Ink.LINE2)


class Corner(QWidget):
    """左上角：两个表头各是什么，现有几人。"""

    def __init__(self, heads: RowHeads, parent: QWidget) -> None:
        super().__init__(parent)
        self._heads = heads
        self._said = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, shown: int, whole: int) -> None:
        """显示几人，共几人。"""
        self._said = f"人员 {shown:,}" if shown == whole else f"人员 {shown:,} / {whole:,}"
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.BG.colour)
        face = theme.font(theme.NOTE, theme.MEDIUM)
        wide = self.width()
        align = Qt.AlignmentFlag.AlignRight
        draw_text(painter, QRectF(0, 5, wide - 10, 20), self._said, face, Ink.INK3, align)
        for left, word in ((_LEFT, "编码"), (self._heads.name_left(), "术式")):
            draw_text(painter, QRectF(left, 24, 60, 18), word, face, Ink.INK3)
        upright(painter, wide - 1, 0, self.height(), Ink.LINE2)
        rule(painter, 0, wide, self.height() - 1, Ink.LINE2)
