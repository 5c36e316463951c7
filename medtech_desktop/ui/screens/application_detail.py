"""授权申请一份的详情：谁申请、走到哪一步、等什么、各项、经过。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.applications import (
    REVIEWS,
    STEP_LABELS,
    ApplicationState,
    ReviewStep,
    StepVerdict,
)
from medtech_desktop.domain.law import Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.screens.technology_views import short_day
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.blocker import Blocker, BlockerView, BlockView
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.folding import FoldingTable
from medtech_desktop.ui.widgets.life_strip import LifeStrip, NodeView, Step
from medtech_desktop.ui.widgets.pieces import StateChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, button, label, scrolled
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.ruled import PAD
from medtech_desktop.ui.widgets.timeline import EventView, Timeline

if TYPE_CHECKING:
    from medtech_desktop.office.application_pages import ApplicationPage, ItemLine, StepLine

REVIEW_DEPARTMENT, REVIEW_OFFICE = "登记科室评议…", "登记复核…"
DECIDE, DOCUMENT = "登记审定…", "登记文号…"
RESUBMIT, CORRECT = "重新提交…", "改正…"
WITHDRAW, ANNUL = "撤回…", "撤销最后一步…"
PRINT = "打印申请表…"

NEXT_WORDS: dict[ApplicationState, str] = {
    ApplicationState.DEPARTMENT: REVIEW_DEPARTMENT,
    ApplicationState.OFFICE: REVIEW_OFFICE,
    ApplicationState.COMMITTEE: DECIDE,
    ApplicationState.DOCUMENT: DOCUMENT,
    ApplicationState.RETURNED: RESUBMIT,
}
"""各情形下要办的一件。"""
_COLUMNS = (
    Column("项目", 0, folds=True),
    Column("现有授权", 190),
    Column("希望至", 96),
    Column("结论", 200),
)
_ICONS = {
    StepVerdict.AGREE: ("circle-check", Tone.OK),
    StepVerdict.RETURN: ("corner-up-left", Tone.WARN),
    StepVerdict.REFUSE: ("circle-x", Tone.BAD),
}


class ApplicationDetail(QWidget):
    """详情控件；``act_chosen`` 带要办的词，``person_wanted`` 带申请人的内部编号。"""

    act_chosen = Signal(str)
    person_wanted = Signal(str)
    article_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._person = self.next_word = ""
        self.number = label("", size=theme.TITLE, ink=Ink.INK3)
        self.name = label("", size=theme.TITLE, weight=theme.BOLD, wrap=True)
        self.state = ChipLabel(StateChip("待科室评议"))
        self.facts = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.person_link = Link("看这个人")
        self.step_button = button("", kind="primary")
        self.more = DropButton("办理")
        self.strip = LifeStrip()
        self.next_line = label("", ink=Ink.INK2, wrap=True)
        self.blocker = Blocker(narrow=True)
        self.items_note = label("", size=theme.NOTE, ink=Ink.INK2)
        self.items = FoldingTable(_COLUMNS, "申请的各项", bleed=True)
        self.statement = label("", wrap=True)
        self.statement.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.timeline = Timeline()
        self._lay_out()
        self.step_button.clicked.connect(lambda _=False: self.act_chosen.emit(self.next_word))
        self.more.chosen.connect(self.act_chosen)
        self.person_link.clicked.connect(lambda _=False: self.person_wanted.emit(self._person))
        self.blocker.article_opened.connect(self.article_opened)
        self.blocker.remedy_chosen.connect(self.act_chosen)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setMaximumWidth(900)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.PAGE_MARGIN - PAD, 12, 16, 12)
        column.setSpacing(4)
        column.addLayout(self._upper())
        column.addSpacing(8)
        column.addLayout(_heading("申请的各项", self.items_note))
        column.addWidget(self.items)
        column.addSpacing(10)
        column.addLayout(_heading("申请理由"))
        column.addLayout(_padded(self.statement))
        column.addSpacing(10)
        column.addLayout(_heading("经过"))
        column.addLayout(_padded(self.timeline))
        column.addStretch(1)
        self.pane = scrolled(inside, sideways=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pane)

    def _upper(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(PAD, 0, 0, 0)
        column.setSpacing(4)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self.number)
        title.addWidget(self.name, 1)
        title.addWidget(self.step_button)
        title.addWidget(self.more)
        column.addLayout(title)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.state)
        second.addWidget(self.facts, 1)
        second.addWidget(self.person_link)
        column.addLayout(second)
        column.addSpacing(8)
        column.addWidget(self.strip)
        column.addWidget(self.next_line)
        column.addSpacing(4)
        column.addWidget(self.blocker)
        return column

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许办。"""
        for one in (self.step_button, self.more, self.blocker):
            one.setEnabled(allowed)

    def show_page(self, page: ApplicationPage) -> None:
        """换上一份申请。"""
        line = page.line
        self._person = str(line.person_id)
        self.number.setText(line.number)
        self.name.setText(line.name)
        self.state.set_chip(StateChip(line.state_label))
        parts = (line.staff_number, line.department, line.kind_label)
        decided = f"，决定 {page.decision}，{page.document}" if page.decision else ""
        said = "，".join(part for part in parts if part)
        self.facts.setText(f"{said}，{line.day.isoformat()} 申请{decided}")
        self._show_acts(page)
        self.strip.show_nodes(nodes_of(page))
        first = [one for one in page.blockers if one.severity is Severity.REFUSE]
        self.next_line.setText("".join(f"{one.message}：{one.remedy}" for one in first))
        self.next_line.setVisible(bool(first))
        self.blocker.show_blocks(_blocker(page))
        self.items.set_rows(tuple(map(_row, page.items)))
        self.items.setFixedHeight(min(self.items.whole_height() + 2, 360))
        answered = sum(one.agreed is not None for one in page.items)
        agreed = sum(one.agreed is True for one in page.items)
        told = f"，同意 {agreed} 项" if answered else ""
        self.items_note.setText(f"{len(page.items)} 项{told}")
        self.statement.setText(page.statement or "没有写")
        opened = EventView("file-plus", Tone.BUSY, "申请", line.day.isoformat())
        self.timeline.show_events((*map(_event, reversed(page.steps)), opened))

    def _show_acts(self, page: ApplicationPage) -> None:
        word = NEXT_WORDS.get(page.line.state, "")
        self.next_word = word
        self.step_button.setText(word)
        self.step_button.setAccessibleName(word)
        self.step_button.setVisible(bool(word))
        others = []
        if ReviewStep.RESUBMITTED in page.next_steps and word != RESUBMIT:
            others.append(CORRECT)
        if ReviewStep.WITHDRAWN in page.next_steps:
            others.append(WITHDRAW)
        undo = ("", ANNUL) if page.steps else ()
        self.more.set_words((PRINT, *(("", *others) if others else ()), *undo))


def _heading(title: str, note: QWidget | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(PAD, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(label(title, weight=theme.BOLD))
    if note is not None:
        row.addWidget(note)
    row.addStretch(1)
    return row


def _padded(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(PAD, 0, 0, 0)
    row.addWidget(widget)
    return row


def nodes_of(page: ApplicationPage) -> tuple[NodeView, ...]:
    """步骤条：申请、三步审、发文；本轮走到哪里。"""
    made = [NodeView("申请", Step.DONE, _short(page, page.line.day))]
    last: dict[ReviewStep, StepLine] = {}
    for one in page.steps:
        if one.step is ReviewStep.RESUBMITTED:
            last.clear()
        last[one.step] = one
    state = page.line.state
    waits = {
        ApplicationState.DEPARTMENT: ReviewStep.DEPARTMENT,
        ApplicationState.OFFICE: ReviewStep.OFFICE,
        ApplicationState.COMMITTEE: ReviewStep.COMMITTEE,
    }
    for step in REVIEWS:
        done = last.get(step)
        if waits.get(state) is step:
            made.append(NodeView(STEP_LABELS[step], Step.CURRENT, _waited(page)))
        elif done is None:
            made.append(NodeView(STEP_LABELS[step], Step.TO_COME))
        else:
            fits = done.verdict is StepVerdict.AGREE
            word = done.title.partition("：")[2]
            note = _short(page, done.day) + ("" if fits else f" {word}")
            made.append(NodeView(STEP_LABELS[step], Step.DONE if fits else Step.REFUSED, note))
    return (*made, _last_node(page))


def _short(page: ApplicationPage, day: date) -> str:
    years = {one.day.year for one in page.steps} | {page.line.day.year, page.line.since.year}
    return short_day(day, len(years) > 1)


def _waited(page: ApplicationPage) -> str:
    waited = page.line.waited
    return f"已等 {waited} 天" if waited else "今天起"


def _last_node(page: ApplicationPage) -> NodeView:
    state = page.line.state
    if state is ApplicationState.GRANTED:
        day = page.steps[-1].day
        return NodeView("发文", Step.DONE, _short(page, day))
    if state is ApplicationState.DOCUMENT:
        return NodeView("发文", Step.CURRENT, _waited(page))
    if state is ApplicationState.WITHDRAWN:
        return NodeView("已撤回", Step.STOPPED, _short(page, page.line.since))
    return NodeView("发文", Step.TO_COME)


def _blocker(page: ApplicationPage) -> BlockerView:
    """审定以前要解决的：培训、注册、申请理由等。"""
    correctable = ReviewStep.RESUBMITTED in page.next_steps
    word = RESUBMIT if page.line.state is ApplicationState.RETURNED else CORRECT
    blocks = tuple(
        BlockView(
            word,
            one.message,
            one.remedy,
            one.article,
            word if correctable and one.field == "statement" else "",
            one.field != "statement",
        )
        for one in page.blockers
        if one.severity is not Severity.REFUSE
    )
    return BlockerView(f"审定以前要解决 {len(blocks)} 件" if blocks else "", "", blocks)


def _row(one: ItemLine) -> Row:
    until = one.until.isoformat() if one.until is not None else "长期"
    return Row(
        str(one.id),
        (
            words(one.label, weight=theme.MEDIUM),
            words(one.held, Ink.INK2),
            words(until),
            _answer(one),
        ),
    )


def _answer(one: ItemLine) -> Cell:
    if one.agreed is None:
        return words("")
    if not one.agreed:
        return words(f"不同意，{one.note}", Ink.BAD)
    until = f"，至 {one.agreed_until.isoformat()}" if one.agreed_until else "，长期"
    return words(f"同意{until}", Ink.OK)


def _event(one: StepLine) -> EventView:
    icon, tone = _ICONS[one.verdict]
    if one.step is ReviewStep.WITHDRAWN:
        icon, tone = "undo-2", Tone.MUTE
    elif one.step is ReviewStep.RESUBMITTED:
        icon, tone = "pencil", Tone.BUSY
    concurrent = f"兼任：{one.concurrent}" if one.concurrent else ""
    decision = " ".join(part for part in (one.decision, one.document) if part)
    parts = (one.who, one.meeting, decision, one.opinion, concurrent)
    return EventView(
        icon, tone, one.title, one.day.isoformat(), "，".join(part for part in parts if part)
    )
