"""行：表格与列表共用的视图数据和模型（分组行、两行、动作）。"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import Piece, Words, piece_text

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """列：标题、宽度（像素，0 为占余下宽度）、是否靠右、是否可排序、是否人名、放不下折不折行。"""

    title: str
    width: int = 0
    right: bool = False
    sortable: bool = True
    person: bool = False
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """单元格：一行碎片；``sort`` 是排序值，``tip`` 是全文提示。"""

    pieces: tuple[Piece, ...] = ()
    sort: str | int | float | None = None
    tip: str = ""

    @property
    def text(self) -> str:
        """单元格文字，供复制与读屏。"""
        return " ".join(word for word in map(piece_text, self.pieces) if word)


@dataclass(frozen=True, slots=True)
class Row:
    """行：``key`` 指所说的事物；``group`` 为分组行；``action`` 是行尾动作的词。"""

    key: str
    cells: tuple[Cell, ...]
    group: bool = False
    action: str = ""


class Role(IntEnum):
    """模型的自用角色。"""

    CELL = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2
    SORT = Qt.ItemDataRole.UserRole + 3


def words(
    text: str, ink: Ink = Ink.INK, weight: int = theme.REGULAR, size: int = theme.BODY
) -> Cell:
    """只有一段文字的单元格；空值显示「—」。"""
    if not text:
        return Cell((Words("—", Ink.INK3),), sort="")
    return Cell((Words(text, ink, size, weight),), sort=text, tip=text)


_SELECTABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowsModel(QAbstractTableModel):
    """行的模型：数据是现成的，``data()`` 不计算。"""

    def __init__(self, columns: tuple[Column, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self._all: tuple[Row, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._filters: dict[int, frozenset[str]] = {}
        self._sorted: tuple[int, bool] | None = None

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """换上新的行，保持当前的排序与筛选。"""
        self.beginResetModel()
        self._all = rows
        self._rows = self._in_order(self._passing(rows, self._filters))
        self.endResetModel()

    @property
    def filters(self) -> dict[int, frozenset[str]]:
        """现有的筛选：列号 → 要看的值。"""
        return dict(self._filters)

    @property
    def total(self) -> int:
        """不筛选时的行数，分组行不算。"""
        return sum(not row.group for row in self._all)

    def filter_column(self, column: int, values: frozenset[str] | None) -> None:
        """只列这一列是这些值的行；None 为不再按这一列筛选。"""
        self._filters.pop(column, None)
        if values is not None:
            self._filters[column] = values
        self.set_rows(self._all)

    def column_values(self, column: int) -> tuple[tuple[str, int], ...]:
        """这一列有哪些值、各几行：只算别的列的筛选以后的。"""
        others = {at: kept for at, kept in self._filters.items() if at != column}
        counts: dict[str, int] = {}
        for row in sorted(
            (row for row in self._passing(self._all, others) if not row.group),
            key=lambda row: _sort_key(row, column, self.columns[column].person),
        ):
            value = _text_of(row, column)
            counts[value] = counts.get(value, 0) + 1
        return tuple(counts.items())

    def _passing(
        self, rows: tuple[Row, ...], filters: dict[int, frozenset[str]]
    ) -> tuple[Row, ...]:
        """合于筛选的行；一行也不剩的组连组名不列。"""
        if not filters:
            return rows
        kept: list[Row] = []
        for row in rows:
            if row.group:
                if kept and kept[-1].group:
                    kept.pop()
                kept.append(row)
            elif all(_text_of(row, at) in values for at, values in filters.items()):
                kept.append(row)
        if kept and kept[-1].group:
            kept.pop()
        return tuple(kept)

    def row(self, number: int) -> Row:
        """第几行。"""
        return self._rows[number]

    def rows(self) -> tuple[Row, ...]:
        """现在的次序下的各行。"""
        return self._rows

    def number_of(self, key: str) -> int:
        """这个 key 在第几行；没有时 -1。"""
        return next((n for n, row in enumerate(self._rows) if row.key == key and not row.group), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Role.ROW:
            return row
        cell = row.cells[index.column()] if index.column() < len(row.cells) else Cell()
        match role:
            case Role.CELL:
                return cell
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return cell.tip or None
            case Role.SORT:
                return cell.text if cell.sort is None else cell.sort
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        across = orientation == Qt.Orientation.Horizontal
        if across and role == Qt.ItemDataRole.DisplayRole and section < len(self.columns):
            return self.columns[section].title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._rows[index.row()].group:
            return Qt.ItemFlag.ItemIsEnabled
        return _SELECTABLE

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """按原值排序；分组表的行只在自己的组内移动；-1 回到原来的次序。"""
        descending = order == Qt.SortOrder.DescendingOrder
        self._sorted = (column, descending) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        self._rows = self._in_order(self._passing(self._all, self._filters))
        self.layoutChanged.emit()

    def _in_order(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        if self._sorted is None:
            return rows
        column, backwards = self._sorted
        person = self.columns[column].person
        ordered: list[Row] = []
        block: list[Row] = []
        for row in (*rows, None):
            if row is not None and not row.group:
                block.append(row)
                continue
            block.sort(key=lambda r: _sort_key(r, column, person), reverse=backwards)
            ordered += block
            block = []
            if row is not None:
                ordered.append(row)
        return tuple(ordered)


def _text_of(row: Row, column: int) -> str:
    text = row.cells[column].text if column < len(row.cells) else ""
    return "" if text == "—" else text


def _sort_key(row: Row, column: int, person: bool) -> tuple[int, float, str]:
    cell = row.cells[column] if column < len(row.cells) else Cell()
    value = cell.text if cell.sort is None else cell.sort
    if isinstance(value, int | float):
        return (0, float(value), "")
    return (1, 0.0, _chinese_key(value, person))


@lru_cache(maxsize=1 << 16)
def _chinese_key(text: str, person: bool) -> str:
    """按拼音排的键，同一段文字只算一次。"""
    from medtech_desktop.office.pinyin import sort_key

    return sort_key(text, person)
