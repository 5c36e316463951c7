"""告示：拒绝（红）或须写理由（琥珀），站在字段旁，带依据、办法与去路。"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.articles import is_law
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, button, label

_FACES = {
    Severity.REFUSE: (Tone.BAD, "circle-x"),
    Severity.WARN: (Tone.WARN, "triangle-alert"),
    Severity.NOTE: (Tone.BUSY, "info"),
}


class Notice(QWidget):
    """告示控件；``way_taken`` 带所选去路的词；警告时 ``reason`` 是理由框。"""

    article_opened = Signal(str)
    way_taken = Signal(str)

    def __init__(
        self, finding: Finding, ways: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.finding = finding
        self._tone, self._icon = _FACES[finding.severity]
        self.setAccessibleName(f"{finding.message}。{finding.remedy}")
        self.reason = QLineEdit()
        grid = QGridLayout(self)
        grid.setContentsMargins(35, 8, 12, 10)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._sentence(finding), 0, 0)
        if finding.remedy:
            grid.addWidget(label(finding.remedy, size=theme.NOTE, wrap=True), 1, 0)
        grid.addLayout(self._foot(finding, ways), 2, 0)
        if finding.severity is Severity.WARN:
            self.reason.setPlaceholderText("理由，写入审计记录")
            self.reason.setAccessibleName("理由，写入审计记录")
            grid.addWidget(self.reason, 3, 0)

    def _sentence(self, finding: Finding) -> QLabel:
        return label(finding.message, weight=theme.MEDIUM, ink=self._tone.text, wrap=True)

    def _foot(self, finding: Finding, ways: tuple[str, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        if is_law(finding.article):
            chip = ChipLabel(ArticleChip(finding.article))
            chip.article_opened.connect(self.article_opened)
            row.addWidget(chip)
        row.addStretch(1)
        for way in ways:
            made = button(way, small=True)
            made.clicked.connect(lambda _=False, word=way: self.way_taken.emit(word))
            row.addWidget(made)
        return row

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box(painter, QRectF(self.rect()), 6, self._tone.tint)
        draw_icon(painter, self._icon, QRectF(12, 11, 16, 16), self._tone.text)


class Banner(QWidget):
    """横幅：一句话的常驻提示（演示库、过去的日期、某事未成）。"""

    def __init__(self, tone: Tone, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._icon = tone, icon
        self.sentence = label("", size=theme.NOTE, weight=theme.MEDIUM, ink=tone.text)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.PAGE_MARGIN + 22, 0, theme.PAGE_MARGIN, 0)
        self.row.setSpacing(8)
        self.row.addWidget(self.sentence)
        self.row.addStretch(1)
        self.setFixedHeight(30)
        self.hide()

    def say(self, sentence: str) -> None:
        """显示这句话；空字时收起。"""
        self.sentence.setText(sentence)
        self.sentence.setToolTip(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._tone.tint.colour)
        side = QRectF(theme.PAGE_MARGIN, (self.height() - 15) / 2, 15, 15)
        draw_icon(painter, self._icon, side, self._tone.text)
        painter.fillRect(0, self.height() - 1, self.width(), 1, Ink.LINE.colour)
