"""关窗口时一件大事还在做：不等在那里，做完（或取消了）再关。"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk

STILL = "一件大事还在做，做完自动关上窗口；不想等的，先取消它"


class LateClosing(QObject):
    """关窗口推后到大事做完。"""

    def __init__(self, window: QWidget, desk: Desk, say: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._desk, self._say = window, desk, say
        self._wanted = False
        desk.busy_changed.connect(self._maybe_close)

    def close(self, event: QCloseEvent, back_up: Callable[[], None]) -> None:
        """备份，做完已在队列中的，关；大事还在做就记着要关。"""
        self._wanted = self._desk.is_on_a_long_act
        if self._wanted:
            self._say(STILL)
            event.ignore()
            return
        back_up()
        if self._desk.stop():
            event.accept()
        else:
            self._say("还在保存，请稍候再关")
            event.ignore()

    def _maybe_close(self, busy: bool) -> None:
        if self._wanted and not busy:
            self._wanted = False
            self._window.close()
