"""进度条：一句话、一条横杠、取消；不到半秒的事不出现。"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import button, label

_AFTER_MS = 500


class ProgressStrip(QWidget):
    """进度条。``begin`` 开始，``tell`` 报进度，``end`` 结束。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cancel: Callable[[], None] | None = None
        self.said = label("", ink=Ink.INK2)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("进度")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.cancel_button = button("取消", small=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(12)
        row.addWidget(self.said)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_AFTER_MS)
        self._later.timeout.connect(self.show)
        self.cancel_button.clicked.connect(lambda _=False: self.cancel())
        self.hide()

    @property
    def is_going(self) -> bool:
        """有没有事在做。"""
        return self._cancel is not None

    def begin(self, said: str, cancel: Callable[[], None]) -> None:
        """开始一件事；半秒后还没有完才出现。"""
        self._cancel = cancel
        self.said.setText(said)
        self.bar.setRange(0, 0)
        self._later.start()

    def tell(self, done: int, total: int, said: str) -> None:
        """做到哪里。"""
        if self._cancel is not None:
            self.said.setText(said)
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def end(self) -> None:
        """做完了。"""
        self._cancel = None
        self._later.stop()
        self.hide()

    def cancel(self) -> None:
        """取消。"""
        stop = self._cancel
        self.end()
        if stop is not None:
            stop()
