"""图标：Lucide 线条图标（ISC），绘制时按主题着色，任何缩放下都清晰。"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from medtech_desktop.resource_files import resource
from medtech_desktop.ui.theme import Ink


@cache
def _renderer(name: str, ink: Ink) -> QSvgRenderer:
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(svg.replace("currentColor", ink.value).encode()))


def draw_icon(painter: QPainter, name: str, rect: QRectF, ink: Ink) -> None:
    """把图标画进 ``rect``。"""
    _renderer(name, ink).render(painter, rect)


def pixmap(name: str, ink: Ink, size: int, ratio: float = 1.0) -> QPixmap:
    """``size`` 像素（100 %）的图标位图。"""
    image = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    _renderer(name, ink).render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


@cache
def icon(name: str, ink: Ink = Ink.INK2, size: int = 15) -> QIcon:
    """按钮图标，含 1、1.5、2、3 倍位图；禁用时为灰。"""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        made.addPixmap(pixmap(name, ink, size, ratio))
        made.addPixmap(pixmap(name, Ink.LINE3, size, ratio), QIcon.Mode.Disabled)
    return made
