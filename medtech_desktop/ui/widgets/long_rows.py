"""长表的模型：只留各行的内部编号，行按 200 行一页由工作线程取来，最多留 50 页。

A million rows are four megabytes of numbers. ``data`` only looks; a page that is not there
is asked for once and shows 「…」 until it comes.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.rows import Column, Index

Texts = tuple[str, ...]
"""一行：各格的文字，与各列等长。"""
PAGE = 200
MOST_PAGES = 50
COMING = "…"

_NOWHERE = QModelIndex()
_DISPLAY = Qt.ItemDataRole.DisplayRole
_ROLES = frozenset(
    int(role)
    for role in (_DISPLAY, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
)


@dataclass(frozen=True, slots=True)
class LongColumn(Column):
    """长表的列：另有排序所用的键、颜色与字重；不排的写 ``sortable=False``。

    ``chip``: the text is a state and drawn as its chip. ``alarms``: texts drawn in red.
    """

    key: str = ""
    ink: Ink = Ink.INK
    weight: int = theme.REGULAR
    chip: bool = False
    alarms: frozenset[str] = frozenset()


class LongModel(QAbstractTableModel):
    """长表的模型。``page_wanted`` 要取第几页；取来后交给 ``take_page``。"""

    page_wanted = Signal(int)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = len(columns)
        self._titles = tuple(column.title for column in columns)
        self.ids: array[int] = array("i")
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Texts]] = OrderedDict()
        self._asked: set[int] = set()
        self._at = -1
        self._here: Sequence[Texts] = ()

    def set_ids(self, ids: array[int], first: Sequence[Texts] = ()) -> None:
        """换上各行的内部编号，按显示的次序；``first`` 为已经取来的第一页。"""
        self.beginResetModel()
        self.ids = ids
        self._count = len(ids)
        self._pages.clear()
        self._asked.clear()
        self._at = -1
        if first:
            self._pages[0] = first
        self.endResetModel()

    def texts(self, row: int) -> Texts | None:
        """一行的文字；所在的页还没有取来时为 None，并去要。"""
        page = row // PAGE
        if page != self._at:
            here = self._pages.get(page)
            if here is None:
                self._want(page)
                return None
            self._pages.move_to_end(page)
            self._at, self._here = page, here
        place = row - page * PAGE
        return self._here[place] if place < len(self._here) else None

    def take_page(self, page: int, rows: Sequence[Texts]) -> None:
        """收下一页；超过 50 页时放掉最久没看的。"""
        self._asked.discard(page)
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > MOST_PAGES:
            gone, _rows = self._pages.popitem(last=False)
            if gone == self._at:
                self._at = -1
        if page == self._at:
            self._at = -1
        last = min((page + 1) * PAGE, self._count) - 1
        self.dataChanged.emit(
            self.index(page * PAGE, 0), self.index(last, self._columns - 1), [_DISPLAY]
        )

    def forget(self, page: int) -> None:
        """这一页不取了（已经滚过去）；再看到时重新要。"""
        self._asked.discard(page)

    @property
    def pages_held(self) -> int:
        """现在留着几页。"""
        return len(self._pages)

    def _want(self, page: int) -> None:
        if page not in self._asked:
            self._asked.add(page)
            self.page_wanted.emit(page)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = _DISPLAY, roles: frozenset[int] = _ROLES) -> object:
        if role in roles:
            row = self.texts(index.row())
            return COMING if row is None else row[index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        across = orientation == Qt.Orientation.Horizontal
        if across and role == _DISPLAY and 0 <= section < self._columns:
            return self._titles[section]
        return None
