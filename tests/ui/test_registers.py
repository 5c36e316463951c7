"""系统与医师：放假安排、官方文本、核验、人员变更；撤销登记错的。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import NewHospital, new_library
from medtech_desktop.ui.screens.institution import InstitutionScreen
from medtech_desktop.ui.screens.institution_entries import read_holidays
from medtech_desktop.ui.widgets.people_field import PeopleField, PersonChoice, people_keys
from tests.pages.practitioners import PractitionersPage
from tests.pages.typing import press, type_chinese
from tests.pages.window import WindowPage, lines_of

TODAY = date(2026, 12, 1)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    hospital = NewHospital("示例市第一医院", authority="示例市卫生健康委员会")
    page = WindowPage(
        qtbot, lambda: new_library(tmp_path / "库", hospital, opened_on=date(2026, 1, 1)), TODAY
    )
    yield page
    page.close()


def _system(window: WindowPage) -> InstitutionScreen:
    window.go("系统")
    screen = window.window.screen_of("institution")
    assert isinstance(screen, InstitutionScreen)
    return screen


def test_holidays_are_read_line_by_line() -> None:
    days, misread = read_holidays(
        "2027-01-01 至 2027-01-03 休 元旦\n2027-1-4 班\n\n2027年1月5日休\n2027-02-30 休 春节\n"
    )
    assert days == (
        (date(2027, 1, 1), False, "元旦"),
        (date(2027, 1, 2), False, "元旦"),
        (date(2027, 1, 3), False, "元旦"),
        (date(2027, 1, 4), True, ""),
    )
    assert misread == ("2027年1月5日休", "2027-02-30 休 春节")


def test_a_span_that_runs_backwards_or_for_months_is_misread() -> None:
    text = "2027-01-03 至 2027-01-01 休 元旦\n2027-01-01 至 2027-06-01 休 元旦"
    days, misread = read_holidays(text)
    assert days == ()
    assert len(misread) == 2


def test_missing_holidays_are_a_gap_that_leads_to_its_cure(window: WindowPage) -> None:
    window.go("今日待办")
    assert window.todo.rail.isVisible()
    screen = _system(window)
    assert "以后的期限为暂定" in screen.holidays.text()
    screen.add_holidays()
    entry = window.entry().fill(days="明年照旧")
    assert entry.submit() == ["读不懂这些行：明年照旧"]
    entry.fill(days="2027-01-01 至 2027-01-03 休 元旦")
    whole = entry.entry.form.field("years")
    assert isinstance(whole, QCheckBox)
    whole.setChecked(True)
    assert any("2027 年的放假安排里没有" in said for said in entry.submit())
    whole.setChecked(False)
    assert entry.submit() == []


def test_the_library_is_checked_on_demand(window: WindowPage) -> None:
    screen = _system(window)
    screen.check()
    window.settle()
    assert "审计日志" in screen.checked.text()
    assert "相符" in screen.checked.text()
    assert "不相符" not in screen.checked.text()


def test_a_text_that_is_no_law_is_refused_with_the_reason(
    window: WindowPage, tmp_path: Path
) -> None:
    path = tmp_path / "别的文件.txt"
    path.write_text("会议通知", encoding="utf-8")
    _system(window).attach(path)
    window.settle()
    assert len(window.refusals) == 1
    assert _system(window).laws.text().startswith("没有附入")


def test_a_person_is_registered_changed_and_found(window: WindowPage) -> None:
    page = PractitionersPage(window)
    assert page.screen.empty.isVisible()
    entry = page.act("登记人员…")
    fields = {"name": "示例甲", "staff_number": "10327", "title": "主治医师", "department": "骨科"}
    assert entry.fill(**fields, since=date(2020, 1, 1)).submit() == []
    assert page.rows() == [("示例甲", "10327", "骨科", "主治医师", "在院")]
    entry = page.act("登记职称…")
    assert entry.submit() == ["没有填新职称"]
    assert entry.fill(value="副主任医师", since=date(2026, 6, 1)).submit() == []
    assert page.rows()[0][3] == "副主任医师"
    entry = page.act("变更注册…").fill(value="示例外院", since=date(2026, 11, 1))
    assert entry.submit() == []
    assert page.rows()[0][4] == "外院"
    assert page.type("内科").screen.list.count.text() == "0 人"


def test_a_wrong_first_case_is_annulled_with_a_reason(window: WindowPage) -> None:
    window.go("技术目录")
    window.technologies.act("登记技术…")
    assert window.entry().fill(code="S16").submit() == []
    window.technologies.act("登记首例…")
    entry = window.entry().fill(day=date(2026, 11, 20))
    assert entry.submit()
    assert entry.give_reason("补录").submit() == []
    assert window.technologies.detail.state.text() == "待备案"
    window.technologies.act("撤销首例…")
    entry = window.entry().fill(day=date(2026, 11, 20))
    assert entry.submit() == ["撤销须写明理由"]
    assert entry.fill(reason="误录").submit() == []
    assert window.technologies.detail.state.text() != "待备案"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("示例甲（10327）、示例乙", ("10327", "示例乙")),
        ("示例甲(10327), 20816", ("10327", "20816")),
        (" 、 ", ()),
    ],
)
def test_people_are_told_apart_by_staff_number(text: str, keys: tuple[str, ...]) -> None:
    assert people_keys(text) == keys


def test_people_are_offered_while_typing(qtbot: QtBot) -> None:
    field = PeopleField()
    qtbot.addWidget(field)
    field.show()
    people = (PersonChoice("示例甲", "1"), PersonChoice("示例甲", "2", "骨科"))
    field.set_people(people)
    type_chinese(field, "示例")
    assert field.suggestions() == ("示例甲（1）", "示例甲（2）　骨科")
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Return)
    assert field.keys() == ("2",)
    type_chinese(field, "、外")
    assert field.suggestions() == ()


def test_a_specialty_is_registered_and_its_departments_change_by_day(window: WindowPage) -> None:
    for number, department in (("7001", "骨科"), ("7002", "手足外科")):
        PractitionersPage(window).screen.add()
        entry = window.entry().fill(name="示例甲", staff_number=number, department=department)
        assert entry.submit() == []
    screen = _system(window)
    assert screen.no_specialty.isVisible()
    screen.specialty_link.click()
    entry = window.entry().fill(name="骨科", departments="骨伤科")
    assert entry.submit() == ["没有科室「骨伤科」"]
    entry.fill(departments="骨科", since=date(2026, 1, 1))
    if entry.submit():
        entry.give_reason("补登").submit()
    assert lines_of(screen.specialties) == ["骨科 骨科 2026-01-01"]
    screen.specialties.opened.emit("骨科")
    entry = window.entry()
    field = entry.entry.form.field("departments")
    assert isinstance(field, PeopleField)
    assert field.text() == "骨科"
    type_chinese(field, "、手足")
    assert field.suggestions() == ("手足外科",)
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Return)
    assert field.text() == "骨科、手足外科"
    assert entry.submit() == []
    assert lines_of(screen.specialties) == ["骨科 骨科、手足外科 2026-01-01"]
