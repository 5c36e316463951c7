"""文书预览：页签、纸张、缺项处的红色虚框（只在屏幕上）、说明、打印与导出。"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.quiet import button, label, paper, tint

FORMAT_WORDS = {
    "pdf": "PDF（打印、盖章）",
    "docx": "Word 文档",
    "xlsx": "Excel 表格",
    "html": "网页",
}
"""导出格式 → 词。"""


class PaperState(StrEnum):
    """文书状态。"""

    DRAFT = "草稿"
    READY = "齐备"
    SUBMITTED = "已提交"


@dataclass(frozen=True, slots=True)
class PageImage:
    """一页的像素：BGRX，每行 ``stride`` 字节。"""

    pixels: bytes
    width: int
    height: int
    stride: int

    def image(self) -> QImage:
        """可绘制的图像（自有内存）。"""
        form = QImage.Format.Format_RGB32
        return QImage(self.pixels, self.width, self.height, self.stride, form).copy()


@dataclass(frozen=True, slots=True)
class PaperView:
    """预览的文书：页、状态、缺几处、缺处在首页的位置（按页宽高的比例）。"""

    pages: tuple[PageImage, ...]
    state: PaperState
    missing: tuple[str, ...] = ()
    frames: tuple[tuple[float, float, float, float], ...] = ()


def page_images(pdf: bytes, dpi: int) -> tuple[PageImage, ...]:
    """把 PDF 画成各页图像；在工作线程中调用。raises ValueError if it is no PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError("不是可读的 PDF") from error
    try:
        pages = []
        for page in document:
            bitmap = page.render(scale=dpi / 72, prefer_bgrx=True)
            pixels = bytes(bitmap.buffer)
            pages.append(PageImage(pixels, bitmap.width, bitmap.height, bitmap.stride))
        return tuple(pages)
    finally:
        document.close()


class _Sheets(QWidget):
    """灰底上的纸张，宽度随窗口。"""

    def __init__(self) -> None:
        super().__init__()
        self._images: list[QImage] = []
        self._frames: tuple[tuple[float, float, float, float], ...] = ()
        self.setAccessibleName("文书预览")

    def show_images(
        self, images: list[QImage], frames: tuple[tuple[float, float, float, float], ...]
    ) -> None:
        """换上各页图像。"""
        self._images, self._frames = images, frames
        self.fit(self.width())
        self.update()

    def fit(self, width: int) -> None:
        """按宽度排好各页，定出总高度。"""
        room = max(60, width - 2 * theme.LIST_MARGIN)
        height = 0.0
        for image in self._images:
            height += room * image.height() / max(1, image.width()) + 12
        self.setMinimumHeight(max(60, round(height)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.MUTE_T.colour)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.width() - 2 * theme.LIST_MARGIN
        top = 0.0
        ratio = self.devicePixelRatioF()
        for number, image in enumerate(self._images):
            sheet = QRectF(
                theme.LIST_MARGIN, top, room, room * image.height() / max(1, image.width())
            )
            target = QSize(round(sheet.width() * ratio), round(sheet.height() * ratio))
            scaled = image.scaled(
                target,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter.drawImage(sheet, scaled)
            if number == 0:
                self._paint_frames(painter, sheet)
            top = sheet.bottom() + 12

    def _paint_frames(self, painter: QPainter, sheet: QRectF) -> None:
        pen = QPen(Ink.BAD_S.colour, 1.5)
        pen.setDashPattern([3, 2.5])
        painter.setPen(pen)
        for left, top, width, height in self._frames:
            painter.drawRoundedRect(
                QRectF(
                    sheet.left() + left * sheet.width(),
                    sheet.top() + top * sheet.height(),
                    width * sheet.width(),
                    height * sheet.height(),
                ),
                3,
                3,
            )


class _FootMark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.icon, self.ink = "info", Ink.INK2
        self.setFixedSize(18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), self.icon, QRectF(0, 1, 15, 15), self.ink)


_WIDE, _LEAST, _MOST, _SLIM = 1130, 388, 560, 320


class PaperPane(QWidget):
    """文书预览控件；信号说出要换文书、打印或导出。"""

    tab_chosen = Signal(str)
    print_wanted = Signal()
    export_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        paper(self, Ink.MUTE_T)
        self._formats: dict[str, str] = {}
        self.fit_beside(_WIDE)
        self.tabs = FilterWords("文书")
        self.tabs.underlined = False
        self.waiting = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.fit_note = label("适合版心", size=theme.NOTE, ink=Ink.INK2)
        self._sheets = _Sheets()
        self._scroll = QScrollArea()
        self._mark = _FootMark()
        self.foot = QLabel()
        self.export_button = DropButton("导出…")
        self.print_button = button("打印草稿…", "printer")
        self._lay_out()
        self.tabs.chosen.connect(self.tab_chosen)
        self.print_button.clicked.connect(lambda _=False: self.print_wanted.emit())
        self.export_button.chosen.connect(self._export)
        self.show_formats(("pdf",))
        self.say("选一件备案，这里显示它的文书")

    def fit_beside(self, screen: int) -> None:
        """按整屏的宽（像素）让出地方：窄屏时文书收窄，中间一栏不被截去。"""
        narrow = screen < _WIDE
        self.setMinimumWidth(_SLIM if narrow else _LEAST)
        self.setMaximumWidth(_SLIM if narrow else _MOST)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, theme.LIST_MARGIN, 0)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.fit_note)
        column.addLayout(head)
        self.waiting.setContentsMargins(theme.LIST_MARGIN, 4, theme.LIST_MARGIN, 4)
        column.addWidget(self.waiting)
        self._scroll.setWidget(self._sheets)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName("文书预览")
        column.addWidget(self._scroll, 1)
        paper(self._scroll.viewport(), Ink.MUTE_T)
        column.addLayout(self._foot_rows())

    def _foot_rows(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setContentsMargins(theme.LIST_MARGIN, 4, theme.LIST_MARGIN, 10)
        rows.setSpacing(6)
        said = QHBoxLayout()
        self.foot.setFont(theme.font(theme.NOTE, theme.MEDIUM))
        self.foot.setWordWrap(True)
        said.addWidget(self._mark)
        said.addWidget(self.foot, 1)
        rows.addLayout(said)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addStretch(1)
        for made in (self.export_button, self.print_button):
            acts.addWidget(made)
        rows.addLayout(acts)
        return rows

    def say(self, sentence: str) -> None:
        """没有纸张可看时的一句话。"""
        self.waiting.setText(sentence)
        self.waiting.setVisible(bool(sentence))
        self._sheets.show_images([], ())
        self._foot("", "info", Ink.INK2)
        for made in (self.export_button, self.print_button):
            made.setEnabled(False)

    def show_formats(self, kinds: tuple[str, ...]) -> None:
        """可导出的格式；不止一种时多一项「全部格式」。"""
        self._formats = {FORMAT_WORDS.get(kind, kind): kind for kind in kinds}
        if len(kinds) > 1:
            self._formats["全部格式"] = ""
        self.export_button.set_words(tuple(self._formats))

    def _export(self, word: str) -> None:
        self.export_wanted.emit(self._formats[word])

    def show_tabs(self, tabs: tuple[FilterWord, ...], current: str) -> None:
        """换上页签。"""
        self.tabs.show_words(tabs, current)

    def show_scan(self, pages: tuple[PageImage, ...], name: str) -> None:
        """显示一件扫描件。"""
        self.show_paper(PaperView(pages, PaperState.SUBMITTED))
        self._foot(name, "file-text", Ink.INK2)
        self.export_button.setEnabled(False)

    def show_paper(self, view: PaperView, said: str = "") -> None:
        """显示一份文书；``said`` 为不缺什么时说的一句。"""
        self.waiting.hide()
        self._sheets.show_images([page.image() for page in view.pages], view.frames)
        draft = view.state is PaperState.DRAFT
        word = "打印草稿…" if draft else "打印…"
        self.print_button.setText(f"\u2009\u2009{word}")
        self.print_button.setAccessibleName(word)
        self.print_button.setEnabled(True)
        self.export_button.setEnabled(True)
        if view.missing:
            names = "、".join(view.missing[:4])
            more = f"等 {len(view.missing)} 处" if len(view.missing) > 4 else ""
            self._foot(f"缺 {names}{more}，补齐后可盖章", "circle-x", Ink.BAD)
            self.foot.setToolTip("缺 " + "、".join(view.missing))
        elif said:
            self._foot(said, "info", Ink.INK2)
        elif view.state is not PaperState.SUBMITTED:
            self._foot("各栏已填齐，可打印盖章", "circle-check", Ink.OK)
        else:
            self._foot(f"{view.state.value}，不再改动", "lock", Ink.INK2)

    def _foot(self, text: str, icon: str, ink: Ink) -> None:
        self.foot.setText(text)
        self.foot.setToolTip(text)
        tint(self.foot, ink)
        self._mark.icon, self._mark.ink = icon, ink
        self._mark.setVisible(bool(text))
        self._mark.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheets.fit(self._scroll.viewport().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.MUTE_T.colour)
        upright(painter, 0, 0, self.height())
