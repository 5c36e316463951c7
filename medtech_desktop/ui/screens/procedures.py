"""手术分级：分级目录、编码库、草稿三页；编码库的查找、一条编码的情况、两版比较。"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui.exporting import ask_where, export_long, tell_exported
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.grading_tabs import CODES, GradingTabs
from medtech_desktop.ui.screens.import_entries import keep_template
from medtech_desktop.ui.screens.imports import ImportSheet, open_import
from medtech_desktop.ui.screens.procedure_detail import ProcedureDetail
from medtech_desktop.ui.screens.procedure_diff import CodeDiffSheet
from medtech_desktop.ui.screens.procedure_views import (
    ALL,
    COLUMNS,
    Asked,
    ask_codes,
    ask_editions,
    ask_page,
    ask_place,
    ask_rows,
    chapter_choices,
    edition_words,
    filter_words_of,
    heading_words,
    keep_codes,
    mark_choices,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.filter_words import FilterWords
from medtech_desktop.ui.widgets.foot_line import foot_line
from medtech_desktop.ui.widgets.list_bar import FilterBox, FilterChoice
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label

if TYPE_CHECKING:
    from medtech_desktop.office.procedures import CodeAnswer, CodeEditionLine, CodePage

_ARTICLE = "MTCA-18"
_MARKED = 3
_EMPTY = EmptyView(
    "list-tree",
    "还没有手术操作编码",
    "先导入本院所用的编码库（编码与名称两列，xlsx、xls 或 csv，整份一次导入）",
    ("导入编码库…", "存一份模板…"),
    _ARTICLE,
    "手术分级管理目录按本院审定的为准，分级之前先有编码",
)


class ProceduresScreen(Screen):
    """手术分级屏。"""

    KINDS = frozenset({"procedure", "technology", "catalog", "grading", "department"})

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._editions: tuple[CodeEditionLine, ...] = ()
        self._asked = Asked()
        self._wanted = ""
        self.strip = ProgressStrip()
        self.table = LongTable(self.desk, COLUMNS, "手术操作编码", bleed=True, strip=self.strip)
        hint = "筛选：编码、名称、拼音首字母"
        self.filter_box = FilterBox(self.table, "筛选编码", hint)
        self.edition_box, self.chapter_box = FilterChoice("编码库"), FilterChoice("章")
        self.mark_box = FilterChoice("变化")
        self.import_button = button("导入编码库…", "file-up")
        self.template_button = button("模板…")
        self.compare_button = button("比较两版…")
        self.export_button = button("导出所列…", "download")
        self.words = FilterWords("筛选编码", lead=8)
        self.count = label("", ink=Ink.INK2)
        self.detail = ProcedureDetail()
        self.empty = Empty(_EMPTY)
        self._whole = QStackedWidget()
        self.tabs = GradingTabs(self.desk, self._whole, lambda: self.on, lambda: self.today)
        self._lay_out()
        self._set_up()
        self._wire()

    def _set_up(self) -> None:
        for box in (self.edition_box, self.chapter_box, self.mark_box):
            box.setMinimumWidth(132)
            box.setMaximumWidth(250)
        for box in (self.chapter_box, self.edition_box):
            box.view().setMinimumWidth(300)
        for box in (self.edition_box, self.mark_box):
            box.hide()
        self.table.show_order("code", False)

    # Layout

    def _lay_out(self) -> None:
        held = QWidget()
        both = QHBoxLayout(held)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(16, 12, 8, 0)
        left.setSpacing(4)
        left.addLayout(self._bar())
        left.addLayout(self._filters())
        left.addWidget(self.table, 1)
        left.addWidget(self.strip)
        left.addLayout(self._foot())
        both.addLayout(left, 1)
        both.addWidget(self.detail)
        self._whole.addWidget(QWidget())
        self._whole.addWidget(held)
        self._whole.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.tabs)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 0, 8, 0)
        bar.setSpacing(8)
        self.filter_box.setMinimumWidth(230)
        self.filter_box.setMaximumWidth(300)
        bar.addWidget(self.filter_box, 2)
        bar.addWidget(self.chapter_box, 1)
        bar.addWidget(self.edition_box, 2)
        bar.addStretch(0)
        bar.addWidget(self.import_button)
        return bar

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(8)
        self.words.underlined = False
        row.addWidget(self.words, 1)
        row.addWidget(self.mark_box)
        return row

    def _foot(self) -> QHBoxLayout:
        acts = (self.template_button, self.compare_button, self.export_button)
        return foot_line(self.count, *acts)

    # Wiring

    def _wire(self) -> None:
        self.filter_box.textChanged.connect(lambda _text: self._ask())
        self.words.chosen.connect(lambda _key: self._ask())
        self.edition_box.activated.connect(lambda _n: self._change_edition())
        for box in (self.chapter_box, self.mark_box):
            box.activated.connect(lambda _n: self._ask())
        self.table.sort_wanted.connect(self._sort)
        self.table.typed.connect(self._jump)
        self.table.chosen.connect(self._choose)
        self.table.copied.connect(lambda n: self.said.emit(f"已复制 {n:,} 行，可以贴进 Excel"))
        self.detail.code_wanted.connect(self.show_thing)
        self.detail.technology_wanted.connect(
            lambda number: self.place_wanted.emit("technologies", number)
        )
        self.import_button.clicked.connect(lambda _=False: self.open_import())
        self.template_button.clicked.connect(lambda _=False: self._choose_template())
        self.compare_button.clicked.connect(lambda _=False: self.compare())
        self.export_button.clicked.connect(lambda _=False: self._choose_file())
        self.detail.article_opened.connect(self.article_opened)
        self.tabs.turned.connect(lambda _key: self._tell_heading())
        self.tabs.said.connect(self.said)
        self.tabs.article_opened.connect(self.article_opened)
        self.tabs.code_wanted.connect(self.show_thing)
        self.tabs.technology_wanted.connect(
            lambda number: self.place_wanted.emit("technologies", number)
        )
        self.empty.article_opened.connect(self.article_opened)
        self.empty.act_chosen.connect(
            lambda word: self.open_import() if word == "导入编码库…" else self._choose_template()
        )

    def first_widget(self) -> QWidget:
        return self.filter_box if self._editions else self.empty

    def show_thing(self, key: str) -> None:
        """一条编码；筛选与章都放开。"""
        if key:
            self.tabs.turn(CODES)
        self._wanted = key
        self.filter_box.empty()
        for box in (self.chapter_box, self.mark_box):
            box.setCurrentIndex(0)
        self.words.show_words(self.words.views(), ALL)
        if not self.stale:  # a stale screen is read anew at once, and asks then
            self._ask()

    def allow_acts(self, allowed: bool) -> None:
        self.tabs.allow_acts(allowed)
        self.import_button.setEnabled(allowed)
        self.empty.setEnabled(allowed)

    # Asking

    def reload(self) -> None:
        self.desk.ask(ask_editions, self.on, then=self._show_editions, owner=self, topic="editions")
        self.tabs.reload()

    def asked(self) -> Asked:
        """屏上所问。"""
        return replace(
            self._asked,
            edition=self.edition_box.key(),
            words=self.filter_box.text(),
            category=self._category(),
            mark=self.mark_box.key() or ALL,
            chapter=self.chapter_box.key(),
            keep=self.table.current_id(),
        )

    def _ask(self) -> None:
        asked = self.asked()
        self.desk.ask(
            ask_codes,
            asked,
            self.on,
            then=lambda answer: self._show(asked, answer),
            owner=self,
            topic="codes",
        )

    def _category(self) -> str:
        shown = {view.key for view in self.words.views()}
        return self.words.current() if shown else ALL

    def _change_edition(self) -> None:
        self.words.show_words(self.words.views(), ALL)
        self.mark_box.setCurrentIndex(0)
        self._tell_heading()
        self._ask()

    def _sort(self, key: str, descending: bool) -> None:
        self._asked = replace(self._asked, order=key, descending=descending)
        self._ask()

    def _jump(self, beginning: str) -> None:
        asked = self.asked()
        self.desk.ask(
            ask_place,
            asked,
            beginning,
            self.on,
            then=self.table.show_row,
            owner=self,
            topic="jump",
        )

    def _choose(self, row_id: int) -> None:
        if not row_id:
            self.detail.show_page(None)
            return
        edition = self.asked().edition
        self.desk.ask(
            ask_page, edition, row_id, self.on, then=self._show_page, owner=self, topic="page"
        )

    # Acting

    def open_import(self) -> ImportSheet:
        """导入编码库。"""
        return open_import(self.desk, "procedures", self.today, self)

    def compare(self) -> CodeDiffSheet:
        """比较两版。"""
        sheet = CodeDiffSheet(self.desk, self._editions, self)
        sheet.begin()
        return sheet

    def _choose_template(self) -> None:
        name = "导入模板-手术操作编码.xlsx"
        path, _kind = QFileDialog.getSaveFileName(self, "存模板", name, "表格 (*.xlsx)")
        if path:
            self.save_template(Path(path))

    def save_template(self, path: Path) -> None:
        """存一份模板。"""
        self.desk.ask(
            keep_template, "procedures", path, then=partial(tell_exported, parent=self), owner=self
        )

    def _choose_file(self) -> None:
        path = ask_where(self, f"手术操作编码 {self.asked().edition}".strip())
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """把所列的存为文件，按所列的次序。"""
        ids = self.table.model_held.ids
        said = f"正在导出 {len(ids):,} 行"
        edition = self.asked().edition
        export_long(
            self.desk, self, said, keep_codes, edition, ids, path, self.on, strip=self.strip
        )

    # Answers

    def _show_editions(self, editions: tuple[CodeEditionLine, ...]) -> None:
        self._editions = editions
        self._whole.setCurrentIndex(1 if editions else 2)
        kept = self.edition_box.currentData()
        self.edition_box.clear()
        for line in editions:
            self.edition_box.addItem(edition_words(line), line.key)
        used = next((n for n, line in enumerate(editions) if line.state == "在用"), 0)
        found = self.edition_box.findData(kept) if kept else -1
        self.edition_box.setCurrentIndex(found if found >= 0 else used)
        several = len(editions) > 1
        self.edition_box.setVisible(several)
        self.compare_button.setVisible(several)
        self.mark_box.setVisible(several)
        self.table.setColumnHidden(_MARKED, not several)
        self._tell_heading()
        self._ask()

    def _tell_heading(self) -> None:
        if told := self.tabs.sentence():
            self.say_heading("手术分级", told)
            return
        key = self.edition_box.currentData()
        line = next((one for one in self._editions if one.key == key), None)
        self.say_heading("手术分级", heading_words(line) if line is not None else "还没有编码库")

    def _show(self, asked: Asked, answer: CodeAnswer) -> None:
        views = filter_words_of(answer.counts, asked.category)
        self.words.show_words(views, asked.category)
        chapters = chapter_choices(answer.chapters, asked.chapter)
        self.chapter_box.show_choices(chapters, asked.chapter)
        self.mark_box.show_choices(mark_choices(answer.counts, asked.mark), asked.mark)
        question = partial(ask_rows, edition=answer.edition, on=self.on)
        self.table.show_ids(answer.ids, question, answer.first, answer.row)
        count, whole = len(answer.ids), answer.whole
        self.table.empty_words = "没有符合的编码，减少一个词，或换一章再找" if whole else ""
        self.count.setText(f"列出 {count:,} 条" if count < whole else f"共 {whole:,} 条")
        self.export_button.setEnabled(bool(count))
        if self._wanted and not asked.words:
            wanted, self._wanted = self._wanted, ""
            self._jump(wanted)

    def _show_page(self, page: CodePage) -> None:
        if page.id == self.table.current_id():
            self.detail.show_page(page)
