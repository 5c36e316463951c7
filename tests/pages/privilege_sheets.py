"""授权宽表框的页面对象：给文件、看各格、填决定、登记、存没有采用的格。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.screens.privilege_sheet_entries import (
    PrivilegeSheetDialog,
    open_privilege_sheet,
)
from tests.pages.typing import click, type_chinese
from tests.pages.window import WindowPage, lines_of

DECISION = {
    "meeting": "管理委员会2026年第4次会议",
    "document": "示例〔2026〕19号",
    "basis": "年度考核",
}
"""一次决定所填的。"""


class PrivilegeSheetPage:
    """一个授权宽表框。"""

    def __init__(
        self,
        window: WindowPage,
        today: date,
        department: str = "",
        *,
        opened: PrivilegeSheetDialog | None = None,
    ) -> None:
        self._window = window
        self.sheet = opened or open_privilege_sheet(window.desk, today, window.window, department)
        self.done: list[object] = []
        self.sheet.recorded.connect(self.done.append)
        window.settle()

    def give(self, path: Path) -> PrivilegeSheetPage:
        """给一个文件。"""
        self.sheet.choose.area.dropped.emit(path)
        self._window.settle()
        return self

    def save_for(self, department: str, folder: Path) -> Path:
        """存发给这个科室的宽表，返回存下的一份。"""
        assert self.sheet.choose.form.value("department") == department
        self.sheet.save_sheets(folder)
        self._window.settle()
        [told] = self.sheet.findChildren(ExportedDialog)
        told.accept()
        [path] = folder.glob("*.xlsx")
        return path

    def step(self) -> str:
        """第几步。"""
        return self.sheet.step_note.text()

    def counts(self) -> dict[str, int]:
        """筛选词 → 数。"""
        return {view.word: view.count for view in self.sheet.check.words.views()}

    def lines(self, word: str = "全部") -> list[str]:
        """核对的各格。"""
        views = self.sheet.check.words.views()
        key = next(view.key for view in views if view.word == word)
        self.sheet.check.words.chosen.emit(key)
        return lines_of(self.sheet.check.table)

    def click(self) -> PrivilegeSheetPage:
        """按右下的按钮。"""
        button = self.sheet.act_button
        assert button.isEnabled(), button.text()
        click(button, button.rect().center())
        self._window.settle()
        return self

    def fill(self, **values: str) -> PrivilegeSheetPage:
        """填决定的各行。"""
        for name, value in values.items():
            field = self.sheet.decide.form.field(name)
            assert isinstance(field, QLineEdit)
            field.clear()
            type_chinese(field, value)
        return self

    def adopt(self, **decision: str) -> object:
        """填决定，登记；要理由的写上。返回登记的结果。"""
        self.click().fill(**decision).click()
        if not self.done:
            self.give_reason("会后登记").click()
        [done] = self.done
        return done

    def notices(self) -> list[str]:
        """决定各字段下的告示。"""
        return [one.finding.message for one in self.sheet.decide.form.notices()]

    def give_reason(self, reason: str) -> PrivilegeSheetPage:
        """在警告下填理由。"""
        for notice in self.sheet.decide.form.notices():
            if not notice.reason.isHidden():
                type_chinese(notice.reason, reason)
        return self
