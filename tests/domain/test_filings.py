"""备案的步骤、状态、编号与备注三（第十一条）。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.filings import (
    ALLOWED_NEXT,
    CAUSE_LABELS,
    STEP_LABELS,
    FilingCause,
    FilingState,
    FilingStep,
    day_to_come,
    filing_number,
    open_filings,
    register_remark,
)
from tests.domain.records import filing

D = (date(2026, 10, 9), date(2026, 10, 12), date(2026, 10, 14), date(2026, 10, 20))
S = FilingStep
PARTS = ("code", "name", "completed_on")


@pytest.mark.parametrize(
    ("steps", "state", "locked"),
    [
        ((), FilingState.OPEN, False),
        ((S.SUBMITTED,), FilingState.WITH_AUTHORITY, True),
        ((S.SUBMITTED, S.RETURNED), FilingState.RETURNED, False),
        ((S.SUBMITTED, S.RETURNED, S.SUBMITTED), FilingState.WITH_AUTHORITY, True),
        ((S.SUBMITTED, S.RECEIVED), FilingState.WITH_AUTHORITY, True),
        ((S.SUBMITTED, S.RECEIVED, S.COMPLETED), FilingState.FILED, True),
        ((S.SUBMITTED, S.COMPLETED, S.CANCELLED), FilingState.CANCELLED, True),
        ((S.CLOSED,), FilingState.CLOSED, True),
    ],
)
def test_the_state_after_each_step(
    steps: tuple[FilingStep, ...], state: FilingState, locked: bool
) -> None:
    file = filing(*zip(steps, D, strict=False))
    assert (file.state(D[-1]), file.is_locked(D[-1])) == (state, locked)
    assert file.state(date(2026, 10, 8)) is FilingState.OPEN


def test_receipt_is_never_completion() -> None:
    assert S.COMPLETED in ALLOWED_NEXT[FilingState.WITH_AUTHORITY]
    assert filing((S.SUBMITTED, D[0]), (S.RECEIVED, D[1])).state(date(2030, 1, 1)) is (
        FilingState.WITH_AUTHORITY
    )


def test_steps_of_one_day_keep_the_order_of_entry() -> None:
    file = filing((S.SUBMITTED, D[0]), (S.RETURNED, D[0]), (S.SUBMITTED, D[0]))
    assert [e.step for e in file.steps(D[0])] == [S.SUBMITTED, S.RETURNED, S.SUBMITTED]
    first, last = file.first(S.SUBMITTED, D[0]), file.last(S.SUBMITTED, D[0])
    assert first is not None
    assert last is not None
    assert (first.step, last.step) == (S.SUBMITTED, S.SUBMITTED)
    assert first.act_seq < last.act_seq
    assert file.first(S.COMPLETED, D[-1]) is None


@pytest.mark.parametrize(
    ("state", "barred"),
    [
        (FilingState.OPEN, S.RECEIVED),
        (FilingState.OPEN, S.COMPLETED),
        (FilingState.RETURNED, S.COMPLETED),
        (FilingState.FILED, S.SUBMITTED),
        (FilingState.CANCELLED, S.SUBMITTED),
        (FilingState.CLOSED, S.SUBMITTED),
    ],
)
def test_no_step_is_skipped(state: FilingState, barred: FilingStep) -> None:
    assert barred not in ALLOWED_NEXT[state]


def test_open_filings_are_those_somebody_still_works_on() -> None:
    files = (
        filing(number=1),
        filing((S.SUBMITTED, D[0]), number=2),
        filing((S.SUBMITTED, D[0]), (S.COMPLETED, D[1]), number=3),
        filing((S.CLOSED, D[0]), number=4),
    )
    assert [f.filing.id for f in open_filings(files, D[-1])] == [1, 2]


def test_numbers_are_by_year() -> None:
    assert filing_number(2026, 3) == "备案-2026-003"


def test_every_cause_and_step_has_its_word() -> None:
    assert set(CAUSE_LABELS) == set(FilingCause)
    assert set(STEP_LABELS) == set(FilingStep)


def test_remark_three_has_code_name_and_day() -> None:
    said = register_remark(PARTS, "S16", "神经血管介入诊疗技术", D[3])
    assert said == "S16 神经血管介入诊疗技术 20261020"
    bare = register_remark(PARTS, "", "体外膜肺氧合（ECMO）技术", D[3])
    assert bare == "体外膜肺氧合（ECMO）技术 20261020"
    assert register_remark(("completed_on",), "S16", "名", D[3]) == "20261020"


@pytest.mark.parametrize("step", list(FilingStep))
def test_a_step_of_a_day_to_come_is_refused(step: FilingStep) -> None:
    said = f"{STEP_LABELS[step]}的日期 2026-10-12 晚于今天（2026-10-09）"
    assert day_to_come(step, D[1], D[0]) == said


@pytest.mark.parametrize("day", [D[0], D[1]])
def test_a_step_of_today_or_before_may_be_registered(day: date) -> None:
    assert day_to_come(FilingStep.COMPLETED, day, D[1]) == ""
