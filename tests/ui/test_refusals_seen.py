"""拒绝与要写的理由，按下按钮以后就在眼前，不用滚动。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import NewHospital, new_library, open_library
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.disclosure_entries import FiguresEntry
from tests.builders import office_at
from tests.pages.window import WindowPage

TODAY = date(2026, 12, 1)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    hospital = NewHospital("示例市第一医院", authority="示例市卫生健康委员会")
    page = WindowPage(
        qtbot, lambda: new_library(tmp_path / "库", hospital, opened_on=date(2026, 1, 1)), TODAY
    )
    yield page
    page.close()


def _is_seen(entry: Entry, widget: QWidget) -> bool:
    view = entry.pane.viewport()
    place = QRect(widget.mapTo(view, QPoint(0, 0)), widget.size())
    return widget.isVisible() and widget.height() > 0 and view.rect().contains(place)


def test_an_unknown_lead_is_told_at_the_field_at_the_first_press(window: WindowPage) -> None:
    window.go("技术目录")
    window.technologies.act("登记技术…")
    page = window.entry().fill(code="S14", leads="没有的人")
    assert page.submit() == ["没有人员「没有的人」"]
    notice = page.entry.form.notices()[0]
    assert notice.finding.field == "leads"
    assert page.entry.form.field("leads").property("wrong") == "true"
    assert _is_seen(page.entry, notice)


def test_the_dialog_grows_to_hold_its_notices(qtbot: QtBot, tmp_path: Path) -> None:
    office_at("filed", tmp_path).library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), date(2026, 11, 2))
    window.go("院务公开")
    window.disclosures.period_button.chosen.emit("2026年")
    window.settle()
    window.disclosures.figures_button.click()
    figures = window.entry().entry
    assert isinstance(figures, FiguresEntry)
    figures.grid.paste("128\t3\t0")
    assert window.entry().fill(source="示例登记本").submit() == []
    window.disclosures.approve_button.click()
    page = window.entry()
    before = page.entry.height()
    page.fill(approver="示例院长")
    assert page.submit()
    assert page.entry.height() > before
    notice = page.entry.form.notices()[0]
    assert not notice.reason.isHidden()
    assert _is_seen(page.entry, notice.reason)
    page.entry.reject()
    window.settle()
    window.close()


def test_a_reason_is_asked_for_in_sight(window: WindowPage) -> None:
    window.go("技术目录")
    window.technologies.act("登记技术…")
    assert window.entry().fill(code="S16").submit() == []
    window.technologies.act("登记首例…")
    page = window.entry().fill(day=date(2026, 11, 20))
    assert page.submit()
    warned = [one for one in page.entry.form.notices() if not one.reason.isHidden()]
    assert warned
    assert _is_seen(page.entry, warned[0].reason)
