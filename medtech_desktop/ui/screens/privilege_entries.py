"""录入：成批授权；先逐人逐项核对，能授的先授，不能授的写明为什么。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.privilege_drafts import NewDecision
from medtech_desktop.domain.privileges import DecisionKind
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done, Report
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.application_items import ItemRow, Texts, items_in
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.technology_entries import Plan, ask_people
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.people_field import PeopleField, PersonChoice
from medtech_desktop.ui.widgets.pieces import Marked, Words
from medtech_desktop.ui.widgets.quiet import button, label
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tick_table import TickTable

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.privilege_batches import Batch, BatchLine

MOST_ITEMS = 40
"""一次至多几项；更多的按级别授，或用宽表导入。"""
_COLUMNS = (Column("人员", 130, person=True), Column("项目", 220), Column("结论", 0))
_TALL = 220
_CONCURRENT = "经办人自己批准时写明兼任的情形，随审计保存；没有兼任的不填"


class _DecisionEntry(Entry):
    """带一次决定的抬头的录入框：依据、会议、文号、批准人、决定日、生效日。"""

    def add_decision(self, today: date, *, basis_hint: str = "考核、评估、培训等") -> None:
        """加上决定的各行。"""
        form = self.form
        form.day("day", "生效日", today, "早于今天的是补录，须写理由")
        form.line("basis", "依据", hint=basis_hint)
        form.line("meeting", "会议", hint="没有批准人的须写审定的会议")
        form.line("document", "文号")
        self.approver = PeopleField()
        self.approver.setPlaceholderText("姓名或工号")
        form.add("approver", "批准人", self.approver, "不能批准给自己的授权")
        form.line("concurrent", "兼任声明", hint=_CONCURRENT)
        form.day("decided_on", "决定日", today)
        self.desk.ask(ask_people, today, then=self.show_people, owner=self)

    def show_people(self, people: tuple[PersonChoice, ...]) -> None:
        """可选的人。"""
        self.approver.set_people(people)

    def told(self) -> dict[str, str]:
        """决定所填。"""
        names = ("basis", "meeting", "document", "concurrent")
        told = {name: self.form.value(name) for name in names}
        told["approver"] = next(iter(self.approver.keys()), "")
        told["day"] = self.form.day_value("day").isoformat()
        told["decided_on"] = self.form.day_value("decided_on").isoformat()
        return told

    def until(self, name: str = "until") -> date | None | bool:
        """可不填的末日；写不成的指出并返回 False。"""
        day = optional_day(self.form.value(name), name)
        if isinstance(day, Finding):
            self.form.show_findings((day,))
            return False
        return day


class GrantEntry(_DecisionEntry):
    """成批授权。"""

    def __init__(
        self,
        desk: Desk,
        people: str,
        items: tuple[Texts, ...],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = (
            "所选的人都授予下列各项，一次决定。先逐人逐项核对，不能授的写明为什么，其余的可以先授。"
        )
        super().__init__(desk, "批量授权", "核对并授予", line, parent)
        self.setMinimumWidth(700)
        self.resize(740, 260)
        self._today = today
        self._batch: Batch | None = None
        self._checked: Mapping[str, str] = {}
        self.rows: list[ItemRow] = []
        self.more = button("加一项", "plus", small=True)
        self.people = PeopleField(people)
        self.form.add("people", "人员", self.people)
        for place in range(max(2, len(items) + 1)):
            self._add_row(items[place] if place < len(items) else ("", "", ""))
        self.more.clicked.connect(lambda _=False: self.add_row())
        self.form.beside("items", self.more)
        QWidget.setTabOrder(self.rows[0].until, self.more)
        QWidget.setTabOrder(self.more, self.rows[1].target)
        self.form.line(
            "until", "有效至", hint="如 2028-11-23；各项没有另写的都到这一天，不填为长期"
        )
        self.add_decision(today)
        self.verdict = label("", weight=theme.MEDIUM, wrap=True)
        self.table = TickTable(_COLUMNS, "核对的结论")
        for widget in (self.verdict, self.table):
            self._held.insertWidget(self._held.count() - 1, widget)
            widget.hide()
        self.form.edited.connect(self._drop_check)
        self.table.ticks_changed.connect(self._say_count)

    def show_people(self, people: tuple[PersonChoice, ...]) -> None:
        super().show_people(people)
        self.people.set_people(people)

    def add_row(self) -> None:
        """加一项。"""
        if len(self.rows) < MOST_ITEMS:
            self._add_row(("", "", ""))
            self._fit()
            self.rows[-1].target.setFocus()

    def _add_row(self, texts: Texts) -> None:
        place = len(self.rows) + 1
        row = ItemRow(self.desk, self._today, texts)
        hint = "专业名称选级别；手术写编码，技术写编号或名称" if place == 1 else ""
        self.form.add("items" if place == 1 else f"item{place}", f"项目 {place}", row, hint)
        row.name_after(f"项目 {place}")
        if place > 1:  # as wide as the first, which has the button beside it
            gap = QWidget()
            gap.setFixedWidth(self.more.sizeHint().width())
            self.form.beside(f"item{place}", gap)
        self.rows.append(row)

    # Checking

    def plan(self) -> Plan | None:
        problems = tuple(one for row in self.rows for one in row.problems())
        until = self.until()
        if problems or until is False:
            self.form.show_findings(problems or tuple(n.finding for n in self.form.notices()))
            return None
        if self._batch is None:
            self._check(until if isinstance(until, date) else None)
            return None
        chosen = self._chosen()
        if not chosen:
            said = Finding(Severity.REFUSE, "没有勾选任何一项", "INPUT", "勾上要授的", "items")
            self.form.show_findings((said,))
            return None
        return _grant, (self._batch, chosen, self.reason())

    def _chosen(self) -> tuple[int, ...]:
        assert self._batch is not None
        if self.table.isHidden():
            return tuple(range(len(self._batch.lines)))
        return tuple(int(key) for key in self.table.ticked())

    def _check(self, until: date | None) -> None:
        texts = [row.texts() for row in self.rows if row.texts()[0]]
        end = until.isoformat() if until is not None else ""
        items = tuple((one[0], one[1], one[2] or end) for one in texts)
        self._wait(True)
        self.waiting.setText("正在逐项核对")
        self._checked = self._answers()
        self.desk.ask(
            _check,
            self.people.keys(),
            items,
            self.told(),
            then=self._show_batch,
            refused=self._refused,
            troubled=self._troubled,
            owner=self,
            topic="check",
            progress=lambda done, total, _said: self.waiting.setText(f"核对 {done:,} / {total:,}"),
        )

    def _answers(self) -> dict[str, str]:
        return {name: text for name, text in self.form.state().items() if "：" not in name}

    def _drop_check(self) -> None:
        """改过以后，前一次核对不算数。"""
        if self._batch is not None and self._answers() != self._checked:
            self._batch = None
            self.verdict.hide()
            self.table.hide()
            self._name_button("核对并授予")

    def _show_batch(self, batch: Batch) -> None:
        self._wait(False)
        if self._answers() != self._checked:
            return
        self._batch = batch
        refused = tuple(one for one in batch.whole if one.severity is Severity.REFUSE)
        if refused:
            self._batch = None
            self._refused(refused)
            return
        wrong = [line for line in batch.lines if not line.may_go]
        if not wrong:
            self.submit()
            return
        free = len(batch.lines) - len(wrong)
        self.verdict.setText(
            f"{len(batch.lines):,} 项里 {len(wrong):,} 项不能授，原因写在各行；"
            + (f"其余 {free:,} 项可以先授" if free else "没有可以先授的")
        )
        rows = tuple(_row(place, line) for place, line in enumerate(batch.lines))
        good = {str(place) for place, line in enumerate(batch.lines) if line.may_go}
        barred = {str(place) for place, line in enumerate(batch.lines) if not line.may_go}
        self.table.show_rows(rows, good, barred)
        self.table.setFixedHeight(min(_TALL, self.table.whole_height() + 4))
        self.verdict.show()
        self.table.show()
        self._say_count()
        QTimer.singleShot(0, self, self._show_table)

    def _show_table(self) -> None:
        self._fit()
        self.pane.ensureWidgetVisible(self.table, 0, 12)
        self.table.setFocus()

    def _say_count(self) -> None:
        if self._batch is not None and not self.table.isHidden():
            count = len(self.table.ticked())
            self._name_button(f"授予 {count:,} 项")
            self.act_button.setEnabled(count > 0)

    def _name_button(self, word: str) -> None:
        self.act_button.setText(word)
        self.act_button.setAccessibleName(word)
        self.act_button.setEnabled(True)


def _row(place: int, line: BatchLine) -> Row:
    said = line.said or "可以授"
    if line.may_go:
        told = Cell((Words(said, Ink.INK2),), said, said)
    else:
        told = Cell((Marked(said, Tone.BAD),), said, said)
    return Row(str(place), (words(line.person, weight=theme.MEDIUM), words(line.what), told))


def _check(
    library: Library,
    people: tuple[str, ...],
    items: tuple[Texts, ...],
    told: dict[str, str],
    progress: Report | None = None,
) -> Batch:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.privilege_batches import BatchDraft, check_batch

    day = date.fromisoformat(told["day"])
    draft = BatchDraft(decision_of(told, "grant"), people, items_in(items), day, told["approver"])
    return check_batch(library, clerk_here(), draft, progress)


def _grant(library: Library, batch: Batch, chosen: tuple[int, ...], reason: str) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.privilege_batches import grant_batch

    return grant_batch(library, clerk_here(), batch, chosen, reason=reason)


def decision_of(told: dict[str, str], kind: str, approver: int | None = None) -> NewDecision:
    """所填的抬头写成决定。"""
    return NewDecision(
        DecisionKind(kind),
        date.fromisoformat(told["decided_on"]),
        told["basis"],
        told["meeting"],
        told["document"],
        approver,
        told["concurrent"],
    )
