"""当日授权：一处来源一条，名称在左，各段写到哪天；手术那一天一条红线。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box, draw_text, text_width
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.privilege_bar import BarPart, BarView

_STEP, _BAR, _FOOT, _LABEL = 26, 18, 20, 136
_BEFORE, _AFTER = timedelta(days=365), timedelta(days=45)
_APART = 84
"""两个轴上的日期之间至少空这么多。"""


class DayBars(QWidget):
    """当日授权控件。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[BarView, ...] = ()
        self._day = date.min
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("当日授权")

    def show_bars(self, bars: tuple[BarView, ...], day: date) -> None:
        """换上各处来源与手术日。"""
        self._bars, self._day = bars, day
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleDescription("；".join([f"手术日 {day.isoformat()}", *map(_said, bars)]))
        self.update()

    def bars(self) -> tuple[BarView, ...]:
        """现有的各条。"""
        return self._bars

    def sizeHint(self) -> QSize:
        return QSize(420, len(self._bars) * _STEP + (_FOOT if self._bars else 0))

    def _x(self, day: date) -> float:
        first, last = self._day - _BEFORE, self._day + _AFTER
        share = (min(max(day, first), last) - first).days / (last - first).days
        return _LABEL + share * (self.width() - 1 - _LABEL)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        for number, bar in enumerate(self._bars):
            top = number * _STEP
            room = QRectF(0, top, _LABEL - 8, _BAR + 2)
            draw_text(painter, room, bar.label, theme.font(theme.NOTE), Ink.INK2)
            self._paint_bar(painter, top + 1, bar)
        low = len(self._bars) * _STEP
        x = self._x(self._day)
        painter.fillRect(QRectF(x - 0.75, 0, 1.5, low - 2), Ink.BAD_S.colour)
        self._paint_days(painter, low)

    def _paint_bar(self, painter: QPainter, top: float, bar: BarView) -> None:
        whole = QRectF(_LABEL, top, self.width() - _LABEL, _BAR)
        box(painter, whole, 3, Ink.MUTE_T)
        first, last = self._day - _BEFORE, self._day + _AFTER
        note = theme.font(theme.NOTE)
        if not bar.parts:
            draw_text(painter, self._clear(whole.adjusted(8, 0, -4, 0)), "没有授权", note, Ink.INK2)
        for part in bar.parts:
            if part.until < first or part.since > last:
                continue
            ends = part.until + timedelta(days=1) if part.until < last else last
            left, right = self._x(part.since), self._x(ends)
            place = QRectF(left, top, max(3.0, right - left), _BAR)
            if part.tone is not Tone.MUTE:  # what is not in force is the plain ground
                painter.fillRect(place, part.tone.tint.colour)
                foot = QRectF(left, top + _BAR - 2, place.width(), 2)
                painter.fillRect(foot, part.tone.mark.colour)
            room = self._clear(place.adjusted(8, 0, -2, 0))
            if text_width(part.word, note) <= room.width():
                draw_text(painter, room, part.word, note, part.tone.text)

    def _clear(self, place: QRectF) -> QRectF:
        """写词的地方：红线穿过的，取宽的一边。"""
        line = self._x(self._day)
        if not place.left() - 4 <= line <= place.right() + 4:
            return place
        before, after = QRectF(place), QRectF(place)
        before.setRight(line - 4)
        after.setLeft(line + 5)
        return before if before.width() >= after.width() else after

    def _paint_days(self, painter: QPainter, low: float) -> None:
        face = theme.font(theme.NOTE, theme.BOLD)
        said = f"手术日 {self._day.strftime('%m-%d')}"
        wide = text_width(said, face)
        x = self._x(self._day)
        left = min(max(float(_LABEL), x - wide / 2), self.width() - wide)
        draw_text(painter, QRectF(left, low, wide + 2, 18), said, face, Ink.BAD)
        plain = theme.font(theme.NOTE)
        for day, text in self._ticks():
            at, wide_one = self._x(day), text_width(text, plain)
            clear = at + wide_one < left - 8 or at > left + wide + 8
            if clear and at + wide_one <= self.width():
                draw_text(painter, QRectF(at, low, wide_one + 2, 18), text, plain, Ink.INK2)

    def _ticks(self) -> Iterator[tuple[date, str]]:
        """轴上的各季首日；年份变了的写年。"""
        first = self._day - _BEFORE
        shown, right = 0, -float(_APART)
        for number in range(18):
            month = first.month + number
            day = date(first.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
            if day < first or day > self._day + _AFTER or (day.month - 1) % 3:
                continue
            if self._x(day) - right < _APART:
                continue
            right = self._x(day)
            yield day, day.strftime("%Y-%m" if day.year != shown else "%m月")
            shown = day.year


def _said(bar: BarView) -> str:
    parts = "，".join(_part(part) for part in bar.parts) or "没有授权"
    return f"{bar.label}：{parts}"


def _part(part: BarPart) -> str:
    return f"{part.since.isoformat()} 起{part.word}"
