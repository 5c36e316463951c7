"""纸张：灰底上的各页，缩放、翻页、缺项处的虚框；只要眼前几页的图像，用完即弃。"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.page_images import PageImage, PageWish
from medtech_desktop.ui.widgets.paper_frames import Frame, frame_place, paint_frame
from medtech_desktop.ui.widgets.zooms import FIT_PAGE, FIT_WIDTH, stepped

_GAP = 12
_SCREEN = 96.0 / 72.0
"""像素每点：100 % 时纸张的大小。"""
_ASK_AFTER_MS = 40
_KEPT_BYTES = 96 * 1024 * 1024
_TOLD = 6000
"""读屏说明里一页的文字至多这么多字。"""


@dataclass(slots=True)
class _Held:
    wished: int
    image: QImage


class PaperPages(QAbstractScrollArea):
    """纸张控件；``pictures_wanted`` 带 PageWish 的元组，由外面取来 ``take_pictures``。

    PgUp/PgDn turn pages, Home/End go to the ends, Ctrl with plus, minus, 0 or the wheel
    zooms, Ctrl+C copies the text of the page, Ctrl+P prints, F11 enlarges.
    """

    pictures_wanted = Signal(object)
    page_changed = Signal(int)
    zoom_changed = Signal(str)
    enlarge_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom = FIT_WIDTH
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._frames: tuple[Frame, ...] = ()
        self._tops: list[float] = []
        self._whole = (0.0, 0.0)
        self._factor = 1.0
        self._held: OrderedDict[int, _Held] = OrderedDict()
        self._texts: dict[int, str] = {}
        self._asked: tuple[PageWish, ...] = ()
        self._current = 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("文书预览")
        self.viewport().setMouseTracking(True)
        self.viewport().setBackgroundRole(self.backgroundRole())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_ASK_AFTER_MS)
        self._later.timeout.connect(self.ask_now)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(self._scrolled)
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # What is shown

    def show_paper(
        self, sizes: tuple[tuple[float, float], ...], frames: tuple[Frame, ...] = ()
    ) -> None:
        """换上一份：各页的宽与高（点）、缺项。图像随后再要；旧图像先留着看。"""
        same = sizes == self._sizes
        self._sizes, self._frames = sizes, frames
        self._asked = ()
        self._texts = {}
        if not same:
            self._held.clear()
        for held in self._held.values():
            held.wished = 0
        self._arrange()
        if not same:
            self.verticalScrollBar().setValue(0)
        self._current = -1
        self._scrolled()

    def take_pictures(self, pictures: tuple[PageImage, ...]) -> None:
        """收下取来的图像。"""
        self._asked = ()
        for one in pictures:
            if one.page < len(self._sizes):
                self._held[one.page] = _Held(one.wished, one.image())
                self._held.move_to_end(one.page)
            if one.text is not None:
                self._texts[one.page] = one.text
        self._forget()
        self._describe()
        self.viewport().update()

    @property
    def pages(self) -> int:
        """共几页。"""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """正在看的页，自 1 起；没有为 0。"""
        return max(0, self._current) + 1 if self._sizes else 0

    @property
    def frames(self) -> tuple[Frame, ...]:
        """屏幕上的缺项虚框。"""
        return self._frames

    def held_pages(self) -> tuple[int, ...]:
        """留有图像的页，自 0 起。"""
        return tuple(sorted(self._held))

    def is_sharp(self) -> bool:
        """眼前各页的图像都正是所需的大小。"""
        return bool(self._sizes) and not any(map(self._blurred, self._visible()))

    def page_text(self) -> str:
        """正在看的一页的文字。"""
        return self._texts.get(max(0, self._current), "")

    # Zoom and pages

    def set_zoom(self, zoom: str) -> None:
        """换缩放：「适合版心」「整页」或「100 %」等；看着的地方不动。"""
        if zoom == self.zoom:
            return
        at = self._anchor()
        self.zoom = zoom
        self._arrange()
        self._stand_at(at)
        self.zoom_changed.emit(zoom)
        self._scrolled()

    def go_to(self, page: int) -> None:
        """翻到第几页，自 1 起。"""
        if self._sizes:
            number = min(max(page, 1), len(self._sizes)) - 1
            self.verticalScrollBar().setValue(round(self._tops[number]))
            self._tell_page(number)

    def _scale(self) -> float:
        """像素每点。"""
        return self._factor

    def _wanted_scale(self) -> float:
        """像素每点，按现在的大小。滚动条有没有，先按整宽定：否则条与页宽互相推来推去，没有完。"""
        tall = self._height_in(self._scale_in(self.width())) > self.height()
        bar = self.verticalScrollBar().sizeHint().width() if tall else 0
        return self._scale_in(self.width() - bar)

    def _scale_in(self, room: int) -> float:
        if not self._sizes:
            return 1.0
        widest = max(width for width, _ in self._sizes)
        tallest = max(height for _, height in self._sizes)
        across = max(60, room - 2 * theme.LIST_MARGIN) / widest
        if self.zoom == FIT_WIDTH:
            return across
        if self.zoom == FIT_PAGE:
            return min(across, max(60, self.height() - _GAP) / tallest)
        return _SCREEN * int(self.zoom.removesuffix(" %")) / 100

    def _height_in(self, scale: float) -> float:
        heights = (height * scale for _, height in self._sizes)
        return sum(heights) + _GAP * max(0, len(self._sizes) - 1)

    def _arrange(self) -> None:
        self._factor = scale = self._wanted_scale()
        top = 0.0
        self._tops = []
        for _, height in self._sizes:
            self._tops.append(top)
            top += height * scale + _GAP
        top -= _GAP if self._sizes else 0
        widest = max((width for width, _ in self._sizes), default=0.0) * scale
        self._whole = (widest + 2 * theme.LIST_MARGIN, top)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, round(top) - self.viewport().height()))
        down.setPageStep(max(1, self.viewport().height()))
        down.setSingleStep(40)
        fits = self.zoom in (FIT_WIDTH, FIT_PAGE)
        over = 0 if fits else round(self._whole[0]) - self.viewport().width()
        across.setRange(0, max(0, over))
        across.setPageStep(max(1, self.viewport().width()))
        across.setSingleStep(40)
        self.viewport().update()

    def _sheet(self, number: int) -> QRectF:
        width, height = self._sizes[number]
        scale = self._scale()
        room = max(self._whole[0], float(self.viewport().width()))
        left = (room - width * scale) / 2 - self.horizontalScrollBar().value()
        top = self._tops[number] - self.verticalScrollBar().value()
        return QRectF(round(left), round(top), width * scale, height * scale)

    def _anchor(self) -> tuple[int, float]:
        """眼前最上一页，与它已卷过的份额。"""
        if not self._sizes:
            return 0, 0.0
        top = self.verticalScrollBar().value()
        number = max(0, bisect_right(self._tops, top) - 1)
        height = self._sizes[number][1] * self._scale()
        return number, (top - self._tops[number]) / max(1.0, height)

    def _stand_at(self, at: tuple[int, float]) -> None:
        number, share = at
        if number < len(self._tops):
            height = self._sizes[number][1] * self._scale()
            self.verticalScrollBar().setValue(round(self._tops[number] + share * height))

    def _visible(self) -> range:
        if not self._sizes:
            return range(0)
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, max(first + 1, bisect_right(self._tops, bottom - 1)))

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 3
        self._tell_page(max(0, bisect_right(self._tops, middle) - 1) if self._tops else 0)
        self.viewport().update()
        self._later.start()

    def _tell_page(self, number: int) -> None:
        if number != self._current:
            self._current = number
            self._describe()
            self.page_changed.emit(number + 1)

    def _describe(self) -> None:
        if not self._sizes:
            self.setAccessibleDescription("")
            return
        missing = [one.word for one in self._frames if one.page == self._current]
        lacks = f"，{'、'.join(missing)}" if missing else ""
        text = self.page_text()[:_TOLD]
        self.setAccessibleDescription(f"第 {self.page} 页，共 {self.pages} 页{lacks}。{text}")

    # Pictures

    def _pixels(self, number: int) -> int:
        ratio = self.devicePixelRatioF()
        return max(1, round(self._sizes[number][0] * self._scale() * ratio))

    def ask_now(self) -> None:
        """要眼前各页与前后各一页的图像；已有正好大小的不再要。"""
        seen = self._visible()
        if not seen:
            return
        near = [n for n in (seen.stop, seen.start - 1) if 0 <= n < len(self._sizes)]
        wishes = tuple(
            PageWish(number, self._pixels(number), number not in self._texts)
            for number in (*seen, *near)
            if self._blurred(number)
        )
        if wishes and wishes != self._asked:  # the newer wish outdates the older one
            self._asked = wishes
            self.pictures_wanted.emit(wishes)

    def _blurred(self, number: int) -> bool:
        held = self._held.get(number)
        return held is None or held.wished != self._pixels(number)

    def _forget(self) -> None:
        """只留最近用过的；眼前的总留着。"""
        seen = set(self._visible())
        for number in seen:
            if number in self._held:
                self._held.move_to_end(number)
        total = sum(held.image.sizeInBytes() for held in self._held.values())
        for number in list(self._held):
            if total <= _KEPT_BYTES:
                return
            if number not in seen:
                total -= self._held.pop(number).image.sizeInBytes()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), Ink.MUTE_T.colour)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in self._visible():
            sheet = self._sheet(number)
            painter.fillRect(sheet, Ink.BG.colour)
            self._paint_picture(painter, number, sheet)
            for frame in self._frames:
                if frame.page == number:
                    paint_frame(painter, sheet, frame)
        if self.hasFocus() and self._sizes:
            box(painter, QRectF(self.viewport().rect()), 0, None, Ink.ACC, 2)

    def _paint_picture(self, painter: QPainter, number: int, sheet: QRectF) -> None:
        held = self._held.get(number)
        if held is None:
            return
        self._held.move_to_end(number)
        if held.wished == self._pixels(number):
            ratio = self.devicePixelRatioF()
            size = held.image.size() / ratio
            painter.drawImage(QRectF(sheet.topLeft(), size.toSizeF()), held.image)
        else:
            painter.drawImage(sheet, held.image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        at = self._anchor()
        super().resizeEvent(event)
        self._arrange()
        self._stand_at(at)
        self._scrolled()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """停在缺项的格上，提示所缺的词；小格放不下签时也说得出。"""
        super().mouseMoveEvent(event)
        seen = self._visible()
        words = [
            frame.word
            for frame in self._frames
            if frame.page in seen
            and frame_place(self._sheet(frame.page), frame).contains(event.position())
        ]
        self.viewport().setToolTip("、".join(words))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if control and self._control(key):
            return
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        match key:
            case Qt.Key.Key_PageDown:
                self._turn(1)
            case Qt.Key.Key_PageUp:
                self._turn(-1)
            case Qt.Key.Key_Home:
                down.setValue(0)
            case Qt.Key.Key_End:
                down.setValue(down.maximum())
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                step = 40 if key == Qt.Key.Key_Down else -40
                down.setValue(down.value() + step)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                step = 40 if key == Qt.Key.Key_Right else -40
                across.setValue(across.value() + step)
            case Qt.Key.Key_F11:
                self.enlarge_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def _control(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_C:
                QGuiApplication.clipboard().setText(self.page_text())
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.set_zoom(stepped(self._percent(), 1))
            case Qt.Key.Key_Minus:
                self.set_zoom(stepped(self._percent(), -1))
            case Qt.Key.Key_0:
                self.set_zoom(FIT_WIDTH)
            case Qt.Key.Key_P:
                self.print_wanted.emit()
            case _:
                return False
        return True

    def _percent(self) -> float:
        return self._scale() / _SCREEN * 100

    def _turn(self, pages: int) -> None:
        """下一页（上一页）；一页比窗口高的，先看完本页。"""
        down = self.verticalScrollBar()
        view = self.viewport().height()
        number, _ = self._anchor()
        if not self._tops:
            return
        end = self._tops[number] + self._sizes[number][1] * self._scale()
        start = self._tops[number]
        if pages > 0 and end - down.value() > view + _GAP:
            down.setValue(min(down.value() + view - 40, round(end) - view))
        elif pages > 0:
            down.setValue(
                round(self._tops[number + 1]) if number + 1 < self.pages else down.maximum()
            )
        elif down.value() - start > 1:
            down.setValue(max(round(start), down.value() - view + 40))
        elif number:
            down.setValue(round(self._tops[number - 1]))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turn:
            self.set_zoom(stepped(self._percent(), 1 if turn > 0 else -1))
            event.accept()
            return
        super().wheelEvent(event)
