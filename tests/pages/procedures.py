"""手术分级屏的页面对象：筛选、选版、选章、排序、选行、看情况、比较两版。"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox

from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.screens.procedure_diff import CodeDiffSheet
from medtech_desktop.ui.screens.procedures import ProceduresScreen
from medtech_desktop.ui.widgets.empty import Empty
from medtech_desktop.ui.widgets.long_rows import LongModel
from medtech_desktop.ui.widgets.long_table import LongTable
from tests.pages.imports import ImportPage
from tests.pages.typing import click, press, type_chinese
from tests.pages.window import WindowPage, lines_of


def shown_lines(table: LongTable, most: int = 20) -> list[str]:
    """长表看得见的头几行。"""
    model = table.model_held
    assert isinstance(model, LongModel)
    rows = [model.texts(row) for row in range(min(most, model.rowCount()))]
    return [" ".join(text for text in row if text) if row else "…" for row in rows]


class ProceduresPage:
    """手术分级屏。"""

    def __init__(self, window: WindowPage) -> None:
        self._window = window
        window.go("手术分级")
        screen = window.window.screen_of("procedures")
        assert isinstance(screen, ProceduresScreen)
        self.screen: ProceduresScreen = screen

    # What is there

    def sentence(self) -> str:
        """顶栏的一句话。"""
        return self._window.window.top_bar.sentence.text()

    def lines(self, most: int = 20) -> list[str]:
        """头几行。"""
        return shown_lines(self.screen.table, most)

    def count(self) -> str:
        """列出几条。"""
        return self.screen.count.text()

    def words(self) -> dict[str, int]:
        """筛选词 → 数。"""
        return {view.word: view.count for view in self.screen.words.views()}

    def choices(self, name: str) -> list[str]:
        """一个下拉的选项；看不见的为空。"""
        box = self._box(name)
        return [box.itemText(n) for n in range(box.count())] if not box.isHidden() else []

    def empty(self) -> Empty | None:
        """空状态。"""
        return self.screen.empty if self.screen.empty.isVisible() else None

    def facts(self) -> str:
        """选中的一条：编码、名称、类别与章。"""
        detail = self.screen.detail
        if detail.page is None:
            return ""
        return "；".join(one.text() for one in (detail.code, detail.name, detail.facts))

    def stands(self) -> list[str]:
        """所在各版。"""
        return lines_of(self.screen.detail.stands)

    def neighbours(self) -> list[str]:
        """同一亚目。"""
        return lines_of(self.screen.detail.near)

    def uses(self) -> tuple[str, ...]:
        """写明它的技术。"""
        page = self.screen.detail.page
        return tuple(one[1] for one in page.technologies) if page is not None else ()

    # What one does

    def filter(self, text: str) -> ProceduresPage:
        """在筛选框里打字。"""
        self.screen.filter_box.clear()
        type_chinese(self.screen.filter_box, text)
        self._window.settle()
        return self

    def word(self, word: str) -> ProceduresPage:
        """点一个筛选词。"""
        key = next(view.key for view in self.screen.words.views() if view.word == word)
        self.screen.words.word(key).click()  # type: ignore[attr-defined]
        self._window.settle()
        return self

    def pick(self, name: str, beginning: str) -> ProceduresPage:
        """在下拉里选一项。"""
        box = self._box(name)
        found = next(n for n in range(box.count()) if box.itemText(n).startswith(beginning))
        box.setCurrentIndex(found)
        box.activated.emit(found)
        self._window.settle()
        return self

    def sort(self, title: str) -> ProceduresPage:
        """点表头。"""
        table = self.screen.table
        section = table.titles.index(title)
        header = table.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(section) + 12, header.height() // 2)
        click(header.viewport(), place)
        self._window.settle()
        return self

    def choose(self, row: int) -> ProceduresPage:
        """点第几行。"""
        table = self.screen.table
        click(table.viewport(), table.visualRect(table.model_held.index(row, 1)).center())
        self._window.settle()
        return self

    def key(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> ProceduresPage:
        """在表里按键。"""
        self.screen.table.setFocus()
        press(self.screen.table, key, modifier)
        self._window.settle()
        return self

    def current_line(self) -> str:
        """选中的一行。"""
        table = self.screen.table
        row = table.model_held.texts(table.currentIndex().row())
        return " ".join(text for text in row if text) if row else "…"

    def copied(self) -> list[str]:
        """按 Ctrl+C 以后剪贴板上的各行。"""
        QGuiApplication.clipboard().clear()
        self.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        return QGuiApplication.clipboard().text().splitlines()

    def export(self, path: Path) -> ExportedDialog:
        """导出所列。"""
        self.screen.export_to(path)
        self._window.settle()
        [dialog] = [one for one in self.screen.findChildren(ExportedDialog) if one.isVisible()]
        return dialog

    def open_import(self) -> ImportPage:
        """导入编码库。"""
        if self.empty() is not None:
            self.screen.empty.act_chosen.emit("导入编码库…")
        else:
            self.screen.import_button.click()
        return ImportPage(self._window)

    def compare(self) -> CodeDiffPage:
        """比较两版。"""
        self.screen.compare_button.click()
        self._window.settle()
        [sheet] = [one for one in self.screen.findChildren(CodeDiffSheet) if one.isVisible()]
        return CodeDiffPage(self._window, sheet)

    def _box(self, name: str) -> QComboBox:
        return next(
            box for box in self.screen.findChildren(QComboBox) if box.accessibleName() == name
        )


class CodeDiffPage:
    """比较两版的对话框。"""

    def __init__(self, window: WindowPage, sheet: CodeDiffSheet) -> None:
        self._window, self.sheet = window, sheet

    def words(self) -> dict[str, int]:
        """变化 → 条数。"""
        return {view.word: view.count for view in self.sheet.words.views()}

    def lines(self) -> list[str]:
        """各行。"""
        return shown_lines(self.sheet.table)

    def same(self) -> str:
        """不变的。"""
        return self.sheet.same.text()

    def word(self, word: str) -> CodeDiffPage:
        """点一种变化。"""
        key = next(view.key for view in self.sheet.words.views() if view.word == word)
        self.sheet.words.word(key).click()  # type: ignore[attr-defined]
        self._window.settle()
        return self

    def close(self) -> None:
        """关上。"""
        self.sheet.close_button.click()
        self._window.settle()
