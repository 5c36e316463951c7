"""手术登记的一个月：空的库，导入名册、编码、分级、期初授权，再导入登记，认名，看问题，补授权，上级确认。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

import medtech_desktop.app
from medtech_desktop.ui.first_run_draft import draft_path
from medtech_desktop.ui.screens.imports import open_import
from tests.intake.workbooks import book
from tests.pages.first_run import FirstRunPage
from tests.pages.gradings import GradingsPage
from tests.pages.imports import ImportPage
from tests.pages.privileges import PrivilegesPage
from tests.pages.surgeries import SurgeriesPage
from tests.pages.typing import type_chinese
from tests.pages.window import WindowPage, lines_of

TODAY = date(2026, 11, 24)
WARDS = (("科室名称",), ("神经外科",), ("普通外科",), ("骨科",))
PEOPLE = (
    ("工号", "姓名", "类别", "职称", "科室", "到岗日期"),
    ("'0101", "示例赵一", "医师", "主任医师", "神经外科", "2015-03-01"),
    ("'0102", "示例钱二", "医师", "副主任医师", "神经外科", "2018-03-01"),
    ("'0201", "示例孙三", "医师", "主任医师", "普通外科", "2016-03-01"),
    ("'0202", "示例李四", "医师", "主治医师", "普通外科", "2020-03-01"),
)
CODES = (
    ("编码", "名称", "类别"),
    ("'39.7201", "示例动脉瘤栓塞术", "手术"),
    ("'50.2209", "示例肝叶切除术", "手术"),
    ("'51.2300", "示例胆囊切除术", "手术"),
    ("'06.4x00", "示例甲状腺根治术", "手术"),
)
GRADES = (
    ("编码", "名称", "级别"),
    ("'39.7201", "", "四级"),
    ("'50.2209", "", "四级"),
    ("'51.2300", "", "二级"),
    ("'06.4x00", "", "三级"),
)
OPENING = (
    ("工号", "姓名", "手术编码", "授权日期", "有效期至", "文号"),
    ("'0101", "示例赵一", "'39.7201", "2025-03-01", "2027-02-28", "示例〔2025〕3号"),
    ("'0102", "示例钱二", "'39.7201", "2024-06-01", "2026-05-31", "示例〔2024〕9号"),
    ("'0201", "示例孙三", "'51.2300", "2025-03-01", "2027-02-28", "示例〔2025〕3号"),
)
LOG = (
    ("示例市第一医院手术登记表",),
    ("统计期间：2026-10-01 至 2026-10-31",),
    ("手术编号", "日期", "病人ID", "动刀的人", "科别", "ICD9编码", "手术", "急诊否"),
    ("SS1", "2026-10-08", "ZY20264471", "示例赵一", "神经外科", "'39.7201", "栓塞", "否"),
    ("SS2", "2026-10-09", "ZY20264472", "示例钱二", "神经外科", "'39.7201", "栓塞", "否"),
    ("SS3", "2026.10.12", "ZY20264473", "示例李四", "普外", "'50.2209", "肝叶", "是"),
    ("SS4", "2026-10-13", "ZY20264474", "孙主任", "普通外科", "'51.23", "胆囊", "否"),
    ("SS5", "2026/10/15", "ZY20264475", "示例李四", "普通外科", "'06.4x00", "甲状腺", "否"),
    ("SS6", "2026-10-16", "ZY20264476", "外来者", "普通外科", "'51.2300", "胆囊", "否"),
    ("合计", "6例"),
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WindowPage]:
    """第一次启动，登记了本院，别的什么也没有。"""
    monkeypatch.setattr(medtech_desktop.app, "today", lambda: TODAY)
    draft_path().unlink(missing_ok=True)
    QSettings().remove("surgeries/period")
    door = FirstRunPage(qtbot, tmp_path / "资料库", tmp_path / "medtech.log")
    door.go("new").fill(name="示例市第一医院", type="综合医院", level="三级甲等")
    door.next()
    door.fill(licence="示例证号-000000").take_offer(0)
    door.next()
    door.fill(principal="示例癸", mobile="13800000000", principal_since=date(2024, 5, 1))
    door.next()
    door.fill(opened_on=date(2026, 1, 1))
    for _step in range(3):
        door.next()
    yield door.window()
    door.close()


def _written(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> Path:
    path = folder / name
    path.write_bytes(book(rows))
    return path


def _bring(window: WindowPage, kind: str, path: Path, **values: str) -> None:
    open_import(window.desk, kind, TODAY, window.window)
    window.settle()
    page = ImportPage(window)
    if values:
        page.choose(page.sheet.choose.kind_word(), **values)
    page.give(path).act()
    assert page.said().startswith("已记入"), page.said()
    page.act()
    window.settle()


def _prepared(window: WindowPage, folder: Path) -> None:
    _bring(window, "departments", _written(folder, "科室.xlsx", WARDS))
    _bring(window, "practitioners", _written(folder, "人员.xlsx", PEOPLE))
    codes = _written(folder, "编码.xlsx", CODES)
    _bring(window, "procedures", codes, edition="示例编码2026版", source="示例")
    _bring(window, "grading", _written(folder, "分级.xlsx", GRADES))
    _bring(window, "privileges", _written(folder, "期初.xlsx", OPENING))


def _log_read(page: SurgeriesPage, folder: Path) -> ImportPage:
    """标题不认得的一栏先说出来，指明以后才读得到人；「孙主任」当场说明指谁。"""
    sheet = page.open_import()
    assert sheet.sheet.height() <= 697  # five batches are listed already
    sheet.give(_written(folder, "10月.xlsx", LOG))
    check = sheet.sheet.check
    assert check.lacking.text().startswith("没有一列对上「术者」，导入以后不能核查")
    sheet.map(动刀的人="术者")
    assert check.lacking.isHidden()
    sheet.lines("没有认出的写法")
    said = [row.key for row in check.unknown.rows_model.rows()]
    assert sorted(said) == ["department 普外", "person 外来者", "person 孙主任"]
    check.unknown.opened.emit("person 孙主任")
    entry = page.window.entry()
    type_chinese(entry.entry.form.field("target"), "示例孙三")
    assert entry.submit() == []
    return sheet.act()


def _adopt(window: WindowPage) -> None:
    page = GradingsPage(window).turn("草稿")
    page.pane.adopt_button.click()  # type: ignore[attr-defined]
    days = {"adopted_on": date(2025, 12, 20), "since": date(2026, 1, 1)}
    assert window.entry().fill(meeting="示例委员会决议", **days).submit() == []


def test_a_month_from_an_empty_book(window: WindowPage, tmp_path: Path) -> None:
    _prepared(window, tmp_path)
    page = SurgeriesPage(window)
    sheet = _log_read(page, tmp_path)
    assert sheet.said().startswith("已记入 6 例 6 项")
    sheet.act()
    window.settle()
    assert page.sentence().endswith("0 项问题，0 项待核实，6 行没有判断")  # no list is in force
    _adopt(window)
    page = SurgeriesPage(window)
    assert page.sentence().endswith("6 例，3 项问题，1 项待核实")
    kinds = {"术者未在本院注册": 1, "当日无该项授权": 1, "急诊超权限未确认": 1, "授权已过期": 1}
    assert page.rail() == {"全部": 4, **kinds}
    _name_the_unknown(page)
    _grant_late(page)
    _confirm_the_emergency(page)


def _name_the_unknown(page: SurgeriesPage) -> None:
    page.kind("术者未在本院注册").choose(0)
    assert page.buttons() == ["说明…", "转认名"]
    page.cure()
    assert page.screen.tab() == "meanings"
    assert any("外来者" in line for line in lines_of(page.screen.meanings.table))
    page.tab("核查").kind("全部")


def _grant_late(page: SurgeriesPage) -> None:
    """从发现去补授权：那一格不在所列的矩阵里也带过去；导航旁的数当即就对。"""
    window = page.window
    page.kind("当日无该项授权").choose(0).cure()
    assert window.here() == "授权"
    screen = window.window.screen_of("privileges")
    screen.matrix.panel.do("授予…")  # type: ignore[attr-defined]
    entry = window.entry()
    assert "示例李四" in entry.entry.form.value("people")
    entry.fill(until="2028-11-23", meeting="示例委员会会议", day=date(2026, 10, 1))
    assert entry.submit() != []
    assert entry.give_reason("旧的授权漏登").submit() == []
    for one in window.open_entries():
        one.accept()
    window.settle()
    assert window.window.nav.item("surgeries").badge.count == 2
    page = SurgeriesPage(window)
    page.kind("全部")
    assert page.sentence().endswith("2 项问题，2 项待核实")
    [late] = [line for line in page.lines() if "补录" in line]
    assert "示例李四" in late
    assert late.endswith("待核实")


def _confirm_the_emergency(page: SurgeriesPage) -> None:
    page.kind("急诊超权限未确认").choose(0)
    entry = page.press("改由上级确认")
    assert entry.entry.form.value("department") == ""  # 「普外」 is no department of the book
    assert entry.fill(reason="夜间急诊，四级医师不在岗").submit() == []
    entry = page.press("改由上级确认")
    told = {"superior": "示例孙三", "verdict": "确认", "opinion": "同意"}
    assert entry.fill(**told).submit() == []
    assert "急诊超权限未确认" not in page.rail()
    assert PrivilegesPage(page.window).turn_to("emergencies").emergencies() != []
