"""步骤栏：各步竖排，做过的打勾，现在的加粗。"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text, upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import paper

_RAIL = 168


class StepsRail(QWidget):
    """步骤栏控件。"""

    def __init__(self, titles: tuple[str, ...]) -> None:
        super().__init__()
        self._titles = titles
        self._now = 0
        self.setFixedWidth(_RAIL)
        paper(self, Ink.NAV)

    def show_step(self, number: int) -> None:
        """现在是第几步（从 0 起）。"""
        self._now = number
        told = f"第 {number + 1} 步，共 {len(self._titles)} 步：{self._titles[number]}"
        self.setAccessibleName(told)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.NAV.colour)
        upright(painter, self.width() - 1, 0, self.height(), Ink.LINE)
        for number, title in enumerate(self._titles):
            top = 26 + 36 * number
            now = number == self._now
            done = number < self._now
            icon = "circle-check" if done else "circle-dot-dashed" if now else "circle"
            ink = Ink.ACC if done or now else Ink.LINE3
            draw_icon(painter, icon, QRectF(20, top, 16, 16), ink)
            face = theme.font(theme.BODY, theme.BOLD if now else theme.REGULAR)
            room = QRectF(44, top - 2, self.width() - 50, 20)
            draw_text(painter, room, title, face, Ink.ACC_H if now else Ink.INK2)
