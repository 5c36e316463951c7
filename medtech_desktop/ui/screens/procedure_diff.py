"""比较两版编码库：新增、更名、改类、取消各几条，逐条列出，可以导出。"""

from __future__ import annotations

from array import array
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.exporting import ask_where, export_long
from medtech_desktop.ui.problems import TroubleBar
from medtech_desktop.ui.screens.procedure_views import (
    ALL,
    DIFF_COLUMNS,
    DiffAnswer,
    DiffAsked,
    ask_diff,
    ask_diff_rows,
    keep_diff,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWords
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label

if TYPE_CHECKING:
    from medtech_desktop.office.procedures import CodeEditionLine


class CodeDiffSheet(QDialog):
    """两版对照的对话框。"""

    def __init__(
        self, desk: Desk, editions: tuple[CodeEditionLine, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("比较两版编码库")
        self.resize(980, 620)
        self.desk = desk
        self.earlier, self.later = QComboBox(), QComboBox()
        for box in (self.earlier, self.later):
            for line in editions:
                box.addItem(f"{line.key}　{line.count:,} 条", line.key)
        self.later.setCurrentIndex(0)
        self.earlier.setCurrentIndex(min(1, len(editions) - 1))
        self.trouble = TroubleBar()
        self.words = FilterWords("变化", lead=8)
        self.same = label("", ink=Ink.INK2)
        self.strip = ProgressStrip()
        self.table = LongTable(desk, DIFF_COLUMNS, "两版编码对照", bleed=True, strip=self.strip)
        self.export_button = button("导出所列…", "download")
        self.close_button = button("关闭")
        self._lay_out()
        self.words.chosen.connect(lambda _key: self.ask())
        for box in (self.earlier, self.later):
            box.activated.connect(lambda _n: self.ask())
        self.export_button.clicked.connect(lambda _=False: self._choose_file())
        self.close_button.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.setSpacing(8)
        for title, box in (("前版", self.earlier), ("后版", self.later)):
            head.addWidget(label(title, ink=Ink.INK2))
            box.setAccessibleName(title)
            box.view().setAccessibleName(title)
            box.setMinimumWidth(220)
            head.addWidget(box)
            head.addSpacing(8)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.trouble)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.strip)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        foot.setSpacing(8)
        foot.addWidget(self.same, 1)
        foot.addWidget(self.export_button)
        foot.addWidget(self.close_button)
        column.addLayout(foot)

    def begin(self) -> None:
        """打开并对照。"""
        self.ask()
        self.open()

    def asked(self) -> DiffAsked:
        """现在对照哪两版，列哪一种变化。"""
        earlier, later = str(self.earlier.currentData()), str(self.later.currentData())
        return DiffAsked(earlier, later, self.words.current() or ALL)

    def ask(self) -> None:
        """对照。"""
        asked = self.asked()
        self.desk.ask(
            ask_diff,
            asked,
            then=lambda answer: self._show(asked, answer),
            owner=self,
            topic="diff",
            refused=self._refused,
        )

    def _show(self, asked: DiffAsked, answer: DiffAnswer) -> None:
        self.trouble.say("")
        current = asked.mark if any(w.key == asked.mark for w in answer.words) else ALL
        self.words.show_words(answer.words, current)
        self.same.setText(f"不变 {answer.same:,} 条，不列")
        question = partial(ask_diff_rows, earlier=asked.earlier, later=asked.later)
        self.table.show_ids(answer.ids, question, answer.first)
        self.export_button.setEnabled(bool(answer.ids))
        if current != asked.mark:
            self.ask()

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.trouble.say("；".join(f"{one.message}，{one.remedy}" for one in findings))
        self.same.setText("")
        self.table.show_ids(array("i"), partial(ask_diff_rows, earlier="", later=""))
        self.export_button.setEnabled(False)

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
