"""候选：输入框下方的一列可选项，上下键选，回车取；不夺走焦点与输入法。"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

_ROW = 30
_MOST = 12
_KEY = Qt.ItemDataRole.UserRole


class Suggestions(QListWidget):
    """候选列表；``taken`` 带所取项的 key。"""

    taken = Signal(str)

    def __init__(self, owner: QWidget, name: str) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._take)

    def offer(self, answers: tuple[tuple[str, str], ...], none: str, width: int) -> None:
        """列出候选 (key, 文字)；没有时说 ``none``，``none`` 为空则收起。"""
        self.clear()
        for key, text in answers[:_MOST]:
            item = QListWidgetItem(text)
            item.setData(_KEY, key)
            item.setSizeHint(QSize(100, _ROW))
            self.addItem(item)
        if not answers and none:
            item = QListWidgetItem(none)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setSizeHint(QSize(100, _ROW))
            self.addItem(item)
        if not self.count():
            self.hide()
            return
        self.setCurrentRow(0 if answers else -1)
        corner = self._owner.mapToGlobal(QPoint(0, self._owner.height() + 2))
        left = corner.x() - max(0, width - self._owner.width())
        self.setGeometry(left, corner.y(), width, self.count() * _ROW + 4)
        self.show()

    def texts(self) -> tuple[str, ...]:
        """所列的文字。"""
        return tuple(self.item(row).text() for row in range(self.count()))

    def handles(self, event: QKeyEvent) -> bool:
        """上下键、回车、Esc 归候选时返回 True。"""
        if not self.isVisible():
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % max(1, self.count()))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._take(self.currentItem())
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        return False

    def _take(self, item: QListWidgetItem) -> None:
        key = item.data(_KEY)
        if isinstance(key, str):
            self.hide()
            self.taken.emit(key)


class SuggestingLine(QLineEdit):
    """打几个字即列出候选的框：上下键、回车先归候选，离开时收起。"""

    def __init__(self, text: str, offered: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.found = Suggestions(self, offered)

    def suggestions(self) -> tuple[str, ...]:
        """现在列出的。"""
        return self.found.texts()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.found.handles(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.found.hide()
        super().focusOutEvent(event)
