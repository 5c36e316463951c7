"""生命周期：每一步的状态，和挡住下一步的是什么。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.appraisals import Appraisal, EthicsReview, Verdict
from medtech_desktop.domain.catalogs import RestrictedCatalog
from medtech_desktop.domain.categories import Categorised, category_on
from medtech_desktop.domain.clocks import clock_for, duty_for
from medtech_desktop.domain.filings import FilingFile, FilingStep
from medtech_desktop.domain.lifecycles import (
    LifeCycle,
    NodeState,
    case_gate,
    gate_since,
    life_cycle,
    self_assessment_gate,
    start_gate,
)
from medtech_desktop.domain.norms import Norm
from medtech_desktop.domain.prohibited import NO_MATCH
from medtech_desktop.domain.scope import IN_SCOPE, Family, OutOfScopeEntry, Scope, ScopeKind
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.domain.technologies import Evidence, SelfAssessment, TechnologyFile
from medtech_desktop.domain.working_days import build_calendar
from medtech_desktop.intake.catalogs import shipped_catalogs
from tests.builders import catalog_on
from tests.domain.records import case, fact, filing, opening, start, stop, technology

PROVEN, ASSESSED, HELD = date(2026, 4, 1), date(2026, 4, 20), date(2026, 6, 8)
STARTED, CASE, SENT = date(2026, 6, 30), date(2026, 9, 14), date(2026, 10, 9)
TODAY = date(2026, 11, 22)
NORM = Norm(1, "", "hunan-s16", "规范", "2019年版", date(2019, 1, 1))
PASS = Verdict.PASS


def ready(**more: object) -> TechnologyFile:
    """依据、自评、论证、伦理都有的 S16。"""
    given: dict[str, object] = {
        "facts": (fact("name", "神经血管介入诊疗技术", date(2026, 3, 12)),),
        "evidence": (Evidence(1, "", 1, 1, "指南", PROVEN),),
        "self_assessments": (SelfAssessment(1, "", 1, 1, 1, ASSESSED, True, True, ""),),
        "appraisals": (Appraisal(1, "", 1, 1, HELD, PASS, PASS, PASS, "", ""),),
        "ethics_reviews": (EthicsReview(1, "", 1, 1, HELD, False, PASS, "", "", ""),),
        **more,
    }
    lineage = str(given.pop("lineage", "hunan-s16"))
    return technology(lineage, **given)  # type: ignore[arg-type]


def category(file: TechnologyFile, day: date, scope: Scope = IN_SCOPE) -> Categorised:
    return category_on(day, file.lineages_on(day), catalog_on(day), NO_MATCH, scope)


def gate(file: TechnologyFile, day: date = STARTED) -> list[str]:
    found = start_gate(file, day, category(file, day), NO_MATCH, (NORM,))
    return [f.article for f in found]


def cycle(file: TechnologyFile, on: date, *files: FilingFile, scope: Scope = IN_SCOPE) -> LifeCycle:
    events = shipped_catalogs().force_events
    clock = clock_for(file, (1,), _catalog, events, build_calendar(), on)
    duty = duty_for(clock, 1, 1, files, on)
    kind = category(file, on, scope)
    found = start_gate(file, on, kind, NO_MATCH, (NORM,))
    return life_cycle(file, on, kind, found, duty, files)


def _catalog(day: date) -> RestrictedCatalog:
    return catalog_on(day)


# --- 门槛 ----------


def test_ready_the_gate_is_open() -> None:
    assert gate(ready()) == []


@pytest.mark.parametrize(
    ("missing", "article"),
    [
        ("evidence", "MTCA-9(4)"),
        ("self_assessments", "MTCA-11"),
        ("appraisals", "MTCA-21"),
        ("ethics_reviews", "MTCA-13"),
    ],
)
def test_each_step_that_is_missing_is_the_one_that_stops(missing: str, article: str) -> None:
    assert gate(ready(**{missing: ()})) == [article]


def test_the_gate_is_asked_with_the_day_of_the_case() -> None:
    assert gate(ready(), PROVEN) == ["MTCA-11", "MTCA-21", "MTCA-13"]
    assert gate(ready(), date(2018, 10, 31)) == []


def test_a_self_managed_one_needs_no_self_assessment() -> None:
    assert gate(ready(lineage="", self_assessments=())) == []
    assert gate(ready(lineage="", appraisals=())) == ["MTCA-21"]


def test_research_passes_no_clinical_gate() -> None:
    assert gate(technology(facts=(fact("research", "yes"),))) == []


@pytest.mark.parametrize(
    ("compared", "meets", "many"), [(True, True, 0), (False, True, 1), (False, False, 2)]
)
def test_the_assessment_must_compare_and_meet(compared: bool, meets: bool, many: int) -> None:
    row = SelfAssessment(1, "", 1, 1, 1, ASSESSED, compared, meets, "")
    found = self_assessment_gate(ready(self_assessments=(row,)), STARTED, (NORM,))
    assert len(found) == many


def test_the_assessment_is_asked_from_the_first_day_of_the_measure() -> None:
    days = (date(2018, 10, 31), date(2018, 11, 1))
    assert [bool(self_assessment_gate(technology(), day, ())) for day in days] == [False, True]


def test_a_start_before_the_stop_is_no_restart() -> None:
    stopped = ready(starts=(start(STARTED),), stops=(stop(CASE, 5),))
    again = ready(starts=(start(STARTED), start(SENT, 9)), stops=(stop(CASE, 5),))
    nodes = [{n.key: n for n in cycle(file, TODAY).nodes}["start"] for file in (stopped, again)]
    assert [(node.state is NodeState.DONE, node.day) for node in nodes] == [
        (False, None),
        (True, SENT),
    ]


def test_after_a_stop_the_old_verdicts_no_longer_open_it() -> None:
    stopped = ready(starts=(start(STARTED),), stops=(stop(CASE, 5),))
    assert gate_since(stopped, TODAY) == CASE
    assert gate(stopped, TODAY) == ["MTCA-21", "MTCA-13"]


def test_a_case_during_a_stop_is_a_violation_from_the_day_after() -> None:
    stopped = ready(starts=(start(STARTED),), stops=(stop(CASE, 5, StopGround.ART22),))
    assert case_gate(stopped, CASE) == ()
    [found] = case_gate(stopped, date(2026, 9, 15))
    assert found.article == "MTCA-22"
    other = ready(starts=(start(STARTED),), stops=(stop(CASE, 5, StopGround.ART25_3),))
    assert [f.article for f in case_gate(other, TODAY)] == ["MTCA-25"]


# --- 状态与节点 ----------

SUBMITTED = (FilingStep.SUBMITTED, SENT)
COMPLETED = (FilingStep.COMPLETED, date(2026, 10, 20))


@pytest.mark.parametrize(
    ("more", "on", "steps", "state"),
    [
        ({"appraisals": (), "ethics_reviews": (), "self_assessments": ()}, PROVEN, (), "拟开展"),
        ({"appraisals": (), "ethics_reviews": ()}, STARTED, (), "论证中"),
        ({"ethics_reviews": ()}, STARTED, (), "伦理审查"),
        ({"starts": (start(STARTED),)}, STARTED, (), "已获准"),
        ({"starts": (start(STARTED),), "first_cases": (case(CASE),)}, CASE, (), "待备案"),
        ({"starts": (start(STARTED),), "first_cases": (case(CASE),)}, TODAY, (), "逾期"),
        ({"first_cases": (case(CASE),)}, SENT, (SUBMITTED,), "办理中"),
        ({"first_cases": (case(CASE),)}, TODAY, (SUBMITTED, COMPLETED), "已备案"),
        (
            {"first_cases": (case(CASE),)},
            TODAY,
            (SUBMITTED, (FilingStep.RETURNED, SENT)),
            "补正中",
        ),
        ({"starts": (start(STARTED),), "stops": (stop(CASE, 5),)}, TODAY, (), "已停止"),
    ],
)
def test_the_state_in_one_word(
    more: dict[str, object], on: date, steps: tuple[tuple[FilingStep, date], ...], state: str
) -> None:
    files = (filing(*steps),) if steps else ()
    assert cycle(ready(**more), on, *files).state == state


def test_all_gates_passed_it_still_waits_for_its_approval() -> None:
    found = cycle(ready(), STARTED)
    assert (found.state, found.next_step, found.blockers) == ("拟开展", "获准开展", ())


def test_a_filing_before_the_first_case_shows_once_it_is_sent() -> None:
    file = ready(starts=(start(STARTED),))
    assert cycle(file, SENT, filing()).state == "已获准"
    assert cycle(file, SENT, filing(SUBMITTED)).state == "办理中"


def test_an_ethically_risky_one_is_not_waived() -> None:
    waived = (EthicsReview(1, "", 1, 1, HELD, True, PASS, "不涉及", "", ""),)
    assert gate(ready(lineage="", ethics_reviews=waived)) == []
    risky = (fact("ethical_risk", "yes"),)
    assert gate(ready(lineage="", ethics_reviews=waived, facts=risky)) == ["MTCA-13"]


def test_a_self_managed_one_is_simply_in_use() -> None:
    found = cycle(ready(lineage="", starts=(start(STARTED),)), TODAY)
    assert found.state == "在用"
    assert "submitted" not in [node.key for node in found.nodes]


def test_the_first_open_node_is_the_current_one() -> None:
    found = cycle(ready(starts=(start(STARTED),), first_cases=(case(CASE),)), CASE)
    states = {node.key: node.state for node in found.nodes}
    assert states["first_case"] is NodeState.DONE
    assert states["submitted"] is NodeState.CURRENT
    assert states["completed"] is NodeState.TODO
    assert found.next_step == "提交备案"
    assert found.blockers == ()


def test_a_refused_step_blocks_and_says_why() -> None:
    failed = Appraisal(1, "", 1, 1, HELD, Verdict.FAIL, Verdict.FAIL, Verdict.FAIL, "", "")
    found = cycle(ready(appraisals=(failed,)), STARTED)
    assert [f.article for f in found.blockers] == ["MTCA-21"]
    assert {n.key: n.state for n in found.nodes}["appraisal"] is NodeState.REFUSED


def test_an_opening_needs_no_earlier_papers() -> None:
    old = technology(
        "hunan-s16", starts=(opening(date(2019, 6, 3)),), first_cases=(case(date(2019, 6, 3)),)
    )
    found = cycle(old, TODAY)
    notes = {node.key: (node.state, node.note) for node in found.nodes}
    assert notes["appraisal"] == (NodeState.DONE, "期初，启用前已完成")
    assert notes["start"][0] is NodeState.DONE


def test_out_of_scope_it_has_no_path_here() -> None:
    entry = OutOfScopeEntry(1, "", Family.ORGAN, "肾移植")
    found = cycle(ready(lineage=""), TODAY, scope=Scope(ScopeKind.OUT, entry))
    assert (found.state, [node.key for node in found.nodes]) == ("不适用", ["proposed"])


def test_returned_and_cancelled_are_nodes_of_their_own() -> None:
    steps = (
        SUBMITTED,
        (FilingStep.RETURNED, SENT),
        (FilingStep.SUBMITTED, SENT),
        COMPLETED,
        (FilingStep.CANCELLED, TODAY),
    )
    found = cycle(ready(first_cases=(case(CASE),)), TODAY, filing(*steps))
    keys = [node.key for node in found.nodes]
    assert keys[-5:] == ["returned", "received", "completed", "cancelled", "evaluation"]
