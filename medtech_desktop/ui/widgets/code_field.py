"""选编码：打编码、名称或拼音首字母，从编码库里列出；所选的名称写在框的下面。"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.field_state import put_text
from medtech_desktop.ui.widgets.quiet import label
from medtech_desktop.ui.widgets.suggestions import SuggestingLine

_WIDE = 420
_NONE = "编码库里没有找到，换几个字"


class CodeField(QWidget):
    """选编码框。``wanted`` 带打的字，问来的交给 ``offer``；框里只留编码。"""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = SuggestingLine("", "编码库里的编码", self)
        self.line.setPlaceholderText("编码、名称或拼音首字母")
        self.called = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.called.setMinimumHeight(self.called.fontMetrics().height() + 2)
        self._names: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.called)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.textChanged.connect(lambda _text: self._call())
        self.line.found.taken.connect(self.take)

    def setAccessibleName(self, name: str) -> None:
        """读屏的名称归里面的框。"""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        """说明也归里面的框。"""
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)

    def setText(self, text: str) -> None:
        """放上编码。"""
        self.line.setText(text)
        self.line.setCursorPosition(0)

    def code(self) -> str:
        """填的编码。"""
        return self.line.text().strip()

    def suggestions(self) -> tuple[str, ...]:
        """现在列出的候选。"""
        return self.line.suggestions() if self.line.found.isVisible() else ()

    def know(self, codes: tuple[tuple[str, str], ...]) -> None:
        """记住这些编码的名称。"""
        self._names.update(codes)
        self._call()

    def offer(self, codes: tuple[tuple[str, str], ...]) -> None:
        """列出找到的（编码，名称）。"""
        self.know(codes)
        if not self.line.hasFocus() or not self.code():
            return
        exact = len(codes) == 1 and codes[0][0] == self.code()
        rows = tuple((code, f"{code}　{name}") for code, name in codes)
        none = "" if exact else _NONE
        self.line.found.offer(() if exact else rows, none, max(self.line.width(), _WIDE))

    def take(self, code: str) -> None:
        """填上一条。"""
        put_text(self.line, code)
        self.line.end(False)

    def _typed(self, text: str) -> None:
        if text.strip():
            self.wanted.emit(text.strip())
        else:
            self.line.found.hide()

    def _call(self) -> None:
        name = self._names.get(self.code(), "")
        self.called.setText(name)
