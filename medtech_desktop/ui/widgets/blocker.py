"""挡住下一步：还差什么、截止何日；每行一件，带依据与补救按钮。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.articles import is_law
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import rule, text_width
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, button, label, paper

_WIDEST = 420


@dataclass(frozen=True, slots=True)
class BlockView:
    """一件：``key`` 补救的代号；``blocks`` 真为挡住，假为须写理由后可继续。"""

    key: str
    sentence: str
    note: str
    article: str
    remedy: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class BlockerView:
    """标题（含数）、截止一句、各件、右上的链接词。"""

    heading: str
    note: str
    blocks: tuple[BlockView, ...]
    link: str = ""


class _Line(QWidget):
    def __init__(self, view: BlockView, narrow: bool) -> None:
        super().__init__()
        self._view = view
        self.setMinimumHeight(35)
        kind = "挡住下一步" if view.blocks else "可继续但须写理由"
        self.setAccessibleName(f"{kind}：{view.sentence}，{view.note}")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(42, 0, 12, 1)
        self.row.setSpacing(6)
        sentence = label(view.sentence, weight=theme.MEDIUM, wrap=True)
        note = label(view.note, size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.said = said = QVBoxLayout() if narrow else QHBoxLayout()
        said.setContentsMargins(0, 6, 0, 6)
        said.setSpacing(2 if narrow else 8)
        if not narrow:
            sentence.setWordWrap(text_width(view.sentence, sentence.font()) > _WIDEST)
        said.addWidget(sentence)
        if view.note:
            said.addWidget(note, 1)
        self.row.addLayout(said, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icon, ink = ("circle-x", Ink.BAD) if self._view.blocks else ("triangle-alert", Ink.WARN)
        draw_icon(painter, icon, QRectF(16, 10, 16, 16), ink)
        rule(painter, 0, self.width(), self.height() - 1)


class Blocker(QWidget):
    """挡住下一步控件；``remedy_chosen`` 带 key，``article_opened`` 带条款。"""

    remedy_chosen = Signal(str)
    article_opened = Signal(str)
    link_clicked = Signal()

    def __init__(self, parent: QWidget | None = None, *, narrow: bool = False) -> None:
        super().__init__(parent)
        self._narrow = narrow
        paper(self, Ink.PANEL)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 2)
        self._column.setSpacing(0)
        self._shown: BlockerView | None = None

    def show_blocks(self, view: BlockerView) -> None:
        """换上内容；没有要补的时收起。"""
        if view == self._shown:
            return
        self._shown = view
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.setVisible(bool(view.heading))
        self.setAccessibleName(f"{view.heading}，{view.note}")
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 14, 0)
        row.setSpacing(8)
        row.addWidget(label(view.heading, weight=theme.BOLD))
        row.addWidget(label(view.note, size=theme.NOTE, ink=Ink.INK2))
        row.addStretch(1)
        if view.link:
            link = Link(view.link)
            link.clicked.connect(lambda _=False: self.link_clicked.emit())
            row.addWidget(link)
        head.setFixedHeight(24)
        self._column.addWidget(head)
        curable = any(block.remedy for block in view.blocks)
        for block in view.blocks:
            self._column.addWidget(self._line(block, curable))
        keep_order(self, self.findChildren(QAbstractButton))

    def _line(self, view: BlockView, curable: bool) -> QWidget:
        line = _Line(view, self._narrow)
        holder = QWidget()
        holder.setMinimumWidth(112)
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        if is_law(view.article):
            chip = ChipLabel(ArticleChip(view.article))
            chip.article_opened.connect(self.article_opened)
            inside.addWidget(chip)
        inside.addStretch(1)
        if self._narrow and not curable:  # nothing to press: the words get the whole width
            line.said.addWidget(holder)
        else:
            line.row.addWidget(holder)
        if view.remedy:
            made = button(view.remedy, small=True)
            made.setMinimumWidth(96)
            made.clicked.connect(lambda _=False, key=view.key: self.remedy_chosen.emit(key))
            line.row.addWidget(made)
        elif curable or not self._narrow:
            line.row.addSpacing(102)
        return line
