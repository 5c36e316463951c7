"""培训屏：登记培训基地，3 个工作日的期限，附件4 的各栏与文书。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from tests.builders import office_at
from tests.pages.window import WindowPage

TODAY = date(2026, 11, 2)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office_at("filed", tmp_path).library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    page.go("培训")
    yield page
    page.close()


def _register(window: WindowPage, announced: str) -> None:
    window.trainings.add()
    entry = window.entry()
    window.settle()
    assert entry.fill(announced=announced).submit() == []


def test_without_a_base_the_screen_says_who_needs_one(window: WindowPage) -> None:
    assert window.trainings.empty.isVisible()
    assert "不承担培训的不需要登记" in window.trainings.empty.accessibleName()


def test_the_clock_runs_three_working_days_from_the_announcement(window: WindowPage) -> None:
    _register(window, "2026-10-29")
    screen = window.trainings
    assert screen.name.text() == "神经血管介入诊疗技术"
    assert screen.due.text() == "11月3日"
    assert "2026-10-29 起 3 个工作日" in screen.due_note.text()
    assert screen.days.isVisible()


def test_without_an_announcement_there_is_no_term(window: WindowPage) -> None:
    _register(window, "")
    assert window.trainings.due.text() == ""
    assert "发布招生公告以后才有期限" in window.trainings.due_note.text()
    assert not window.trainings.days.isVisible()


def test_a_notice_published_later_starts_the_clock(window: WindowPage) -> None:
    _register(window, "")
    screen = window.trainings
    screen.announce_button.click()
    assert window.entry().fill(announced_on=date(2026, 10, 29)).submit() == []
    assert screen.due.text() == "11月3日"
    screen.announce_button.click()
    entry = window.entry().fill(announced_on=date(2026, 10, 28))
    assert entry.submit() == ["已登记过公告日 2026-10-29"]
    assert entry.fill(reason="公告栏先贴出").submit() == []
    assert screen.due.text() == "11月2日"


def test_annex_4_is_filled_until_nothing_is_missing(window: WindowPage, tmp_path: Path) -> None:
    _register(window, "2026-10-29")
    screen = window.trainings
    assert "申报前还差 6 件" in screen.blocker.accessibleName()
    screen.edit()
    entry = window.entry()
    assert entry.fill(cases1="很多").submit() == ["「很多」不是例数，填整数，没有发生的填 0"]
    fields = {"cases1": "0", "cases2": "12", "cases3": "30", "quality": "无严重并发症"}
    assert entry.fill(**fields, conditions="导管室两间", plan="四周课程").submit() == []
    assert not screen.blocker.isVisible()
    assert screen.paper.foot.text() == "各栏已填齐，可打印盖章"
    screen.file_button.click()
    assert window.entry().fill(document="示例回执").submit() == []
    assert screen.state.text() == "已备案"
    assert not screen.edit_button.isVisible()
    screen.flow.export_to(tmp_path / "导出", ("docx",))
    window.settle()
    assert [path.suffix for path in (tmp_path / "导出").iterdir()] == [".docx"]


def test_a_day_that_is_none_is_said_beside_its_field(window: WindowPage) -> None:
    window.trainings.add()
    entry = window.entry().fill(announced="明天")
    assert len(entry.submit()) == 1
    assert entry.entry.form.notices()[0].finding.field == "announced"
    entry.entry.reject()
    window.settle()


def test_a_base_with_gaps_is_not_filed(window: WindowPage) -> None:
    _register(window, "2026-10-29")
    assert not window.trainings.file_button.isVisible()
    window.trainings.file()
    entry = window.entry()
    assert any("未填" in said for said in entry.submit())
    entry.entry.reject()
    window.settle()
