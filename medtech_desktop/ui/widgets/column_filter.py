"""按列筛选：选这一列里要看的值；筛选总在表的上方写明，可以逐个去掉。"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.quiet import Link, button, label

_NOTHING = "（空）"
_NAMED = 3


class ColumnFilter(QDialog):
    """选值的对话框；``picked`` 带选中的值，全选为 None。"""

    picked = Signal(object)

    def __init__(
        self,
        title: str,
        values: tuple[tuple[str, int], ...],
        chosen: frozenset[str] | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"筛选「{title}」")
        self.resize(340, 440)
        self._values = tuple(value for value, _count in values)
        self.search = QLineEdit()
        self.search.setAccessibleName("在这一列的值里找")
        self.search.setPlaceholderText("找一个值")
        self.list = QListWidget()
        self.list.setAccessibleName(f"「{title}」的值")
        for value, count in values:
            item = QListWidgetItem(f"{value or _NOTHING}　{count:,}")
            item.setSizeHint(QSize(0, theme.SMALL_BUTTON))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            shown = chosen is None or value in chosen
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.all_button = button("全选", small=True)
        self.none_button = button("全不选", small=True)
        self.said = label("", size=theme.NOTE, ink=Ink.INK2)
        self.cancel_button = button("取消")
        self.act_button = button("筛选", kind="primary")
        self.act_button.setDefault(True)
        self._lay_out()
        self._wire()
        self._count()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        column.addWidget(self.search)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.all_button, self.none_button):
            row.addWidget(widget)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addWidget(self.said)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.act_button)
        column.addLayout(foot)

    def _wire(self) -> None:
        self.search.textChanged.connect(self._show_found)
        self.list.itemChanged.connect(lambda _item: self._count())
        self.all_button.clicked.connect(lambda _=False: self._check(Qt.CheckState.Checked))
        self.none_button.clicked.connect(lambda _=False: self._check(Qt.CheckState.Unchecked))
        self.cancel_button.clicked.connect(lambda _=False: self.reject())
        self.act_button.clicked.connect(lambda _=False: self._pick())

    def checked(self) -> frozenset[str]:
        """勾着的值。"""
        return frozenset(
            value
            for number, value in enumerate(self._values)
            if self.list.item(number).checkState() is Qt.CheckState.Checked
        )

    def choose(self, values: frozenset[str]) -> None:
        """只勾这些值。"""
        for number, value in enumerate(self._values):
            wanted = Qt.CheckState.Checked if value in values else Qt.CheckState.Unchecked
            self.list.item(number).setCheckState(wanted)

    def _show_found(self, text: str) -> None:
        for number, value in enumerate(self._values):
            self.list.item(number).setHidden(text.strip() not in value)

    def _check(self, state: Qt.CheckState) -> None:
        """只动找到的，藏着的不变。"""
        for number in range(self.list.count()):
            if not self.list.item(number).isHidden():
                self.list.item(number).setCheckState(state)

    def _count(self) -> None:
        count = len(self.checked())
        self.said.setText(f"选了 {count:,} 个值，共 {len(self._values):,} 个")
        self.act_button.setEnabled(count > 0)

    def _pick(self) -> None:
        checked = self.checked()
        self.picked.emit(None if len(checked) == len(self._values) else checked)
        self.accept()


class FilterBar(QWidget):
    """表上方的一行：现有的筛选，各一个可去掉的签；没有时收起。"""

    dropped = Signal(int)
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("现有的筛选")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 2, 8, 2)
        self._row.setSpacing(8)

    def show_filters(self, words: tuple[tuple[int, str], ...], shown: int, total: int) -> None:
        """换上各项筛选：（列号，话），以及所列与全部的行数。"""
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        made: list[QWidget] = []
        for column, said in words:
            chip = button(said, "x", small=True)
            chip.setAccessibleName(f"去掉筛选：{said}")
            chip.clicked.connect(lambda _=False, column=column: self.dropped.emit(column))
            made.append(chip)
        clear = Link("清除筛选")
        clear.clicked.connect(lambda _=False: self.cleared.emit())
        made.append(clear)
        for widget in made:
            self._row.addWidget(widget)
        self._row.addWidget(label(f"所列 {shown:,} 行，共 {total:,} 行", ink=Ink.INK2))
        self._row.addStretch(1)
        self.setVisible(bool(words))
        keep_order(self, made)


def filter_words(title: str, values: frozenset[str]) -> str:
    """一项筛选的话：「科室：骨科、外科」，多的说几个值。"""
    named = sorted(value or _NOTHING for value in values)
    if len(named) > _NAMED:
        return f"{title}：{len(named):,} 个值"
    return f"{title}：{'、'.join(named)}"


def place_above(bar: FilterBar, table: QWidget) -> None:
    """把 ``bar`` 放到表的上方，不论表在一列里还是自成一页。"""
    holder = table.parentWidget()
    if isinstance(holder, QStackedWidget):
        _wrap(bar, table, holder)
        return
    layout = _layout_of(holder.layout() if holder is not None else None, table)
    if isinstance(layout, QVBoxLayout):
        layout.insertWidget(layout.indexOf(table), bar)
    elif isinstance(layout, QBoxLayout):
        place = layout.indexOf(table)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(bar)
        column.addWidget(table, 1)
        layout.insertLayout(place, column, 1)


def _wrap(bar: FilterBar, table: QWidget, stack: QStackedWidget) -> None:
    current, place = stack.currentIndex(), stack.indexOf(table)
    stack.removeWidget(table)
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(bar)
    column.addWidget(table, 1)
    table.show()
    stack.insertWidget(place, page)
    stack.setCurrentIndex(current)


def _layout_of(layout: QLayout | None, table: QWidget) -> QLayout | None:
    """The layout, however deep, that holds the table itself."""
    if layout is None:
        return None
    if layout.indexOf(table) >= 0:
        return layout
    for number in range(layout.count()):
        item = layout.itemAt(number)
        inner = item.layout() if item is not None else None
        if inner is not None and (found := _layout_of(inner, table)) is not None:
            return found
    return None
