"""近 12 个月的条数：一条线，末月放大并写数；按左右键走，回车只看那个月。"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box, draw_text, rule, text_width
from medtech_desktop.ui.theme import Ink

_HIGH, _TOP, _FOOT, _SIDE, _TELLS = 66, 10, 22, 16, 76
_GAP = 6


@dataclass(frozen=True, slots=True)
class MonthView:
    """一个月：键（YYYY-MM）、轴上的字、条数。"""

    key: str
    label: str
    count: int


class MonthLine(QWidget):
    """月线控件；``chosen`` 带月。``current`` 是放大的那个月，通常为末月。"""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months: tuple[MonthView, ...] = ()
        self._at = self._over = -1
        self._tells = _TELLS
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("近 12 个月的问题")
        self.setFixedHeight(_HIGH)

    def show_months(self, months: tuple[MonthView, ...]) -> None:
        """换上各月，由早到晚。"""
        self._months, self._at, self._over = months, len(months) - 1, -1
        self._tells = self._room_of_words()
        said = "，".join(f"{one.key} {one.count:,} 条" for one in months)
        self.setAccessibleDescription(f"{said}。左右键换月，回车只看那个月")
        self.update()

    def months(self) -> tuple[MonthView, ...]:
        """现有的各月。"""
        return self._months

    def sizeHint(self) -> QSize:
        return QSize(420, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, _HIGH)

    # Places

    def _point(self, number: int) -> QPointF:
        most = max((one.count for one in self._months), default=0) or 1
        wide = self.width() - 2 * _SIDE - self._tells
        step = wide / max(1, len(self._months) - 1)
        deep = self.height() - _FOOT - _TOP - 8
        share = self._months[number].count / most
        return QPointF(_SIDE + step * number, _TOP + deep * (1 - share))

    def _near(self, x: float) -> int:
        if not self._months:
            return -1
        spots = range(len(self._months))
        return min(spots, key=lambda number: abs(self._point(number).x() - x))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._months:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter)
        self._paint_line(painter)
        self._paint_last(painter)
        if self.hasFocus():
            box(painter, QRectF(self.rect()), 3, None, Ink.ACC, 2)

    def _rises(self) -> bool:
        counts = [one.count for one in self._months[-2:]]
        return len(counts) > 1 and counts[1] > counts[0]

    def _paint_axis(self, painter: QPainter) -> None:
        low = self.height() - _FOOT
        rule(painter, 0, self.width() - self._tells, low, Ink.LINE2)
        marked = {self._at if self.hasFocus() else -1, self._over}
        for number, one in enumerate(self._months):
            last = number == len(self._months) - 1
            strong = last or number in marked
            face = theme.font(theme.NOTE, theme.MEDIUM if strong else theme.REGULAR)
            wide = text_width(one.label, face)
            middle = self._point(number).x()
            place = QRectF(middle - wide / 2, low + 2, wide + 2, 18)
            draw_text(painter, place, one.label, face, Ink.INK if strong else Ink.INK2)
            if number in marked:
                said = f"{one.count:,}"
                high = self._point(number).y()
                wide = text_width(said, theme.font(theme.NOTE))
                top = high - 20 if high > 22 else high + 3
                spot = QRectF(middle - wide / 2, top, wide + 2, 18)
                draw_text(painter, spot, said, theme.font(theme.NOTE), Ink.INK)

    def _paint_line(self, painter: QPainter) -> None:
        last = len(self._months) - 1
        for number in range(last):
            red = number == last - 1 and self._rises()
            painter.setPen(QPen((Ink.BAD_S if red else Ink.INK2).colour, 1.5))
            painter.drawLine(QLineF(self._point(number), self._point(number + 1)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Ink.INK2.colour)
        for number in range(last):
            painter.drawEllipse(self._point(number), 2.5, 2.5)

    def _paint_last(self, painter: QPainter) -> None:
        spot = self._point(len(self._months) - 1)
        rises = self._rises()
        painter.setPen(QPen(Ink.BG.colour, 1.5))
        painter.setBrush((Ink.BAD_S if rises else Ink.ACC).colour)
        painter.drawEllipse(spot, 4.5, 4.5)
        left, room = self.width() - self._tells + _GAP, self._tells - _GAP
        ink = Ink.BAD if rises else Ink.INK
        (now, face), *earlier = self._words()
        draw_text(painter, QRectF(left, 4, room, 20), now, face, ink)
        for said, small in earlier:
            draw_text(painter, QRectF(left, 24, room, 18), said, small, Ink.INK2)

    def _words(self) -> list[tuple[str, QFont]]:
        """线的右端写的：末月几条，上月几条。"""
        words = [
            (f"{one.count:,} 条", theme.font(theme.MARK, theme.BOLD)) for one in self._months[-1:]
        ]
        for one in self._months[-2:-1]:
            words.append((f"{int(one.key[5:])}月 {one.count:,} 条", theme.font(theme.NOTE)))
        return words

    def _room_of_words(self) -> int:
        """写得全那两行要多宽。"""
        widest = max((text_width(said, face) for said, face in self._words()), default=0.0)
        return max(_TELLS, ceil(widest) + 2 * _GAP)

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step and self._months:
            self._at = max(0, min(len(self._months) - 1, self._at + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._over = self._near(event.position().x())
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._over = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._near(event.position().x()))

    def _choose(self, number: int) -> None:
        if 0 <= number < len(self._months):
            self._at = number
            self.chosen.emit(self._months[number].key)
