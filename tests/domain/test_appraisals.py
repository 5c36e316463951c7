"""论证与伦理审查：两道门，按病例那天问（第十三条、第二十一条，湘11号 二（二））。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.appraisals import (
    Appraisal,
    EthicsReview,
    Verdict,
    appraisal_gate,
    ethics_gate,
    latest_appraisal,
    verdict_fits,
    waiver_needs_reason,
)

PASS, REDO, FAIL = Verdict.PASS, Verdict.REDO, Verdict.FAIL
HELD, DAY = date(2026, 6, 8), date(2026, 6, 30)


def appraisal(verdict: Verdict = PASS, on: date = HELD, seq: int = 1) -> Appraisal:
    return Appraisal(seq, "", seq, 1, on, verdict, verdict, verdict, "", "")


def review(
    verdict: Verdict = PASS, on: date = HELD, seq: int = 1, *, waived: bool = False
) -> EthicsReview:
    return EthicsReview(seq, "", seq, 1, on, waived, verdict, "", "", "")


def test_the_door_opens_on_the_day_of_the_pass_and_not_before() -> None:
    rows = [appraisal()]
    assert appraisal_gate(rows, HELD) == ()
    assert appraisal_gate(rows, date(2026, 6, 7)) != ()
    assert ethics_gate([review()], HELD, waiver_allowed=False) == ()
    assert ethics_gate([review()], date(2026, 6, 7), waiver_allowed=False) != ()


@pytest.mark.parametrize("verdict", [REDO, FAIL])
def test_anything_but_a_pass_keeps_it_shut(verdict: Verdict) -> None:
    [found] = appraisal_gate([appraisal(verdict)], DAY)
    assert found.article == "MTCA-21"
    [found] = ethics_gate([review(verdict)], DAY, waiver_allowed=True)
    assert found.article == "MTCA-13"


def test_the_last_verdict_holds() -> None:
    passed_then_failed = [appraisal(PASS), appraisal(FAIL, date(2026, 6, 20), 2)]
    assert appraisal_gate(passed_then_failed, DAY) != ()
    assert appraisal_gate(passed_then_failed, date(2026, 6, 19)) == ()
    same_day = [appraisal(FAIL, HELD, 1), appraisal(PASS, HELD, 2)]
    latest = latest_appraisal(same_day, DAY, None)
    assert latest is not None
    assert latest.act_seq == 2


def test_after_a_stop_only_later_verdicts_count() -> None:
    stop = date(2026, 6, 10)
    [found] = appraisal_gate([appraisal()], DAY, stop)
    assert found.message == "停用后尚未重新论证"
    assert appraisal_gate([appraisal(), appraisal(PASS, date(2026, 6, 20), 2)], DAY, stop) == ()
    assert appraisal_gate([appraisal(PASS, stop)], DAY, stop) != ()
    assert ethics_gate([review(PASS, stop)], DAY, waiver_allowed=False, after=stop) != ()
    [found] = ethics_gate([review()], DAY, waiver_allowed=False, after=stop)
    assert found.message == "停用后尚未重新伦理审查"


def test_a_waiver_is_only_for_those_that_may_be_waived() -> None:
    waived = [review(waived=True)]
    assert ethics_gate(waived, DAY, waiver_allowed=True) == ()
    [found] = ethics_gate(waived, DAY, waiver_allowed=False)
    assert "不能免伦理审查" in found.message


def test_nothing_before_the_measure() -> None:
    before = date(2018, 10, 31)
    assert appraisal_gate([], before) == ()
    assert ethics_gate([], before, waiver_allowed=False) == ()
    assert appraisal_gate([], date(2018, 11, 1)) != ()
    assert ethics_gate([], date(2018, 11, 1), waiver_allowed=False) != ()


@pytest.mark.parametrize(
    ("ability", "safety", "verdict", "refused"),
    [
        (PASS, PASS, PASS, False),
        (REDO, PASS, PASS, True),
        (PASS, FAIL, PASS, True),
        (REDO, FAIL, FAIL, False),
        (PASS, PASS, REDO, False),
    ],
)
def test_a_pass_needs_ability_and_safety(
    ability: Verdict, safety: Verdict, verdict: Verdict, refused: bool
) -> None:
    assert bool(verdict_fits(ability, safety, verdict)) is refused


@pytest.mark.parametrize(
    ("waived", "words", "restricted", "refused"),
    [
        (True, "操作成熟", False, False),
        (True, "  ", False, True),
        (True, "操作成熟", True, True),
        (False, "", True, False),
    ],
)
def test_a_waiver_is_reasoned(waived: bool, words: str, restricted: bool, refused: bool) -> None:
    assert bool(waiver_needs_reason(waived, words, restricted)) is refused
