"""填数的格子：像 Excel 一样打字、移动、粘贴一块；不合格的格子着色并说明。"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
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
from medtech_desktop.ui.widgets.rows import Column, Index
from medtech_desktop.ui.widgets.tables import Heading

_NOWHERE = QModelIndex()
_PAD = 8


class GridModel(QAbstractTableModel):
    """格子的内容：一律是文字；``wrong`` 给出不合格的格子及为什么。"""

    def __init__(
        self, columns: tuple[Column, ...], editable: frozenset[int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.columns, self.editable = columns, editable
        self.rows: list[list[str]] = []
        self.wrong: dict[tuple[int, int], str] = {}

    def put(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """换上各行。"""
        self.beginResetModel()
        self.rows = [list(row) for row in rows]
        self.wrong = {}
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
        self.rows[index.row()][index.column()] = str(value).strip()
        self.wrong.pop((index.row(), index.column()), None)
        self.dataChanged.emit(index, index)
        return True

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
    """填数格子控件；``edited`` 表示改动过。"""

    edited = Signal()

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
        self.setTabKeyNavigation(True)
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
        """选中的一块，以制表符分隔。"""
        chosen = self.selectionModel().selectedIndexes()
        lines: dict[int, list[str]] = {}
        for index in sorted(chosen, key=lambda one: (one.row(), one.column())):
            lines.setdefault(index.row(), []).append(str(index.data() or ""))
        return "\n".join("\t".join(line) for line in lines.values())

    def paste(self, text: str) -> int:
        """从光标所在格起粘贴一块；只填可填的格子，返回填了几格。"""
        start = self.currentIndex()
        lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
        filled = 0
        for down, line in enumerate(lines):
            for across, value in enumerate(line.split("\t")):
                row, column = start.row() + down, start.column() + across
                if row >= self.grid_model.rowCount() or column >= self.grid_model.columnCount():
                    continue
                filled += self.grid_model.setData(self.rows_index(row, column), value)
        return filled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied_text())
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            for index in self.selectionModel().selectedIndexes():
                self.grid_model.setData(index, "")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            down = min(self.currentIndex().row() + 1, self.grid_model.rowCount() - 1)
            self.setCurrentIndex(self.rows_index(down, self.currentIndex().column()))
        else:
            super().keyPressEvent(event)
