"""授权区间：一处来源一条，有效的有底色，所看的一天一条红线；核心问题一眼看得出。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box, draw_text, text_width, upright
from medtech_desktop.ui.theme import Ink, Tone

_STEP, _BAR, _FOOT = 42, 18, 20
_BEFORE, _AFTER = timedelta(days=3 * 365), timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True)
class BarPart:
    """一段：起止（含）、词、语气。"""

    since: date
    until: date
    word: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class BarView:
    """一处来源：名称与各段。"""

    label: str
    parts: tuple[BarPart, ...]


class PrivilegeBar(QWidget):
    """授权区间控件。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[BarView, ...] = ()
        self._day = date.min
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("授权区间")

    def show_bars(self, bars: tuple[BarView, ...], day: date) -> None:
        """换上各处来源与所看的一天。"""
        self._bars, self._day = bars, day
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleDescription("；".join(map(_said, bars)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, len(self._bars) * _STEP + (_FOOT if self._bars else 0))

    def _span(self) -> tuple[date, date]:
        """画到哪里：所看的一天前三年、后两年，够用就短些。"""
        starts = [part.since for bar in self._bars for part in bar.parts]
        first = max(min(starts, default=self._day), self._day - _BEFORE)
        first = min(first, self._day - timedelta(days=180))
        return first, self._day + _AFTER

    def _x(self, day: date) -> float:
        first, last = self._span()
        share = (min(max(day, first), last) - first).days / (last - first).days
        return share * (self.width() - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._bars:
            return
        note = theme.font(theme.NOTE)
        for number, bar in enumerate(self._bars):
            top = number * _STEP
            draw_text(painter, QRectF(0, top, self.width(), 18), bar.label, note, Ink.INK2)
            self._paint_bar(painter, top + 20, bar)
        low = len(self._bars) * _STEP
        x = self._x(self._day)
        painter.fillRect(QRectF(x - 0.75, 16, 1.5, low - 14), Ink.BAD_S.colour)
        face = theme.font(theme.NOTE, theme.MEDIUM)
        said = self._day.isoformat()
        wide = text_width(said, face)
        left = min(max(0.0, x - wide / 2), self.width() - wide)
        draw_text(painter, QRectF(left, low + 1, wide + 2, 18), said, face, Ink.BAD)

    def _clear_of_the_day(self, place: QRectF) -> QRectF:
        """一段里写词的地方：红线穿过的，取宽的一边。"""
        line = self._x(self._day)
        if not place.left() - 4 <= line <= place.right() + 4:
            return place
        before, after = QRectF(place), QRectF(place)
        before.setRight(line - 3)
        after.setLeft(line + 4)
        return before if before.width() >= after.width() else after

    def _paint_bar(self, painter: QPainter, top: float, bar: BarView) -> None:
        box(painter, QRectF(0, top, self.width(), _BAR), 3, Ink.MUTE_T)
        first, last = self._span()
        for part in bar.parts:
            if part.until < first or part.since > last:
                continue
            left, right = (
                self._x(part.since),
                self._x(part.until + timedelta(days=1))
                if part.until < last
                else float(self.width()),
            )
            place = QRectF(left, top, max(2.0, right - left), _BAR)
            painter.fillRect(place, part.tone.tint.colour)
            painter.fillRect(QRectF(left, top + _BAR - 3, place.width(), 3), part.tone.mark.colour)
            upright(painter, left, top, top + _BAR, Ink.BG)
            face = theme.font(theme.NOTE)
            room = self._clear_of_the_day(place.adjusted(4, 0, -2, -2))
            if text_width(part.word, face) <= room.width():
                align = Qt.AlignmentFlag.AlignLeft
                draw_text(painter, room, part.word, face, part.tone.text, align)


def _said(bar: BarView) -> str:
    parts = "，".join(f"{p.since.isoformat()} 起{p.word}" for p in bar.parts)
    return f"{bar.label}：{parts}"
