"""图例：每种记号的样子、词与格数；按下的只看有这些记号的行与列。"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.privilege_matrix import FINDING, MARK_LABELS, Mark, Matrix
from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box, draw_text, text_width
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.matrix_marks import draw_corner, draw_mark
from medtech_desktop.ui.widgets.quiet import Quiet

_HEIGHT, _APART = 30, 6
_FINDING_WORD = "有核查问题"
_ALWAYS = (Mark.VALID, Mark.BY_GRADE, Mark.EXPIRING)


class LegendWord(Quiet):
    """一种记号；按下为只看它。``mark`` 为记号，或 FINDING。"""

    def __init__(self, mark: int) -> None:
        self.mark = mark
        self.word = _FINDING_WORD if mark == FINDING else MARK_LABELS[Mark(mark)]
        self.count = 0
        super().__init__(self.word)
        self.setCheckable(True)

    def show_count(self, count: int) -> None:
        """换上格数。"""
        self.count = count
        self.setText(f"{self.word} {count:,}")
        self.setAccessibleName(f"只看{self.word}，{count:,} 格")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        word = text_width(self.word, theme.font(theme.NOTE, theme.BOLD))
        count = text_width(f"{self.count:,}", theme.font(theme.NOTE))
        return QSize(round(26 + word + 4 + count + 6), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(self.rect())
        if self.isChecked():
            box(painter, place, 4, Ink.ACC_T, Ink.ACC)
        elif self.underMouse():
            box(painter, place, 4, Ink.HOVER)
        if self.mark == FINDING:
            draw_corner(painter, 19, 8)
        else:
            draw_mark(painter, Mark(self.mark), QRectF(4, 3, 18, 18))
        weight = theme.BOLD if self.isChecked() else theme.REGULAR
        ink = Ink.ACC_H if self.isChecked() else Ink.INK
        room = QRectF(26, 0, self.width() - 28, 24)
        wide = draw_text(painter, room, self.word, theme.font(theme.NOTE, weight), ink)
        rest = room.adjusted(wide + 4, 0, 6, 0)
        draw_text(painter, rest, f"{self.count:,}", theme.font(theme.NOTE), Ink.INK2, elide=False)
        if self.hasFocus():
            box(painter, place, 4, None, Ink.ACC, 2)


class Legend(QWidget):
    """图例控件；``chosen`` 带按下的各记号（没有按下为空）。"""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("图例，按下只看这一种")
        marks = [*(int(mark) for mark in Mark if mark), FINDING]
        self.words = {mark: LegendWord(mark) for mark in marks}
        for word in self.words.values():
            word.setParent(self)
            word.clicked.connect(lambda _=False: self.chosen.emit(self.pressed()))
        keep_order(self, self.words.values())

    def pressed(self) -> tuple[int, ...]:
        """按下的各记号。"""
        return tuple(mark for mark, word in self.words.items() if word.isChecked())

    def release(self) -> None:
        """都不按。"""
        for word in self.words.values():
            word.setChecked(False)

    def show_counts(self, matrix: Matrix | None) -> None:
        """换上格数；一格也没有的记号不列，按下的除外。"""
        for mark, word in self.words.items():
            if matrix is None:
                count = 0
            else:
                count = matrix.findings if mark == FINDING else matrix.counts[mark]
            word.show_count(count)
            word.setVisible(bool(count) or mark in _ALWAYS or word.isChecked())
        self._place()

    def shown(self) -> Sequence[LegendWord]:
        """现在列着的。"""
        return [word for word in self.words.values() if not word.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """一行放不下就换行，不截去数。"""
        left, top = 0, 0
        for word in self.shown():
            size = word.sizeHint()
            if left and left + size.width() > self.width():
                left, top = 0, top + _HEIGHT
            word.setGeometry(QRect(left, top + 3, size.width(), size.height()))
            left += size.width() + _APART
        if self.height() != top + _HEIGHT:
            self.setFixedHeight(top + _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        words = self.shown()
        now = next((n for n, word in enumerate(words) if word.hasFocus()), -1)
        if step and now >= 0:
            words[(now + step) % len(words)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
