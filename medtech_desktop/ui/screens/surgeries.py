"""手术核查：手术登记里的问题，全部手术，病例登记，认名；导入登记从这里打开。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.domain.surgeries import Unjudged
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.emergency_entries import ConfirmEmergencyEntry, EmergencyEntry
from medtech_desktop.ui.screens.imports import ImportSheet, open_import
from medtech_desktop.ui.screens.report_entries import REPORT_WORD
from medtech_desktop.ui.screens.surgery_case_pane import SurgeryCasePane
from medtech_desktop.ui.screens.surgery_check_pane import SurgeryCheckPane
from medtech_desktop.ui.screens.surgery_detail import CONFIRM, EXPLAIN
from medtech_desktop.ui.screens.surgery_entries import AnnulExplanationEntry, ExplainEntry
from medtech_desktop.ui.screens.surgery_findings import reveal_number
from medtech_desktop.ui.screens.surgery_follow import Followed, follow_up
from medtech_desktop.ui.screens.surgery_log_pane import SurgeryLogPane
from medtech_desktop.ui.screens.surgery_meaning_pane import SurgeryMeaningPane
from medtech_desktop.ui.screens.surgery_period_bar import PeriodBar
from medtech_desktop.ui.screens.surgery_periods import span_words
from medtech_desktop.ui.screens.surgery_today import report_entry
from medtech_desktop.ui.screens.surgery_views import (
    REPORT_HERE,
    UNJUDGED_CURES,
    CheckAnswer,
    heading_words,
)
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button

if TYPE_CHECKING:
    from medtech_desktop.ui.entry import Entry

CHECK, LOG, CASES, MEANINGS = "check", "log", "cases", "meanings"
_TABS = {CHECK: "核查", LOG: "全部手术", CASES: "病例登记", MEANINGS: "认名"}
IMPORT, GRADING, OPENING = "导入手术登记…", "到手术分级", "到授权"
REPORT = "核查报告…"
_EMPTY = EmptyView(
    "search-check",
    "还没有手术登记",
    "先导入分级目录和期初授权，再导入手术登记：一行一例或病案首页的导出都可以，核对以后才记入",
    (IMPORT, GRADING, OPENING),
    "MTCA-20",
    "每一项手术按当日的授权、当日的分级目录核查",
)


class SurgeriesScreen(Screen):
    """手术核查屏。"""

    KINDS = frozenset(
        {
            *("surgery", "surgery_explanation", "registered_case", "log_meaning"),
            *("privilege", "emergency_use", "grading", "procedure", "specialty", "department"),
            *("practitioner", "technology", "catalog", "filing", "case_report"),
        }
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.tabs = FilterWords("手术核查的页", lead=8)
        self.tabs.underlined = False
        self.period = PeriodBar(lambda: self.on, lambda: self.past_day, self.today)
        self.report_button = button(REPORT, "printer")
        self.import_button = button(IMPORT, "file-up")
        self.check = SurgeryCheckPane(self.desk, lambda: self.on)
        self.log = SurgeryLogPane(self.desk, lambda: self.on)
        self.empty = Empty(_EMPTY)
        self.strip = ProgressStrip()
        self._behind = self._again = False
        self.cases = SurgeryCasePane(self.desk, lambda: self.on, lambda: self.today)
        self.meanings = SurgeryMeaningPane(self.desk, lambda: self.on, lambda: self.today)
        self._unknown = 0
        self._stack, self._checked = QStackedWidget(), QStackedWidget()
        self._panes: dict[str, QWidget] = {
            CHECK: self._checked,
            LOG: self.log,
            CASES: self.cases,
            MEANINGS: self.meanings,
        }
        self._lay_out()
        self._wire()
        self._show_tab(CHECK)

    # Layout

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 16, 4)
        bar.setSpacing(8)
        bar.addWidget(self.tabs, 1)
        bar.addWidget(self.period)
        bar.addWidget(self.report_button)
        bar.addWidget(self.import_button)
        column.addLayout(bar)
        for page in (QWidget(), self.check, self.empty):
            self._checked.addWidget(page)
        for pane in self._panes.values():
            self._stack.addWidget(pane)
        column.addWidget(self._stack, 1)
        column.addWidget(self.strip)

    # Wiring

    def _wire(self) -> None:
        self.tabs.chosen.connect(self._turn_to)
        self.period.changed.connect(self._look)
        self.report_button.clicked.connect(lambda _=False: self.print_report())
        self.import_button.clicked.connect(lambda _=False: self.open_import())
        self.check.told.connect(self._tell)
        self.check.month_wanted.connect(self.period.show_month)
        self.check.said.connect(self.said)
        detail = self.check.detail
        detail.act_chosen.connect(self.act)
        detail.annul_wanted.connect(self.annul)
        detail.cure_wanted.connect(self._cure)
        detail.reveal_wanted.connect(self.reveal)
        detail.article_opened.connect(self.article_opened)
        self.log.finding_wanted.connect(self.show_finding)
        self.log.said.connect(self.said)
        self.cases.import_wanted.connect(self.open_case_import)
        self.meanings.counted.connect(self._count_unknown)
        for pane in (self.cases, self.meanings):
            pane.article_opened.connect(self.article_opened)
        self.check.reason_wanted.connect(self._show_reason)
        self.empty.act_chosen.connect(self.act)
        self.empty.article_opened.connect(self.article_opened)

    def first_widget(self) -> QWidget:
        if self.tab() != CHECK:
            return self.tabs
        shown = self._checked.currentWidget()
        return self.empty if shown is self.empty else self.check.table

    # Tabs

    def tab(self) -> str:
        """现在哪一页。"""
        return self.tabs.current() or CHECK

    def _show_tab(self, key: str) -> None:
        counts = {MEANINGS: self._unknown or -1}
        views = tuple(FilterWord(one, word, counts.get(one, -1)) for one, word in _TABS.items())
        self.tabs.show_words(views, key)
        self._stack.setCurrentWidget(self._panes[key])
        self.period.setVisible(key != MEANINGS)
        self.report_button.setVisible(key == CHECK)

    def _turn_to(self, key: str) -> None:
        self._show_tab(key)
        if key == LOG:
            self.log.ask()
        elif key == CASES:
            self.cases.ask()

    def _count_unknown(self, count: int) -> None:
        self._unknown = count
        self._show_tab(self.tab())

    def _show_reason(self, reason: str) -> None:
        """没有判断的：认得出名就判断得了的，到认名；其余说一句怎么办。"""
        why = Unjudged(int(reason))
        if why in (Unjudged.OPERATOR_UNCLEAR, Unjudged.CODE_UNKNOWN):
            self._turn_to(MEANINGS)
        else:
            self.said.emit(UNJUDGED_CURES[why])

    # Asking

    def _look(self) -> None:
        """看哪一段，各页都知道。"""
        span = self.period.span()
        self.check.look_at(*span)
        self._look_beside()

    def _look_beside(self) -> None:
        span = self.period.span()
        self.log.look_at(*span)
        self.cases.look_at(*span)

    def reload(self) -> None:
        """核查先跟上最近的改动，再问；没有改动的立即就问。"""
        if self.strip.is_going:
            self._again = True
            return
        begin_long(
            self.desk,
            self,
            "正在核查手术登记",
            follow_up,
            strip=self.strip,
            then=self._followed,
            stopped=lambda: self._followed(Followed(False, True)),
            shares=True,
            passes=True,
        )

    def _followed(self, found: Followed) -> None:
        self._behind = found.behind
        self._look()
        self.meanings.ask()
        if found.moved:  # the numbers beside the navigation are others now
            self.desk.changed.emit(frozenset({"surgery_finding"}))
        if self._again:
            self._again = False
            QTimer.singleShot(0, self, self.reload)

    def _tell(self, answer: CheckAnswer) -> None:
        empty = answer.whole.is_empty and not answer.ids
        self._checked.setCurrentWidget(self.empty if empty else self.check)
        self.report_button.setEnabled(answer.whole.last is not None)
        span = self.period.span()
        said = heading_words(answer.whole, span_words(*span, self.period.key()))
        if self.past_day is not None and not empty:
            said += "；是现在的核查结果，不是当天的"
        if self._behind:
            said += "；核查还没有跟上最近的改动，按 F5 接着核查"
        self.say_heading("手术核查", said)
        self.take_up("", *map(str, self.check.picked()))

    # Things

    def show_thing(self, key: str) -> None:
        """数字为一条发现；「kind 3」为一种问题；也可以是一页。"""
        if key.isdigit():
            self.show_finding(int(key))
        elif key.startswith("kind "):
            self._show_tab(CHECK)
            self.check.show_kind(key.partition(" ")[2])
        elif key in _TABS:
            self._turn_to(key)

    def show_finding(self, finding: int) -> None:
        """到一条发现；不限时间。"""
        self._show_tab(CHECK)
        self.period.show_all()
        self.check.want(finding, *self.period.span())
        self._look_beside()

    # Acting

    def allow_acts(self, allowed: bool) -> None:
        self.import_button.setEnabled(allowed)
        self.cases.allow_acts(allowed)
        self.meanings.allow_acts(allowed)
        self.check.detail.allow_acts(allowed)

    def act(self, word: str) -> None:
        if word == IMPORT:
            self.open_import()
        elif word == GRADING:
            self.place_wanted.emit("procedures", "")
        elif word == OPENING:
            self.place_wanted.emit("privileges", "")
        elif word == EXPLAIN:
            self.explain()
        elif word == CONFIRM:
            self.confirm()
        elif self.tab() == CASES:
            self.cases.act(word)

    def open_import(self) -> ImportSheet:
        """导入手术登记。"""
        return open_import(self.desk, "surgeries", self.today, self)

    def open_case_import(self) -> ImportSheet:
        """导入病例登记。"""
        return open_import(self.desk, "cases", self.today, self)

    def print_report(self) -> PaperSheet | None:
        """所看一段（所选科室）的核查报告，打印、导出从那里。"""
        told = self.check.answer
        if told is None or told.whole.first is None or told.whole.last is None:
            return None
        from medtech_desktop.office.surgery_papers import report_key

        since, until = self.period.span()
        key = report_key(
            since or told.whole.first, until or told.whole.last, self.check.department()
        )
        sheet = PaperSheet(self.desk, "手术核查报告", self)
        sheet.begin("surgery-check", key, False, self.on)
        return sheet

    def explain(self) -> None:
        """说明选中的各条。"""
        picked = self.check.picked()
        view = self.check.detail.view
        if view is not None and view.about is not None:
            about = view.called
            entry = ExplainEntry(self.desk, (), about, self.today, self, due=view.about)
            self._open(entry, EXPLAIN)
            return
        if not picked:
            return
        many = len(picked) > 1 or view is None
        about = f"{len(picked):,} 条发现" if many or view is None else view.called
        self._open(ExplainEntry(self.desk, list(picked), about, self.today, self), EXPLAIN)

    def annul(self, uid: str) -> None:
        """撤销一次说明。"""
        view = self.check.detail.view
        if view is not None:
            about = view.called
            self._open(AnnulExplanationEntry(self.desk, uid, about, self), "")

    def _cure(self, place: str, key: str) -> None:
        view = self.check.detail.view
        if place != REPORT_HERE or view is None:
            self.place_wanted.emit(place, key)
            return
        self._open(report_entry(self.desk, view, self.today, self), REPORT_WORD)

    def reveal(self) -> None:
        """调阅这一例的患者号：看一眼，记入审计。"""
        view = self.check.detail.view
        if view is not None:
            shown = self.check.detail.facts.show_number
            self.desk.act(reveal_number, view.key, then=lambda one: shown(one.text), owner=self)

    def confirm(self) -> None:
        """急诊超权限：还没有登记的登记，登记了的写上级的意见。"""
        view = self.check.detail.view
        if view is None or not view.can_emerge:
            return
        if view.emergency:
            about = view.called
            entry = ConfirmEmergencyEntry(self.desk, view.emergency, about, self.today, self)
            entry.home = "privileges"
            self._open(entry, "登记上级意见…")
            return
        made = EmergencyEntry(self.desk, self.today, self)
        made.fill(view.prefill, view.day)
        made.home = "privileges"
        self._open(made, "登记急诊超权限…")

    def _open(self, entry: Entry, word: str) -> None:
        entry.begin_from(self.article_opened, word)
