"""手术分级屏：从空到导入，筛选、排序、选行、比较、导出；真的一份时窗口不停。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.store.book import Book
from medtech_desktop.ui.widgets.quiet import ChipLabel
from tests.builders import office_at
from tests.code_lists import COUNT, REAL, all_codes, enter_codes, made_codes
from tests.heartbeat import MOST, longest_gap
from tests.pages.procedures import ProceduresPage
from tests.pages.window import WindowPage

FIRST, SECOND, TODAY = date(2026, 3, 1), date(2026, 9, 1), date(2026, 11, 2)
OLD = [
    ("00.0100", "头部血管治疗性超声", "治疗性操作"),
    ("52.8400", "胰岛细胞移植", "手术"),
    ("52.8401", "同种胰岛细胞移植", "手术"),
]
NEW = [
    ("00.0100", "头部血管治疗性超声", "治疗性操作"),
    ("36.0700", "药物洗脱支架置入", "介入治疗"),
    ("52.8400", "胰岛细胞移植术", "手术"),
    ("52.8402", "自体胰岛细胞移植", "手术"),
]
Opened = Callable[..., ProceduresPage]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    windows: list[WindowPage] = []

    def open_with(*editions: tuple[str, date, list[tuple[str, ...]]]) -> ProceduresPage:
        library = office_at("hospital", tmp_path).library
        for key, since, rows in editions:
            enter_codes(library, tmp_path, key, since, rows)
        library.close()
        windows.append(WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY))
        return ProceduresPage(windows[-1])

    yield open_with
    for window in windows:
        window.close()


@pytest.fixture
def page(opened: Opened) -> ProceduresPage:
    return opened(("旧版", FIRST, OLD), ("新版", SECOND, NEW))


def test_an_empty_list_says_what_to_do_first(opened: Opened, tmp_path: Path) -> None:
    page = opened()
    empty = page.empty()
    assert empty is not None
    assert "先导入本院所用的编码库" in empty.accessibleName()
    assert [chip.text() for chip in empty.findChildren(ChipLabel)] == ["第十八条"]
    assert page.sentence() == "还没有编码库"
    path = tmp_path / "编码.csv"
    path.write_text("编码,名称\n52.8400,胰岛细胞移植\n52.8401,同种胰岛细胞移植\n", "utf-8")
    sheet = page.open_import()
    assert sheet.sheet.choose.kind() == "procedures"
    sheet.choose("手术操作编码", edition="示例版").give(path).act()
    sheet.act()
    assert page.empty() is None
    assert page.lines() == ["52.8400 胰岛细胞移植", "52.8401 同种胰岛细胞移植"]
    assert page.sentence() == "编码库 示例版，2 条，自 2026-11-02 启用"


def test_words_narrow_and_are_counted(page: ProceduresPage) -> None:
    assert page.words() == {"全部": 4, "手术": 2, "治疗性操作": 1, "介入治疗": 1}
    assert page.count() == "共 4 条"
    assert page.filter("胰岛").lines() == [
        "52.8400 胰岛细胞移植术 手术 更名",
        "52.8402 自体胰岛细胞移植 手术 新增",
    ]
    assert page.words() == {"全部": 2, "手术": 2}
    assert page.count() == "列出 2 条"
    assert page.filter("ydxb").lines()[0].startswith("52.8400")
    assert page.filter("胰岛 自体").lines() == ["52.8402 自体胰岛细胞移植 手术 新增"]
    assert page.filter("没有的").lines() == []
    assert page.count() == "列出 0 条"
    assert page.screen.table.empty_words.startswith("没有符合的编码")
    assert page.filter("").word("介入治疗").lines() == ["36.0700 药物洗脱支架置入 介入治疗 新增"]
    assert page.word("全部").pick("章", "52").count() == "列出 2 条"
    assert page.choices("章")[2] == "36　心血管系统手术　1"
    assert page.pick("变化", "本版更名").lines() == ["52.8400 胰岛细胞移植术 手术 更名"]
    assert page.filter("支架").choices("章")[-1] == "52　消化系统手术　0"  # what is on stays


def test_one_code_tells_where_it_stands(page: ProceduresPage) -> None:
    page.choose(2)
    assert page.facts() == (
        "52.8400；胰岛细胞移植术；手术\n第 52 类目，消化系统手术\n与前版相比：更名"
    )
    assert page.stands() == ["旧版，当时名为「胰岛细胞移植」 2026-03-01", "新版 2026-09-01"]
    assert page.neighbours() == ["52.8402 自体胰岛细胞移植"]
    assert page.uses() == ()
    page.screen.detail.near.opened.emit(page.screen.detail.near.rows_model.row(0).key)
    page._window.settle()
    assert page.current_line().startswith("52.8402")
    assert page.facts().startswith("52.8402")


def test_there_is_no_invented_grade(page: ProceduresPage) -> None:
    assert "级" not in "".join(page.screen.table.titles)
    page.choose(0)
    assert "级别以本院审定的手术分级管理目录为准" in page.screen.detail.grade.text()
    articles: list[str] = []
    page.screen.article_opened.connect(articles.append)
    page.screen.detail.article_chip.click()
    assert articles == ["MTCA-18"]


def test_sorting_keeps_the_chosen_row(page: ProceduresPage) -> None:
    page.choose(0)
    assert page.sort("编码").current_line().startswith("00.0100")  # the order was by code: now back
    assert page.lines()[0].startswith("52.8402")
    assert page.sort("名称").lines()[-1].startswith("52.8402")  # zì is last
    assert page.current_line().startswith("00.0100")


def test_another_edition_and_a_past_day(page: ProceduresPage) -> None:
    assert page.choices("编码库") == ["新版", "旧版，以前的版"]
    assert len(page.pick("编码库", "旧版").lines()) == 3
    assert page.sentence() == "编码库 旧版，3 条，自 2026-03-01 启用"
    page.pick("编码库", "新版")
    page._window.window.look_at(date(2026, 5, 1))
    page._window.settle()
    assert page.sentence().endswith("所看的这天还没有启用")
    assert page.choices("编码库") == ["新版，尚未启用", "旧版"]
    assert not page.screen.import_button.isEnabled()
    assert page.screen.export_button.isEnabled()


def test_two_editions_are_compared(page: ProceduresPage) -> None:
    diff = page.compare()
    assert diff.words() == {"全部变化": 4, "新增": 2, "更名": 1, "取消": 1}
    assert diff.same() == "不变 1 条，不列"
    assert diff.word("取消").lines() == ["取消 52.8401 同种胰岛细胞移植"]
    assert diff.word("更名").lines() == ["更名 52.8400 胰岛细胞移植 胰岛细胞移植术"]
    diff.close()


def test_typing_in_the_table_jumps_to_the_code(page: ProceduresPage) -> None:
    page.key(Qt.Key.Key_5)
    assert page.current_line().startswith("52.8400")
    page.key(Qt.Key.Key_Home)
    assert page.current_line().startswith("00.0100")


def test_copy_and_export_what_is_listed(page: ProceduresPage, tmp_path: Path) -> None:
    page.filter("胰岛")
    page.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.copied() == [
        "编码\t名称\t类别\t与前版相比",
        "52.8400\t胰岛细胞移植术\t手术\t更名",
        "52.8402\t自体胰岛细胞移植\t手术\t新增",
    ]
    dialog = page.export(tmp_path / "所列.csv")
    assert not dialog.print_button.isVisible()
    assert len((tmp_path / "所列.csv").read_text("utf-8-sig").splitlines()) == 3
    dialog.accept()


def test_a_code_is_shown_from_elsewhere(page: ProceduresPage) -> None:
    page.filter("支架")
    page._window.window.go("procedures", "52.8402")
    page._window.settle()
    assert page.current_line().startswith("52.8402")
    assert page.screen.filter_box.text() == ""


def test_nothing_is_cut_at_1280(page: ProceduresPage) -> None:
    page._window.window.resize(1280, 697)
    page.choose(2)
    screen = page.screen
    for widget in (screen.import_button, screen.export_button, screen.compare_button, screen.words):
        right = widget.mapTo(screen, widget.rect().topRight()).x()
        assert right <= screen.detail.x(), widget
        assert widget.width() >= widget.minimumSizeHint().width(), widget
    assert page._window.window.width() == 1280


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(made_codes(), id="as many"),
        pytest.param(
            all_codes(),
            id="the real list",
            marks=pytest.mark.skipif(not REAL.exists(), reason="no real list beside the project"),
        ),
    ],
)
def test_the_whole_list_never_holds_up_the_window(
    rows: list[tuple[str, ...]], opened: Opened, tmp_path: Path
) -> None:
    page = opened(("整份", FIRST, rows))
    page._window.make_every_screen()
    assert page.count() == f"共 {COUNT:,} 条"

    def find_and_sort() -> None:
        page.screen.reload()
        page._window.settle()
        page.filter("术").sort("名称").sort("名称").filter("切 除").filter("00").filter("")
        page.key(Qt.Key.Key_End).key(Qt.Key.Key_PageUp)
        assert len(page.lines()) == 20
        assert "…" not in page.current_line()

    def copy_and_export() -> None:
        page.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert len(page.copied()) == COUNT + 1
        page.export(tmp_path / "全部.xlsx").accept()

    assert longest_gap(find_and_sort) < MOST
    assert longest_gap(copy_and_export) < MOST


def test_loading_the_whole_list_does_not_hold_up_the_window(opened: Opened) -> None:
    """The index of the whole list is made while the heart beats."""
    page = opened(("整份", FIRST, made_codes()))
    page._window.make_every_screen()
    desk = page.screen.desk

    def load() -> None:
        desk.ask(_forget, then=lambda _none: None)
        page.screen.reload()
        page._window.settle()

    assert longest_gap(load) < MOST


def _forget(library: Book) -> None:
    from medtech_desktop.office import procedures

    procedures._KEPT.pop(library)
