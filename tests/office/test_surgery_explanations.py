"""说明：改变给人看的状态，不删除发现，撤销得了，重新导入以后还在。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.surgeries import Kind, Outcome
from medtech_desktop.domain.surgery_explanations import Said
from medtech_desktop.office.surgery_evidence import evidence
from medtech_desktop.office.surgery_explanations import annul_explanation, explain
from medtech_desktop.office.surgery_lists import LogQuestion, Order, finding_ids, log_summary
from medtech_desktop.store.derived import clear
from tests.builders import CLERK, LEAD, SECOND, Office
from tests.office.findings_log import Log, as_written, september

ON, DAY = date(2026, 11, 1), date(2026, 10, 20)


@pytest.fixture
def logged(privileged: Office) -> Office:
    september(privileged)
    return privileged


def ids(office: Office, **asked: object) -> list[int]:
    question = LogQuestion(**asked)  # type: ignore[arg-type]
    return list(finding_ids(office.library, question, Order(), ON))


def test_several_findings_are_explained_at_once(logged: Office) -> None:
    chosen = ids(logged)[:2]
    done = logged.do(
        explain, chosen, Said.EXPLAINED, "术者由上级在台指导", logged.person(LEAD), DAY
    )
    assert done.said == "已登记 2 条发现的说明：已说明情况"
    told = log_summary(logged.library, LogQuestion(), ON)
    assert (told.problems, told.explained, told.to_verify) == (2, 2, 1)
    assert ids(logged, outcome=Outcome.EXPLAINED) == chosen
    [line] = evidence(logged.library, chosen[0], ON).explanations
    assert (line.text, line.clerk, line.day) == ("术者由上级在台指导", "示例经办", DAY)


def test_what_is_cleared_is_no_problem_and_is_still_there(logged: Office) -> None:
    [one] = ids(logged, kind=Kind.EXPIRED)
    logged.do(explain, [one], Said.CLEARED, "登记写错了日期", None, DAY)
    told = log_summary(logged.library, LogQuestion(), ON)
    assert (told.problems, told.cleared) == (1, 1)
    assert Kind.EXPIRED not in {kind for kind, _label, _n in told.by_kind}
    assert one in ids(logged)
    assert evidence(logged.library, one, ON).state == "核实无误"


def test_the_later_word_holds_and_its_annulment_brings_back_the_earlier(logged: Office) -> None:
    [one] = ids(logged, kind=Kind.EXPIRED)
    logged.do(explain, [one], Said.EXPLAINED, "先说明", None, DAY)
    logged.do(explain, [one], Said.CONFIRMED, "核实属实", None, DAY)
    said = evidence(logged.library, one, ON).explanations
    assert [line.text for line in said] == ["核实属实", "先说明"]
    logged.do(annul_explanation, said[0].uid, "登记给了别的病例")
    assert evidence(logged.library, one, ON).outcome is Outcome.EXPLAINED
    assert logged.refused(annul_explanation, said[0].uid, "再撤销一次")


def test_an_explanation_survives_a_new_version_of_the_case(logged: Office) -> None:
    """说明挂在来源键、第几项、种类上：重新导入、重新核查以后，发现换了号，说明还在。"""
    [one] = ids(logged, kind=Kind.EXPIRED)
    logged.do(explain, [one], Said.CONFIRMED, "属实", None, DAY)
    second = logged.person(SECOND)
    with logged.library.act(CLERK, "test.again") as page:
        clear(page, "surgery_finding")
        log = Log(page, keys=1002)  # the next key is that of S003
        log.at("S003", date(2026, 9, 23), second, 2, 1)
        log.finds("S003", Kind.EXPIRED, needed=3)
    as_written(logged.library)
    [again] = ids(logged)
    assert evidence(logged.library, again, ON).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(
    ("text", "day", "field"),
    [("  ", DAY, "text"), ("说明" * 1200, DAY, "text"), ("说明", date(2999, 1, 1), "day")],
)
def test_an_explanation_needs_words_and_a_day_that_was(
    logged: Office, text: str, day: date, field: str
) -> None:
    [finding] = logged.refused(explain, ids(logged), Said.EXPLAINED, text, None, day)
    assert finding.field == field


def test_a_finding_that_is_gone_is_not_explained(logged: Office) -> None:
    assert logged.refused(explain, [999], Said.EXPLAINED, "说明", None, DAY)
