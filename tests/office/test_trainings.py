"""规范化培训基地：须已备案，公告后 3 个工作日内备案，附件4（第二十八、二十九条，湘11号五）。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.law import Refused
from medtech_desktop.office import trainings
from medtech_desktop.office.paper_kinds import paper_of
from tests.builders import Office, articles, words

ON = date(2026, 11, 2)
ANNOUNCED = date(2026, 9, 28)
FILLED: dict[str, object] = {
    "cases1": 0,
    "cases2": 0,
    "cases3": 12,
    "quality": "无严重并发症（示例）",
    "conditions": "介入手术室两间（示例）",
    "plan": "统一大纲与教材（示例）",
}


def opened(office: Office, on: date = ON, announced: date | None = None) -> str:
    return office.do(trainings.open_base, "S16", on, announced_on=announced).subject


def view(office: Office, on: date = ON) -> trainings.TrainingBaseView:
    [one] = trainings.training_bases(office.library, on)
    return one


@pytest.mark.refuses("MTCA-29", duty="5.training-base")
@pytest.mark.refuses("MTCA-28", duty="5.training-base")
@pytest.mark.refuses("HN-annex4")
def test_annex_4_wants_a_completed_filing_and_every_box(submitted: Office) -> None:
    number = opened(submitted)
    found = view(submitted).gaps
    assert articles(found) == ["MTCA-29"] * 7
    assert "尚未完成临床应用备案" in words(found)
    world = submitted.world(ON)
    with submitted.library.look() as look:
        paper = paper_of(world, "annex4", number, look=look)
    with pytest.raises(Refused):
        paper.render("pdf")


@pytest.mark.allows("MTCA-29", duty="5.training-base")
@pytest.mark.allows("MTCA-28", duty="5.training-base")
@pytest.mark.allows("HN-annex4")
def test_a_filed_technology_with_every_box_filled_prints_annex_4(filed: Office) -> None:
    number = opened(filed, date(2026, 11, 2))
    filed.do(trainings.edit_base, number, FILLED)
    world = filed.world(ON)
    with filed.library.look() as look:
        paper = paper_of(world, "annex4", number, look=look)
    assert paper.gaps == ()
    assert [(y.year, y.cases) for y in paper.record.years] == [(2023, 0), (2024, 0), (2025, 12)]
    assert paper.render("pdf").startswith(b"%PDF")


def test_the_three_days_run_from_the_first_announcement(filed: Office) -> None:
    opened(filed, ON, ANNOUNCED)
    term = view(filed).term
    assert term is not None
    assert (term.working_days, term.due) == (3, date(2026, 10, 8))


def test_without_an_announcement_no_term_runs(filed: Office) -> None:
    opened(filed)
    assert view(filed).term is None


def test_a_technology_that_is_not_restricted_needs_no_base(hospital: Office) -> None:
    hospital.propose(name="经口腔镜甲状腺切除术")
    found = hospital.refused(trainings.open_base, "经口腔镜甲状腺切除术", ON)
    assert "不是限制类" in words(found)


def test_a_base_filed_late_says_why_and_leaves_the_list(filed: Office) -> None:
    number = opened(filed, ON, ANNOUNCED)
    assert [item.key for item in filed.todo(ON, "training-base")] == [number]
    assert articles(filed.refused(trainings.file_base, number, ON)) == ["MTCA-29"] * 7
    filed.do(trainings.edit_base, number, FILLED)
    [late] = filed.refused(trainings.file_base, number, ON)
    assert "应于 2026-10-08 前备案" in late.message
    filed.do(trainings.file_base, number, ON, reason="省厅系统停机（示例）")
    assert filed.todo(ON, "training-base") == []
    assert view(filed).filed_on == ON


def test_a_notice_published_later_starts_its_clock_and_can_be_corrected(filed: Office) -> None:
    number = opened(filed)
    assert view(filed).term is None
    told = filed.do(trainings.announce_base, number, ON, ON)
    assert "2026-11-05" in told.said
    term = view(filed).term
    assert term is not None
    assert term.due == date(2026, 11, 5)
    earlier = date(2026, 10, 30)
    assert "写明理由" in filed.refused(trainings.announce_base, number, earlier, ON)[0].remedy
    filed.do(trainings.announce_base, number, earlier, ON, reason="公告栏先贴出")
    term = view(filed).term
    assert term is not None
    assert term.due == date(2026, 11, 4)
    later = filed.refused(trainings.announce_base, number, date(2026, 11, 3), ON)
    assert "晚于今天" in words(later)
