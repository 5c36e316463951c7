"""绘制：文字按字身居中，细线落在设备像素上，圆角块。"""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption, QTransform

from medtech_desktop.ui.theme import Ink

BASELINE = 0.37
"""Baseline below the centre, in em: the fonts' own line box sits CJK glyphs about 1 px low."""


def text_width(text: str, font: QFont) -> float:
    """文字宽度，像素。"""
    return QFontMetricsF(font).horizontalAdvance(text)


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    ink: Ink,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    elide: bool = True,
) -> float:
    """在 ``rect`` 中垂直居中画一行字，返回所占宽度；放不下时省略。"""
    width = text_width(text, font)
    if elide and width > rect.width() + 0.5:
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(text)
    left = rect.left()
    if align == Qt.AlignmentFlag.AlignRight:
        left = rect.right() - width
    elif align == Qt.AlignmentFlag.AlignHCenter:
        left = rect.center().x() - width / 2
    painter.setFont(font)
    painter.setPen(ink.colour)
    baseline = rect.center().y() + BASELINE * font.pixelSize()
    painter.drawText(QPointF(left, baseline), text)
    return width


def folded(text: str, font: QFont, width: float) -> tuple[str, ...]:
    """按宽度折成几行；一行放得下的就是一行。"""
    if text_width(text, font) <= width:
        return (text,)
    laid = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    laid.setTextOption(option)
    laid.beginLayout()
    lines = []
    while (line := laid.createLine()).isValid():
        line.setLineWidth(max(width, 12.0))
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    laid.endLayout()
    return tuple(lines)


def hairline(painter: QPainter, line: QLineF, ink: Ink) -> None:
    """一条横或竖的细线：向上取整到设备像素，粗 floor(dpr) 个设备像素。"""
    transform = painter.deviceTransform()
    if line.y1() == line.y2() and not transform.isScaling() and not transform.isRotating():
        _plain_rule(painter, line, transform, ink)
        return
    back, invertible = transform.inverted()
    if not invertible:
        return
    thick = max(1, floor(transform.m22()))
    start, end = transform.map(line.p1()), transform.map(line.p2())
    if line.y1() == line.y2():
        top = ceil(start.y() - 0.01)
        rect = QRectF(round(start.x()), top, round(end.x()) - round(start.x()), thick)
    else:
        left = ceil(start.x() - 0.01)
        rect = QRectF(left, round(start.y()), thick, round(end.y()) - round(start.y()))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(back.mapRect(rect), ink.colour)
    painter.restore()


def _plain_rule(painter: QPainter, line: QLineF, transform: QTransform, ink: Ink) -> None:
    """100 % 时的横线：不必来回换算，一屏的表有上百条。"""
    left = round(line.x1() + transform.dx())
    top = ceil(line.y1() + transform.dy() - 0.01)
    width = round(line.x2() + transform.dx()) - left
    place = QRectF(left - transform.dx(), top - transform.dy(), width, 1)
    painter.fillRect(place, ink.colour)


def rule(painter: QPainter, left: float, right: float, y: float, ink: Ink = Ink.LINE) -> None:
    """横细线。"""
    hairline(painter, QLineF(left, y, right, y), ink)


def upright(painter: QPainter, x: float, top: float, bottom: float, ink: Ink = Ink.LINE) -> None:
    """竖细线。"""
    hairline(painter, QLineF(x, top, x, bottom), ink)


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: Ink | None = None,
    border: Ink | None = None,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """圆角块；边框画在 ``rect`` 之内。"""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill.colour if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
    else:
        pen = QPen(border.colour, width)
        if dashed:
            pen.setDashPattern([3, 2.5])
        painter.setPen(pen)
        half = width / 2
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    painter.restore()
