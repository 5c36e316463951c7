"""录入：应用情况的数字（可从 Excel 粘贴一块）、审定公开。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.grid import Grid
from medtech_desktop.ui.widgets.rows import Column

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.usage_lines import UsageLine

Period = tuple[date, date]
Numbers = tuple[int | None, int | None, int | None]
_COLUMNS = (
    Column("编号", 76, sortable=False),
    Column("技术名称", 0, sortable=False),
    Column("例数", 92, right=True, sortable=False),
    Column("并发症", 92, right=True, sortable=False),
    Column("死亡", 92, right=True, sortable=False),
)
_FIRST = 2
_SOURCE, _WITH_NOTICES = 64, 180
_UNKNOWN = frozenset({"", "未统计", "—", "-"})


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """一项技术所填的数字。"""

    key: str
    numbers: Numbers
    source: str


def read_number(text: str) -> int | None | str:
    """一格的数：空为未统计；读不懂的返回为什么。"""
    plain = text.replace(",", "").replace("，", "").strip()
    if plain in _UNKNOWN:
        return None
    if plain.isdigit():
        return int(plain)
    return f"「{text}」不是例数，填整数，没有发生的填 0"


class FiguresEntry(Entry):
    """录入应用情况。"""

    def __init__(
        self,
        desk: Desk,
        lines: tuple[UsageLine, ...],
        period: Period,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        said = f"{period[0].isoformat()} 至 {period[1].isoformat()}"
        line = f"统计期间 {said}。可从 Excel 复制一块粘贴；没有发生的填 0，空着的为未统计。"
        super().__init__(desk, "录入应用情况", "保存数字", line, parent, part=said)
        self._lines, self._period, self._today = lines, period, today
        self.resize(820, 620)
        self.grid = Grid(_COLUMNS, frozenset({2, 3, 4}), "应用情况")
        self.grid.show_rows(tuple(map(_texts, lines)))
        self._before = self.grid.values()
        self.grid.told.connect(self.waiting.setText)
        self.grid.edited.connect(self.form.edited)
        sources = dict.fromkeys(one.source for one in lines if one.source)
        source = self.form.line(
            "source", "来源", "；".join(sources), "取自哪个系统或登记本，写入记录"
        )
        column = self.layout()
        if isinstance(column, QBoxLayout):
            column.insertWidget(column.indexOf(self.pane), self.grid, 3)
            column.setStretchFactor(self.pane, 0)
        self.pane.setFixedHeight(_SOURCE)
        keep_order(self.grid, (source,))
        self.grid.setFocus()

    def _fit(self) -> None:
        self.resize(820, 640)

    def state(self) -> dict[str, str]:
        values = self.grid.values()
        cells = {
            f"{line.number} {column}": values[row][column]
            for row, line in enumerate(self._lines)
            for column in sorted(self.grid.grid_model.editable)
        }
        return {**self.form.state(), **cells}

    def typed(self) -> frozenset[str]:
        return frozenset(self.state())

    def restore(self, state: Mapping[str, str]) -> tuple[str, ...]:
        model = self.grid.grid_model
        model.change(
            {
                (row, column): text
                for row, line in enumerate(self._lines)
                for column in sorted(model.editable)
                if (text := state.get(f"{line.number} {column}")) is not None
            }
        )
        return self.form.restore(state)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        wrong: dict[tuple[int, int], str] = {}
        drafts = []
        for place, texts in enumerate(self.grid.values()):
            numbers = [read_number(text) for text in texts[_FIRST:]]
            bad = {n: one for n, one in enumerate(numbers) if isinstance(one, str)}
            wrong |= {(place, _FIRST + n): why for n, why in bad.items()}
            if not bad and texts != self._before[place]:
                drafts.append(self._draft(place, numbers))
        self.grid.mark(wrong)
        if wrong:
            found = [
                Finding(Severity.REFUSE, f"{self._lines[row].name}：{why}", "INPUT", "", "grid")
                for (row, _column), why in list(wrong.items())[:3]
            ]
            self.form.show_findings(tuple(found))
            self.pane.setFixedHeight(_WITH_NOTICES)
            return None
        self.pane.setFixedHeight(_SOURCE)
        return record, (tuple(drafts), self._period, self._today)

    def _draft(self, place: int, numbers: list[int | None | str]) -> FigureDraft:
        plain = [one if isinstance(one, int) else None for one in numbers]
        held = (plain[0], plain[1], plain[2])
        return FigureDraft(self._lines[place].number, held, self.form.value("source"))

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.pane.setFixedHeight(_WITH_NOTICES)
        super()._refused(findings)
        places = {line.number: place for place, line in enumerate(self._lines)}
        wrong = {}
        for finding in findings:
            place = places.get(finding.message.split("：")[0])
            if place is not None and finding.field == "cases":
                column = 4 if "死亡" in finding.message else 3
                wrong[place, column] = finding.message
        self.grid.mark(wrong)


def _texts(line: UsageLine) -> tuple[str, ...]:
    numbers = (line.cases, line.complications, line.deaths)
    shown = tuple("" if one is None else str(one) for one in numbers)
    return (line.code or line.number, line.name, *shown)


def record(library: Library, drafts: tuple[FigureDraft, ...], period: Period, on: date) -> Done:
    """保存应用情况，一次一个事务。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.disclosures import NewFigure, record_figures

    made = [(one.key, NewFigure(*period, *one.numbers, one.source)) for one in drafts]
    return record_figures(library, clerk_here(), made, on)


class ApprovalEntry(Entry):
    """审定公开。"""

    def __init__(
        self, desk: Desk, period: Period, today: date, parent: QWidget | None = None
    ) -> None:
        line = "审定后三张表的内容冻结，以后按原样查看和打印；现状再变化时重新审定。"
        super().__init__(
            desk, "审定公开", "审定并冻结", line, parent, part=f"{period[0]} {period[1]}"
        )
        self._period, self._today = period, today
        self.form.line("approver", "审定人")
        self.form.day("approved_on", "审定日", today)
        self.form.line("posted_on", "公开日", hint="如 2026-11-25；还没有张贴的不填")

    def plan(self) -> Plan | None:
        posted = optional_day(self.form.value("posted_on"))
        if isinstance(posted, Finding):
            self.form.show_findings((_named(posted),))
            return None
        answers = (
            self.form.value("approver"),
            self.form.day_value("approved_on"),
            posted,
            self.reason(),
        )
        return approve, (self._period, answers, self._today)


def _named(finding: Finding) -> Finding:
    return Finding(finding.severity, finding.message, "INPUT", finding.remedy, "posted_on")


def approve(
    library: Library, period: Period, answers: tuple[str, date, date | None, str], on: date
) -> Done:
    """审定并冻结。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.disclosures import Approval, approve_disclosure

    approver, approved_on, posted_on, reason = answers
    draft = Approval(approver, approved_on, posted_on, period)
    return approve_disclosure(library, clerk_here(), draft, on, reason=reason)
