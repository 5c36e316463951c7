"""每张表：第三次点回到原来的次序，按列筛选看得见，菜单用键盘打得开，所列的导得出。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.office.library import open_library
from medtech_desktop.office.shown_tables import ShownTable, export_shown
from medtech_desktop.ui.exporting import export_shown_to
from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable
from tests.builders import CLERK, office_at
from tests.pages.demo import DEMO_DAY, demo_folder
from tests.pages.privileges import PrivilegesPage
from tests.pages.typing import press
from tests.pages.window import WindowPage

_COLUMNS = (Column("姓名", 120), Column("科室", 0), Column("", 80, sortable=False))
_PEOPLE = (("2", "示例乙", "外科"), ("3", "示例丙", "内科"), ("1", "示例甲", "外科"))


def _rows() -> tuple[Row, ...]:
    return tuple(
        Row(key, (words(name), words(unit), Cell()), action="打开") for key, name, unit in _PEOPLE
    )


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[RowTable]:
    QSettings().remove("order/测试人员")
    holder = QWidget()
    qtbot.addWidget(holder)
    made = RowTable(_COLUMNS, "测试人员")
    QVBoxLayout(holder).addWidget(made)
    made.set_rows(_rows())
    holder.resize(500, 300)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    made.setFocus()
    yield made
    QSettings().remove("order/测试人员")


def _keys(table: RowTable) -> str:
    return "".join(row.key for row in table.rows_model.rows())


def _click_heading(table: RowTable, section: int) -> None:
    table.horizontalHeader().sectionClicked.emit(section)


def test_a_third_click_returns_to_the_natural_order(table: RowTable) -> None:
    orders = [_keys(table)]
    for _ in range(3):
        _click_heading(table, 1)
        orders.append(_keys(table))
    assert orders == ["231", "321", "213", "231"]
    assert table.horizontalHeader().sortIndicatorSection() == -1


def test_the_keyboard_sorts_and_the_order_is_remembered(table: RowTable) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    press(table, Qt.Key.Key_Right, alt)
    press(table, Qt.Key.Key_Right, alt)
    press(table, Qt.Key.Key_Down, alt)
    assert _keys(table) == "213"
    again = RowTable(_COLUMNS, "测试人员")
    again.set_rows(_rows())
    assert _keys(again) == "213"
    again.reset_columns()
    assert _keys(again) == "231"


def test_a_filter_is_chosen_shown_and_dropped(table: RowTable) -> None:
    dialog = table.open_filter(1)
    assert [dialog.list.item(n).text() for n in range(2)] == ["内科　1", "外科　2"]
    dialog.choose(frozenset({"外科"}))
    dialog.act_button.click()
    assert _keys(table) == "21"
    bar = table.filter_bar
    assert bar is not None
    assert bar.isVisible()
    chips = [one for one in bar.findChildren(QPushButton) if one.isVisible()]
    assert [one.accessibleName() for one in chips] == ["去掉筛选：科室：外科"]
    table.set_rows(_rows()[1:])
    assert _keys(table) == "1"
    QApplication.processEvents()
    next(one for one in bar.findChildren(QPushButton) if one.isVisible()).click()
    assert _keys(table) == "31"
    assert not bar.isVisible()


def test_a_filter_of_a_table_on_a_page_of_a_stack_is_shown(qtbot: QtBot) -> None:
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    table = RowTable(_COLUMNS, "测试人员")
    stack.addWidget(table)
    stack.addWidget(QWidget())
    table.set_rows(_rows())
    stack.show()
    table.filter_column(1, frozenset({"内科"}))
    assert stack.currentIndex() == 0
    assert table.isVisible()
    assert table.filter_bar is not None
    assert table.filter_bar.isVisible()


def test_groups_without_rows_go_with_them(qtbot: QtBot) -> None:
    table = RowTable(_COLUMNS, "分组")
    qtbot.addWidget(table)
    head = [Row(f"g{n}", (words(f"第{n}组"),), group=True) for n in range(3)]
    one, two, three = _rows()
    table.set_rows((head[0], one, head[1], two, head[2], three))
    table.rows_model.filter_column(1, frozenset({"外科"}))
    assert [row.key for row in table.rows_model.rows()] == ["g0", "2", "g2", "1"]


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard")
@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_the_keyboard_opens_the_menu(
    table: RowTable, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    press(table, key, modifier)
    menu = next(one for one in table.findChildren(QMenu) if one.isVisible())
    words_ = [action.text() for action in menu.actions() if action.text()]
    assert words_[0] == "打开"
    assert {"复制", "复制整表", "导出所列…", "筛选", "排序", "列宽与次序还原"} <= set(words_)
    press(table, Qt.Key.Key_Escape)
    menu.close()


def test_ctrl_a_and_ctrl_c_take_all_rows_with_headings(table: RowTable) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    press(table, Qt.Key.Key_A, control)
    press(table, Qt.Key.Key_C, control)
    said = "姓名\t科室\n示例乙\t外科\n示例丙\t内科\n示例甲\t外科\n"
    assert QGuiApplication.clipboard().text() == said


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_what_is_exported_is_text_and_on_record(tmp_path: Path, suffix: str) -> None:
    office = office_at("hospital", tmp_path)
    shown = ShownTable("人员", ("姓名", "备注"), (("示例甲", "=1+1"),), ("科室：外科",))
    path = export_shown(office.library, CLERK, shown, tmp_path / f"人员{suffix}")
    if suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert "=1+1" in [cell.value for cell in cells]
        assert {cell.data_type for cell in cells} == {"s"}
    else:
        assert path.read_bytes() == "\ufeff姓名,备注\r\n示例甲,'=1+1\r\n".encode()
    assert office.acts()[-1] == "table.export"
    with pytest.raises(BadInput):
        export_shown(office.library, CLERK, ShownTable("空", ("一",), ()), path)
    office.library.close()


def test_the_shown_decisions_are_exported_from_their_screen(qtbot: QtBot, tmp_path: Path) -> None:
    folder = demo_folder(tmp_path)
    window = WindowPage(qtbot, lambda: open_library(folder), DEMO_DAY)
    page = PrivilegesPage(window)
    page.turn_to("decisions")
    table = page.screen.decisions.table
    unit = table.rows_model.column_values(1)[0][0]
    table.filter_column(1, frozenset({unit}))
    path = tmp_path / "决定.xlsx"
    export_shown_to(window.desk, table.shown(), path, window.window)
    window.settle()
    sheet = openpyxl.load_workbook(path).worksheets[0]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert table.shown().columns[1] in next(row for row in values if row[0] == "编号")
    listed = [row for row in values if row[1] == unit]
    assert len(listed) == len(table.rows_model.rows())
    told = next(one for one in window.window.findChildren(QDialog) if one.isVisible())
    assert isinstance(told, ExportedDialog)
    told.close()
    window.close()
