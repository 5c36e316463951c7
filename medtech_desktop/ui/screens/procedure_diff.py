"""比较两版编码库：新增、更名、改类、取消各几条，逐条列出，可以导出。"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.diff_sheet import DiffAsked, DiffKind, DiffSheet
from medtech_desktop.ui.exporting import ask_where, export_long
from medtech_desktop.ui.screens.procedure_views import (
    DIFF_COLUMNS,
    ask_diff,
    ask_diff_rows,
    keep_diff,
)
from medtech_desktop.ui.widgets.long_rows import Texts
from medtech_desktop.ui.widgets.quiet import button

if TYPE_CHECKING:
    from medtech_desktop.office.procedures import CodeEditionLine

_KIND = DiffKind("比较两版编码库", "两版编码对照", DIFF_COLUMNS, "条", ask_diff, ask_diff_rows)


class CodeDiffSheet(DiffSheet):
    """两版对照的对话框。"""

    def __init__(
        self, desk: Desk, editions: tuple[CodeEditionLine, ...], parent: QWidget | None = None
    ) -> None:
        choices = tuple((line.key, f"{line.key}　{line.count:,} 条") for line in editions)
        export = button("导出所列…", "download")
        super().__init__(desk, _KIND, choices, parent, (export,))
        self.export_button = export
        export.clicked.connect(lambda _=False: self._choose_file())

    def put(self, ids: array[int], asked: DiffAsked, first: Sequence[Texts]) -> None:
        super().put(ids, asked, first)
        self.export_button.setEnabled(bool(ids))

    def _choose_file(self) -> None:
        asked = self.asked()
        path = ask_where(self, f"编码对照 {asked.earlier} {asked.later}")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """把所列的存为文件。"""
        export_long(
            self.desk,
            self,
            "正在导出",
            keep_diff,
            self.asked(),
            self.table.model_held.ids,
            path,
            strip=self.strip,
            troubled=self.trouble.show_trouble,
        )
