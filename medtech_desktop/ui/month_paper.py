"""本月法定期限一览：先看，可换月份，再打印或导出。"""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.widgets.quiet import button, label

_TITLE = "本月法定期限一览"
_WIDEST = 2400


class MonthPaper(PaperSheet):
    """一览的预览；``month`` 是所看月份的第一天。"""

    def __init__(self, desk: Desk, on: date, parent: QWidget | None = None) -> None:
        super().__init__(desk, _TITLE, parent)
        self._on_day = on
        self.month = on.replace(day=1)
        self.resize(900, 660)
        self.pane.setMaximumWidth(_WIDEST)
        self.before_button = button("上一月", small=True)
        self.after_button = button("下一月", small=True)
        self.month_words = label("", weight=theme.BOLD)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.LIST_MARGIN, 10, theme.LIST_MARGIN, 6)
        bar.setSpacing(8)
        bar.addWidget(self.before_button)
        bar.addWidget(self.month_words)
        bar.addWidget(self.after_button)
        bar.addStretch(1)
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertLayout(0, bar)
        self.before_button.clicked.connect(lambda _=False: self._turn(-1))
        self.after_button.clicked.connect(lambda _=False: self._turn(1))

    def begin_month(self) -> None:
        """打开，取所看月份的一览。"""
        self._name()
        self.begin("month-sheet", f"{self.month:%Y-%m}", False, self._on_day, "可以打印")

    def _turn(self, step: int) -> None:
        last = self.month - timedelta(days=1)
        self.month = (
            last.replace(day=1) if step < 0 else (self.month + timedelta(31)).replace(day=1)
        )
        self._name()
        self.flow.ask("month-sheet", f"{self.month:%Y-%m}", False, self._on_day, "可以打印")

    def _name(self) -> None:
        self.month_words.setText(f"{self.month.year}年{self.month.month}月")
