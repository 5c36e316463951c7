"""首例与期限：真实的首例日起算，迟发现、放弃、首例前备案、院区（第十一条）。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.filings import FilingStep
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.domain.technologies import TechnologyFactKind
from medtech_desktop.domain.working_days import SpecialDay
from medtech_desktop.office import filings, first_cases, institutions, stops, technologies
from medtech_desktop.office.annulments import annul_first_case
from medtech_desktop.office.dossiers import submit_filing
from medtech_desktop.office.filings import DraftLead
from medtech_desktop.office.first_cases import NewFirstCase
from medtech_desktop.office.stops import start_findings
from tests.builders import (
    DUE,
    FILING,
    FIRST_CASE,
    LEAD,
    OPENED,
    OPENED_FILING,
    SECOND,
    SUBMITTED,
    Office,
    articles,
    words,
)

# --- 十五个工作日（第十一条，湘11号 二（二）） ----------


@pytest.mark.allows("MTCA-11", duty="3.clock")
def test_the_fifteen_working_days_are_shown_one_by_one(filing: Office) -> None:
    clock = filing.filing(FILING, OPENED_FILING).clock
    assert clock is not None
    assert (clock.day_zero, clock.due, clock.article) == (FIRST_CASE, DUE, "MTCA-11")
    assert clock.stricter_due == date(2026, 10, 9)
    counted = [day for day in clock.days if day.number is not None]
    assert [day.number for day in counted] == list(range(1, 16))
    assert counted[-1].day == DUE
    assert clock.days[0].note == "首例不计"
    notes = {day.day: day.note for day in clock.days}
    assert notes[date(2026, 9, 20)] == "调休上班"
    assert notes[date(2026, 10, 1)] == "国庆节"
    assert filing.filing(FILING, OPENED_FILING).authority == "示例市卫生健康委员会"


@pytest.mark.allows("HN-2.2", duty="3.clock")
def test_submitted_on_the_last_day_is_in_time(ready: Office) -> None:
    assert ready.filing(FILING, DUE).line.left == "今天"
    assert "已登记提交备案" in ready.submit(FILING, DUE).said
    assert ready.todo(DUE, "filing") == []


@pytest.mark.refuses("MTCA-11", duty="3.clock")
def test_one_day_after_the_last_day_is_late(ready: Office) -> None:
    late = date(2026, 10, 12)
    [item] = ready.todo(late, "filing")
    assert (item.overdue, item.left) == (True, "逾期 1")
    found = ready.refused(submit_filing, FILING, late)
    assert f"应于 {DUE} 前提交备案" in words(found)
    assert articles(found) == ["MTCA-11"]
    assert ready.page("S16", late).line.state == "逾期"


def test_a_first_case_without_a_filing_is_listed_all_the_same(approved: Office) -> None:
    approved.operate("S16", FIRST_CASE)
    [item] = approved.todo(FIRST_CASE, "filing")
    assert (item.due, item.action, item.place) == (DUE, "新建备案", "technologies")


def test_a_first_case_in_the_future_is_refused(approved: Office) -> None:
    found = approved.refused(
        first_cases.record_first_case, "S16", NewFirstCase(FIRST_CASE), FIRST_CASE - _DAY
    )
    assert "首例日期晚于今天" in words(found)


_DAY = timedelta(days=1)


# --- 迟发现、放弃、首例前备案 ----------


@pytest.mark.refuses("MTCA-11", duty="3.clock")
def test_found_late_the_term_runs_from_the_true_day_and_both_days_are_kept(
    approved: Office,
) -> None:
    true, found = date(2026, 7, 6), date(2026, 9, 28)
    approved.operate("S16", true, found, reason="核对手术登记时发现")
    number = approved.file("S16", found)
    clock = approved.filing(number, found).clock
    assert clock is not None
    assert (clock.day_zero, clock.due) == (true, date(2026, 7, 27))
    assert (clock.found_on, clock.late_reason) == (found, "核对手术登记时发现")
    assert approved.filing(number, found).line.state == "逾期"
    history = approved.page("S16", found).history
    [line] = [one for one in history if one.title == "首例"]
    assert (line.day, line.detail) == (true, "2026-09-28 登记，核对手术登记时发现")


def test_an_abandoned_first_case_counts_unless_a_reason_says_otherwise(approved: Office) -> None:
    given_up = NewFirstCase(FIRST_CASE, counts=False)
    found = approved.refused(first_cases.record_first_case, "S16", given_up, FIRST_CASE)
    assert "首例不计须写明理由" in words(found)
    approved.operate("S16", FIRST_CASE, counts=False, reason="麻醉后放弃，未行该技术操作")
    assert approved.todo(FIRST_CASE, "filing") == []
    assert approved.page("S16", FIRST_CASE).line.state == "已获准"
    approved.operate("S16", date(2026, 9, 21))
    [item] = approved.todo(date(2026, 9, 21), "filing")
    assert "09月21日" in item.matter


def test_a_case_found_earlier_moves_the_term_to_itself(approved: Office) -> None:
    approved.operate("S16", FIRST_CASE)
    approved.operate("S16", date(2026, 9, 7), FIRST_CASE, reason="核对登记")
    [item] = approved.todo(FIRST_CASE, "filing")
    assert "09月07日" in item.matter


@pytest.mark.allows("MTCA-11", duty="3.clock")
def test_filed_before_the_first_case_nothing_more_is_owed(approved: Office) -> None:
    number = approved.file_through("S16", date(2026, 7, 1), date(2026, 7, 8), date(2026, 7, 20))
    page = approved.filing(number, date(2026, 7, 20))
    assert (page.line.cause, page.clock) == ("首例前备案", None)
    assert approved.page("S16", date(2026, 7, 20)).line.state == "已备案"
    approved.operate("S16", FIRST_CASE)
    assert approved.todo(FIRST_CASE) == []
    assert approved.page("S16", FIRST_CASE).line.state == "已备案"


def test_a_wrong_first_case_is_annulled_and_the_old_view_stays(approved: Office) -> None:
    approved.operate("S16", FIRST_CASE)
    then = approved.last_seq()
    found = approved.refused(annul_first_case, "S16", FIRST_CASE, "", FIRST_CASE)
    assert "撤销须写明理由" in words(found)
    approved.do(annul_first_case, "S16", FIRST_CASE, "登记到了另一项技术", FIRST_CASE)
    assert approved.page("S16", FIRST_CASE).line.due is None
    assert approved.page("S16", FIRST_CASE, known=then).line.due == DUE
    absent = approved.refused(annul_first_case, "S16", FIRST_CASE, "再撤", FIRST_CASE)
    assert "没有登记" in words(absent)


# --- 未获准而开展：后来的通过不能补救（第十三条、第二十一条） -----


@pytest.mark.refuses("MTCA-13", duty="2.ethics")
@pytest.mark.refuses("MTCA-21", duty="2.appraisal")
def test_a_later_approval_never_cures_an_earlier_case(hospital: Office) -> None:
    hospital.propose("S16")
    early = date(2026, 5, 18)
    found = hospital.refused(first_cases.record_first_case, "S16", NewFirstCase(early), early)
    assert {"MTCA-21", "MTCA-13", "MTCA-11"} <= set(articles(found))
    assert f"首例日为 {early}" in words(found)
    hospital.operate("S16", early, reason="急诊抢救")
    hospital.approve("S16", "S16")
    world = hospital.world(OPENED_FILING)
    file = world.find_technology("S16")
    then, now = start_findings(world, file, early), start_findings(world, file, OPENED_FILING)
    assert {"MTCA-21", "MTCA-13"} <= set(articles(then))
    assert articles(now) == []


def test_a_case_during_a_stop_is_recorded_with_its_reason(filed: Office) -> None:
    stop, after = date(2026, 11, 2), date(2026, 11, 9)
    why = "主要设备损坏"
    filed.do(stops.stop_technology, "S16", stop, StopGround.ART25_2, why)
    found = filed.refused(first_cases.record_first_case, "S16", NewFirstCase(after), after)
    assert "已停止应用" in words(found)
    filed.operate("S16", stop)  # 停止当天的病例不是违规


def test_a_research_case_starts_no_term(hospital: Office) -> None:
    hospital.propose("S16", research=True)
    done = hospital.operate("S16", FIRST_CASE, reason="研究方案")
    assert "标为临床研究" in words(done.findings)
    assert hospital.todo(FIRST_CASE, "filing") == []
    clinical = {TechnologyFactKind.RESEARCH: ""}
    hospital.do(technologies.set_technology, "S16", clinical, OPENED_FILING)
    assert hospital.todo(OPENED_FILING, "filing") == []
    hospital.operate("S16", date(2026, 10, 19), reason="转为临床应用")
    [item] = hospital.todo(date(2026, 10, 19), "filing")
    assert "10月19日" in item.matter


# --- 院区与许可证 ----------


@pytest.mark.allows("MTCA-11", duty="3.sites")
def test_two_sites_of_one_licence_make_one_filing_from_the_first_case_of_either(
    approved: Office,
) -> None:
    home = approved.world(OPENED).hospital.sites[0].id
    done = approved.do(institutions.add_site, "示例东院", OPENED, same_licence_as=home)
    east = int(done.subject)
    approved.operate("S16", FIRST_CASE)
    approved.operate("S16", date(2026, 9, 7), FIRST_CASE, site_id=east)
    [item] = approved.todo(FIRST_CASE, "filing")
    assert "09月07日" in item.matter
    number = approved.file("S16", OPENED_FILING)
    approved.gather(number, OPENED_FILING)
    approved.submit(number, OPENED_FILING)
    assert approved.todo(OPENED_FILING, "filing") == []


@pytest.mark.refuses("MTCA-11", duty="3.sites")
def test_two_licences_make_two_filings_two_terms_and_two_authorities(ready: Office) -> None:
    day = OPENED_FILING
    ready.do(
        institutions.add_site,
        "示例西院",
        OPENED,
        licence_number="示例证二",
        authority="示例区卫生健康局",
    )
    second = ready.world(day).hospital.licences[1].id
    west = ready.world(day).site_ids(second)[0]
    ready.submit(FILING, SUBMITTED)
    assert ready.todo(SUBMITTED, "filing") == []
    ready.operate("S16", date(2026, 9, 21), day, site_id=west, reason="西院首例")
    [item] = ready.todo(SUBMITTED, "filing")
    assert (item.key, item.due) == ("技-001", date(2026, 10, 19))
    ready.hire("示例戊", "1003", licence_id=second)
    ready.do(technologies.set_leads, "S16", [LEAD, "1003"], day)
    other = ready.file("S16", day, licence_id=second, leads=("1003",))
    assert ready.filing(other, day).authority == "示例区卫生健康局"
    wrong = ready.refused(filings.set_filing_leads, other, [DraftLead(LEAD)], day)
    assert "另一张执业许可证下" in words(wrong)
    assert ready.todo(SUBMITTED, "refiling") == []


def test_a_case_given_with_the_filing_belongs_to_a_site_of_its_licence(approved: Office) -> None:
    approved.do(institutions.add_site, "示例西院", OPENED, licence_number="二", authority="示例局")
    second = approved.world(OPENED).hospital.licences[1].id
    approved.hire("示例戊", "1003", licence_id=second)
    number = approved.file(
        "S16", OPENED_FILING, first_case=FIRST_CASE, licence_id=second, leads=("1003",)
    )
    clock = approved.filing(number, OPENED_FILING).clock
    assert clock is not None
    assert clock.day_zero == FIRST_CASE
    assert [i.key for i in approved.todo(OPENED_FILING, "filing")] == [number]


# --- 暂定与重算 ----------


@pytest.mark.refuses("MTCA-11", duty="7.provisional")
def test_a_term_into_an_unknown_year_is_provisional(approved: Office) -> None:
    approved.operate("S16", date(2026, 12, 11))
    [item] = approved.todo(date(2026, 12, 11), "filing")
    assert (item.due, item.provisional) == (date(2027, 1, 4), True)
    number = approved.file("S16", date(2026, 12, 14))
    clock = approved.filing(number, date(2026, 12, 14)).clock
    assert clock is not None
    assert any("2027年放假安排缺失" in reason for reason in clock.reasons)


@pytest.mark.allows("MTCA-11", duty="7.provisional")
def test_typed_holidays_make_it_final_and_recompute_everything(approved: Office) -> None:
    approved.operate("S16", date(2026, 12, 11))
    holidays = [
        SpecialDay(date(2027, 1, 4), False, "元旦"),
        *(
            SpecialDay(date(2027, month, 8), False, name)
            for month, name in enumerate(("春节", "清明", "劳动", "端午", "中秋", "国庆"), 2)
        ),
    ]
    few = approved.refused(institutions.add_special_days, holidays[:1], [2027])
    assert "放假安排里没有" in words(few)
    approved.do(institutions.add_special_days, holidays, [2027])
    [item] = approved.todo(date(2026, 12, 11), "filing")
    assert (item.due, item.provisional) == (date(2027, 1, 5), False)


def test_a_stopped_technology_starts_again_only_after_a_new_appraisal(filed: Office) -> None:
    stop, again = date(2026, 11, 2), date(2026, 11, 23)
    filed.do(stops.stop_technology, "S16", stop, StopGround.ART22, "评估发现严重问题")
    assert filed.page("S16", stop).line.state == "已停止"
    found = filed.refused(stops.start_technology, "S16", again, document="批准")
    assert "停用后尚未重新论证" in words(found)
    filed.appraise("S16", date(2026, 11, 9))
    failed = filed.refused(stops.start_technology, "S16", again, document="批准")
    assert "停用后尚未重新伦理审查" in words(failed)
    filed.review("S16", date(2026, 11, 10), Verdict.FAIL)
    assert "不通过" in words(filed.refused(stops.start_technology, "S16", again, document="批准"))
    filed.review("S16", date(2026, 11, 16))
    filed.do(stops.start_technology, "S16", again, document="批准")
    assert filed.page("S16", again).line.state == "已备案"


def test_cancelled_filing_closes_the_book_until_the_next_case(filed: Office) -> None:
    day = date(2026, 11, 2)
    filed.step(FILING, FilingStep.CANCELLED, day, document="示例文号")
    assert filed.todo(day, "filing") == []
    assert SECOND not in filed.page("S16", day).line.leads


def test_a_case_entered_after_the_cancellation_of_the_same_day_starts_a_clock(
    filed: Office,
) -> None:
    day = date(2026, 11, 2)
    filed.step(FILING, FilingStep.CANCELLED, day, document="示例文号")
    filed.operate("S16", day, reason="取消当日重新开展")
    [item] = filed.todo(day, "filing")
    assert item.due == date(2026, 11, 23)
