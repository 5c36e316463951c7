"""表格：无竖线、一条行细线、整行选中与悬停、表头可排序、连标题复制到 Excel。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRectF, QSettings, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.widgets.blocks import write_block
from medtech_desktop.ui.widgets.column_filter import (
    ColumnFilter,
    FilterBar,
    filter_words,
    place_above,
)
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.row_delegate import RowDelegate
from medtech_desktop.ui.widgets.rows import Column, Row, RowsModel
from medtech_desktop.ui.widgets.ruled import Heading, RuledTable
from medtech_desktop.ui.widgets.table_menu import heading_lines, menu_lines, menu_of

if TYPE_CHECKING:
    from medtech_desktop.office.shown_tables import ShownTable

_SORT_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
__all__ = ["Heading", "RowDelegate", "RowTable"]


class RowTable(RuledTable):
    """表格控件。``opened`` 行的动作，``chosen`` 选中的行，``article_opened`` 条款。

    Enter or a double click acts on the current row; F4 opens its article; the menu key or
    Shift+F10 opens the menu; Alt with the arrows sorts.
    """

    opened = Signal(str)
    chosen = Signal(str)
    article_opened = Signal(str)

    def __init__(
        self,
        columns: tuple[Column, ...],
        name: str,
        *,
        row_height: int = theme.ROW,
        bleed: bool = False,
        several: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(columns, name, row_height, bleed, parent)
        self.actions_allowed = True
        self.rows_model = RowsModel(columns, self)
        self.setModel(self.rows_model)
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.begin_columns(several)
        self._heading.sectionClicked.connect(self._sort)
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.filter_bar: FilterBar | None = None
        self._heading.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._heading.customContextMenuRequested.connect(self._open_heading_menu)
        self._restore_order()

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """换上新的行；原来选中的仍选中。"""
        keep = self.current_key()
        self.rows_model.set_rows(rows)
        self._dress_rows()
        self._show_filters()
        if keep:
            self.choose(keep)

    def _dress_rows(self) -> None:
        self.hovered = -1
        self.clearSpans()
        for number, row in enumerate(self.rows_model.rows()):
            if row.group:
                self.setSpan(number, 0, 1, len(self.columns))
                self.setRowHeight(number, theme.GROUP_ROW)

    def choose(self, key: str) -> bool:
        """选中这个 key 的行；没有时返回 False。"""
        number = self.rows_model.number_of(key)
        if number < 0:
            return False
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(
            self.rows_model.index(number, 0), flag.ClearAndSelect | flag.Rows
        )
        return True

    def current_key(self) -> str:
        """选中行的 key；没有选中时为空。"""
        keys = self.selected_keys()
        return keys[0] if keys else ""

    def selected_keys(self) -> tuple[str, ...]:
        """全部选中行的 key，按所列次序。"""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.rows_model.row(n).key for n in numbers)

    def whole_height(self) -> int:
        """不滚动时显示全部行所需高度。"""
        rows = self.rows_model.rows()
        return theme.HEADING + sum(
            theme.GROUP_ROW if row.group else self._row_height for row in rows
        )

    def copied_text(self) -> str:
        """选中行（没有选中时全部行）连同标题，以制表符分隔。"""
        chosen = frozenset(self.selected_keys())
        return write_block((self._titles(), *self._texts(chosen)))

    def _titles(self) -> tuple[str, ...]:
        return tuple(self.columns[number].title for number in self._told_columns())

    def _told_columns(self) -> list[int]:
        """A column without a heading holds what to click, nothing to tell."""
        return [number for number, column in enumerate(self.columns) if column.title]

    def _texts(self, chosen: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], ...]:
        told = self._told_columns()
        return tuple(
            tuple(row.cells[at].text if at < len(row.cells) else "" for at in told)
            for row in self.rows_model.rows()
            if not row.group and (not chosen or row.key in chosen)
        )

    def copy(self, whole: bool = False) -> None:
        """复制选中的行，或整张表，连同标题。"""
        rows = self._texts() if whole else self._texts(frozenset(self.selected_keys()))
        QGuiApplication.clipboard().setText(write_block((self._titles(), *rows)))

    def shown(self) -> ShownTable:
        """现在所列的样子，供导出。"""
        from medtech_desktop.office.shown_tables import ShownTable

        filters = tuple(said for _column, said in self._filter_words())
        return ShownTable(self.accessibleName(), self._titles(), self._texts(), filters)

    # Filters

    def filter_column(self, column: int, values: frozenset[str] | None) -> None:
        """只列这一列是这些值的行；None 去掉这一项。"""
        keep = self.current_key()
        self.rows_model.filter_column(column, values)
        self._refresh(keep)

    def clear_filters(self) -> None:
        """去掉全部筛选。"""
        keep = self.current_key()
        for column in self.rows_model.filters:
            self.rows_model.filter_column(column, None)
        self._refresh(keep)

    def open_filter(self, column: int) -> ColumnFilter:
        """打开一列的筛选。"""
        model = self.rows_model
        chosen = model.filters.get(column)
        values = model.column_values(column)
        dialog = ColumnFilter(self.columns[column].title, values, chosen, self.window())
        dialog.picked.connect(lambda picked: self.filter_column(column, picked))
        dialog.open()
        return dialog

    def _refresh(self, keep: str) -> None:
        self._dress_rows()
        self.rows_model.layoutChanged.emit()
        self._show_filters()
        if keep:
            self.choose(keep)

    def _filter_words(self) -> tuple[tuple[int, str], ...]:
        return tuple(
            (column, filter_words(self.columns[column].title, values))
            for column, values in self.rows_model.filters.items()
        )

    def _show_filters(self) -> None:
        words = self._filter_words()
        if self.filter_bar is None:
            if not words:
                return
            self.filter_bar = FilterBar()
            self.filter_bar.dropped.connect(lambda column: self.filter_column(column, None))
            self.filter_bar.cleared.connect(self.clear_filters)
            place_above(self.filter_bar, self)
        self.filter_bar.show_filters(words, len(self._texts()), self.rows_model.total)

    # Menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def open_menu(self, place: QPoint) -> QMenu:
        """打开表的菜单。"""
        menu = menu_of(menu_lines(self), self)
        menu.popup(place)
        return menu

    def _open_heading_menu(self, place: QPoint) -> None:
        section = self._heading.logicalIndexAt(place)
        if section >= 0 and self.columns[section].title:
            menu = menu_of(heading_lines(self, section), self)
            menu.popup(self._heading.mapToGlobal(place))

    def _open_menu_by_key(self) -> None:
        index = self.currentIndex()
        rect = self.visualRect(index) if index.isValid() else self.viewport().rect()
        self.open_menu(self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(self.pad, 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        copies = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        shift_f10 = event.key() == Qt.Key.Key_F10 and bool(
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        if copies and event.key() == Qt.Key.Key_C:
            self.copy()
        elif shift_f10 or event.key() == Qt.Key.Key_Menu:
            self._open_menu_by_key()
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in _SORT_KEYS:
            self._sort_by_key(Qt.Key(event.key()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_F4:
            self._open_article(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row() if index.isValid() else -1)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor
            if index.isValid() and self._acts_at(index, event.position().x())
            else Qt.CursorShape.ArrowCursor
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if article := self._article_at(index, event.position().x()):
            self.article_opened.emit(article)
        elif self._on_action(index):
            self._open(index.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        first = next((row.key for row in self.rows_model.rows() if not row.group), "")
        if first and not self.selected_keys():
            self.choose(first)

    def _acts_at(self, index: QModelIndex, x: float) -> bool:
        return bool(self._article_at(index, x)) or self._on_action(index)

    def _article_at(self, index: QModelIndex, x: float) -> str:
        return self._delegate.article_at(index, QRectF(self.visualRect(index)), x)

    def _on_action(self, index: QModelIndex) -> bool:
        last = index.column() == len(self.columns) - 1
        return last and bool(self.rows_model.row(index.row()).action)

    def _open(self, row: int) -> None:
        if 0 <= row < self.rows_model.rowCount() and not self.rows_model.row(row).group:
            self.opened.emit(self.rows_model.row(row).key)

    def _open_article(self, row: int) -> None:
        if not 0 <= row < self.rows_model.rowCount():
            return
        for cell in self.rows_model.row(row).cells:
            for piece in cell.pieces:
                if isinstance(piece, ArticleChip):
                    self.article_opened.emit(piece.article)
                    return

    def _tell_chosen(self) -> None:
        self.viewport().update()
        self.chosen.emit(self.current_key())

    def _sort(self, section: int) -> None:
        """点表头：升序，再点降序，第三次回到原来的次序。"""
        before = self._order
        if not self._turn_order(section):
            return
        if before == (section, True):
            self.sort_rows(-1)
        else:
            self.sort_rows(*self._order)

    def sort_rows(self, section: int, descending: bool = False) -> None:
        """按一列排；-1 为原来的次序。"""
        self.show_sorted(section, descending)
        keep = self.selected_keys()
        self.rows_model.sort(section, self._heading.sortIndicatorOrder())
        QSettings().setValue(f"order/{self.objectName()}", f"{section},{int(descending)}")
        if keep:
            self.choose(keep[0])

    def _sort_by_key(self, key: Qt.Key) -> None:
        able = [number for number, column in enumerate(self.columns) if column.sortable]
        section, descending = self._order
        if not able:
            return
        place = able.index(section) if section in able else -1
        if key == Qt.Key.Key_Right:
            section = able[(place + 1) % len(able)]
        elif key == Qt.Key.Key_Left:
            section = able[(place - 1) % len(able)] if place >= 0 else able[-1]
        else:
            section, descending = able[max(place, 0)], key == Qt.Key.Key_Down
        self.sort_rows(section, descending)

    def _restore_order(self) -> None:
        section, _, down = str(QSettings().value(f"order/{self.objectName()}", "")).partition(",")
        if section.isdigit() and int(section) < len(self.columns):
            self.show_sorted(int(section), down == "1")
            self.rows_model.sort(int(section), self._heading.sortIndicatorOrder())

    def reset_columns(self) -> None:
        """列宽与次序还原。"""
        QSettings().remove(f"widths/{self.objectName()}")
        self._restore_widths()
        self._share_width()
        self.sort_rows(-1)
