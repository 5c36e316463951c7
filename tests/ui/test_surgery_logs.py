"""手术登记从窗口导入：先看，认名，对上各栏，记入，撤销。"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from tests.builders import office_at
from tests.pages.surgeries import SurgeriesPage
from tests.pages.window import WindowPage

TODAY = date(2026, 11, 2)
HEADS = ("手术单号", "手术日期", "术者", "术者工号", "手术编码", "手术名称", "科室", "住院号")
ROWS: list[tuple[str, ...]] = [
    ("SS01", "2026-09-02", "示例甲", "1001", "39.7201", "示例术式一", "神经外科", "ZY20260001"),
    ("SS02", "2026-09-03", "示例乙", "", "39.7201", "示例术式一", "神经外科", "ZY20260002"),
    ("SS03", "2026-09-04", "外来者", "", "39.7402", "示例术式二", "神经外科", "ZY20260003"),
]


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[SurgeriesPage]:
    office_at("privileged", tmp_path).library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    yield SurgeriesPage(window)
    window.close()


def written(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADS, *rows])
    return path


def test_a_log_is_looked_through_imported_and_undone(page: SurgeriesPage, tmp_path: Path) -> None:
    path = written(tmp_path / "登记.csv", ROWS)
    sheet = page.open_import()
    assert sheet.sheet.choose.kind() == "surgeries"
    sheet.give(path)
    told = sheet.sheet.check.told.text()
    assert told == "一行一例（或一个术式）的手术登记；读入 3 行，得 3 例：新 3 例"
    assert sheet.counts() == {"头几行": 3, "没有认出的写法": 1}
    unknown = sheet.sheet.check.unknown
    sheet.lines("没有认出的写法")
    unknown.opened.emit(unknown.rows_model.row(0).key)
    entry = page.window.entry()
    entry.fill(how="认不出，不再问")
    assert entry.submit() == []
    assert unknown.rows_model.rowCount() == 0
    sheet.act()
    assert sheet.said().startswith("已记入 3 例 3 项")
    assert not page.is_empty()
    sheet.sheet.outcome.undo_button.click()
    page.window.entry().fill(reason="文件拿错了").submit()
    sheet.sheet.act_button.click()
    page.window.settle()
    assert page.is_empty()


def test_the_columns_of_a_log_can_be_pointed_out(page: SurgeriesPage, tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        heads = ("甲栏", "手术日期", "丙栏", "丁栏", "手术编码", "手术名称", "科室", "住院号")
        csv.writer(file).writerows([heads, *ROWS])
    sheet = page.open_import().give(path)
    assert "没有认出的写法" not in sheet.counts()  # nobody is read yet
    assert "没有一列对上「术者」" in sheet.sheet.check.lacking.text()
    dialog = sheet.sheet.open_mapping()
    box = dialog.form.field("0")
    labels = [box.itemText(n) for n in range(box.count())]  # type: ignore[attr-defined]
    dialog.reject()
    named = {"甲栏": "手术单号", "丙栏": "术者"}
    whole = {head: next(one for one in labels if one.rstrip(" *") == word)
             for head, word in named.items()}  # fmt: skip
    sheet.map(**whole)
    assert sheet.counts() == {"头几行": 3, "没有认出的写法": 1}
    assert sheet.sheet.check.lacking.isHidden()
    assert sheet.sheet.check.told.text().endswith("得 3 例：新 3 例")
