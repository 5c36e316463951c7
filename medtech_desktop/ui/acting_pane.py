"""一屏里的一页：有自己的表和几件要办的事；依据由所在的屏打开，看过去的日子时不许办。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.entry import Entry


class ActingPane(QWidget):
    """一页。子类实现 ``show_acts``：哪些事现在办得了。"""

    article_opened = Signal(str)

    def __init__(
        self,
        desk: Desk,
        on: Callable[[], date],
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self._on, self._today = desk, on, today

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许动作。"""
        del allowed  # the desk is read-only then, and that is what is asked
        self.show_acts()

    def show_acts(self) -> None:
        """按所选的一行与能不能写，放开或关上各按钮。"""
        raise NotImplementedError

    def begin_entry(self, entry: Entry, word: str) -> None:
        """打开一个录入框；草稿以 ``word`` 再打开。"""
        entry.begin_from(self.article_opened, word)
