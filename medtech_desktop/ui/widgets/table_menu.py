"""表的菜单：右键、菜单键或 Shift+F10 打开；复制、导出、筛选、排序、列宽。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.exporting import export_shown

if TYPE_CHECKING:
    from medtech_desktop.office.shown_tables import ShownTable
    from medtech_desktop.ui.widgets.tables import RowTable


@dataclass(frozen=True, slots=True)
class MenuLine:
    """菜单的一项：词、做什么（没有则灰）、下一级；空词为分隔线。"""

    word: str = ""
    act: Callable[[], object] | None = None
    inside: tuple[MenuLine, ...] = field(default=())


def menu_of(lines: tuple[MenuLine, ...], parent: QWidget) -> QMenu:
    """造出菜单；选了一项或关上以后自己消失。"""
    menu = QMenu(parent)
    menu.setAccessibleName("表的菜单")
    _fill(menu, lines)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _fill(menu: QMenu, lines: tuple[MenuLine, ...]) -> None:
    for line in lines:
        if not line.word:
            menu.addSeparator()
        elif line.inside:
            _fill(menu.addMenu(line.word), line.inside)
        else:
            action = menu.addAction(line.word)
            action.setEnabled(line.act is not None)
            if line.act is not None:
                action.triggered.connect(lambda _=False, act=line.act: act())


def menu_lines(table: RowTable) -> tuple[MenuLine, ...]:
    """表里右键的各项。"""
    row = table.rows_model.row(table.currentIndex().row()) if table.current_key() else None
    lines = []
    if row is not None and row.action and table.actions_allowed:
        lines += [MenuLine(row.action, lambda: table.opened.emit(row.key)), MenuLine()]
    columns = [(n, column) for n, column in enumerate(table.columns) if column.title]
    filters = tuple(
        MenuLine(f"筛选「{column.title}」…", lambda n=n: table.open_filter(n))  # type: ignore[misc]
        for n, column in columns
    )
    orders = tuple(line for n, column in columns if column.sortable for line in _orders(table, n))
    has_filters = bool(table.rows_model.filters)
    return (
        *lines,
        MenuLine("复制", table.copy if row is not None else None),
        MenuLine("复制整表", lambda: table.copy(whole=True)),
        MenuLine("导出所列…", exporter(table, table.shown)),
        MenuLine(),
        MenuLine("筛选", inside=filters),
        MenuLine("清除筛选", table.clear_filters if has_filters else None),
        MenuLine("排序", inside=(*orders, MenuLine("原来的次序", lambda: table.sort_rows(-1)))),
        MenuLine("列宽与次序还原", table.reset_columns),
    )


def heading_lines(table: RowTable, section: int) -> tuple[MenuLine, ...]:
    """表头右键的各项。"""
    title = table.columns[section].title
    orders = _orders(table, section) if table.columns[section].sortable else ()
    return (
        *orders,
        MenuLine("原来的次序", lambda: table.sort_rows(-1)),
        MenuLine(),
        MenuLine(f"筛选「{title}」…", lambda: table.open_filter(section)),
        MenuLine("清除筛选", table.clear_filters if table.rows_model.filters else None),
        MenuLine(),
        MenuLine("列宽与次序还原", table.reset_columns),
    )


def _orders(table: RowTable, section: int) -> tuple[MenuLine, ...]:
    title = table.columns[section].title
    return (
        MenuLine(f"按「{title}」升序", lambda: table.sort_rows(section)),
        MenuLine(f"按「{title}」降序", lambda: table.sort_rows(section, True)),
    )


def exporter(widget: QWidget, shown: Callable[[], ShownTable]) -> Callable[[], object] | None:
    """导出所列的动作。Whoever holds the widget and has a desk exports; without one, nobody."""
    host: QWidget | None = widget
    while host is not None:
        desk = getattr(host, "desk", None)
        if isinstance(desk, Desk):
            return lambda: export_shown(desk, shown(), widget.window())
        host = host.parentWidget()
    return None
