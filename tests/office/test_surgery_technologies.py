"""手术核查的技术一面：停止、禁止、论证、伦理、诊疗科目、负责人、培训，逐段判断。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from medtech_desktop.domain.practitioners import PractitionerKind
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.domain.surgeries import Kind, Unjudged
from medtech_desktop.office import practitioners, stops, subjects, technologies
from medtech_desktop.office.log_meanings import say_meaning, unresolved
from medtech_desktop.office.surgery_answers import told_findings
from medtech_desktop.office.surgery_evidence import evidence
from medtech_desktop.office.surgery_lists import LogQuestion, log_summary
from medtech_desktop.office.surgery_technologies import refresh_technologies
from medtech_desktop.office.technology_codes import NewCode, link_code
from medtech_desktop.office.technology_spans import unjudged_codes
from medtech_desktop.office.world import read_world
from tests.builders import (
    APPRAISED,
    CLERK,
    LEAD,
    OPENED,
    REVIEWED,
    SECOND,
    STARTED,
    Office,
)
from tests.office.surgery_log import found_kinds, logged, register_case

CODE = "39.7201"
DAY = date(2026, 7, 1)


def refreshed(office: Office, technologies: set[int] | None = None) -> list[tuple[Kind, str]]:
    with office.library.act(CLERK, "test.check") as page:
        refresh_technologies(page, technologies)
    return found_kinds(office)


def linked(office: Office, key: str = "S16", condition: str = "") -> Office:
    office.do(link_code, key, NewCode(CODE, OPENED, condition), STARTED)
    return office


@pytest.mark.allows("MTCA-25", duty="6.technology-barred")
@pytest.mark.allows("MTCA-26", duty="6.untrained")
@pytest.mark.allows("MTCA-11(3)", duty="6.lead")
def test_a_technology_let_in_by_both_doors_gives_no_finding(privileged: Office) -> None:
    office = linked(privileged)
    logged(office, CODE, DAY, office.person(LEAD))
    assert refreshed(office) == []


@pytest.mark.refuses("MTCA-21", duty="6.technology-barred")
def test_a_case_before_appraisal_and_ethics_is_never_cured_by_them(privileged: Office) -> None:
    office = linked(privileged)
    for day in (APPRAISED - timedelta(1), REVIEWED - timedelta(1), REVIEWED):
        logged(office, CODE, day, office.person(LEAD))
    assert refreshed(office) == [
        (Kind.NOT_APPRAISED, "2026-06-07"),
        (Kind.NO_ETHICS, "2026-06-07"),
        (Kind.NO_ETHICS, "2026-06-14"),
    ]


@pytest.mark.refuses("MTCA-25", duty="6.technology-barred")
def test_a_case_after_the_stop_is_a_finding_the_day_of_the_stop_is_not(
    privileged: Office,
) -> None:
    office = linked(privileged)
    office.do(stops.stop_technology, "S16", DAY, StopGround.ART25_3, "严重并发症")
    for day in (DAY, DAY + timedelta(1)):
        logged(office, CODE, day, office.person(LEAD))
    assert refreshed(office) == [(Kind.STOPPED, "2026-07-02")]


def test_what_was_in_use_before_the_book_is_not_asked_for_its_doors(privileged: Office) -> None:
    office = privileged
    key = office.propose(name="示例在用技术", leads=())
    office.do(
        stops.start_technology, key, date(2025, 3, 1), document="旧文", opening=True, reason="期初"
    )
    linked(office, key)
    logged(office, CODE, date(2026, 2, 1), office.person(LEAD))
    logged(office, CODE, date(2026, 8, 1), office.person(LEAD))
    assert refreshed(office) == []


def test_a_link_with_a_condition_cancelled_and_research_cases_are_not_judged(
    privileged: Office,
) -> None:
    office = linked(privileged, condition="用支架的")
    early = date(2026, 5, 1)
    logged(office, CODE, early, office.person(LEAD), ref="甲")
    assert refreshed(office) == []
    office.do(link_code, "S16", NewCode("39.7402", OPENED), STARTED)
    logged(office, "39.7402", early, office.person(LEAD), ref="乙", cancelled=True)
    logged(office, "39.7402", early, office.person(LEAD), ref="丙", research=1)
    assert refreshed(office) == []
    logged(office, "39.7402", early, office.person(LEAD), ref="丁")
    assert [kind for kind, _day in refreshed(office)] == [Kind.NOT_APPRAISED, Kind.NO_ETHICS]


@pytest.mark.refuses("MTCA-26", duty="6.untrained")
def test_an_operator_without_proof_is_untrained_for_a_restricted_technology(
    privileged: Office,
) -> None:
    office = linked(privileged)
    draft = practitioners.NewPractitioner(
        "示例戊", "1009", PractitionerKind.PHYSICIAN, "主治医师", "神经外科", OPENED
    )
    person = int(office.do(practitioners.add_practitioner, draft).subject)
    logged(office, CODE, DAY, person)
    logged(office, CODE, DAY, None, ref="没有术者")
    assert refreshed(office) == [(Kind.UNTRAINED, "2026-07-01")]


@pytest.mark.refuses("MTCA-11(3)", duty="6.lead")
def test_a_lead_who_left_is_a_finding_until_another_lead_is_named(privileged: Office) -> None:
    office = linked(privileged)
    office.do(practitioners.set_presence, office.person(LEAD), "left", DAY)
    office.do(technologies.set_leads, "S16", [SECOND], DAY + timedelta(5))
    for ahead in (0, 4, 5):
        logged(office, CODE, DAY + timedelta(ahead), office.person(SECOND))
    found = refreshed(office)
    [item] = office.todo(DAY, "surgery")
    assert (item.matter, item.place, item.key) == ("违规 2 项没有说明", "surgeries", "check")
    assert found == [(Kind.LEAD, "2026-07-01"), (Kind.LEAD, "2026-07-05")]
    with office.library.look() as look:
        people = {row[0] for row in look.raw("SELECT person_id FROM surgery_finding")}
    assert people == {office.person(LEAD)}


def test_refreshing_one_technology_leaves_the_others_as_they_were(privileged: Office) -> None:
    office = linked(privileged)
    key = office.propose(name="示例新技术", leads=())
    office.do(link_code, key, NewCode("39.7402", OPENED), STARTED)
    logged(office, "39.7402", DAY, office.person(LEAD))
    logged(office, CODE, date(2026, 5, 1), office.person(LEAD))
    before = refreshed(office)
    assert len(before) == 4
    mine = office.world(DAY).find_technology("S16").technology.id
    assert refreshed(office, {mine}) == before


def test_registered_cases_are_judged_by_the_permission_for_the_technology(
    privileged: Office,
) -> None:
    office = privileged
    number = office.world(DAY).find_technology("S16").technology.id
    lead = office.person(LEAD)
    with office.library.act(CLERK, "test.cases") as page:
        register_case(page, number, DAY, lead, ref="代号一", consent=False)
        register_case(page, number, DAY, None, said="外院某人", ref="代号二")
        register_case(page, number, DAY, None, ref="代号三")
    assert refreshed(office) == [
        (Kind.NO_PRIVILEGE, "2026-07-01"),
        (Kind.NOT_OURS, "2026-07-01"),
        (Kind.CONSENT, "2026-07-01"),
    ]


def test_a_namesake_in_the_register_is_no_stranger_and_is_counted(privileged: Office) -> None:
    """Who of two people of one name it was is not known: neither accused nor passed over."""
    office = privileged
    number = office.world(DAY).find_technology("S16").technology.id
    office.hire("示例同名", "8801")
    office.hire("示例同名", "8802")
    with office.library.act(CLERK, "test.cases") as page:
        register_case(page, number, DAY, None, said="示例同名", ref="代号一")
        register_case(page, number, DAY, None, ref="代号二")
        register_case(page, number, DAY, None, said="示例同名", ref="代号三", cancelled=True)
    assert refreshed(office) == []
    register = log_summary(office.library, LogQuestion(), DAY).register
    reasons = (Unjudged.CANCELLED, Unjudged.NO_OPERATOR, Unjudged.OPERATOR_UNCLEAR)
    assert (register.cases, register.unjudged) == (3, tuple((one, 1) for one in reasons))
    assert "其中 3 例没有判断授权" in log_summary(office.library, LogQuestion(), DAY).notes[-1]
    [asked] = unresolved(office.library, DAY)
    assert (asked.said, asked.count, len(asked.likely)) == ("示例同名", 2, 2)
    office.do(say_meaning, "person", "示例同名", "8801", DAY)
    assert log_summary(office.library, LogQuestion(), DAY).by_kind == (
        (Kind.NO_PRIVILEGE, "当日无该项授权", 1),
    )


def test_what_was_not_asked_stands_beside_the_result(privileged: Office) -> None:
    """An unknown registration, a code under a condition, a licence without subjects."""
    office = linked(privileged, condition="血管内治疗的")
    office.do(subjects.need_subjects, "S16", ["神经外科专业"], OPENED)
    late = office.hire("示例后登记", "8803", since=DAY + timedelta(9))
    for place, person in enumerate((late, late, office.person(LEAD))):
        logged(office, CODE, DAY, person, ref=f"手-{place}")
    told = log_summary(office.library, LogQuestion(), DAY).notes
    assert told == (
        "1 名术者手术时没有登记过执业注册，是不是在本院注册没有判断",
        "3 行的编码在符合条件时才算某项技术，技术一面没有判断",
        "1 项技术须有的诊疗科目没有核对：许可证还没有登记诊疗科目",
    )
    mine = LogQuestion(person_id=office.person(LEAD))
    assert not any("注册" in one for one in log_summary(office.library, mine, DAY).notes)
    after = LogQuestion(since=DAY + timedelta(1))
    assert log_summary(office.library, after, DAY).notes[:1] == told[2:]


@pytest.mark.allows("MTCA-45(3)", duty="6.consent")
def test_consent_given_or_not_known_is_no_finding(privileged: Office) -> None:
    office = privileged
    number = office.world(DAY).find_technology("S16").technology.id
    with office.library.act(CLERK, "test.cases") as page:
        register_case(page, number, DAY, None, ref="代号一", consent=True)
        register_case(page, number, DAY, None, ref="代号二")
    assert refreshed(office) == []


def test_what_is_out_of_scope_is_told_by_code_and_day(privileged: Office) -> None:
    office = privileged
    key = office.propose(name="同种异体肾移植术", leads=())
    office.do(link_code, key, NewCode("39.7402", OPENED), STARTED)
    logged(office, "39.7402", DAY, office.person(LEAD))
    assert refreshed(office) == []
    with office.library.look() as look:
        told = unjudged_codes(look, read_world(look, DAY))
    assert len(told) == 1
    assert told[0][1:3] == (OPENED, date.max)


def test_a_code_that_another_technology_takes_out_of_scope_is_never_flagged(
    privileged: Office,
) -> None:
    office = linked(privileged)
    for day in (APPRAISED - timedelta(1), APPRAISED - timedelta(2)):
        logged(office, CODE, day, office.person(LEAD))
    assert [kind for kind, _day in refreshed(office)].count(Kind.NOT_APPRAISED) == 2
    key = office.propose(name="同种异体肾移植术", leads=())
    office.do(link_code, key, NewCode(CODE, APPRAISED - timedelta(1)), STARTED)
    assert {day for _kind, day in refreshed(office)} == {
        (APPRAISED - timedelta(2)).isoformat(),
    }, "from that day on the code is no business of 办法"


def test_the_finding_says_since_when_and_under_which_article(privileged: Office) -> None:
    office = linked(privileged)
    office.do(stops.stop_technology, "S16", DAY, StopGround.ART22, "评估发现严重问题")
    later = DAY + timedelta(1)
    logged(office, CODE, later, office.person(LEAD))
    logged(office, CODE, APPRAISED - timedelta(1), office.person(LEAD))
    refreshed(office)
    with office.library.look() as look:
        ids = [row[0] for row in look.raw("SELECT id FROM surgery_finding ORDER BY day, kind")]
        told = [one.finding for one in told_findings(look, ids, later)]
    by_article = {one.article: one.message for one in told}
    assert set(by_article) == {"MTCA-21", "MTCA-13", "MTCA-22"}
    assert "自 2026-07-01 起已停止应用（评估发现严重问题）" in by_article["MTCA-22"]
    assert "2026-06-07 尚未经专门组织论证" in by_article["MTCA-21"]
    stop = evidence(office.library, ids[-1], later)
    assert stop.article == "MTCA-22"
    assert "2026-07-01" in stop.judgement
