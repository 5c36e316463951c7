"""主窗口的页面对象：像人一样走：去哪一屏、点什么、填什么、看到什么。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDate, QEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.main_window import MainWindow
from medtech_desktop.ui.places import PLACES, QUESTIONS
from medtech_desktop.ui.problems import Problems
from medtech_desktop.ui.screen import Setting
from medtech_desktop.ui.screens.disclosures import DisclosuresScreen
from medtech_desktop.ui.screens.editions import EditionsPane
from medtech_desktop.ui.screens.filings import FilingsScreen
from medtech_desktop.ui.screens.imports import ImportSheet
from medtech_desktop.ui.screens.institution import InstitutionScreen
from medtech_desktop.ui.screens.technologies import TechnologiesScreen
from medtech_desktop.ui.screens.todo import TodoScreen
from medtech_desktop.ui.screens.trainings import TrainingsScreen
from medtech_desktop.ui.widgets.empty import Empty
from medtech_desktop.ui.widgets.tables import RowTable
from tests.pages.typing import type_chinese

E = TypeVar("E", bound=Entry)


def lines_of(table: RowTable) -> list[str]:
    """表格各行的文字。"""
    rows = table.rows_model.rows()
    return [" ".join(cell.text for cell in row.cells).strip() for row in rows]


def tear_down(window: QWidget) -> None:
    """立即拆除一个关了的窗口：留着的会在别的测试里接着造屏；已拆的不再拆。"""
    if not isValid(window):
        return
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


class EntryPage:
    """一个录入框。"""

    def __init__(self, window: WindowPage, entry: Entry) -> None:
        self._window = window
        self.entry = entry

    def fill(self, **values: str | date) -> EntryPage:
        """按字段名填：文字打进去，日期选上，选项按词选。"""
        for name, value in values.items():
            fill_field(self.entry.form.field(name), value)
        return self

    def submit(self) -> list[str]:
        """按办事的按钮，等回来；返回录入框里的告示，办成了为空。"""
        gone: list[bool] = []
        self.entry.destroyed.connect(lambda: gone.append(True))
        self.entry.act_button.click()
        self._window.settle()
        return [] if gone else self.notices()

    def notices(self) -> list[str]:
        """现有告示的话。"""
        return [notice.finding.message for notice in self.entry.form.notices()]

    def give_reason(self, reason: str) -> EntryPage:
        """在各警告下写理由。"""
        for notice in self.entry.form.notices():
            if not notice.reason.isHidden():
                type_chinese(notice.reason, reason)
        return self


def fill_field(field: QWidget, value: str | date) -> None:
    """填一个字段。"""
    if isinstance(field, QComboBox):
        found = field.findText(str(value))
        assert found >= 0, f"没有选项「{value}」"
        field.setCurrentIndex(found)
    elif isinstance(field, QDateEdit):
        assert isinstance(value, date)
        field.setDate(QDate(value.year, value.month, value.day))
    else:
        assert isinstance(field, QLineEdit | QPlainTextEdit)
        field.clear()
        type_chinese(field, str(value))


class WindowPage:
    """主窗口。"""

    def __init__(
        self,
        qtbot: QtBot,
        opener: Callable[[], object],
        today: date,
        *,
        backs_up: bool = False,
    ) -> None:
        self._begin(qtbot, Desk(opener))
        self.problems = Problems()
        setting = Setting(self.desk, lambda: today)
        asks = QUESTIONS if backs_up else replace(QUESTIONS, leaving=None)
        self.window = MainWindow(PLACES, setting, asks, self.problems, Path("medtech.log"))
        self.window.resize(1366, 768)
        self.window.show()
        self.settle()

    @classmethod
    def around(cls, qtbot: QtBot, window: MainWindow) -> WindowPage:
        """已经开着的主窗口。"""
        page = cls.__new__(cls)
        page._begin(qtbot, window.desk)
        page.window = window
        return page

    def _begin(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot = qtbot
        self.desk = desk
        self.troubles: list[str] = []
        self.refusals: list[str] = []
        self.bugs: list[BaseException] = []
        self.desk.trouble_met.connect(lambda trouble: self.troubles.append(str(trouble)))
        self.desk.refusal_met.connect(
            lambda findings: self.refusals.extend(f.message for f in findings)
        )
        self.desk.bug_met.connect(self.bugs.append)

    def close(self) -> None:
        """关上窗口；有没想到的错误就不算通过。"""
        tear_down(self.window)
        assert self.bugs == []

    def make_every_screen(self) -> None:
        """各屏都造好，像程序开了一会儿以后那样。"""
        for place in PLACES:
            self.window.screen_of(place.entry.key)

    def settle(self) -> None:
        """等到问题都答完。"""
        for _ in range(2):
            QApplication.processEvents()
            self.qtbot.waitUntil(lambda: not self.desk.is_busy, timeout=20_000)
            QApplication.processEvents()

    def go(self, word: str) -> None:
        """点左边的导航。"""
        place = next(p for p in PLACES if p.entry.word == word)
        self.window.nav.item(place.entry.key).click()
        self.settle()

    def here(self) -> str:
        """现在是哪一屏。"""
        return self.window.top_bar.title.text()

    @property
    def todo(self) -> TodoScreen:
        """今日待办屏。"""
        screen = self.window.screen_of("todo")
        assert isinstance(screen, TodoScreen)
        return screen

    @property
    def technologies(self) -> TechnologiesScreen:
        """技术目录屏。"""
        screen = self.window.screen_of("technologies")
        assert isinstance(screen, TechnologiesScreen)
        return screen

    @property
    def filings(self) -> FilingsScreen:
        """备案屏。"""
        screen = self.window.screen_of("filings")
        assert isinstance(screen, FilingsScreen)
        return screen

    @property
    def disclosures(self) -> DisclosuresScreen:
        """院务公开屏。"""
        screen = self.window.screen_of("disclosures")
        assert isinstance(screen, DisclosuresScreen)
        return screen

    @property
    def editions(self) -> EditionsPane:
        """目录版本页。"""
        return self.technologies.editions

    @property
    def trainings(self) -> TrainingsScreen:
        """培训屏。"""
        screen = self.window.screen_of("trainings")
        assert isinstance(screen, TrainingsScreen)
        return screen

    @property
    def system(self) -> InstitutionScreen:
        """系统屏。"""
        screen = self.window.screen_of("institution")
        assert isinstance(screen, InstitutionScreen)
        return screen

    def sheet(self) -> ImportSheet:
        """开着的导入框。"""
        self.settle()
        shown = [one for one in self.window.findChildren(ImportSheet) if one.isVisible()]
        assert len(shown) == 1
        return shown[0]

    def entry(self) -> EntryPage:
        """开着的录入框。"""
        self.settle()
        shown = [one for one in self.window.findChildren(Entry) if one.isVisible()]
        assert len(shown) == 1, [type(one).__name__ for one in shown]
        return EntryPage(self, shown[0])

    def open_entries(self) -> list[Entry]:
        """全部开着的录入框。"""
        return [one for one in self.window.findChildren(Entry) if one.isVisible()]

    def todo_lines(self) -> list[str]:
        """待办各行的文字。"""
        return [
            " ".join(cell.text for cell in row.cells)
            for row in self.todo.table.rows_model.rows()
            if not row.group
        ]

    def open_unopened(self) -> None:
        """在「尚未新建备案」处点新建。"""
        empty = self.filings.unopened.findChild(Empty)
        assert isinstance(empty, Empty)
        empty.act_chosen.emit("新建备案…")

    def materials(self) -> dict[str, str]:
        """备案材料：名称 → 状态。"""
        rows = self.filings.detail.dossier.rows_model.rows()
        return {row.cells[0].text: row.cells[2].text for row in rows}
