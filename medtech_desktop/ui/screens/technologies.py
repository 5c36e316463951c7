"""技术目录：本院各项技术，走到哪一步，什么挡住下一步，各份备案与变更记录。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.batches import BatchSheet
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.printings import PrintingsSheet
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.editions import EditionsPane
from medtech_desktop.ui.screens.imports import open_import
from medtech_desktop.ui.screens.practitioner_entries import PractitionerEntry
from medtech_desktop.ui.screens.technology_acts import (
    REMEDY_ENTRIES,
    entry_for,
    is_used,
    more_words,
    next_word,
)
from medtech_desktop.ui.screens.technology_code_entries import END_CODE_WORD, LINK_CODE_WORD
from medtech_desktop.ui.screens.technology_detail import TechnologyDetail
from medtech_desktop.ui.screens.technology_entries import TechnologyEntry
from medtech_desktop.ui.screens.technology_scan_entries import ATTACH_WORD
from medtech_desktop.ui.screens.technology_views import entries_of, filter_words_of
from medtech_desktop.ui.technology_history import HistorySheet
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.master_list import MasterList
from medtech_desktop.ui.widgets.quiet import Link, button

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.technology_pages import TechnologyLine, TechnologyPage

_EMPTY = EmptyView(
    "layers",
    "还没有登记技术",
    "先登记本院拟开展或已开展的技术，再做自我评估、论证与伦理审查",
    ("登记技术…", "导入…", "目录版本"),
    "MTCA-18",
    "医疗机构应当制定本机构医疗技术临床应用管理目录",
)


def ask_list(library: Library, on: date) -> tuple[TechnologyLine, ...]:
    """技术一览。"""
    from medtech_desktop.office.technology_pages import technology_list

    return technology_list(library, on)


def ask_page(library: Library, key: str, on: date, licence: int | None = None) -> TechnologyPage:
    """技术单页；``licence`` 只看一张许可证下的院区。"""
    from medtech_desktop.office.technology_pages import technology_page

    return technology_page(library, key, on, licence_id=licence)


class TechnologiesScreen(Screen):
    """技术目录屏。"""

    KINDS = frozenset(
        {
            "technology",
            "filing",
            "appraisal",
            "practitioner",
            "institution",
            "holidays",
            "catalog",
            "edition",
        }
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._page: TechnologyPage | None = None
        self._wanted = ""
        self._licence: int | None = None
        self.list = MasterList("技术", 325)
        self.add_button = button("登记技术…", "plus")
        self.import_button = button("导入…")
        self.editions_button = button("目录版本")
        self.batch_link = Link("批量打印、导出…", size=theme.BODY)
        self.editions = EditionsPane(setting)
        self.detail = TechnologyDetail()
        self.empty = Empty(_EMPTY)
        self._side = QStackedWidget()
        self._whole = QStackedWidget()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self._side.addWidget(QWidget())
        self._side.addWidget(self.detail)
        left = QWidget()
        left.setFixedWidth(325)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.LIST_MARGIN, 8, theme.LIST_MARGIN, 8)
        foot.setSpacing(8)
        foot.addWidget(self.add_button, 1)
        foot.addWidget(self.import_button)
        foot.addWidget(self.editions_button)
        column.addLayout(foot)
        batch = QHBoxLayout()
        batch.setContentsMargins(theme.LIST_MARGIN, 0, theme.LIST_MARGIN, 8)
        batch.addWidget(self.batch_link)
        batch.addStretch(1)
        column.addLayout(batch)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self._side, 1)
        self._whole.addWidget(held)
        self._whole.addWidget(self.empty)
        self._whole.addWidget(self.editions)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)

    def _wire(self) -> None:
        detail = self.detail
        self.list.chosen.connect(self._choose)
        for made in (self.add_button, self.import_button, self.editions_button):
            word = made.accessibleName()
            made.clicked.connect(lambda _=False, word=word: self.act(word))
        self.editions.article_opened.connect(self.article_opened)
        self.editions.back_wanted.connect(lambda: self.show_editions(False))
        self.editions.import_wanted.connect(self.open_import)
        self.empty.act_chosen.connect(self.act)
        self.empty.article_opened.connect(self.article_opened)
        detail.next_button.clicked.connect(lambda _=False: self.act(detail.next_button.text()))
        detail.more.chosen.connect(self.act)
        detail.stop_button.clicked.connect(lambda _=False: self.act("停止应用…"))
        detail.blocker.remedy_chosen.connect(lambda key: self.act(REMEDY_ENTRIES[key]))
        detail.blocker.article_opened.connect(self.article_opened)
        self.batch_link.clicked.connect(lambda _=False: self.open_batch())
        detail.papers.opened.connect(self.open_paper)
        detail.attachments.opened.connect(self.open_attachment)
        detail.scan_link.clicked.connect(lambda _=False: self.act(ATTACH_WORD))
        detail.code_link.clicked.connect(lambda _=False: self.act(LINK_CODE_WORD))
        detail.codes.opened.connect(self.end_code)
        detail.history_link.clicked.connect(lambda _=False: self.open_history())
        detail.printings_link.clicked.connect(lambda _=False: self.open_printings())
        detail.sites.chosen.connect(self.choose_site)
        detail.filings.opened.connect(lambda number: self.place_wanted.emit("filings", number))

    def first_widget(self) -> QWidget | None:
        return self.editions.first_widget() if self._reads_editions() else self.list.list

    def _reads_editions(self) -> bool:
        return self._whole.currentWidget() is self.editions

    def show_editions(self, wanted: bool = True) -> None:
        """看目录版本，或回到本院技术。"""
        if wanted:
            self._whole.setCurrentWidget(self.editions)
        else:
            self._whole.setCurrentIndex(0)
        self.reload()

    def open_import(self, kind: str) -> None:
        """打开导入。"""
        open_import(self.desk, kind, self.today, self)

    def show_thing(self, key: str) -> None:
        """一项技术；「edition」为本院管理目录。"""
        if key == "edition":
            self.editions.show_tab("management")
            self.show_editions()
            return
        if self._reads_editions():
            self.show_editions(False)
        self.list.choose(key)

    def allow_acts(self, allowed: bool) -> None:
        detail = self.detail
        for made in (self.add_button, self.import_button, detail.next_button, detail.more):
            made.setEnabled(allowed)
        detail.stop_button.setEnabled(allowed)
        for link in (detail.scan_link, detail.code_link):
            link.setEnabled(allowed)
        detail.codes.actions_allowed = allowed
        self.editions.allow_acts(allowed)
        detail.blocker.setEnabled(allowed)

    # Asking

    def reload(self) -> None:
        if self._reads_editions():
            self.editions.past_day = self.past_day
            self.editions.reload()
        self.desk.ask(ask_list, self.on, then=self._show_list, owner=self, topic="list")

    def _choose(self, key: str) -> None:
        self._wanted = key
        if not key:
            self._side.setCurrentIndex(0)
            return
        self.desk.ask(
            ask_page, key, self.on, self._licence, then=self._show_page, owner=self, topic="page"
        )

    def choose_site(self, licence: str) -> None:
        """看哪一处院区的进度；空为最急的一处。"""
        self._licence = int(licence) if licence else None
        self._choose(self._wanted)

    # Papers, attachments, history

    def open_paper(self, key: str) -> PaperSheet:
        """看一份文书；``key`` 为「种类 对象」。"""
        kind, _, number = key.partition(" ")
        papers = self._page.papers if self._page is not None else ()
        paper = next(one for one in papers if (one.kind, one.number) == (kind, number))
        sheet = PaperSheet(self.desk, paper.label, self)
        sheet.begin(kind, number, paper.state == "已提交", self.on)
        return sheet

    def open_attachment(self, place: str) -> PaperSheet:
        """看一件扫描件。"""
        assert self._page is not None
        one = self._page.attachments[int(place)]
        sheet = PaperSheet(self.desk, one.name, self)
        sheet.begin_scan(one.attachment_id, one.used_in)
        return sheet

    def open_printings(self) -> PrintingsSheet | None:
        """这项技术与它的各份备案打印、导出过什么。"""
        if self._page is None:
            return None
        sheet = PrintingsSheet(self.desk, self._page.line.number, self)
        sheet.begin()
        return sheet

    def end_code(self, code: str) -> None:
        """终止一条编码对应；已经终止的没有可办的。"""
        page = self._page
        running = page is not None and any(x.code == code and x.until is None for x in page.codes)
        if running and self.detail.codes.actions_allowed:
            self.act(f"{END_CODE_WORD}{code}")

    def open_batch(self) -> BatchSheet:
        """所选（或所列）技术的文书成批打印、导出。"""
        sheet = BatchSheet(self.desk, self.list.batch_keys(), self.on, self)
        sheet.begin()
        return sheet

    def open_history(self) -> HistorySheet | None:
        """全部变更记录。"""
        page = self._page
        if page is None:
            return None
        title = f"{page.line.code} {page.line.name}".strip()
        sheet = HistorySheet(title, page.history, self)
        sheet.article_opened.connect(self.article_opened)
        sheet.begin()
        return sheet

    # Acting

    def act(self, word: str) -> None:
        """打开一个录入框。"""
        if word == "目录版本":
            self.show_editions()
            return
        if word == "导入…":
            self.open_import("technologies")
            return
        if word == "登记技术…":
            entry: Entry = TechnologyEntry(self.desk, self.today, self)
        elif word == "登记人员…":
            entry = PractitionerEntry(self.desk, self.today, self)
        elif self._page is None:
            return
        elif word == "去备案":
            self.place_wanted.emit("filings", self._page.filings[0].number)
            return
        else:
            made = entry_for(word, self.desk, self._page, self.today, self)
            if made is None:
                return
            entry = made
        entry.recorded.connect(self._recorded)
        entry.begin_from(self.article_opened, word)

    def _recorded(self, done: object) -> None:
        subject = getattr(done, "subject", "")
        if subject.startswith("备案-"):
            self.place_wanted.emit("filings", subject)
        elif subject:
            self.list.choose(subject)

    # Answers

    def _show_list(self, lines: tuple[TechnologyLine, ...]) -> None:
        if not self._reads_editions():
            self._whole.setCurrentIndex(0 if lines else 1)
        words = filter_words_of(lines)
        self.list.show_entries(entries_of(lines), words, f"筛选 {len(lines)} 项")
        late = sum(line.state == "逾期" for line in lines)
        waiting = sum(line.state == "待备案" for line in lines)
        said = [f"{len(lines)} 项", f"{late} 项逾期" if late else ""]
        said.append(f"{waiting} 项待备案" if waiting else "")
        self.say_heading("技术目录", "，".join(part for part in said if part))
        if lines and self._wanted:
            self._choose(self._wanted)
        self.take_up()

    def _show_page(self, page: TechnologyPage) -> None:
        self._page = page
        self.detail.show_page(page, self.today)
        self._side.setCurrentIndex(1)
        word, detail = next_word(page), self.detail
        detail.next_button.setText(word)
        detail.next_button.setAccessibleName(word)
        detail.next_button.setVisible(bool(word))
        stopped = page.line.state == "已停止"
        detail.stop_button.setVisible(is_used(page) and not stopped)
        detail.more.set_words(more_words(page))
        self.allow_acts(not self.desk.read_only)
        self.take_up(page.line.number)
