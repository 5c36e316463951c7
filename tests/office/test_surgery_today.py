"""随今天而变的两种：逾期备案一项技术一条，应逐例报送未报一例一个平台一条；诊疗科目。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.log_questions import LogQuestion
from medtech_desktop.domain.report_platforms import ReportState
from medtech_desktop.domain.surgeries import Kind
from medtech_desktop.domain.surgery_explanations import Said
from medtech_desktop.domain.surgery_papers import SurgeryCheckReport
from medtech_desktop.office import case_reports, institutions, report_platforms, subjects
from medtech_desktop.office.paper_kinds import paper_of
from medtech_desktop.office.surgery_explanations import explain_about
from medtech_desktop.office.surgery_first_cases import record_found
from medtech_desktop.office.surgery_papers import report_key
from medtech_desktop.office.surgery_technologies import refresh_technologies
from medtech_desktop.office.surgery_today import TodayFindings, today_findings
from medtech_desktop.office.surgery_today_rows import unreported_findings
from medtech_desktop.office.technology_codes import NewCode, link_code
from medtech_desktop.office.world import read_world
from tests.builders import (
    CLERK,
    DUE,
    FIRST_CASE,
    LEAD,
    OPENED,
    STARTED,
    SUBMITTED,
    Office,
    articles,
    words,
)
from tests.office.surgery_log import found_kinds, log_surgery

CODE = "39.7201"
LATE = DUE + timedelta(3)


def operated(office: Office, *days: date) -> None:
    office.do(link_code, "S16", NewCode(CODE, OPENED), STARTED)
    person = office.person(LEAD)
    with office.library.act(CLERK, "test.log") as page:
        for place, day in enumerate(days, 1):
            log_surgery(page, CODE, day, person, ref=f"手-{place}")
        record_found(page, days[-1])


def today(office: Office, on: date) -> TodayFindings:
    with office.library.look() as look:
        return today_findings(look, on)


@pytest.mark.refuses("MTCA-11", duty="6.late-filing")
def test_late_filing_is_one_finding_with_its_cases(privileged: Office) -> None:
    office = privileged
    operated(office, FIRST_CASE, DUE, DUE + timedelta(1), DUE + timedelta(2))
    [late] = today(office, LATE).late
    assert (late.due, late.submitted, late.after_due) == (DUE, None, 2)
    assert [one.ref for one in late.cases] == ["手-1", "手-2", "手-3", "手-4"]
    assert late.finding.severity is Severity.REFUSE
    assert "期限以后做了 2 例" in late.finding.message
    assert today(office, DUE).late == ()


def test_what_was_filed_too_late_stays_told(privileged: Office) -> None:
    office = privileged
    operated(office, FIRST_CASE, LATE)
    office.file_through("S16", LATE, LATE, LATE)
    [late] = today(office, LATE + timedelta(30)).late
    assert late.submitted == LATE
    assert f"实际 {LATE.isoformat()} 提交" in late.finding.message


@pytest.mark.allows("MTCA-11", duty="6.late-filing")
def test_filed_in_time_gives_nothing(privileged: Office) -> None:
    office = privileged
    operated(office, FIRST_CASE, LATE)
    office.file_through("S16", SUBMITTED, SUBMITTED, LATE)
    assert today(office, LATE + timedelta(30)).late == ()


def platform(office: Office, name: str, days: int | None, *, national: bool) -> None:
    draft = report_platforms.NewPlatform(name, OPENED, national, days)
    office.do(report_platforms.add_platform, draft)


def test_cases_not_reported_are_told_by_case_and_platform(privileged: Office) -> None:
    office = privileged
    operated(office, FIRST_CASE, FIRST_CASE + timedelta(10))
    assert today(office, LATE).not_reported == ()
    platform(office, "示例国家平台", 7, national=True)
    platform(office, "示例省平台", 7, national=False)
    platform(office, "示例省旧平台", None, national=False)
    on = FIRST_CASE + timedelta(8)
    found = today(office, on)
    # S16 stands in the provincial series: the national platform is owed nothing
    assert [(one.case.ref, one.platform) for one in found.not_reported] == [("手-1", "示例省平台")]
    assert (found.undated, found.waiting) == (1, 0)
    mark = case_reports.NewReport("手-1", ReportState.SENT, on, "示例省平台", "回执一")
    office.do(case_reports.mark_case, "S16", mark)
    assert today(office, on).not_reported == ()
    back = case_reports.NewReport("手-1", ReportState.RETURNED, on, "示例省平台")
    office.do(case_reports.mark_case, "S16", back)
    [again] = today(office, on).not_reported
    assert again.state == "returned"
    assert again.due == FIRST_CASE + timedelta(7)


def test_the_paper_prints_what_was_explained_of_a_case_not_reported(privileged: Office) -> None:
    office = privileged
    operated(office, FIRST_CASE)
    platform(office, "示例省平台", 7, national=False)
    on = FIRST_CASE + timedelta(30)
    [row] = unreported_findings(office.library, LogQuestion(), on)
    assert row.staff_number == LEAD
    office.do(explain_about, [row.about], Said.EXPLAINED, "平台示例停机", None, DUE)
    with office.library.look() as look:
        key = report_key(FIRST_CASE, on)
        paper = paper_of(read_world(look, on), "surgery-check", key, look=look)
    assert isinstance(paper.record, SurgeryCheckReport)
    [line] = [one for one in paper.record.findings if one.kind == "应逐例报送未报"]
    assert (line.state, line.explanation) == ("已说明", "平台示例停机")
    counted = {one.name: (one.count, one.explained) for one in paper.record.by_kind}
    assert counted["应逐例报送未报"] == (1, 1)
    assert counted["逾期未备案"] == (1, 0)
    office.do(explain_about, [row.about], Said.CLEARED, "平台查得已收", None, DUE)
    with office.library.look() as look:
        again = paper_of(read_world(look, on), "surgery-check", key, look=look).record
    assert isinstance(again, SurgeryCheckReport)
    assert "应逐例报送未报" not in {one.kind for one in again.findings}  # counted, not listed
    assert (again.cleared, [one.name for one in again.by_kind]) == (1, ["逾期未备案"])


def test_a_report_is_marked_with_its_proof_or_not_at_all(privileged: Office) -> None:
    office = privileged
    operated(office, FIRST_CASE)
    platform(office, "示例省平台", 7, national=False)
    down = case_reports.NewReport("手-1", ReportState.DOWN, LATE)
    assert articles(office.refused(case_reports.mark_case, "S16", down)) == ["MTCA-37"]
    wrong = case_reports.NewReport("手-9", ReportState.SENT, LATE)
    assert "没有病例「手-9」" in words(office.refused(case_reports.mark_case, "S16", wrong))
    early = case_reports.NewReport("手-1", ReportState.CORRECTED, LATE)
    assert "还没有报过" in words(office.refused(case_reports.mark_case, "S16", early))
    proof = case_reports.NewReport("手-1", ReportState.DOWN, LATE, note="示例截图一")
    office.do(case_reports.mark_case, "S16", proof)
    [line] = case_reports.case_reports(office.library, "S16", LATE)
    assert (line.state, line.note, line.platform) == ("down", "示例截图一", "示例省平台")


def test_a_platform_ends_and_is_not_owed_afterwards(privileged: Office) -> None:
    office = privileged
    operated(office, FIRST_CASE, LATE)
    platform(office, "示例省平台", 0, national=False)
    assert len(today(office, LATE + timedelta(1)).not_reported) == 2
    office.do(report_platforms.end_platform, "示例省平台", FIRST_CASE)
    [one] = today(office, LATE + timedelta(1)).not_reported
    assert one.case.ref == "手-1"
    [held] = report_platforms.platforms(office.library, LATE)
    assert held.until == FIRST_CASE


def test_what_was_reported_stays_reported_when_the_platform_ends(privileged: Office) -> None:
    office = privileged
    operated(office, FIRST_CASE, LATE)
    platform(office, "示例省平台", 0, national=False)
    mark = case_reports.NewReport("手-1", ReportState.SENT, LATE, receipt="回执一")
    office.do(case_reports.mark_case, "S16", mark)
    office.do(report_platforms.end_platform, "示例省平台", FIRST_CASE)
    assert today(office, LATE + timedelta(1)).not_reported == ()
    [line] = case_reports.case_reports(office.library, "S16", LATE)
    assert (line.case.ref, line.state, line.receipt) == ("手-1", "sent", "回执一")
    mark = case_reports.NewReport("手-1", ReportState.RETURNED, LATE)
    office.do(case_reports.mark_case, "S16", mark)
    [again] = today(office, LATE + timedelta(1)).not_reported
    assert again.state == "returned"


def test_subjects_of_licence_and_technology_are_matched_by_the_day(privileged: Office) -> None:
    office = privileged
    operated(office, FIRST_CASE, LATE)
    office.do(subjects.need_subjects, "S16", ["神经外科专业"], OPENED)
    office.do(subjects.add_licence_subjects, ["内科、外科"], OPENED, document="示例文")
    office.do(subjects.add_licence_subjects, ["神经外科专业"], LATE)
    with office.library.act(CLERK, "test.check") as page:
        refresh_technologies(page)
    assert found_kinds(office) == [(Kind.SUBJECT, FIRST_CASE.isoformat())]
    [need] = subjects.needed_subjects(office.library, "S16", FIRST_CASE)
    assert need.missing
    names = [one.name for one in subjects.licence_subjects(office.library, LATE)]
    assert names == ["内科", "外科", "神经外科专业"]
    office.do(subjects.end_licence_subject, "外科", LATE)
    assert "没有「骨科」" in words(office.refused(subjects.end_licence_subject, "骨科", LATE))
    assert "都已登记" in words(office.refused(subjects.add_licence_subjects, ["内科"], LATE))
    office.do(subjects.end_needed_subject, "S16", "神经外科专业", date(2026, 9, 1))
    with office.library.act(CLERK, "test.check") as page:
        refresh_technologies(page)
    assert found_kinds(office) == []


def test_a_second_licence_is_not_passed_over_in_the_one_finding(privileged: Office) -> None:
    """Two licences owe two filings; one technology stays one finding, with the cases of both."""
    office = privileged
    office.do(
        institutions.add_site, "示例西院", OPENED, licence_number="证二", authority="示例卫健委"
    )
    with office.library.look() as look:
        west = read_world(look, OPENED).hospital.sites[-1].id
    office.do(link_code, "S16", NewCode(CODE, OPENED), STARTED)
    lead = office.person(LEAD)
    with office.library.act(CLERK, "test.log") as page:
        for place, site in enumerate((None, west, west), 1):
            day = FIRST_CASE + timedelta(place)
            log_surgery(page, CODE, day, lead, ref=f"手-{place}", site=site)
        record_found(page, LATE)
    [late] = today(office, LATE + timedelta(30)).late
    assert [one.ref for one in late.cases] == ["手-1", "手-2", "手-3"]
    assert "另 1 张许可证的也逾期" in late.finding.message
    office.file_through("S16", SUBMITTED, SUBMITTED, SUBMITTED)
    [late] = today(office, LATE + timedelta(30)).late
    assert [one.ref for one in late.cases] == ["手-2", "手-3"]
