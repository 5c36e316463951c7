"""条款页：编号、大意；附有官方文件时显示原文。大意从不当作原文。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.articles import article_name
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import button, label


@dataclass(frozen=True, slots=True)
class ArticleView:
    """条款：编号、所在文件、大意、原文（未附时为空）、是否须核对原文。"""

    id: str
    document: str
    gist: str
    wording: str = ""
    to_check: bool = False


class ArticleSheet(QDialog):
    """条款页；内容读到之前先说正在读取。"""

    def __init__(self, article: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = article_name(article).full
        self.setWindowTitle(f"依据：{name}")
        self.setMinimumWidth(520)
        self.title = label(name, size=theme.TITLE, weight=theme.BOLD)
        self.document = label("正在读取", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.gist_title = label("大意（程序自写，不是原文）", size=theme.NOTE, ink=Ink.INK3)
        self.gist = label("", wrap=True)
        self.wording_title = label("原文", size=theme.NOTE, ink=Ink.INK3)
        self.wording = label("", wrap=True)
        self.check = label("此处请核对原文。", size=theme.NOTE, ink=Ink.WARN)
        flag = Qt.TextInteractionFlag
        for widget in (self.gist, self.wording):
            widget.setTextInteractionFlags(
                flag.TextSelectableByMouse | flag.TextSelectableByKeyboard
            )
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.accept)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        text = QVBoxLayout(inside)
        text.setContentsMargins(0, 0, 8, 0)
        text.setSpacing(6)
        for widget in (self.gist_title, self.gist):
            text.addWidget(widget)
        text.addSpacing(8)
        for widget in (self.wording_title, self.wording, self.check):
            text.addWidget(widget)
            widget.hide()
        text.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setMinimumHeight(180)
        scroll.setAccessibleName("条款内容")
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.document)
        column.addSpacing(6)
        column.addWidget(scroll, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)

    def show_article(self, view: ArticleView) -> None:
        """显示条款。"""
        self.document.setText(view.document)
        self.gist.setText(view.gist or "尚未写出大意。")
        self.wording.setText(view.wording)
        for widget in (self.wording_title, self.wording):
            widget.setVisible(bool(view.wording))
        self.check.setVisible(view.to_check)
