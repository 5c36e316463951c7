"""托盘的页面对象：没有托盘区的电脑上用的替身图标，记下它说过的话。"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon


class FakeTrayIcon(QObject):
    """替身图标：同样的信号与动作，说的话记在 ``said``。"""

    activated = Signal(object)
    messageClicked = Signal()  # noqa: N815 - Qt's own name

    def __init__(self) -> None:
        super().__init__()
        self.shown = False
        self.tip = ""
        self.said: list[tuple[str, str]] = []
        self.menu: QMenu | None = None

    def show(self) -> None:
        self.shown = True

    def hide(self) -> None:
        self.shown = False

    def setIcon(self, icon: QIcon) -> None:
        assert not icon.isNull()

    def setToolTip(self, tip: str) -> None:
        self.tip = tip

    def setContextMenu(self, menu: QMenu) -> None:
        self.menu = menu

    def showMessage(self, title: str, text: str, _icon: QIcon) -> None:
        self.said.append((title, text))

    def click(self) -> None:
        """点图标。"""
        self.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
