"""手术分级屏的分级目录与草稿两页的页面对象。"""

from __future__ import annotations

import re
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog

from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.grading_diff import GradingDiffSheet
from medtech_desktop.ui.screens.grading_pane import GradingPane
from medtech_desktop.ui.screens.grading_tabs import DRAFT, LIST, GradingTabs
from medtech_desktop.ui.screens.procedures import ProceduresScreen
from tests.pages.procedures import shown_lines
from tests.pages.typing import press, type_chinese
from tests.pages.window import WindowPage

D = TypeVar("D", bound=QDialog)


class GradingsPage:
    """分级目录与草稿。"""

    def __init__(self, window: WindowPage) -> None:
        self.window = window
        window.go("手术分级")
        screen = window.window.screen_of("procedures")
        assert isinstance(screen, ProceduresScreen)
        self.screen = screen
        self.tabs: GradingTabs = screen.tabs

    @property
    def pane(self) -> GradingPane:
        """看着的一页。"""
        return self.tabs.draft if self.tabs.current() == DRAFT else self.tabs.listed

    def turn(self, word: str) -> GradingsPage:
        """点一页。"""
        key = next(view.key for view in self.tabs.tabs.views() if view.word == word)
        self.tabs.tabs.word(key).click()  # type: ignore[attr-defined]
        self.window.settle()
        return self

    def current(self) -> str:
        """现在哪一页。"""
        return {LIST: "分级目录", DRAFT: "草稿"}.get(self.tabs.current(), "编码库")

    def sentence(self) -> str:
        """顶栏的一句话。"""
        return self.window.window.top_bar.sentence.text()

    def saved(self) -> bool:
        """状态栏把刚做完的事与保存的时刻说在一处。"""
        said = self.window.window.status_bar.text()
        return re.match(r"(.*；)?已保存 \d\d:\d\d:\d\d，", said) is not None

    def lines(self, most: int = 20) -> list[str]:
        """头几行。"""
        return shown_lines(self.pane.table, most)

    def count(self) -> str:
        """列出几行。"""
        return self.pane.count.text()

    def words(self) -> dict[str, int]:
        """级别的筛选词 → 数。"""
        return {view.word: view.count for view in self.pane.words.views()}

    def word(self, word: str) -> GradingsPage:
        """点一个级别。"""
        key = next(view.key for view in self.pane.words.views() if view.word == word)
        self.pane.words.word(key).click()  # type: ignore[attr-defined]
        self.window.settle()
        return self

    def filter(self, text: str) -> GradingsPage:
        """在筛选框里打字。"""
        self.pane.filter_box.clear()
        type_chinese(self.pane.filter_box, text)
        self.window.settle()
        return self

    def pick(self, name: str, beginning: str) -> GradingsPage:
        """在下拉里选一项。"""
        boxes = self.tabs.findChildren(QComboBox)
        box = next(b for b in boxes if b.accessibleName() == name and b.isVisible())
        found = next(n for n in range(box.count()) if box.itemText(n).startswith(beginning))
        box.setCurrentIndex(found)
        box.activated.emit(found)
        self.window.settle()
        return self

    def choose(self, row: int) -> GradingsPage:
        """选第几行。"""
        self.pane.table.show_row(row)
        self.window.settle()
        return self

    def key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> GradingsPage:
        """在表里按键。"""
        self.pane.table.setFocus()
        press(self.pane.table, key, modifier)
        self.window.settle()
        return self

    def paste(self, block: str) -> GradingsPage:
        """从表格软件粘贴一块。"""
        QGuiApplication.clipboard().setText(block)
        return self.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def trouble(self) -> str:
        """草稿上方说的不行。"""
        return self.tabs.draft.trouble.sentence.text()

    def fill(self, entry: Any, **values: str) -> GradingsPage:
        """填一个录入框并办。"""
        assert isinstance(entry, Entry)
        self.window.settle()
        for name, value in values.items():
            field = entry.form.field(name)
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(value))
            else:
                field.setText(value)  # type: ignore[attr-defined]
        entry.act_button.click()
        self.window.settle()
        return self

    def dialog(self, kind: type[D]) -> D:
        """打开着的一个框。"""
        self.window.settle()
        (found,) = [one for one in self.tabs.findChildren(kind) if one.isVisible()]
        return found

    def diff_lines(self, sheet: GradingDiffSheet) -> list[str]:
        """对照的头几行。"""
        self.window.settle()
        return shown_lines(sheet.table)
