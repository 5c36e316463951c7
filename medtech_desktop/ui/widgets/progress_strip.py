"""进度：一句话、一条横杠、取消；不到半秒的事不出现。"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import button, label

AFTER_MS = 500


class ProgressStrip(QWidget):
    """进度条，一切要许久的事都用它。``begin`` 开始，``tell`` 报进度，``end`` 结束。

    The bar is busy until the total is known. 取消 only asks: the work says itself, at its next
    report, that it has stopped (or that it was done before). ``appeared``: half a second is over.
    """

    appeared = Signal()

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        self._cancel: Callable[[], None] | None = None
        self._going = self._stopping = False
        self.said = label("", ink=Ink.INK2, wrap=upright)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("进度")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.cancel_button = button("取消", small=not upright)
        if upright:
            self._stand()
        else:
            self._lie()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(AFTER_MS)
        self._later.timeout.connect(self._appear)
        self.cancel_button.clicked.connect(lambda _=False: self.cancel())
        self.hide()

    def _lie(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(12)
        row.addWidget(self.said)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)

    def _stand(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.said)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        column.addLayout(row)

    @property
    def is_going(self) -> bool:
        """有没有事在做。"""
        return self._going

    def begin(self, said: str, cancel: Callable[[], None] | None = None) -> None:
        """开始一件事；半秒后还没有完才出现。没有 ``cancel`` 的不能在这里取消。"""
        self._cancel = cancel
        self._going, self._stopping = True, False
        self.said.setText(said)
        self.bar.setRange(0, 0)
        self.cancel_button.setVisible(cancel is not None)
        self.cancel_button.setEnabled(True)
        self._later.start()

    def tell(self, done: int, total: int, said: str) -> None:
        """做到哪里；总数不知道（0）时横杠只表示在做。"""
        if self._going and not self._stopping:
            self.said.setText(said or self.said.text())
            self.bar.setRange(0, max(0, total))
            self.bar.setValue(done)

    def end(self) -> None:
        """做完了，或停下了。"""
        self._cancel = None
        self._going = self._stopping = False
        self._later.stop()
        self.hide()

    def cancel(self) -> None:
        """请它停下；停下以前说正在取消。"""
        if self._cancel is None or self._stopping:
            return
        self._stopping = True
        self.said.setText("正在取消")
        self.cancel_button.setEnabled(False)
        self._cancel()

    def _appear(self) -> None:
        self.show()
        self.appeared.emit()
