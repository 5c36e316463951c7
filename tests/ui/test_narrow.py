"""窄屏与长名：各列不被截去，医院名折成两行，日期一律带年，导入的话如实。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui.screens.import_views import outcome_words
from medtech_desktop.ui.screens.technology_views import short_day
from medtech_desktop.ui.widgets.nav import Nav
from tests.builders import office_at
from tests.pages.window import WindowPage


@pytest.mark.parametrize("place", ["备案", "技术目录"])
def test_nothing_is_cut_at_1280(qtbot: QtBot, tmp_path: Path, place: str) -> None:
    office_at("filed", tmp_path).library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), date(2026, 11, 2))
    window.window.resize(1280, 680)
    window.go(place)
    detail = window.filings.detail if place == "备案" else window.technologies.detail
    pane = detail.findChild(QScrollArea)
    assert isinstance(pane, QScrollArea)
    inside = pane.widget()
    assert inside is not None
    assert inside.width() <= pane.viewport().width()
    assert inside.minimumSizeHint().width() <= pane.viewport().width()
    window.close()


def test_a_long_hospital_name_takes_two_lines(qtbot: QtBot) -> None:
    nav = Nav(())
    qtbot.addWidget(nav)
    nav.set_hospital("示例医院")
    short = nav.sizeHint().height()
    nav.set_hospital("示例市第一人民医院开发区分院")
    assert nav.sizeHint().height() > short


def test_the_days_of_a_life_have_one_form() -> None:
    assert short_day(date(2026, 4, 9), years=False) == "04月09日"
    assert short_day(date(2026, 4, 9), years=True) == "2026-04-09"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((3, 0, 0), "3 行可导入"),
        ((1, 2, 0), "1 行可导入，2 行已在册"),
        ((0, 2, 1), "0 行可导入，2 行已在册，1 行有问题，留在问题行里，不影响其余"),
    ],
)
def test_the_outcome_tells_each_count(counts: tuple[int, int, int], said: str) -> None:
    assert outcome_words(*counts) == said
