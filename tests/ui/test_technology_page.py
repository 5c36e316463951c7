"""技术单页：文书、附件、变更记录都看得到、打得开，只用键盘也行。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.dossiers import MaterialForm, MaterialKind
from medtech_desktop.office import dossiers
from medtech_desktop.office.dossiers import NewMaterial
from medtech_desktop.office.library import open_library
from medtech_desktop.ui.papers import EnlargedPaper, PaperSheet
from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.printings import PrintingsSheet
from medtech_desktop.ui.screens.scan_entries import Scan
from medtech_desktop.ui.screens.technology_scan_entries import TechnologyScansEntry
from medtech_desktop.ui.technology_history import HistorySheet
from tests.builders import FILING, OPENED_FILING, office_at
from tests.documents.scan_samples import jpeg, png
from tests.pages.typing import press
from tests.pages.window import WindowPage, lines_of

TODAY = date(2026, 9, 28)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office = office_at("filing", tmp_path)
    scan = tmp_path / "执业许可证副本.jpg"
    scan.write_bytes(jpeg())
    draft = NewMaterial(
        MaterialKind.LICENCE, MaterialForm.SCAN, file=scan, valid_until=date(2026, 10, 20)
    )
    office.do(dossiers.add_material, FILING, draft, OPENED_FILING)
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    page.go("技术目录")
    yield page
    page.close()


def _sheet(window: WindowPage) -> PaperSheet:
    window.settle()
    [sheet] = [one for one in window.technologies.findChildren(PaperSheet) if one.isVisible()]
    return sheet


def test_papers_are_listed_and_opened_by_enter(window: WindowPage) -> None:
    detail = window.technologies.detail
    lines = lines_of(detail.papers)
    assert any(line.startswith("附件2 备案表") and "可生成" in line for line in lines)
    assert any(line.startswith("备案材料") and "待补" in line for line in lines)
    detail.papers.choose(f"annex2 {FILING}")
    press(detail.papers, Qt.Key.Key_Return)
    sheet = _sheet(window)
    window.qtbot.waitUntil(sheet.pane.pages.is_sharp)
    assert "湖南省限制类医疗技术临床应用备案表" in sheet.pane.pages.accessibleDescription()
    sheet.close()


def test_a_scan_is_shown_inside_the_window_and_exported(window: WindowPage, tmp_path: Path) -> None:
    detail = window.technologies.detail
    [line] = lines_of(detail.attachments)
    assert "执业许可证副本.jpg" in line
    assert "60 天内到期" in line
    assert detail.attachment_note.text() == "1 件，1 件 60 天内到期"
    detail.attachments.setFocus()
    press(detail.attachments, Qt.Key.Key_Return)
    sheet = _sheet(window)
    assert sheet.pane.pages.pages == 1
    assert sheet.pane.export_button.words() == ("原样的文件",)
    sheet.flow.export_to(tmp_path / "出")
    window.settle()
    assert (tmp_path / "出" / "执业许可证副本.jpg").read_bytes() == jpeg()
    for dialog in sheet.findChildren(ExportedDialog):
        dialog.close()
    sheet.close()


def test_the_whole_history_is_filtered_by_kind_and_opens_articles(window: WindowPage) -> None:
    screen = window.technologies
    screen.detail.history_link.click()
    [sheet] = [one for one in screen.findChildren(HistorySheet) if one.isVisible()]
    whole = len(lines_of(sheet.table))
    assert screen.detail.history_link.text() == f"全部 {whole} 条"
    sheet.show_kind("论证与伦理")
    lines = lines_of(sheet.table)
    assert 0 < len(lines) < whole
    assert all("论证与伦理" in line for line in lines)
    opened: list[str] = []
    sheet.article_opened.connect(opened.append)
    sheet.table.choose("0")
    press(sheet.table, Qt.Key.Key_F4)
    assert opened
    sheet.close()


def test_what_was_printed_of_the_technology_is_listed(window: WindowPage, tmp_path: Path) -> None:
    screen = window.technologies
    screen.open_paper(f"annex2 {FILING}")
    sheet = _sheet(window)
    sheet.flow.export_to(tmp_path / "出", ("docx",))
    window.settle()
    for dialog in sheet.findChildren(ExportedDialog):
        dialog.close()
    sheet.close()
    screen.detail.printings_link.click()
    window.settle()
    [held] = [one for one in screen.findChildren(PrintingsSheet) if one.isVisible()]
    [line] = lines_of(held.table)
    assert f"导出 附件2 备案表 {FILING}" in line
    held.close()


def test_f11_shows_the_paper_in_the_whole_window_and_back(window: WindowPage) -> None:
    window.technologies.open_paper(f"annex2 {FILING}")
    sheet = _sheet(window)
    press(sheet.pane.pages, Qt.Key.Key_F11)
    window.settle()
    [large] = [one for one in sheet.findChildren(EnlargedPaper) if one.isVisible()]
    assert large.size() == window.window.size()
    window.qtbot.waitUntil(large.pane.pages.is_sharp)
    press(large.pane.pages, Qt.Key.Key_F11)
    assert not [one for one in sheet.findChildren(EnlargedPaper) if one.isVisible()]
    sheet.close()


def test_a_dossier_that_lacks_pieces_says_so(window: WindowPage) -> None:
    window.technologies.open_paper(f"dossier {FILING}")
    sheet = _sheet(window)
    assert sheet.pane.foot.text().startswith("缺")
    assert sheet.pane.foot.text().endswith("处，补齐后可盖章")
    assert sheet.pane.print_button.accessibleName() == "打印草稿…"
    sheet.pane.page_box.setValue(2)
    assert sheet.pane.pages.page == 2
    sheet.close()


def test_a_scan_is_added_to_the_ethics_review(window: WindowPage, tmp_path: Path) -> None:
    detail = window.technologies.detail
    path = tmp_path / "伦理意见.png"
    path.write_bytes(png((40, 30)))
    press(detail.scan_link, Qt.Key.Key_Return)
    page = window.entry()
    assert isinstance(page.entry, TechnologyScansEntry)
    page.entry.add_scans((Scan(path.name, path),))
    window.settle()
    row = page.entry.form.value("scan0")
    assert row.startswith("ethics ")
    assert page.submit() == []
    window.settle()
    lines = lines_of(detail.attachments)
    assert any("伦理意见.png" in line and "伦理审查" in line for line in lines)


def test_a_scan_without_its_place_is_not_kept(window: WindowPage, tmp_path: Path) -> None:
    detail = window.technologies.detail
    before = lines_of(detail.attachments)
    path = tmp_path / "一.png"
    path.write_bytes(png((40, 30)))
    detail.scan_link.click()
    page = window.entry()
    assert isinstance(page.entry, TechnologyScansEntry)
    page.entry.add_scans((Scan(path.name, path),))
    window.settle()
    assert page.submit() == ["没有选是哪一次登记"]
    page.entry.reject()
    window.settle()
    assert lines_of(detail.attachments) == before
