"""主从列表：每一处都能筛选，去了别处再回来还在；复制、导出的就是所列的。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui import exporting
from medtech_desktop.ui.widgets.master_list import MasterList
from tests.pages.demo import DEMO_DAY, demo_folder
from tests.pages.typing import press, type_chinese
from tests.pages.window import WindowPage

SCREENS = ("技术目录", "备案", "培训")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    page = WindowPage(qtbot, lambda: open_library(demo_folder(tmp_path)), DEMO_DAY)
    yield page
    page.close()


def _list(window: WindowPage, word: str) -> MasterList:
    window.go(word)
    found = window.window.current_screen().findChildren(MasterList)[0]
    assert found.filter_box.isVisible()
    return found


def _names(one: MasterList) -> list[str]:
    return [one.model.entry(row).name for row in range(one.model.rowCount())]


@pytest.mark.parametrize("word", SCREENS)
def test_every_list_filters_and_keeps_its_words(window: WindowPage, word: str) -> None:
    one = _list(window, word)
    assert one.filter_box.placeholderText().startswith("筛选 ")
    every = _names(one)
    wanted = every[-1]
    type_chinese(one.filter_box, wanted[:3])
    window.settle()
    shown = _names(one)
    assert wanted in shown
    assert all(wanted[:3] in name for name in shown)
    window.go("系统")
    window.go(word)
    window.settle()
    assert one.filter_box.text() == wanted[:3]
    assert _names(one) == shown
    one.filter_box.clear()
    window.settle()
    assert _names(one) == every


def test_initials_find_a_filing(window: WindowPage) -> None:
    one = _list(window, "备案")
    one.filter_box.setText("sjxg")
    window.settle()
    assert _names(one)
    assert all("神经血管" in name for name in _names(one))


def test_a_filter_that_fits_nothing_leaves_the_screen_whole(window: WindowPage) -> None:
    for word in SCREENS:
        one = _list(window, word)
        one.filter_box.setText("没有这样的")
        window.settle()
        assert _names(one) == []
        one.filter_box.clear()
        window.settle()
        assert _names(one)


def test_copying_takes_the_chosen_with_headings(window: WindowPage) -> None:
    one = _list(window, "备案")
    press(one.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "编号\t名称\t情形\t期限与事实"
    assert len(lines) == 2
    one.list.selectAll()
    one.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == one.model.rowCount() + 1


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard")
def test_what_is_listed_is_exported_from_the_menu(
    window: WindowPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "备案.xlsx"
    monkeypatch.setattr(exporting, "ask_where", lambda _parent, _stem: path)
    monkeypatch.setattr(exporting, "tell_exported", lambda *_args: None)
    one = _list(window, "备案")
    one.filter_box.setText(_names(one)[0])
    window.settle()
    press(one.list, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = next(menu for menu in one.findChildren(QMenu) if menu.isVisible())
    words = {action.text(): action for action in menu.actions()}
    assert words["清除筛选"].isEnabled()
    words["导出所列…"].trigger()
    menu.close()
    window.settle()
    book = openpyxl.load_workbook(path)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    told = [row for row in rows if row[1] in _names(one)]
    assert len(told) == one.model.rowCount()
    assert one.shown().filters[-1].startswith("筛选：")
