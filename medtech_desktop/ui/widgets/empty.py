"""空状态：一个图标、一句话、先做什么、一两个按钮、依据。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, button, label


@dataclass(frozen=True, slots=True)
class EmptyView:
    """空状态：图标、标题、说明、按钮的词、条款与其大意。"""

    icon: str
    title: str
    line: str
    acts: tuple[str, ...] = ()
    article: str = ""
    gist: str = ""


class _Mark(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), self._icon, QRectF(0, 0, 28, 28), Ink.LINE3)


class Empty(QWidget):
    """空状态控件；``act_chosen`` 带按钮的词。"""

    act_chosen = Signal(str)
    article_opened = Signal(str)

    def __init__(self, view: EmptyView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.forms: list[QPushButton] = []
        self.setAccessibleName(f"{view.title}。{view.line}")
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(_Mark(view.icon), 0, middle)
        column.addSpacing(14)
        title = label(view.title, size=theme.PANEL_TITLE, weight=theme.BOLD)
        column.addWidget(title, 0, middle)
        column.addSpacing(6)
        column.addWidget(label(view.line, ink=Ink.INK2), 0, middle)
        column.addSpacing(16)
        column.addLayout(self._acts(view))
        if view.article:
            column.addSpacing(14)
            column.addLayout(self._reason(view))
        column.addStretch(1)

    def _acts(self, view: EmptyView) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for number, word in enumerate(view.acts):
            made = button(word, kind="primary" if number == 0 else "")
            made.clicked.connect(lambda _=False, word=word: self.act_chosen.emit(word))
            row.addWidget(made)
            if word.endswith("…"):
                self.forms.append(made)
        row.addStretch(1)
        return row

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时，打开录入框的按钮不可按；只是去别处的照常。"""
        for made in self.forms:
            made.setEnabled(allowed)

    def _reason(self, view: EmptyView) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        chip = ChipLabel(ArticleChip(view.article))
        chip.article_opened.connect(self.article_opened)
        row.addWidget(chip)
        row.addWidget(label(view.gist, size=theme.NOTE, ink=Ink.INK2))
        row.addStretch(1)
        return row
