"""病例登记：没有手术行的技术一例一行；登记、更正、取消、撤销，导入。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.acting_pane import ActingPane
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.exporting import export_shown
from medtech_desktop.ui.screens.surgery_case_entries import (
    CancelCaseEntry,
    CaseDraft,
    CaseEntry,
    draft_of,
)
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.foot_line import foot_line
from medtech_desktop.ui.widgets.pieces import Marked
from medtech_desktop.ui.widgets.quiet import button, label
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.cases import CaseLine
    from medtech_desktop.office.library import Library

REGISTER, CORRECT, CANCEL, ANNUL = "登记病例…", "更正…", "取消…", "撤销登记…"
IMPORT_CASES = "导入病例登记…"
COLUMNS = (
    Column("日期", 92),
    Column("技术", 0),
    Column("病例代号", 120),
    Column("术者", 132, person=True),
    Column("科室", 104),
    Column("患者", 140),
    Column("知情同意", 72),
    Column("情形", 132),
)
_EMPTY = EmptyView(
    "clipboard-list",
    "还没有登记病例",
    "没有手术登记的技术（放疗、治疗、检查一类）在这里一例一条登记，首例、逐例报送由此得知",
    (REGISTER, IMPORT_CASES),
    "MTCA-37",
)


@dataclass(frozen=True, slots=True)
class CasesAnswer:
    """这一段的各例；``whole`` 一共登记着几例。"""

    lines: tuple[CaseLine, ...]
    whole: int


def ask_cases(library: Library, since: date | None, until: date | None, on: date) -> CasesAnswer:
    """登记着的各例。"""
    from medtech_desktop.office.cases import case_rows

    every = case_rows(library, on, until=on)
    last = min(until or on, on)
    lines = (one for one in every if (since is None or since <= one.day) and one.day <= last)
    return CasesAnswer(tuple(lines), len(every))


class SurgeryCasePane(ActingPane):
    """病例登记一页。``import_wanted`` 导入；``counted`` 列出几例。"""

    import_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        on: Callable[[], date],
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, on, today, parent)
        self._span: tuple[date | None, date | None] = (None, None)
        self._lines: dict[str, CaseLine] = {}
        self.table = RowTable(COLUMNS, "登记的病例", bleed=True, several=False)
        self.count = label("", ink=Ink.INK2)
        self.empty = Empty(_EMPTY)
        self.register_button = button(REGISTER, "plus", kind="primary")
        self.import_button = button(IMPORT_CASES, "file-up")
        self.correct_button, self.cancel_button = button(CORRECT), button(CANCEL)
        self.annul_button = button(ANNUL, kind="danger")
        self.export_button = button("导出所列…", "download")
        self._stack = QStackedWidget()
        self._lay_out()
        self._wire()
        self.show_acts()

    def _lay_out(self) -> None:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(16, 8, 16, 0)
        column.setSpacing(4)
        column.addWidget(self.table, 1)
        acts = (self.annul_button, self.cancel_button, self.correct_button)
        files = (self.export_button, self.import_button, self.register_button)
        column.addLayout(foot_line(self.count, *acts, *files))
        for page in (held, self.empty):
            self._stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _wire(self) -> None:
        self.table.chosen.connect(lambda _key: self.show_acts())
        self.table.opened.connect(lambda _key: self.act(CORRECT))
        for made, word in (
            (self.register_button, REGISTER),
            (self.correct_button, CORRECT),
            (self.cancel_button, CANCEL),
            (self.annul_button, ANNUL),
        ):
            made.clicked.connect(lambda _=False, word=word: self.act(word))
        self.import_button.clicked.connect(lambda _=False: self.import_wanted.emit())
        self.export_button.clicked.connect(
            lambda _=False: export_shown(self.desk, self.table.shown(), self)
        )
        self.empty.act_chosen.connect(self.act)
        self.empty.article_opened.connect(self.article_opened)

    def look_at(self, since: date | None, until: date | None) -> None:
        """看哪一段；看得见时再问。"""
        self._span = (since, until)
        if self.isVisible():
            self.ask()

    def ask(self) -> None:
        """问各例。"""
        self.desk.ask(
            ask_cases, *self._span, self._on(), then=self._show, owner=self, topic="cases"
        )

    def _show(self, answer: CasesAnswer) -> None:
        lines = answer.lines
        self._lines = {line.uid: line for line in lines}
        self.table.set_rows(tuple(map(_row, lines)))
        self._stack.setCurrentIndex(0 if answer.whole else 1)
        gone = sum(line.cancelled for line in lines)
        told = f"列出 {len(lines):,} 例" + (f"，其中 {gone:,} 例已取消" if gone else "")
        self.count.setText(told if lines else "这一段没有登记病例，换一段再看")
        self.show_acts()

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许动作。"""
        self.empty.allow_acts(allowed)
        self.show_acts()

    def show_acts(self) -> None:
        line = self._lines.get(self.table.current_key())
        able = not self.desk.read_only
        for made in (self.register_button, self.import_button):
            made.setEnabled(able)
        for made in (self.correct_button, self.annul_button):
            made.setEnabled(able and line is not None)
        self.cancel_button.setEnabled(able and line is not None and not line.cancelled)
        self.export_button.setEnabled(bool(self._lines))

    def act(self, word: str) -> None:
        """登记、更正、取消、撤销、导入。"""
        line = self._lines.get(self.table.current_key())
        if self.desk.read_only:
            return
        if word == IMPORT_CASES:
            self.import_wanted.emit()
        elif word == REGISTER:
            self.begin_entry(CaseEntry(self.desk, CaseDraft(), self._today(), self), word)
        elif line is not None and word == CORRECT:
            self.begin_entry(CaseEntry(self.desk, draft_of(line), self._today(), self), word)
        elif line is not None and word in (CANCEL, ANNUL):
            about = f"{line.technology} {line.day.isoformat()} {line.ref}"
            annuls = word == ANNUL
            entry = CancelCaseEntry(self.desk, line.uid, about, self._today(), self, annuls=annuls)
            self.begin_entry(entry, word)


def _row(line: CaseLine) -> Row:
    consent = {None: "", True: "有", False: "没有"}[line.consent]
    said = [
        word
        for word, holds in (
            ("已取消", line.cancelled),
            ("临床研究", line.research),
            ("并发症", line.complication),
            ("死亡", line.died),
            (f"第 {line.versions} 版", line.versions > 1),
        )
        if holds
    ]
    cell = Cell((Marked(consent, Tone.BAD),), consent) if line.consent is False else words(consent)
    return Row(
        line.uid,
        (
            words(line.day.isoformat()),
            words(f"{line.number} {line.technology}", weight=theme.MEDIUM),
            words(line.ref),
            words(line.person),
            words(line.department, Ink.INK2),
            words(line.patient, Ink.INK2),
            cell,
            words("，".join(said), Ink.INK2),
        ),
    )
