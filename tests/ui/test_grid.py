"""填数的格子：键盘移动、清空、复制与粘贴一块；只有可填的格子会变。"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

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
