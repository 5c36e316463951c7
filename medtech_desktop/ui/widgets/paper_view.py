"""文书预览：页签、缩放、纸张、页码、缺什么、上次打印、打印与导出。"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.page_images import PageImage
from medtech_desktop.ui.widgets.paper_frames import Frame
from medtech_desktop.ui.widgets.paper_pages import PaperPages
from medtech_desktop.ui.widgets.quiet import Link, button, label, paper, tint
from medtech_desktop.ui.widgets.zoom_word import ZoomWord

FORMAT_WORDS = {
    "pdf": "PDF（打印、盖章）",
    "docx": "Word 文档",
    "xlsx": "Excel 表格",
    "html": "网页",
    "file": "原样的文件",
}
"""导出格式 → 词。"""


class PaperState(StrEnum):
    """文书状态。"""

    DRAFT = "草稿"
    READY = "齐备"
    SUBMITTED = "已提交"


@dataclass(frozen=True, slots=True)
class PaperView:
    """预览的文书：各页的宽与高（点）、状态、缺几处、缺处的虚框。"""

    sizes: tuple[tuple[float, float], ...]
    state: PaperState
    missing: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()


class _FootMark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.icon, self.ink = "info", Ink.INK2
        self.setFixedSize(18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), self.icon, QRectF(0, 1, 15, 15), self.ink)


_WIDE, _LEAST, _MOST, _SLIM = 1130, 388, 560, 320


class PaperPane(QWidget):
    """文书预览控件；信号说出要换文书、取图像、放大、打印、导出或看打印记录。"""

    tab_chosen = Signal(str)
    pictures_wanted = Signal(object)
    enlarge_wanted = Signal()
    print_wanted = Signal()
    export_wanted = Signal(str)
    history_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        paper(self, Ink.MUTE_T)
        self._formats: dict[str, str] = {}
        self.fit_beside(_WIDE)
        self.tabs = FilterWords("文书")
        self.tabs.underlined = False
        self.zoom = ZoomWord()
        self.enlarge = Link("放大看")
        self.enlarge.setToolTip("F11")
        self.waiting = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.pages = PaperPages()
        self.page_box = QSpinBox()
        self.page_count = label("", size=theme.NOTE, ink=Ink.INK2)
        self._page_row = QWidget()
        self._mark = _FootMark()
        self.foot = QLabel()
        self.past = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.past_link = Link("打印记录")
        self.export_button = DropButton("导出…")
        self.print_button = button("打印草稿…", "printer")
        self._lay_out()
        self._wire()
        self.show_formats(("pdf",))
        self.say("选一件备案，这里显示它的文书")

    def _wire(self) -> None:
        self.tabs.chosen.connect(self.tab_chosen)
        self.zoom.chosen.connect(self.pages.set_zoom)
        self.enlarge.clicked.connect(lambda _=False: self.enlarge_wanted.emit())
        self.pages.zoom_changed.connect(self.zoom.show_zoom)
        self.pages.pictures_wanted.connect(self.pictures_wanted)
        self.pages.enlarge_wanted.connect(self.enlarge_wanted)
        self.pages.print_wanted.connect(self.print_button.click)
        self.pages.page_changed.connect(self._show_page)
        self.page_box.valueChanged.connect(self.pages.go_to)
        self.print_button.clicked.connect(lambda _=False: self.print_wanted.emit())
        self.export_button.chosen.connect(self._export)
        self.past_link.clicked.connect(lambda _=False: self.history_wanted.emit())

    def fit_beside(self, screen: int) -> None:
        """按整屏的宽（像素）让出地方：窄屏时文书收窄，中间一栏不被截去。"""
        narrow = screen < _WIDE
        self.setMinimumWidth(_SLIM if narrow else _LEAST)
        self.setMaximumWidth(_SLIM if narrow else _MOST)

    def free_width(self) -> None:
        """单独一个窗口里，不限宽。"""
        self.setMinimumWidth(_SLIM)
        self.setMaximumWidth(16_777_215)

    def fill_window(self) -> None:
        """占满一个窗口；不再有「放大看」。"""
        self.free_width()
        self.enlarge.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, theme.LIST_MARGIN, 0)
        head.setSpacing(8)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.zoom)
        head.addWidget(self.enlarge)
        column.addLayout(head)
        self.waiting.setContentsMargins(theme.LIST_MARGIN, 4, theme.LIST_MARGIN, 4)
        column.addWidget(self.waiting)
        column.addWidget(self.pages, 1)
        paper(self.pages.viewport(), Ink.MUTE_T)
        self._fill_page_row()
        column.addWidget(self._page_row)
        column.addLayout(self._foot_rows())

    def _fill_page_row(self) -> None:
        self.page_box.setAccessibleName("页码")
        self.page_box.setFixedWidth(56)
        self.page_box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.page_box.setKeyboardTracking(False)
        row = QHBoxLayout(self._page_row)
        row.setContentsMargins(theme.LIST_MARGIN, 0, theme.LIST_MARGIN, 0)
        row.setSpacing(6)
        row.addStretch(1)
        row.addWidget(label("第", size=theme.NOTE, ink=Ink.INK2))
        row.addWidget(self.page_box)
        row.addWidget(self.page_count)
        row.addStretch(1)
        self._page_row.hide()

    def _foot_rows(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setContentsMargins(theme.LIST_MARGIN, 4, theme.LIST_MARGIN, 10)
        rows.setSpacing(6)
        said = QHBoxLayout()
        self.foot.setFont(theme.font(theme.NOTE, theme.MEDIUM))
        self.foot.setWordWrap(True)
        said.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.foot, 1)
        rows.addLayout(said)
        past = QHBoxLayout()
        past.setSpacing(8)
        past.addWidget(self.past, 1)
        past.addWidget(self.past_link, 0, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(past)
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
        self.pages.show_paper(())
        self._page_row.hide()
        self._foot("", "info", Ink.INK2)
        self.show_past("")
        for made in (self.export_button, self.print_button, self.enlarge, self.zoom):
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

    def tab_word(self) -> str:
        """当前页签的词。"""
        views = self.tabs.views()
        return next((v.word for v in views if v.key == self.tabs.current()), "文书")

    def show_past(self, sentence: str, *, kept: bool = False) -> None:
        """上次打印的一句；``kept`` 为有记录可看。"""
        self.past.setText(sentence or "还没有打印过，只导出过")
        self.past.setVisible(bool(sentence) or kept)
        self.past_link.setVisible(kept)

    def show_scan(self, view: PaperView, name: str) -> None:
        """显示一件扫描件。"""
        self.show_paper(view)
        self._foot(name, "file-text", Ink.INK2)
        self.show_past("")

    def show_paper(self, view: PaperView, said: str = "") -> None:
        """显示一份文书；``said`` 为不缺什么时说的一句。"""
        self.waiting.hide()
        self.pages.show_paper(view.sizes, view.frames)
        self._show_page_row()
        draft = view.state is PaperState.DRAFT
        word = "打印草稿…" if draft else "打印…"
        self.print_button.setText(f"\u2009\u2009{word}")
        self.print_button.setAccessibleName(word)
        for made in (self.export_button, self.print_button, self.enlarge, self.zoom):
            made.setEnabled(True)
        if view.missing:
            names = "、".join(view.missing[:4])
            more = f"等 {len(view.missing)} 处" if len(view.missing) > 4 else ""
            self._foot(f"{names}{more}，补齐后可盖章", "circle-x", Ink.BAD)
            self.foot.setToolTip("、".join(view.missing))
        elif said:
            self._foot(said, "info", Ink.INK2)
        elif view.state is not PaperState.SUBMITTED:
            self._foot("各栏已填齐，可打印盖章", "circle-check", Ink.OK)
        else:
            self._foot(f"{view.state.value}，不再改动", "lock", Ink.INK2)

    def take_pictures(self, pictures: tuple[PageImage, ...]) -> None:
        """收下取来的各页图像。"""
        self.pages.take_pictures(pictures)

    def _show_page_row(self) -> None:
        several = self.pages.pages > 1
        self._page_row.setVisible(several)
        with QSignalBlocker(self.page_box):
            self.page_box.setRange(1, max(1, self.pages.pages))
            self.page_box.setValue(self.pages.page)
        self.page_count.setText(f"/ {self.pages.pages} 页")

    def _show_page(self, page: int) -> None:
        with QSignalBlocker(self.page_box):
            self.page_box.setValue(page)

    def _foot(self, text: str, icon: str, ink: Ink) -> None:
        self.foot.setText(text)
        self.foot.setToolTip(text)
        tint(self.foot, ink)
        self._mark.icon, self._mark.ink = icon, ink
        self._mark.setVisible(bool(text))
        self._mark.update()

    def sizeHint(self) -> QSize:
        return QSize(_LEAST, 480)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.MUTE_T.colour)
        upright(painter, 0, 0, self.height())
