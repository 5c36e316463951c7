"""手术核查的一页：左栏各问题，近 12 个月，所列的发现，选定一条的详情。"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.domain.surgeries import OUTCOME_LABELS, Outcome
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.exporting import ask_where, export_long, export_shown
from medtech_desktop.ui.screens.surgery_detail import SurgeryDetail
from medtech_desktop.ui.screens.surgery_findings import ask_finding
from medtech_desktop.ui.screens.surgery_rail import SurgeryRail
from medtech_desktop.ui.screens.surgery_today import (
    TECHNOLOGY_COLUMNS,
    TodayAnswer,
    ask_today,
)
from medtech_desktop.ui.screens.surgery_views import (
    ANY,
    FINDING_COLUMNS,
    TODAY_KEYS,
    Asked,
    CheckAnswer,
    FindingView,
    ask_check,
    ask_finding_rows,
    is_narrowed,
    keep_listed,
    month_views,
    month_words,
    more_words,
    none_words,
    outcome_words,
    rail_view,
    title_of,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWords
from medtech_desktop.ui.widgets.list_bar import FilterBox
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.month_line import MonthLine
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import Link, button, label, paper
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND_COLUMN = 1
_DETAIL_LEAST, _DETAIL_GOOD, _DETAIL_MOST = 200, 230, 344
_LEAST_ROWS, _GOOD_ROWS = 3, 5
_BAR, _BELOW = 41, 28
_AROUND = 81 + _BAR + theme.HEADING + _BELOW + 1
"""月线、列表上方的一排、表头、列表下面的一句话、细线。"""


class SurgeryCheckPane(QWidget):
    """核查一页。``told`` 新的回答；``month_wanted`` 只看一个月；``reason_wanted`` 没有判断的。"""

    told = Signal(object)
    month_wanted = Signal(str)
    reason_wanted = Signal(str)
    said = Signal(str)

    def __init__(self, desk: Desk, on: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._on = desk, on
        self._asked = Asked()
        self.answer: CheckAnswer | None = None
        self.today = TodayAnswer()
        self._wanted, self._more_kind = 0, ANY
        self.rail = SurgeryRail()
        self.trend_title = label("近 12 个月的问题", size=theme.NOTE)
        self.trend_words = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.months = MonthLine()
        self.title = label("", size=theme.BODY, weight=theme.BOLD)
        self.words = FilterWords("按状态筛选", lead=8)
        self.words.underlined = False
        self.strip = ProgressStrip()
        self.table = LongTable(desk, FINDING_COLUMNS, "核查发现", bleed=True, strip=self.strip)
        self.filter_box = FilterBox(self.table, "筛选发现", "术者、术式、科室、单号")
        self.export_button = button("导出所列…", "download", small=True)
        self.technologies = RowTable(
            TECHNOLOGY_COLUMNS, "按技术、按平台核查的", bleed=True, several=False
        )
        self.more = Link("", size=theme.BODY, arrow=True)
        self.left_out = label("", size=theme.NOTE, ink=Ink.INK2)
        self.detail = SurgeryDetail()
        self._tables, self._below = QStackedWidget(), QWidget()
        self._lay_out()
        self._wire()
        self.table.show_order("day", True)

    # Layout

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._trend())
        right.addLayout(self._bar())
        listed = QVBoxLayout()
        listed.setContentsMargins(8, 0, 16, 0)
        listed.setSpacing(0)
        self._tables.addWidget(self.table)
        self._tables.addWidget(self.technologies)
        listed.addWidget(self._tables, 1)
        row = QHBoxLayout(self._below)
        row.setContentsMargins(6, 2, 8, 6)
        row.addWidget(self.more)
        row.addWidget(self.left_out)
        row.addStretch(1)
        self._below.setFixedHeight(_BELOW)
        listed.addWidget(self._below)
        listed.addWidget(self.strip)
        right.addLayout(listed, 1000)
        right.addWidget(_line())
        self.detail.setMinimumHeight(_DETAIL_LEAST)
        right.addWidget(self.detail, 1)
        whole.addLayout(right, 1)

    def _trend(self) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(16, 8, 16, 4)
        row.setSpacing(16)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self.trend_title)
        told.addWidget(self.trend_words)
        told.addStretch(1)
        side = QWidget()
        side.setFixedWidth(240)
        told.setContentsMargins(0, 0, 0, 0)
        side.setLayout(told)
        row.addWidget(side)
        row.addWidget(self.months, 1)
        held.setFixedHeight(80)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(held)
        column.addWidget(_line())
        both = QWidget()
        both.setLayout(column)
        return both

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 6, 16, 0)
        bar.setSpacing(8)
        self.title.setContentsMargins(0, 0, 0, 4)
        self.title.setFixedHeight(_BAR - 6)
        bar.addWidget(self.title)
        bar.addWidget(self.words, 1)
        self.filter_box.setFixedWidth(176)
        bar.addWidget(self.filter_box)
        bar.addStretch()  # else the button grows where there is nothing to narrow
        bar.addWidget(self.export_button)
        return bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        """列表总是整行：先五行，以外的归详情，详情够了再归列表；不够五行的，列表让几行。"""
        super().resizeEvent(event)
        room = self.height() - _AROUND
        few = min(_GOOD_ROWS, (room - _DETAIL_GOOD) // theme.ROW)
        rows = max(_LEAST_ROWS, few, (room - _DETAIL_MOST) // theme.ROW)
        self._tables.setMaximumHeight(theme.HEADING + rows * theme.ROW)

    # Wiring

    def _wire(self) -> None:
        self.rail.kind_chosen.connect(lambda key: self._narrow(kind=key, outcome=ANY))
        self.rail.department_chosen.connect(lambda key: self._narrow(department=key))
        self.rail.person_chosen.connect(lambda key: self._narrow(person=key))
        self.rail.reason_chosen.connect(self.reason_wanted)
        self.words.chosen.connect(lambda key: self._narrow(outcome=key))
        self.filter_box.textChanged.connect(lambda text: self._narrow(words=text))
        self.months.chosen.connect(self.month_wanted)
        self.table.sort_wanted.connect(self._sort)
        self.table.chosen.connect(lambda _id: self._choose())
        self.table.copied.connect(lambda n: self.said.emit(f"已复制 {n:,} 行，可以贴进 Excel"))
        self.technologies.chosen.connect(lambda _key: self._choose())
        self.more.clicked.connect(lambda _=False: self._narrow(kind=self._more_kind, outcome=ANY))
        self.export_button.clicked.connect(lambda _=False: self._choose_file())

    def asked(self) -> Asked:
        """屏上所问。"""
        return replace(self._asked, keep=self._wanted or self.table.current_id())

    def department(self) -> str:
        """所选的科室；没有选为空。"""
        chosen, views = self._asked.department, self.rail.departments.views()
        return next((view.word for view in views if view.key == chosen != ANY), "")

    def look_at(self, since: date | None, until: date | None) -> None:
        """看哪一段；再问。"""
        self._asked = replace(self._asked, since=since, until=until)
        self.ask()

    def show_kind(self, kind: str) -> None:
        """只看一种问题，别的筛选放开。"""
        self.filter_box.empty()
        self._asked = replace(
            self._asked, kind=kind, outcome=ANY, department=ANY, person=ANY, words=""
        )
        self.ask()

    def want(self, finding: int, since: date | None, until: date | None) -> None:
        """读来以后选中这一条。"""
        self._wanted = finding
        self._asked = replace(self._asked, since=since, until=until)
        self.show_kind(ANY)

    def _narrow(self, **changes: str) -> None:
        self._asked = replace(self._asked, **changes)  # type: ignore[arg-type]
        self.ask()

    def _sort(self, key: str, descending: bool) -> None:
        self._asked = replace(self._asked, order=key, descending=descending)
        self.ask()

    def ask(self) -> None:
        """问所列的与各数。"""
        asked = self.asked()
        self.desk.ask(ask_check, asked, self._on(), then=self._show, owner=self, topic="check")

    # Answers

    def _show_today(self, today: TodayAnswer) -> None:
        """随今天而变的一种，一行一项技术或一例。"""
        self.today = today
        self.technologies.set_rows(today.rows)
        self._tell_left_out(today.words)
        if today.rows and not self.technologies.current_key():
            self.technologies.choose(today.rows[0].key)
        self.export_button.setEnabled(bool(today.rows))
        self._choose()

    def _show(self, answer: CheckAnswer) -> None:
        self.answer = answer
        asked = self._asked
        self._show_rail(answer)
        months = answer.summary.by_month
        self.months.show_months(month_views(months))
        self.trend_words.setText(month_words(months))
        self.words.show_words(
            outcome_words(answer.summary.by_outcome, asked.outcome), asked.outcome
        )
        by_today = asked.kind in TODAY_KEYS
        self._tables.setCurrentWidget(self.technologies if by_today else self.table)
        for widget in (self.words, self.filter_box):
            widget.setVisible(not by_today)
        self.table.setColumnHidden(KIND_COLUMN, asked.kind != ANY)
        question = partial(ask_finding_rows, on=self._on())
        self.table.empty_words = none_words(asked, answer.whole)
        row = answer.row if answer.row >= 0 else (0 if answer.ids else -1)
        self.table.show_ids(answer.ids, question, answer.first, row)
        if self._wanted and answer.row >= 0:
            self._wanted = 0
        self.export_button.setEnabled(bool(answer.ids))
        if by_today:
            self._ask_today(int(asked.kind))
        else:
            self._tell_left_out("")
            self._choose()
        self.told.emit(answer)

    def _tell_left_out(self, said: str) -> None:
        self.left_out.setText(said)
        self.left_out.setVisible(bool(said))

    def _ask_today(self, kind: int) -> None:
        self.desk.ask(
            ask_today,
            self._asked,
            kind,
            self._on(),
            then=self._show_today,
            owner=self,
            topic="today",
        )

    def _show_rail(self, answer: CheckAnswer) -> None:
        asked = self._asked
        rail = rail_view(answer.summary, asked.person)
        self.rail.show_view(rail, asked.kind, asked.department, asked.person)
        self.title.setText(title_of(asked, rail))
        more, self._more_kind = more_words(answer.summary)
        if asked.kind in TODAY_KEYS:
            more = ""
        self.more.setText(more)
        self.more.setAccessibleName(more)
        self.more.updateGeometry()
        self.more.setVisible(bool(more))

    def _choose(self) -> None:
        if self._tables.currentWidget() is self.technologies:
            self.detail.show_finding(self.today.views.get(self.technologies.current_key()))
            return
        picked = self.picked()
        if len(picked) > 1:
            self.detail.show_several(len(picked))
        elif picked:
            self._ask_finding(picked[0])
        else:
            self.detail.show_finding(None)

    def picked(self) -> array[int]:
        """选中的各条；没有选的为空。"""
        if not self.table.current_id():
            return array("q")
        return self.table.chosen_ids()

    def _ask_finding(self, finding: int) -> None:
        self.desk.ask(
            ask_finding,
            finding,
            self._on(),
            then=self._show_finding,
            owner=self,
            topic="finding",
            refused=lambda _found: self.detail.show_finding(None),
        )

    def _show_finding(self, view: FindingView) -> None:
        if view.id == self.table.current_id():
            self.detail.show_finding(view)

    # Keeping

    def _choose_file(self) -> None:
        if self._tables.currentWidget() is self.technologies:
            export_shown(self.desk, self.technologies.shown(), self)
        elif (path := ask_where(self, f"核查发现 {self.title.text()}")) is not None:
            self.export_to(path)

    def filters(self) -> tuple[str, ...]:
        """现在的筛选，写成词；导出时写入审计。"""
        asked = self._asked
        told = [self.title.text()] if is_narrowed(replace(asked, words="")) else []
        if asked.outcome != ANY:
            told.append(OUTCOME_LABELS[Outcome(int(asked.outcome))])
        return (*told, *([f"含「{asked.words.strip()}」"] if asked.words.strip() else []))

    def export_to(self, path: Path) -> None:
        """把所列的存为文件，按所列的次序。"""
        ids: Sequence[int] = self.table.model_held.ids
        said = f"正在导出 {len(ids):,} 条"
        listed = "findings", ids, self.filters()
        export_long(self.desk, self, said, keep_listed, *listed, path, self._on(), strip=self.strip)


def _line() -> QWidget:
    made = QWidget()
    made.setFixedHeight(1)
    paper(made, Ink.LINE)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
