"""变更后重新提交备案表（附件2 注 2）：主要负责人每项技术一次，技术负责人只涉及其负责的。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.filings import FilingCause, FilingStep
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.office import filings, institutions, practitioners, technologies
from medtech_desktop.office.filings import DraftLead, NewFiling
from medtech_desktop.office.paper_kinds import paper_of
from tests.builders import FILING, LEAD, OPENED_FILING, SECOND, Office, articles, words

FILED_ALL = date(2026, 10, 26)
CHANGED = date(2026, 11, 2)


def _second_technology(office: Office, lead: str = SECOND) -> str:
    """另一项已备案的技术，由乙负责。"""
    office.propose("S19", leads=(lead,), departments=("心内科",))
    office.approve("S19", "S19")
    return office.file_through("S19", date(2026, 10, 8), date(2026, 10, 9), FILED_ALL)


def _new_principal(office: Office, name: str = "示例新院长", on: date = CHANGED) -> None:
    office.do(institutions.set_institution, {InstitutionKind.PRINCIPAL: name}, on)


def _person(office: Office, number: str) -> int:
    return practitioners.find_person(office.world(CHANGED).staff, number, CHANGED)


# --- 主要负责人 ----------


@pytest.mark.allows("HN-annex2(2)")
def test_a_new_principal_makes_one_task_for_each_filed_technology(filed: Office) -> None:
    _second_technology(filed)
    filed.propose("S14")  # 没有备案过的不在内
    assert filed.todo(FILED_ALL, "refiling") == []
    _new_principal(filed)
    items = filed.todo(CHANGED, "refiling")
    assert [(item.code, item.due, item.article) for item in items] == [
        ("S16", None, "HN-annex2(2)"),
        ("S19", None, "HN-annex2(2)"),
    ]
    assert items[0].matter == "重新提交备案表：主要负责人由示例院长变为示例新院长"


@pytest.mark.allows("HN-annex2(2)")
def test_refiled_the_task_is_gone_and_has_no_invented_due_date(filed: Office) -> None:
    _new_principal(filed)
    number = filed.file("S16", CHANGED)
    page = filed.filing(number, CHANGED)
    assert (page.line.cause, page.line.due, page.line.fact) == (
        "主要负责人变更",
        None,
        "没有法定天数",
    )
    assert page.clock is None
    assert page.draft is not None
    assert page.draft.first_use is False
    record = paper_of(filed.world(CHANGED), "annex2", number).record
    assert record.principal == "示例新院长"
    filed.gather(number, CHANGED)
    filed.submit(number, CHANGED)
    assert filed.todo(CHANGED, "refiling") == []
    assert filed.page("S16", CHANGED).line.state == "已备案"


def test_a_principal_changed_twice_is_still_one_task(filed: Office) -> None:
    _new_principal(filed)
    _new_principal(filed, "示例再任院长", date(2026, 11, 9))
    [item] = filed.todo(date(2026, 11, 9), "refiling")
    assert "变为示例再任院长" in item.matter
    _new_principal(filed, "示例院长", date(2026, 11, 16))
    assert filed.todo(date(2026, 11, 16), "refiling") == []


def test_the_same_principal_typed_again_is_no_change(filed: Office) -> None:
    _new_principal(filed, "示例院长")
    assert filed.todo(CHANGED, "refiling") == []


def test_a_filing_not_yet_sent_simply_names_the_new_principal(ready: Office) -> None:
    _new_principal(ready, on=OPENED_FILING)
    assert ready.todo(OPENED_FILING, "refiling") == []
    record = paper_of(ready.world(OPENED_FILING), "annex2", FILING).record
    assert record.principal == "示例新院长"


# --- 技术负责人 ----------


@pytest.mark.refuses("HN-annex2(2)")
def test_a_lead_who_left_is_refiled_only_where_he_led(filed: Office) -> None:
    _second_technology(filed)
    filed.do(technologies.set_leads, "S16", [LEAD, SECOND], date(2026, 10, 21))
    number = filed.file("S16", date(2026, 10, 21))
    filed.gather(number, date(2026, 10, 21))
    filed.submit(number, date(2026, 10, 21))
    assert filed.todo(FILED_ALL, "refiling") == []
    filed.do(practitioners.set_presence, _person(filed, LEAD), "left", CHANGED)
    [item] = filed.todo(CHANGED, "refiling")
    assert item.code == "S16"
    assert item.matter == "重新提交备案表：技术负责人变更，不再担任：示例甲"
    again = filed.file("S16", CHANGED)
    found = filed.refused(filings.set_filing_leads, again, [DraftLead(LEAD)], CHANGED)
    assert articles(found) == ["MTCA-11(3)"]
    assert filed.todo(CHANGED, "lead") == []
    assert filed.page("S16", CHANGED).line.state == "已备案"


@pytest.mark.allows("HN-annex2(2)")
def test_leave_is_no_change(filed: Office) -> None:
    filed.do(practitioners.set_presence, _person(filed, LEAD), "leave", CHANGED)
    assert filed.todo(CHANGED) == []


@pytest.mark.parametrize("how", ["left", "died", "moved"])
def test_leaving_death_and_a_moved_registration_are_changes(filed: Office, how: str) -> None:
    person = _person(filed, LEAD)
    if how == "moved":
        filed.do(practitioners.move_registration, person, CHANGED, elsewhere="示例外院")
    else:
        filed.do(practitioners.set_presence, person, how, CHANGED)
    assert sorted(item.kind for item in filed.todo(CHANGED)) == ["lead", "refiling"]
    assert filed.todo(date(2026, 11, 1)) == []


@pytest.mark.refuses("HN-annex2(2)")
def test_no_lead_left_asks_the_question_of_article_25(filed: Office) -> None:
    filed.do(practitioners.set_presence, _person(filed, LEAD), "left", CHANGED)
    [item] = filed.todo(CHANGED, "lead")
    assert item.article == "MTCA-25(2)"
    assert "须判断是否已不能满足规范要求或影响应用效果" in item.matter
    filed.do(technologies.set_leads, "S16", [SECOND], CHANGED)
    assert filed.todo(CHANGED, "lead") == []
    [task] = filed.todo(CHANGED, "refiling")
    assert task.matter.endswith("不再担任：示例甲；新任：示例乙")


def test_a_new_lead_beside_the_old_one_is_a_change(filed: Office) -> None:
    filed.do(technologies.set_leads, "S16", [LEAD, SECOND], CHANGED)
    [task] = filed.todo(CHANGED, "refiling")
    assert task.matter.endswith("新任：示例乙")


def test_principal_and_lead_changed_together_are_settled_by_one_paper(filed: Office) -> None:
    _new_principal(filed)
    filed.do(technologies.set_leads, "S16", [SECOND], CHANGED)
    assert len(filed.todo(CHANGED, "refiling")) == 2
    number = filed.do(
        filings.open_filing, "S16", NewFiling(FilingCause.LEAD_CHANGE, opinion="变更"), CHANGED
    ).subject
    filed.gather(number, CHANGED)
    filed.submit(number, CHANGED)
    assert filed.todo(CHANGED, "refiling") == []


def test_a_refiling_under_way_is_where_the_task_leads(filed: Office) -> None:
    _new_principal(filed)
    number = filed.file("S16", CHANGED)
    [item] = filed.todo(CHANGED, "refiling")
    assert (item.key, item.place, item.action) == (number, "filings", "提交备案")
    twice = filed.refused(filings.open_filing, "S16", NewFiling(), CHANGED)
    assert f"已有进行中的 {number}" in words(twice)


def test_a_refiling_is_no_new_row_of_annex_5(filed: Office) -> None:
    _new_principal(filed)
    number = filed.file("S16", CHANGED)
    filed.gather(number, CHANGED)
    filed.submit(number, CHANGED)
    filed.step(number, FilingStep.COMPLETED, date(2026, 11, 16))
    rows = paper_of(filed.world(date(2026, 12, 31)), "annex5", "2026H2").record.rows
    assert [row.filed_on for row in rows] == [date(2026, 10, 20)]
    assert filed.filing(number, date(2026, 11, 16)).remark == ""
