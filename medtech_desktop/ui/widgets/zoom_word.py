"""缩放的词：现在的缩放，点开换一种。"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import text_width
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import Link
from medtech_desktop.ui.widgets.zooms import FIT_WIDTH, ZOOMS


class ZoomWord(Link):
    """缩放控件；``chosen`` 带所选的词。"""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FIT_WIDTH, parent)
        self._menu = QMenu(self)
        for word in ZOOMS:
            self._menu.addAction(word)
        self._menu.triggered.connect(lambda action: self.chosen.emit(action.text()))
        self.clicked.connect(lambda _=False: self._drop())
        self.show_zoom(FIT_WIDTH)

    def show_zoom(self, word: str) -> None:
        """写上现在的缩放。"""
        self.setText(word)
        self.setAccessibleName(f"缩放：{word}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(15, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        ink = Ink.ACC if self.isEnabled() else Ink.INK3
        wide = text_width(self.text(), theme.font(theme.NOTE))
        draw_icon(QPainter(self), "chevron-down", QRectF(wide + 4, 4, 13, 13), ink)

    def _drop(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
