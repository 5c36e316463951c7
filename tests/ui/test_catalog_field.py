"""登记技术：填了目录编号，保存以前就说出是哪一条；打名称、首字母列出条目。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui.screens.technology_entries import TechnologyEntry
from medtech_desktop.ui.widgets.catalog_field import CatalogField
from tests.builders import office_at
from tests.pages.typing import press, type_chinese
from tests.pages.window import WindowPage

HINT = "如 S16；没有编号的限制类填目录名称；其他技术不填"


@pytest.fixture
def entry(qtbot: QtBot, tmp_path: Path) -> Iterator[TechnologyEntry]:
    office_at("hospital", tmp_path).library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), date(2026, 11, 2))
    made = TechnologyEntry(window.desk, date(2026, 11, 2), window.window)
    made.begin()
    window.settle()
    yield made
    made.reject()
    window.close()


def typed(entry: TechnologyEntry, text: str) -> CatalogField:
    field = entry.code
    field.clear()
    type_chinese(field, text)
    return field


def test_the_name_of_a_code_is_said_before_anything_is_saved(entry: TechnologyEntry) -> None:
    assert entry.form.told("code") == HINT
    for text in ("S16", "s16", "Ｓ１６"):
        typed(entry, text)
        assert entry.form.told("code") == "S16 神经血管介入诊疗技术，湖南2018"
    assert entry.code.accessibleDescription() == entry.form.told("code")
    typed(entry, "S99")
    assert entry.form.told("code") == "施行中的限制类目录里没有「S99」"
    typed(entry, "")
    assert entry.form.told("code") == HINT


def test_an_entry_is_found_by_name_and_initials_and_taken(entry: TechnologyEntry) -> None:
    field = typed(entry, "神经血管")
    assert [one for one in field.suggestions() if one.startswith("S16 ")]
    field = typed(entry, "sjxgjr")
    assert any("神经血管介入" in one for one in field.suggestions())
    press(field, Qt.Key.Key_Return)
    assert field.text() == "S16"
    assert field.found.isHidden()
    assert entry.isVisible()  # the key took the entry of the catalogue and saved nothing
    field = typed(entry, "心室辅助技术")  # the national list of 2022 has no codes
    assert "心室辅助技术" in entry.form.told("code")
    assert not entry.form.told("code").startswith("施行中")
