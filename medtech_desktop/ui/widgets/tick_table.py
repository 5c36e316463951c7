"""可勾选的表格：空格键或点第一列勾上、去掉；不能选的行说明为什么。"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import Glyph
from medtech_desktop.ui.widgets.rows import Cell, Column, Row
from medtech_desktop.ui.widgets.tables import RowTable

_TICKED = Cell((Glyph("circle-check", Ink.ACC, says="已选"),), 0)
_FREE = Cell((Glyph("circle", Ink.LINE3, says="未选"),), 1)
_BARRED = Cell((Glyph("circle-minus", Ink.LINE3, says="不能选"),), 2)


class TickTable(RowTable):
    """可勾选的表格控件；第一列是勾。``ticks_changed`` 在勾变动以后。"""

    ticks_changed = Signal()

    def __init__(
        self, columns: tuple[Column, ...], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__((Column("选", 44), *columns), name, bleed=True, parent=parent)
        self._ticked: set[str] = set()
        self._barred: set[str] = set()
        self._bare: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...], ticked: set[str], barred: set[str]) -> None:
        """换上各行（不含勾的一列）、已勾的与不能勾的。"""
        self._bare, self._barred = rows, barred
        self._ticked = ticked - barred
        self._repaint_ticks()

    def ticked(self) -> tuple[str, ...]:
        """勾上的各行，按原来的次序。"""
        return tuple(row.key for row in self._bare if row.key in self._ticked)

    def toggle(self, keys: tuple[str, ...]) -> None:
        """勾上这些行；都已勾的去掉。"""
        free = {key for key in keys if key not in self._barred}
        if free <= self._ticked:
            self._ticked -= free
        else:
            self._ticked |= free
        self._repaint_ticks()

    def _repaint_ticks(self) -> None:
        place, chosen = self.currentIndex(), self.selected_keys()
        self.set_rows(
            tuple(replace(row, cells=(self._tick(row), *row.cells)) for row in self._bare)
        )
        self._choose_again(chosen, place.row())
        self.ticks_changed.emit()

    def _choose_again(self, keys: tuple[str, ...], current: int) -> None:
        numbers = [self.rows_model.number_of(key) for key in keys]
        if not numbers or min(numbers) < 0:
            return
        if current in numbers:
            self.choose(self.rows_model.row(current).key)
        flag = self.selectionCommand(self.rows_model.index(numbers[0], 0)).__class__
        for number in numbers:
            index = self.rows_model.index(number, 0)
            self.selectionModel().select(index, flag.Select | flag.Rows)

    def _tick(self, row: Row) -> Cell:
        if row.key in self._barred:
            return _BARRED
        return _TICKED if row.key in self._ticked else _FREE

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggle(self.selected_keys())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index.isValid() and index.column() == 0:
            self.toggle((self.rows_model.row(index.row()).key,))
