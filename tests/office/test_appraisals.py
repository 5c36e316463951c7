"""论证、伦理审查与自我评估：两道门和它们的次序（第十一、十三、二十一条，第九条第四项）。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.technologies import TechnologyFactKind
from medtech_desktop.office import appraisals, stops, technologies
from medtech_desktop.office.appraisals import NewAppraisal, NewEthicsReview
from medtech_desktop.office.paper_kinds import paper_of
from medtech_desktop.office.technologies import NewTechnology
from tests.builders import (
    APPRAISED,
    ASSESSED,
    OPENED_FILING,
    PROPOSED,
    PROVEN,
    REVIEWED,
    STARTED,
    Office,
    articles,
    words,
)

PASS, REDO, FAIL = Verdict.PASS, Verdict.REDO, Verdict.FAIL


def _self_managed(office: Office, **more: object) -> str:
    draft = NewTechnology(name="自体皮肤移植", **more)  # type: ignore[arg-type]
    number = office.do(technologies.add_technology, draft, PROPOSED).subject
    office.do(technologies.add_evidence, number, "临床指南", PROVEN)
    return number


# --- 先证后用 ----------


@pytest.mark.refuses("MTCA-21", duty="1.proof")
def test_ability_is_not_voted_on_without_proof(hospital: Office) -> None:
    hospital.propose("S16")
    passed = NewAppraisal(APPRAISED, PASS, PASS, PASS, "同意")
    found = hospital.refused(appraisals.record_appraisal, "S16", passed)
    assert articles(found) == ["MTCA-9(4)"]
    assert "没有安全性、有效性已经证明的依据" in words(found)
    blank = hospital.refused(technologies.add_evidence, "S16", " ", PROVEN)
    assert "没有写依据的来源" in words(blank)


@pytest.mark.allows("MTCA-21", duty="1.proof")
def test_with_proof_of_an_earlier_day_it_is(hospital: Office) -> None:
    hospital.propose("S16")
    hospital.do(technologies.add_evidence, "S16", "随机对照研究", APPRAISED)
    assert hospital.appraise("S16").said.endswith("通过")


def test_a_refusal_is_recorded_without_proof(hospital: Office) -> None:
    hospital.propose("S16")
    assert hospital.appraise("S16", verdict=FAIL).said.endswith("不通过")


# --- 自我评估（第十一条） ----------


@pytest.mark.refuses("MTCA-11", duty="2.self-assessment")
def test_no_start_without_a_self_assessment_that_meets_the_norm(hospital: Office) -> None:
    hospital.propose("S16")
    hospital.do(technologies.add_evidence, "S16", "指南", PROVEN)
    hospital.appraise("S16")
    hospital.review("S16")
    none = hospital.refused(stops.start_technology, "S16", STARTED)
    assert words(none) == "尚未按管理规范自我评估"
    hospital.assess("S16", meets=False)
    unfit = hospital.refused(stops.start_technology, "S16", STARTED, reason="急")
    assert "自我评估为不符合管理规范要求" in words(unfit)


@pytest.mark.allows("HN-2.2", duty="2.self-assessment")
def test_the_assessment_feeds_the_two_answers_of_annex_2(hospital: Office) -> None:
    hospital.propose("S16")
    number = hospital.file("S16", OPENED_FILING)
    answers = []
    for meets in (None, True, False):
        if meets is not None:
            hospital.assess("S16", meets=meets)
        paper = paper_of(hospital.world(OPENED_FILING), "annex2", number).record
        answers.append((paper.self_assessed, paper.meets_norm))
    assert answers == [(None, None), (True, True), (True, False)]


# --- 论证（第二十一条） ----------


@pytest.mark.refuses("MTCA-21", duty="2.appraisal")
@pytest.mark.parametrize("verdict", [REDO, FAIL])
def test_only_a_pass_opens_the_door(hospital: Office, verdict: Verdict) -> None:
    hospital.propose("S16")
    hospital.do(technologies.add_evidence, "S16", "指南", PROVEN)
    hospital.assess("S16")
    hospital.review("S16")
    hospital.appraise("S16", verdict=verdict)
    found = hospital.refused(stops.start_technology, "S16", STARTED, reason="急")
    assert articles(found) == ["MTCA-21"]


@pytest.mark.refuses("MTCA-21", duty="2.appraisal")
def test_ability_and_safety_must_both_pass(hospital: Office) -> None:
    number = _self_managed(hospital)
    half = NewAppraisal(APPRAISED, PASS, REDO, PASS, "同意")
    found = hospital.refused(appraisals.record_appraisal, number, half)
    assert "技术能力或安全保障能力未通过" in words(found)


@pytest.mark.allows("MTCA-21", duty="2.appraisal")
def test_a_second_appraisal_may_pass_and_either_order_will_do(hospital: Office) -> None:
    number = _self_managed(hospital)
    hospital.review(number, date(2026, 5, 11))
    hospital.appraise(number, date(2026, 5, 18), REDO)
    hospital.appraise(number, date(2026, 6, 1), PASS)
    assert "已获准开展" in hospital.do(stops.start_technology, number, STARTED).said


# --- 伦理（第十三条） ----------


@pytest.mark.refuses("MTCA-13", duty="2.ethics")
@pytest.mark.parametrize("verdict", [REDO, FAIL])
def test_one_refusal_of_the_ethics_committee_blocks(hospital: Office, verdict: Verdict) -> None:
    number = _self_managed(hospital)
    hospital.appraise(number)
    hospital.review(number, verdict=verdict)
    found = hospital.refused(stops.start_technology, number, STARTED, reason="急")
    assert articles(found) == ["MTCA-13"]


@pytest.mark.refuses("MTCA-13", duty="2.ethics")
def test_a_restricted_or_risky_technology_is_not_waived(hospital: Office) -> None:
    hospital.propose("S16")
    risky = _self_managed(hospital, ethical_risk=True)
    waiver = NewEthicsReview(REVIEWED, PASS, "常规操作", waived=True)
    for number in ("S16", risky):
        found = hospital.refused(appraisals.record_ethics, number, waiver)
        assert articles(found) == ["MTCA-13"]


@pytest.mark.allows("MTCA-13", duty="2.ethics")
def test_another_new_technology_is_waived_in_writing(hospital: Office) -> None:
    number = _self_managed(hospital)
    hospital.appraise(number)
    silent = NewEthicsReview(REVIEWED, PASS, " ", waived=True)
    assert "写明理由" in words(hospital.refused(appraisals.record_ethics, number, silent))
    signed = NewEthicsReview(REVIEWED, PASS, "操作成熟，不涉及重大伦理风险", waived=True)
    assert "不涉及重大伦理风险" in hospital.do(appraisals.record_ethics, number, signed).said
    assert "已获准开展" in hospital.do(stops.start_technology, number, STARTED).said


def test_a_waiver_does_not_survive_when_the_risk_is_seen_later(hospital: Office) -> None:
    number = _self_managed(hospital)
    hospital.appraise(number)
    signed = NewEthicsReview(REVIEWED, PASS, "不涉及", waived=True)
    hospital.do(appraisals.record_ethics, number, signed)
    risk = {TechnologyFactKind.ETHICAL_RISK: "yes"}
    hospital.do(technologies.set_technology, number, risk, STARTED)
    found = hospital.refused(stops.start_technology, number, STARTED)
    assert "不能免伦理审查" in words(found)


# --- 2018-11-01 以前（第五十一条） ----------


@pytest.mark.allows("MTCA-51", duty="0.in-force")
def test_nothing_before_the_measure_is_judged(hospital: Office) -> None:
    before, on = date(2018, 10, 31), date(2018, 11, 1)
    hospital.propose(name="自体皮肤移植")
    gates = [hospital.page("技-001", day).gate for day in (before, on)]
    assert gates[0] == ()
    assert articles(gates[1]) == ["MTCA-9(4)", "MTCA-21", "MTCA-13"]


@pytest.mark.refuses("MTCA-51", duty="0.in-force")
def test_an_opening_is_an_earlier_fact_with_its_document(hospital: Office) -> None:
    hospital.propose(name="自体皮肤移植")
    start = stops.start_technology
    late = hospital.refused(start, "技-001", STARTED, opening=True, document="示例")
    assert "期初只登记启用日（2026-01-01）以前的事实" in words(late)
    old = date(2017, 6, 1)
    mute = hospital.refused(start, "技-001", old, opening=True)
    assert "期初须写明凭据" in words(mute)
    hospital.do(start, "技-001", old, opening=True, document="病案示例")
    assert hospital.page("技-001", PROPOSED).line.state == "在用"


def test_the_timeline_names_each_step(hospital: Office) -> None:
    hospital.propose("S16")
    hospital.approve("S16", "S16")
    titles = [line.title for line in reversed(hospital.page("S16", STARTED).history)]
    steps = ["登记技术", "自我评估符合", "技术论证通过", "伦理审查通过", "获准开展"]
    assert [title for title in titles if title in steps] == steps
    assert hospital.page("S16", ASSESSED).line.state == "论证中"
    assert hospital.page("S16", APPRAISED).line.state == "伦理审查"
