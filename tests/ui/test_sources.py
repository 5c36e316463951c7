"""这个数从哪来：每个显示的数点得开，后面的行数就是这个数；没有第二种数法。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from medtech_desktop.office import disclosures, trainings
from medtech_desktop.office.disclosures import Approval, NewFigure
from medtech_desktop.office.library import open_library
from medtech_desktop.office.sources import source_of
from medtech_desktop.ui.article_sheet import ArticleSheet
from medtech_desktop.ui.widgets.master_list import ALL, MasterList
from tests.builders import CLERK, office_at
from tests.pages.demo import DEMO_DAY, demo_folder
from tests.pages.sources import SourcePage, figures_of
from tests.pages.typing import press
from tests.pages.window import WindowPage

ON = date(2027, 1, 15)
PERIOD = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    page = WindowPage(qtbot, lambda: open_library(demo_folder(tmp_path)), DEMO_DAY)
    yield page
    page.close()


@pytest.fixture
def posted(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    """公开过一次，以后又改过数字；附件4 的例数改过一次。"""
    office = office_at("filed", tmp_path)
    figure = NewFigure(*PERIOD, 128, 3, 0, "示例登记本")
    office.do(disclosures.record_figure, "S16", figure, ON)
    draft = Approval("示例癸", ON, ON, PERIOD)
    office.do(disclosures.approve_disclosure, draft, ON, reason="先公开两张表")
    later = NewFigure(*PERIOD, 1130, 3, 1, "病案首页（示例）")
    office.do(disclosures.record_figure, "S16", later, ON)
    base = office.do(trainings.open_base, "S16", ON).subject
    for cases in (12, 1015):
        office.do(trainings.edit_base, base, {"cases3": cases})
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), ON)
    yield page
    page.close()


def test_every_figure_of_the_home_opens_its_rows(window: WindowPage) -> None:
    for number in range(len(figures_of(window))):
        figure = figures_of(window)[number]
        assert "从哪来" in figure.toolTip()
        shown = re.search(r"(—|今天|\d+)", figure.accessibleName().split("，")[0])
        assert shown is not None
        wanted = 0 if shown[0] in ("—", "今天") else int(shown[0])
        press(figure, Qt.Key.Key_Return)
        page = SourcePage(window)
        assert (page.figure, len(page.lines())) == (wanted, wanted), figure.accessibleName()
        assert page.sentence not in ("", "正在读取")
        page.close()
    assert number == 4


def test_the_working_days_left_stand_one_by_one(window: WindowPage) -> None:
    figure = next(f for f in figures_of(window) if "最近的备案" in f.accessibleName())
    figure.click()
    page = SourcePage(window)
    lines = page.lines()
    assert lines
    assert "截止日" in lines[-1]
    assert not any("周六" in line or "周日" in line for line in lines if "调休" not in line)
    assert "今天不计" in page.sentence
    page.close()


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard")
def test_a_badge_tells_where_it_comes_from(window: WindowPage) -> None:
    for key in ("todo", "filings"):
        item = window.window.nav.item(key)
        assert item.badge.count
        press(item, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
        [menu] = item.findChildren(QMenu)
        ask = next(one for one in menu.actions() if "从哪来" in one.text())
        assert f"{item.badge.count:,}" in ask.text()
        ask.trigger()
        menu.close()
        page = SourcePage(window)
        assert (page.figure, len(page.lines())) == (item.badge.count, item.badge.count)
        page.close()


def test_a_row_is_one_step_from_its_place(window: WindowPage) -> None:
    window.go("备案")
    window.window.top_bar.source_link.click()
    page = SourcePage(window)
    late = sum("逾期" in line for line in page.lines())
    said = window.window.top_bar.sentence.text()
    assert said.startswith(f"{late} 项逾期") if late else "逾期" not in said
    numbered = [line.split(" ")[0] for line in page.lines() if line.startswith("备案-")]
    page.close()
    window.go("今日待办")
    window.window.open_source("filings")
    SourcePage(window).open_row(numbered[-1])
    assert window.here() == "备案"
    assert window.filings.list.current_key() == numbered[-1]


def test_the_article_of_a_source_opens(window: WindowPage) -> None:
    window.window.open_source("filings")
    page = SourcePage(window)
    page.sheet.chip.click()
    window.settle()
    sheet = next(iter(window.window.findChildren(ArticleSheet)))
    assert sheet.isVisible()
    sheet.close_button.click()
    page.close()


def test_the_counts_of_the_disclosure(posted: WindowPage) -> None:
    posted.go("院务公开")
    screen = posted.disclosures
    posted.settle()
    for key in ("usage", "changes"):
        screen.show_tab(key)
        count = next(word.count for word in screen.tabs.views() if word.key == key)
        assert count == screen.tables[key].rows_model.rowCount() == 1
        screen.source_link.click()
        page = SourcePage(posted)
        assert (page.figure, len(page.lines())) == (count, count)
        page.close()
    screen.show_tab("usage")
    screen.source_link.click()
    page = SourcePage(posted)
    [line] = page.lines()
    assert "1,130" in line
    assert "病案首页（示例）" in line
    assert CLERK.name in line
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", line)
    page.open_row("S16")
    assert posted.here() == "技术目录"


def test_the_counts_of_annex_4_name_who_typed_them(posted: WindowPage) -> None:
    posted.go("培训")
    screen = posted.trainings
    screen.source_link.click()
    page = SourcePage(posted)
    lines = page.lines()
    assert len(lines) == 3
    shown = screen.filled.text().splitlines()[0].split("，")
    for line, told in zip(lines, shown, strict=True):
        year, _, cases = told.partition(" 年 ")
        assert line.startswith(f"{year} 年 {cases}"), (line, told)
    assert CLERK.name in lines[2]
    assert "1,015 例" in lines[2]
    assert "12 例" in lines[2].split(CLERK.name)[1]
    assert CLERK.name not in lines[0]
    page.close()


def test_a_source_is_of_the_day_looked_at(window: WindowPage, tmp_path: Path) -> None:
    past = date(2026, 6, 1)
    window.window.look_at(past)
    window.settle()
    other = tmp_path / "另一份"
    other.mkdir()
    library = open_library(demo_folder(other))
    expected = source_of(library, "todo", past).count
    library.close()
    window.window.open_source("todo")
    page = SourcePage(window)
    assert page.figure == expected
    page.close()


def test_a_count_beside_a_filter_word_is_the_rows_of_its_list(window: WindowPage) -> None:
    lists: list[tuple[str, MasterList]] = []
    for word in ("技术目录", "备案", "培训"):
        window.go(word)
        lists.append((word, window.window.current_screen().findChildren(MasterList)[0]))
    checked = 0
    for word, one in lists:
        for view in one.words.views():
            one.words.chosen.emit(view.key)
            assert one.model.rowCount() == view.count, (word, view.word)
            checked += 1
        one.words.chosen.emit(ALL)
    assert checked >= len(lists)
    window.go("今日待办")
    for view in window.todo.kinds.views():
        window.todo.kinds.chosen.emit(view.key)
        assert len(window.todo_lines()) == view.count, view.word
