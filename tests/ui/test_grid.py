"""填数的格子：键盘移动、清空、复制与粘贴一块；只有可填的格子会变。"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.ui.widgets.blocks import plain_number, read_block, write_block
from medtech_desktop.ui.widgets.grid import Grid
from medtech_desktop.ui.widgets.rows import Column
from tests.pages.typing import press, type_chinese

_COLUMNS = (Column("名称", 0), Column("例数", 90, right=True), Column("死亡", 90, right=True))


@pytest.fixture
def grid(qtbot: QtBot) -> Grid:
    made = Grid(_COLUMNS, frozenset({1, 2}), "数字")
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show_rows((("甲", "1", "0"), ("乙", "2", "0"), ("丙", "3", "")))
    made.show()
    made.setFocus()
    return made


def test_a_block_is_copied_and_pasted(grid: Grid) -> None:
    grid.selectAll()
    press(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "甲\t1\t0\n乙\t2\t0\n丙\t3\t"
    grid.setCurrentIndex(grid.rows_index(1, 1))
    assert grid.paste("20\t1\n30\t2\n40\t3") == 4
    assert grid.values() == (("甲", "1", "0"), ("乙", "20", "1"), ("丙", "30", "2"))


def test_what_is_not_to_be_filled_stays(grid: Grid) -> None:
    grid.setCurrentIndex(grid.rows_index(0, 0))
    assert grid.paste("别的\t9") == 1
    assert grid.values()[0] == ("甲", "9", "0")


def test_keys_clear_and_move_down(grid: Grid) -> None:
    grid.setCurrentIndex(grid.rows_index(0, 1))
    press(grid, Qt.Key.Key_Delete)
    assert grid.values()[0][1] == ""
    press(grid, Qt.Key.Key_Return)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 1)


def test_typing_edits_the_cell(grid: Grid, qtbot: QtBot) -> None:
    grid.setCurrentIndex(grid.rows_index(2, 2))
    grid.edit(grid.currentIndex())
    editor = grid.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    assert editor.accessibleName() == "死亡"
    type_chinese(editor, "7")
    press(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: grid.values()[2][2] == "7")


def test_a_wrong_cell_says_why_until_it_is_changed(grid: Grid) -> None:
    grid.mark({(1, 1): "不是例数"})
    index = grid.rows_index(1, 1)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "不是例数"
    grid.paste("5")
    assert index.data(Qt.ItemDataRole.ToolTipRole) is None


def test_what_excel_quotes_is_read_whole() -> None:
    assert read_block('甲\t"两行\r\n的格"\r\n"说""好"""\t3\r\n') == (
        ("甲", "两行\n的格"),
        ('说"好"', "3"),
    )
    assert read_block('"没有关上\t1\n乙\t2') == (('"没有关上', "1"), ("乙", "2"))
    rows = (("甲\n乙", 'a"b', "c\td"), ("", "x", ""))
    assert read_block(write_block(rows)) == rows


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("１２３", "123"), ("1,234", "1234"), (" 1，234,567 ", "1234567"), ("12,34", "12,34")],
)
def test_numbers_are_kept_plain(typed: str, kept: str) -> None:
    assert plain_number(typed) == kept


def test_a_paste_is_undone_and_redone_as_one(grid: Grid, qtbot: QtBot) -> None:
    before = grid.values()
    said: list[str] = []
    grid.told.connect(said.append)
    grid.paste("1\t2\n3\t4")
    after = grid.values()
    press(grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert grid.values() == before
    press(grid, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert grid.values() == after != before
    press(grid, Qt.Key.Key_Delete)
    press(grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert grid.values() == after
    grid.undo()
    grid.undo()
    assert said[-1] == "没有可撤销的"


def test_a_block_too_big_says_what_was_left_out(grid: Grid, qtbot: QtBot) -> None:
    said: list[str] = []
    grid.told.connect(said.append)
    cells = grid.grid_model.rowCount() + 3
    filled = grid.paste("\n".join(["7"] * cells))
    assert filled == grid.grid_model.rowCount()
    assert said == [f"粘贴了 {filled} 格，3 格超出表格或不可填，没有粘贴"]


def test_one_value_fills_the_selection_and_ctrl_d_fills_down(grid: Grid, qtbot: QtBot) -> None:
    column = min(grid.grid_model.editable)
    flag = QItemSelectionModel.SelectionFlag
    rows = range(grid.grid_model.rowCount())
    for row in rows:
        grid.selectionModel().select(grid.rows_index(row, column), flag.Select)
    grid.paste("5")
    assert [grid.values()[row][column] for row in rows] == ["5"] * len(rows)
    grid.grid_model.change({(0, column): "9"})
    press(grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [grid.values()[row][column] for row in rows] == ["9"] * len(rows)


def test_tab_goes_through_the_cells_to_fill_and_out(grid: Grid, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    after = QLineEdit()
    column.addWidget(grid)
    column.addWidget(after)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(grid.grid_model.rowCount() * len(grid.grid_model.editable)):
        assert grid.hasFocus()
        seen.append((grid.currentIndex().row(), grid.currentIndex().column()))
        press(grid, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert seen == sorted(seen)
    assert {column for _row, column in seen} == grid.grid_model.editable
    press(after, Qt.Key.Key_Backtab)
    assert grid.currentIndex().row() == grid.grid_model.rowCount() - 1
    grid.setParent(None)


def test_enter_in_a_cell_keeps_it_and_goes_down(grid: Grid, qtbot: QtBot) -> None:
    with qtbot.waitActive(grid):
        grid.show()
        grid.activateWindow()
    grid.setFocus()
    start = grid.currentIndex()
    press(grid, Qt.Key.Key_F2)
    editor = grid.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("１２")
    press(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert grid.values()[start.row()][start.column()] == "12"
    assert grid.currentIndex().row() == start.row() + 1


def test_a_whole_table_on_the_clipboard_is_not_pasted(grid: Grid) -> None:
    before, said = grid.values(), list[str]()
    grid.told.connect(said.append)
    assert grid.paste("1\t2\n" * 500_000) == 0
    assert grid.values() == before
    assert "太多" in said[0]
