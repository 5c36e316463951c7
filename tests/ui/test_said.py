"""状态栏与小框：没有保存的话不说成已保存；页码看得见；写过的理由不因另一处拒绝而丢。"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.status_bar import StatusBar
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.paper_view import PaperPane


def test_a_note_is_not_called_saved(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_saved(datetime(2026, 11, 25, 9, 30, tzinfo=UTC))
    bar.show_said("已登记技术")
    assert "已保存 09:30:00，已登记技术" in bar.text()
    bar.show_said("2025年没有在用的限制类技术")
    assert bar.text().startswith("已保存 09:30:00；2025年没有在用的限制类技术")
    bar.show_saved(datetime(2026, 11, 25, 9, 31, tzinfo=UTC))
    bar.show_said("已登记首例")
    assert "已保存 09:31:00，已登记首例" in bar.text()


def test_the_page_number_is_seen(qtbot: QtBot) -> None:
    pane = PaperPane()
    qtbot.addWidget(pane)
    box = pane.page_box
    box.setRange(1, 30)
    box.setValue(28)
    pane._page_row.show()
    pane.show()
    line = box.lineEdit()
    assert line.width() >= 40
    seen = line.grab().toImage()
    dark = [
        x
        for x in range(seen.width())
        for y in range(seen.height())
        if seen.pixelColor(x, y).lightness() < 120
    ]
    assert dark
    middle = (min(dark) + max(dark)) / 2
    assert abs(middle - seen.width() / 2) < 4


def test_a_written_reason_outlives_another_refusal(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.line("who", "审定人")
    warned = Finding(Severity.WARN, "公开内容只有两张表", "MTCA-24", "写明理由", "lists")
    form.show_findings((warned,))
    form.notices()[0].reason.setText("正在修订")
    form.show_findings((Finding(Severity.REFUSE, "没有填审定人", "INPUT", "", "who"),))
    form.show_findings((warned,))
    assert form.reasons() == {"公开内容只有两张表": "正在修订"}


@pytest.mark.parametrize("text", ["2028-05-31", "2028/5/31", "2028年5月31日", "20280531"])
def test_a_day_that_may_be_left_out_is_read_like_any_other(text: str) -> None:
    assert optional_day(text) == date(2028, 5, 31)


@pytest.mark.parametrize("text", ["5-31", "长期", "2028-02-30"])
def test_what_is_no_day_is_told(text: str) -> None:
    told = optional_day(text)
    assert isinstance(told, Finding)
    assert text in told.message
    assert optional_day("") is None
