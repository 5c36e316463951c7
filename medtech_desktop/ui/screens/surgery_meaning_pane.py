"""认名：登记里没有认出的术者、科室、编码各几处，选定指谁；已经认过的一览。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.acting_pane import ActingPane
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.screens.surgery_meaning_entries import (
    WHAT,
    AnnulMeaningEntry,
    MeaningEntry,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.foot_line import foot_line
from medtech_desktop.ui.widgets.pieces import Words
from medtech_desktop.ui.widgets.quiet import button, label
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.log_meanings import MeaningLine, Unresolved

OPEN, SETTLED, SAID = "open", "settled", "said"
SAY, UNSAY = "说明指谁…", "撤销认名…"
COLUMNS = (
    Column("种类", 84),
    Column("登记里的写法", 0),
    Column("处数", 72, right=True),
    Column("首末", 188),
    Column("为什么没有认出", 0, folds=True),
    Column("可能指", 0, folds=True),
    Column("", 96, right=True, sortable=False),
)
MEANING_COLUMNS = (
    Column("种类", 84),
    Column("登记里的写法", 0),
    Column("处数", 72, right=True),
    Column("指谁", 0),
    Column("依据", 0, folds=True),
    Column("", 96, right=True, sortable=False),
)
_NOTES = {
    OPEN: "名册里没有的术者列为「术者未在本院注册」，同名的、编码认不出的没有判断；"
    "说一次指谁，从前与以后的登记都认得",
    SETTLED: "写明认不出的不再问，也没有判断，另外计数；认得了再说明指谁",
    SAID: "处数是登记里还照这个写法记着的；导入时就认出的不在内",
}
_NONE = {
    OPEN: "登记里的术者、科室、编码都认出了",
    SETTLED: "没有写明认不出的",
    SAID: "还没有认过名",
}


@dataclass(frozen=True, slots=True)
class MeaningsAnswer:
    """没有认出的与认过的。"""

    unresolved: tuple[Unresolved, ...]
    said: tuple[MeaningLine, ...]


def ask_meanings(library: Library, on: date) -> MeaningsAnswer:
    """没有认出的与认过的。"""
    from medtech_desktop.office.log_meanings import meaning_lines, unresolved

    return MeaningsAnswer(unresolved(library, on), meaning_lines(library, on))


class SurgeryMeaningPane(ActingPane):
    """认名一页。``counted`` 还没有认出的几个写法。"""

    counted = Signal(int)

    def __init__(
        self,
        desk: Desk,
        on: Callable[[], date],
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, on, today, parent)
        self.answer = MeaningsAnswer((), ())
        self._shown = OPEN
        self.words = FilterWords("认名的种类", lead=8)
        self.words.underlined = False
        self.table = RowTable(COLUMNS, "没有认出的写法", bleed=True, several=False)
        self.meanings = RowTable(MEANING_COLUMNS, "认过的写法", bleed=True, several=False)
        self.note = label("", ink=Ink.INK2, wrap=True)
        self.act_button = button(SAY, kind="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 0)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.meanings, 1)
        column.addLayout(foot_line(self.note, self.act_button))
        self.words.chosen.connect(self.turn)
        for table in (self.table, self.meanings):
            table.chosen.connect(lambda _key: self.show_acts())
            table.opened.connect(lambda _key: self.act())
        self.act_button.clicked.connect(lambda _=False: self.act())
        self.turn(OPEN)

    def ask(self) -> None:
        """问没有认出的与认过的。"""
        self.desk.ask(ask_meanings, self._on(), then=self._show, owner=self, topic="meanings")

    def turn(self, key: str) -> None:
        """看没有认出的、写明认不出的、认过的。"""
        self._shown = key
        self._fill()

    def _show(self, answer: MeaningsAnswer) -> None:
        self.answer = answer
        self._fill()
        self.counted.emit(sum(not one.settled for one in answer.unresolved))

    def _fill(self) -> None:
        found = self.answer.unresolved
        waiting = sum(not one.settled for one in found)
        counts = {OPEN: waiting, SETTLED: len(found) - waiting, SAID: len(self.answer.said)}
        titles = {OPEN: "没有认出", SETTLED: "写明认不出", SAID: "认过的"}
        views = tuple(FilterWord(key, titles[key], count) for key, count in counts.items())
        self.words.show_words(views, self._shown)
        said = self._shown == SAID
        self.table.setVisible(not said)
        self.meanings.setVisible(said)
        listed = [one for one in found if one.settled == (self._shown == SETTLED)]
        self.table.set_rows(tuple(_row(one) for one in listed))
        self.meanings.set_rows(tuple(_meaning_row(one) for one in self.answer.said))
        told = _NOTES if counts[self._shown] else _NONE
        self.note.setText(told[self._shown])
        word = UNSAY if said else SAY
        self.act_button.setText(word)
        self.act_button.setAccessibleName(word)
        self.show_acts()

    def _table(self) -> RowTable:
        return self.meanings if self._shown == SAID else self.table

    def show_acts(self) -> None:
        chosen = bool(self._table().current_key())
        self.act_button.setEnabled(chosen and not self.desk.read_only)

    def act(self) -> None:
        """选定的一个：说明指谁，或撤销。"""
        key = self._table().current_key()
        if not key or self.desk.read_only:
            return
        kind, said = key.split(" ", 1)
        if self._shown == SAID:
            line = next(one for one in self.answer.said if (one.kind, one.said) == (kind, said))
            self.begin_entry(AnnulMeaningEntry(self.desk, kind, said, line.label, self), UNSAY)
            return
        one = next(u for u in self.answer.unresolved if (u.kind, u.said) == (kind, said))
        self.begin_entry(MeaningEntry(self.desk, kind, said, one.why, self._today(), self), SAY)


def _row(one: Unresolved) -> Row:
    likely = "；".join(each.label for each in one.likely)
    return Row(
        f"{one.kind} {one.said}",
        (
            words(WHAT[one.kind], Ink.INK2),
            words(one.said, weight=theme.MEDIUM),
            _count(one.count),
            words(f"{one.first.isoformat()} 至 {one.last.isoformat()}", Ink.INK2),
            words(one.why),
            words(likely, Ink.INK2),
        ),
        action="说明指谁",
    )


def _meaning_row(one: MeaningLine) -> Row:
    return Row(
        f"{one.kind} {one.said}",
        (
            words(WHAT[one.kind], Ink.INK2),
            words(one.said, weight=theme.MEDIUM),
            _count(one.count),
            words(one.label or "认不出，不再问"),
            words(one.note, Ink.INK2),
        ),
        action="撤销",
    )


def _count(number: int) -> Cell:
    return Cell((Words(f"{number:,}"),), sort=number)
