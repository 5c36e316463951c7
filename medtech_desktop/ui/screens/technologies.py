"""技术目录：本院各项技术，走到哪一步，什么挡住下一步，各份备案与变更记录。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.batches import BatchSheet
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.printings import PrintingsSheet
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.correction_entries import AnnulCaseEntry
from medtech_desktop.ui.screens.decision_entries import LinkEntry, ProhibitionEntry, ScopeEntry
from medtech_desktop.ui.screens.editions import EditionsPane
from medtech_desktop.ui.screens.filing_entries import OpenFilingEntry
from medtech_desktop.ui.screens.imports import open_import
from medtech_desktop.ui.screens.practitioner_entries import PractitionerEntry
from medtech_desktop.ui.screens.self_assessment_entries import NormEntry, SelfAssessmentEntry
from medtech_desktop.ui.screens.technology_detail import TechnologyDetail
from medtech_desktop.ui.screens.technology_entries import (
    AppraisalEntry,
    DepartmentsEntry,
    EthicsEntry,
    EvidenceEntry,
    LeadsEntry,
    TechnologyEntry,
)
from medtech_desktop.ui.screens.technology_scan_entries import ATTACH_WORD, scans_entry
from medtech_desktop.ui.screens.technology_views import entries_of, filter_words_of
from medtech_desktop.ui.screens.use_entries import FirstCaseEntry, StartEntry, StopEntry
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
Make = Callable[..., Entry]
_ENTRIES: dict[str, Make] = {
    "登记依据…": EvidenceEntry,
    "登记自评…": SelfAssessmentEntry,
    "登记论证…": AppraisalEntry,
    "登记伦理…": EthicsEntry,
    "登记获准开展…": StartEntry,
    "登记首例…": FirstCaseEntry,
    "登记管理规范…": NormEntry,
    "撤销首例…": AnnulCaseEntry,
    "对应目录条目…": LinkEntry,
}
_NEXT = {
    "self_assessment": "登记自评…",
    "appraisal": "登记论证…",
    "ethics": "登记伦理…",
    "start": "登记获准开展…",
    "first_case": "登记首例…",
    "submitted": "新建备案…",
}
_GATED = frozenset({"self_assessment", "appraisal", "ethics", "start"})
_ADVISED = frozenset({"norm", "norm_missing"})
_REMEDY_ENTRIES = {
    "evidence": "登记依据…",
    "self_assessment": "登记自评…",
    "norm": "登记自评…",
    "norm_missing": "登记管理规范…",
    "appraisal": "登记论证…",
    "ethics": "登记伦理…",
    "lead": "登记负责人…",
    "indication": "判定禁止类…",
    "scope": "判定适用范围…",
}


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
        detail.blocker.remedy_chosen.connect(lambda key: self.act(_REMEDY_ENTRIES[key]))
        detail.blocker.article_opened.connect(self.article_opened)
        self.batch_link.clicked.connect(lambda _=False: self.open_batch())
        detail.papers.opened.connect(self.open_paper)
        detail.attachments.opened.connect(self.open_attachment)
        detail.scan_link.clicked.connect(lambda _=False: self.act(ATTACH_WORD))
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
        detail.scan_link.setEnabled(allowed)
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
            entry = self._entry(word, self._page)
        entry.word = word
        entry.article_opened.connect(self.article_opened)
        entry.recorded.connect(self._recorded)
        entry.begin()

    def _entry(self, word: str, page: TechnologyPage) -> Entry:
        line = page.line
        key, name, today = line.number, line.name, self.today
        if word == "登记负责人…":
            return LeadsEntry(self.desk, key, name, line.leads, today, self)
        if word == "登记科室…":
            departments = "、".join(line.departments)
            return DepartmentsEntry(self.desk, key, name, departments, today, self)
        if word == "新建备案…":
            return OpenFilingEntry(self.desk, key, name, today, self)
        if word == ATTACH_WORD:
            return scans_entry(self.desk, page, today, self)
        if word == "停止应用…":
            return StopEntry(self.desk, key, name, today, self)
        if word == "判定禁止类…":
            return ProhibitionEntry(self.desk, key, name, today, self)
        if word == "判定适用范围…":
            return ScopeEntry(self.desk, key, name, today, self)
        return _ENTRIES[word](self.desk, key, name, today, self)

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
        waiting = ("current", "refused")
        current = next((n.key for n in page.cycle.nodes if n.state.value in waiting), "")
        word = _NEXT.get(current, "")
        if current in _GATED and page.cycle.blockers:
            fields = [one.field for one in page.cycle.blockers if one.field not in _ADVISED]
            word = _REMEDY_ENTRIES.get(fields[0] if fields else "", word)
        if page.filings and current in ("submitted", "received", "completed"):
            word = "去备案"
        detail = self.detail
        detail.next_button.setText(word)
        detail.next_button.setAccessibleName(word)
        detail.next_button.setVisible(bool(word))
        stopped = page.line.state == "已停止"
        detail.stop_button.setVisible(_is_used(page) and not stopped)
        detail.more.set_words(_more_words(page))
        self.allow_acts(not self.desk.read_only)
        self.take_up(page.line.number)


def _is_used(page: TechnologyPage) -> bool:
    keys = ("start", "first_case")
    return any(n.key in keys and n.state.value == "done" for n in page.cycle.nodes)


def _more_words(page: TechnologyPage) -> tuple[str, ...]:
    if page.line.category.value == "not_applicable":
        return ("登记负责人…", "登记科室…", "判定适用范围…")
    return (
        "登记依据…",
        "登记自评…",
        "登记论证…",
        "登记伦理…",
        "登记获准开展…",
        "登记首例…",
        "新建备案…",
        "",
        "登记负责人…",
        "登记科室…",
        "登记人员…",
        "",
        "登记管理规范…",
        "对应目录条目…",
        "判定禁止类…",
        "判定适用范围…",
        "",
        "撤销首例…",
    )
