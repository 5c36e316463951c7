"""系统与技术单页：诊疗科目、报送平台、知情同意书，从窗口登记。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui.screens.report_entries import ADD_PLATFORM, END_PLATFORM
from medtech_desktop.ui.screens.subject_entries import (
    ADD_SUBJECTS,
    CONSENT_WORD,
    DROP_SUBJECT,
    END_SUBJECT,
    NEED_SUBJECT,
)
from tests.builders import FIRST_CASE, OPENED, office_at
from tests.pages.window import WindowPage


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office_at("approved", tmp_path).library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), FIRST_CASE)
    yield page
    page.close()


def _act(window: WindowPage, word: str, **values: object) -> None:
    window.go("系统")
    window.system.act(word)
    assert window.entry().fill(**values).submit() == []  # type: ignore[arg-type]
    window.settle()


def test_subjects_of_the_licence_are_listed_and_ended(window: WindowPage) -> None:
    window.go("系统")
    pane = window.system.subjects
    assert "还没有登记" in pane.shown.text()
    _act(window, ADD_SUBJECTS, name="内科、外科", since=OPENED)
    assert pane.shown.text() == "内科、外科"
    _act(window, END_SUBJECT, name="外科", last_day=FIRST_CASE)
    assert pane.shown.text() == "内科、外科（至 2026-09-14）"


def test_platforms_say_what_the_hospital_chose(window: WindowPage) -> None:
    pane = window.system.platforms
    _act(window, ADD_PLATFORM, name="示例国家平台", days="7", since=OPENED)
    assert "7 天内报送" in pane.shown.text()
    _act(window, ADD_PLATFORM, name="示例省平台", level="省级平台", since=OPENED)
    assert "没有定天数，不提醒也不判断" in pane.shown.text()
    _act(window, END_PLATFORM, name="示例省平台", last_day=FIRST_CASE)
    assert "至 2026-09-14" in pane.shown.text()


def test_a_technology_says_which_subject_and_form_it_lacks(window: WindowPage) -> None:
    _act(window, ADD_SUBJECTS, name="内科", since=OPENED)
    window.go("技术目录")
    screen = window.technologies
    facts = screen.detail.facts

    def act(word: str, **values: object) -> None:
        screen.act(word)
        assert window.entry().fill(**values).submit() == []  # type: ignore[arg-type]
        window.settle()

    assert "没有留存知情同意书" in facts.text()
    act(CONSENT_WORD, title="示例同意书 2026 版", since=OPENED)
    assert "知情同意书 示例同意书 2026 版" in facts.text()
    act(NEED_SUBJECT, name="神经外科专业", since=OPENED)
    assert "诊疗科目 神经外科专业（许可证上没有神经外科专业）" in facts.text()
    act(DROP_SUBJECT, name="神经外科专业", last_day=OPENED)
    assert "神经外科专业" not in facts.text()
