"""复查发现的几处：同一条目早于登记之日也算，全角半角是同一名称，备过的基地不再备。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.filings import FilingCause, FilingStep
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.law import Severity
from medtech_desktop.office import appraisals, filings, institutions, stops, technologies, trainings
from medtech_desktop.office.appraisals import NewEthicsReview
from medtech_desktop.office.technologies import entry_code
from tests.builders import Office, articles
from tests.office.test_trainings import FILLED, ON, opened

EARLIER = date(2026, 2, 2)


def test_steps_before_the_day_of_entry_meet_the_same_gates(hospital: Office) -> None:
    hospital.propose("S16")
    waiver = NewEthicsReview(EARLIER, Verdict.PASS, "不涉及", waived=True)
    assert articles(hospital.refused(appraisals.record_ethics, "S16", waiver)) == ["MTCA-13"]
    assert "MTCA-11" in articles(hospital.refused(stops.start_technology, "S16", EARLIER))


def test_full_and_half_width_are_the_same_name(hospital: Office) -> None:
    name = "体外膜肺氧合(ECMO)技术"
    assert entry_code(hospital.library, name, ON)
    assert not entry_code(hospital.library, "体外膜肺氧合", ON)


def test_a_base_is_filed_once_and_then_stays_as_it_was(filed: Office) -> None:
    number = opened(filed)
    filed.do(trainings.edit_base, number, FILLED)
    filed.do(trainings.file_base, number, ON)
    assert articles(filed.refused(trainings.file_base, number, ON)) == ["INPUT"]
    assert articles(filed.refused(trainings.edit_base, number, FILLED)) == ["INPUT"]


def test_a_name_close_to_a_restricted_one_is_pointed_out(hospital: Office) -> None:
    near = technologies.NewTechnology(name="冠心病介入治疗技术")
    done = hospital.do(technologies.add_technology, near, ON)
    assert articles(done.findings) == ["HN-2.2"]
    assert "S19 冠心病介入治疗" not in done.said  # the finding says it, once
    assert "S19 冠心病介入治疗" in done.in_full(Severity.NOTE).said
    assert done.in_full(Severity.WARN).said == done.said
    far = technologies.NewTechnology(name="经口腔镜甲状腺切除术")
    assert not hospital.do(technologies.add_technology, far, ON).findings


def test_a_principal_typed_in_after_the_submission_stands_on_no_form(filed: Office) -> None:
    new = {InstitutionKind.PRINCIPAL: "示例新院长"}
    filed.do(institutions.set_institution, new, date(2026, 10, 1))  # before the submission
    [task] = filed.todo(ON, "refiling")
    assert "示例新院长" in task.matter


def test_a_refiling_is_not_cancelled_the_filing_is(filed: Office) -> None:
    filed.do(institutions.set_institution, {InstitutionKind.PRINCIPAL: "示例新院长"}, ON)
    again = filed.file("S16", ON, cause=FilingCause.PRINCIPAL_CHANGE)
    found = filed.refused(filings.take_step, again, FilingStep.CANCELLED, ON, document="示例文号")
    assert "原来完成备案的那一份" in found[0].remedy


def test_conditions_lost_while_in_use_are_due_at_once(filed: Office) -> None:
    filed.assess("S16", ON, meets=False)
    [item] = filed.todo(ON, "lost")
    assert (item.article, item.due) == ("MTCA-22", ON)
    assert "不符合管理规范" in item.matter
