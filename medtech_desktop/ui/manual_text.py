"""手册的一页：Markdown 排成屏幕上读的样子；字号与颜色取自主题，图不宽于页面。"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink

_LINE_HEIGHT = 150.0
_MARGIN = 24
_HEADINGS = {1: theme.TITLE, 2: theme.PANEL_TITLE, 3: theme.BODY}


class ManualText(QTextBrowser):
    """手册正文。链接到别页的由 ``anchorClicked`` 说出，不自己打开。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: dict[str, QImage] = {}
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setAccessibleName("手册正文")
        self.document().setDocumentMargin(_MARGIN)
        self.document().setDefaultFont(theme.font())

    def show_page(self, markdown: str, folder: Path) -> None:
        """换上一页；图按 ``folder`` 找。"""
        self.document().setBaseUrl(QUrl.fromLocalFile(f"{folder.as_posix()}/"))
        self.document().setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._style()
        self._fit_pictures()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pictures()

    def _style(self) -> None:
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            shape = QTextBlockFormat()
            height = QTextBlockFormat.LineHeightTypes.ProportionalHeight
            shape.setLineHeight(_LINE_HEIGHT, height.value)
            level = block.blockFormat().headingLevel()
            shape.setTopMargin(16 if level > 1 else 4)
            shape.setBottomMargin(4)
            cursor.mergeBlockFormat(shape)
            if level:
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                face = QTextCharFormat()
                face.setFont(theme.font(_HEADINGS.get(level, theme.BODY), theme.BOLD))
                face.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
                face.setForeground(Ink.INK.colour)
                cursor.mergeCharFormat(face)
            block = block.next()

    def _fit_pictures(self) -> None:
        """图缩到页面宽；小的不放大。"""
        room = self.viewport().width() - 2 * _MARGIN
        block = self.document().begin()
        while block.isValid():
            parts = block.begin()
            while not parts.atEnd():
                part = parts.fragment()
                if part.charFormat().isImageFormat():
                    self._fit(part.charFormat().toImageFormat(), part.position(), room)
                parts += 1
            block = block.next()

    def _fit(self, picture: QTextImageFormat, place: int, room: int) -> None:
        url = self.document().baseUrl().resolved(QUrl(picture.name()))
        image = self._images.setdefault(url.toLocalFile(), _picture(url))
        if image.isNull():
            return
        width = min(image.width(), max(200, room))
        if picture.width() == float(width):
            return
        ratio = self.devicePixelRatioF()
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = image.scaledToWidth(round(width * ratio), smooth)
        shown.setDevicePixelRatio(ratio)
        kind = QTextDocument.ResourceType.ImageResource
        self.document().addResource(int(kind), url, shown)
        picture.setWidth(float(width))
        picture.setHeight(shown.height() / ratio)
        cursor = QTextCursor(self.document())
        cursor.setPosition(place)
        cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(picture)


def _picture(url: QUrl) -> QImage:
    return QImage(url.toLocalFile()).convertToFormat(QImage.Format.Format_RGB32)
