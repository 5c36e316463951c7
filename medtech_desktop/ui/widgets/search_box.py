"""搜索框：打字即找，结果在下方；输入法未上屏的字不算，也不会因回车上屏而打开什么。"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QLineEdit

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import icon
from medtech_desktop.ui.painting import box, draw_text
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.found_list import FoundLine, FoundList

PLACEHOLDER = "搜技术、医师、术式、备案、条款"
_KEPT = "search/last"
_MOST_KEPT = 8
_AGAIN = "again:"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchBox(QLineEdit):
    """搜索框。``asked`` 所打的字（空字为请准备）；``found`` 所取的 key；``left`` 不搜了。"""

    asked = Signal(str)
    found = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(PLACEHOLDER)
        self.setAccessibleName("搜索，快捷键 Ctrl+K")
        self.setFixedSize(330, 30)
        self.setTextMargins(0, 0, 56, 0)
        look = QAction(icon("search", Ink.INK2, 16), "", self)
        self.addAction(look, QLineEdit.ActionPosition.LeadingPosition)
        self.list = FoundList(self, "搜索结果")
        self.list.taken.connect(self._take)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._tell_current())
        self._here = False
        self._composing = False
        self._committing = False
        self._answered = ""
        self._enter_waits = False
        self.textEdited.connect(self._ask)

    def show_answers(self, text: str, lines: tuple[FoundLine, ...]) -> None:
        """显示 ``text`` 的结果；此后又改了字的不显示。"""
        if text != self.text().strip() or not text or not self._here:
            return
        self._answered = text
        self.list.show_lines(lines)
        if self._enter_waits:
            self._enter_waits = False
            self.list.take_current()

    def answers(self) -> tuple[FoundLine, ...]:
        """所示的各行；收起时为空。"""
        return self.list.lines() if self.list.isVisible() else ()

    def begin(self) -> None:
        """开始搜索：得到焦点，选中已有的字，空着时列出最近搜过的。"""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if self.text().strip():
            self._ask(self.text())
        else:
            self._show_last()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif self.list.isVisible() and self._moves(event):
            return
        elif event.key() == Qt.Key.Key_Down and not self.list.isVisible():
            self.begin()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        was_composing = self._composing
        self._composing = bool(event.preeditString())
        if was_composing and event.commitString():
            # Some input methods send the Enter that commits to the box as well.
            self._committing = True
            QTimer.singleShot(0, self, self._committed)
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._here = True
        self.asked.emit("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._here = False
        self._close()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._close()
        super().hideEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self.text() and not self.list.isVisible():
            self._show_last()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text() or self._composing:
            return
        painter = QPainter(self)
        cap = QRectF(self.width() - 58, 5, 51, 20)
        box(painter, cap, 4, Ink.PANEL, Ink.LINE)
        face = theme.font(theme.NOTE)
        draw_text(painter, cap, "Ctrl+K", face, Ink.INK3, Qt.AlignmentFlag.AlignHCenter, False)

    def _moves(self, event: QKeyEvent) -> bool:
        """在结果里移动的键。"""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        match event.key():
            case Qt.Key.Key_Down:
                self.list.step(1)
            case Qt.Key.Key_Up:
                self.list.step(-1)
            case Qt.Key.Key_PageDown:
                self.list.page(1)
            case Qt.Key.Key_PageUp:
                self.list.page(-1)
            case Qt.Key.Key_Home:
                self.list.choose_end(last=False)
            case Qt.Key.Key_End:
                self.list.choose_end(last=True)
            case _:
                return False
        return True

    def _enter(self) -> None:
        if self._composing or self._committing:
            return
        text = self.text().strip()
        if text and text != self._answered:
            self._enter_waits = True
            self.asked.emit(text)
        elif self.list.isVisible():
            self.list.take_current()
        elif text:
            self._ask(text)

    def _escape(self) -> None:
        if self.list.isVisible():
            self._close()
        elif self.text():
            self.clear()
            self._answered = ""
        else:
            self.left.emit()

    def _close(self) -> None:
        self._enter_waits = False
        self.list.hide()

    def _committed(self) -> None:
        self._committing = False

    def _ask(self, text: str) -> None:
        self._here = True
        self._enter_waits = False
        self._answered = ""
        if text.strip():
            self.asked.emit(text.strip())
        else:
            self._show_last()

    def _take(self, key: str) -> None:
        if key.startswith(_AGAIN):
            self.setText(key.removeprefix(_AGAIN))
            self._ask(self.text())
            return
        self._keep(self.text().strip())
        self.clear()
        self._answered = ""
        self.found.emit(key)

    def _tell_current(self) -> None:
        """读屏程序听得到选到哪一件：焦点一直在框里。"""
        line = self.list.current()
        self.setAccessibleDescription(line.says if line is not None else "")

    # Last searches

    def last_searches(self) -> tuple[str, ...]:
        """最近搜过的，新的在前。"""
        kept = QSettings().value(_KEPT, "")
        return tuple(text for text in str(kept or "").split("\n") if text)

    def _keep(self, text: str) -> None:
        if text:
            others = (one for one in self.last_searches() if one != text)
            QSettings().setValue(_KEPT, "\n".join([text, *others][:_MOST_KEPT]))

    def _show_last(self) -> None:
        last = self.last_searches()
        if not last:
            self.list.hide()
            return
        lines = [FoundLine("最近搜过")]
        lines += [FoundLine(text, _AGAIN + text, "history", "再搜") for text in last]
        self.list.show_lines(tuple(lines))
