"""一项技术的记录，按日提问：名称、谱系、首例、自评、判定。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from medtech_desktop.domain.scope import ScopeDecision
from medtech_desktop.domain.technologies import (
    SelfAssessment,
    TechnologyFactKind,
    TechnologyLineage,
)
from tests.domain.records import case, fact, technology

A, B = date(2026, 3, 1), date(2026, 6, 1)
K = TechnologyFactKind


def test_a_value_before_registration_is_the_first_one() -> None:
    file = technology(facts=(fact("name", "旧名", A), fact("name", "新名", B, seq=2)))
    assert [file.name(day) for day in (date(2020, 1, 1), A, B)] == ["旧名", "旧名", "新名"]


def test_an_ended_value_stays_ended() -> None:
    file = technology(facts=(fact("research", "yes", A), fact("research", "", B, seq=2)))
    assert [file.flag(K.RESEARCH, day) for day in (A, B)] == [True, False]
    assert file.value(K.RADIOLOGY, A) == ""


def test_the_wording_splits_aliases_and_codes() -> None:
    facts = (fact("name", "甲术"), fact("aliases", "乙|丙"), fact("codes", "36.07"))
    words = technology(facts=facts).wording(A)
    assert (words.name, words.aliases, words.codes) == ("甲术", ("乙", "丙"), ("36.07",))


def test_links_departments_and_leads_have_their_days() -> None:
    base = technology(leads=(1,))
    moved = (
        replace(base.lineages[0], until=date(2026, 5, 31)),
        TechnologyLineage(2, "", 1, 1, "hunan-s17", B, None),
    )
    file = replace(base, lineages=moved)
    assert [file.lineages_on(day) for day in (A, B)] == [("hunan-s16",), ("hunan-s17",)]
    assert file.lead_ids(A) == (1,)
    assert file.department_ids(A) == ()


def test_the_last_assessment_up_to_the_day_holds() -> None:
    rows = tuple(
        SelfAssessment(n, "", n, 1, None, day, True, True, "") for n, day in ((1, A), (2, B))
    )
    file = technology(self_assessments=rows)
    assert file.assessment_on(date(2026, 2, 28)) is None
    found = [file.assessment_on(day) for day in (A, B)]
    assert [one.id for one in found if one] == [1, 2]


def test_cases_are_counted_by_day_and_not_when_given_up_or_research() -> None:
    cases = (case(B), replace(case(A), id=2), replace(case(A, counts=False), id=3))
    file = technology(first_cases=cases)
    assert [c.day for c in file.counting_cases(B)] == [A, B]
    assert [c.day for c in file.counting_cases(A)] == [A]
    assert [c.day for c in file.counting_cases(B, after=(A, 9))] == [B]
    until = (fact("research", "yes", A), fact("research", "", B, seq=2))
    trial = technology(first_cases=cases, facts=until)
    assert [c.day for c in trial.counting_cases(B)] == [B]


def test_of_one_day_the_case_entered_after_the_cancellation_counts() -> None:
    rows = tuple(replace(case(A), id=seq, act_seq=seq) for seq in (4, 6))
    [again] = technology(first_cases=rows).counting_cases(A, after=(A, 5))
    assert again.act_seq == 6


def test_the_last_scope_decision_holds() -> None:
    out = ScopeDecision(1, "", 1, False, "理由", A)
    back = ScopeDecision(2, "", 1, True, "理由", B)
    file = technology(scope_decisions=(out, back))
    days = (date(2026, 2, 28), A, B)
    assert [file.decided_out_of_scope(day) for day in days] == [False, True, False]
