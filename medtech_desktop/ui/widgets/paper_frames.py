"""缺项的虚框：红色虚线，右下角的签说出缺什么；只在屏幕上，从不印出。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box, draw_text, text_width
from medtech_desktop.ui.theme import Ink


@dataclass(frozen=True, slots=True)
class Frame:
    """一处缺项：页（自 0 起）、位置（按页宽高的比例）、所缺的词。"""

    page: int
    left: float
    top: float
    width: float
    height: float
    word: str


def frame_place(sheet: QRectF, frame: Frame) -> QRectF:
    """虚框在纸上的位置。"""
    return QRectF(
        sheet.left() + frame.left * sheet.width(),
        sheet.top() + frame.top * sheet.height(),
        frame.width * sheet.width(),
        frame.height * sheet.height(),
    )


def paint_frame(painter: QPainter, sheet: QRectF, frame: Frame) -> None:
    """红色虚框，右下角的签说出缺什么；格子太小时签收在框边，从不遮住邻格的字。"""
    place = frame_place(sheet, frame).adjusted(1, 1, -1, -1)
    pen = QPen(Ink.BAD_S.colour, 1.5)
    pen.setDashPattern([3, 2.5])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place, 3, 3)
    face = theme.font(theme.NOTE, theme.MEDIUM)
    wide = 30 + text_width(frame.word, face)
    roomy = place.width() >= wide + 8 and place.height() >= theme.CHIP
    side = wide if roomy else 18.0
    high = float(theme.CHIP) if roomy else min(18.0, max(12.0, place.height()))
    inset = 4.0 if place.height() >= high + 8 else (place.height() - high) / 2
    chip = QRectF(place.right() - side - 3, place.bottom() - high - inset, side, high)
    box(painter, chip, 4, Ink.BAD_T)
    mark = min(13.0, high - 2)
    draw_icon(
        painter,
        "circle-x",
        QRectF(chip.left() + (6 if roomy else 2.5), chip.center().y() - mark / 2, mark, mark),
        Ink.BAD,
    )
    if roomy:
        draw_text(painter, chip.adjusted(23, 0, -5, 0), frame.word, face, Ink.BAD)
