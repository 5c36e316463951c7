"""院务公开：三张表、还差什么、与上次公开之差、录入、审定、历次公开。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.batches import DISCLOSURE_KINDS, BatchSheet
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.disclosure_entries import ApprovalEntry, FiguresEntry, Period
from medtech_desktop.ui.screens.disclosure_views import (
    CHANGE_COLUMNS,
    POSTED_COLUMNS,
    TABS,
    blocker_of,
    change_rows,
    columns_of,
    periods_of,
    posted_rows,
    rows_of,
    said_of,
    tabs_of,
)
from medtech_desktop.ui.sources import SOURCE_WORD
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.blocker import Blocker
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.filter_words import FilterWords
from medtech_desktop.ui.widgets.folding import FoldingTable
from medtech_desktop.ui.widgets.quiet import Link, button, label
from medtech_desktop.ui.widgets.rows import Row
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.disclosures import DisclosureView
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.usage_lines import UsageLine

_NOTHING = {
    "technologies": EmptyView(
        "megaphone",
        "还没有开展的限制类技术",
        "技术获准开展以后自动列入这张表；没有开展的不公开",
        ("去技术目录",),
        "MTCA-24",
        "医疗机构应当公开开展的限制类技术目录",
    ),
    "surgeries": EmptyView(
        "megaphone",
        "手术分级管理目录还没有登记",
        "登记以后列在这里；确须先公开另两张表的，审定时写明理由",
        (),
        "MTCA-24",
        "医疗机构应当公开手术分级管理目录",
    ),
    "usage": EmptyView(
        "megaphone",
        "没有要统计的技术",
        "限制类技术获准开展以后，在这里录入例数、并发症和死亡",
        ("去技术目录",),
        "MTCA-24",
        "限制类技术临床应用情况应当公开",
    ),
    "changes": EmptyView(
        "circle-check",
        "没有不同之处",
        "还没有公开过，或与上次公开相同；技术、负责人、备案或数字变化以后，不同之处列在这里",
    ),
    "posted": EmptyView(
        "megaphone",
        "还没有公开过",
        "三张表齐全以后审定，内容冻结，可以打印、张贴或放上网站",
        ("审定公开…",),
        "MTCA-24",
        "公开的内容应当及时、真实、完整",
    ),
}


def ask_view(library: Library, on: date, period: Period | None) -> DisclosureView:
    """院务公开一屏。"""
    from medtech_desktop.office.disclosures import disclosure_view

    return disclosure_view(library, on, period)


def ask_lines(library: Library, on: date, period: Period) -> tuple[UsageLine, ...]:
    """各项技术本期的数字。"""
    from medtech_desktop.office.usage_lines import usage_lines

    return usage_lines(library, on, period)


class DisclosuresScreen(Screen):
    """院务公开屏。"""

    KINDS = frozenset(
        {"disclosure", "technology", "filing", "practitioner", "institution", "catalog"}
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._view: DisclosureView | None = None
        self._period = periods_of(self.on)[0]
        self._chosen = False
        self._wanted = ""
        self.period_button = DropButton("统计期间")
        self.note = label("", ink=Ink.INK2)
        self.reason = label("", size=theme.NOTE, ink=Ink.INK2)
        self.figures_button = button("录入应用情况…", "pencil")
        self.paper_button = button("预览三张表…", "file-text")
        self.approve_button = button("审定公开…", kind="primary")
        self.blocker = Blocker()
        self.tabs = FilterWords("院务公开的表", lead=8)
        self.list_note = label("", size=theme.NOTE, ink=Ink.INK2)
        self.source_link = Link(SOURCE_WORD, size=theme.BODY)
        self.source_link.hide()
        self.batch_link = Link("批量打印、导出…", size=theme.BODY)
        self.batch_link.hide()
        self.tables: dict[str, RowTable] = {}
        self._pages: dict[str, QStackedWidget] = {}
        self._stack = QStackedWidget()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 0)
        whole.setSpacing(6)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 0, 8, 0)
        bar.setSpacing(8)
        bar.addWidget(self.period_button)
        bar.addWidget(self.note, 1)
        for widget in (self.figures_button, self.paper_button, self.reason, self.approve_button):
            bar.addWidget(widget)
        whole.addLayout(bar)
        held = QHBoxLayout()
        held.setContentsMargins(8, 0, 8, 0)
        held.addWidget(self.blocker)
        whole.addLayout(held)
        whole.addWidget(self.tabs)
        self.list_note.setContentsMargins(8, 0, 8, 0)
        note = QHBoxLayout()
        note.setContentsMargins(0, 0, 8, 0)
        note.addWidget(self.list_note)
        note.addStretch(1)
        note.addWidget(self.source_link)
        note.addWidget(self.batch_link)
        whole.addLayout(note)
        whole.addWidget(self._stack, 1)

    def _wire(self) -> None:
        self.tabs.chosen.connect(self.show_tab)
        self.source_link.clicked.connect(
            lambda _=False: self.source_wanted.emit(self._source(self.tabs.current()))
        )
        self.batch_link.clicked.connect(lambda _=False: self.open_batch())
        self.period_button.chosen.connect(self._choose_period)
        self.figures_button.clicked.connect(lambda _=False: self.act("录入应用情况…"))
        self.paper_button.clicked.connect(lambda _=False: self.act("预览三张表…"))
        self.approve_button.clicked.connect(lambda _=False: self.act("审定公开…"))
        self.blocker.remedy_chosen.connect(lambda _key: self.act("录入应用情况…"))
        self.blocker.article_opened.connect(self.article_opened)

    def first_widget(self) -> QWidget | None:
        return self.tables.get(self.tabs.current())

    def show_thing(self, key: str) -> None:
        """一张表，或某一次公开；「disclosure」为与上次公开之差。"""
        self._wanted = key if key in _NOTHING else "changes"
        self.show_tab(self._wanted)

    def allow_acts(self, allowed: bool) -> None:
        self.figures_button.setEnabled(allowed)
        stopped = self._view is not None and any(
            one.severity.value == "refuse" for one in self._view.findings
        )
        nothing = self._view is None or not self._view.record.lists[0].rows
        self.approve_button.setEnabled(allowed and not stopped and not nothing)
        self.blocker.setEnabled(allowed)

    # Asking

    def reload(self) -> None:
        _word, first, last = self._period
        period = (first, last) if self._chosen else None
        self.desk.ask(ask_view, self.on, period, then=self._show, owner=self, topic="view")

    def _choose_period(self, word: str) -> None:
        self._period = next(one for one in periods_of(self.on) if one[0] == word)
        self._chosen = True
        self.reload()

    def show_tab(self, key: str) -> None:
        """换一张表。"""
        if key not in self._pages:
            return
        self.tabs.show_words(self.tabs.views(), key)
        self._stack.setCurrentWidget(self._pages[key])
        lists = self._view.record.lists if self._view is not None else ()
        notes = {name: one.note for name, one in zip(TABS, lists, strict=False)}
        note = notes.get(key, "") if self.tables[key].rows_model.rowCount() else ""
        self.list_note.setText(note)
        self.list_note.setVisible(bool(note))
        some = bool(self.tables[key].rows_model.rowCount())
        self.source_link.setVisible(key in ("usage", "changes") and some)
        self.source_link.setAccessibleName(f"{SOURCE_WORD}：{self.tables[key].accessibleName()}")
        self.batch_link.setVisible(key == "posted" and some)

    def _source(self, key: str) -> str:
        """这张表的数从哪来。"""
        _word, first, last = self._period
        return f"{key} {first.isoformat()} {last.isoformat()}"

    # Acting

    def act(self, word: str) -> None:
        """打开一个录入框或一份文书。"""
        _word, first, last = self._period
        if word == "去技术目录":
            self.place_wanted.emit("technologies", "")
        elif word == "录入应用情况…":
            self.desk.ask(
                ask_lines,
                self.on,
                (first, last),
                then=self._open_figures,
                owner=self,
                topic="lines",
            )
        elif word == "审定公开…":
            entry = ApprovalEntry(self.desk, (first, last), self.today, self)
            entry.recorded.connect(lambda _done: self._to_posted())
            self._begin(entry, word)
        else:
            self.open_paper(f"draft {first.isoformat()} {last.isoformat()}")

    def _to_posted(self) -> None:
        """What was approved is printed from here, not from the draft."""
        self._wanted = "posted"
        if self.tables:
            self.show_tab("posted")

    def open_paper(self, number: str) -> PaperSheet:
        """看一次公开的三张表；拟稿以 draft 开头。"""
        drafted = number.startswith("draft")
        title = "院务公开 拟稿" if drafted else f"院务公开 {number}"
        sheet = PaperSheet(self.desk, title, self)
        said = "拟稿，审定以后才能公开" if drafted else "已审定，内容冻结"
        sheet.begin("disclosure", number, not drafted, self.on, said)
        return sheet

    def open_batch(self) -> BatchSheet:
        """所选几次（没有多选时是全部）公开成批打印、导出。"""
        table = self.tables["posted"]
        chosen = table.selected_keys()
        every = tuple(row.key for row in table.rows_model.rows())
        things = chosen if len(chosen) > 1 else every
        sheet = BatchSheet(self.desk, things, self.on, self, kinds=DISCLOSURE_KINDS)
        sheet.begin()
        return sheet

    def _open_figures(self, lines: tuple[UsageLine, ...]) -> None:
        if not lines:
            word = self._period[0]
            self.said.emit(f"{word}没有在用的限制类技术，不需要录入；别的期间在「统计期间」里选")
            return
        _word, first, last = self._period
        entry = FiguresEntry(self.desk, lines, (first, last), self.today, self)
        self._begin(entry, "录入应用情况…")

    def _begin(self, entry: Entry, word: str) -> None:
        entry.begin_from(self.article_opened, word)

    # Answers

    def _show(self, view: DisclosureView) -> None:
        self._view = view
        same = (one for one in periods_of(self.on) if one[1:] == view.period)
        self._period = next(same, self._period)
        word, first, last = self._period
        self.period_button.setText(f"统计期间　{word}\u2009\u2009")
        self.period_button.setAccessibleName(f"统计期间 {word}")
        self.period_button.set_words(tuple(one[0] for one in periods_of(self.on)))
        self.note.setText("")
        self.blocker.show_blocks(blocker_of(view))
        if not self.tables:
            self._make_tables(view)
        for key, listed in zip(TABS, view.record.lists, strict=True):
            self._fill(key, rows_of(listed))
        self._fill("changes", change_rows(view))
        self._fill("posted", posted_rows(view))
        wanted = self._wanted or self.tabs.current() or TABS[0]
        self._wanted = ""
        self.tabs.show_words(tabs_of(view), wanted)
        self.show_tab(wanted)
        stopping = sum(one.severity.value == "refuse" for one in view.findings)
        nothing = "没有要公开的技术" if not view.record.lists[0].rows else ""
        self.reason.setText(f"还差 {stopping} 件" if stopping else nothing)
        self.allow_acts(not self.desk.read_only)
        self.heading_source = self._source("changes") if view.posted else ""
        self.say_heading("院务公开", said_of(view))
        self.take_up()

    def _make_tables(self, view: DisclosureView) -> None:
        for key, listed in zip(TABS, view.record.lists, strict=True):
            self.tables[key] = FoldingTable(columns_of(listed.columns), listed.name, bleed=True)
        self.tables["changes"] = FoldingTable(CHANGE_COLUMNS, "与上次公开之差", bleed=True)
        self.tables["posted"] = RowTable(POSTED_COLUMNS, "历次公开", bleed=True)
        self.tables["posted"].opened.connect(lambda number: self.open_paper(number))
        for key, table in self.tables.items():
            empty = Empty(_NOTHING[key])
            empty.act_chosen.connect(self.act)
            empty.article_opened.connect(self.article_opened)
            page = QStackedWidget()
            page.addWidget(table)
            page.addWidget(empty)
            self._pages[key] = page
            self._stack.addWidget(page)

    def _fill(self, key: str, rows: tuple[Row, ...]) -> None:
        self.tables[key].set_rows(rows)
        self._pages[key].setCurrentIndex(0 if rows else 1)
