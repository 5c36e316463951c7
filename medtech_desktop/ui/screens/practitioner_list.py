"""医师屏的左边：筛选、科室、类别、情形，所列的人，导入、导出与登记人员。"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.screens.practitioner_views import (
    ALL,
    COLUMNS,
    Asked,
    department_choices,
    filter_words_of,
    kind_choices,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWords
from medtech_desktop.ui.widgets.list_bar import FilterBox, FilterChoice
from medtech_desktop.ui.widgets.long_table import LongTable, RowsQuestion
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label

if TYPE_CHECKING:
    from medtech_desktop.office.practitioner_lists import PeopleAnswer

_WIDTH = 444


class PeopleList(QWidget):
    """左边的一览；``asked_anew`` 所问的变了，要重新问。"""

    asked_anew = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setFixedWidth(_WIDTH)
        self._asked = Asked()
        self.department_box, self.kind_box = FilterChoice("科室"), FilterChoice("类别")
        self.words = FilterWords("人员情形", lead=8)
        self.count = label("", ink=Ink.INK2)
        self.strip = ProgressStrip()
        self.table = LongTable(desk, COLUMNS, "人员一览", bleed=True, strip=self.strip)
        self.filter_box = FilterBox(self.table, "筛选人员", "姓名、工号、首字母")
        self.import_button = button("导入…", "file-up")
        self.export_button = button("导出所列…", "download")
        self.add_button = button("登记人员…", "plus", kind="primary")
        self._set_up()
        self._lay_out()
        self.filter_box.textChanged.connect(lambda _text: self.asked_anew.emit())
        self.words.chosen.connect(lambda _key: self.asked_anew.emit())
        for box in (self.department_box, self.kind_box):
            box.activated.connect(lambda _n: self.asked_anew.emit())
        self.table.sort_wanted.connect(self._sort)

    def _set_up(self) -> None:
        for box in (self.department_box, self.kind_box):
            box.setMinimumContentsLength(5)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.department_box.view().setMinimumWidth(200)
        self.words.underlined = False
        self.table.show_order("name", False)
        self.table.empty_words = "没有符合的人，减少一个词，或换一个科室再找"
        self.kind_box.show_choices(kind_choices(), ALL)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 8, 0)
        column.setSpacing(4)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 0, 0, 0)
        bar.setSpacing(6)
        bar.addWidget(self.filter_box, 5)
        bar.addWidget(self.department_box, 3)
        bar.addWidget(self.kind_box, 2)
        column.addLayout(bar)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.strip)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 6, 0, 8)
        foot.setSpacing(6)
        foot.addWidget(self.count, 1)
        for made in (self.import_button, self.export_button, self.add_button):
            foot.addWidget(made)
        column.addLayout(foot)

    def asked(self) -> Asked:
        """所问。"""
        shown = {view.key for view in self.words.views()}
        return replace(
            self._asked,
            words=self.filter_box.text(),
            department=self.department_box.key(),
            kind=self.kind_box.key(),
            where=self.words.current() if shown else ALL,
        )

    def widest(self) -> Asked:
        """不筛选时所问。"""
        return replace(self._asked, words="", department="", kind=ALL, where=ALL)

    def open_up(self, department: str = "") -> None:
        """放开筛选；``department`` 非空只看这个科室。"""
        self.filter_box.empty()
        self.words.show_words(self.words.views(), ALL)
        self.kind_box.setCurrentIndex(0)
        box = self.department_box
        held = tuple(str(box.itemData(n)) for n in range(box.count()) if box.itemData(n))
        box.show_choices(department_choices(held, department), department)

    def show_answer(
        self, asked: Asked, answer: PeopleAnswer, question: RowsQuestion, row: int
    ) -> None:
        """换上所列的人；``row`` 为选中的一行。"""
        choices = department_choices(answer.departments, asked.department)
        self.department_box.show_choices(choices, asked.department)
        self.words.show_words(filter_words_of(answer.wheres, asked.where), asked.where)
        self.table.show_ids(answer.ids, question, answer.first, row)
        self.count.setText(f"{len(answer.ids):,} 人")
        self.export_button.setEnabled(bool(answer.ids))

    def _sort(self, key: str, descending: bool) -> None:
        self._asked = replace(self._asked, order=key, descending=descending)
        self.asked_anew.emit()
