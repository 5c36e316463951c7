"""打印记录：一件事物（或全部）的打印与导出，何时、谁、哪份、几份，可复制。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.quiet import button, label
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.printings import Printing

_COLUMNS = (
    Column("时间", 132),
    Column("", 48),
    Column("文书", 0),
    Column("对象", 112),
    Column("份数", 52, right=True),
    Column("页数", 52, right=True),
    Column("经办人", 96),
    Column("打印机、文件夹", 132),
    Column("内容指纹", 116),
)
_WORDS = ("打印", "导出")


def ask_printings(library: Library, key: str) -> tuple[Printing, ...]:
    """一件事物的打印记录；``key`` 空为全部。"""
    from medtech_desktop.office.acts import today
    from medtech_desktop.office.printings import printings, things_of

    return printings(library, things_of(library, key, today()) if key else ())


def printing_rows(lines: tuple[Printing, ...]) -> tuple[Row, ...]:
    """打印记录的各行。"""
    return tuple(_row(number, line) for number, line in enumerate(lines))


def _row(number: int, line: Printing) -> Row:
    paper = line.paper
    draft = "，草稿" if paper.draft else ""
    pages = words(str(paper.pages) if paper.pages else "")
    return Row(
        str(number),
        (
            words(line.at),
            words(line.word),
            words(f"{line.label}{draft}", weight=theme.MEDIUM),
            words(paper.number),
            Cell(words(str(paper.copies)).pieces, paper.copies),
            Cell(pages.pieces, paper.pages),
            words(line.person),
            words(paper.place),
            Cell(words(paper.sha256[:12]).pieces, paper.sha256, paper.sha256),
        ),
    )


class PrintingsSheet(QDialog):
    """打印记录的一页；``key`` 为备案编号、技术编号等，空为全部。"""

    def __init__(self, desk: Desk, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"打印记录 {key}".strip())
        self.resize(940, 520)
        self._desk, self._key = desk, key
        self._lines: tuple[Printing, ...] = ()
        self.note = label("正在读取", ink=Ink.INK2, wrap=True)
        self.words = FilterWords("种类", lead=0)
        self.table = RowTable(_COLUMNS, "打印记录", bleed=True)
        self.all_button = button("看全部记录")
        self.all_button.setVisible(bool(key))
        self.all_button.clicked.connect(lambda _=False: self.show_all())
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.accept)
        self.words.chosen.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(6)
        self.title = label("", size=theme.PANEL_TITLE, weight=theme.BOLD)
        column.addWidget(self.title)
        column.addWidget(self.note)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(label("Ctrl+C 复制所选各行，连同标题", size=theme.NOTE, ink=Ink.INK3), 1)
        row.addWidget(self.all_button)
        row.addWidget(self.close_button)
        column.addLayout(row)

    def begin(self) -> None:
        """打开并读取。"""
        self._ask()
        self.open()
        self.table.setFocus()

    def show_all(self) -> None:
        """不只这一件事物，看全部。"""
        self._key = ""
        self.all_button.hide()
        self._ask()

    def _ask(self) -> None:
        self.title.setText(f"打印记录　{self._key}" if self._key else "全部打印记录")
        self._desk.ask(ask_printings, self._key, then=self._take, owner=self, topic="lines")

    def _take(self, lines: tuple[Printing, ...]) -> None:
        self._lines = lines
        counts = {word: sum(line.word == word for line in lines) for word in _WORDS}
        self.words.show_words(
            (
                FilterWord("", "全部", len(lines)),
                *(FilterWord(word, word, counts[word]) for word in _WORDS),
            ),
            "",
        )
        self._show("")

    def _show(self, word: str) -> None:
        shown = tuple(line for line in self._lines if not word or line.word == word)
        self.table.set_rows(printing_rows(shown))
        said = "每次打印、导出都留下记录，内容指纹说明印的是哪一稿，只增不改"
        self.note.setText(said if self._lines else "还没有打印或导出过")
