"""进度：做到哪里，一句话，可以取消；很快做完的不弹出。"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import button, label

_PATIENCE_MS = 400


class ProgressSheet(QDialog):
    """进度框；``cancelled`` 表示按了取消。做完须调用 ``finish``。"""

    cancelled = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(420)
        self.words = label("正在准备", ink=Ink.INK2, wrap=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(title)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.cancel_button = button("取消")
        self.cancel_button.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(8)
        column.addWidget(label(title, size=theme.PANEL_TITLE, weight=theme.BOLD))
        column.addWidget(self.words)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        column.addLayout(row)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PATIENCE_MS)
        self._later.timeout.connect(self.open)

    def begin(self) -> None:
        """开始计时；过一会儿还没做完才弹出。"""
        self._later.start()

    def report(self, done: int, total: int, words: str) -> None:
        """做了几件，共几件。"""
        self.bar.setRange(0, max(0, total))
        self.bar.setValue(done)
        self.words.setText(words or f"{done} / {total}")

    def finish(self) -> None:
        """做完了，收起。"""
        self._later.stop()
        self.blockSignals(True)
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        self.cancelled.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.cancelled.emit()
