"""数据缺口：每一处都说去哪里补、到了打开什么；补齐了就没有了。"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.office.acts import today
from medtech_desktop.office.backups import set_second_place
from medtech_desktop.office.data_gaps import DataGap, data_gaps, world_gaps
from medtech_desktop.office.institutions import set_institution
from medtech_desktop.office.library import Library, NewHospital, new_library
from medtech_desktop.office.technologies import NewTechnology, add_technology
from medtech_desktop.office.world import load_world
from tests.builders import CLERK, Office

DAY = date(2026, 9, 28)


def _gaps(library: Library, on: date = DAY) -> dict[str, DataGap]:
    return {gap.title: gap for gap in data_gaps(library, on, world_gaps(load_world(library, on)))}


def test_a_bare_library_lists_what_is_missing_and_where_it_is_cured(tmp_path: Path) -> None:
    with new_library(tmp_path / "库", NewHospital("示例市第一医院"), opened_on=DAY) as library:
        gaps = _gaps(library)
        assert "没有登记第二备份位置" not in gaps  # a week's grace
        week = _gaps(library, today() + timedelta(days=8))
        assert week["没有登记第二备份位置"].act == "第二备份位置…"
        assert gaps["没有登记医疗机构主要负责人"].key == "医疗机构主要负责人"
        assert gaps["本部没有登记发证机关"].act == "登记发证机关"
        assert gaps["没有附入法规原文"].act == "附入官方文本…"
        assert {gap.place for gap in gaps.values()} == {"institution"}
        stick = tmp_path / "U盘"
        stick.mkdir()
        set_second_place(library, CLERK, stick)
        set_institution(library, CLERK, {InstitutionKind.PRINCIPAL: "示例癸"}, DAY)
        left = _gaps(library, today() + timedelta(days=2))
        assert "没有登记第二备份位置" not in left
        assert "没有登记医疗机构主要负责人" not in left


def test_next_years_holidays_are_missing_from_october_on(tmp_path: Path) -> None:
    with new_library(tmp_path / "库", NewHospital("示例市第一医院"), opened_on=DAY) as library:
        assert "2027年放假安排缺失" not in _gaps(library)
        gap = _gaps(library, date(2026, 10, 1))["2027年放假安排缺失"]
        assert gap.act == "录入放假安排…"


def test_technologies_without_lead_norm_and_department_lead_to_the_entry(tmp_path: Path) -> None:
    hospital = NewHospital("示例市第一医院")
    with new_library(tmp_path / "库", hospital, opened_on=date(2026, 1, 1)) as library:
        draft = NewTechnology(name="", code="S16")
        add_technology(library, CLERK, draft, date(2026, 3, 12))
        gaps = _gaps(library)
        for title, act in (
            ("1 项限制类技术没有技术负责人", "登记负责人…"),
            ("1 项限制类技术没有科室", "登记科室…"),
            ("1 项限制类技术没有管理规范", "登记管理规范…"),
        ):
            assert (gaps[title].place, gaps[title].key, gaps[title].act) == (
                "technologies",
                "技-001",
                act,
            )


def test_a_lead_without_training_certificate_is_named(approved: Office) -> None:
    titles = _gaps(approved.library)
    named = [gap for gap in titles.values() if gap.act == "登记证书…"]
    assert all("示例" in gap.detail for gap in named)
    assert "1 项限制类技术没有技术负责人" not in titles
    assert "1 项限制类技术没有管理规范" not in titles
