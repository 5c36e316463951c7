"""这个数从哪来：数、怎么数的、依据，和它后面的各行；一步到每一行所在的地方。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.cures import Cure, cure_of
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, button, label
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.sources import Source, SourceRow

SOURCE_WORD = "这些数从哪来"
_OWN_WAY = "没有条款规定怎样数，这是本程序的列法；各行另有依据的，写在行里"
_WIDTHS = {
    "期限": 96,
    "剩余": 104,
    "编号": 76,
    "技术": 76,
    "事由": 96,
    "状态": 88,
    "备案编号": 120,
    "日期": 104,
    "星期": 64,
    "第几个工作日": 104,
    "例数": 72,
    "并发症": 68,
    "死亡": 60,
    "录入人": 88,
    "填写人": 88,
    "录入时间": 136,
    "填写时间": 136,
    "取自": 120,
    "年份": 80,
    "表": 176,
    "变化": 60,
    "依据": 96,
}
_RIGHT = frozenset({"例数", "并发症", "死亡", "第几个工作日"})


def ask_source(library: Library, key: str, on: date) -> Source:
    """一个数的来历。"""
    from medtech_desktop.office.sources import source_of

    return source_of(library, key, on)


class SourceSheet(QDialog):
    """来历页。``act_wanted`` 带屏、事物与要办的事；``article_opened`` 为条款。"""

    act_wanted = Signal(str, str, str)
    article_opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("这个数从哪来")
        self.resize(1000, 560)
        self._rows: dict[str, SourceRow] = {}
        self.title = label("", size=theme.PANEL_TITLE, weight=theme.BOLD)
        self.figure = label("", size=theme.FIGURE, weight=theme.MEDIUM)
        self.unit = label("", ink=Ink.INK2)
        self.sentence = label("正在读取", wrap=True)
        self.chip = ChipLabel(ArticleChip("MTCA-11"))
        self.chip.hide()
        self.own_way = label(_OWN_WAY, size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.own_way.hide()
        self.table: RowTable | None = None
        self.none = label("一行也没有。", ink=Ink.INK2)
        self.place = QStackedWidget()
        self.place.addWidget(self.none)
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.accept)
        self.chip.article_opened.connect(self.article_opened)
        self._lay_out()

    def _lay_out(self) -> None:
        number = QHBoxLayout()
        number.setSpacing(6)
        number.addWidget(self.figure)
        number.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBottom)
        number.addStretch(1)
        number.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignBottom)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addLayout(number)
        column.addWidget(self.sentence)
        column.addWidget(self.own_way)
        column.addSpacing(6)
        column.addWidget(self.place, 1)
        column.addLayout(foot)

    def begin(self, key: str, on: date) -> None:
        """读出来历，打开。"""
        self.desk.ask(
            ask_source,
            key,
            on,
            then=self.show_source,
            owner=self,
            topic="source",
            refused=self._refused,
            troubled=self._troubled,
        )
        self.open()

    def show_source(self, source: Source) -> None:
        """换上来历。"""
        self.title.setText(source.title)
        self.setWindowTitle(f"「{source.title}」从哪来")
        self.figure.setText(f"{source.count:,}")
        self.figure.setAccessibleName(f"{source.title} {source.count:,} {source.unit}")
        self.unit.setText(source.unit)
        self.sentence.setText(source.sentence)
        if source.article:
            self.chip.set_chip(ArticleChip(source.article))
        self.chip.setVisible(bool(source.article))
        self.own_way.setVisible(not source.article)
        if source.rows:
            self._show_rows(source)

    def _show_rows(self, source: Source) -> None:
        cited = any(row.article for row in source.rows)
        self._rows = {str(n): row for n, row in enumerate(source.rows)}
        if self.table is None:
            self.table = RowTable(
                _columns(source.columns, cited), f"{source.title}的各行", bleed=True
            )
            self.table.opened.connect(self._open)
            self.table.article_opened.connect(self.article_opened)
            self.place.addWidget(self.table)
            self.place.setCurrentWidget(self.table)
            keep_order(self, (self.chip, self.table, self.close_button))
        rows = tuple(_row(key, row, cited) for key, row in self._rows.items())
        self.table.set_rows(rows)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, key: str) -> None:
        cure = _cure(self._rows[key])
        if not cure.place:
            return
        self.accept()
        self.act_wanted.emit(cure.place, cure.key, cure.act)

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.sentence.setText("；".join(one.message for one in findings))

    def _troubled(self, trouble: Trouble) -> None:
        self.sentence.setText(str(trouble))


def _columns(titles: tuple[str, ...], cited: bool) -> tuple[Column, ...]:
    """各列；没有定宽的占余下的宽度。"""
    every = (*titles, "依据") if cited else titles
    made = [Column(name, _WIDTHS.get(name, 0), right=name in _RIGHT) for name in every]
    return (*made, Column("", 76, right=True, sortable=False))


def _row(key: str, row: SourceRow, cited: bool) -> Row:
    cells = [words(text) for text in row.texts]
    if cited:
        cells.append(Cell((ArticleChip(row.article),)) if row.article else words(""))
    act = _cure(row).act
    return Row(key, tuple(cells), action="" if not row.place else "去办" if act else "去看")


def _cure(row: SourceRow) -> Cure:
    if row.kind:
        return cure_of(row)
    return Cure(row.place, row.key, row.act)
