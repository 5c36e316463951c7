"""第一次关窗口时问一次：关上以后还要不要提醒；答案记下，「系统」里可以改。"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.reminder_settings import keep_settings, reminder_settings
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.confirm import Consequence, ConsequenceLine
from medtech_desktop.ui.widgets.quiet import button, label


class StayQuestion(QDialog):
    """问一次。``answered`` 带答案：留在托盘为真。"""

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("关上窗口以后")
        self.setMinimumWidth(460)
        at = reminder_settings().at
        question = "关上窗口以后，期限到了还提醒吗？"
        self.setAccessibleName(question)
        self.stay_button = button("留在托盘提醒", kind="primary")
        self.leave_button = button("直接退出")
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(6)
        column.addWidget(label(question, size=theme.PANEL_TITLE, weight=theme.BOLD, wrap=True))
        for view in (
            Consequence("clock", f"留在托盘：图标在屏幕右下角，每日 {at:%H:%M} 说一次有几项到期"),
            Consequence("hard-drive-download", "留着时资料库是放开的，备份照常"),
            Consequence("x", "直接退出：不提醒，下次打开才看得到"),
        ):
            column.addWidget(ConsequenceLine(view))
        column.addWidget(label("这次的选择会记住，「系统」里可以改。", ink=Ink.INK2))
        column.addSpacing(8)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.leave_button)
        row.addWidget(self.stay_button)
        column.addLayout(row)
        self.stay_button.setDefault(True)
        self.stay_button.clicked.connect(lambda _=False: self._answer(True))
        self.leave_button.clicked.connect(lambda _=False: self._answer(False))

    def _answer(self, stay: bool) -> None:
        keep_settings(replace(reminder_settings(), stay=stay))
        self.accept()
        self.answered.emit(stay)
