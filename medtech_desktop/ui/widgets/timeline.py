"""经过：事件由新到旧，图标、事件、日期、文件一行。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text, folded, rule, upright
from medtech_desktop.ui.theme import Ink, Tone


@dataclass(frozen=True, slots=True)
class EventView:
    """一件事：图标、语气、事件、日期、文件或说明；``struck`` 的划去，不算数。"""

    icon: str
    tone: Tone
    event: str
    day: str
    note: str = ""
    struck: bool = False


class Timeline(QWidget):
    """经过控件；只增不改。"""

    _STEP, _LINE = 44, 18

    def __init__(self, parent: QWidget | None = None, *, folds: bool = False) -> None:
        super().__init__(parent)
        self._events: tuple[EventView, ...] = ()
        self._folds = folds
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("变更记录")

    def show_events(self, events: tuple[EventView, ...]) -> None:
        """换上事件，由新到旧。"""
        self._events = events
        self.setAccessibleDescription("；".join(map(_said, events)))
        self._fit()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(262, self._whole())

    def _notes(self, view: EventView) -> tuple[str, ...]:
        """说明折成几行；不折的一行，放不下的省略。"""
        if not self._folds or not view.note:
            return (view.note,)
        return folded(view.note, theme.font(theme.NOTE), self.width() - 28)

    def _step(self, view: EventView) -> int:
        return self._STEP + self._LINE * (len(self._notes(view)) - 1)

    def _whole(self) -> int:
        return sum(map(self._step, self._events)) or self._STEP

    def _fit(self) -> None:
        self.setFixedHeight(self._whole())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = 0
        for number, view in enumerate(self._events):
            step = self._step(view)
            if number + 1 < len(self._events):
                upright(painter, 8, top + 23, top + step + 1, Ink.LINE2)
            draw_icon(painter, view.icon, QRectF(0, top + 4, 16, 16), view.tone.text)
            first = QRectF(26, top + 2, self.width() - 26 - 76, 20)
            face = theme.font(theme.BODY, theme.MEDIUM)
            ink = Ink.INK3 if view.struck else Ink.INK
            wide = draw_text(painter, first, view.event, face, ink)
            if view.struck:
                rule(painter, first.left(), first.left() + wide, round(first.center().y()), ink)
            right = QRectF(self.width() - 92, top + 2, 92, 20)
            align = Qt.AlignmentFlag.AlignRight
            draw_text(painter, right, view.day, theme.font(theme.NOTE), Ink.INK2, align)
            second = QRectF(26, top + 21, self.width() - 26, 18)
            for note in self._notes(view):
                draw_text(painter, second, note, theme.font(theme.NOTE), Ink.INK2)
                second.translate(0, self._LINE)
            top += step


def _said(view: EventView) -> str:
    struck = "（已撤销）" if view.struck else ""
    return f"{view.day} {view.event}{struck} {view.note}"
