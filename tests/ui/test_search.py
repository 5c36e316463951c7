"""Ctrl+K：键盘、鼠标、输入法、没有找到、最近搜过，打开的是该去的屏。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QFocusEvent
from pytestqt.qtbot import QtBot

from medtech_desktop.office.imports import ImportOptions, import_file
from medtech_desktop.office.library import open_library
from medtech_desktop.ui.article_sheet import ArticleSheet
from medtech_desktop.ui.screens.procedures import ProceduresScreen
from tests.builders import CLERK, FILING, OPENED_FILING, office_at
from tests.pages.practitioners import PractitionersPage
from tests.pages.search import SearchPage
from tests.pages.typing import press, type_chinese
from tests.pages.window import WindowPage

KEY = Qt.Key


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    QSettings().remove("search/last")
    office = office_at("filing", tmp_path)
    office.hire("示例甲", "1009", department="骨科")
    folder = office.library.folder
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(folder), OPENED_FILING)
    yield page
    page.close()
    QSettings().remove("search/last")


@pytest.fixture
def search(window: WindowPage) -> SearchPage:
    return SearchPage(window).begin()


def test_the_box_has_a_name_and_says_what_it_finds(search: SearchPage) -> None:
    assert search.box.placeholderText() == "搜技术、医师、术式、备案、条款"
    assert "Ctrl+K" in search.box.accessibleName()


def test_results_are_grouped_and_told_in_two_lines(search: SearchPage) -> None:
    search.type("sjxg")
    assert search.groups() == ["技术", "备案"]
    technology, filing = (line for line in search.lines() if line.key)
    assert (technology.code, technology.title) == ("S16", "神经血管介入诊疗技术")
    assert technology.title_marks == ((0, 4),)
    assert filing.code == FILING
    assert search.box.accessibleDescription().startswith("技术，S16，神经血管介入诊疗技术")


def test_enter_opens_the_technology(window: WindowPage, search: SearchPage) -> None:
    search.type("S16").press(KEY.Key_Return)
    assert window.here() == "技术目录"
    assert window.technologies.detail.name.text() == "神经血管介入诊疗技术"
    assert search.box.text() == ""


def test_enter_before_the_answer_opens_what_comes(window: WindowPage, search: SearchPage) -> None:
    type_chinese(search.box, FILING)
    search.press(KEY.Key_Return)
    assert window.here() == "备案"
    assert window.filings.list.current_key() == FILING


def test_the_keys_walk_over_headings(search: SearchPage) -> None:
    search.type("示例甲")
    titles = search.titles()
    assert len(titles) >= 3
    assert search.chosen() == titles[0]
    assert search.press(KEY.Key_Down).chosen() == titles[1]
    assert search.press(KEY.Key_Up, KEY.Key_Up).chosen() == titles[-1]
    assert search.press(KEY.Key_Down).chosen() == titles[0]
    assert search.press(KEY.Key_End).chosen() == titles[-1]
    assert search.press(KEY.Key_Home).chosen() == titles[0]
    assert search.press(KEY.Key_PageDown, KEY.Key_PageDown).chosen() == titles[-1]


def test_escape_closes_then_clears_then_leaves(window: WindowPage, search: SearchPage) -> None:
    search.type("神经").press(KEY.Key_Escape)
    assert search.lines() == ()
    assert search.box.text() == "神经"
    search.press(KEY.Key_Escape)
    assert search.box.text() == ""
    search.press(KEY.Key_Escape)
    assert window.window.focusWidget() is not search.box


def test_same_names_are_told_apart_and_a_click_opens_the_person(
    window: WindowPage, search: SearchPage
) -> None:
    search.type("示例甲 骨科")
    facts = [line.fact for line in search.lines() if line.key]
    assert facts == ["工号 1009　骨科　主任医师"]
    search.click("示例甲")
    assert window.here() == "医师"
    assert PractitionersPage(window).heading().startswith("1009 示例甲")


def test_a_department_shows_its_people(window: WindowPage, search: SearchPage) -> None:
    search.type("骨科").click("骨科")
    people = PractitionersPage(window)
    assert people.screen.list.department_box.currentText() == "骨科"
    assert len(people.rows()) == 1


def test_an_article_opens(window: WindowPage, search: SearchPage) -> None:
    search.type("第十一条").press(KEY.Key_Return)
    sheets = [one for one in window.window.findChildren(ArticleSheet) if one.isVisible()]
    assert len(sheets) == 1
    sheets[0].close()


def test_an_act_goes_to_its_place(window: WindowPage, search: SearchPage) -> None:
    search.type("立即备份").press(KEY.Key_Return)
    assert window.here() == "系统"


def test_composed_letters_are_not_searched_and_their_enter_opens_nothing(
    window: WindowPage, search: SearchPage
) -> None:
    asked: list[str] = []
    search.box.asked.connect(asked.append)
    search.compose("shen'jing").press(KEY.Key_Return)
    assert asked == []
    assert window.here() == "今日待办"
    type_chinese(search.box, "神经")
    assert asked == ["神经"]


def test_the_enter_that_commits_opens_nothing(window: WindowPage, search: SearchPage) -> None:
    search.type("S16").compose("S16")
    type_chinese(search.box, "")
    search.box.clear()
    search.compose("s16")
    type_chinese(search.box, "S16")
    press(search.box, KEY.Key_Return)
    window.settle()
    assert window.here() == "今日待办"
    search.press(KEY.Key_Return)
    assert window.here() == "技术目录"


def test_nothing_found_says_what_was_searched_and_what_to_do(search: SearchPage) -> None:
    search.type("无此词")
    first, second = search.lines()
    assert first.title == "没有找到「无此词」"
    assert first.fact.startswith("找过技术 1、人员 5、备案 1")
    assert "首字母" in second.title
    assert search.titles() == []


def test_last_searches_are_kept(window: WindowPage, search: SearchPage) -> None:
    search.type("S16").press(KEY.Key_Return)
    search.begin().type("神经").press(KEY.Key_Return)
    search.begin()
    assert search.groups() == ["最近搜过"]
    assert search.titles() == ["神经", "S16"]
    search.press(KEY.Key_Down, KEY.Key_Return)
    assert search.box.text() == "S16"
    assert search.titles()[0] == "神经血管介入诊疗技术"


def test_a_past_day_is_searched_as_it_was(window: WindowPage, search: SearchPage) -> None:
    window.window.look_at(date(2026, 5, 1))
    window.settle()
    search.type(FILING)
    assert search.titles() == []
    window.window.look_at(None)
    window.settle()
    search.type(FILING)
    assert search.titles() == ["神经血管介入诊疗技术"]


def test_a_late_answer_does_not_open_a_list_nobody_waits_for(
    window: WindowPage, search: SearchPage
) -> None:
    type_chinese(search.box, "神经")
    search.box.clearFocus()
    search.box.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut))
    window.settle()
    assert search.lines() == ()


def test_lists_are_filtered_by_the_same_rule(window: WindowPage) -> None:
    people = PractitionersPage(window)
    assert len(people.type("slj").rows()) == 2
    assert len(people.type("ｓｌ １００９").rows()) == 1
    window.go("技术目录")
    window.settle()
    box = window.technologies.list.filter_box
    type_chinese(box, "sjxg slj")
    assert window.technologies.list.model.rowCount() == 1
    box.clear()
    type_chinese(box, "sjxg 无此")
    assert window.technologies.list.model.rowCount() == 0


def test_a_procedure_opens_in_the_code_list(
    window: WindowPage, search: SearchPage, tmp_path: Path
) -> None:
    book = tmp_path / "编码.csv"
    rows = [f"52.{n},胰腺测试{n}号手术" for n in range(8000, 8020)]
    book.write_text("编码,名称\n" + "\n".join(rows) + "\n", encoding="utf-8")
    options = ImportOptions(edition="示例版")
    window.desk.act(
        lambda library: import_file(
            library, CLERK, "procedures", book, OPENED_FILING, options=options
        )
    )
    window.settle()
    search.type("52.8007")
    assert search.groups() == ["术式"]
    search.press(KEY.Key_Return)
    assert window.here() == "手术分级"
    screen = window.window.screen_of("procedures")
    assert isinstance(screen, ProceduresScreen)
    window.settle()
    assert "胰腺测试8007号手术" in screen.detail.name.text()
