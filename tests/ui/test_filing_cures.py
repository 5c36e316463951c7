"""备案屏的小处：附件2 每一空格各有补救，培训情况按证明重写，按格式导出，今天在止日之后。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from medtech_desktop.office import practitioners, todo
from medtech_desktop.office.library import open_library
from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.screens.filing_lead_entries import FilingLeadsEntry
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.day_strip import DayKind, DayStrip, DayView
from tests.builders import FIRST_CASE, LEAD, office_at
from tests.pages.window import WindowPage

TODAY = date(2026, 9, 28)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office = office_at("approved", tmp_path)
    office.operate("S16", FIRST_CASE)
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    page.go("备案")
    page.open_unopened()
    assert page.entry().submit() == []
    yield page
    page.close()


def _cures(window: WindowPage) -> list[str]:
    buttons = window.filings.detail.blocker.findChildren(QPushButton)
    return [one.text() for one in buttons if one.isVisible()]


def test_each_empty_box_has_the_cure_that_fits(window: WindowPage) -> None:
    assert "填写备案表…" in _cures(window)
    opinion = "「医疗机构意见」未填"
    gaps = window.filings._page.annex_gaps if window.filings._page is not None else ()
    assert opinion in [one.message for one in gaps]
    window.filings.detail.blocker.remedy_chosen.emit("填写备案表…")
    assert window.entry().fill(opinion="同意备案").submit() == []
    assert "填写备案表…" not in _cures(window)


def test_the_training_text_is_written_again_from_the_certificates(
    window: WindowPage,
) -> None:
    window.filings.act("填写负责人…")
    page = window.entry()
    window.settle()
    entry = page.entry
    assert isinstance(entry, FilingLeadsEntry)
    page.fill(training1="旧的一句")
    entry.rewrite.click()
    window.settle()
    field = entry.form.field("training1")
    assert isinstance(field, QLineEdit)
    assert "示例培训基地" in field.text()
    assert page.submit() == []


def test_a_paper_is_exported_in_the_format_that_was_chosen(
    window: WindowPage, tmp_path: Path
) -> None:
    button = window.filings.paper.export_button
    assert button.words() == ("PDF（打印、盖章）", "Word 文档", "全部格式")
    window.filings.export_to(tmp_path / "导出", ("docx",))
    window.settle()
    assert [path.suffix for path in (tmp_path / "导出").iterdir()] == [".docx"]
    for dialog in window.filings.findChildren(ExportedDialog):
        dialog.close()


def _dark(image: QImage, left: int, right: int) -> bool:
    row = 24 + 30
    return any(image.pixelColor(x, row) == Ink.INK.colour for x in range(left, right))


def test_today_is_marked_after_the_due_day_too(qtbot: QtBot) -> None:
    strip = DayStrip()
    qtbot.addWidget(strip)
    strip.resize(700, 120)
    due = date(2026, 10, 13)
    strip.show_days((DayView(due, DayKind.DUE, "第 15 日止"),), date(2026, 10, 15))
    share = (strip.width() + 4) / 7
    shown = strip.grab().toImage()
    assert _dark(shown, round(3 * share), round(3 * share) + 4)
    assert not _dark(shown, round(4 * share), round(4 * share) + 4)


def test_a_lead_who_left_is_cured_among_the_people(tmp_path: Path) -> None:
    office = office_at("approved", tmp_path)
    person = practitioners.person_id(office.library, LEAD, TODAY)
    office.do(practitioners.move_registration, person, TODAY, elsewhere="示例外院")
    gaps = {gap.title: gap.place for gap in todo.todo_board(office.library, TODAY).gaps}
    office.library.close()
    assert gaps["示例甲不能任技术负责人"] == "practitioners"
