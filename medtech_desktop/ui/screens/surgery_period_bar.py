"""手术核查看哪一段的一排：选一段，自定的写起止；所选的一段下次仍在（自定的除外）。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QSettings, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from medtech_desktop.ui.screens.surgery_periods import (
    ALL,
    OWN,
    PERIODS,
    TWELVE,
    Span,
    span_of,
    span_of_month,
)
from medtech_desktop.ui.widgets.day_field import DayField
from medtech_desktop.ui.widgets.list_bar import FilterChoice
from medtech_desktop.ui.widgets.quiet import label

_KEPT = "surgeries/period"


class PeriodBar(QWidget):
    """看哪一段。``changed`` 换了一段；``on`` 看的是哪天，``past`` 过去的一天（今天为空）。"""

    changed = Signal()

    def __init__(
        self, on: Callable[[], date], past: Callable[[], date | None], today: date
    ) -> None:
        super().__init__()
        self._on, self._past = on, past
        self.box = FilterChoice("看哪一段")
        self.since, self.until = DayField(today), DayField(today)
        kept = str(QSettings().value(_KEPT, TWELVE))
        known = {key for key, _word in PERIODS} - {OWN}
        self.box.show_choices(PERIODS, kept if kept in known else TWELVE)
        self.box.setFixedWidth(120)
        for field, name in ((self.since, "自"), (self.until, "至")):
            field.setAccessibleName(f"{name}哪一天")
            field.setFixedWidth(128)
        self._days = (self.since, label("至"), self.until)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.box, *self._days):
            row.addWidget(widget)
        self._show_days()
        self.box.activated.connect(lambda _n: self._choose())
        for field in (self.since, self.until):
            field.dateChanged.connect(lambda _day: self.changed.emit())

    def key(self) -> str:
        """选着哪一种。"""
        return self.box.key()

    def span(self) -> Span:
        """起止（含）；不限的为空，看过去的一天时止于那天。"""
        return self._span_of(self.key())

    def _span_of(self, key: str) -> Span:
        if key == OWN:
            first, last = _day(self.since), _day(self.until)
            return min(first, last), max(first, last)
        if key == ALL:
            return None, self._past()
        return span_of(key, self._on())

    def show_month(self, month: str) -> None:
        """只看一个月：自定的起止。"""
        self._begin_days(*span_of_month(month, self._on()))
        self._turn(OWN)
        self.changed.emit()

    def show_all(self) -> None:
        """看全部；不说换了，也不记住。"""
        self._turn(ALL)

    def _turn(self, key: str) -> None:
        self.box.setCurrentIndex(self.box.findData(key))
        self._show_days()

    def _choose(self) -> None:
        """自定的先是原来那一段的起止。"""
        if self.key() == OWN:
            self._begin_days(*self._span_of(self._shown))
        else:
            QSettings().setValue(_KEPT, self.key())
        self._show_days()
        self.changed.emit()

    def _begin_days(self, since: date | None, until: date | None) -> None:
        for field, day in ((self.since, since), (self.until, until)):
            shown = day or self._on()
            field.blockSignals(True)
            field.setDate(QDate(shown.year, shown.month, shown.day))
            field.blockSignals(False)

    def _show_days(self) -> None:
        for widget in self._days:
            widget.setVisible(self.key() == OWN)
        self._shown = self.key()


def _day(field: DayField) -> date:
    day = field.date()
    return date(day.year(), day.month(), day.day())
