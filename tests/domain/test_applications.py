"""授权申请：下一步可以是哪一步，各项是否成立，获准以后写成哪一种事件。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medtech_desktop.domain.application_rules import (
    NewStep,
    Reviewer,
    WantedItem,
    item_findings,
    outside_department,
    reviewer_findings,
    step_findings,
    verb_for,
)
from medtech_desktop.domain.applications import (
    NEXT_STEPS,
    OPEN_STATES,
    STATE_LABELS,
    Application,
    ApplicationFile,
    ApplicationKind,
    ApplicationState,
    ApplicationStep,
    ReviewStep,
    StepVerdict,
    state_after,
)
from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.privileges import OPEN, Standing, Target, TargetKind, Verb

DAY = date(2026, 11, 2)
HEAD = Application(1, "a", 1, "申请-2026-001", 1, ApplicationKind.FIRST, 7, DAY, "例数")
NEURO, CODE = Target(TargetKind.GRADE, 1), Target(TargetKind.PROCEDURE, 5)
HELD = Standing(2, OPEN, DAY)
NAMES = {NEURO: "神经外科", CODE: "39.7201 血管栓塞"}


def step(
    number: int,
    what: ReviewStep,
    verdict: StepVerdict = StepVerdict.AGREE,
    *,
    who: int | None = None,
    day: date = DAY,
    opinion: str = "",
    decision: int | None = None,
) -> ApplicationStep:
    return ApplicationStep(
        number, f"s{number}", 1, 1, what, verdict, who, day, opinion, "", "", decision
    )


def test_every_state_names_its_next_steps_and_only_open_ones_have_any() -> None:
    assert set(NEXT_STEPS) == set(STATE_LABELS) == set(ApplicationState)
    assert {state for state, steps in NEXT_STEPS.items() if steps} == set(OPEN_STATES)
    assert all(steps[-1] is ReviewStep.WITHDRAWN for steps in NEXT_STEPS.values() if steps)


def test_a_committee_step_with_a_decision_ends_it() -> None:
    agreed = step(3, ReviewStep.COMMITTEE)
    assert state_after(agreed) is ApplicationState.DOCUMENT
    assert state_after(replace(agreed, decision_id=4)) is ApplicationState.GRANTED


def test_a_past_day_knows_only_its_own_steps() -> None:
    later = date(2026, 11, 9)
    file = ApplicationFile(
        HEAD,
        steps=(
            step(1, ReviewStep.DEPARTMENT, StepVerdict.RETURN),
            step(2, ReviewStep.RESUBMITTED, day=later, opinion="补充"),
            step(3, ReviewStep.DEPARTMENT, day=later),
        ),
    )
    assert file.state(date(2026, 11, 8)) is ApplicationState.RETURNED
    assert (file.statement(DAY), file.statement()) == ("例数", "补充")
    assert file.state() is ApplicationState.OFFICE
    assert [one.id for one in file.round()] == [3]
    assert file.step_of(ReviewStep.DEPARTMENT, DAY) == file.steps[0]


def test_after_the_committee_only_the_document_comes() -> None:
    file = ApplicationFile(HEAD, steps=(step(1, ReviewStep.COMMITTEE),))
    again = NewStep(ReviewStep.COMMITTEE, StepVerdict.AGREE, DAY)
    assert step_findings(file, again)[0].remedy == "委员会已同意，登记文号使授权生效"
    assert step_findings(file, replace(again, document=True)) == ()
    no = replace(again, verdict=StepVerdict.REFUSE, document=True)
    assert step_findings(file, no) != ()


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
def test_no_declaration_lets_the_applicant_review() -> None:
    file, new = ApplicationFile(HEAD), NewStep(ReviewStep.OFFICE, StepVerdict.AGREE, DAY)
    for concurrent in ("", "科室仅一人，兼任"):
        [found] = reviewer_findings(file, replace(new, concurrent=concurrent), Reviewer(1, "甲"))
        assert found.severity is Severity.REFUSE
        assert found.article == "MTCA-20"


@pytest.mark.parametrize(
    ("roles", "refused"),
    [
        ((), False),
        (("head",), False),
        (("administrator",), True),
        (("auditor", "administrator"), True),
        (("administrator", "clerk"), False),
    ],
)
def test_administrators_and_auditors_review_nothing(roles: tuple[str, ...], refused: bool) -> None:
    new = NewStep(ReviewStep.DEPARTMENT, StepVerdict.AGREE, DAY)
    found = reviewer_findings(ApplicationFile(HEAD), new, Reviewer(2, "乙", frozenset(roles)))
    assert bool(found) == refused


def test_somebody_who_has_left_reviews_nothing() -> None:
    new = NewStep(ReviewStep.DEPARTMENT, StepVerdict.AGREE, DAY)
    [found] = reviewer_findings(ApplicationFile(HEAD), new, Reviewer(2, "乙", has_left=True))
    assert found.message == "乙 在 2026-11-02 已不在院，不能办科室评议"


def test_only_the_department_step_asks_for_the_department() -> None:
    file, other = ApplicationFile(HEAD), Reviewer(2, "乙", departments=(8,))
    new = NewStep(ReviewStep.DEPARTMENT, StepVerdict.AGREE, DAY)
    [found] = outside_department(file, new, other, "神经外科")
    assert found.severity is Severity.WARN
    assert outside_department(file, replace(new, step=ReviewStep.OFFICE), other, "") == ()
    assert outside_department(file, new, replace(other, departments=(8, 7)), "") == ()
    assert (
        outside_department(ApplicationFile(replace(HEAD, department_id=None)), new, other, "") == ()
    )


def said(kind: ApplicationKind, *items: WantedItem, held: Standing | None = None) -> list[str]:
    standings = {NEURO: held, CODE: held} if held is not None else {}
    return [one.message for one in item_findings(kind, DAY, items, NAMES, standings, {})]


def test_items_are_complete_and_named_once() -> None:
    first = ApplicationKind.FIRST
    assert said(first) == ["没有选任何一项"]
    assert said(first, WantedItem(NEURO)) == ["「神经外科」没有选级别"]
    assert said(first, WantedItem(CODE), WantedItem(CODE)) == ["「39.7201 血管栓塞」写了两次"]
    early = WantedItem(CODE, until=date(2026, 11, 1))
    assert said(first, early) == ["「39.7201 血管栓塞」希望的末日 2026-11-01 早于申请之日"]
    assert said(first, WantedItem(NEURO, 4), WantedItem(CODE)) == []


def test_a_visiting_privilege_has_an_end() -> None:
    assert said(ApplicationKind.VISITING, WantedItem(CODE)) == [
        "「39.7201 血管栓塞」没有末日，外请临时授权须有末日"
    ]


def test_renewal_and_raise_go_on_from_something() -> None:
    revoked = replace(HELD, revoked=True)
    for none in (None, revoked):
        assert "没有可续的授权" in said(ApplicationKind.RENEW, WantedItem(CODE), held=none)[0]
        assert "没有可升的授权" in said(ApplicationKind.RAISE, WantedItem(NEURO, 3), held=none)[0]
    assert said(ApplicationKind.RENEW, WantedItem(NEURO, 2), held=HELD) == []
    assert said(ApplicationKind.RAISE, WantedItem(NEURO, 2), held=HELD) != []
    assert said(ApplicationKind.RAISE, WantedItem(NEURO, 3), held=HELD) == []


@pytest.mark.parametrize(
    ("kind", "grade", "held", "verb"),
    [
        (ApplicationKind.FIRST, 2, None, Verb.GRANT),
        (ApplicationKind.RENEW, 2, HELD, Verb.RENEW),
        (ApplicationKind.RENEW, 2, replace(HELD, revoked=True), Verb.GRANT),
        (ApplicationKind.RAISE, 3, HELD, Verb.RAISE),
        (ApplicationKind.RAISE, 3, None, Verb.GRANT),
        (ApplicationKind.VISITING, 3, HELD, Verb.GRANT),
        (ApplicationKind.FIRST, 2, HELD, Verb.GRANT),
    ],
)
def test_what_becomes_of_it(
    kind: ApplicationKind, grade: int, held: Standing | None, verb: Verb
) -> None:
    assert verb_for(kind, WantedItem(NEURO, grade), held) is verb
