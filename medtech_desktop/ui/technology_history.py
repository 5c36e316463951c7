"""一项技术的全部变更记录：按种类筛选，依据可看，可复制。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.quiet import button, label
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.technology_history import HistoryLine

_COLUMNS = (
    Column("日期", 92),
    Column("种类", 88),
    Column("事项", 132),
    Column("内容", 0),
    Column("文件、会议", 150),
    Column("依据", 132),
)


class HistorySheet(QDialog):
    """变更记录的一页；``article_opened`` 带条款（点签或按 F4）。"""

    article_opened = Signal(str)

    def __init__(
        self, title: str, lines: tuple[HistoryLine, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"变更记录 {title}")
        self.resize(900, 560)
        self._lines = lines
        self.words = FilterWords("种类", lead=0)
        self.table = RowTable(_COLUMNS, "变更记录", bleed=True)
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.accept)
        self.words.chosen.connect(self.show_kind)
        self.table.article_opened.connect(self.article_opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(6)
        head = label(f"变更记录　{title}", size=theme.PANEL_TITLE, weight=theme.BOLD)
        column.addWidget(head)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        said = "只增不改；Ctrl+C 复制所选各行，F4 看依据"
        row.addWidget(label(said, size=theme.NOTE, ink=Ink.INK3), 1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.words.show_words(history_words(lines), "")
        self.show_kind("")

    def begin(self) -> None:
        """打开。"""
        self.open()
        self.table.setFocus()

    def show_kind(self, kind: str) -> None:
        """只看一类；空为全部。"""
        self.words.show_words(history_words(self._lines), kind)
        shown = (line for line in self._lines if not kind or line.kind == kind)
        self.table.set_rows(tuple(_row(number, line) for number, line in enumerate(shown)))


def history_words(lines: tuple[HistoryLine, ...]) -> tuple[FilterWord, ...]:
    """筛选词：有的种类各有几条。"""
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.kind] = counts.get(line.kind, 0) + 1
    return (
        FilterWord("", "全部", len(lines)),
        *(FilterWord(kind, kind, count) for kind, count in counts.items()),
    )


def _row(number: int, line: HistoryLine) -> Row:
    chip = Cell((ArticleChip(line.article),)) if line.article else words("")
    return Row(
        str(number),
        (
            words(line.day.isoformat()),
            words(line.kind, Ink.INK2),
            words(line.title, weight=theme.MEDIUM),
            words(line.detail),
            words(line.document),
            chip,
        ),
    )
