"""页的图像：要哪一页、多宽，取来的像素与文字。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True)
class PageWish:
    """要一页的图像：第几页（自 0 起）、多宽（设备像素）、要不要文字。"""

    page: int
    width: int
    wants_text: bool


@dataclass(frozen=True, slots=True)
class PageImage:
    """一页的像素：BGRX，每行 ``stride`` 字节；``text`` 为页上的文字，没有问则 None。"""

    page: int
    wished: int
    pixels: bytes
    width: int
    height: int
    stride: int
    text: str | None = None

    def image(self) -> QImage:
        """可绘制的图像（自有内存）。"""
        form = QImage.Format.Format_RGB32
        return QImage(self.pixels, self.width, self.height, self.stride, form).copy()
