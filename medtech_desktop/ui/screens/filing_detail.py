"""备案单页的中间：名称、截止日、逐日计数、还差什么、材料、经过。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.screens.filing_steps import ADD_SCANS, guide_of
from medtech_desktop.ui.screens.filing_views import (
    blocker_of,
    days_of,
    due_words,
    materials_of,
    reading_words,
    submitted_words,
)
from medtech_desktop.ui.screens.scan_entries import scans_of
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.blocker import Blocker
from medtech_desktop.ui.widgets.day_strip import DayLegend, DayStrip
from medtech_desktop.ui.widgets.dossier import Dossier
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.pieces import ProvisionalChip, StateChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, button, label, scrolled, tint
from medtech_desktop.ui.widgets.ruled import PAD
from medtech_desktop.ui.widgets.steps_strip import StepsStrip
from medtech_desktop.ui.widgets.timeline import EventView, Timeline

if TYPE_CHECKING:
    from medtech_desktop.office.filing_pages import ClockView, FilingPage

STEP_BUTTONS = {
    "submitted": "登记提交…",
    "returned": "登记补正…",
    "received": "登记收齐…",
    "completed": "登记完成…",
    "cancelled": "登记取消…",
    "closed": "结束办理…",
}


class FilingDetail(QWidget):
    """中间一栏。``dropped`` 带拖来的扫描件与拖到哪一行（空为别处）。"""

    dropped = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.code = label("", size=theme.TITLE, ink=Ink.INK3)
        self.name = label("", size=theme.TITLE, weight=theme.BOLD, wrap=True)
        self.state = ChipLabel(StateChip("待备案"))
        self.missing = label("", weight=theme.MEDIUM, ink=Ink.BAD)
        self.step_button = button("", kind="primary")
        self.more = DropButton("办理")
        self.strip = StepsStrip("备案的步骤")
        self.next_line = label("", ink=Ink.INK2, wrap=True)
        self.number = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.due = label("", size=theme.DUE, weight=theme.MEDIUM)
        self.due_note = label("", ink=Ink.INK2)
        self.left = label("", size=theme.TITLE, weight=theme.BOLD, ink=Ink.WARN)
        self.provisional = ChipLabel(ProvisionalChip())
        self.reading = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.stricter = label("", size=theme.NOTE, ink=Ink.INK2)
        self.remarks = label("", size=theme.NOTE, ink=Ink.WARN, wrap=True)
        self.days = DayStrip()
        self.legend = DayLegend()
        self.count_link = Link("打印计数表")
        self.blocker = Blocker(narrow=True)
        self.material_note = label("", size=theme.NOTE, ink=Ink.INK2)
        self.scans_link = Link("登记材料…")
        self.replace_link = Link("换一份…")
        self.withdraw_link = Link("撤下")
        self.add_link = Link("加一项材料")
        self.remark = label("", weight=theme.MEDIUM, wrap=True)
        self.remark.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAcceptDrops(True)
        self.dossier = Dossier()
        self.timeline = Timeline()
        self._open = False
        self._registered: dict[str, bool] = {}
        self._clock = QWidget()
        self._past = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setMaximumWidth(900)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.PAGE_MARGIN - PAD, 12, 16 - PAD, 12)
        column.setSpacing(4)
        column.addLayout(self._upper())
        column.addSpacing(8)
        links = (self.replace_link, self.withdraw_link, self.scans_link, self.add_link)
        column.addLayout(_heading("备案材料", self.material_note, links))
        held = QHBoxLayout()
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self.dossier)
        column.addLayout(held)
        column.addSpacing(10)
        self._fill_past()
        column.addWidget(self._past)
        column.addStretch(1)
        self.pane = pane = scrolled(inside, sideways=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(pane)

    def _upper(self) -> QVBoxLayout:
        """材料表以上：文字与表里的文字对齐在页边。"""
        column = QVBoxLayout()
        column.setContentsMargins(PAD, 0, PAD, 0)
        column.setSpacing(4)
        column.addLayout(self._title_row())
        self._lay_out_guide(column)
        column.addSpacing(4)
        self._fill_clock()
        column.addWidget(self._clock)
        column.addSpacing(4)
        column.addWidget(self.blocker)
        return column

    def _lay_out_guide(self, column: QVBoxLayout) -> None:
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.state)
        second.addWidget(self.number, 1)
        second.addWidget(self.missing)
        column.addLayout(second)
        column.addSpacing(6)
        column.addWidget(self.strip)
        column.addWidget(self.next_line)
        column.addWidget(self.remark)

    def _title_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.code)
        row.addWidget(self.name, 1)
        row.addWidget(self.step_button)
        row.addWidget(self.more)
        return row

    def _fill_clock(self) -> None:
        column = QVBoxLayout(self._clock)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.due)
        head.addWidget(self.due_note, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.provisional)
        head.addWidget(self.left)
        column.addLayout(head)
        read = QHBoxLayout()
        read.addWidget(self.reading, 1)
        read.addWidget(self.stricter)
        column.addLayout(read)
        column.addWidget(self.remarks)
        column.addWidget(self.days)
        foot = QHBoxLayout()
        foot.addWidget(self.legend, 1)
        foot.addWidget(self.count_link)
        column.addLayout(foot)

    def _fill_past(self) -> None:
        column = QVBoxLayout(self._past)
        column.setContentsMargins(PAD, 0, PAD, 0)
        column.setSpacing(6)
        column.addWidget(label("办理经过", weight=theme.BOLD))
        column.addWidget(self.timeline)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if scans_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        place = self.dossier.viewport().mapFrom(self, event.position().toPoint())
        index = self.dossier.indexAt(place)
        row = self.dossier.rows_model.row(index.row()).key if index.isValid() else ""
        self.dropped.emit(scans_of(event.mimeData()), row)

    def show_page(self, page: FilingPage, today: date, seen: frozenset[str]) -> None:
        """换上一份备案；``seen`` 是这次看过的文书。"""
        line = page.line
        self.code.setText(line.code)
        self.name.setText(line.name)
        self.state.set_chip(StateChip(line.state))
        authority = f"，备案部门 {page.authority}" if page.authority else ""
        self.number.setText(f"{line.number}，{line.cause}{authority}")
        self.show_guide(page, seen)
        self._show_clock(page, today)
        self.blocker.show_blocks(blocker_of(page))
        self._show_materials(page)
        self.timeline.show_events(
            tuple(
                EventView(
                    "circle-check",
                    Tone.OK,
                    step.label,
                    step.day.isoformat(),
                    "，".join(part for part in (step.document, step.note) if part),
                )
                for step in reversed(page.steps)
            )
        )
        self._past.setVisible(bool(page.steps))

    def show_check(self) -> None:
        """滚到还差什么；没有差的滚到材料。"""
        shown = self.dossier if self.blocker.isHidden() else self.blocker
        self.pane.ensureWidgetVisible(shown, 0, 24)

    def show_guide(self, page: FilingPage, seen: frozenset[str]) -> None:
        """走到哪一步，现在要办的一件；其余的在「办理」里。"""
        guide = guide_of(page, seen)
        first = guide.next.word
        self.strip.show_steps(guide.steps)
        self.next_line.setText(guide.next.sentence)
        self.remark.setText(page.remark)
        self.remark.setVisible(bool(page.remark))
        words = [STEP_BUTTONS[step.value] for step in page.next_steps]
        others = [word for word in words if word != first]
        locked = page.draft is None or page.draft.locked
        stopping = sum(finding.severity.value == "refuse" for finding in page.findings)
        if stopping and STEP_BUTTONS["submitted"] in others:
            others.remove(STEP_BUTTONS["submitted"])
        drafting = () if locked else (ADD_SCANS, "填写备案表…", "填写负责人…", "登记证书…", "")
        self.step_button.setText(first)
        self.step_button.setAccessibleName(first)
        self.step_button.setVisible(bool(first))
        undo = ("", "撤销最后一步…") if page.steps else ()
        self.more.set_words((*drafting, *others, *undo))
        self.missing.setText(f"提交前还差 {stopping} 件" if stopping else "")

    def _show_clock(self, page: FilingPage, today: date) -> None:
        clock = page.clock
        self._clock.setVisible(clock is not None)
        if clock is None:
            return
        given = page.submitted
        big, note = submitted_words(clock, given, today) if given else due_words(clock, today)
        self.due.setText(big)
        self.due.setFont(theme.font(theme.TITLE if given else theme.DUE, theme.MEDIUM))
        self.due_note.setText(note)
        running = page.line.due is not None
        self.left.setText(page.line.left if running else clock.closed)
        late = page.line.state == "逾期"
        tint(self.left, Ink.BAD if late else Ink.WARN)
        tint(self.due, Ink.BAD if late else Ink.INK)
        self.provisional.setVisible(clock.provisional)
        first, second = reading_words(clock)
        self.reading.setText(first)
        self.stricter.setText(second)
        remarks = _remarks(clock)
        self.remarks.setText(remarks)
        self.remarks.setVisible(bool(remarks))
        days = days_of(clock, today)
        for widget in (self.days, self.legend, self.count_link):
            widget.setVisible(bool(days))
        self.days.show_days(days, today)

    def _show_materials(self, page: FilingPage) -> None:
        self.dossier.show_materials(materials_of(page))
        short = f"，还差 {page.missing} 件" if page.missing else "，已齐"
        self.material_note.setText(f"{len(page.materials)} 项{short}")
        self._open = page.draft is not None and not page.draft.locked
        for link in (self.add_link, self.scans_link):
            link.setVisible(self._open)
        self._registered = {str(n): line.copies > 0 for n, line in enumerate(page.materials)}
        self.show_links()

    def show_links(self) -> None:
        """选中的一件登记过、还可以改的，才有「换一份」「撤下」。"""
        chosen = self.dossier.selected_keys()
        held = self._open and bool(chosen) and self._registered.get(chosen[0], False)
        for link in (self.replace_link, self.withdraw_link):
            link.setVisible(held)


def _heading(title: str, note: QLabel, links: tuple[Link, ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(PAD, 0, PAD, 0)
    row.setSpacing(8)
    row.addWidget(label(title, weight=theme.BOLD))
    row.addWidget(note, 1)
    for link in links:
        row.addWidget(link)
    return row


def _remarks(clock: ClockView) -> str:
    parts = list(clock.reasons)
    if clock.found_on is not None:
        parts.append(f"首例于 {clock.found_on.isoformat()} 才登记，仍从真实的首例日起算")
    if clock.late_reason:
        parts.append(clock.late_reason)
    return "；".join(parts)
