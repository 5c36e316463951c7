"""草稿条：恢复了哪一刻没有保存的内容；可以清空重填，清空以后还可以恢复。"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import Link, label

CLEAR, BRING_BACK = "清空重填", "恢复"


class DraftBar(QWidget):
    """草稿条控件；``taken`` 带所点的词。"""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.link = Link(CLEAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 5, 10, 5)
        row.setSpacing(8)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.link)
        self.link.clicked.connect(lambda _=False: self.taken.emit(self.link.text()))
        self.hide()

    def say(self, sentence: str, word: str) -> None:
        """说一句，与一个去路。"""
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.link.setText(word)
        self.link.setAccessibleName(word)
        self.link.updateGeometry()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box(painter, QRectF(self.rect()), 6, Ink.ACC_T)
        middle = self.height() / 2
        draw_icon(painter, "history", QRectF(10, middle - 7, 14, 14), Ink.ACC_H)
