"""今日待办：右栏的变化与缺口，一步到办的地方，筛选，折行不省略，接下来。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import NewHospital, new_library, open_library
from medtech_desktop.ui.month_paper import MonthPaper
from medtech_desktop.ui.screens.filing_entries import OpenFilingEntry, StepEntry
from medtech_desktop.ui.screens.practitioner_entries import PractitionerEntry
from medtech_desktop.ui.screens.technology_entries import TechnologyEntry
from tests.builders import FIRST_CASE, office_at
from tests.pages.window import WindowPage

TODAY = date(2026, 9, 28)
Open = Callable[..., WindowPage]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    made: list[WindowPage] = []
    QSettings().remove("seen")

    def start(stage: str = "", on: date = TODAY, *, backs_up: bool = False) -> WindowPage:
        folder = tmp_path / "库"
        if stage and not folder.exists():
            office_at(stage, tmp_path).library.close()
        if stage:
            opener = lambda: open_library(folder)  # noqa: E731
        else:
            hospital = NewHospital("示例市第一医院")
            opener = lambda: new_library(folder, hospital, opened_on=date(2026, 1, 1))  # noqa: E731
        made.append(WindowPage(qtbot, opener, on, backs_up=backs_up))
        return made[-1]

    yield start
    for page in made:
        page.close()
    QSettings().remove("seen")


def _line(window: WindowPage, words: str) -> str:
    rows = window.todo.table.rows_model.rows()
    return next(row.key for row in rows if words in " ".join(cell.text for cell in row.cells))


def test_a_blank_library_shows_the_way_with_articles(opened: Open) -> None:
    window = opened()
    steps = window.todo.next_steps
    assert steps.isVisible()
    window.todo.next_steps.links[0].click()
    assert isinstance(window.entry().entry, PractitionerEntry)
    window.entry().entry.reject()
    window.go("今日待办")
    window.todo.next_steps.links[1].click()
    assert isinstance(window.entry().entry, TechnologyEntry)
    window.entry().entry.reject()
    window.settle()


def test_a_case_without_filing_opens_the_entry_of_a_new_one(opened: Open, tmp_path: Path) -> None:
    office = office_at("approved", tmp_path)
    office.operate("S16", FIRST_CASE)
    office.library.close()
    window = opened("approved")
    window.todo.table.opened.emit(_line(window, "提交备案"))
    entry = window.entry().entry
    assert isinstance(entry, OpenFilingEntry)
    entry.reject()
    window.settle()
    assert window.here() == "技术目录"


def test_a_ready_filing_opens_the_entry_of_its_submission(opened: Open) -> None:
    window = opened("ready")
    window.todo.table.opened.emit(_line(window, "提交备案"))
    entry = window.entry().entry
    assert isinstance(entry, StepEntry)
    entry.reject()
    window.settle()
    assert window.here() == "备案"


def test_a_filing_with_gaps_is_shown_and_nothing_opens(opened: Open) -> None:
    window = opened("filing")
    window.todo.table.opened.emit(_line(window, "提交备案"))
    window.settle()
    assert window.here() == "备案"


def test_the_month_sheet_is_shown_before_it_is_printed(opened: Open) -> None:
    window = opened("filing")
    window.todo.rail.month_link.click()
    window.settle()
    (paper,) = window.window.findChildren(MonthPaper)
    assert paper.flow.paper is not None
    assert paper.flow.paper.number == "2026-09"
    paper.after_button.click()
    window.settle()
    assert paper.month_words.text() == "2026年10月"
    assert paper.flow.paper.number == "2026-10"
    assert paper.flow.paper.pdf.startswith(b"%PDF")
    paper.before_button.click()
    paper.before_button.click()
    window.settle()
    assert paper.month_words.text() == "2026年8月"
    paper.close()
    window.todo.rail.month_link.click()
    window.settle()
    (again,) = [one for one in window.window.findChildren(MonthPaper) if one.isVisible()]
    again.close()
