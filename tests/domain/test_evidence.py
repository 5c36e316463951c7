"""先证后用（办法第二、四、九（四）、二十一条，湘二（一））。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from medtech_desktop.domain.evidence import proof_gate, research_note
from medtech_desktop.domain.law import Severity

DAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Source:
    source: str
    day: date


@pytest.mark.refuses("MTCA-2")
@pytest.mark.refuses("MTCA-4")
@pytest.mark.refuses("MTCA-21", duty="1.proof")
@pytest.mark.refuses("HN-2.1", duty="1.proof")
@pytest.mark.parametrize(
    "held", [(), (Source(" ", date(2020, 1, 1)),), (Source("指南", date(2026, 11, 23)),)]
)
def test_without_proof_no_ability_is_voted(held: tuple[Source, ...]) -> None:
    (finding,) = proof_gate(held, DAY)
    assert (finding.severity, finding.article) == (Severity.REFUSE, "MTCA-9(4)")


@pytest.mark.allows("MTCA-2")
@pytest.mark.allows("MTCA-4")
@pytest.mark.allows("MTCA-21", duty="1.proof")
@pytest.mark.allows("HN-2.1", duty="1.proof")
def test_one_dated_source_opens_the_gate() -> None:
    assert proof_gate([Source("", DAY), Source("中华医学会指南", DAY)], DAY) == ()


def test_research_is_not_judged_and_says_so() -> None:
    assert proof_gate((), DAY, is_research=True) == ()
    (note,) = research_note(is_research=True)
    assert (note.severity, note.article) == (Severity.NOTE, "MTCA-2")
    assert "临床研究" in note.message
    assert research_note(is_research=False) == ()


def test_nothing_is_asked_before_the_measure() -> None:
    assert proof_gate((), date(2018, 10, 31)) == ()
    assert len(proof_gate((), date(2018, 11, 1))) == 1
