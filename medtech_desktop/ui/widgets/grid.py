"""填数的格子：像 Excel 一样打字、移动、粘贴一块；不合格的格子着色并说明。"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import box, draw_text, rule, upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.blocks import Block, plain_number, read_block, write_block
from medtech_desktop.ui.widgets.rows import Column, Index
from medtech_desktop.ui.widgets.tables import Heading

Cells = dict[tuple[int, int], str]
_NOWHERE = QModelIndex()
_PAD = 8
_MOST_PASTED = 1_000_000
"""粘贴的字数上限：复制了整张大表的，窗口不因它停住。"""


class GridModel(QAbstractTableModel):
    """格子的内容：一律是文字；``wrong`` 给出不合格的格子及为什么。"""

    def __init__(
        self, columns: tuple[Column, ...], editable: frozenset[int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.columns, self.editable = columns, editable
        self.rows: list[list[str]] = []
        self.wrong: dict[tuple[int, int], str] = {}
        self._done: list[Cells] = []
        self._undone: list[Cells] = []

    def put(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """换上各行。"""
        self.beginResetModel()
        self.rows = [list(row) for row in rows]
        self.wrong = {}
        self._done, self._undone = [], []
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.rows[index.row()][index.column()]
        why = self.wrong.get((index.row(), index.column()), "")
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return why or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        across = orientation == Qt.Orientation.Horizontal
        if across and role == Qt.ItemDataRole.DisplayRole and section < len(self.columns):
            return self.columns[section].title
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() not in self.editable:
            return False
        self.change({(index.row(), index.column()): str(value)})
        return True

    def change(self, cells: Cells) -> None:
        """一次改几格，算一步；没有不同的不算。"""
        settled = {
            (row, column): plain_number(text) if self.columns[column].right else text.strip()
            for (row, column), text in cells.items()
        }
        news = {at: text for at, text in settled.items() if self.rows[at[0]][at[1]] != text}
        if news:
            self._done.append(self._put_cells(news))
            self._undone.clear()

    def undo(self) -> Cells:
        """撤销上一步；返回换回的各格，没有可撤销的为空。"""
        return self._step(self._done, self._undone)

    def redo(self) -> Cells:
        """重做撤销的一步；返回换上的各格。"""
        return self._step(self._undone, self._done)

    def _step(self, taken: list[Cells], given: list[Cells]) -> Cells:
        if not taken:
            return {}
        cells = taken.pop()
        given.append(self._put_cells(cells))
        return cells

    def _put_cells(self, cells: Cells) -> Cells:
        """换上各格，返回原来的。"""
        before = {}
        for (row, column), text in cells.items():
            before[row, column] = self.rows[row][column]
            self.rows[row][column] = text
            self.wrong.pop((row, column), None)
        rows, columns = {at[0] for at in cells}, {at[1] for at in cells}
        first = self.index(min(rows), min(columns))
        self.dataChanged.emit(first, self.index(max(rows), max(columns)))
        return before

    def flags(self, index: Index) -> Qt.ItemFlag:
        held = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        edits = index.isValid() and index.column() in self.editable
        return held | Qt.ItemFlag.ItemIsEditable if edits else held


class _GridDelegate(QStyledItemDelegate):
    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        grid, model = self._grid, self._grid.grid_model
        place = QRectF(option.rect)
        row, column = index.row(), index.column()
        wrong = (row, column) in model.wrong
        chosen = grid.selectionModel().isSelected(grid.rows_index(row, column))
        if wrong:
            painter.fillRect(place, Ink.BAD_T.colour)
        elif chosen:
            painter.fillRect(place, Ink.SEL.colour)
        elif column not in model.editable:
            painter.fillRect(place, Ink.PANEL.colour)
        rule(painter, place.left(), place.right() + 1, place.bottom() - 1)
        if column in model.editable:
            upright(painter, place.left(), place.top(), place.bottom())
        text = model.rows[row][column]
        right = model.columns[column].right
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        ink = Ink.BAD if wrong else Ink.INK
        room = place.adjusted(_PAD, 0, -_PAD, -1)
        draw_text(painter, room, text, theme.font(), ink, side)
        current = grid.currentIndex()
        if (current.row(), current.column()) == (row, column) and grid.hasFocus():
            box(painter, place.adjusted(0, 0, 0, -1), 3, None, Ink.ACC, 2)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self._grid.grid_model.columns[index.column()].title)
        if self._grid.grid_model.columns[index.column()].right:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        return editor


class Grid(QTableView):
    """填数格子控件；``edited`` 表示改动过，``told`` 说粘贴、撤销了什么。

    Enter goes down, Tab to the next cell to fill and out after the last, F2 edits,
    Ctrl+D fills down, Ctrl+Z and Ctrl+Y undo and redo.
    """

    edited = Signal()
    told = Signal(str)

    def __init__(
        self,
        columns: tuple[Column, ...],
        editable: frozenset[int],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.grid_model = GridModel(columns, editable, self)
        self.setAccessibleName(name)
        self.setModel(self.grid_model)
        self.setItemDelegate(_GridDelegate(self))
        self.setHorizontalHeader(Heading(columns, _PAD, self))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.EditKeyPressed)
        for number, column in enumerate(columns):
            stretch = QHeaderView.ResizeMode.Stretch
            if column.width:
                self.setColumnWidth(number, column.width)
            else:
                self.horizontalHeader().setSectionResizeMode(number, stretch)
        self.grid_model.dataChanged.connect(lambda *_: self.edited.emit())

    def rows_index(self, row: int, column: int) -> QModelIndex:
        """一格。"""
        return self.grid_model.index(row, column)

    def show_rows(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """换上各行，光标放到第一个可填的格子。"""
        self.grid_model.put(rows)
        if rows and self.grid_model.editable:
            self.setCurrentIndex(self.rows_index(0, min(self.grid_model.editable)))

    def values(self) -> tuple[tuple[str, ...], ...]:
        """现有各行。"""
        return tuple(tuple(row) for row in self.grid_model.rows)

    def mark(self, wrong: Mapping[tuple[int, int], str]) -> None:
        """标出不合格的格子，光标移到第一个。"""
        self.grid_model.wrong = dict(wrong)
        if wrong:
            self.setCurrentIndex(self.rows_index(*min(wrong)))
        self.viewport().update()

    def copied_text(self) -> str:
        """选中的一块，供 Excel 粘贴。"""
        lines: dict[int, list[str]] = {}
        for row, column in self._chosen():
            lines.setdefault(row, []).append(self.grid_model.rows[row][column])
        return write_block(lines.values()).removesuffix("\n")

    def paste(self, text: str) -> int:
        """从光标所在格起粘贴一块；一个值粘到选中的各格。返回填了几格，没有放下的说出来。"""
        if len(text) > _MOST_PASTED:
            self.told.emit("剪贴板里的内容太多，没有粘贴；请只复制要填的几行")
            return 0
        block = read_block(text)
        single = len(block) == 1 and len(block[0]) == 1
        chosen = self._chosen()
        if single and len(chosen) > 1:
            wanted = dict.fromkeys(chosen, block[0][0])
        else:
            wanted = self._from_here(block)
        fitting = {at: value for at, value in wanted.items() if self._can_fill(at)}
        self.grid_model.change(fitting)
        left = len(wanted) - len(fitting)
        over = f"，{left} 格超出表格或不可填，没有粘贴" if left else ""
        self.told.emit(f"粘贴了 {len(fitting)} 格{over}")
        return len(fitting)

    def fill_down(self) -> None:
        """选中各列，用最上一格填满；只选一格时取上一行的。"""
        columns: dict[int, list[int]] = {}
        for row, column in self._chosen():
            columns.setdefault(column, []).append(row)
        cells: Cells = {}
        for column, rows in columns.items():
            source = rows[0] if len(rows) > 1 else rows[0] - 1
            if source >= 0:
                value = self.grid_model.rows[source][column]
                cells |= {(row, column): value for row in rows if self._can_fill((row, column))}
        self.grid_model.change(cells)

    def undo(self) -> None:
        """撤销一步，光标到改动处。"""
        self._show_step(self.grid_model.undo(), "撤销")

    def redo(self) -> None:
        """重做一步。"""
        self._show_step(self.grid_model.redo(), "重做")

    def _show_step(self, cells: Cells, word: str) -> None:
        if not cells:
            self.told.emit(f"没有可{word}的")
            return
        self.setCurrentIndex(self.rows_index(*min(cells)))
        self.told.emit(f"{word}了 {len(cells)} 格")

    def _chosen(self) -> list[tuple[int, int]]:
        chosen = self.selectionModel().selectedIndexes()
        return sorted((index.row(), index.column()) for index in chosen)

    def _from_here(self, block: Block) -> Cells:
        start = self.currentIndex()
        return {
            (start.row() + down, start.column() + across): value
            for down, line in enumerate(block)
            for across, value in enumerate(line)
        }

    def _can_fill(self, at: tuple[int, int]) -> bool:
        return 0 <= at[0] < len(self.grid_model.rows) and at[1] in self.grid_model.editable

    def _next_cell(self, step: int) -> QModelIndex:
        """往后（往前）第一个可填的格子；没有时无效。"""
        columns, rows = self.grid_model.columnCount(), self.grid_model.rowCount()
        at = self.currentIndex().row() * columns + self.currentIndex().column() + step
        while 0 <= at < rows * columns:
            if at % columns in self.grid_model.editable:
                return self.rows_index(at // columns, at % columns)
            at += step
        return QModelIndex()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        steps = {
            QAbstractItemView.CursorAction.MoveNext: 1,
            QAbstractItemView.CursorAction.MovePrevious: -1,
        }
        if action in steps:
            return self._next_cell(steps[action])
        return super().moveCursor(action, modifiers)

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QStyledItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down(1)

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab 到下一个可填的格子，走完才离开格子。"""
        place = self._next_cell(1 if onward else -1)
        if place.isValid():
            self.setCurrentIndex(place)
            return True
        return super().focusNextPrevChild(onward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        editable, rows = self.grid_model.editable, self.grid_model.rowCount()
        if not editable or not rows:
            return
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self.setCurrentIndex(self.rows_index(0, min(editable)))
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self.setCurrentIndex(self.rows_index(rows - 1, max(editable)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        standard = QKeySequence.StandardKey
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.matches(standard.Copy):
            QGuiApplication.clipboard().setText(self.copied_text())
        elif event.matches(standard.Cut):
            QGuiApplication.clipboard().setText(self.copied_text())
            self._clear()
        elif event.matches(standard.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif control and event.key() == Qt.Key.Key_Z:
            self.undo()
        elif control and event.key() == Qt.Key.Key_Y:
            self.redo()
        elif control and event.key() == Qt.Key.Key_D:
            self.fill_down()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() == QAbstractItemView.State.EditingState:
                return  # closeEditor goes on, when the value is kept
            self._go_down(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _clear(self) -> None:
        self.grid_model.change({at: "" for at in self._chosen() if self._can_fill(at)})

    def _go_down(self, step: int) -> None:
        last = self.grid_model.rowCount() - 1
        row = min(max(self.currentIndex().row() + step, 0), last)
        self.setCurrentIndex(self.rows_index(row, self.currentIndex().column()))
