"""授权屏的「决定」：各次授权决定，新的在前；登记有误的整次撤销。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screens.privilege_change_entries import _AnnulEntry
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.foot_line import foot_line
from medtech_desktop.ui.widgets.pieces import Words
from medtech_desktop.ui.widgets.quiet import button, label
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.privilege_decisions import DecisionLine

COLUMNS = (
    Column("编号", 116),
    Column("种类", 172),
    Column("决定日", 96),
    Column("文号", 176),
    Column("会议", 0),
    Column("批准人", 84, person=True),
    Column("依据", 0),
    Column("人数", 56, right=True),
    Column("项数", 64, right=True),
)


def ask_decisions(library: Library, on: date) -> tuple[DecisionLine, ...]:
    """各次决定。"""
    from medtech_desktop.office.privilege_decisions import decision_lines

    return decision_lines(library, on)


class DecisionPane(QWidget):
    """决定一页。"""

    article_opened = Signal(str)

    def __init__(self, desk: Desk, on: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._on = desk, on
        self._wanted = ""
        self._said = ""
        self.table = RowTable(COLUMNS, "授权决定", bleed=True, several=False)
        self.count = label("", ink=Ink.INK2)
        self.annul_button = button("撤销整次登记…", kind="danger")
        self.notice_button = button("授权通知", "printer")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(4)
        column.addWidget(self.table, 1)
        column.addLayout(foot_line(self.count, self.annul_button, self.notice_button))
        self.table.chosen.connect(lambda _key: self._show_acts())
        self.notice_button.clicked.connect(lambda _=False: self.show_notice())
        self.annul_button.clicked.connect(lambda _=False: self.annul())

    def ask(self) -> None:
        """问各次决定。"""
        self.desk.ask(ask_decisions, self._on(), then=self._show, owner=self, topic="decisions")

    def want(self, number: str) -> None:
        """读来以后选中这一次。"""
        self._wanted = "" if self.table.choose(number) else number

    def _show(self, lines: tuple[DecisionLine, ...]) -> None:
        self.table.set_rows(tuple(map(_row, lines)))
        if self._wanted and self.table.choose(self._wanted):
            self._wanted = ""
        self._said = f"共 {len(lines):,} 次决定" if lines else "还没有授权决定"
        self._show_acts()

    def allow_acts(self, _allowed: bool) -> None:
        """看过去的日子时不许动作。"""
        self._show_acts()

    def _show_acts(self) -> None:
        chosen = bool(self.table.current_key())
        self.notice_button.setEnabled(chosen)
        self.annul_button.setEnabled(chosen and not self.desk.read_only)
        why = "" if chosen or not self.table.rows_model.rowCount() else "；先选一次决定"
        self.count.setText(self._said + why)

    def show_notice(self) -> None:
        """这一次决定的授权通知，先看后印。"""
        number = self.table.current_key()
        if number:
            PaperSheet(self.desk, "手术授权通知", self).begin("notice", number, False, self._on())

    def annul(self) -> None:
        """撤销选定的一次决定的登记。"""
        number = self.table.current_key()
        if number:
            entry = AnnulDecisionEntry(self.desk, number, self)
            entry.begin_from(self.article_opened, "撤销整次登记…")


def _row(line: DecisionLine) -> Row:
    def number(count: int) -> Cell:
        return Cell((Words(f"{count:,}"),), count)

    return Row(
        line.number,
        (
            words(line.number, weight=theme.MEDIUM),
            words(line.kind),
            words(line.decided_on.isoformat()),
            words(line.document),
            words(line.meeting, Ink.INK2),
            words(line.approver),
            words(line.basis, Ink.INK2),
            number(line.people),
            number(line.items),
        ),
    )


class AnnulDecisionEntry(_AnnulEntry):
    """撤销登记错的整次决定。"""

    def __init__(self, desk: Desk, number: str, parent: QWidget | None = None) -> None:
        line = f"{number}：其下各件自始不算数，原记录和撤销都保留。"
        super().__init__(desk, "撤销整次登记", "撤销登记", line, parent, thing=number)
        self._number = number
        self.add_why()

    def plan(self) -> Plan | None:
        why = self.why()
        return (_annul, (self._number, *why)) if why else None


def _annul(library: Library, number: str, reason: str, more: bool) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.privilege_annulments import annul_decision

    return annul_decision(library, clerk_here(), number, reason, with_dependents=more)
