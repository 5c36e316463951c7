"""顶栏：屏名、一句说明、搜索、查看日期、F1；看过去的日子时下有琥珀条。"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import rule
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import Link, button, label, paper
from medtech_desktop.ui.widgets.search_box import SearchBox

_WEEKDAYS = "一二三四五六日"


def day_words(day: date) -> str:
    """句子里的日期：「10月10日 周六」。"""
    return f"{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"


class DayPopup(QFrame):
    """选查看日期的小历；``day_chosen`` 带日期，None 为今天。"""

    day_chosen = Signal(object)

    def __init__(self, today: date, shown: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.Box)
        paper(self, Ink.BG)
        self._today = today
        self.calendar = QCalendarWidget()
        self.calendar.setMaximumDate(today)  # type: ignore[arg-type]
        self.calendar.setSelectedDate(shown)  # type: ignore[arg-type]
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setAccessibleName("查看日期")
        quiet = QTextCharFormat()
        quiet.setForeground(Ink.INK3.colour)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, quiet)
        self.today_button = button("回到今天", small=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(label("按这一天查看各屏，期间不能修改", size=theme.NOTE, ink=Ink.INK2))
        column.addWidget(self.calendar)
        column.addWidget(self.today_button)
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)
        self.today_button.clicked.connect(lambda _=False: self._answer(None))

    def _choose(self) -> None:
        chosen = self.calendar.selectedDate().toPython()
        if isinstance(chosen, date):
            self._answer(None if chosen >= self._today else chosen)

    def _answer(self, day: date | None) -> None:
        self.day_chosen.emit(day)
        self.close()


class TopBar(QWidget):
    """顶栏控件。``day_chosen``：None 为今天。"""

    day_chosen = Signal(object)
    help_wanted = Signal()
    source_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.TOP_BAR + 1)
        self.title = label("", size=theme.TITLE, weight=theme.BOLD)
        self.sentence = label("", ink=Ink.INK2)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.source_link = Link("这些数从哪来")
        self.source_link.hide()
        self.search = SearchBox()
        self.day_button = button("查看日期：今天", "calendar-days")
        self.help_button = button("F1", "circle-question-mark")
        self.help_button.setAccessibleName("帮助，快捷键 F1")
        self._today, self._shown = date.min, date.min
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 1)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addSpacing(12)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.source_link)
        row.addSpacing(8)
        for made in (self.search, self.day_button, self.help_button):
            row.addWidget(made)
        self.day_button.clicked.connect(lambda _=False: self.open_calendar())
        self.source_link.clicked.connect(lambda _=False: self.source_wanted.emit())
        self.help_button.clicked.connect(lambda _=False: self.help_wanted.emit())

    def show_title(self, title: str, sentence: str, source: str = "") -> None:
        """屏名与一句说明；``source`` 是句中之数的名字，有的才能问从哪来。"""
        self.source_link.setVisible(bool(source))
        self.source_link.setAccessibleName(f"这些数从哪来：{sentence}")
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setToolTip(sentence)

    def show_day(self, today: date, shown: date | None) -> None:
        """查看日期按钮的文字。"""
        self._today, self._shown = today, shown or today
        said = "今天" if shown is None else shown.isoformat()
        self.day_button.setText(f"\u2009\u2009查看日期：{said}")
        self.day_button.setAccessibleName(f"查看日期：{said}")

    def open_calendar(self) -> DayPopup:
        """打开小历。"""
        popup = DayPopup(self._today, self._shown, self)
        popup.day_chosen.connect(self.day_chosen)
        corner = self.day_button.mapToGlobal(QPoint(0, self.day_button.height() + 4))
        popup.adjustSize()
        popup.move(corner.x() - max(0, popup.width() - self.day_button.width()), corner.y())
        popup.show()
        return popup

    def paintEvent(self, event: QPaintEvent) -> None:
        rule(QPainter(self), 0, self.width(), self.height() - 1)
