"""种类表：图标、词、六像素的条、数；选一种就是筛选，颜色以外另有图标与词。"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box, draw_text, text_width
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.quiet import Quiet

_TALL, _LOW = 32, 28
_COUNT, _BAR, _LEAST = 42, 56, 20
_EDGE, _ICON, _GAP = 8, 24, 8


@dataclass(frozen=True, slots=True)
class KindView:
    """一种：键、词、数、图标（空为没有）、语气；``bar`` 假的不画条（如「全部」）。"""

    key: str
    word: str
    count: int
    icon: str = ""
    tone: Tone = Tone.MUTE
    bar: bool = True


@dataclass(frozen=True, slots=True)
class _Scale:
    """一列共用的尺：最多几条、最长的条有多宽、写数的一栏有多宽。"""

    most: int = 0
    wide: int = _BAR
    count: int = _COUNT

    def of(self, view: KindView) -> float:
        """一种的条有多宽；有的总看得见。"""
        if not view.bar or not self.most or not view.count:
            return 0.0
        return max(4.0, self.wide * view.count / self.most)


class _Kind(Quiet):
    picked = Signal(str)

    def __init__(self, view: KindView, scale: _Scale) -> None:
        super().__init__("")
        self.clicked.connect(self._pick)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_view(view, scale)

    def show_view(self, view: KindView, scale: _Scale) -> None:
        """换上一种。"""
        self.view, self._scale = view, scale
        told = f"{view.word} {view.count:,}"
        if told != self.text():
            self.setText(told)
            self.setAccessibleName(told)
        self.updateGeometry()
        self.update()

    def _pick(self) -> None:
        self.picked.emit(self.view.key)

    @property
    def _lead(self) -> int:
        return _EDGE + (_ICON if self.view.icon else 0)

    def sizeHint(self) -> QSize:
        return QSize(120, _TALL if self.view.icon or not self.view.bar else _LOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, view, scale = QPainter(self), self.view, self._scale
        current, high = self.isChecked(), self.height()
        ground = QRectF(0, 0, self.width(), high - 1)
        if current or self.underMouse():
            painter.fillRect(ground, (Ink.SEL if current else Ink.HOVER).colour)
        if current:
            painter.fillRect(QRectF(0, 0, 3, high - 1), Ink.ACC.colour)
        if view.icon:
            place = QRectF(_EDGE, (high - 17) / 2, 16, 16)
            draw_icon(painter, view.icon, place, view.tone.text)
        right = self.width() - scale.count
        if (wide := scale.of(view)) > 0:
            place = QRectF(right - wide, (high - 7) / 2, wide, 6)
            box(painter, place, 2, view.tone.mark)
        room = QRectF(self._lead, 0, right - wide - _GAP - self._lead, high - 1)
        face = theme.font(theme.BODY, theme.BOLD if current else theme.REGULAR)
        shown = draw_text(painter, room, view.word, face, Ink.INK)
        self.setToolTip(view.word if shown < text_width(view.word, face) - 0.5 else "")
        number = QRectF(right, 0, self.width() - _EDGE - right, high - 1)
        face = theme.font(theme.BODY, theme.MEDIUM if view.bar else theme.BOLD)
        side = Qt.AlignmentFlag.AlignRight
        draw_text(painter, number, f"{view.count:,}", face, Ink.INK, side, elide=False)
        if self.hasFocus():
            box(painter, ground, 3, None, Ink.ACC, 2)


class KindList(QWidget):
    """种类表控件；``chosen`` 带键。上下键换一种，选中的总有一种。"""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._together = QButtonGroup(self)
        self._kinds: dict[str, _Kind] = {}
        self._shown: tuple[KindView, ...] = ()

    def show_kinds(self, views: tuple[KindView, ...], current: str) -> None:
        """换上各种；没有变的不重造，焦点不丢。"""
        if views != self._shown:
            had = any(kind.hasFocus() for kind in self._kinds.values())
            self._shown = views
            self._rebuild(views)
            if had and current in self._kinds:
                self._kinds[current].setFocus(Qt.FocusReason.OtherFocusReason)
        if current in self._kinds:
            self._kinds[current].setChecked(True)

    def views(self) -> tuple[KindView, ...]:
        """现有的各种。"""
        return self._shown

    def current(self) -> str:
        """选着的键。"""
        return next((key for key, kind in self._kinds.items() if kind.isChecked()), "")

    def kind(self, key: str) -> QWidget:
        """一种的控件。raises KeyError for an unknown key."""
        return self._kinds[key]

    def _rebuild(self, views: tuple[KindView, ...]) -> None:
        """换上各种：已有的按钮接着用，多了才添，少了才去。"""
        kinds, scale = list(self._kinds.values()), _scale_of(views)
        for gone in kinds[len(views) :]:
            self._together.removeButton(gone)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        del kinds[len(views) :]
        self._together.setExclusive(False)
        for kind, view in zip(kinds, views, strict=False):
            kind.setChecked(False)
            kind.show_view(view, scale)
        self._together.setExclusive(True)
        kinds += [self._made(view, scale) for view in views[len(kinds) :]]
        self._kinds = {kind.view.key: kind for kind in kinds}
        keep_order(self, kinds)

    def _made(self, view: KindView, scale: _Scale) -> _Kind:
        kind = _Kind(view, scale)
        self._together.addButton(kind)
        kind.picked.connect(self.chosen)
        self._column.addWidget(kind)
        return kind

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        kinds = list(self._kinds.values())
        now = next((n for n, kind in enumerate(kinds) if kind is self.focusWidget()), -1)
        if step and now >= 0:
            target = kinds[(now + step) % len(kinds)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            target.click()
        else:
            super().keyPressEvent(event)


def _scale_of(views: tuple[KindView, ...]) -> _Scale:
    """同一把尺上，每个数都写全，每个词都放得下时最长的条有多宽；太窄了词末尾省略，条仍看得出。"""
    face = theme.font(theme.BODY)
    bold = theme.font(theme.BODY, theme.BOLD)
    counts = max((text_width(f"{view.count:,}", bold) for view in views), default=0.0)
    count = max(_COUNT, ceil(counts) + 2 * _EDGE)
    most = max((view.count for view in views if view.bar), default=0)
    room = theme.RAIL_ROOM - count - _EDGE - _GAP
    widest = float(_BAR)
    for view in views:
        if view.bar and view.count:
            free = room - (_ICON if view.icon else 0) - text_width(view.word, face)
            widest = min(widest, free * most / view.count)
    return _Scale(most, max(_LEAST, round(widest)), count)
