"""页面图像：把 PDF 或扫描件的一页画成像素，只在工作线程中调用。"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui.widgets.page_images import PageImage, PageWish

_POINTS = 72.0
_SMALL = 700
"""Narrower pages are drawn twice as large and then reduced: hairlines stay fine."""
_SCAN_DPI = 150.0
"""A photograph without a stated size is shown as if scanned at this resolution."""


def is_pdf(content: bytes) -> bool:
    """是 PDF，不是图片。"""
    return content.startswith(b"%PDF")


def page_sizes(content: bytes) -> tuple[tuple[float, float], ...]:
    """各页的宽与高（点）。raises ValueError when it is neither a PDF nor a picture."""
    if not is_pdf(content):
        image = _scan(content)
        return ((image.width() * _POINTS / _SCAN_DPI, image.height() * _POINTS / _SCAN_DPI),)
    document = _opened(content)
    try:
        return tuple(
            (float(width), float(height))
            for width, height in (document.get_page_size(number) for number in range(len(document)))
        )
    finally:
        document.close()


def page_pictures(content: bytes, wishes: tuple[PageWish, ...]) -> tuple[PageImage, ...]:
    """所要的各页，各画到所要的宽（像素），连同页上的文字。raises ValueError."""
    if not is_pdf(content):
        return tuple(_scan_picture(_scan(content), wish) for wish in wishes)
    document = _opened(content)
    try:
        return tuple(_picture(document, wish) for wish in wishes)
    finally:
        document.close()


def _picture(document: Any, wish: PageWish) -> PageImage:
    page = document[wish.page]
    finer = 2 if wish.width < _SMALL else 1
    bitmap = page.render(scale=finer * wish.width / page.get_width(), prefer_bgrx=True)
    text = page.get_textpage().get_text_range() if wish.wants_text else None
    if finer == 1:
        pixels = bytes(bitmap.buffer)
        size = bitmap.width, bitmap.height, bitmap.stride
        return PageImage(wish.page, wish.width, pixels, *size, text)
    form = QImage.Format.Format_RGB32
    image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, form)
    return _image(_to_width(image, wish.width), wish, text)


def _to_width(image: QImage, width: int) -> QImage:
    return image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)


def _image(image: QImage, wish: PageWish, text: str | None) -> PageImage:
    shown = image.convertToFormat(QImage.Format.Format_RGB32)
    size = shown.width(), shown.height(), shown.bytesPerLine()
    return PageImage(wish.page, wish.width, bytes(shown.constBits()), *size, text)


def _scan_picture(image: QImage, wish: PageWish) -> PageImage:
    shown = _to_width(image, min(wish.width, image.width()))
    return _image(shown, wish, "扫描件，没有可读的文字")


def _opened(content: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise ValueError("不是可读的 PDF") from error


def _scan(content: bytes) -> QImage:
    image = QImage.fromData(content).convertToFormat(QImage.Format.Format_RGB32)
    if image.isNull():
        raise ValueError("不是可读的图片")
    return image


def sizes_or_trouble(content: bytes) -> tuple[tuple[float, float], ...]:
    """各页的宽与高；读不出的说明怎么办。raises Trouble."""
    try:
        return page_sizes(content)
    except ValueError as error:
        raise Trouble("扫描件不能显示", "换一份 PDF、JPG 或 PNG 后重新登记") from error
