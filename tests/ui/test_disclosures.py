"""院务公开屏：未统计不能审定；数字从 Excel 粘贴；审定冻结后与现状对照。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui.batches import BatchSheet
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.screens.disclosure_entries import FiguresEntry, read_number
from tests.builders import office_at
from tests.pages.typing import press
from tests.pages.window import EntryPage, WindowPage, lines_of

TODAY = date(2026, 11, 2)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office_at("filed", tmp_path).library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    page.go("院务公开")
    page.disclosures.period_button.chosen.emit("2026年")
    page.settle()
    yield page
    page.close()


def _figures(window: WindowPage) -> tuple[EntryPage, FiguresEntry]:
    window.disclosures.figures_button.click()
    page = window.entry()
    assert isinstance(page.entry, FiguresEntry)
    return page, page.entry


def _give_figures(window: WindowPage, numbers: str = "128\t3\t0") -> None:
    page, entry = _figures(window)
    entry.grid.paste(numbers)
    assert page.fill(source="示例登记本").submit() == []


def test_what_was_never_counted_cannot_be_approved(window: WindowPage) -> None:
    screen = window.disclosures
    assert "未统计" in "；".join(lines_of(screen.tables["usage"]))
    assert not screen.approve_button.isEnabled()
    assert screen.reason.text() == "还差 1 件"
    assert "未统计" in screen.blocker.accessibleName() or screen.blocker.isVisible()


def test_a_block_of_figures_is_pasted_from_excel(window: WindowPage) -> None:
    page, entry = _figures(window)
    QGuiApplication.clipboard().setText("1,200\t30\t1\r\n")
    entry.grid.setFocus()
    from PySide6.QtCore import Qt

    press(entry.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert entry.grid.values()[0][2:] == ("1200", "30", "1")
    assert page.fill(source="示例登记本").submit() == []
    assert "1,200" in lines_of(window.disclosures.tables["usage"])[0]
    assert window.disclosures.approve_button.isEnabled()


def test_a_wrong_figure_is_marked_in_its_cell(window: WindowPage) -> None:
    page, entry = _figures(window)
    entry.grid.paste("很多\t0\t0")
    said = page.fill(source="示例").submit()
    assert "很多" in said[0]
    assert (0, 2) in entry.grid.grid_model.wrong
    entry.grid.setCurrentIndex(entry.grid.rows_index(0, 2))
    entry.grid.paste("10\t11\t0")
    assert any("并发症" in one for one in page.submit())
    assert (0, 3) in entry.grid.grid_model.wrong
    entry.reject()
    window.settle()


def test_figures_without_a_source_are_refused(window: WindowPage) -> None:
    page, entry = _figures(window)
    entry.grid.paste("10\t1\t0")
    assert any("来源" in one for one in page.submit())
    entry.reject()
    window.settle()


def test_approving_needs_a_name_and_a_reason_where_a_list_is_missing(
    window: WindowPage,
) -> None:
    _give_figures(window)
    window.disclosures.approve_button.click()
    entry = window.entry()
    said = entry.submit()
    assert "没有填审定人" in said
    entry.fill(approver="示例院长")
    assert any("手术分级管理目录" in one for one in entry.submit())
    entry.give_reason("分级目录下月登记")
    assert entry.submit() == []
    assert lines_of(window.disclosures.tables["posted"])[0].startswith("公开-2026-001 示例院长")
    assert window.window.top_bar.sentence.text().endswith("内容与现在相同")


def test_after_posting_the_differences_are_listed(window: WindowPage) -> None:
    _give_figures(window)
    window.disclosures.approve_button.click()
    entry = window.entry().fill(approver="示例院长")
    entry.submit()
    assert entry.give_reason("先公开两张表").submit() == []
    _give_figures(window, "130\t3\t0")
    changes = lines_of(window.disclosures.tables["changes"])
    assert len(changes) == 1
    assert "例数 128 130" in changes[0]


def test_the_posted_lists_are_seen_again_as_they_were(window: WindowPage) -> None:
    _give_figures(window)
    window.disclosures.approve_button.click()
    entry = window.entry().fill(approver="示例院长")
    entry.submit()
    assert entry.give_reason("先公开两张表").submit() == []
    sheet = window.disclosures.open_paper("公开-2026-001")
    window.settle()
    assert sheet.pane.foot.text() == "已审定，内容冻结"
    assert sheet.pane.export_button.words() == (
        "PDF（打印、盖章）",
        "Excel 表格",
        "网页",
        "全部格式",
    )
    sheet.reject()
    window.settle()


def test_what_was_posted_is_printed_or_exported_in_a_batch(
    window: WindowPage, tmp_path: Path
) -> None:
    _give_figures(window)
    window.disclosures.approve_button.click()
    entry = window.entry().fill(approver="示例院长")
    entry.submit()
    assert entry.give_reason("先公开两张表").submit() == []
    window.disclosures.show_tab("changes")
    assert window.disclosures.batch_link.isHidden()
    window.disclosures.show_tab("posted")
    window.disclosures.batch_link.click()
    window.settle()
    [sheet] = [one for one in window.disclosures.findChildren(BatchSheet) if one.isVisible()]
    assert sheet.chosen() == (("disclosure", "公开-2026-001"),)
    sheet.export_to(tmp_path / "出")
    window.settle()
    assert [path.name for path in (tmp_path / "出").iterdir()] == ["院务公开-公开-2026-001.pdf"]
    for dialog in sheet.findChildren(ExportedDialog):
        dialog.close()
    sheet.close()


def test_every_format_is_exported(window: WindowPage, tmp_path: Path) -> None:
    _give_figures(window)
    window.disclosures.act("预览三张表…")
    window.settle()
    sheet = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PaperSheet))
    assert sheet.pane.foot.text() == "拟稿，审定以后才能公开"
    sheet.flow.export_to(tmp_path / "导出")
    window.settle()
    kinds = {path.suffix for path in (tmp_path / "导出").iterdir()}
    assert kinds == {".pdf", ".xlsx", ".html"}
    for dialog in sheet.findChildren(ExportedDialog):
        dialog.close()
    sheet.reject()
    window.settle()


@pytest.mark.parametrize(
    ("text", "number"), [("", None), ("未统计", None), ("0", 0), ("1,280", 1280), (" 7 ", 7)]
)
def test_numbers_are_read(text: str, number: int | None) -> None:
    assert read_number(text) == number


def test_what_is_no_number_is_said(qtbot: QtBot) -> None:
    assert read_number("-3") == "「-3」不是例数，填整数，没有发生的填 0"
