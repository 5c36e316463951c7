"""换日：窗口开着过了半夜，或电脑睡了一夜醒来，今天就是新的一天。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

_EVERY_MS = 20_000


class DayTurn(QObject):
    """``turned``：日子换了。每隔一会儿看一次钟，程序回到眼前时也看。"""

    turned = Signal()

    def __init__(self, today: Callable[[], date], parent: QObject) -> None:
        super().__init__(parent)
        self._today, self._shown = today, today()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self.look)

    def look(self, *_state: object) -> None:
        """看一眼钟。"""
        if self._today() != self._shown:
            self._shown = self._today()
            self.turned.emit()
