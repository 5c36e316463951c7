"""授权屏的「急诊」：急诊超权限一览，登记一例，登记上级的意见；不能删除。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from medtech_desktop.domain.emergency_uses import EMERGENCY_LABELS, EmergencyState
from medtech_desktop.ui import theme
from medtech_desktop.ui.acting_pane import ActingPane
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.screens.emergency_entries import ConfirmEmergencyEntry, EmergencyEntry
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.foot_line import foot_line
from medtech_desktop.ui.widgets.pieces import ArticleChip, Marked
from medtech_desktop.ui.widgets.quiet import ChipLabel, button, label
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.emergency_uses import EmergencyLine
    from medtech_desktop.office.library import Library

RECORD, CONFIRM = "登记急诊超权限…", "登记上级意见…"
COLUMNS = (
    Column("编号", 116),
    Column("日期", 92),
    Column("术者", 84, person=True),
    Column("手术", 0),
    Column("科室", 84),
    Column("紧急的情形", 152),
    Column("情形", 76),
    Column("上级", 84, person=True),
    Column("意见", 112),
    Column("当日权限", 128),
)
_TONES = {
    EmergencyState.PENDING: Tone.WARN,
    EmergencyState.CONFIRMED: Tone.OK,
    EmergencyState.DECLINED: Tone.BAD,
}
_NONE = "没有登记急诊超权限。情况紧急做了权限以外的手术，在这里登记，由上级医师确认"


def ask_emergencies(library: Library, on: date) -> tuple[EmergencyLine, ...]:
    """到这一天为止的急诊超权限。"""
    from medtech_desktop.office.emergency_uses import emergency_list

    return tuple(one for one in emergency_list(library) if one.day <= on)


class EmergencyPane(ActingPane):
    """急诊一页。``counted`` 还没有上级意见的几例。"""

    counted = Signal(int)

    def __init__(
        self,
        desk: Desk,
        on: Callable[[], date],
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, on, today, parent)
        self._wanted = ""
        self._lines: dict[str, EmergencyLine] = {}
        self.table = RowTable(COLUMNS, "急诊超权限", bleed=True, several=False)
        self.count = label(_NONE, ink=Ink.INK2, wrap=True)
        self.chip = ChipLabel(ArticleChip("MTCA-20"))
        self.record_button = button(RECORD, "plus")
        self.confirm_button = button(CONFIRM, kind="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(4)
        column.addWidget(self.table, 1)
        acts = (self.chip, self.record_button, self.confirm_button)
        column.addLayout(foot_line(self.count, *acts))
        self.table.chosen.connect(lambda _key: self.show_acts())
        self.table.opened.connect(lambda _key: self.confirm())
        self.record_button.clicked.connect(lambda _=False: self.record())
        self.confirm_button.clicked.connect(lambda _=False: self.confirm())
        self.chip.article_opened.connect(self.article_opened)

    def ask(self) -> None:
        """问各例。"""
        self.desk.ask(ask_emergencies, self._on(), then=self._show, owner=self, topic="emergency")

    def want(self, number: str) -> None:
        """读来以后选中这一例。"""
        self._wanted = "" if self.table.choose(number) else number

    def act(self, word: str) -> None:
        """办一件。"""
        if word == RECORD:
            self.record()
        else:
            self.confirm()

    def current(self) -> str:
        """选定的一例。"""
        return self.table.current_key()

    def _show(self, lines: tuple[EmergencyLine, ...]) -> None:
        self._lines = {line.number: line for line in lines}
        self.table.set_rows(tuple(map(_row, lines)))
        if self._wanted and self.table.choose(self._wanted):
            self._wanted = ""
        waiting = sum(line.state is EmergencyState.PENDING for line in lines)
        told = f"共 {len(lines):,} 例，{waiting:,} 例待上级确认"
        self.count.setText(told if lines else _NONE)
        self.show_acts()
        self.counted.emit(waiting)

    def show_acts(self) -> None:
        """已有意见的不再写。"""
        line = self._lines.get(self.table.current_key())
        waits = line is not None and line.state is EmergencyState.PENDING
        self.record_button.setEnabled(not self.desk.read_only)
        self.confirm_button.setEnabled(waits and not self.desk.read_only)

    def record(self) -> None:
        """登记一例。"""
        self.begin_entry(EmergencyEntry(self.desk, self._today(), self), RECORD)

    def confirm(self) -> None:
        """登记上级对选定一例的意见。"""
        line = self._lines.get(self.table.current_key())
        if line is not None and self.confirm_button.isEnabled():
            about = f"{line.name} {line.day.isoformat()} {line.procedure}"
            entry = ConfirmEmergencyEntry(self.desk, line.number, about, self._today(), self)
            self.begin_entry(entry, CONFIRM)


def _row(line: EmergencyLine) -> Row:
    said = EMERGENCY_LABELS[line.state]
    opinion = "，".join(part for part in (str(line.confirmed_on or ""), line.opinion) if part)
    return Row(
        line.number,
        (
            words(line.number, weight=theme.MEDIUM),
            words(line.day.isoformat()),
            words(line.name),
            words(line.procedure),
            words(line.department, Ink.INK2),
            words(line.reason),
            Cell((Marked(said, _TONES[line.state]),), said, said),
            words(line.superior),
            words(opinion, Ink.INK2),
            words(line.privileged or "无权", Ink.INK2),
        ),
    )
