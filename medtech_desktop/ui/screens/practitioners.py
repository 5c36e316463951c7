"""医师：在册人员一览；登记人员，登记职称、在院情况、执业注册的变更与证书。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.domain.matching import Haystack, matches, split_words
from medtech_desktop.ui import theme
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.imports import open_import
from medtech_desktop.ui.screens.practitioner_entries import (
    CertificateEntry,
    PractitionerChangeEntry,
    PractitionerEntry,
)
from medtech_desktop.ui.search import DEPARTMENT
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.quiet import button, label
from medtech_desktop.ui.widgets.rows import Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.practitioners import PractitionerLine

    Told = tuple[tuple[PractitionerLine, Haystack, Row], ...]

_COLUMNS = (
    Column("姓名", 120, person=True),
    Column("工号", 100),
    Column("职称", 130),
    Column("科室", 0),
    Column("执业注册", 160),
    Column("", 100, right=True, sortable=False),
)
_EMPTY = EmptyView(
    "users",
    "还没有登记人员",
    "技术负责人须是本院注册的执业医师，先登记姓名、工号、职称与科室",
    ("登记人员…", "导入…"),
    "MTCA-11(3)",
    "技术负责人为在本机构注册的执业医师",
)


def ask_people(library: Library, on: date) -> Told:
    """在册人员，各带筛选用的文字与清单的一行：两千行在这里写好，按键时只挑。"""
    from medtech_desktop.office.pinyin import person_haystack
    from medtech_desktop.office.practitioners import practitioner_list

    return tuple(
        (
            line,
            person_haystack(
                line.name,
                (line.staff_number, line.title, *line.departments.split("、"), line.place),
            ),
            _row(line),
        )
        for line in practitioner_list(library, on)
    )


class PractitionersScreen(Screen):
    """医师屏。"""

    KINDS = frozenset({"practitioner", "institution", "department"})

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._lines: tuple[PractitionerLine, ...] = ()
        self._rows: tuple[tuple[Row, Haystack], ...] = ()
        self._wanted = ""
        self.filter_box = QLineEdit()
        self.filter_box.setAccessibleName("筛选人员")
        self.filter_box.setPlaceholderText("筛选：姓名、工号、科室、职称、首字母")
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.setFixedWidth(300)
        self.count = label("", ink=Ink.INK2)
        self.import_button = button("导入…", "file-up")
        self.certificate_button = button("登记证书…")
        self.add_button = button("登记人员…", "plus", kind="primary")
        self.table = RowTable(_COLUMNS, "人员", bleed=True)
        self.empty = Empty(_EMPTY)
        self._whole = QStackedWidget()
        self._lay_out()
        self.filter_box.textChanged.connect(lambda _text: self._filter())
        self.add_button.clicked.connect(lambda _=False: self.add())
        self.certificate_button.clicked.connect(lambda _=False: self.add_certificate())
        self.import_button.clicked.connect(lambda _=False: self.open_import())
        self.empty.act_chosen.connect(self.act)
        self.empty.article_opened.connect(self.article_opened)
        self.table.opened.connect(self.change)

    def _lay_out(self) -> None:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(6)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 0, 8, 0)
        bar.setSpacing(8)
        bar.addWidget(self.filter_box)
        bar.addWidget(self.count, 1)
        bar.addWidget(self.import_button)
        bar.addWidget(self.certificate_button)
        bar.addWidget(self.add_button)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        self._whole.addWidget(held)
        self._whole.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)

    def first_widget(self) -> QWidget:
        return self.table

    def show_thing(self, key: str) -> None:
        """一个人；「department:科室」为这个科室的人。"""
        if key.startswith(DEPARTMENT):
            self.filter_box.setText(key.removeprefix(DEPARTMENT))
            return
        self.filter_box.clear()
        self._wanted = "" if self.table.choose(key) else key

    def allow_acts(self, allowed: bool) -> None:
        for made in (self.add_button, self.certificate_button, self.import_button):
            made.setEnabled(allowed)
        self.table.actions_allowed = allowed
        self.table.viewport().update()

    # Asking

    def reload(self) -> None:
        self.desk.ask(ask_people, self.on, then=self._show, owner=self, topic="people")

    # Acting

    def act(self, word: str) -> None:
        chosen = self.table.selected_keys()
        if word == "导入…":
            self.open_import()
        elif word == "登记证书…":
            self.add_certificate()
        elif word == "登记变更" and chosen:
            self.change(next(iter(chosen)))
        else:
            self.add()

    def open_import(self) -> None:
        """导入人员。"""
        open_import(self.desk, "practitioners", self.today, self)

    def add(self) -> None:
        """登记人员。"""
        self._begin(PractitionerEntry(self.desk, self.today, self), "登记人员…")

    def change(self, key: str) -> None:
        """登记一个人的变更。"""
        line = next(line for line in self._lines if str(line.id) == key)
        entry = PractitionerChangeEntry(self.desk, line.id, line.name, self.today, self)
        self._begin(entry, "登记变更")

    def add_certificate(self) -> None:
        """给选中的人登记证书。"""
        chosen = self.table.selected_keys()
        people = tuple(
            (str(line.id), f"{line.name} {line.staff_number}".strip())
            for line in self._lines
            if not chosen or str(line.id) in chosen
        )
        entry = CertificateEntry(self.desk, people, "training", self.today, self)
        self._begin(entry, "登记证书…")

    def _begin(self, entry: Entry, word: str) -> None:
        entry.word = word
        entry.article_opened.connect(self.article_opened)
        entry.recorded.connect(lambda done: self.table.choose(done.subject))
        entry.begin()

    # Answers

    def _show(self, told: Told) -> None:
        lines = self._lines = tuple(line for line, _hay, _row in told)
        self._rows = tuple((row, hay) for _line, hay, row in told)
        self._whole.setCurrentIndex(0 if lines else 1)
        self._filter()
        if self._wanted and self.table.choose(self._wanted):
            self._wanted = ""
        here = sum(line.place == "本院" for line in lines)
        self.take_up(*self.table.selected_keys())
        self.say_heading("医师", f"{len(lines):,} 人，本院注册 {here:,} 人")

    def _filter(self) -> None:
        wanted = split_words(self.filter_box.text())
        shown = tuple(row for row, hay in self._rows if not wanted or matches(wanted, hay))
        self.table.set_rows(shown)
        self.count.setText(f"{len(shown):,} 人")


def _row(line: PractitionerLine) -> Row:
    away = line.place != "本院"
    return Row(
        str(line.id),
        (
            words(line.name, weight=theme.MEDIUM),
            words(line.staff_number),
            words(line.title),
            words(line.departments, Ink.INK2),
            words(line.place, Ink.WARN if away else Ink.INK),
        ),
        action="登记变更",
    )
