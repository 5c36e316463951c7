"""筛选词：一排词加数，当前词下有 3 像素横线。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box, draw_text, rule, text_width
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.quiet import Quiet


@dataclass(frozen=True, slots=True)
class FilterWord:
    """筛选词：``key``、词与数（-1 为不显示数）。"""

    key: str
    word: str
    count: int = -1


_RING, _APART = 4, 16
"""焦点框与字之间的空；两个词之间的空，挤时收到 ``2 * _RING``。"""


class _Word(Quiet):
    def __init__(self, view: FilterWord) -> None:
        super().__init__(f"{view.word} {view.count}" if view.count >= 0 else view.word)
        self.view = view
        self.setCheckable(True)
        self.bare = False

    def sizeHint(self) -> QSize:
        wide = text_width(self.view.word, theme.font(theme.BODY, theme.BOLD))
        if self.view.count >= 0 and not self.bare:
            wide += 5 + text_width(f"{self.view.count:,}", theme.font(theme.NOTE))
        return QSize(round(wide + 1) + 2 * _RING, 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        current = self.isChecked()
        face = theme.font(theme.BODY, theme.BOLD if current else theme.REGULAR)
        ink = Ink.INK if current or self.underMouse() else Ink.INK2
        room = QRectF(_RING, 0, self.width() - 2 * _RING, 31)
        wide = draw_text(painter, room, self.view.word, face, ink)
        if self.view.count >= 0 and not self.bare:
            face = theme.font(theme.NOTE)
            rest = room.adjusted(wide + 5, 0, 4, 0)
            draw_text(painter, rest, f"{self.view.count:,}", face, Ink.INK3, elide=False)
        if current:
            box(painter, QRectF(_RING, 31, self.width() - 2 * _RING, 3), 1.5, Ink.ACC)
        if self.hasFocus():
            box(painter, QRectF(0, 2, self.width(), 27), 3, None, Ink.ACC, 2)


class FilterWords(QWidget):
    """一排筛选词；``chosen`` 带 key；左右键换词。"""

    chosen = Signal(str)

    def __init__(
        self,
        name: str = "筛选",
        parent: QWidget | None = None,
        *,
        lead: int = theme.LIST_MARGIN,
    ) -> None:
        super().__init__(parent)
        self.underlined = True
        self.setAccessibleName(name)
        self.setFixedHeight(35)
        self._row = QHBoxLayout(self)
        self._lead = max(0, lead - _RING)
        self._row.setContentsMargins(self._lead, 0, self._lead, 1)
        self._row.setSpacing(_APART - 2 * _RING)
        self._together = QButtonGroup(self)
        self._words: dict[str, _Word] = {}

    def show_words(self, views: tuple[FilterWord, ...], current: str) -> None:
        """换上这些词；同样的词只更新数。"""
        if tuple(word.view for word in self._words.values()) != views:
            self._rebuild(views)
        if current in self._words:
            self._words[current].setChecked(True)
        self._space()

    def current(self) -> str:
        """当前词的 key；没有时为空。"""
        return next((key for key, word in self._words.items() if word.isChecked()), "")

    def views(self) -> tuple[FilterWord, ...]:
        """现有的词。"""
        return tuple(word.view for word in self._words.values())

    def word(self, key: str) -> QWidget:
        """一个词的控件。raises KeyError for an unknown key."""
        return self._words[key]

    def _rebuild(self, views: tuple[FilterWord, ...]) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._words = {}
        for view in views:
            word = _Word(view)
            self._words[view.key] = word
            self._together.addButton(word)
            word.clicked.connect(lambda _=False, key=view.key: self.chosen.emit(key))
            self._row.addWidget(word)
        self._row.addStretch(1)
        keep_order(self, self._words.values())
        self._space()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._space()

    def _space(self) -> None:
        """放不下时各词靠近些；还放不下的，没有选的词不带数，数不截去一半。"""
        room = self.width() - 2 * self._lead
        self._strip(False)
        if sum(word.sizeHint().width() for word in self._words.values()) > room:
            self._strip(True)
        wide = sum(word.sizeHint().width() for word in self._words.values())
        free = (self.width() - 2 * self._lead - wide) // max(1, len(self._words) - 1)
        self._row.setSpacing(max(0, min(_APART - 2 * _RING, free)))

    def _strip(self, bare: bool) -> None:
        for word in self._words.values():
            word.bare = bare and not word.isChecked()
            word.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        keep_order(self, self._words.values())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        words = list(self._words.values())
        now = next((n for n, word in enumerate(words) if word.hasFocus()), -1)
        if step and now >= 0:
            target = words[(now + step) % len(words)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            target.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.underlined:
            rule(QPainter(self), 0, self.width(), self.height() - 1)
