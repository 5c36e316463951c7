"""长表上方的一排：筛选框与下拉。"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget


class FilterBox(QLineEdit):
    """筛选框：回车、下方向键到表里去。"""

    def __init__(self, table: QWidget, name: str, hint: str) -> None:
        super().__init__()
        self._table = table
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(table.setFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._table.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def empty(self) -> None:
        """清空，不因此再问一次。"""
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)


class FilterChoice(QComboBox):
    """筛选用的下拉；各项有键，键空的为不限。"""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def key(self) -> str:
        """选着的键；还没有选项的为空。"""
        return str(self.currentData() or "")

    def show_choices(self, choices: tuple[tuple[str, str], ...], current: str) -> None:
        """换上选项，选着的仍选着；没有变的不动，开着的下拉不合上。"""
        if [self.itemText(n) for n in range(self.count())] != [said for _key, said in choices]:
            self.clear()
            for key, said in choices:
                self.addItem(said, key)
        self.setCurrentIndex(max(0, self.findData(current)))
