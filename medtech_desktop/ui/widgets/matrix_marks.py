"""矩阵的记号：每种一个样子，不靠颜色分辨；按记号与缩放各画一次，留着用。"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from medtech_desktop.domain.privilege_matrix import Mark
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import draw_check

SIDE = 18
"""记号的边长，像素（100 %）。"""


def draw_mark(painter: QPainter, mark: Mark, rect: QRectF) -> None:
    """把一个记号画在 ``rect`` 中央。"""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre = rect.center()
    match mark:
        case Mark.VALID:
            draw_check(painter, centre, 7, Ink.OK_S)
        case Mark.BY_GRADE:
            _disc(painter, centre, 3, Ink.OK_S)
        case Mark.EXPIRING:
            _half(painter, centre)
        case Mark.APPLIED:
            _ring(painter, centre, Ink.ACC, dashed=True)
            _disc(painter, centre, 2.4, Ink.ACC)
        case Mark.SUSPENDED:
            _bars(painter, centre)
        case Mark.EXPIRED:
            _ring(painter, centre, Ink.LINE3)
            _stroke(painter, centre, Ink.LINE3, (-3, 0, 3, 0))
        case Mark.REVOKED:
            _stroke(painter, centre, Ink.BAD_S, (-5, -5, 5, 5), (-5, 5, 5, -5))
        case Mark.VISITING:
            _diamond(painter, centre)
        case Mark.SAME_DAY:
            place = QRectF(centre.x() - 8, centre.y() - 8, 16, 16)
            draw_icon(painter, "circle-question-mark", place, Ink.WARN)
        case Mark.EMPTY:
            pass
    painter.restore()


def _disc(painter: QPainter, centre: QPointF, radius: float, ink: Ink) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.colour)
    painter.drawEllipse(centre, radius, radius)


def _ring(painter: QPainter, centre: QPointF, ink: Ink, dashed: bool = False) -> None:
    pen = QPen(ink.colour, 1.6)
    if dashed:
        pen.setDashPattern([2.0, 1.5])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, 6.3, 6.3)


def _half(painter: QPainter, centre: QPointF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Ink.WARN_S.colour)
    painter.drawPie(QRectF(centre.x() - 6.5, centre.y() - 6.5, 13, 13), 90 * 16, 180 * 16)
    _ring(painter, centre, Ink.WARN_S)


def _bars(painter: QPainter, centre: QPointF) -> None:
    box(painter, QRectF(centre.x() - 7, centre.y() - 7, 14, 14), 3, Ink.WARN)
    for x in (-2.5, 2.5):
        _stroke(painter, centre, Ink.BG, (x, -3, x, 3))


def _stroke(painter: QPainter, centre: QPointF, ink: Ink, *lines: tuple[float, ...]) -> None:
    pen = QPen(ink.colour, 1.9)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for x, y, other_x, other_y in lines:
        painter.drawLine(centre + QPointF(x, y), centre + QPointF(other_x, other_y))


def _diamond(painter: QPainter, centre: QPointF) -> None:
    painter.setPen(QPen(Ink.ACC.colour, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corners = [QPointF(0, -7), QPointF(7, 0), QPointF(0, 7), QPointF(-7, 0)]
    painter.drawPolygon(QPolygonF([centre + corner for corner in corners]))


def draw_corner(painter: QPainter, right: float, top: float) -> None:
    """格角的红三角：有未了结的核查问题。"""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Ink.BAD_S.colour)
    corner = QPointF(right, top)
    painter.drawPolygon(QPolygonF([corner + QPointF(-8, 0), corner, corner + QPointF(0, 8)]))
    painter.restore()


@cache
def pictures_of(ratio: float) -> tuple[QPixmap, ...]:
    """各种记号的位图，依记号的数。"""
    return tuple(_mark_picture(mark, ratio) for mark in Mark)


def _mark_picture(mark: Mark, ratio: float) -> QPixmap:
    """一个记号的位图。"""
    image = QPixmap(QSize(round(SIDE * ratio), round(SIDE * ratio)))
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    draw_mark(painter, mark, QRectF(0, 0, SIDE, SIDE))
    painter.end()
    return image
