"""授权屏的「表格与文书」：科室宽表进出，科室的权限一览，选定的人的授权证明。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.batches import BatchSheet
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screen import Screen
from medtech_desktop.ui.screens.imports import open_import
from medtech_desktop.ui.screens.privilege_sheet_entries import (
    PrivilegeSheetDialog,
    open_privilege_sheet,
)

if TYPE_CHECKING:
    from medtech_desktop.domain.privilege_matrix import MatrixPerson

SHEETS, ROSTER, CERTIFICATE = "科室宽表…", "科室权限一览…", "授权证明…"
IMPORT = "导入期初授权…"
WORDS = (SHEETS, IMPORT, "", ROSTER, CERTIFICATE)
TITLE = "表格与文书"
CERTIFICATE_KINDS = (("certificate", "授权证明"),)
"""几个人的证明，各人一份。"""


class PrivilegePapers:
    """从授权屏出的表格与文书；``department`` 空为全院。"""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def sheets(self, department: str) -> PrivilegeSheetDialog:
        """宽表：存发给科室的，读交回的。"""
        screen = self._screen
        dialog = open_privilege_sheet(screen.desk, screen.today, screen, department)
        dialog.article_opened.connect(screen.article_opened)
        return dialog

    def import_opening(self) -> None:
        """从表格导入原有的授权。"""
        open_import(self._screen.desk, "privileges", self._screen.today, self._screen)

    def roster(self, department: str) -> PaperSheet:
        """所看的这天有效的授权，供手术室用。"""
        return self._paper("手术权限一览", "privileges", department)

    def certificates(self, people: Sequence[MatrixPerson]) -> QWidget | None:
        """一个人的先看；几个人的成批；没有选人的说一声。"""
        screen = self._screen
        keys = tuple(one.number or one.name for one in people)
        if not keys:
            screen.said.emit("先在矩阵里选一个人的一格，再出他的授权证明")
            return None
        if len(keys) == 1:
            return self._paper("授权证明", "certificate", keys[0])
        sheet = BatchSheet(screen.desk, keys, screen.on, screen, kinds=CERTIFICATE_KINDS)
        sheet.begin()
        return sheet

    def _paper(self, title: str, kind: str, key: str) -> PaperSheet:
        screen = self._screen
        sheet = PaperSheet(screen.desk, title, screen)
        sheet.begin(kind, key, False, screen.on)
        return sheet
