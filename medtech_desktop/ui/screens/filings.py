"""备案：一览、期限逐日计数、材料清单、文书预览；每一步在这里登记。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.batches import BatchSheet
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.papers import PaperFlow
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.certificate_entries import CertificateEntry
from medtech_desktop.ui.screens.correction_entries import AnnulStepEntry
from medtech_desktop.ui.screens.filing_detail import STEP_BUTTONS, FilingDetail
from medtech_desktop.ui.screens.filing_entries import (
    MaterialEntry,
    OpenFilingEntry,
    OpinionEntry,
    StepEntry,
)
from medtech_desktop.ui.screens.filing_lead_entries import FilingLeadsEntry
from medtech_desktop.ui.screens.filing_materials import ONE, FilingMaterials
from medtech_desktop.ui.screens.filing_start_entries import StartFilingEntry
from medtech_desktop.ui.screens.filing_steps import (
    ACTS,
    ADD_SCANS,
    COPY_REMARK,
    SEE_PAPER,
    stopping,
)
from medtech_desktop.ui.screens.filing_views import (
    PAPER_TABS,
    entries_of,
    filter_words_of,
    key_of,
)
from medtech_desktop.ui.screens.self_assessment_entries import SelfAssessmentEntry
from medtech_desktop.ui.screens.technology_entries import AppraisalEntry, EthicsEntry
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.master_list import MasterList
from medtech_desktop.ui.widgets.paper_view import PaperPane
from medtech_desktop.ui.widgets.quiet import Link, button

if TYPE_CHECKING:
    from medtech_desktop.office.filing_pages import FilingLine, FilingPage
    from medtech_desktop.office.library import Library

START = "选一项技术新建备案…"
_EMPTY = EmptyView(
    "file-check",
    "还没有要备案的技术",
    "登记限制类技术的首例以后，15 个工作日的备案期限会列在这里",
    (START, "去技术目录"),
    "MTCA-11",
    "自首例之日起 15 个工作日内，向核发许可证的卫生行政部门备案",
)


_AWAY = {"去系统登记": "institution", "去医师登记": "practitioners", "去技术目录": "technologies"}

_TECHNOLOGY_ENTRIES: dict[str, Callable[..., Entry]] = {
    "登记自评…": SelfAssessmentEntry,
    "登记论证…": AppraisalEntry,
    "登记伦理…": EthicsEntry,
}


def ask_list(library: Library, on: date) -> tuple[FilingLine, ...]:
    """备案一览。"""
    from medtech_desktop.office.filing_pages import filing_list

    return filing_list(library, on)


def ask_page(library: Library, number: str, on: date) -> FilingPage:
    """备案单页。"""
    from medtech_desktop.office.filing_pages import filing_page

    return filing_page(library, number, on)


class FilingsScreen(Screen):
    """备案屏。"""

    KINDS = frozenset(
        {"filing", "technology", "appraisal", "practitioner", "institution", "holidays", "catalog"}
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._lines: dict[str, FilingLine] = {}
        self._page: FilingPage | None = None
        self._unopened: FilingLine | None = None
        self._tab = PAPER_TABS[0][0]
        self._seen: dict[str, frozenset[str]] = {}
        self.list = MasterList("备案", 233)
        self.start_button = button("新建备案…", "plus")
        self.batch_link = Link("批量打印、导出…", size=theme.BODY)
        self.detail = FilingDetail()
        self.materials = FilingMaterials(self, self.detail, self._begin)
        self.paper = PaperPane()
        self.flow = PaperFlow(self.desk, self.paper, self)
        self.empty = Empty(_EMPTY)
        self.unopened = QWidget()
        self._unopened_row = QVBoxLayout(self.unopened)
        self._side = QStackedWidget()
        self._whole = QStackedWidget()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        for widget in (QWidget(), self.detail, self.unopened):
            self._side.addWidget(widget)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.list.add_foot(self.start_button)
        self.list.add_foot(self.batch_link)
        row.addWidget(self.list)
        row.addWidget(self._side, 3)
        row.addWidget(self.paper, 2)
        self._whole.addWidget(held)
        self._whole.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)

    def _wire(self) -> None:
        detail = self.detail
        self.list.chosen.connect(self._choose)
        self.empty.act_chosen.connect(self.act)
        self.start_button.clicked.connect(lambda _=False: self.start_filing())
        detail.strip.chosen.connect(self.go_to_step)
        self.materials.tab_wanted.connect(self._show_tab)
        self.materials.scan_wanted.connect(lambda number, name: self.flow.show_scan(number, name))
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.materials.paste)
        self.batch_link.clicked.connect(lambda _=False: self.open_batch())
        self.empty.article_opened.connect(self.article_opened)
        detail.step_button.clicked.connect(lambda _=False: self._remedy(detail.step_button.text()))
        detail.more.chosen.connect(self.act)
        detail.add_link.clicked.connect(lambda _=False: self.act("加一项材料"))
        detail.count_link.clicked.connect(lambda _=False: self._show_tab("counted-days"))
        detail.blocker.remedy_chosen.connect(self._remedy)
        detail.blocker.article_opened.connect(self.article_opened)
        detail.dossier.article_opened.connect(self.article_opened)
        self.paper.tab_chosen.connect(self._show_tab)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.paper.fit_beside(self.width())

    def first_widget(self) -> QWidget:
        return self.list.list

    def show_thing(self, key: str) -> None:
        self.list.choose(key)

    def allow_acts(self, allowed: bool) -> None:
        detail = self.detail
        links = (detail.add_link, detail.scans_link, detail.replace_link, detail.withdraw_link)
        parts = (detail.more, detail.blocker, detail.strip, detail.step_button, self.start_button)
        for made in (*parts, *links):
            made.setEnabled(allowed)
        detail.setAcceptDrops(allowed)
        detail.dossier.actions_allowed = allowed
        detail.dossier.viewport().update()

    # Asking

    def reload(self) -> None:
        self.desk.ask(ask_list, self.on, then=self._show_list, owner=self, topic="list")

    def _choose(self, key: str) -> None:
        line = self._lines.get(key)
        if line is None:
            self._side.setCurrentIndex(0)
            return
        if not line.number:
            self._show_unopened(line)
            return
        self.desk.ask(
            ask_page, line.number, self.on, then=self._show_page, owner=self, topic="page"
        )

    def _show_tab(self, kind: str) -> None:
        self._tab = kind
        self.paper.show_tabs(self._tabs(), kind)
        page = self._page
        if page is None:
            return
        locked = page.draft is not None and page.draft.locked
        self.flow.ask(kind, page.line.number, locked, self.on)
        number = page.line.number
        before = self._seen.get(number, frozenset())
        self._seen[number] = before | {kind}
        if kind not in before:
            self.detail.show_guide(page, self._seen[number])

    def _tabs(self) -> tuple[FilterWord, ...]:
        clock = self._page.clock if self._page is not None else None
        counted = clock is not None and bool(clock.days)
        return tuple(
            FilterWord(key, word) for key, word in PAPER_TABS if key != "counted-days" or counted
        )

    # Acting

    def act(self, word: str) -> None:
        """打开一个录入框，或办一件不用填的事。"""
        page = self._page
        if word in _AWAY:
            self.place_wanted.emit(_AWAY[word], "")
        elif page is None and word == "新建备案…" and self._unopened is not None:
            self._open_filing(self._unopened)
        elif word in ("新建备案…", START):
            self.start_filing()
        elif page is not None and not self._done_at_once(word, page):
            entry = self._entry(word, page)
            if entry is not None:
                self._begin(entry, word)

    def _done_at_once(self, word: str, page: FilingPage) -> bool:
        """不用在这里填的：材料另有一段，文书看一看，备注三复制。"""
        if word == ADD_SCANS:
            self.materials.add_scans(())
        elif word.startswith(ONE):
            self.materials.take_up(word)
        elif word == SEE_PAPER:
            self._show_tab("annex3" if self._tab == "annex2" else "annex2")
        elif word == COPY_REMARK:
            QGuiApplication.clipboard().setText(page.remark)
            self.said.emit("备注三已复制")
        else:
            return False
        return True

    def _entry(self, word: str, page: FilingPage) -> Entry | None:
        number, today = page.line.number, self.today
        steps = {said: step for step, said in STEP_BUTTONS.items()}
        if word in steps:
            return StepEntry(self.desk, number, steps[word], today, self)
        if word == "撤销最后一步…":
            last = page.steps[-1].label if page.steps else ""
            return AnnulStepEntry(self.desk, number, last, today, self)
        if word == "加一项材料":
            return MaterialEntry(self.desk, number, ("other", None, "其他材料"), today, self)
        if page.draft is None:
            return None
        if word == "登记证书…":
            people = tuple((str(row[0]), row[1]) for row in page.draft.leads)
            entry = CertificateEntry(self.desk, people, "training", today, self)
            entry.home = "practitioners"
            return entry
        if word == "填写负责人…":
            return FilingLeadsEntry(self.desk, number, page.draft, today, self)
        return OpinionEntry(self.desk, number, page.draft, today, self)

    def arrive(self, thing: str, word: str) -> None:
        """要提交而还差着什么的，先看还差什么；别的照办。"""
        if word == ACTS["submitted"] and self._page is not None and stopping(self._page):
            self.detail.dossier.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.act(word)

    def _remedy(self, remedy: str) -> None:
        page = self._page
        if page is None:
            return
        line, today = page.line, self.today
        if remedy in _AWAY:
            place = _AWAY[remedy]
            self.place_wanted.emit(place, line.technology if place == "technologies" else "")
        elif remedy in _TECHNOLOGY_ENTRIES:
            make = _TECHNOLOGY_ENTRIES[remedy]
            entry = make(self.desk, line.technology, line.name, today, self)
            entry.home = "technologies"
            self._begin(entry, remedy)
        else:
            self.act(remedy)

    def _open_filing(self, line: FilingLine) -> None:
        entry = OpenFilingEntry(self.desk, line.technology, line.name, self.today, self)
        entry.recorded.connect(lambda done: self.list.choose(done.subject))
        self._begin(entry, "新建备案…")

    def _begin(self, entry: Entry, word: str) -> None:
        entry.begin_from(self.article_opened, word)

    def start_filing(self) -> None:
        """选一项技术新建备案。"""
        entry = StartFilingEntry(self.desk, self.today, self)
        entry.recorded.connect(lambda done: self.list.choose(done.subject))
        self._begin(entry, START)

    def go_to_step(self, key: str) -> None:
        """点一步：去办那一步的事；提交以后的材料只看不改。"""
        page = self._page
        if page is None:
            return
        locked = page.draft is None or page.draft.locked
        word = ACTS.get(key, "")
        allowed = [STEP_BUTTONS[step.value] for step in page.next_steps]
        if key == "check":
            self.detail.show_check()
        elif key == "preview":
            self._show_tab("annex2")
        elif word in STEP_BUTTONS.values() and word not in allowed:
            self.said.emit("这一步还不到，或已经登记")
        elif locked and key in ("leads", "materials", "opinion"):
            self.said.emit("已提交的不能再改；要求补正的，先登记补正")
        else:
            self._remedy(word)

    def open_batch(self) -> BatchSheet:
        """所选（或所列）备案的文书成批打印、导出。"""
        sheet = BatchSheet(self.desk, self.list.batch_keys(), self.on, self)
        sheet.begin()
        return sheet

    def export_to(self, folder: Path, formats: tuple[str, ...] = ()) -> None:
        """导出现在的文书到文件夹。"""
        self.flow.export_to(folder, formats)

    # Answers

    def _show_list(self, lines: tuple[FilingLine, ...]) -> None:
        self._lines = {key_of(line): line for line in lines}
        self._whole.setCurrentIndex(0 if lines else 1)
        shown = self._page.line.number if self._page is not None else ""
        was = self.list.current_key()
        hint = f"筛选 {len(lines)} 份"
        self.list.show_entries(entries_of(lines), filter_words_of(lines), hint)
        if shown in self._lines and was == shown and self.list.current_key() != shown:
            self.list.choose(shown)  # just completed: the filter would hide it
        self.take_up()
        late = sum(line.state == "逾期" for line in lines)
        waiting = sum(line.state == "待备案" for line in lines)
        parts = (f"{late} 项逾期" if late else "", f"{waiting} 项待提交" if waiting else "")
        said = "，".join(part for part in parts if part) or f"{len(lines)} 份"
        self.heading_source = "filings" if lines else ""
        self.say_heading("备案", said)

    def _show_page(self, page: FilingPage) -> None:
        same = self._page is not None and self._page.line.number == page.line.number
        self._page = self.materials.page = page
        number = page.line.number
        self.detail.show_page(page, self.on, self._seen.get(number, frozenset()))
        self._side.setCurrentIndex(1)
        self.allow_acts(not self.desk.read_only)
        if not same and self._tab == "counted-days":
            self._tab = PAPER_TABS[0][0]
        self._show_tab(self._tab)
        self.take_up(page.line.number)

    def _show_unopened(self, line: FilingLine) -> None:
        self._page, self._unopened = None, line
        self.materials.page = None
        self.flow.forget()
        while (item := self._unopened_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        due = f"，{line.left}" if line.left else ""
        view = EmptyView(
            "file-plus",
            f"{line.code} {line.name} 尚未新建备案".strip(),
            f"{line.cause}{due}",
            ("新建备案…",),
            "MTCA-11",
            "自首例之日起 15 个工作日内备案",
        )
        empty = Empty(view)
        empty.act_chosen.connect(lambda _word: self._open_filing(line))
        empty.article_opened.connect(self.article_opened)
        self._unopened_row.addWidget(empty)
        self._side.setCurrentIndex(2)
        self.paper.say("新建备案以后，这里显示附件2 和附件3")
        self.take_up(line.technology)
