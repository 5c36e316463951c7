"""一次换版：导入新目录，对照，确认沿革，由文件施行；再公开三张表。全在窗口里。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui import theme
from medtech_desktop.ui.screens.disclosure_entries import FiguresEntry
from tests.builders import office_at
from tests.pages.imports import ImportPage
from tests.pages.window import WindowPage, lines_of

TODAY = date(2026, 11, 2)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowPage]:
    if not qapp.styleSheet():
        theme.install(qapp)
    office_at("filed", tmp_path).library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    yield page
    page.close()


def _new_edition(path: Path) -> Path:
    """新的一版：一条更名而没有写前版，一条新增。"""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("序号", "技术编号", "技术名称", "前版条目", "与前版关系"),
        (1, "S16", "神经血管介入技术", "", ""),
        (2, "S15", "人工椎间盘髓核置换术", "S15", "不变"),
        (3, "S99", "示例新增技术", "", ""),
    ):
        sheet.append(row)
    book.save(path)
    return path


def _import_edition(window: WindowPage, tmp_path: Path) -> None:
    window.go("技术目录")
    window.technologies.act("目录版本")
    window.settle()
    window.editions.import_button.click()
    page = ImportPage(window).choose("目录的一版", edition="示例2026", source="示例文件")
    series = page.sheet.choose.series
    series.setCurrentIndex(series.findText("湖南省限制类医疗技术目录"))
    page.give(_new_edition(tmp_path / "目录.xlsx"))
    assert page.counts() == {"可导入": 3, "全部": 3}
    assert "已记入 3 行" in page.act().said()
    page.act()
    window.settle()


def test_a_new_edition_from_the_workbook_to_its_force(window: WindowPage, tmp_path: Path) -> None:
    _import_edition(window, tmp_path)
    pane = window.editions
    assert any("示例2026" in line and "未施行" in line for line in lines_of(pane.editions))
    pane.compare("湖南2018·省级部分", "示例2026")
    window.settle()
    offered = next(row for row in pane.diff.rows_model.rows() if row.action == "确认…")
    assert "可能是「神经血管介入诊疗技术」" in " ".join(cell.text for cell in offered.cells)
    pane.diff.opened.emit(offered.key)
    entry = window.entry()
    assert entry.submit() == ["没有写沿革的依据"]
    assert entry.fill(source="示例文件说明").submit() == []
    window.settle()
    words = {view.word: view.count for view in pane.kinds.views()}
    assert words["更名"] == 1
    assert words["新增"] == 1
    assert any("技-001" in line for line in lines_of(pane.diff) if "更名" in line)
    assert "影响本院 1 项" in pane.impact.accessibleName()

    pane.force_button.click()
    entry = window.entry()
    assert entry.entry.form.value("edition") == "示例2026"
    assert entry.fill(document="示例文〔2026〕1号", day=date(2026, 11, 1)).submit() == []
    window.settle()
    states = {line.split()[0]: line for line in lines_of(pane.editions)}
    assert "施行中" in states["示例2026"]
    assert "已停止" in states["湖南省限制类医疗技术目录（2018版）省级部分"]
    pane.back_link.click()
    window.settle()
    window.technologies.list.choose("技-001")
    window.settle()
    assert window.technologies.detail.name.text() == "神经血管介入技术"


def test_the_three_lists_are_approved_and_posted(window: WindowPage, tmp_path: Path) -> None:
    window.go("院务公开")
    screen = window.disclosures
    screen.period_button.chosen.emit("2026年")
    window.settle()
    assert not screen.approve_button.isEnabled()
    screen.blocker.remedy_chosen.emit("figures")
    entry = window.entry()
    assert isinstance(entry.entry, FiguresEntry)
    entry.entry.grid.paste("36\t0\t0")
    assert entry.fill(source="示例登记本").submit() == []
    window.settle()
    assert screen.approve_button.isEnabled()
    screen.approve_button.click()
    entry = window.entry().fill(approver="示例院长", posted_on="2026-11-03")
    entry.submit()
    assert entry.give_reason("分级目录下月登记").submit() == []
    window.settle()
    sheet = screen.open_paper("公开-2026-001")
    window.settle()
    sheet.flow.export_to(tmp_path / "公开", ("html",))
    window.settle()
    text = next((tmp_path / "公开").glob("*.html")).read_text(encoding="utf-8")
    assert "神经血管介入诊疗技术" in text
    assert "示例院长" in text
    assert "138" not in text
    for dialog in QApplication.topLevelWidgets():
        if dialog.isVisible() and dialog is not window.window:
            dialog.close()
    window.settle()
