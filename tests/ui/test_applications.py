"""授权申请：一览按情形筛选，一份一步步办到发文；拒绝站在字段下，理由留得住。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.applications import ReviewStep as Step
from medtech_desktop.domain.applications import StepVerdict as Verdict
from medtech_desktop.office.applications import review_application
from medtech_desktop.office.library import open_library
from tests.application_samples import (
    CHAIR,
    COLLEAGUE,
    LATE,
    applied,
    house_at,
    review,
    reviewed,
)
from tests.builders import Office
from tests.pages.applications import ApplicationsPage

TODAY = date(2026, 11, 20)


def _page(qtbot: QtBot, office: Office, tmp_path: Path) -> ApplicationsPage:
    office.library.close()
    return ApplicationsPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Iterator[ApplicationsPage]:
    page = _page(qtbot, house_at(tmp_path), tmp_path)
    yield page
    page.close()


@pytest.fixture
def three(qtbot: QtBot, tmp_path: Path) -> Iterator[ApplicationsPage]:
    """三份：等委员会的、等科室的、退回的。"""
    office = house_at(tmp_path)
    reviewed(office, applied(office, 3))
    applied(office, person=COLLEAGUE)
    back = applied(office, 2, person=CHAIR)
    verdict = review(Step.DEPARTMENT, COLLEAGUE, Verdict.RETURN, opinion="缺考核记录")
    office.do(review_application, back, verdict, reason="胸外科仅一人")
    page = _page(qtbot, office, tmp_path)
    yield page
    page.close()


def test_an_empty_list_says_what_comes_first(empty: ApplicationsPage) -> None:
    assert empty.view.empty.isVisible()
    assert "还没有授权申请" in empty.view.empty.accessibleName()


def test_an_application_is_typed_and_stands_in_the_list(empty: ApplicationsPage) -> None:
    entry = empty.apply()
    assert entry.submit() == ["没有选申请人"]
    entry.fill(person="示例甲（1001）", statement="近一年 42 例")
    entry.item(1, "神经外科", "三级", "2028-11-30").item(2, "S16")
    assert entry.submit() == []
    assert empty.view.detail.number.text() == "申请-2026-001"
    assert empty.items() == [
        "神经外科 三级 没有授权 2028-11-30 —",
        "技-001 神经血管介入诊疗技术 没有授权 长期 —",
    ]
    assert empty.next_word() == "登记科室评议…"


def test_a_target_is_found_by_its_initials(empty: ApplicationsPage) -> None:
    entry = empty.apply()
    row = entry.entry.items.rows[0]  # type: ignore[attr-defined]
    row.target.setFocus()
    entry.item(1, "sjwk")
    assert "神经外科" in row.target.suggestions()


def test_what_is_wrong_stands_at_its_field(empty: ApplicationsPage) -> None:
    entry = empty.apply().fill(person="1001")
    entry.item(1, "神经外科", "三级", "三十号")
    [said] = entry.submit()
    assert "三十号" in said
    entry.item(1, "没有的专业", "三级")
    [said] = entry.submit()
    assert "没有的专业" in said


def test_the_list_counts_by_state(three: ApplicationsPage) -> None:
    assert three.words() == [
        ("在办", 3),
        ("待科室评议", 1),
        ("待委员会审定", 1),
        ("退回补充", 1),
        ("全部", 3),
    ]
    three.narrow("committee")
    [line] = three.listed()
    assert "示例甲" in line
    assert "待委员会审定" in line
    assert "已等 15 天" in line


def test_the_applicant_is_refused_at_the_field(three: ApplicationsPage) -> None:
    three.choose("申请-2026-002")
    entry = three.go_on().fill(person="1003")
    assert entry.submit() == ["示例戊 是 申请-2026-002 的申请人，不能办自己申请的科室评议"]
    assert entry.fill(person="1001", opinion="同意").submit() == []
    assert three.next_word() == "登记复核…"
    again = three.go_on().fill(person="1001")
    assert again.submit() == ["示例甲 已办过科室评议，再办医务部门复核须写兼任声明"]
    assert again.fill(concurrent="医务科暂缺一人").submit() == []
    assert "兼任：医务科暂缺一人" in three.past()


def test_a_returned_one_is_supplemented(three: ApplicationsPage) -> None:
    three.choose("申请-2026-003")
    assert three.next_word() == "重新提交…"
    assert "缺考核记录" in three.past()
    entry = three.go_on().fill(statement="附考核记录")
    assert entry.submit() == []
    assert three.view.detail.statement.text() == "附考核记录"
    assert three.next_word() == "登记科室评议…"


def test_the_committee_decides_item_by_item(three: ApplicationsPage) -> None:
    three.choose("申请-2026-001")
    entry = three.go_on().fill(meeting="第三次会议", document="示医〔2026〕8号")
    three.settle()
    entry.answer(0, "也许")
    assert "「也许」不是结论" in entry.submit()[0]
    entry.answer(0, "同意", "2027-11-30")
    assert entry.submit() == ["1 项自 2026-11-20 起，早于今天，是补录"]
    assert entry.give_reason(LATE).submit() == []
    assert three.items() == ["神经外科 三级 三级，有效至 2027-11-30 2028-11-30 同意，至 2027-11-30"]
    assert "示医〔2026〕8号" in three.view.detail.facts.text()
    assert not three.view.detail.step_button.isVisible()


def test_decided_first_and_numbered_later(three: ApplicationsPage) -> None:
    three.narrow("committee")
    entry = three.decide_listed().fill(meeting="第三次会议")
    three.settle()
    assert entry.submit() == []
    three.choose("申请-2026-001")
    assert three.next_word() == "登记文号…"
    entry = three.go_on()
    assert entry.submit() == ["没有填文号"]
    late = entry.fill(document="示医〔2026〕9号").submit()
    assert late == ["1 项自 2026-11-20 起，早于今天，是补录"]
    assert entry.give_reason(LATE).submit() == []
    assert "示医〔2026〕9号" in three.view.detail.facts.text()


def test_withdrawn_and_annulled(three: ApplicationsPage) -> None:
    three.choose("申请-2026-001")
    entry = three.more("撤销最后一步…")
    assert entry.submit() == ["撤销须写明理由"]
    assert entry.fill(why="登到了别人的申请上").submit() == []
    assert three.next_word() == "登记复核…"
    entry = three.more("撤回…").fill(why="本人放弃")
    assert entry.submit() == []
    three.narrow("all")
    assert any("已撤回" in line for line in three.listed())


def test_a_past_day_shows_what_was_then_and_does_nothing(three: ApplicationsPage) -> None:
    three.view.show_on(date(2026, 11, 3))
    three.desk.set_read_only("正在查看 2026-11-03，不能修改")
    three.settle()
    assert three.words() == [("在办", 3), ("待科室评议", 3), ("全部", 3)]
    assert not three.view.apply_button.isEnabled()
    assert not three.view.detail.step_button.isEnabled()


def test_the_form_is_seen_before_it_is_printed(three: ApplicationsPage) -> None:
    three.choose("申请-2026-001")
    three.view.detail.more.chosen.emit("打印申请表…")
    sheet = three.paper()
    assert sheet.windowTitle() == "申请表"
    assert sheet.pane.pages.pages == 1
    sheet.close()
