"""主从列表：两行一项（编号与名称；签与事实），上方筛选词带数。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.domain.matching import Haystack, matches, split_words
from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import icon
from medtech_desktop.ui.painting import rule, upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.blocks import write_block
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.pieces import (
    Piece,
    Words,
    draw_pieces,
    piece_text,
    pieces_width,
)
from medtech_desktop.ui.widgets.rows import Index
from medtech_desktop.ui.widgets.table_menu import MenuLine, exporter, menu_of

if TYPE_CHECKING:
    from medtech_desktop.office.shown_tables import ShownTable

ALL = "all"
"""筛选词「全部」的 key。"""
_NOWHERE = QModelIndex()
_VIEW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class ListEntry:
    """列表项：编号、名称、下行左边的签、右边的事实；``kinds`` 供筛选词。"""

    key: str
    code: str
    name: str
    chips: tuple[Piece, ...] = ()
    fact: Piece | None = None
    kinds: frozenset[str] = frozenset()
    found_by: str = ""
    people: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """读屏文字。"""
        fact = piece_text(self.fact) if self.fact is not None else ""
        texts = (self.code, self.name, *map(piece_text, self.chips), fact)
        return "，".join(text for text in texts if text)


def _texts(entry: ListEntry) -> tuple[str, ...]:
    """一项的各格文字，供复制与导出。"""
    chips = "，".join(map(piece_text, entry.chips))
    fact = piece_text(entry.fact) if entry.fact is not None else ""
    return (entry.code, entry.name, chips, fact)


class EntriesModel(QAbstractListModel):
    """列表项模型。"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[ListEntry, ...] = ()

    def set_entries(self, entries: tuple[ListEntry, ...]) -> None:
        """换上这些项。"""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry(self, row: int) -> ListEntry:
        """第几项。"""
        return self._entries[row]

    def row_of(self, key: str) -> int:
        """这个 key 的行号；没有时 -1。"""
        return next((n for n, entry in enumerate(self._entries) if entry.key == key), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == _VIEW:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.says
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{entry.code} {entry.name}".strip()
        return None


def filtered(entries: tuple[ListEntry, ...], kind: str, text: str) -> tuple[ListEntry, ...]:
    """筛选：词的种类（空为全部），和每一个输入的词都合上编号、名称、检索词或人名（也认首字母）。"""
    wanted = split_words(text)
    return tuple(
        entry
        for entry in entries
        if (not kind or kind in entry.kinds) and (not wanted or matches(wanted, _hay_of(entry)))
    )


@lru_cache(maxsize=4096)
def _hay_of(entry: ListEntry) -> Haystack:
    """一项供比对的文字，只算一次。"""
    from medtech_desktop.office.pinyin import haystack

    return haystack((entry.code, entry.name), entry.found_by.split(), entry.people)


class EntryDelegate(QStyledItemDelegate):
    """两行的画法。"""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, theme.TWO_LINES)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(_VIEW)
        if not isinstance(entry, ListEntry):
            return
        place = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered:
            painter.fillRect(place, (Ink.SEL if chosen else Ink.HOVER).colour)
        left = theme.LIST_MARGIN
        rule(painter, place.left(), place.right() + 1, place.bottom() - 1)
        if chosen:
            painter.fillRect(QRectF(0, place.top(), 3, place.height() - 1), Ink.ACC.colour)
        code = (Words(entry.code, Ink.INK2, least=28),) if entry.code else ()
        first = QRectF(left, place.top() + 5, place.width() - left - 12, 20)
        draw_pieces(painter, first, (*code, Words(entry.name, weight=theme.MEDIUM)))
        second = QRectF(left, place.top() + 28, place.width() - 2 * left, 20)
        draw_pieces(painter, second, entry.chips)
        if entry.fact is not None:
            room = second.adjusted(pieces_width(entry.chips) + 8, 0, 0, 0)
            draw_pieces(painter, room, (entry.fact,), right=True)


_SEVERAL = 2
_TITLES = ("编号", "名称", "情形", "期限与事实")


class EntriesView(QListView):
    """列表本身：Ctrl+C 复制，右键、菜单键或 Shift+F10 打开菜单。"""

    copy_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and shift):
            place = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_wanted.emit(self.viewport().mapToGlobal(place + QPoint(theme.LIST_MARGIN, 0)))
        else:
            super().keyPressEvent(event)


class MasterList(QWidget):
    """主从列表控件；``chosen`` 带选中项的 key，空列表时为空字。

    What is typed in the filter stays as long as the program runs: the screen keeps its list.
    """

    chosen = Signal(str)

    def __init__(self, name: str, width: int) -> None:
        super().__init__()
        self.setFixedWidth(width)
        self._entries: tuple[ListEntry, ...] = ()
        self._kind = ""
        self._wanted = ""
        self.filter_box = QLineEdit()
        self.filter_box.setAccessibleName(f"筛选{name}")
        self.filter_box.setClearButtonEnabled(True)
        look = QAction(icon("list-filter", Ink.INK2, 16), "", self.filter_box)
        self.filter_box.addAction(look, QLineEdit.ActionPosition.LeadingPosition)
        self.words = FilterWords(f"{name}分类")
        self.model = EntriesModel(self)
        self.list = EntriesView()
        self._set_up_list(name)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 1, 0)
        column.setSpacing(0)
        holder = QVBoxLayout()
        holder.setContentsMargins(theme.LIST_MARGIN, 0, theme.LIST_MARGIN, 4)
        holder.addWidget(self.filter_box)
        column.addLayout(holder)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        self.filter_box.textChanged.connect(lambda _text: self._refresh())
        self.words.chosen.connect(self._choose_kind)
        self.list.selectionModel().currentChanged.connect(self._tell)
        self.list.copy_wanted.connect(self.copy)
        self.list.menu_wanted.connect(self.open_menu)

    def _set_up_list(self, name: str) -> None:
        self.list.setAccessibleName(name)
        self.list.setModel(self.model)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_entries(
        self, entries: tuple[ListEntry, ...], words: tuple[FilterWord, ...], hint: str
    ) -> None:
        """换上这些项与筛选词；原来选中的仍选中，否则选第一项。"""
        self._entries = entries
        self.filter_box.setPlaceholderText(hint)
        keys = [word.key for word in words]
        if self._kind not in keys:
            self._kind = keys[0] if keys else ""
        self.words.show_words(words, self._kind)
        self._refresh()

    def choose(self, key: str) -> None:
        """选中这一项；被筛掉时先放开筛选；尚未读到时记住，读到再选。"""
        self._wanted = key
        row = self.model.row_of(key)
        if row < 0 and any(entry.key == key for entry in self._entries):
            self.filter_box.clear()
            keys = [word.key for word in self.words.views()]
            widest = ALL if ALL in keys or not keys else keys[0]
            self.words.show_words(self.words.views(), widest)
            self._choose_kind(widest)
            row = self.model.row_of(key)
        if row >= 0:
            self._select(row)

    def current_key(self) -> str:
        """选中项的 key；没有时为空。"""
        index = self.list.currentIndex()
        return self.model.entry(index.row()).key if index.isValid() else ""

    def add_foot(self, widget: QWidget) -> None:
        """列表之下再放一样东西，靠左。"""
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.LIST_MARGIN, 6, theme.LIST_MARGIN, 8)
        foot.addWidget(widget)
        foot.addStretch(1)
        self._column.addLayout(foot)

    def batch_keys(self) -> tuple[str, ...]:
        """选了几项时是所选各项，否则是所列的全部；按列表次序。"""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedRows())
        if len(rows) < _SEVERAL:
            rows = list(range(self.model.rowCount()))
        return tuple(self.model.entry(row).key for row in rows)

    # Copying and exporting

    def shown(self) -> ShownTable:
        """现在所列的样子，供导出。"""
        from medtech_desktop.office.shown_tables import ShownTable

        kind = next((word.word for word in self.words.views() if word.key == self._kind), "")
        typed = self.filter_box.text().strip()
        filters = [f"分类：{kind}"] if kind and self._kind != ALL else []
        filters += [f"筛选：{typed}"] if typed else []
        rows = tuple(_texts(self.model.entry(row)) for row in range(self.model.rowCount()))
        return ShownTable(self.list.accessibleName(), _TITLES, rows, tuple(filters))

    def copy(self, whole: bool = False) -> None:
        """复制选中的各项，或所列的全部，连同标题。"""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedRows())
        if whole or not rows:
            rows = list(range(self.model.rowCount()))
        told = (_texts(self.model.entry(row)) for row in rows)
        QGuiApplication.clipboard().setText(write_block((_TITLES, *told)))

    def open_menu(self, place: QPoint) -> QMenu:
        """打开列表的菜单。"""
        some = self.model.rowCount() > 0
        narrowed = bool(self.filter_box.text())
        lines = (
            MenuLine("复制", self.copy if some else None),
            MenuLine("复制所列", (lambda: self.copy(whole=True)) if some else None),
            MenuLine("导出所列…", exporter(self, self.shown) if some else None),
            MenuLine(),
            MenuLine("清除筛选", self.filter_box.clear if narrowed else None),
        )
        menu = menu_of(lines, self)
        menu.popup(place)
        return menu

    def _choose_kind(self, key: str) -> None:
        self._kind = key
        self._refresh()

    def _refresh(self) -> None:
        keep = self._wanted or self.current_key()
        kind = "" if self._kind == ALL else self._kind
        shown = filtered(self._entries, kind, self.filter_box.text())
        self.list.selectionModel().blockSignals(True)
        self.model.set_entries(shown)
        self.list.selectionModel().blockSignals(False)
        if not shown:
            self.chosen.emit("")
            return
        row = self.model.row_of(keep)
        self._select(max(row, 0))

    def _select(self, row: int) -> None:
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(self.model.index(row, 0), flag)

    def _tell(self, current: QModelIndex) -> None:
        if current.isValid():
            key = self.model.entry(current.row()).key
            if key == self._wanted:
                self._wanted = ""
            self.chosen.emit(key)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        upright(painter, self.width() - 1, 0, self.height())
