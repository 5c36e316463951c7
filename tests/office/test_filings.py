"""办备案：负责人、材料、补正、完成（第十一条，湘11号 二（二），附件2 注）。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from medtech_desktop.domain.dossiers import MaterialKind
from medtech_desktop.domain.filings import FilingState, FilingStep
from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.practitioners import CertificateKind, PractitionerKind
from medtech_desktop.domain.technologies import TechnologyFactKind
from medtech_desktop.office import categories, certificates, filings, practitioners, technologies
from medtech_desktop.office.dossiers import NewMaterial, add_material, submit_filing
from medtech_desktop.office.filings import DraftLead, NewFiling
from medtech_desktop.office.paper_kinds import paper_of
from tests.builders import (
    COMPLETED,
    FILING,
    LEAD,
    NURSE,
    OPENED_FILING,
    OPINION,
    RECEIVED,
    SECOND,
    SUBMITTED,
    VISITOR,
    Office,
    articles,
    words,
)

# --- 技术负责人（第十一条第三项） ----------


@pytest.mark.refuses("MTCA-11(3)", duty="3.lead")
@pytest.mark.parametrize(
    ("person", "why"),
    [(VISITOR, "注册在示例省外医院，不在本院"), (NURSE, "不是执业医师")],
)
def test_a_visiting_physician_or_a_nurse_cannot_lead(filing: Office, person: str, why: str) -> None:
    found = filing.refused(filings.set_filing_leads, FILING, [DraftLead(person)], on=OPENED_FILING)
    assert articles(found) == ["MTCA-11(3)"]
    assert why in words(found)
    assert "参加人员" in found[0].remedy


@pytest.mark.refuses("MTCA-11(3)", duty="3.lead")
@pytest.mark.parametrize(("state", "why"), [("left", "已离院"), ("died", "已去世")])
def test_annex_2_is_not_made_with_a_lead_who_left(filing: Office, state: str, why: str) -> None:
    person = filing.world(OPENED_FILING).find_filing(FILING).leads[0].person_id
    filing.do(practitioners.set_presence, person, state, OPENED_FILING)
    paper = paper_of(filing.world(OPENED_FILING), "annex2", FILING)
    assert why in words(paper.gaps)
    filing.gather(FILING, OPENED_FILING)
    found = filing.refused(submit_filing, FILING, SUBMITTED)
    assert "MTCA-11(3)" in articles(found)


@pytest.mark.allows("MTCA-11(3)", duty="3.lead")
def test_a_physician_registered_here_leads_and_may_be_on_leave(ready: Office) -> None:
    person = ready.world(OPENED_FILING).find_filing(FILING).leads[0].person_id
    ready.do(practitioners.set_presence, person, "leave", OPENED_FILING)
    assert paper_of(ready.world(SUBMITTED), "annex2", FILING).gaps == ()
    assert "已登记提交备案" in ready.submit(FILING, SUBMITTED).said


def test_moving_the_registration_away_stops_the_paper_until_it_comes_back(filing: Office) -> None:
    person = filing.world(OPENED_FILING).find_filing(FILING).leads[0].person_id
    moved, back = date(2026, 10, 1), date(2026, 10, 5)
    filing.do(practitioners.move_registration, person, moved, elsewhere="示例外院")
    filing.do(practitioners.move_registration, person, back)
    gaps = {
        day: articles(paper_of(filing.world(day), "annex2", FILING).gaps)
        for day in (OPENED_FILING, moved, back)
    }
    assert gaps == {OPENED_FILING: [], moved: ["MTCA-11(3)"], back: []}


def test_a_training_proof_registered_later_is_written_into_the_open_draft(filing: Office) -> None:
    draft = practitioners.NewPractitioner(
        "示例癸", "1999", PractitionerKind.PHYSICIAN, "主任医师", "神经外科", OPENED_FILING
    )
    person = int(filing.do(practitioners.add_practitioner, draft).subject)
    filing.do(filings.set_filing_leads, FILING, [DraftLead("1999")], OPENED_FILING)

    def written() -> str:
        return filing.world(OPENED_FILING).find_filing(FILING).leads[0].training

    assert written() == ""
    proof = certificates.NewCertificate(
        CertificateKind.TRAINING, "技术培训合格证", "湘培1", "示例培训基地", OPENED_FILING
    )
    done = filing.do(certificates.add_certificate, person, proof)
    assert "filing" in done.changed
    assert "已写进 1 份备案表" in done.said
    assert written().endswith("示例培训基地，技术培训合格证，湘培1")
    by_hand = [DraftLead("1999", training="进修一年")]
    filing.do(filings.set_filing_leads, FILING, by_hand, OPENED_FILING)
    filing.do(certificates.add_certificate, person, proof)
    assert written() == "进修一年"


def test_a_restricted_technology_takes_no_unfit_lead(approved: Office) -> None:
    found = approved.refused(technologies.set_leads, "S16", [VISITOR], OPENED_FILING)
    assert articles(found) == ["MTCA-11(3)"]
    approved.do(technologies.set_leads, "S16", [LEAD, SECOND], OPENED_FILING)
    assert approved.page("S16", OPENED_FILING).line.leads == ("示例甲", "示例乙")


# --- 多个科室、多名负责人（附件2 注 1） ----------


def _two_departments(office: Office) -> None:
    office.do(technologies.set_departments, "S16", ["神经外科", "神经内科"], OPENED_FILING)


@pytest.mark.refuses("HN-annex2(1)")
def test_a_department_left_out_makes_annex_2_incomplete(ready: Office) -> None:
    _two_departments(ready)
    lead = DraftLead(LEAD, departments="神经外科")
    ready.do(filings.set_filing_leads, FILING, [lead], on=OPENED_FILING)
    paper = paper_of(ready.world(SUBMITTED), "annex2", FILING)
    assert articles(paper.gaps) == ["HN-annex2(1)"]
    assert "神经内科" in words(paper.gaps)
    assert "附件2 备案表" in words(ready.refused(submit_filing, FILING, SUBMITTED))


@pytest.mark.allows("HN-annex2(1)")
def test_two_departments_and_two_leads_are_all_written(filing: Office) -> None:
    _two_departments(filing)
    leads = [DraftLead(LEAD, "神经外科"), DraftLead(SECOND, "神经内科")]
    filing.do(filings.set_filing_leads, FILING, leads, on=OPENED_FILING)
    paper = paper_of(filing.world(OPENED_FILING), "annex2", FILING)
    assert paper.gaps == ()
    boxes = [(box.name, box.departments) for box in paper.record.leads]
    assert boxes == [("示例甲", "神经外科"), ("示例乙", "神经内科")]
    filing.gather(FILING, OPENED_FILING)
    assert "已登记提交备案" in filing.submit(FILING, SUBMITTED).said


def test_without_a_department_or_an_answer_annex_2_is_not_ready(hospital: Office) -> None:
    number = hospital.propose("S16", departments=(), leads=())
    draft = hospital.file(number, OPENED_FILING)
    gaps = words(paper_of(hospital.world(OPENED_FILING), "annex2", draft).gaps)
    assert "没有技术负责人" in gaps
    assert "「是否对照相关医疗技术管理规范进行自我评估」未答" in gaps


# --- 能不能备案 ----------


def test_a_second_filing_of_the_same_matter_is_refused(filing: Office) -> None:
    found = filing.refused(filings.open_filing, "S16", NewFiling(), OPENED_FILING)
    assert FILING in words(found)


def test_filed_twice_without_a_new_matter_is_refused(filed: Office) -> None:
    found = filed.refused(filings.open_filing, "S16", NewFiling(), date(2026, 11, 2))
    assert "没有新的事由" in words(found)


@pytest.mark.refuses("MTCA-47")
def test_a_filing_opened_by_mistake_is_not_submitted_but_closed(ready: Office) -> None:
    ready.do(
        categories.decide_scope,
        "S16",
        in_scope=False,
        reason="实为细胞治疗的一部分",
        on=OPENED_FILING,
    )
    assert ready.todo(SUBMITTED, "filing") == []
    found = ready.refused(submit_filing, FILING, SUBMITTED)
    assert "MTCA-47" in articles(found)
    ready.step(FILING, FilingStep.CLOSED, SUBMITTED, note="不适用本办法")
    assert ready.filing(FILING, SUBMITTED).line.state == FilingState.CLOSED


def test_research_is_not_filed(hospital: Office) -> None:
    hospital.propose("S16", research=True)
    found = hospital.refused(filings.open_filing, "S16", NewFiling(), OPENED_FILING)
    assert articles(found) == ["MTCA-2"]
    assert "临床研究" in words(found)
    clinical = {TechnologyFactKind.RESEARCH: ""}
    hospital.do(technologies.set_technology, "S16", clinical, OPENED_FILING)
    assert hospital.file("S16", OPENED_FILING) == FILING


# --- 草稿与提交 ----------


def test_the_draft_is_edited_until_it_is_submitted(ready: Office) -> None:
    ready.do(filings.edit_draft, FILING, on=OPENED_FILING, opinion=f"{OPINION}补充")
    draft = ready.filing(FILING, OPENED_FILING).draft
    assert draft is not None
    assert (draft.opinion, draft.locked) == (f"{OPINION}补充", False)


@pytest.mark.refuses("HN-4", duty="3.truth")
def test_nothing_of_a_submitted_filing_is_changed(submitted: Office) -> None:
    day = SUBMITTED + timedelta(days=1)
    edited = submitted.refused(filings.edit_draft, FILING, on=day, opinion="别的")
    led = submitted.refused(filings.set_filing_leads, FILING, [DraftLead(LEAD)], on=day)
    material = NewMaterial(MaterialKind.LICENCE)
    exchanged = submitted.refused(add_material, FILING, material, day)
    for found in (edited, led, exchanged):
        assert "不能再改" in words(found)
    draft = submitted.filing(FILING, day).draft
    assert draft is not None
    assert draft.locked


def test_after_a_return_the_draft_opens_and_the_filing_is_sent_again(submitted: Office) -> None:
    submitted.step(FILING, FilingStep.RETURNED, RECEIVED, note="补培训证明")
    [item] = submitted.todo(RECEIVED, "returned")
    assert item.matter == "补正材料：补培训证明"
    submitted.do(filings.edit_draft, FILING, on=RECEIVED, opinion=f"{OPINION}已补正")
    submitted.submit(FILING, date(2026, 10, 14))
    submitted.step(FILING, FilingStep.RETURNED, date(2026, 10, 16), note="再补")
    line = submitted.filing(FILING, date(2026, 10, 16)).line
    assert (line.state, line.fact) == ("补正中", "第 2 轮补正")


def test_submission_has_its_own_act_with_all_its_checks(filing: Office) -> None:
    found = filing.refused(filings.take_step, FILING, FilingStep.SUBMITTED, SUBMITTED)
    assert "先核对材料" in words(found)


def test_steps_keep_their_order_and_their_days(submitted: Office) -> None:
    back = submitted.refused(
        filings.take_step, FILING, FilingStep.COMPLETED, SUBMITTED - timedelta(days=1)
    )
    assert "日期早于上一步" in words(back)
    wrong = submitted.refused(
        filings.take_step, FILING, FilingStep.CANCELLED, SUBMITTED, document="示例"
    )
    assert "不能登记备案取消" in words(wrong)
    mute = submitted.refused(filings.take_step, FILING, FilingStep.RETURNED, SUBMITTED)
    assert "须写明要求补正的内容" in words(mute)


# --- 备案部门（第十一条第二款） ----------


@pytest.mark.allows("MTCA-11¶2")
def test_the_authority_is_chased_fifteen_working_days_after_receipt(submitted: Office) -> None:
    assert submitted.todo(SUBMITTED, "authority") == []
    submitted.step(FILING, FilingStep.RECEIVED, RECEIVED)
    [item] = submitted.todo(RECEIVED, "authority")
    assert item.due == date(2026, 11, 2)
    assert item.article == "MTCA-11¶2"
    submitted.step(FILING, FilingStep.COMPLETED, COMPLETED)
    assert submitted.todo(COMPLETED, "authority") == []


@pytest.mark.refuses("MTCA-11¶2")
def test_silence_of_the_authority_is_no_filing_and_use_goes_on(submitted: Office) -> None:
    submitted.step(FILING, FilingStep.RECEIVED, RECEIVED)
    late = date(2026, 12, 1)
    assert submitted.filing(FILING, late).line.state == "办理中"
    assert submitted.page("S16", late).line.state == "办理中"
    [item] = submitted.todo(late, "authority")
    assert item.overdue
    assert submitted.todo(late, "stop") == []
    assert submitted.filing(FILING, late).remark == ""


def test_a_return_ends_the_chase_until_the_material_is_complete_again(submitted: Office) -> None:
    submitted.step(FILING, FilingStep.RECEIVED, RECEIVED)
    submitted.step(FILING, FilingStep.RETURNED, date(2026, 10, 14), note="补证")
    submitted.submit(FILING, date(2026, 10, 15))
    assert submitted.todo(date(2026, 10, 15), "authority") == []
    submitted.step(FILING, FilingStep.RECEIVED, date(2026, 10, 16))
    [item] = submitted.todo(date(2026, 10, 16), "authority")
    assert item.due == date(2026, 11, 6)


@pytest.mark.allows("MTCA-11¶2")
def test_remark_three_is_ready_to_copy_once_filed(filed: Office) -> None:
    page = filed.filing(FILING, COMPLETED)
    assert page.remark == "S16 神经血管介入诊疗技术 20261020"
    assert (page.line.state, page.line.fact) == ("已备案", "2026-10-20")
    assert [step.label for step in page.steps] == ["提交备案", "材料收齐", "完成备案"]


def test_a_cancellation_needs_the_authoritys_document(filed: Office) -> None:
    day = date(2026, 11, 2)
    found = filed.refused(filings.take_step, FILING, FilingStep.CANCELLED, day)
    assert [(f.article, f.severity) for f in found] == [("MTCA-25", Severity.REFUSE)]
    filed.step(FILING, FilingStep.CANCELLED, day, document="示例文号")
    assert filed.page("S16", day).line.state == "已取消"
    filed.operate("S16", date(2026, 11, 9))
    [item] = filed.todo(date(2026, 11, 9), "filing")
    assert item.due == date(2026, 11, 30)
    assert "11月09日" in item.matter


def test_late_submission_needs_its_reason_and_keeps_it(ready: Office) -> None:
    late = date(2026, 10, 14)
    found = ready.refused(submit_filing, FILING, late)
    assert "逾期提交须写明原因" in words(found)
    ready.submit(FILING, late, reason="负责人证书补办")
    assert ready.filing(FILING, late).steps[0].note == "负责人证书补办"


def test_the_first_day_of_the_term_is_shown_in_the_matter(filing: Office) -> None:
    [item] = filing.todo(OPENED_FILING, "filing")
    assert item.matter == "提交备案（首例 09月14日）"
    assert item.key == FILING
