"""打开以后的头几下键：进的是要填的字段，不是「取消」；窗口整个在屏幕里。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui.screens.practitioners import PractitionersScreen
from medtech_desktop.ui.window_size import USUAL, fits
from tests.builders import office_at
from tests.pages.imports import ImportPage
from tests.pages.window import WindowPage
from tests.ui.conftest import MakeDesk
from tests.ui.entry_samples import makers
from tests.ui.test_imports import GOOD, HEAD, NO_NUMBER, book

TODAY = date(2026, 11, 2)


def _no_library() -> object:
    raise FileNotFoundError("没有库")


@pytest.mark.parametrize("name", sorted(makers()))
def test_an_entry_opens_in_its_first_field(qtbot: QtBot, make_desk: MakeDesk, name: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    entry = makers()[name](make_desk(_no_library), parent)
    entry.begin()
    assert entry.form.fields()
    focused = entry.focusWidget()
    assert focused is not None
    assert focused not in (entry.cancel_button, entry.act_button)
    entry.close()


def test_the_checked_file_is_not_thrown_away_by_enter(qtbot: QtBot, tmp_path: Path) -> None:
    office_at("hospital", tmp_path).library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    window.go("医师")
    screen = window.window.screen_of("practitioners")
    assert isinstance(screen, PractitionersScreen)
    screen.list.import_button.click()
    page = ImportPage(window)
    assert page.sheet.focusWidget() is not page.sheet.cancel_button
    page.give(book(tmp_path / "人员.xlsx", HEAD, GOOD, NO_NUMBER))
    assert page.step() == "2 / 3 核对"
    assert page.sheet.focusWidget() is page.sheet.check.table
    assert page.sheet.act_button.isDefault()
    assert page.sheet._beside("问题行.xlsx").parent == tmp_path
    page.sheet.reject()
    window.close()


@pytest.mark.parametrize(
    ("room", "whole"),
    [((1366, 728), False), ((1366, 768), False), ((1440, 900), True), ((1920, 1040), True)],
)
def test_the_window_is_whole_on_the_screen(room: tuple[int, int], whole: bool) -> None:
    assert fits(USUAL, QSize(*room)) is whole
