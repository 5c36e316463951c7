"""确认框：点名对象的问题、各项后果、需要填的字段、取消与动作。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, button, label


@dataclass(frozen=True, slots=True)
class Consequence:
    """一项后果：图标与一句话；``harsh`` 为红图标。"""

    icon: str
    sentence: str
    harsh: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """确认框内容；``stops`` 为真（停止、撤销）时动作按钮为红底。"""

    question: str
    consequences: tuple[Consequence, ...]
    act: str
    article: str = ""
    stops: bool = False


class ConsequenceLine(QWidget):
    """后果一行。"""

    def __init__(self, view: Consequence) -> None:
        super().__init__()
        self._view = view
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 2, 0, 2)
        row.addWidget(label(view.sentence, wrap=True), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = Ink.BAD if self._view.harsh else Ink.INK2
        place = QRectF(0, self.height() / 2 - 8, 16, 16)
        draw_icon(QPainter(self), self._view.icon, place, ink)


class Confirm(QDialog):
    """确认框控件；``article_opened`` 带条款；``accepted`` 表示按了动作。"""

    article_opened = Signal(str)

    def __init__(self, view: ConfirmView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(view.act.rstrip("…"))
        self.setAccessibleName(view.question)
        self.setMinimumWidth(444)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(6)
        title = label(view.question, size=theme.PANEL_TITLE, weight=theme.BOLD, wrap=True)
        column.addWidget(title)
        column.addSpacing(6)
        for consequence in view.consequences:
            column.addWidget(ConsequenceLine(consequence))
        column.addSpacing(10)
        self.act_button = button(view.act, kind="fatal" if view.stops else "primary")
        self.cancel_button = button("取消")
        self.act_button.setDefault(not view.stops)
        self.act_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        if view.article:
            chip = ChipLabel(ArticleChip(view.article))
            chip.article_opened.connect(self.article_opened)
            row.addWidget(chip)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.act_button)
        column.addLayout(row)
        if view.stops:
            self.cancel_button.setFocus()


def confirm(view: ConfirmView, then: Callable[[], None], parent: QWidget) -> Confirm:
    """打开确认框；按了动作才调用 ``then``。"""
    made = Confirm(view, parent)
    made.accepted.connect(then)
    made.open()
    return made
