"""接下来：刚建好的库先做什么，按次序，每步有依据。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, label


@dataclass(frozen=True, slots=True)
class NextStepView:
    """一步：去哪一屏、到了打开的录入框（空 = 只去那里）、做什么、说明、条款、去路的词。"""

    place: str
    act: str
    title: str
    line: str
    article: str
    way: str = "去这一屏"


class NextSteps(QWidget):
    """接下来控件。``wanted`` 带去处与录入框的词。"""

    wanted = Signal(str, str)
    article_opened = Signal(str)

    def __init__(self, title: str, views: tuple[NextStepView, ...]) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.links: list[Link] = []
        inside = QWidget()
        inside.setMaximumWidth(640)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        for number, view in enumerate(views):
            self._add(grid, number, view)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(6)
        column.addStretch(1)
        head = QVBoxLayout()
        head.addWidget(label(title, size=theme.PANEL_TITLE, weight=theme.BOLD))
        head.addWidget(label("资料库已建好，还没有登记技术。照这个次序做：", ink=Ink.INK2))
        head.addSpacing(10)
        head.addWidget(inside)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(head, 4)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)

    def _add(self, grid: QGridLayout, number: int, view: NextStepView) -> None:
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(f"{number + 1}", ink=Ink.INK3, size=theme.PANEL_TITLE), number, 0, top)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(label(view.title, weight=theme.BOLD))
        said.addWidget(label(view.line, size=theme.NOTE, ink=Ink.INK2, wrap=True))
        grid.addLayout(said, number, 1)
        chip = ChipLabel(ArticleChip(view.article))
        chip.article_opened.connect(self.article_opened)
        grid.addWidget(chip, number, 2, top)
        link = Link(view.act or view.way, size=theme.BODY, arrow=True)
        link.setAccessibleName(f"{view.title}：{link.text()}")
        link.clicked.connect(lambda _=False: self.wanted.emit(view.place, view.act))
        grid.addWidget(link, number, 3, top)
        self.links.append(link)
