"""授权申请：左边按情形筛选的一览，右边一份的详情；申请、评议、审定、发文、撤回。

The screen of privileges holds it as its tab 「申请」: it loads with ``show_on``, tells what
it found by ``counted``, and asks for other places by ``place_wanted``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.domain.applications import OPEN_STATES, STATE_LABELS, ApplicationState
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.painting import upright
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screens.application_detail import (
    ANNUL,
    CORRECT,
    DECIDE,
    DOCUMENT,
    PRINT,
    RESUBMIT,
    REVIEW_DEPARTMENT,
    REVIEW_OFFICE,
    WITHDRAW,
    ApplicationDetail,
)
from medtech_desktop.ui.screens.application_entries import (
    AnnulApplicationStepEntry,
    OpenApplicationEntry,
    ResubmitEntry,
    ReviewEntry,
    WithdrawEntry,
)
from medtech_desktop.ui.screens.application_items import Texts
from medtech_desktop.ui.screens.decision_of_applications import DecideEntry, DocumentEntry
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.master_list import ALL, ListEntry, MasterList
from medtech_desktop.ui.widgets.pieces import StateChip, Words
from medtech_desktop.ui.widgets.quiet import button

if TYPE_CHECKING:
    from medtech_desktop.office.application_pages import ApplicationLine, ApplicationPage
    from medtech_desktop.office.library import Library

APPLY = "申请授权…"
BLANK_FORM = "空白申请表"
_EMPTY = EmptyView(
    "file-plus",
    "还没有授权申请",
    "医师申请首次授权、升级或续授，经科室评议、医务部门复核、委员会审定，发文以后生效",
    (APPLY, BLANK_FORM),
    "MTCA-20",
    "医疗机构应当建立医师手术授权与动态管理制度",
)
_BLANK = "空白"
"""空白申请表的代号：不指明人。"""
_WIDTH = 324
OPEN, ENDED = "open", "ended"


def ask_applications(library: Library, on: date) -> tuple[ApplicationLine, ...]:
    """全部申请。"""
    from medtech_desktop.office.application_pages import application_list

    return application_list(library, on)


def ask_application(library: Library, number: str, on: date) -> ApplicationPage:
    """一份申请。"""
    from medtech_desktop.office.application_pages import application_page

    return application_page(library, number, on)


class ApplicationsView(QWidget):
    """授权申请控件。``counted``：在办几份、等委员会的几份；``said`` 一句话给顶栏。"""

    article_opened = Signal(str)
    place_wanted = Signal(str, str)
    counted = Signal(int, int)
    said = Signal(str)

    def __init__(
        self, desk: Desk, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self._today = desk, today
        self._day: date | None = None
        self._lines: dict[str, ApplicationLine] = {}
        self._page: ApplicationPage | None = None
        self._kind = ""
        self.words = FilterWords("授权申请分类", lead=theme.LIST_MARGIN)
        self.list = MasterList("授权申请", _WIDTH)
        self.list.words.hide()
        self.apply_button = button(APPLY, "plus")
        self.decide_button = button("审定所列…")
        self.detail = ApplicationDetail()
        self.empty = Empty(_EMPTY)
        self._whole, self._side = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        left = _Left()
        left.setFixedWidth(_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.LIST_MARGIN, 8, theme.LIST_MARGIN, 8)
        foot.setSpacing(8)
        foot.addWidget(self.apply_button)
        foot.addWidget(self.decide_button)
        foot.addStretch(1)
        column.addLayout(foot)
        self._side.addWidget(QWidget())
        self._side.addWidget(self.detail)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self._side, 1)
        page = QWidget()
        above = QVBoxLayout(page)
        above.setContentsMargins(0, 6, 0, 0)
        above.setSpacing(0)
        above.addWidget(self.words)
        above.addWidget(held, 1)
        self._whole.addWidget(page)
        self._whole.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)

    def _wire(self) -> None:
        self.words.chosen.connect(self._narrow)
        self.list.chosen.connect(self._choose)
        self.apply_button.clicked.connect(lambda _=False: self.apply())
        self.decide_button.clicked.connect(lambda _=False: self.decide())
        self.empty.act_chosen.connect(self.act)
        self.empty.article_opened.connect(self.article_opened)
        self.detail.act_chosen.connect(self.act)
        self.detail.article_opened.connect(self.article_opened)
        self.detail.person_wanted.connect(lambda key: self.place_wanted.emit("practitioners", key))

    # Showing

    @property
    def on(self) -> date:
        """所看的那一天。"""
        return self._day or self._today()

    def show_on(self, day: date | None = None) -> None:
        """读某一天（空为今天）的申请。"""
        self._day = day
        self.desk.ask(ask_applications, self.on, then=self._show, owner=self, topic="applications")

    def show_thing(self, number: str) -> None:
        """选中这一份；被筛掉的先放开筛选。"""
        line = self._lines.get(number)
        if line is not None and self._kind not in (ALL, *_kinds(line)):
            self._narrow(ALL)
        self.list.choose(number)

    def show_kind(self, kind: str) -> None:
        """只看一种情形的；还没有读来的，读来以后就这样看。"""
        self._kind = kind
        if self._lines:
            self._show(tuple(self._lines.values()))

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许办。"""
        for one in (self.apply_button, self.decide_button):
            one.setEnabled(allowed)
        self.detail.allow_acts(allowed)
        self.empty.allow_acts(allowed)

    def _show(self, lines: tuple[ApplicationLine, ...]) -> None:
        self._lines = {line.number: line for line in lines}
        self._whole.setCurrentIndex(0 if lines else 1)
        shown = self._page.line.number if self._page is not None else ""
        was = self.list.current_key()
        words = _words(lines)
        keys = [word.key for word in words]
        self._kind = self._kind if self._kind in keys else keys[0]
        if shown in self._lines and was == shown and shown not in self._keys():
            self._kind = ALL  # just ended: the filter would hide it
        self.words.show_words(words, self._kind)
        self._list_kind()
        waiting = [line for line in lines if line.is_open]
        for_committee = sum(line.state is ApplicationState.COMMITTEE for line in lines)
        self.decide_button.setVisible(for_committee > 0)
        self.counted.emit(len(waiting), for_committee)
        self._ask_page(self.list.current_key())

    def _keys(self) -> tuple[str, ...]:
        """筛选以后所列的各份。"""
        lines = self._lines.items()
        return tuple(key for key, one in lines if self._kind in (ALL, *_kinds(one)))

    def _narrow(self, kind: str) -> None:
        self._kind = kind
        self.words.show_words(self.words.views(), kind)
        self._list_kind()

    def _list_kind(self) -> None:
        entries = tuple(_entry(self._lines[key]) for key in self._keys())
        self.list.show_entries(entries, (), f"筛选 {len(entries)} 份")

    def _choose(self, number: str) -> None:
        if number:
            self._ask_page(number)
        else:
            self._page = None
            self._side.setCurrentIndex(0)

    def _ask_page(self, number: str) -> None:
        if number:
            self.desk.ask(
                ask_application, number, self.on, then=self._show_page, owner=self, topic="page"
            )

    def _show_page(self, page: ApplicationPage) -> None:
        self._page = page
        self.detail.show_page(page)
        self._side.setCurrentIndex(1)
        self.allow_acts(not self.desk.read_only)

    # Acting

    def act(self, word: str) -> None:
        """办一件事：词如按钮所写；不是这一份上的，从头申请。"""
        if word == BLANK_FORM:
            self.print_blank()
            return
        acts: dict[str, Callable[[ApplicationPage], None]] = {
            REVIEW_DEPARTMENT: lambda page: self._review(page, word),
            REVIEW_OFFICE: lambda page: self._review(page, word),
            DECIDE: lambda page: self._decide((page.line.number,)),
            DOCUMENT: lambda page: self._document((page.line.number,)),
            RESUBMIT: lambda page: self._resubmit(page, word),
            CORRECT: lambda page: self._resubmit(page, word),
            WITHDRAW: self._withdraw,
            ANNUL: self._annul,
            PRINT: self._print,
        }
        chosen = acts.get(word)
        if chosen is None:
            self.apply()
        elif self._page is not None:
            chosen(self._page)

    def apply(self, person: str = "", items: tuple[Texts, ...] = ()) -> None:
        """登记一份申请；``person`` 与各项可由矩阵带来。"""
        entry = OpenApplicationEntry(self.desk, self._today(), person, items, parent=self)
        entry.recorded.connect(lambda done: self.list.choose(done.subject))
        self._begin(entry, APPLY)

    def decide(self) -> None:
        """审定所选（或所列）里等委员会的各份。"""
        numbers = self._in_state(ApplicationState.COMMITTEE)
        if numbers:
            self._decide(numbers)
        else:
            self.said.emit("所列的没有等委员会审定的")

    def _in_state(self, state: ApplicationState) -> tuple[str, ...]:
        keys = self.list.batch_keys()
        return tuple(key for key in keys if self._lines[key].state is state)

    def _review(self, page: ApplicationPage, word: str) -> None:
        self._begin(ReviewEntry(self.desk, page, self._today(), self), word)

    def _decide(self, numbers: tuple[str, ...]) -> None:
        self._begin(DecideEntry(self.desk, numbers, self._today(), self), DECIDE)

    def _document(self, numbers: tuple[str, ...]) -> None:
        others = tuple(
            one for one in self._in_state(ApplicationState.DOCUMENT) if one not in numbers
        )
        entry = DocumentEntry(self.desk, numbers, others, self._today(), self)
        self._begin(entry, DOCUMENT)

    def _resubmit(self, page: ApplicationPage, word: str) -> None:
        self._begin(ResubmitEntry(self.desk, page, word, self._today(), self), word)

    def _withdraw(self, page: ApplicationPage) -> None:
        number, name = page.line.number, page.line.name
        self._begin(WithdrawEntry(self.desk, number, name, self._today(), self), WITHDRAW)

    def _annul(self, page: ApplicationPage) -> None:
        last = page.steps[-1].title if page.steps else ""
        self._begin(AnnulApplicationStepEntry(self.desk, page.line.number, last, self), ANNUL)

    def _print(self, page: ApplicationPage) -> None:
        kind = "regrant" if page.line.is_regrant else "application"
        PaperSheet(self.desk, "申请表", self).begin(kind, page.line.number, False, self.on)

    def print_blank(self) -> None:
        """空白申请表。"""
        PaperSheet(self.desk, "空白申请表", self).begin("application", _BLANK, False, self.on)

    def _begin(self, entry: Entry, word: str) -> None:
        entry.begin_from(self.article_opened, word)


class _Left(QWidget):
    """左边一栏；右边的细线画到底，按钮旁也有。"""

    def paintEvent(self, event: QPaintEvent) -> None:
        upright(QPainter(self), self.width() - 1, 0, self.height())


def _entry(line: ApplicationLine) -> ListEntry:
    waited = ""
    if line.is_open:
        waited = f"已等 {line.waited} 天" if line.waited else "今天"
    fact = Words(waited or line.since.isoformat(), Ink.INK2, theme.NOTE)
    number = line.number.removeprefix("申请-")
    return ListEntry(
        line.number,
        number,
        f"{line.name}，{line.items}",
        (StateChip(line.state_label),),
        fact,
        frozenset(_kinds(line)),
        f"{line.number} {line.staff_number} {line.department}",
        (line.name,),
    )


def _kinds(line: ApplicationLine) -> tuple[str, str]:
    return line.state.value, OPEN if line.is_open else ENDED


def _words(lines: tuple[ApplicationLine, ...]) -> tuple[FilterWord, ...]:
    counts = {state: sum(line.state is state for line in lines) for state in ApplicationState}
    waiting = sum(line.is_open for line in lines)
    words = [FilterWord(OPEN, "在办", waiting)] if waiting else []
    words += [
        FilterWord(state.value, STATE_LABELS[state], counts[state])
        for state in OPEN_STATES
        if counts[state]
    ]
    words.append(FilterWord(ALL, "全部", len(lines)))
    return tuple(words)
