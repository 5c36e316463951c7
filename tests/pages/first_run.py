"""首次登记的页面对象：选去处、填、下一步、看指出的问题。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from medtech_desktop.app import Opening, Start
from medtech_desktop.ui.first_run import FirstRun
from medtech_desktop.ui.problems import Problems
from medtech_desktop.ui.widgets.quiet import Link
from medtech_desktop.ui.widgets.sites_field import SitesField
from tests.pages.typing import press, type_chinese
from tests.pages.window import WindowPage, fill_field, tear_down


class FirstRunPage:
    """一台空电脑上的第一次启动。"""

    def __init__(self, qtbot: QtBot, folder: Path, log: Path) -> None:
        self.qtbot = qtbot
        self.start = Start(Opening(folder), Problems(), log)
        self.start.begin()
        assert self.start.first_run is not None
        self.form: FirstRun = self.start.first_run
        self.settle()

    def settle(self) -> None:
        """等到问题都答完。"""
        for _ in range(2):
            QApplication.processEvents()
            self.qtbot.waitUntil(lambda: not self._busy(), timeout=60_000)
            QApplication.processEvents()

    def _busy(self) -> bool:
        if self.start.desk.is_busy:
            return True
        return self.start.first_run is not None and self.form.desk.is_busy

    def go(self, key: str) -> FirstRunPage:
        """点首页的一个去处。"""
        self.form.door.choices[key].click()
        self.settle()
        return self

    def door_words(self) -> str:
        """首页第一个去处的话。"""
        choice = self.form.door.choices["new"]
        return f"{choice.text()}：{choice.accessibleDescription()}"

    def fill(self, **values: str | date | bool) -> FirstRunPage:
        """填现在这一步的字段。"""
        form = self.form.steps[self.form.step].form
        for name, value in values.items():
            field = form.field(name)
            if isinstance(field, QCheckBox):
                field.setChecked(bool(value))
            else:
                assert not isinstance(value, bool)
                fill_field(field, value)
        return self

    def add_site(self, name: str, licence: str = "", authority: str = "") -> FirstRunPage:
        """加一个院区。"""
        field = self.form.steps[1].form.field("sites")
        assert isinstance(field, SitesField)
        field.add_button.click()
        row = field.rows[-1]
        type_chinese(row.name, name)
        if authority:
            row.kind.setCurrentIndex(1)
            type_chinese(row.licence, licence)
            type_chinese(row.authority, authority)
        return self

    def offers(self) -> list[str]:
        """发证机关的候选。"""
        step = self.form.steps[1]
        links = step.form.field("offers").findChildren(Link)
        return [link.text() for link in links if not link.isHidden()]

    def take_offer(self, number: int) -> FirstRunPage:
        """点一个候选。"""
        links = self.form.steps[1].form.field("offers").findChildren(Link)
        [link for link in links if not link.isHidden()][number].click()
        return self

    def next(self) -> list[str]:
        """下一步；返回留在这一步的告示。"""
        before = self.form.step
        self.form.next_button.click()
        self.settle()
        if self.start.first_run is None or self.form.step != before or before < 0:
            return []
        return self.notices()

    def back(self) -> FirstRunPage:
        """上一步。"""
        self.form.back_button.click()
        self.settle()
        return self

    def escape(self) -> FirstRunPage:
        """按 Esc。"""
        press(self.form, Qt.Key.Key_Escape)
        self.settle()
        return self

    def notices(self) -> list[str]:
        """现在这一步的告示。"""
        step = self.form.steps[self.form.step]
        return [notice.finding.message for notice in step.form.notices()]

    def here(self) -> str:
        """现在这一页的标题。"""
        return self.form.title.text()

    def value(self, name: str) -> str:
        """现在这一步某个字段的文字。"""
        return self.form.steps[self.form.step].form.value(name)

    def checked(self) -> str:
        """核对页的全部文字。"""
        labels = self.form.steps[-1].findChildren(QLabel)
        return " ".join(one.text() for one in labels if not one.isHidden())

    def trouble(self) -> str:
        """故障条的话；没有为空。"""
        return self.form.trouble.sentence.text()

    def crash(self) -> None:
        """窗口没有关好就没了：草稿已在盘上，别的什么也不做。"""
        self.qtbot.waitUntil(lambda: not self.form._keeper.isActive(), timeout=5_000)
        self.settle()
        self.form._touched = False
        self.form.close()
        self.start.desk.stop()

    def window(self) -> WindowPage:
        """开了的主窗口。"""
        self.qtbot.waitUntil(lambda: self.start.window is not None, timeout=60_000)
        assert self.start.window is not None
        page = WindowPage.around(self.qtbot, self.start.window)
        page.settle()
        return page

    def close(self) -> None:
        """关上剩下的。"""
        if self.start.window is not None:
            tear_down(self.start.window)
        if self.start.first_run is not None and isValid(self.start.first_run):
            self.start.first_run.close()
        assert self.start.desk.stop()
