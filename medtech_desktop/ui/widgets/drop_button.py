"""下拉按钮：词、向下箭头，点开是一列可办的事。"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from medtech_desktop.ui.icons import icon
from medtech_desktop.ui.theme import Ink


class DropButton(QPushButton):
    """下拉按钮控件；``chosen`` 带所选的词。"""

    chosen = Signal(str)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{text}\u2009\u2009", parent)
        self.setAccessibleName(text)
        self.setIcon(icon("chevron-down", Ink.INK2))
        self.setIconSize(QSize(15, 15))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._menu = QMenu(self)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._menu.triggered.connect(lambda action: self.chosen.emit(action.text()))
        self.clicked.connect(lambda _=False: self._drop())

    def set_words(self, words: tuple[str, ...]) -> None:
        """换上可选的词；空词为分隔线；没有时按钮不显示。"""
        self._menu.clear()
        for word in words:
            if word:
                self._menu.addAction(word)
            else:
                self._menu.addSeparator()
        self.setVisible(bool(words))

    def words(self) -> tuple[str, ...]:
        """可选的词。"""
        return tuple(action.text() for action in self._menu.actions() if action.text())

    def _drop(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
