"""分级目录与草稿两页：筛选、定级、粘贴、撤销、对照、审定；整份时窗口不停。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from medtech_desktop.office import grading_drafts, gradings
from medtech_desktop.office.grading_drafts import NewLine
from medtech_desktop.office.gradings import Adoption
from medtech_desktop.office.library import open_library
from medtech_desktop.ui.screens.grading_entries import GradingLineEntry
from tests.builders import Office, office_at
from tests.code_lists import COUNT, all_codes, enter_codes
from tests.heartbeat import MOST, longest_gap
from tests.pages.gradings import GradingsPage
from tests.pages.imports import ImportPage
from tests.pages.window import WindowPage

FIRST, SINCE, TODAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 11, 2)
CODES = [
    ("00.0100", "头部血管治疗性超声", "治疗性操作"),
    ("36.0700", "药物洗脱支架置入", "介入治疗"),
    ("52.8400", "胰岛细胞移植", "手术"),
    ("52.8401", "同种胰岛细胞移植", "手术"),
]
LINES = (
    NewLine("52.8400", "", 3),
    NewLine("52.8401", "", 2),
    NewLine("52.8401", "神经外科", 4, minimally_invasive=True),
    NewLine("36.0700", "", 3, 4, interventional=True),
    NewLine("00.0100", "", None),
)
Opened = Callable[..., GradingsPage]


def adopt(office: Office, rows: tuple[NewLine, ...], since: date = SINCE) -> None:
    draft = int(office.do(grading_drafts.start_draft, "示例2026年版", since).subject)
    office.do(grading_drafts.set_lines, draft, rows, since)
    office.do(gradings.adopt_grading, draft, Adoption("示例会议", since, since), TODAY)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    windows: list[WindowPage] = []

    def open_with(codes: list[tuple[str, ...]], rows: tuple[NewLine, ...]) -> GradingsPage:
        office = office_at("hospital", tmp_path)
        enter_codes(office.library, tmp_path, "示例编码", FIRST, codes)
        if rows:
            adopt(office, rows)
        office.library.close()
        windows.append(WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY))
        return GradingsPage(windows[-1])

    yield open_with
    for window in windows:
        window.close()


@pytest.fixture
def page(opened: Opened) -> GradingsPage:
    return opened(CODES, LINES)


def test_the_list_stands_by_grade_with_the_fourth_first(page: GradingsPage) -> None:
    assert page.current() == "分级目录"
    assert page.sentence() == "施行「示例2026年版」，5 行，自 2026-03-01 起"
    assert page.words() == {"全部": 5, "四级": 1, "三级": 2, "二级": 1, "不纳入": 1}
    assert page.lines()[:2] == [
        "52.8401 同种胰岛细胞移植 神经外科 四级 微创",
        "36.0700 药物洗脱支架置入 全院 三级 四级 介入",
    ]
    assert page.count() == "共 5 行，其中 1 行的类别不纳入，不判级别"
    assert page.word("三级").lines()[1] == "52.8400 胰岛细胞移植 全院 三级"
    assert page.word("全部").filter("ydxb").count() == "列出 3 行"
    assert page.pick("科室", "神经外科").lines() == ["52.8401 同种胰岛细胞移植 神经外科 四级 微创"]
    assert page.filter("").pick("科室", "全部科室").pick("标记", "介入").count() == "列出 1 行"
    page.choose(0)
    assert page.tabs.detail.grade.text() == "全院　三级，按四级管理，介入"


def test_without_an_edition_the_way_in_is_said(opened: Opened) -> None:
    page = opened(CODES, ())
    assert page.current() == "编码库"
    page.turn("分级目录")
    assert page.tabs.empty.isVisible()
    page.turn("草稿")
    assert page.tabs.no_draft.isVisible()
    entry = page.tabs.start()
    page.fill(entry, name="示例新编")
    assert page.current() == "草稿"
    assert page.sentence() == "草稿 0 行，还没有改动"


def test_a_draft_is_graded_pasted_undone_compared_and_adopted(page: GradingsPage) -> None:
    page.fill(page.tabs.start(), name="示例下一版")
    assert page.saved()
    assert page.filter("胰岛细胞移植").choose(2).lines()[2].startswith("52.8401")
    page.key(Qt.Key.Key_4)
    assert page.sentence() == "草稿 5 行，升级 1"
    assert page.saved()
    page.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.sentence() == "草稿 5 行，还没有改动"
    page.filter("").paste("编码\t科室\t级别\n52.8400\t神经外科\tⅣ级\n36.0700\t\t二级\n")
    assert page.sentence() == "草稿 6 行，新增 1，降级 1"
    page.paste("99.9999\t三级\n")
    assert "第 1 行「99.9999」：编码库「示例编码」里没有这一编码" in page.trouble()
    page.filter("00.0100").choose(0).key(Qt.Key.Key_Delete).filter("")
    assert page.sentence() == "草稿 5 行，新增 1，删去 1，降级 1"
    sheet = page.tabs.compare_draft()
    assert page.diff_lines(sheet)[0] == "删去 00.0100 头部血管治疗性超声 全院 不纳入"
    sheet.accept()
    entry = page.tabs.adopt()
    page.fill(entry, meeting="")
    assert entry is not None
    assert "须经会议审定" in " ".join(n.finding.message for n in entry.form.notices())
    page.fill(entry, meeting="示例会议〔2026〕8号")
    assert page.current() == "分级目录"
    assert page.sentence() == "施行「示例下一版」，5 行，自 2026-11-02 起"
    both = page.tabs.compare()
    assert len(page.diff_lines(both)) == 3
    both.accept()
    page.fill(page.tabs.annul(), reason="没有通过（示例）")
    assert page.sentence().startswith("施行「示例2026年版」")


def test_one_line_is_added_by_its_form(page: GradingsPage) -> None:
    page.fill(page.tabs.start(), name="示例下一版")
    page.tabs.draft.line_button.click()
    entry = page.dialog(GradingLineEntry)
    page.fill(entry, code="52.84", department="神经外科", grade="2")  # 52.8400 alone fits
    assert page.sentence() == "草稿 6 行，新增 1"


def test_on_a_past_day_nothing_is_changed(page: GradingsPage) -> None:
    page.window.window.look_at(date(2026, 2, 1))
    page.window.settle()
    assert page.sentence() == "没有施行的手术分级管理目录"
    assert not page.tabs.start_button.isEnabled()
    assert not page.tabs.draft.adopt_button.isEnabled()


def test_the_whole_list_never_holds_up_the_window(opened: Opened, tmp_path: Path) -> None:
    codes = all_codes()
    rows = tuple(NewLine(code, "", 1 + at % 4) for at, (code, _name) in enumerate(codes))
    page = opened(list(codes), rows)
    page.window.make_every_screen()
    assert page.count() == f"共 {COUNT:,} 行"

    def find_and_sort() -> None:
        page.screen.reload()
        page.window.settle()
        page.filter("术").word("四级").word("全部").filter("")
        page.key(Qt.Key.Key_End).key(Qt.Key.Key_PageUp)

    def edit_all() -> None:
        page.fill(page.tabs.start(), name="示例下一版")
        page.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier).key(Qt.Key.Key_2)
        assert page.words() == {"全部": COUNT, "二级": COUNT}
        page.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert longest_gap(find_and_sort) < MOST
    assert longest_gap(edit_all) < MOST


def test_an_imported_list_is_a_draft_with_a_name_of_its_own(opened: Opened, tmp_path: Path) -> None:
    page = opened(CODES, ())
    assert not page.tabs.detail.grade.isVisible()
    page.turn("草稿")
    page.tabs.open_import()
    path = tmp_path / "分级.csv"
    path.write_text("编码,名称,级别\n52.8400,胰岛细胞移植,三级\n", encoding="utf-8")
    sheet = ImportPage(page.window)
    sheet.give(path)
    sheet.act()
    assert "「草稿」" in sheet.sheet.outcome.line.text()
    sheet.sheet.reject()
    page.window.settle()
    entry = page.tabs.adopt()
    assert entry is not None
    assert entry.form.value("name") == "手术分级管理目录"


def test_a_whole_file_drops_what_it_does_not_list(page: GradingsPage, tmp_path: Path) -> None:
    page.fill(page.tabs.start(), name="示例下一版")
    path = tmp_path / "整份.csv"
    path.write_text("手术编码,级别\n52.8400,三级\n", encoding="utf-8")
    page.tabs.draft.import_button.click()
    sheet = ImportPage(page.window)
    rows = sheet.sheet.choose.form.field("rows")
    assert isinstance(rows, QComboBox)
    assert rows.currentText() == "留着，只改文件里的行"
    sheet.give(path)
    assert not sheet.sheet.act_button.isEnabled()
    sheet.sheet.back_button.click()
    page.window.settle()
    rows.setCurrentIndex(rows.findData("whole"))
    sheet.give(path)
    assert "另有 4 行文件里没有，导入后删去" in sheet.sheet.check.notes.text()
    assert sheet.sheet.act_button.text() == "删去 4 行"
    sheet.act()
    assert sheet.said().startswith("已删去 4 行")
    sheet.act()
    assert page.sentence() == "草稿 1 行，删去 4"
