"""首帧：窗口装好以前的一幅空画面，与窗口同样大小、同样的底色，随后一句话。

Imports nothing but Qt and the theme: this is what the user sees first.  The words come a
moment later: the first Chinese letter makes Qt look through every font of the computer.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.theme import NAV_WIDTH, STATUS_BAR, TOP_BAR, Ink

WIDTH, HEIGHT = 1366, 768


class Curtain(QWidget):
    """首帧。"""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("正在打开")
        self._speaks = False
        self.resize(WIDTH, HEIGHT)
        screen = QGuiApplication.primaryScreen()
        if screen is not None:
            place = QRect(0, 0, WIDTH, HEIGHT)
            place.moveCenter(screen.availableGeometry().center())
            self.setGeometry(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.BG.colour)
        painter.fillRect(0, 0, NAV_WIDTH, self.height(), Ink.NAV.colour)
        painter.fillRect(0, self.height() - STATUS_BAR, self.width(), STATUS_BAR, Ink.NAV.colour)
        painter.fillRect(NAV_WIDTH, TOP_BAR, self.width() - NAV_WIDTH, 1, Ink.LINE.colour)
        if not self._speaks:
            self._speaks = True
            QTimer.singleShot(0, self, self.update)
            return
        painter.setPen(Ink.INK2.colour)
        room = self.rect().adjusted(NAV_WIDTH, TOP_BAR, 0, -STATUS_BAR)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "正在打开")
