"""手术核查屏的页面对象：左栏、筛选、所列、详情、说明，全部手术、病例登记、认名。"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from medtech_desktop.ui import theme
from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.screens.surgeries import SurgeriesScreen
from medtech_desktop.ui.widgets.kind_list import KindList
from medtech_desktop.ui.widgets.long_table import LongTable
from tests.pages.imports import ImportPage
from tests.pages.procedures import shown_lines
from tests.pages.typing import click, press, type_chinese
from tests.pages.window import EntryPage, WindowPage, lines_of

_SHIFT = Qt.KeyboardModifier.ShiftModifier


class SurgeriesPage:
    """手术核查屏。"""

    def __init__(self, window: WindowPage) -> None:
        self.window = window
        window.go("手术核查")
        screen = window.window.screen_of("surgeries")
        assert isinstance(screen, SurgeriesScreen)
        self.screen: SurgeriesScreen = screen

    # What is there

    def sentence(self) -> str:
        """顶栏的一句话。"""
        return self.window.window.top_bar.sentence.text()

    def is_empty(self) -> bool:
        """空状态。"""
        return self.screen.empty.isVisible()

    def rail(self, which: str = "kinds") -> dict[str, int]:
        """左栏一段：词 → 数。"""
        return {view.word: view.count for view in self._kinds(which).views()}

    def words(self) -> dict[str, int]:
        """状态的筛选词 → 数。"""
        return {view.word: view.count for view in self.screen.check.words.views()}

    def tabs(self) -> dict[str, int]:
        """各页 → 数。"""
        return {view.word: view.count for view in self.screen.tabs.views()}

    def title(self) -> str:
        """所列的称呼。"""
        return self.screen.check.title.text()

    def months(self) -> list[int]:
        """月线各月的条数。"""
        return [month.count for month in self.screen.check.months.months()]

    def lines(self, most: int = 20) -> list[str]:
        """所列的发现的头几行。"""
        return shown_lines(self.screen.check.table, most)

    def rows_in_sight(self) -> float:
        """发现的列表里看得见几行。"""
        return self.screen.check.table.viewport().height() / theme.ROW

    def logged(self, most: int = 20) -> list[str]:
        """全部手术的头几行。"""
        return shown_lines(self.screen.log.table, most)

    def today_lines(self) -> list[str]:
        """随今天而变的各行。"""
        return lines_of(self.screen.check.technologies)

    def name(self) -> str:
        """详情的名称与状态。"""
        view = self.screen.check.detail.view
        return f"{view.code} {view.name} {view.state}".strip() if view is not None else ""

    def facts(self) -> list[str]:
        """详情的各条事实。"""
        return self.screen.check.detail.facts.texts()

    def bars(self) -> list[str]:
        """当日授权各条。"""
        bars = self.screen.check.detail.bars.bars()
        return [f"{one.label}：{'，'.join(part.word for part in one.parts)}" for one in bars]

    def explanations(self) -> list[str]:
        """以往的说明。"""
        views = self.screen.check.detail.explained.views()
        return [f"{one.outcome} {one.by} {one.text}" for one in views]

    def buttons(self) -> list[str]:
        """详情上看得见的按钮。"""
        return [one.text().strip() for one in self.screen.check.detail.buttons()]

    def cases(self) -> list[str]:
        """登记的病例。"""
        return lines_of(self.screen.cases.table)

    def unknown(self) -> list[str]:
        """没有认出的写法。"""
        return lines_of(self.screen.meanings.table)

    # What one does

    def tab(self, word: str) -> SurgeriesPage:
        """换一页。"""
        key = next(view.key for view in self.screen.tabs.views() if view.word == word)
        self.screen.tabs.word(key).click()  # type: ignore[attr-defined]
        self.window.settle()
        return self

    def period(self, word: str) -> SurgeriesPage:
        """看哪一段。"""
        box = self.screen.period.box
        box.setCurrentIndex(box.findText(word))
        box.activated.emit(box.currentIndex())
        self.window.settle()
        return self

    def kind(self, word: str, which: str = "kinds") -> SurgeriesPage:
        """点左栏的一种。"""
        listed = self._kinds(which)
        key = next(view.key for view in listed.views() if view.word == word)
        listed.kind(key).click()  # type: ignore[attr-defined]
        self.window.settle()
        return self

    def word(self, word: str) -> SurgeriesPage:
        """点一个状态。"""
        words = self.screen.check.words
        key = next(view.key for view in words.views() if view.word == word)
        words.word(key).click()  # type: ignore[attr-defined]
        self.window.settle()
        return self

    def filter(self, text: str) -> SurgeriesPage:
        """在筛选框里打字。"""
        box = self.screen.check.filter_box
        box.clear()
        type_chinese(box, text)
        self.window.settle()
        return self

    def choose(self, row: int, last: int = -1) -> SurgeriesPage:
        """点第几行；``last`` 按住 Shift 再点。"""
        table = self.screen.check.table
        click(table.viewport(), table.visualRect(table.model_held.index(row, 2)).center())
        if last >= 0:
            place = table.visualRect(table.model_held.index(last, 2)).center()
            click(table.viewport(), place, _SHIFT)
        self.window.settle()
        return self

    def sort(self, title: str) -> SurgeriesPage:
        """点表头。"""
        table = self.screen.check.table
        section = table.titles.index(title)
        header = table.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(section) + 12, header.height() // 2)
        click(header.viewport(), place)
        self.window.settle()
        return self

    def press(self, word: str) -> EntryPage:
        """点详情上的按钮，录入框开了。"""
        made = next(
            one
            for one in self.screen.check.detail.buttons()
            if one.text().strip().startswith(word) and one.isEnabled()
        )
        made.click()
        return self.window.entry()

    def reveal(self) -> SurgeriesPage:
        """调阅患者号。"""
        link = self.screen.check.detail.reveal_link
        assert link.isVisible()
        link.click()
        self.window.settle()
        return self

    def case(self) -> str:
        """病例一格现在写着什么。"""
        shown = self.screen.check.detail.facts.case
        return shown.text() if shown is not None else ""

    def cure(self) -> SurgeriesPage:
        """点去别处办的按钮。"""
        self.screen.check.detail.cure_button.click()
        self.window.settle()
        return self

    def copied(self, table: LongTable | None = None) -> list[str]:
        """全选，按 Ctrl+C 以后剪贴板上的各行。"""
        table = table or self.screen.check.table
        QGuiApplication.clipboard().clear()
        table.setFocus()
        for key in (Qt.Key.Key_A, Qt.Key.Key_C):
            press(table, key, Qt.KeyboardModifier.ControlModifier)
            self.window.settle()
        return QGuiApplication.clipboard().text().splitlines()

    def export(self, path: Path) -> Path:
        """导出所列的发现。"""
        self.screen.check.export_to(path)
        self.window.settle()
        [dialog] = [one for one in self.screen.findChildren(ExportedDialog) if one.isVisible()]
        dialog.accept()
        return path

    def open_import(self) -> ImportPage:
        """导入手术登记。"""
        if self.is_empty():
            self.screen.empty.act_chosen.emit("导入手术登记…")
        else:
            self.screen.import_button.click()
        return ImportPage(self.window)

    def _kinds(self, which: str) -> KindList:
        found = getattr(self.screen.check.rail, which)
        assert isinstance(found, KindList)
        return found
