"""分级目录一版的各行：筛选、级别、科室、标记、次序、复制、导出；草稿在它之上加改动。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.exporting import ask_where, export_long
from medtech_desktop.ui.screens.grading_views import (
    ALL,
    COLUMNS,
    Asked,
    ask_lines,
    ask_place,
    ask_rows,
    department_choices,
    grade_words,
    keep_lines,
    mark_choices,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWords
from medtech_desktop.ui.widgets.foot_line import foot_line
from medtech_desktop.ui.widgets.list_bar import FilterBox, FilterChoice
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label

if TYPE_CHECKING:
    from medtech_desktop.office.grading_lists import ListAnswer

_CHANGE = 6


class GradingPane(QWidget):
    """所列的各行。``said`` 一句话到状态栏，``code_chosen`` 选中的编码（没有选中为空）。"""

    said = Signal(str)
    code_chosen = Signal(str)

    def __init__(self, desk: Desk, on: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._on = desk, on
        self._asked = Asked()
        self.edition = ""
        self.strip = ProgressStrip()
        self.table = self.make_table()
        hint = "筛选：编码、名称、拼音首字母"
        self.filter_box = FilterBox(self.table, "筛选分级目录", hint)
        self.department_box, self.mark_box = FilterChoice("科室"), FilterChoice("标记")
        self.export_button = button("导出所列…", "download")
        self.words = FilterWords("级别", lead=8)
        self.count = label("", ink=Ink.INK2)
        self._set_up()
        self._lay_out()
        self._wire()

    def make_table(self) -> LongTable:
        """各行的表。"""
        return LongTable(self.desk, COLUMNS, "手术分级管理目录", bleed=True, strip=self.strip)

    def _set_up(self) -> None:
        self.filter_box.setMinimumWidth(230)
        self.filter_box.setMaximumWidth(300)
        self.mark_box.show_choices(mark_choices(), ALL)
        for box in self.boxes():
            box.view().setMinimumWidth(220)
            box.setMinimumWidth(120)
            box.setMaximumWidth(200)
        self.table.show_order("grade", False)
        self.table.setColumnHidden(_CHANGE, True)

    def boxes(self) -> tuple[FilterChoice, ...]:
        """各下拉。"""
        return (self.department_box, self.mark_box)

    def tools(self) -> tuple[QWidget, ...]:
        """筛选一排右端的控件。"""
        return ()

    def foot_tools(self) -> tuple[QWidget, ...]:
        """表下一排右端的控件。"""
        return (self.export_button,)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 8, 0)
        column.setSpacing(4)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 0, 8, 0)
        bar.setSpacing(8)
        bar.addWidget(self.filter_box, 2)
        for box in self.boxes():
            bar.addWidget(box, 1)
        bar.addStretch(0)
        for tool in self.tools():
            bar.addWidget(tool)
        column.addLayout(bar)
        self.words.underlined = False
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.strip)
        self.foot = foot_line(self.count, *self.foot_tools())
        column.addLayout(self.foot)

    def _wire(self) -> None:
        self.filter_box.textChanged.connect(lambda _text: self.ask())
        self.words.chosen.connect(lambda _key: self.ask())
        for box in self.boxes():
            box.activated.connect(lambda _n: self.ask())
        self.table.sort_wanted.connect(self._sort)
        self.table.typed.connect(self._jump)
        self.table.chosen.connect(lambda _id: self._tell_code())
        self.table.copied.connect(lambda n: self.said.emit(f"已复制 {n:,} 行，可以贴进 Excel"))
        self.export_button.clicked.connect(lambda _=False: self._choose_file())

    # Asking

    def asked(self) -> Asked:
        """屏上所问。"""
        shown = {view.key for view in self.words.views()}
        return replace(
            self._asked,
            edition=self.edition,
            words=self.filter_box.text(),
            grade=self.words.current() if shown else ALL,
            department=self.department_box.key() or ALL,
            mark=self.mark_box.key(),
            keep=self.table.current_id(),
        )

    def ask(self) -> None:
        """按所问列出。"""
        asked = self.asked()
        self.desk.ask(
            ask_lines,
            asked,
            self._on(),
            then=lambda answer: self.show_answer(asked, answer),
            owner=self,
            topic="lines",
            refused=self._refused,
        )

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.said.emit(findings[0].message)

    def _sort(self, key: str, descending: bool) -> None:
        self._asked = replace(self._asked, order=key, descending=descending)
        self.ask()

    def _jump(self, beginning: str) -> None:
        self.desk.ask(
            ask_place,
            self.asked(),
            beginning,
            self._on(),
            then=self.table.show_row,
            owner=self,
            topic="jump",
        )

    def _tell_code(self) -> None:
        row = self.table.currentIndex().row() if self.table.current_id() else -1
        texts = self.table.model_held.texts(row) if row >= 0 else None
        self.code_chosen.emit(texts[0] if texts else "")

    # Answers

    def show_answer(self, asked: Asked, answer: ListAnswer) -> None:
        """换上所列。"""
        self.words.show_words(grade_words(answer, asked.grade), asked.grade)
        departments = department_choices(answer, asked.department)
        self.department_box.show_choices(departments, asked.department)
        question = partial(ask_rows, edition=asked.edition, on=self._on())
        self.table.show_ids(answer.ids, question, answer.first, answer.row)
        count, whole = len(answer.ids), answer.whole
        self.table.empty_words = "没有符合的行，减少一个词，或放开级别、科室再找" if whole else ""
        said = f"列出 {count:,} 行" if count < whole else f"共 {whole:,} 行"
        if answer.unmanaged:
            said += f"，其中 {answer.unmanaged:,} 行的类别不纳入，不判级别"
        self.count.setText(said)
        self.export_button.setEnabled(bool(count))

    # Files

    def _choose_file(self) -> None:
        path = ask_where(self, f"手术分级管理目录 {self.edition}".strip())
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """把所列的存为文件，按所列的次序。"""
        ids = self.table.model_held.ids
        said = f"正在导出 {len(ids):,} 行"
        export_long(
            self.desk, self, said, keep_lines, self.edition, ids, path, self._on(), strip=self.strip
        )
