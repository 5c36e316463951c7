"""授权申请的页面对象：单独一扇窗，像人一样申请、评议、审定。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screens.application_views import ApplicationsView
from medtech_desktop.ui.screens.decision_of_applications import DecideEntry
from medtech_desktop.ui.widgets.grid import Grid
from tests.pages.typing import type_chinese
from tests.pages.window import fill_field, lines_of, tear_down


class ApplicationsPage:
    """申请一览与详情。"""

    def __init__(
        self,
        qtbot: QtBot,
        opener: Callable[[], object],
        today: date,
        size: tuple[int, int] = (1198, 616),
    ) -> None:
        self.qtbot = qtbot
        self.desk = Desk(opener)
        self.bugs: list[BaseException] = []
        self.told: list[str] = []
        self.desk.bug_met.connect(self.bugs.append)
        self.window = QWidget()
        self.view = ApplicationsView(self.desk, lambda: today, self.window)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.view.said.connect(self.told.append)
        self.desk.changed.connect(lambda _kinds: self.view.show_on())
        self.window.resize(*size)
        self.window.show()
        self.view.show_on()
        self.settle()

    def settle(self) -> None:
        """等到问题都答完。"""
        for _ in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(lambda: not self.desk.is_busy, timeout=20_000)
            QApplication.processEvents()

    def close(self) -> None:
        """关上；有没想到的错误就不算通过。"""
        self.window.close()
        assert self.desk.stop()
        tear_down(self.window)
        assert self.bugs == []

    # What is seen

    def listed(self) -> list[str]:
        """一览各行的读屏文字。"""
        model = self.view.list.model
        return [model.entry(row).says for row in range(model.rowCount())]

    def words(self) -> list[tuple[str, int]]:
        """筛选词与数。"""
        return [(word.word, word.count) for word in self.view.words.views()]

    def items(self) -> list[str]:
        """详情的各项。"""
        return lines_of(self.view.detail.items)

    def past(self) -> str:
        """经过，读屏文字。"""
        return self.view.detail.timeline.accessibleDescription()

    def next_word(self) -> str:
        """主按钮的词。"""
        return self.view.detail.step_button.text()

    # What is done

    def choose(self, number: str) -> None:
        """选中一份。"""
        self.view.show_thing(number)
        self.settle()

    def narrow(self, key: str) -> None:
        """点筛选词。"""
        self.view.words.chosen.emit(key)
        self.settle()

    def apply(self) -> EntryOn:
        """点「申请授权…」。"""
        self.view.apply_button.click()
        return self.entry()

    def go_on(self) -> EntryOn:
        """点下一步。"""
        self.view.detail.step_button.click()
        return self.entry()

    def more(self, word: str) -> EntryOn:
        """在「办理」里选一件。"""
        assert word in self.view.detail.more.words()
        self.view.detail.more.chosen.emit(word)
        return self.entry()

    def decide_listed(self) -> EntryOn:
        """点「审定所列…」。"""
        self.view.decide_button.click()
        return self.entry()

    def entry(self) -> EntryOn:
        """开着的录入框。"""
        self.settle()
        shown = [one for one in self.window.findChildren(Entry) if one.isVisible()]
        assert len(shown) == 1, [type(one).__name__ for one in shown]
        return EntryOn(self, shown[0])

    def paper(self) -> PaperSheet:
        """开着的文书。"""
        self.settle()
        shown = [one for one in self.window.findChildren(PaperSheet) if one.isVisible()]
        assert len(shown) == 1
        return shown[0]


class EntryOn:
    """一个录入框。"""

    def __init__(self, page: ApplicationsPage, entry: Entry) -> None:
        self._page, self.entry = page, entry

    def fill(self, **values: str | date) -> EntryOn:
        """按字段名填。"""
        for name, value in values.items():
            fill_field(self.entry.form.field(name), value)
        return self

    def item(self, place: int, target: str, grade: str = "", until: str = "") -> EntryOn:
        """填一项：对象、级别的词、末日。"""
        row = self.entry.items.rows[place - 1]  # type: ignore[attr-defined]
        row.target.clear()
        type_chinese(row.target, target)
        self._page.settle()
        if grade:
            fill_field(row.grade, grade)
        fill_field(row.until, until)
        return self

    def answer(self, row: int, verdict: str, until: str = "", note: str = "") -> EntryOn:
        """审定的一项。"""
        grid = self.grid()
        cells = {(row, 3): verdict, (row, 5): note}
        grid.grid_model.change(cells | ({(row, 4): until} if until else {}))
        return self

    def grid(self) -> Grid:
        """各项结论的格子。"""
        assert isinstance(self.entry, DecideEntry)
        return self.entry.grid

    def submit(self) -> list[str]:
        """按办事的按钮，等回来；返回告示，办成了为空。"""
        gone: list[bool] = []
        self.entry.destroyed.connect(lambda: gone.append(True))
        self.entry.act_button.click()
        self._page.settle()
        return [] if gone else self.notices()

    def notices(self) -> list[str]:
        """现有的告示。"""
        return [notice.finding.message for notice in self.entry.form.notices()]

    def give_reason(self, reason: str) -> EntryOn:
        """在各警告下写理由。"""
        for notice in self.entry.form.notices():
            if not notice.reason.isHidden():
                type_chinese(notice.reason, reason)
        return self
