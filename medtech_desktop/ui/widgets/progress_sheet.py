"""进度框：进度条放在一个框里，给从菜单或框里开始、没有地方放进度条的事。"""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import label


class ProgressSheet(QDialog):
    """进度框：里面就是 ``ProgressStrip``，半秒后才弹出。做完须调用 ``finish``。

    A second widget, because printing and exporting begin in a menu or a dialog that closes:
    nothing of the screen is theirs to show a strip in, and what they write must not be changed
    meanwhile, so the frame is modal.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(420)
        self.strip = ProgressStrip(upright=True)
        self.strip.bar.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(8)
        column.addWidget(label(title, size=theme.PANEL_TITLE, weight=theme.BOLD))
        column.addWidget(self.strip)
        self.strip.appeared.connect(self.open)

    def finish(self) -> None:
        """做完了，收起。"""
        self.strip.end()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        self.strip.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.strip.cancel()
