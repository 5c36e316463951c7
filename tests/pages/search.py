"""搜索框的页面对象：打字、看结果、按键、点一件。"""

from __future__ import annotations

from PySide6.QtCore import Qt

from medtech_desktop.ui.widgets.found_list import FoundLine
from tests.pages.typing import click, compose, press, type_chinese
from tests.pages.window import WindowPage


class SearchPage:
    """搜索框与它的下拉。"""

    def __init__(self, window: WindowPage) -> None:
        self._window = window
        self.box = window.window.top_bar.search

    def begin(self) -> SearchPage:
        """Ctrl+K。"""
        press(self._window.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self._window.settle()
        return self

    def type(self, text: str) -> SearchPage:
        """换上这些字，等回答。"""
        self.box.clear()
        type_chinese(self.box, text)
        self._window.settle()
        return self

    def compose(self, letters: str) -> SearchPage:
        """输入法里还没有上屏的字母。"""
        compose(self.box, letters)
        self._window.settle()
        return self

    def press(self, *keys: Qt.Key) -> SearchPage:
        """按键。"""
        for key in keys:
            press(self.box, key)
        self._window.settle()
        return self

    def lines(self) -> tuple[FoundLine, ...]:
        """下拉的各行；收起时为空。"""
        return self.box.answers()

    def groups(self) -> list[str]:
        """各组的标题。"""
        return [line.title for line in self.lines() if not line.key]

    def titles(self) -> list[str]:
        """可以选的各件的名称。"""
        return [line.title for line in self.lines() if line.key]

    def chosen(self) -> str:
        """选中的一件的名称；没有时为空。"""
        line = self.box.list.current()
        return line.title if line is not None and self.box.list.isVisible() else ""

    def click(self, title: str) -> None:
        """点一件。"""
        row = next(n for n, line in enumerate(self.lines()) if line.key and line.title == title)
        index = self.box.list.model().index(row, 0)
        self.box.list.scrollTo(index)
        click(self.box.list.viewport(), self.box.list.visualRect(index).center())
        self._window.settle()
