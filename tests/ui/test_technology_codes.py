"""技术单页的手术编码：按名称有候选，打拼音选，登记、终止，只用键盘也行。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui.screens.technology_code_entries import (
    EndTechnologyCodeEntry,
    TechnologyCodeEntry,
)
from medtech_desktop.ui.widgets.quiet import Link
from tests.builders import CLERK, office_at
from tests.code_lists import enter_codes
from tests.office.surgery_log import log_surgery
from tests.pages.typing import press, type_chinese
from tests.pages.window import WindowPage, lines_of

TODAY = date(2026, 9, 28)
CODES = [
    ("39.7201", "颈动脉支架置入术", "介入治疗"),
    ("39.7202", "颅内动脉支架置入术", "介入治疗"),
    ("36.0700", "神经血管介入诊疗的示例", "介入治疗"),
]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office = office_at("filing", tmp_path)
    enter_codes(office.library, tmp_path, "示例编码", date(2026, 1, 1), CODES)
    with office.library.act(CLERK, "test.log") as log:
        log_surgery(log, "36.0700", date(2026, 9, 1), None)
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    page.go("技术目录")
    yield page
    page.close()


def _link_entry(window: WindowPage) -> TechnologyCodeEntry:
    window.technologies.detail.code_link.click()
    window.settle()
    (entry,) = window.technologies.findChildren(TechnologyCodeEntry)
    window.qtbot.waitUntil(lambda: not window.window.desk.is_busy)
    window.settle()
    return entry


def test_codes_are_picked_linked_and_ended(window: WindowPage) -> None:
    detail = window.technologies.detail
    assert detail.code_note.text().startswith("还没有对应")
    entry = _link_entry(window)
    (offered,) = entry.offers.findChildren(Link)
    assert offered.text().strip() == "36.0700　神经血管介入诊疗的示例"
    assert entry.code.code() == ""  # offered, never taken
    entry.code.line.setFocus()
    type_chinese(entry.code.line, "lndm")
    window.settle()
    assert entry.code.suggestions() == ("39.7202　颅内动脉支架置入术",)
    press(entry.code.line, Qt.Key.Key_Return)
    assert (entry.code.code(), entry.code.called.text()) == ("39.7202", "颅内动脉支架置入术")
    condition = entry.form.field("condition")
    assert isinstance(condition, QLineEdit)
    type_chinese(condition, "仅限急诊取栓（示例）")
    entry.act_button.click()
    window.settle()
    (line,) = lines_of(detail.codes)
    assert "39.7202 颅内动脉支架置入术 仅限急诊取栓（示例） 2026-09-28" in line

    detail.codes.choose("39.7202")
    press(detail.codes, Qt.Key.Key_Return)
    window.settle()
    (end,) = window.technologies.findChildren(EndTechnologyCodeEntry)
    assert end.form.value("code") == "39.7202"
    end.act_button.click()
    window.settle()
    (line,) = lines_of(detail.codes)
    assert line.rstrip().endswith("2026-09-28 2026-09-28")
    assert detail.code_note.text() == "1 条"  # its last day is today
    detail.codes.selectRow(0)
    press(detail.codes, Qt.Key.Key_Return)
    window.settle()
    assert not [
        one for one in window.technologies.findChildren(EndTechnologyCodeEntry) if one.isVisible()
    ]


def test_an_offered_code_is_filled_in_by_its_link(window: WindowPage) -> None:
    entry = _link_entry(window)
    (offered,) = entry.offers.findChildren(Link)
    offered.click()
    assert entry.code.code() == "36.0700"
    assert entry.code.called.text() == "神经血管介入诊疗的示例"
    entry.act_button.click()
    window.settle()
    assert len(lines_of(window.technologies.detail.codes)) == 1
    assert "登记里早于 2026-09-28 的还有 1 项" in window.window.status_bar.text()


def test_a_code_that_is_not_listed_is_refused_below_its_field(window: WindowPage) -> None:
    entry = _link_entry(window)
    type_chinese(entry.code.line, "99.9999")
    window.settle()
    assert entry.code.suggestions() == ("编码库里没有找到，换几个字",)
    entry.act_button.click()
    window.settle()
    (notice,) = entry.form.notices()
    assert "没有这一编码" in notice.finding.message


def test_on_a_past_day_codes_cannot_be_changed(window: WindowPage) -> None:
    entry = _link_entry(window)
    entry.code.take("39.7201")
    entry.act_button.click()
    window.settle()
    window.window.look_at(date(2026, 9, 14))
    window.settle()
    detail = window.technologies.detail
    assert not detail.code_link.isEnabled()
    assert lines_of(detail.codes) == []
    window.technologies.end_code("39.7201")
    window.settle()
    assert not [
        one for one in window.technologies.findChildren(EndTechnologyCodeEntry) if one.isVisible()
    ]


def test_the_entry_ends_the_code_that_was_pointed_at(window: WindowPage) -> None:
    for code in ("39.7201", "39.7202"):
        entry = _link_entry(window)
        entry.code.take(code)
        entry.act_button.click()
        window.settle()
    window.technologies.end_code("39.7202")
    window.settle()
    (end,) = [e for e in window.technologies.findChildren(EndTechnologyCodeEntry) if e.isVisible()]
    box = end.form.field("code")
    assert isinstance(box, QComboBox)
    assert (box.count(), box.currentData()) == (2, "39.7202")
    end.reject()
