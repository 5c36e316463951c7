"""长表上方的一排：下方向键、回车到表里去；换选项时选着的仍选着，开着的下拉不合上。"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.ui.widgets.list_bar import FilterBox, FilterChoice
from tests.pages.typing import press


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_keys_lead_from_the_filter_to_the_table(qtbot: QtBot, key: Qt.Key) -> None:
    host, table = QWidget(), QLineEdit()
    qtbot.addWidget(host)
    box = FilterBox(table, "筛选", "编码")
    column = QVBoxLayout(host)
    column.addWidget(box)
    column.addWidget(table)
    with qtbot.waitExposed(host):
        host.show()
    box.setFocus()
    press(box, key)
    assert host.focusWidget() is table


def test_emptied_without_another_question(qtbot: QtBot) -> None:
    box = FilterBox(QWidget(), "筛选", "编码")
    qtbot.addWidget(box)
    qtbot.addWidget(box._table)
    box.setText("骨科")
    with qtbot.assertNotEmitted(box.textChanged):
        box.empty()
    assert box.text() == ""


def test_a_choice_stays_while_its_words_change(qtbot: QtBot) -> None:
    box = FilterChoice("科室")
    qtbot.addWidget(box)
    assert box.key() == ""
    box.show_choices((("", "全部"), ("a", "甲　2"), ("b", "乙　1")), "b")
    model = box.model()
    with qtbot.assertNotEmitted(model.rowsRemoved):
        box.show_choices((("", "全部"), ("a", "甲　2"), ("b", "乙　1")), "b")
    box.show_choices((("", "全部"), ("b", "乙　3")), "b")
    assert (box.key(), box.currentText()) == ("b", "乙　3")
    box.show_choices((("", "全部"), ("a", "甲　2")), "b")
    assert box.key() == ""
