"""逐日计数：以周为行的小日历，每格说明这一天计或不计及为什么。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box, draw_text
from medtech_desktop.ui.theme import Ink

_WEEKDAYS = "一二三四五六日"


class DayKind(StrEnum):
    """一天在计数中的身份。"""

    DAY_ZERO = "首日不计"
    COUNTED = "已计工作日"
    TO_COME = "未到工作日"
    NOT_COUNTED = "不计"
    DUE = "止"
    OUTSIDE = ""


@dataclass(frozen=True, slots=True)
class DayView:
    """一格：日期、身份、下方文字、右上角的「班」「休」、是否暂定。"""

    day: date
    kind: DayKind
    note: str = ""
    tag: str = ""
    provisional: bool = False

    @property
    def says(self) -> str:
        """读屏文字。"""
        texts = (f"{self.day.month}月{self.day.day}日", self.note, self.tag)
        return "，".join(text for text in (*texts, "暂定" if self.provisional else "") if text)


class DayStrip(QWidget):
    """逐日计数控件；方向键在各日间移动，``day_chosen`` 带日期。"""

    day_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: dict[date, DayView] = {}
        self._today = date.min
        self._focused: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("逐日计数")

    def show_days(self, days: tuple[DayView, ...], today: date) -> None:
        """换上各日；``today`` 画黑框并标「今天」。"""
        self._days = {view.day: view for view in days}
        self._today = today
        self._focused = None
        self.setAccessibleDescription("；".join(view.says for view in days))
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def weeks(self) -> list[date]:
        """所显示各周的周一。"""
        if not self._days:
            return []
        monday = min(self._days) - timedelta(days=min(self._days).weekday())
        last = max(self._days)
        return [monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]

    def sizeHint(self) -> QSize:
        return QSize(528, 24 + 49 * max(1, len(self.weeks())))

    def minimumSizeHint(self) -> QSize:
        return QSize(7 * 70, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._days:
            super().keyPressEvent(event)
            return
        now = self._focused or min(self._days)
        goal = now + timedelta(days=step) if self._focused else now
        if goal in self._days:
            self._focused = goal
            self.setAccessibleName(f"逐日计数：{self._days[goal].says}")
            self.day_chosen.emit(goal)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        share = (self.width() + 4) / 7
        middle = Qt.AlignmentFlag.AlignHCenter
        for number, weekday in enumerate(_WEEKDAYS):
            head = QRectF(number * share, 0, share - 4, 20)
            draw_text(painter, head, weekday, theme.font(theme.NOTE), Ink.INK3, middle)
        for week, monday in enumerate(self.weeks()):
            for number in range(7):
                day = monday + timedelta(days=number)
                cell = QRectF(number * share, 24 + week * 49, share - 4, 45)
                view = self._days.get(day, DayView(day, DayKind.OUTSIDE))
                self._paint_cell(painter, cell, view, week == 0 and number == 0)

    def _paint_cell(self, painter: QPainter, cell: QRectF, view: DayView, first: bool) -> None:
        ink, note_ink = _ground(painter, cell, view)
        now = view.day == self._today
        if now:
            box(painter, cell, 5, None, Ink.INK, 2)
        if self.hasFocus() and view.day == self._focused:
            box(painter, cell.adjusted(-2, -2, 2, 2), 6, None, Ink.ACC, 2)
        begins = view.day == min(self._days) and not (now and view.day.weekday())
        month = first or view.day.day == 1 or begins
        text = f"{view.day.month}/{view.day.day}" if month else str(view.day.day)
        room = QRectF(cell.left() + 8, cell.top() + 3, cell.width() - 14, 20)
        draw_text(painter, room, text, theme.font(theme.BODY), ink)
        if now:
            wide = 27.0
            tag = QRectF(cell.right() - wide - 2, cell.top() + 2, wide, 16)
            box(painter, tag, 3, Ink.INK)
            face = theme.font(theme.NOTE, theme.MEDIUM)
            middle = Qt.AlignmentFlag.AlignHCenter
            draw_text(painter, tag, "今天", face, Ink.BG, middle, False)
        elif view.tag:
            _paint_tag(painter, cell, view)
        room = QRectF(cell.left() + 8, cell.top() + 22, cell.width() - 12, 20)
        draw_text(painter, room, view.note, theme.font(theme.NOTE), note_ink)


def _ground(painter: QPainter, cell: QRectF, view: DayView) -> tuple[Ink, Ink]:
    match view.kind:
        case DayKind.DUE:
            box(painter, cell, 5, Ink.ACC)
            inks = (Ink.BG, Ink.BG)
        case DayKind.DAY_ZERO:
            box(painter, cell, 5, Ink.BG, Ink.ACC, 1.5)
            inks = (Ink.INK, Ink.ACC_H)
        case DayKind.COUNTED:
            box(painter, cell, 5, Ink.ACC_T)
            inks = (Ink.INK, Ink.ACC_H)
        case DayKind.TO_COME:
            box(painter, cell, 5, Ink.BG, Ink.LINE2)
            inks = (Ink.INK, Ink.INK2)
        case DayKind.NOT_COUNTED:
            box(painter, cell, 5, Ink.MUTE_T)
            inks = (Ink.INK3, Ink.INK3)
        case DayKind.OUTSIDE:
            inks = (Ink.INK3, Ink.INK3)
    if view.provisional:
        box(painter, cell, 5, None, Ink.WARN_S, 1.5, dashed=True)
    return inks


def _paint_tag(painter: QPainter, cell: QRectF, view: DayView) -> None:
    tag = QRectF(cell.right() - 21, cell.top() + 5, 16, 16)
    face = theme.font(theme.NOTE, theme.MEDIUM)
    ink = Ink.INK3
    if view.tag == "班":
        due = view.kind is DayKind.DUE
        box(painter, tag, 3, Ink.BG if due else Ink.ACC)
        ink = Ink.ACC if due else Ink.BG
    draw_text(painter, tag, view.tag, face, ink, Qt.AlignmentFlag.AlignHCenter, False)


class DayLegend(QWidget):
    """逐日计数的图例。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(24)
        self.setAccessibleName("图例：已计工作日、未到工作日、不计：周末、放假，班为调休上班，计")

    def sizeHint(self) -> QSize:
        return QSize(430, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = 0.0
        parts = (
            (Ink.ACC_T, Ink.LINE2, "已计工作日", ""),
            (Ink.BG, Ink.LINE2, "未到工作日", ""),
            (Ink.MUTE_T, None, "不计：周末、放假", ""),
            (Ink.ACC, None, "调休上班，计", "班"),
        )
        for fill, border, text, tag in parts:
            mark = QRectF(left, 4, 16 if tag else 13, 16 if tag else 13)
            if not tag:
                mark.translate(0, 1.5)
            box(painter, mark, 3, fill, border)
            if tag:
                face = theme.font(theme.NOTE, theme.MEDIUM)
                middle = Qt.AlignmentFlag.AlignHCenter
                draw_text(painter, mark, tag, face, Ink.BG, middle, False)
            room = QRectF(mark.right() + 6, 0, 200, 24)
            width = draw_text(painter, room, text, theme.font(theme.NOTE), Ink.INK2)
            left = room.left() + width + 16
