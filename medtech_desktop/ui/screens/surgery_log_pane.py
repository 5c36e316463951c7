"""全部手术：登记的各行，一百万行也是一张长表；有问题的一步到它的发现。"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Report
from medtech_desktop.ui.exporting import ask_where, export_long
from medtech_desktop.ui.screens.surgery_views import keep_listed
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.list_bar import FilterBox, FilterChoice
from medtech_desktop.ui.widgets.long_rows import LongColumn, Texts
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.surgery_lists import LineRow

PAGE = 200
_MANY = 20_000
"""多于这么多行的，筛选与排序先备好。"""
COLUMNS = (
    LongColumn("手术日", 92, key="day"),
    LongColumn("病例", 176, sortable=False, ink=Ink.INK2),
    LongColumn("编码", 112, sortable=False, ink=Ink.INK2),
    LongColumn("术式", 0, key="procedure", weight=theme.MEDIUM),
    LongColumn("登记的级别", 84, key="grade", ink=Ink.INK2),
    LongColumn("术者", 92, key="person", person=True),
    LongColumn("科室", 108, key="department", ink=Ink.INK2),
    LongColumn("情形", 72, sortable=False, ink=Ink.INK2),
    LongColumn("问题", 64, sortable=False, ink=Ink.BAD),
)


@dataclass(frozen=True, slots=True)
class LinesAsked:
    """屏上所问：起止、科室、各词、次序、选中的。"""

    since: date | None = None
    until: date | None = None
    department: str = ""
    words: str = ""
    order: str = "day"
    descending: bool = True
    keep: int = 0


@dataclass(frozen=True, slots=True)
class LinesAnswer:
    """登记的各行的号、第一页、选中的在第几行、可选的科室。"""

    ids: array[int]
    first: Sequence[Texts]
    row: int
    departments: tuple[tuple[str, str], ...]


def ask_lines(library: Library, asked: LinesAsked, on: date) -> LinesAnswer:
    """登记的各行。"""
    from medtech_desktop.office.institutions import institution_view
    from medtech_desktop.office.surgery_lists import (
        Column,
        LogQuestion,
        Order,
        line_ids,
        line_rows,
    )

    department = int(asked.department) if asked.department else None
    question = LogQuestion(asked.since, asked.until, department_id=department, words=asked.words)
    ids = line_ids(library, question, Order(Column(asked.order), asked.descending), on)
    row = ids.index(asked.keep) if asked.keep and asked.keep in ids else -1
    first = [_texts(one) for one in line_rows(library, ids[:PAGE], on)]
    places = institution_view(library, on).departments
    listed = (("", "全部科室"), *((str(one[0]), one[1]) for one in places))
    return LinesAnswer(ids, first, row, listed)


def ask_ready(library: Library, on: date, progress: Report | None = None) -> bool:
    """筛选与排序所用的先备好：一百万行第一次要一两秒。"""
    from medtech_desktop.office.surgery_lines import make_ready

    make_ready(library, on, progress or (lambda _done, _whole, _said: None))
    return True


def ask_line_rows(library: Library, ids: Sequence[int], on: date) -> Sequence[Texts]:
    """一页的各行；已经不在的空着。"""
    from medtech_desktop.office.surgery_lists import line_rows

    rows = {one.id: _texts(one) for one in line_rows(library, ids, on)}
    blank = ("",) * len(COLUMNS)
    return [rows.get(one, blank) for one in ids]


def ask_first_finding(library: Library, line: int, on: date) -> int:
    """这一行的第一条发现；没有为 0。"""
    from medtech_desktop.office.surgery_lists import line_rows

    found = line_rows(library, [line], on)
    return found[0].findings[0] if found and found[0].findings else 0


def _texts(one: LineRow) -> Texts:
    state = "已取消" if one.cancelled else "急诊" if one.emergency else ""
    day, found = one.day.isoformat(), f"{len(one.findings)} 条" if one.findings else ""
    what = (day, one.case, one.code, one.procedure, one.grade)
    return (*what, one.person, one.department, state, found)


class SurgeryLogPane(QWidget):
    """全部手术一页。``finding_wanted`` 到一条发现。"""

    finding_wanted = Signal(int)
    said = Signal(str)

    def __init__(self, desk: Desk, on: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._on = desk, on
        self._asked = LinesAsked()
        self._readying = self._held = False
        self.strip = ProgressStrip()
        self.table = LongTable(desk, COLUMNS, "全部手术", bleed=True, strip=self.strip)
        self.filter_box = FilterBox(self.table, "筛选手术", "术者、术式、编码、科室")
        self.department_box = FilterChoice("科室")
        self.count = label("", ink=Ink.INK2)
        self.export_button = button("导出所列…", "download", small=True)
        self._lay_out()
        self._wire()
        self.table.show_order("day", True)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 0)
        column.setSpacing(4)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 0, 8, 0)
        bar.setSpacing(8)
        self.filter_box.setFixedWidth(230)
        self.department_box.setFixedWidth(170)
        bar.addWidget(self.filter_box)
        bar.addWidget(self.department_box)
        bar.addWidget(self.count, 1)
        bar.addWidget(self.export_button)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.strip)

    def _wire(self) -> None:
        self.filter_box.textChanged.connect(lambda _text: self.ask())
        self.department_box.activated.connect(lambda _n: self.ask())
        self.table.sort_wanted.connect(self._sort)
        self.table.opened.connect(self._open)
        self.table.copied.connect(lambda n: self.said.emit(f"已复制 {n:,} 行，可以贴进 Excel"))
        self.export_button.clicked.connect(lambda _=False: self._choose_file())

    def asked(self) -> LinesAsked:
        """屏上所问。"""
        return replace(
            self._asked,
            department=self.department_box.key(),
            words=self.filter_box.text().strip(),
            keep=self.table.current_id(),
        )

    def look_at(self, since: date | None, until: date | None) -> None:
        """看哪一段；看得见时再问。"""
        self._asked = replace(self._asked, since=since, until=until)
        if self.isVisible():
            self.ask()

    def ask(self) -> None:
        """问各行；要打词、按栏排而还在备着的，备好就问。"""
        asked = self.asked()
        if self._readying and (asked.words or asked.order != "day"):
            self._held = True
            self.count.setText("正在准备筛选与排序，第一次要一两秒")
            return
        self.desk.ask(ask_lines, asked, self._on(), then=self._show, owner=self, topic="lines")

    def _sort(self, key: str, descending: bool) -> None:
        self._asked = replace(self._asked, order=key, descending=descending)
        self.ask()

    def _show(self, answer: LinesAnswer) -> None:
        self.department_box.show_choices(answer.departments, self.department_box.key())
        question = partial(ask_line_rows, on=self._on())
        self.table.empty_words = "没有符合的手术，换一段或减少一个词再看"
        self.table.show_ids(answer.ids, question, answer.first, answer.row)
        self.count.setText(f"列出 {len(answer.ids):,} 行，一行一个术式；回车看它的问题")
        self.export_button.setEnabled(bool(answer.ids))
        if len(answer.ids) > _MANY:
            self._make_ready()

    def _make_ready(self) -> None:
        """看着的时候备好筛选与排序；没有变过的一问即回。"""
        if not self._readying:
            self._readying = True
            self.desk.ask(
                ask_ready,
                self._on(),
                then=lambda _ready: None,
                owner=self,
                progress=lambda _done, _whole, _said: None,
                ended=self._readied,
                shares=True,
            )

    def _readied(self) -> None:
        self._readying = False
        if self._held:
            self._held = False
            self.ask()

    def _open(self, line: int) -> None:
        self.desk.ask(
            ask_first_finding, line, self._on(), then=self._go, owner=self, topic="finding"
        )

    def _go(self, finding: int) -> None:
        if finding:
            self.finding_wanted.emit(finding)
        else:
            self.said.emit("这一行没有发现问题")

    def _filters(self) -> tuple[str, ...]:
        asked = self.asked()
        told = [self.department_box.currentText()] if asked.department else []
        return (*told, *([f"含「{asked.words}」"] if asked.words else []))

    def _choose_file(self) -> None:
        if (path := ask_where(self, "手术登记")) is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """把所列的存为文件，按所列的次序。"""
        ids: Sequence[int] = self.table.model_held.ids
        said = f"正在导出 {len(ids):,} 行"
        listed = "lines", ids, self._filters()
        export_long(self.desk, self, said, keep_listed, *listed, path, self._on(), strip=self.strip)
