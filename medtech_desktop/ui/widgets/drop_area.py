"""放文件的地方：把文件拖进来，或点一下选择。"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box, draw_text
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import Quiet


class DropArea(Quiet):
    """放文件控件；``dropped`` 带路径，点一下只发 ``clicked``。"""

    dropped = Signal(object)

    def __init__(
        self, text: str, note: str, suffixes: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._note, self._suffixes = note, suffixes
        self._over = False
        self.setAcceptDrops(True)
        self.setAccessibleDescription(note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(480, 132)

    def accepted_path(self, data: QMimeData) -> Path | None:
        """拖来的是否一个认得的文件。"""
        urls = [url for url in data.urls() if url.isLocalFile()]
        if len(urls) != 1:
            return None
        path = Path(urls[0].toLocalFile())
        return path if path.suffix.casefold() in self._suffixes else None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.accepted_path(event.mimeData()) is not None:
            self._over = True
            event.acceptProposedAction()
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        path = self.accepted_path(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(self.rect())
        lit = self._over or self.underMouse() or self.hasFocus()
        fill = Ink.ACC_T if self._over else Ink.PANEL
        box(painter, place, 6, fill, Ink.ACC if lit else Ink.LINE3, 1.5, dashed=not self.hasFocus())
        middle = place.center()
        draw_icon(painter, "file-up", QRectF(middle.x() - 13, middle.y() - 44, 26, 26), Ink.ACC)
        centre = Qt.AlignmentFlag.AlignHCenter
        line = QRectF(place.left() + 12, middle.y() - 8, place.width() - 24, 22)
        face = theme.font(theme.BODY, theme.MEDIUM)
        draw_text(painter, line, self.text(), face, Ink.INK, centre)
        line.translate(0, 26)
        draw_text(painter, line, self._note, theme.font(theme.NOTE), Ink.INK2, centre)
