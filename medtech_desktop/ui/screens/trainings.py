"""培训：拟承担培训的技术（基地）、3 个工作日的期限、附件4 的各栏与文书。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.papers import PaperFlow
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.filing_views import days_of
from medtech_desktop.ui.screens.training_entries import (
    Annex4Entry,
    AnnounceEntry,
    BaseEntry,
    FileBaseEntry,
)
from medtech_desktop.ui.sources import SOURCE_WORD
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.blocker import Blocker, BlockerView, BlockView
from medtech_desktop.ui.widgets.day_strip import DayLegend, DayStrip
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.master_list import ListEntry, MasterList
from medtech_desktop.ui.widgets.paper_view import PaperPane
from medtech_desktop.ui.widgets.pieces import ProvisionalChip, StateChip, Words
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, button, label, scrolled, tint
from medtech_desktop.ui.widgets.top_bar import day_words

if TYPE_CHECKING:
    from medtech_desktop.domain.working_days import CountedTerm
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.trainings import TrainingBaseView

_EMPTY = EmptyView(
    "graduation-cap",
    "还没有登记培训基地",
    "拟承担限制类技术规范化培训的，登记后填写附件4；不承担培训的不需要登记",
    ("登记培训基地…",),
    "MTCA-29",
    "首次发布招生公告之日起 3 个工作日内向省级卫生行政部门备案",
)


def ask_bases(library: Library, on: date) -> tuple[TrainingBaseView, ...]:
    """全部培训基地。"""
    from medtech_desktop.office.trainings import training_bases

    return training_bases(library, on)


class TrainingsScreen(Screen):
    """培训屏。"""

    KINDS = frozenset({"training_base", "technology", "filing", "institution", "holidays"})

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._views: dict[str, TrainingBaseView] = {}
        self._view: TrainingBaseView | None = None
        self.list = MasterList("培训基地", 233)
        self.add_button = button("登记培训基地…", "plus")
        self.code = label("", size=theme.TITLE, ink=Ink.INK3)
        self.name = label("", size=theme.TITLE, weight=theme.BOLD, wrap=True)
        self.state = ChipLabel(StateChip("草稿"))
        self.facts = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.announce_button = button("登记公告…")
        self.edit_button = button("填写附件4…")
        self.file_button = button("登记省级备案…", kind="primary")
        self.due = label("", size=theme.DUE, weight=theme.MEDIUM)
        self.due_note = label("", ink=Ink.INK2)
        self.provisional = ChipLabel(ProvisionalChip())
        self.days = DayStrip()
        self.legend = DayLegend()
        self.blocker = Blocker(narrow=True)
        self.filled = label("", wrap=True)
        self.source_link = Link(SOURCE_WORD, size=theme.BODY)
        self.paper = PaperPane()
        self.paper.say("选一项技术，这里显示它的附件4")
        self.paper.show_tabs((FilterWord("annex4", "附件4"),), "annex4")
        self.flow = PaperFlow(self.desk, self.paper, self)
        self.empty = Empty(_EMPTY)
        self._whole = QStackedWidget()
        self._side = QStackedWidget()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        left = QWidget()
        left.setFixedWidth(233)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.LIST_MARGIN, 8, theme.LIST_MARGIN, 8)
        foot.addWidget(self.add_button)
        column.addLayout(foot)
        self._side.addWidget(QWidget())
        self._side.addWidget(self._detail())
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self._side, 3)
        row.addWidget(self.paper, 2)
        self._whole.addWidget(held)
        self._whole.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)

    def _detail(self) -> QWidget:
        inside = QWidget()
        inside.setMaximumWidth(900)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.PAGE_MARGIN, 12, 16, 12)
        column.setSpacing(6)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self.code)
        title.addWidget(self.name, 1)
        title.addWidget(self.announce_button)
        title.addWidget(self.edit_button)
        title.addWidget(self.file_button)
        column.addLayout(title)
        facts = QHBoxLayout()
        facts.setSpacing(8)
        facts.addWidget(self.state)
        facts.addWidget(self.facts, 1)
        column.addLayout(facts)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.due)
        head.addWidget(self.due_note, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.provisional)
        column.addLayout(head)
        for widget in (self.days, self.legend):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self.blocker)
        column.addSpacing(8)
        column.addLayout(self._filled_head())
        column.addWidget(self.filled)
        column.addStretch(1)
        pane = scrolled(inside, sideways=True)
        return pane

    def _filled_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label("附件4 已填的内容", weight=theme.BOLD))
        row.addWidget(self.source_link)
        row.addStretch(1)
        return row

    def _wire(self) -> None:
        self.list.chosen.connect(self._choose)
        self.add_button.clicked.connect(lambda _=False: self.add())
        self.empty.act_chosen.connect(lambda _word: self.add())
        self.empty.article_opened.connect(self.article_opened)
        self.announce_button.clicked.connect(lambda _=False: self.announce())
        self.edit_button.clicked.connect(lambda _=False: self.edit())
        self.file_button.clicked.connect(lambda _=False: self.file())
        self.source_link.clicked.connect(lambda _=False: self._ask_source())
        self.blocker.remedy_chosen.connect(self._remedy)
        self.blocker.article_opened.connect(self.article_opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.paper.fit_beside(self.width())

    def first_widget(self) -> QWidget:
        return self.list.list

    def show_thing(self, key: str) -> None:
        self.list.choose(key)

    def allow_acts(self, allowed: bool) -> None:
        buttons = (self.add_button, self.announce_button, self.edit_button, self.file_button)
        for made in (*buttons, self.blocker):
            made.setEnabled(allowed)
        self.empty.setEnabled(allowed)

    def reload(self) -> None:
        self.desk.ask(ask_bases, self.on, then=self._show, owner=self, topic="bases")

    # Acting

    def act(self, word: str) -> None:
        acts = {
            "填写附件4…": self.edit,
            "登记省级备案…": self.file,
            "登记公告…": self.announce,
        }
        acts.get(word, self.add)()

    def arrive(self, thing: str, word: str) -> None:
        complete = self._view is not None and not self._view.gaps
        self.act("登记省级备案…" if word == "填写附件4…" and complete else word)

    def add(self) -> None:
        """登记培训基地。"""
        entry = BaseEntry(self.desk, self.today, self)
        entry.recorded.connect(lambda done: self.list.choose(done.subject))
        self._begin(entry, "登记培训基地…")

    def announce(self) -> None:
        """登记首次招生公告，期限由此起算。"""
        if self._view is not None:
            base = self._view.base
            entry = AnnounceEntry(self.desk, base.number, base.announced_on, self.today, self)
            self._begin(entry, "登记公告…")

    def edit(self) -> None:
        """填写附件4。"""
        if self._view is not None:
            number = self._view.base.number
            self._begin(Annex4Entry(self.desk, number, self._view.draft, self), "填写附件4…")

    def file(self) -> None:
        """登记已向省级备案。"""
        if self._view is not None:
            entry = FileBaseEntry(self.desk, self._view.base.number, self.today, self)
            self._begin(entry, "登记省级备案…")

    def _ask_source(self) -> None:
        """附件4 的例数从哪来。"""
        if self._view is not None:
            self.source_wanted.emit(f"annex4 {self._view.base.number}")

    def _remedy(self, key: str) -> None:
        if key == "filing":
            self.place_wanted.emit("filings", "")
        else:
            self.edit()

    def _begin(self, entry: Entry, word: str) -> None:
        entry.begin_from(self.article_opened, word)

    # Answers

    def _show(self, views: tuple[TrainingBaseView, ...]) -> None:
        self._views = {view.base.number: view for view in views}
        self._whole.setCurrentIndex(0 if views else 1)
        states = [_state(view, self.on)[0] for view in views]
        short = states.count("待补")
        listed = (
            FilterWord("all", "全部", len(views)),
            FilterWord("待补", "待补", short),
            FilterWord("齐全", "齐全", states.count("齐全")),
            FilterWord("已备案", "已备案", states.count("已备案")),
        )
        held = tuple(word for word in listed if word.count or word.key == "all")
        self.list.show_entries(tuple(map(self._entry, views)), held, f"筛选 {len(views)} 项")
        self.take_up()
        said = f"培训基地 {len(views)} 项" if views else "没有登记培训基地"
        self.say_heading("培训", f"{said}，{short} 项待补" if short else said)

    def _entry(self, view: TrainingBaseView) -> ListEntry:
        state, late = _state(view, self.on)
        fact = None
        if view.term is not None and view.filed_on is None:
            due = view.term.due
            fact = Words(
                f"{due.month:02}月{due.day:02}日止", Ink.BAD if late else Ink.WARN, theme.NOTE
            )
        return ListEntry(
            view.base.number,
            view.code,
            view.technology,
            (StateChip(state),),
            fact,
            frozenset({state}),
            view.base.number,
        )

    def _choose(self, key: str) -> None:
        view = self._views.get(key)
        self._view = view
        self._side.setCurrentIndex(1 if view is not None else 0)
        if view is None:
            return
        self.code.setText(view.code)
        self.name.setText(view.technology)
        self.state.set_chip(StateChip(_state(view, self.on)[0]))
        announced = view.base.announced_on
        said = f"首次招生公告 {announced.isoformat()}" if announced else "还没有发布招生公告"
        filed = view.filed_on
        self.file_button.setVisible(filed is None and not view.gaps)
        self.edit_button.setVisible(filed is None)
        self.announce_button.setVisible(filed is None)
        self.announce_button.setText("改正公告日…" if announced else "登记公告…")
        self.announce_button.setAccessibleName(self.announce_button.text())
        said += f"，{filed.isoformat()} 已向省级备案" if filed else ""
        self.facts.setText(f"{view.base.number}，{said}")
        self._show_term(view.term)
        self.blocker.show_blocks(_blocker(view) if filed is None else BlockerView("", "", ()))
        self.filled.setText(_filled(view))
        self.flow.ask("annex4", view.base.number, filed is not None, self.on)
        self.take_up(view.base.number)

    def _show_term(self, term: CountedTerm | None) -> None:
        for widget in (self.days, self.legend):
            widget.setVisible(term is not None)
        self.provisional.setVisible(term is not None and term.provisional)
        if term is None:
            self.due.setText("")
            self.due_note.setText("发布招生公告以后才有期限，自公告之日起 3 个工作日")
            return
        late = self.on > term.due
        self.due.setText(f"{term.due.month}月{term.due.day}日")
        tint(self.due, Ink.BAD if late else Ink.INK)
        weekday = day_words(term.due).split(" ")[1]
        over = "，已过" if late else ""
        counted = f"{term.day_zero.isoformat()} 起 {term.working_days} 个工作日"
        self.due_note.setText(f"{weekday}，24:00 止，{counted}{over}")
        self.days.show_days(days_of(term, self.on), self.on)


def _state(view: TrainingBaseView, on: date) -> tuple[str, bool]:
    if view.filed_on is not None:
        return "已备案", False
    late = view.term is not None and on > view.term.due
    return ("待补" if view.gaps else "齐全"), late


def _blocker(view: TrainingBaseView) -> BlockerView:
    blocks = tuple(
        BlockView(
            "filing" if one.field == "filing" else "draft",
            one.message,
            one.remedy,
            one.article,
            "去备案" if one.field == "filing" else "填写…",
        )
        for one in view.gaps
    )
    return BlockerView(f"申报前还差 {len(blocks)} 件" if blocks else "", "", blocks)


def _filled(view: TrainingBaseView) -> str:
    draft = view.draft
    years = (draft.cases1, draft.cases2, draft.cases3)
    counts = [
        f"{draft.first_year + n} 年 {'未填' if cases is None else f'{cases:,} 例'}"
        for n, cases in enumerate(years)
    ]
    parts = [
        "，".join(counts),
        f"医疗质量和安全：{draft.quality or '未填'}",
        f"软件、硬件条件：{draft.conditions or '未填'}",
        f"培训方案等：{draft.plan or '未填'}",
    ]
    return "\n".join(parts)
