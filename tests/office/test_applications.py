"""授权申请：科室评议、医务部门复核、委员会审定、文号；本人不得审自己的申请（第二十条）。"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.applications import ApplicationKind, ApplicationState
from medtech_desktop.domain.applications import ReviewStep as Step
from medtech_desktop.domain.applications import StepVerdict as Verdict
from medtech_desktop.domain.privileges import State, Target, TargetKind
from medtech_desktop.office import application_decisions as decisions
from medtech_desktop.office import application_pages as pages
from medtech_desktop.office import applications as office_of
from medtech_desktop.office.application_prefills import renewals_of, targets_like
from medtech_desktop.office.application_targets import NewItem
from medtech_desktop.office.paper_kinds import KINDS, paper_of
from medtech_desktop.store.privileges import intervals_of, load_decisions
from medtech_desktop.store.tables.privileges import WorkloadRow
from tests.application_samples import (
    APPLICANT,
    CHAIR,
    CLERK_NO,
    COLLEAGUE,
    DAY,
    LATE,
    UNTIL,
    applied,
    house_at,
    items,
    review,
    reviewed,
)
from tests.builders import CLERK, Office, articles, words

ON = date(2026, 11, 20)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    """样例医院，加上审申请的人和一个专业。"""
    office = house_at(tmp_path)
    yield office
    office.library.close()


def sitting(document: str = "示医〔2026〕8号", **more: object) -> decisions.Sitting:
    given: dict[str, object] = {"meeting": "医疗技术委员会第三次会议", **more}
    return decisions.Sitting(date(2026, 11, 10), document=document, **given)  # type: ignore[arg-type]


def decided(house: Office, number: str, **more: object) -> None:
    answer = decisions.Answer(number)
    given = sitting(**more)  # type: ignore[arg-type]
    house.do(decisions.decide_applications, given, [answer], reason=LATE)


def page(house: Office, number: str) -> pages.ApplicationPage:
    return pages.application_page(house.library, number, ON)


def last_audit(house: Office) -> dict[str, object]:
    with house.library.look() as look:
        body = look.raw("SELECT body FROM act ORDER BY seq DESC LIMIT 1")[0][0]
    facts: dict[str, object] = json.loads(str(body))["facts"]
    return facts


@pytest.mark.allows("MTCA-20", duty="4.privileges")
def test_from_application_to_document_number(house: Office) -> None:
    number = applied(house, 3)
    assert number == "申请-2026-001"
    assert page(house, number).line.state is ApplicationState.DEPARTMENT
    reviewed(house, number)
    assert page(house, number).line.state_label == "待委员会审定"
    decided(house, number)
    seen = page(house, number)
    assert seen.line.state is ApplicationState.GRANTED
    assert (seen.decision, seen.document) == ("授权-2026-001", "示医〔2026〕8号")
    assert [one.title for one in seen.steps] == [
        "科室评议：同意",
        "医务部门复核：同意",
        "委员会审定：同意",
    ]
    [line] = seen.items
    assert (line.agreed, line.agreed_until, line.label) == (True, UNTIL, "神经外科 三级")
    with house.library.look() as look:
        [(target, row)] = intervals_of(look, seen.line.person_id, ON)
    assert target == Target(TargetKind.GRADE, 1)
    assert (row[2], State(row[5])) == (3, State.VALID)


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
@pytest.mark.parametrize("step", [Step.DEPARTMENT, Step.OFFICE])
def test_the_applicant_reviews_no_step_of_the_own_application(house: Office, step: Step) -> None:
    number = applied(house, 3)
    if step is Step.OFFICE:
        house.do(office_of.review_application, number, review(Step.DEPARTMENT, COLLEAGUE))
    found = house.refused(
        office_of.review_application, number, review(step, APPLICANT, concurrent="兼任")
    )
    assert articles(found) == ["MTCA-20"]
    assert "不能办自己申请的" in words(found)


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
def test_the_applicant_approves_nothing_for_himself(house: Office) -> None:
    number = reviewed(house, applied(house, 3))
    found = house.refused(
        decisions.decide_applications,
        sitting(approver=APPLICANT),
        [decisions.Answer(number)],
        reason=LATE,
    )
    assert "示例甲 是 申请-2026-001 的申请人" in words(found)


def test_two_steps_of_one_person_want_a_declaration_that_is_logged(house: Office) -> None:
    number = applied(house, 3)
    house.do(office_of.review_application, number, review(Step.DEPARTMENT, COLLEAGUE))
    found = house.refused(office_of.review_application, number, review(Step.OFFICE, COLLEAGUE))
    assert "示例戊 已办过科室评议，再办医务部门复核须写兼任声明" in words(found)
    both = review(Step.OFFICE, COLLEAGUE, concurrent="医务科仅一人，由科主任兼任")
    house.do(office_of.review_application, number, both)
    assert last_audit(house)["concurrent"] == "医务科仅一人，由科主任兼任"
    assert page(house, number).steps[-1].concurrent == "医务科仅一人，由科主任兼任"


def test_a_reviewer_of_another_department_wants_a_reason(house: Office) -> None:
    number = applied(house, 3)
    found = house.refused(office_of.review_application, number, review(Step.DEPARTMENT, CHAIR))
    assert "示例庚 不在神经外科" in words(found)
    house.do(
        office_of.review_application, number, review(Step.DEPARTMENT, CHAIR), reason="本科仅一人"
    )
    assert page(house, number).line.state is ApplicationState.OFFICE


@pytest.mark.parametrize(
    ("verdict", "word"), [(Verdict.RETURN, "退回"), (Verdict.REFUSE, "不同意")]
)
def test_a_refusal_and_a_return_want_their_opinion(
    house: Office, verdict: Verdict, word: str
) -> None:
    number = applied(house, 3)
    found = house.refused(
        office_of.review_application, number, review(Step.DEPARTMENT, COLLEAGUE, verdict)
    )
    assert f"{word}" in words(found)
    assert "须写明意见" in words(found)


def test_a_returned_application_is_supplemented_and_begins_again(house: Office) -> None:
    number = applied(house, 3)
    house.do(office_of.review_application, number, review(Step.DEPARTMENT, COLLEAGUE))
    back = review(Step.OFFICE, CLERK_NO, Verdict.RETURN, opinion="缺考核记录")
    house.do(office_of.review_application, number, back)
    assert page(house, number).line.state is ApplicationState.RETURNED
    found = house.refused(office_of.review_application, number, review(Step.OFFICE, CLERK_NO))
    assert "现为「退回补充」" in words(found)
    house.do(office_of.resubmit_application, number, date(2026, 11, 6), "附考核记录", items(2))
    seen = page(house, number)
    assert seen.line.state is ApplicationState.DEPARTMENT
    assert seen.statement == "附考核记录"
    assert [one.grade for one in seen.items] == [2]
    assert pages.application_page(house.library, number, DAY).statement != "附考核记录"


def test_it_is_corrected_before_the_first_opinion_and_not_after(house: Office) -> None:
    number = applied(house, 3)
    house.do(office_of.resubmit_application, number, DAY, "近一年 24 例", items(2))
    assert [one.grade for one in page(house, number).items] == [2]
    house.do(office_of.review_application, number, review(Step.DEPARTMENT, COLLEAGUE))
    found = house.refused(
        office_of.resubmit_application, number, date(2026, 11, 6), "再改", items(3)
    )
    assert "不能登记重新提交" in words(found)


def test_a_refused_and_a_withdrawn_application_have_ended(house: Office) -> None:
    number = applied(house, 3)
    no = review(Step.DEPARTMENT, COLLEAGUE, Verdict.REFUSE, opinion="例数不足")
    house.do(office_of.review_application, number, no)
    found = house.refused(office_of.review_application, number, review(Step.OFFICE, CLERK_NO))
    assert "这份申请已经结束" in found[0].remedy
    second = applied(house, 3)
    house.do(office_of.withdraw_application, second, date(2026, 11, 6), "本人放弃")
    assert page(house, second).line.state is ApplicationState.WITHDRAWN
    found = house.refused(office_of.withdraw_application, second, date(2026, 11, 6), "再撤")
    assert "已撤回" in words(found)


def test_the_same_thing_is_not_asked_for_twice_at_a_time(house: Office) -> None:
    applied(house, 3)
    draft = office_of.NewApplication(APPLICANT, ApplicationKind.FIRST, DAY, items(2))
    found = house.refused(office_of.open_application, draft)
    assert "「神经外科」已在 申请-2026-001 申请中" in words(found)


def test_renewal_and_raise_want_something_to_renew(house: Office) -> None:
    for kind, said in (
        (ApplicationKind.RENEW, "没有可续的授权"),
        (ApplicationKind.RAISE, "没有可升的授权"),
    ):
        draft = office_of.NewApplication(APPLICANT, kind, DAY, items(3))
        assert said in words(house.refused(office_of.open_application, draft))
    decided(house, reviewed(house, applied(house, 2)))
    low = office_of.NewApplication(APPLICANT, ApplicationKind.RAISE, ON, items(2))
    assert "已有同级或更高" in words(house.refused(office_of.open_application, low))
    high = office_of.NewApplication(APPLICANT, ApplicationKind.RAISE, ON, items(3))
    assert house.do(office_of.open_application, high).subject == "申请-2026-002"


def test_the_committee_names_a_meeting_or_a_person(house: Office) -> None:
    number = reviewed(house, applied(house, 3))
    found = house.refused(
        decisions.decide_applications,
        sitting(meeting=""),
        [decisions.Answer(number)],
        reason=LATE,
    )
    assert "委员会审定须写明会议，或审定的人" in words(found)
    decided(house, number, meeting="", approver=CHAIR)
    assert page(house, number).steps[-1].who == "示例庚"


def test_decided_first_and_the_number_later(house: Office) -> None:
    number = reviewed(house, applied(house, 3))
    decided(house, number, document="")
    seen = page(house, number)
    assert seen.line.state_label == "待发文"
    with house.library.look() as look:
        assert intervals_of(look, seen.line.person_id, ON) == []
        assert load_decisions(look) == []
    again = house.refused(
        decisions.decide_applications, sitting(document=""), [decisions.Answer(number)]
    )
    assert "现为「待发文」" in words(again)
    document = decisions.Sitting(date(2026, 11, 16), document="示医〔2026〕9号")
    house.do(decisions.decide_applications, document, [decisions.Answer(number)], reason=LATE)
    seen = page(house, number)
    assert seen.line.state is ApplicationState.GRANTED
    with house.library.look() as look:
        [decision] = load_decisions(look)
    assert decision.meeting == "医疗技术委员会第三次会议"
    assert (decision.document, decision.decided_on) == ("示医〔2026〕9号", date(2026, 11, 16))


def test_one_sitting_answers_many_item_by_item_in_one_decision(house: Office) -> None:
    first = reviewed(house, applied(house, 3))
    tech = office_of.NewApplication(
        CHAIR, ApplicationKind.FIRST, DAY, (*items(2), *items()), "两项"
    )
    second = house.do(office_of.open_application, tech).subject
    other = office_of.NewReview(Step.DEPARTMENT, Verdict.AGREE, date(2026, 11, 5), COLLEAGUE)
    house.do(office_of.review_application, second, other, reason="胸外科仅一人")
    house.do(office_of.review_application, second, review(Step.OFFICE, CLERK_NO))
    graded, technology = page(house, second).items
    shorter = date(2027, 5, 31)
    answers = [
        decisions.Answer(first),
        decisions.Answer(
            second,
            items={
                graded.id: decisions.ItemAnswer(True, shorter),
                technology.id: decisions.ItemAnswer(False, None, "培训未满一年"),
            },
        ),
    ]
    done = house.do(decisions.decide_applications, sitting(), answers, reason=LATE)
    assert done.said == "已登记审定，2 份获准，2 项，决定 授权-2026-001"
    assert done.changed == {"application", "privilege"}
    people = [page(house, one).line.person_id for one in (first, second)]
    with house.library.look() as look:
        assert len(load_decisions(look)) == 1
        held = [intervals_of(look, one, ON) for one in people]
    assert [[row[1].isoformat() for _target, row in rows] for rows in held] == [
        ["2028-11-30"],
        ["2027-05-31"],
    ]
    seen = page(house, second).items
    assert [(one.agreed, one.note) for one in seen] == [(True, ""), (False, "培训未满一年")]


def test_an_item_is_not_refused_without_its_reason(house: Office) -> None:
    number = reviewed(house, applied(house, 3))
    [item] = page(house, number).items
    none = decisions.Answer(number, items={item.id: decisions.ItemAnswer(False)})
    found = house.refused(decisions.decide_applications, sitting(), [none], reason=LATE)
    assert "没有一项同意" in words(found)
    assert "有一项不同意，没有写理由" in words(found)


def test_the_committee_returns_and_refuses_too(house: Office) -> None:
    first = reviewed(house, applied(house, 3))
    answer = decisions.Answer(first, Verdict.RETURN, "补充并发症统计")
    done = house.do(decisions.decide_applications, sitting(), [answer])
    assert done.changed == {"application"}
    assert page(house, first).line.state is ApplicationState.RETURNED


def test_a_wrong_last_step_is_annulled_with_its_reason(house: Office) -> None:
    number = reviewed(house, applied(house, 3))
    assert "撤销须写明理由" in words(house.refused(office_of.annul_application_step, number, " "))
    done = house.do(office_of.annul_application_step, number, "登到了别人的申请上")
    assert done.said == f"已撤销 {number} 的医务部门复核（2026-11-05）"
    assert page(house, number).line.state is ApplicationState.OFFICE
    reviewed_again = review(Step.OFFICE, CLERK_NO)
    house.do(office_of.review_application, number, reviewed_again)
    decided(house, number)
    found = house.refused(office_of.annul_application_step, number, "错了")
    assert "已据以授权，授权还有效" in words(found)


def test_a_step_before_the_last_one_is_refused(house: Office) -> None:
    number = applied(house, 3)
    house.do(office_of.review_application, number, review(Step.DEPARTMENT, COLLEAGUE))
    early = office_of.NewReview(Step.OFFICE, Verdict.AGREE, date(2026, 11, 4), CLERK_NO)
    found = house.refused(office_of.review_application, number, early)
    assert "日期早于上一步（2026-11-05）" in words(found)


def test_the_list_says_who_is_waited_for_and_since_when(house: Office) -> None:
    first, second = applied(house, 3), applied(house, person=COLLEAGUE)
    house.do(office_of.review_application, first, review(Step.DEPARTMENT, COLLEAGUE))
    lines = pages.application_list(house.library, ON)
    assert [(one.number, one.state_label, one.waited) for one in lines] == [
        (second, "待科室评议", 18),
        (first, "待医务部门复核", 15),
    ]
    assert lines[0].items.endswith("神经血管介入诊疗技术")
    assert pages.application_list(house.library, date(2026, 11, 1)) == ()
    [then, _] = pages.application_list(house.library, DAY)
    assert then.state is ApplicationState.DEPARTMENT


def test_the_form_is_built_from_what_is_recorded(house: Office) -> None:
    number = applied(house, 3)
    house.do(office_of.review_application, number, review(Step.DEPARTMENT, COLLEAGUE))
    both = review(Step.OFFICE, COLLEAGUE, concurrent="医务科仅一人")
    house.do(office_of.review_application, number, both)
    person = page(house, number).line.person_id
    with house.library.act(CLERK, "test.workload") as held:
        held.add(
            WorkloadRow,
            person_id=person,
            code_id=None,
            technology_id=None,
            period_from=date(2026, 1, 1),
            period_to=date(2026, 6, 30),
            cases=18,
            complications=None,
            deaths=None,
            source="手术室登记本",
        )
    world = house.world(ON)
    with house.library.look() as look:
        record = paper_of(world, "application", number, look=look).record
    assert (record.name, record.department, record.kind) == ("示例甲", "神经外科", "首次授权")
    assert record.cases == 18
    assert [one.cases for one in record.items] == [None]
    assert record.training == "2026-01-01，示例培训基地，技术培训合格证"
    assert [(one.verdict, one.signer, one.concurrent) for one in record.opinions] == [
        ("同意", "示例戊", ""),
        ("同意", "示例戊", "医务科仅一人"),
        ("", "", ""),
    ]


def test_the_second_form_says_what_changed_and_a_blank_one_says_nothing(house: Office) -> None:
    number = reviewed(house, applied(house, 3))
    decided(house, number)
    again = applied(house, 3, kind=ApplicationKind.RENEW, day=ON)
    world = house.world(ON)
    with house.library.look() as look:
        paper = paper_of(world, "regrant", again, look=look)
        blank = paper_of(world, "application", "空白 神经外科", look=look)
        assert KINDS["regrant"].ids(world, look) == (again,)
        assert KINDS["application"].ids(world, look) == (number,)
    assert paper.stem == f"再授权申请表-{again}-示例甲"
    assert (paper.record.regrant, paper.record.changes) == (True, "无")
    assert paper.record.items[0].held == "三级，有效至 2028-11-30"
    assert (blank.stem, blank.record.department) == ("空白授权申请表-神经外科", "神经外科")
    assert blank.record.blank
    assert blank.formats() == ("pdf", "docx")


def test_a_renewal_begins_with_what_expires(house: Office) -> None:
    decided(house, reviewed(house, applied(house, 3)))
    assert renewals_of(house.library, APPLICANT, ON) == ()
    soon = date(2028, 10, 1)
    assert renewals_of(house.library, APPLICANT, soon) == (
        NewItem(TargetKind.GRADE, "神经外科", 3),
    )
    assert targets_like(house.library, "sjwk", ON) == ("神经外科",)
    assert targets_like(house.library, "神经血管", ON) == ("技-001 神经血管介入诊疗技术",)
