"""数字栏：几个要紧的数，各带一句为何要紧；整块可点。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box, draw_text, rule, upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.quiet import Quiet


@dataclass(frozen=True, slots=True)
class FigureView:
    """一个数：标签、数、单位、一句说明；``overdue`` 显示为红。"""

    key: str
    label: str
    figure: str
    unit: str
    note: str
    overdue: bool = False


class Figure(Quiet):
    """一个可点的数。"""

    def __init__(self, view: FigureView, first: bool) -> None:
        super().__init__(f"{view.label} {view.figure}{view.unit}，{view.note}")
        self._view = view
        self.setToolTip("点开看这个数从哪来")
        self.setMaximumWidth(320)
        self._first = first
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, 108)

    def minimumSizeHint(self) -> QSize:
        return QSize(110, 108)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        view = self._view
        if self.underMouse():
            painter.fillRect(self.rect().adjusted(1, 1, -1, -2), Ink.HOVER.colour)
        if not self._first:
            upright(painter, 0, 26, 87, Ink.LINE)
        left = theme.PAGE_MARGIN if self._first else 20
        room = self.width() - left - 8
        ink = Ink.BAD if view.overdue else Ink.INK2
        draw_text(painter, QRectF(left, 18, room, 20), view.label, theme.font(theme.NOTE), ink)
        ink = Ink.BAD if view.overdue else Ink.INK
        face = theme.font(theme.FIGURE, theme.MEDIUM)
        wide = draw_text(painter, QRectF(left, 37, room, 36), view.figure, face, ink)
        unit = QRectF(left + wide + 6, 43, room - wide, 36)
        unit_ink = Ink.BAD if view.overdue else Ink.INK2
        draw_text(painter, unit.translated(0, -1), view.unit, theme.font(theme.BODY), unit_ink)
        note = QRectF(left, 73, room, 20)
        draw_text(painter, note, view.note, theme.font(theme.NOTE), Ink.INK2)
        if self.hasFocus():
            box(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), 5, None, Ink.ACC, 2)


class Figures(QWidget):
    """数字栏控件；``chosen`` 带所点之数的 key。"""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(109)
        self.setAccessibleName("要紧的数")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 1)
        self._row.setSpacing(0)
        self._shown: tuple[FigureView, ...] = ()

    def show_figures(self, views: tuple[FigureView, ...]) -> None:
        """换上这些数。"""
        if views == self._shown:
            return
        self._shown = views
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        made = []
        for number, view in enumerate(views):
            figure = Figure(view, number == 0)
            made.append(figure)
            figure.clicked.connect(lambda _=False, key=view.key: self.chosen.emit(key))
            self._row.addWidget(figure, 4)
        self._row.addStretch(1)
        keep_order(self, made)

    def paintEvent(self, event: QPaintEvent) -> None:
        rule(QPainter(self), 0, self.width(), self.height() - 1)
