"""停止与恢复：停在哪天、恢复在哪天、向谁报告（第二十二条、第二十五条）。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.stops import (
    STOP_LABELS,
    StopGround,
    citation,
    reports_owed,
    started_on,
    stopped_on,
)
from tests.domain.records import start, stop

A, B, C = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)


def test_stopped_until_a_later_start() -> None:
    stops, starts = [stop(B, 5)], [start(A, 1), start(C, 9)]
    days = (A, date(2026, 5, 31), B, date(2026, 8, 31), C)
    assert [stopped_on(stops, starts, day) is not None for day in days] == [
        *(False, False, True, True, False)
    ]


def test_on_one_day_the_later_act_decides() -> None:
    assert stopped_on([stop(B, 5)], [start(B, 6)], B) is None
    assert stopped_on([stop(B, 7)], [start(B, 6)], B) is not None


def test_a_second_stop_after_a_restart_holds() -> None:
    found = stopped_on([stop(A, 1), stop(C, 9)], [start(B, 5)], C)
    assert found is not None
    assert found.day == C


def test_the_last_start_is_the_one_that_counts() -> None:
    starts = [start(A, 1), start(C, 9)]
    days = [started_on(starts, day) for day in (B, C)]
    assert [one.day for one in days if one] == [A, C]
    assert started_on(starts, date(2026, 2, 28)) is None


@pytest.mark.parametrize(
    ("ground", "restricted", "to"),
    [
        (StopGround.ART22, True, ""),
        (StopGround.ART25_1, True, ""),
        (StopGround.ART25_2, True, "核发执业许可证的卫生行政部门"),
        (StopGround.ART25_3, True, "核发执业许可证的卫生行政部门"),
        (StopGround.ART25_2, False, ""),
        (StopGround.ART25_3, False, ""),
        (StopGround.ART25_4, True, "发证机关和省级卫生行政部门分别"),
        (StopGround.ART25_4, False, "发证机关和省级卫生行政部门分别"),
        (StopGround.OWN, True, ""),
    ],
)
def test_who_must_be_told(ground: StopGround, restricted: bool, to: str) -> None:
    found = reports_owed(ground, restricted)
    assert len(found) == bool(to)
    assert all(to in f.message and f.severity is Severity.WARN for f in found)


def test_each_ground_has_its_words_and_its_article() -> None:
    assert set(STOP_LABELS) == set(StopGround)
    assert [citation(g) for g in (StopGround.ART22, StopGround.ART25_3, StopGround.OWN)] == [
        "MTCA-22",
        "MTCA-25",
        "HOSPITAL:本院决定",
    ]
