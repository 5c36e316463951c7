"""种类表：图标、词、六像素的条、数；选一种就是筛选，颜色以外另有图标与词。"""

from __future__ import annotations

from dataclasses import dataclass

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


class _Kind(Quiet):
    def __init__(self, view: KindView, wide: int, most: int) -> None:
        super().__init__(f"{view.word} {view.count:,}")
        self.view, self._wide, self._most = view, wide, most
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _lead(self) -> int:
        return _EDGE + (_ICON if self.view.icon else 0)

    def sizeHint(self) -> QSize:
        return QSize(120, _TALL if self.view.icon or not self.view.bar else _LOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, view = QPainter(self), self.view
        current, high = self.isChecked(), self.height()
        ground = QRectF(0, 0, self.width(), high - 1)
        if current or self.underMouse():
            painter.fillRect(ground, (Ink.SEL if current else Ink.HOVER).colour)
        if current:
            painter.fillRect(QRectF(0, 0, 3, high - 1), Ink.ACC.colour)
        if view.icon:
            place = QRectF(_EDGE, (high - 17) / 2, 16, 16)
            draw_icon(painter, view.icon, place, view.tone.text)
        right = self.width() - _EDGE - (_COUNT - _EDGE if view.bar else 64)
        self._paint_bar(painter, right)
        room = QRectF(self._lead, 0, right - self._bar() - _GAP - self._lead, high - 1)
        face = theme.font(theme.BODY, theme.BOLD if current else theme.REGULAR)
        shown = draw_text(painter, room, view.word, face, Ink.INK)
        self.setToolTip(view.word if shown < text_width(view.word, face) - 0.5 else "")
        number = QRectF(right, 0, self.width() - _EDGE - right, high - 1)
        face = theme.font(theme.BODY, theme.MEDIUM if view.bar else theme.BOLD)
        side = Qt.AlignmentFlag.AlignRight
        draw_text(painter, number, f"{view.count:,}", face, Ink.INK, side)
        if self.hasFocus():
            box(painter, ground, 3, None, Ink.ACC, 2)

    def _bar(self) -> float:
        if not self.view.bar or not self._most:
            return 0.0
        return max(4.0, self._wide * self.view.count / self._most) if self.view.count else 0.0

    def _paint_bar(self, painter: QPainter, right: float) -> None:
        if (wide := self._bar()) > 0:
            place = QRectF(right - wide, (self.height() - 7) / 2, wide, 6)
            box(painter, place, 2, self.view.tone.mark)


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
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        most = max((view.count for view in views if view.bar), default=0)
        self._kinds = {}
        for view in views:
            kind = _Kind(view, _room_of_bars(views), most)
            self._kinds[view.key] = kind
            self._together.addButton(kind)
            kind.clicked.connect(lambda _=False, key=view.key: self.chosen.emit(key))
            self._column.addWidget(kind)
        keep_order(self, self._kinds.values())

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


def _room_of_bars(views: tuple[KindView, ...]) -> int:
    """同一把尺上，每个词都放得下时最长的条有多宽；太窄了词末尾省略，条仍看得出。"""
    face = theme.font(theme.BODY)
    most = max((view.count for view in views if view.bar), default=0)
    room = theme.RAIL_ROOM - _COUNT - _EDGE - _GAP
    widest = float(_BAR)
    for view in views:
        if view.bar and view.count:
            free = room - (_ICON if view.icon else 0) - text_width(view.word, face)
            widest = min(widest, free * most / view.count)
    return max(_LEAST, round(widest))
