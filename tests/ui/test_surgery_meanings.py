"""认名：各页说明认不出的怎样算，与核查的计数对得上。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from tests.builders import office_at
from tests.pages.surgeries import SurgeriesPage
from tests.pages.window import WindowPage
from tests.ui.test_surgery_logs import ROWS, written


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[SurgeriesPage]:
    QSettings().remove("surgeries/period")
    office_at("privileged", tmp_path).library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), date(2026, 11, 2))
    yield SurgeriesPage(window)
    window.close()


def test_what_becomes_of_a_name_that_nobody_knows_is_said_as_it_is(
    page: SurgeriesPage, tmp_path: Path
) -> None:
    sheet = page.open_import().give(written(tmp_path / "登记.csv", ROWS)).act()
    sheet.act()
    page.window.settle()
    assert page.rail()["术者未在本院注册"] == 1
    page.tab("认名")
    pane = page.screen.meanings
    assert pane.note.text().startswith("名册里没有的术者列为「术者未在本院注册」")
    pane.turn("settled")
    assert pane.note.text() == "没有写明认不出的"
    pane.turn("open")
    assert pane.table.choose("person 外来者")
    pane.act()
    assert page.window.entry().fill(how="认不出，不再问").submit() == []
    assert page.unknown() == []
    pane.turn("settled")
    assert "不再问，也没有判断" in pane.note.text()
    page.tab("核查")
    assert "术者未在本院注册" not in page.rail()
    page.screen.check.rail.words.word("unjudged").click()  # type: ignore[attr-defined]
    assert page.rail("unjudged")["术者认不出是谁"] == 1
