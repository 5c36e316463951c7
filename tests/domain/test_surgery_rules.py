"""手术核查的规则：每一种说得出事实、依据、补救；该放过的放过。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.evidence import consent_form_findings
from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.practitioners import RegistrationPlace
from medtech_desktop.domain.privilege_answers import Asked, Held, held, source_of
from medtech_desktop.domain.privilege_drafts import NewEvent
from medtech_desktop.domain.privileges import Target, TargetKind, Verb
from medtech_desktop.domain.report_platforms import (
    CaseReport,
    ReportPlatform,
    ReportState,
    is_owed,
    overdue_since,
    report_findings,
)
from medtech_desktop.domain.subjects import (
    LicenceSubject,
    Subjects,
    TechnologySubject,
    missing_subjects,
)
from medtech_desktop.domain.surgeries import KIND_ARTICLES, Judged, Kind, Status
from medtech_desktop.domain.surgery_rules import (
    RULES,
    Known,
    emergency_judged,
    finding_of,
    is_ours,
    privilege_judged,
)
from medtech_desktop.intake.law_register import load_register
from tests.domain.privilege_samples import event, stood
from tests.domain.records import LONG_AGO, fact, staff

DAY = date(2026, 9, 14)
GRADE = Target(TargetKind.GRADE, 1)
WHO = Known(DAY, "示例甲", "39.7201 示例术式一", "示例技术")


def asked(needed: int | None, *events: NewEvent) -> Held:
    sources = [source_of(GRADE, "示例专业", stood(*events), DAY)] if events else []
    return held(Asked(DAY, needed), sources)


def judged(needed: int | None, *events: NewEvent) -> Judged:
    found = privilege_judged(asked(needed, *events))
    assert found is not None
    return found


def test_every_kind_has_its_rule_and_says_who_may_cure_it() -> None:
    register = load_register()
    assert set(RULES) == set(Kind)
    for kind in Kind:
        found = finding_of(Judged(kind, Status.VIOLATION, 4, 3), WHO)
        assert found.severity is Severity.REFUSE
        assert found.article == KIND_ARTICLES[kind]
        assert found.article in register
        assert found.remedy
        assert "None" not in found.message
        bare = finding_of(Judged(kind, Status.TO_VERIFY), Known(DAY))
        assert bare.severity is Severity.WARN
        assert "「」" not in bare.message, kind


@pytest.mark.refuses("MTCA-20", duty="6.no-privilege")
def test_no_privilege_that_day_is_a_violation() -> None:
    found = finding_of(judged(4), WHO)
    assert found.severity is Severity.REFUSE
    assert found.message == "示例甲 2026-09-14 没有「39.7201 示例术式一」（须四级）的授权"
    assert "补办授权" in found.remedy


@pytest.mark.allows("MTCA-20", duty="6.no-privilege")
@pytest.mark.allows("MTCA-20", duty="6.above-grade")
def test_a_privilege_of_the_grade_gives_nothing() -> None:
    assert privilege_judged(asked(3, event(Verb.GRANT, LONG_AGO, grade=3))) is None
    assert privilege_judged(held(Asked(DAY, None, managed=False), [])) is None


@pytest.mark.refuses("MTCA-20", duty="6.above-grade")
def test_above_the_grade_says_what_is_held_and_what_is_needed() -> None:
    found = judged(4, event(Verb.GRANT, LONG_AGO, grade=3))
    assert (found.kind, found.needed, found.had) == (Kind.ABOVE_GRADE, 4, 3)
    assert "只有三级权限" in finding_of(found, WHO).message
    assert "须四级" in finding_of(found, WHO).message


@pytest.mark.refuses("MTCA-20", duty="6.not-running")
def test_suspended_expired_and_revoked_are_told_apart() -> None:
    grant = event(Verb.GRANT, LONG_AGO, grade=4)
    barred = date(2026, 9, 1)
    assert judged(4, grant, event(Verb.SUSPEND, barred)).kind is Kind.SUSPENDED
    assert judged(4, grant, event(Verb.REVOKE, barred)).kind is Kind.REVOKED
    lapsed = event(Verb.GRANT, LONG_AGO, grade=4, until=date(2026, 8, 31))
    assert judged(4, lapsed).kind is Kind.EXPIRED
    said = finding_of(
        Judged(Kind.EXPIRED, Status.VIOLATION), Known(DAY, "示例甲", since=date(2026, 8, 31))
    )
    assert "到 2026-08-31 为止" in said.message


@pytest.mark.allows("MTCA-20", duty="6.not-running")
def test_reinstated_before_the_day_gives_nothing() -> None:
    chain = (
        event(Verb.GRANT, LONG_AGO, grade=4),
        event(Verb.SUSPEND, date(2026, 8, 1)),
        event(Verb.REINSTATE, date(2026, 9, 1)),
    )
    assert privilege_judged(asked(4, *chain)) is None


def test_the_very_day_of_a_change_is_to_verify() -> None:
    found = judged(4, event(Verb.GRANT, DAY, grade=4))
    assert (found.kind, found.status) == (Kind.SAME_DAY, Status.TO_VERIFY)
    assert finding_of(found, WHO).severity is Severity.WARN


@pytest.mark.refuses("MTCA-20", duty="6.emergency")
def test_an_emergency_that_nobody_confirmed_waits_and_a_declined_one_is_a_violation() -> None:
    waiting = emergency_judged(judged(4), None)
    assert (waiting.kind, waiting.status) == (Kind.EMERGENCY, Status.TO_VERIFY)
    assert "还没有确认" in finding_of(waiting, WHO).message
    declined = emergency_judged(judged(4), False)
    assert (declined.kind, declined.status) == (Kind.NO_PRIVILEGE, Status.VIOLATION)


@pytest.mark.allows("MTCA-20", duty="6.emergency")
def test_a_confirmed_emergency_is_a_note() -> None:
    found = emergency_judged(judged(4), True)
    assert found.status is Status.NOTE
    said = finding_of(found, Known(DAY, "示例甲", superior="示例乙"))
    assert said.severity is Severity.NOTE
    assert "示例乙已确认" in said.message


@pytest.mark.refuses("MTCA-18", duty="6.not-listed")
def test_a_procedure_that_the_list_lacks_is_told_with_its_list() -> None:
    known = Known(DAY, what="01.2401 示例术式三", document="示例分级目录")
    found = finding_of(Judged(Kind.UNLISTED, Status.VIOLATION), known)
    assert found.severity is Severity.REFUSE
    assert "示例分级目录" in found.message
    assert "没有列入「01.2401 示例术式三」" in found.message


@pytest.mark.allows("MTCA-18", duty="6.not-listed")
def test_what_is_left_out_of_grading_is_not_judged() -> None:
    assert privilege_judged(held(Asked(DAY, None, managed=False), [])) is None


@pytest.mark.refuses("MTCA-20", duty="6.not-ours")
def test_an_operator_registered_elsewhere_without_invitation_is_not_ours() -> None:
    away = staff(2, place=RegistrationPlace.ELSEWHERE, institution="示例省外医院")
    assert not is_ours(away, 2, DAY)
    gone = staff(3, facts=[fact("presence", "left", date(2026, 9, 1), subject=3)])
    assert not is_ours(gone, 3, DAY)
    said = finding_of(Judged(Kind.NOT_OURS, Status.VIOLATION), Known(DAY, "外院某人"))
    assert "既不在本院注册" in said.message


@pytest.mark.allows("MTCA-20", duty="6.not-ours")
def test_who_is_registered_here_or_of_whom_nothing_is_known_is_not_flagged() -> None:
    assert is_ours(staff(1), 1, DAY)
    assert is_ours(staff(1, since=date(2026, 12, 1)), 1, DAY)  # nothing on record up to that day
    assert not is_ours(staff(1, until=date(2026, 9, 1)), 1, DAY)


def _subjects(*held_names: str, since: date = LONG_AGO) -> Subjects:
    licensed = tuple(
        LicenceSubject(n, f"s{n}", 1, 1, name, since, None) for n, name in enumerate(held_names, 1)
    )
    return Subjects(licensed, (TechnologySubject(1, "n1", 1, 1, "神经外科专业", LONG_AGO, None),))


@pytest.mark.refuses("MTCA-43(1)", duty="6.specialty")
def test_a_subject_that_the_licence_lacks_is_named() -> None:
    missing = missing_subjects(_subjects("内科"), 1, 1, DAY)
    assert missing == ("神经外科专业",)
    known = Known(DAY, technology="示例技术", subjects=missing)
    found = finding_of(Judged(Kind.SUBJECT, Status.VIOLATION), known)
    assert "须有诊疗科目 神经外科专业" in found.message


@pytest.mark.allows("MTCA-43(1)", duty="6.specialty")
def test_a_subject_held_or_unknown_gives_nothing() -> None:
    assert missing_subjects(_subjects("04.03 神经外科专业"), 1, 1, DAY) == ()
    assert missing_subjects(_subjects(), 1, 1, DAY) == ()
    assert missing_subjects(_subjects("内科", since=date(2026, 12, 1)), 1, 1, DAY) == ()
    assert missing_subjects(_subjects("内科"), 2, 1, DAY) == ()


@pytest.mark.refuses("MTCA-45(3)", duty="6.consent")
def test_a_log_that_says_no_consent_is_a_violation() -> None:
    found = finding_of(Judged(Kind.CONSENT, Status.VIOLATION), Known(DAY))
    assert found.severity is Severity.REFUSE
    assert "没有知情同意" in found.message


NATIONAL = ReportPlatform(1, "p1", 1, "示例国家平台", True, LONG_AGO, None, 7)
PROVINCIAL = ReportPlatform(2, "p2", 1, "示例省平台", False, date(2026, 1, 1), None, None)


def _report(state: ReportState) -> CaseReport:
    return CaseReport(1, "r1", 1, 9, 1, 1, state, DAY, "回执一", "")


@pytest.mark.refuses("MTCA-37", duty="6.not-reported")
def test_a_case_past_its_days_without_a_report_is_due_that_day() -> None:
    assert is_owed(NATIONAL, DAY, restricted=True, national=True)
    assert overdue_since(NATIONAL, DAY, None, date(2026, 9, 22)) == date(2026, 9, 21)
    returned = _report(ReportState.RETURNED)
    assert overdue_since(NATIONAL, DAY, returned, date(2026, 9, 22)) == date(2026, 9, 21)
    assert report_findings(ReportState.DOWN, "", " ")[0].severity is Severity.REFUSE


@pytest.mark.allows("MTCA-37", duty="6.not-reported")
def test_what_was_sent_is_not_due_or_has_no_days_owes_nothing() -> None:
    later = date(2026, 12, 1)
    assert overdue_since(NATIONAL, DAY, None, date(2026, 9, 21)) is None
    for state in (ReportState.SENT, ReportState.CORRECTED, ReportState.DOWN, ReportState.NOT_DUE):
        assert overdue_since(NATIONAL, DAY, _report(state), later) is None
    assert overdue_since(PROVINCIAL, DAY, None, later) is None
    assert not is_owed(NATIONAL, DAY, restricted=True, national=False)
    assert is_owed(PROVINCIAL, DAY, restricted=True, national=False)
    assert not is_owed(PROVINCIAL, date(2025, 12, 31), restricted=True, national=False)
    assert not is_owed(PROVINCIAL, DAY, restricted=False, national=False)
    assert report_findings(ReportState.SENT, "回执一", "") == ()


@pytest.mark.refuses("MTCA-45(3)", duty="2.consent")
def test_a_technology_without_its_consent_form_is_told() -> None:
    [found] = consent_form_findings("", DAY, applies=True)
    assert (found.severity, found.article) == (Severity.WARN, "MTCA-45(3)")


@pytest.mark.allows("MTCA-45(3)", duty="2.consent")
def test_a_form_on_file_or_a_technology_out_of_scope_is_not() -> None:
    assert consent_form_findings("示例同意书 2026 版", DAY, applies=True) == ()
    assert consent_form_findings("", DAY, applies=False) == ()
