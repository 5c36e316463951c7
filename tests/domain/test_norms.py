"""管理规范：自我评估须按现行版，换版后重新评估（第十条第二款、第十一条）。"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.norms import Norm, norm_findings, norm_on, reassessments_due

LINE = "national-islet"
OLD = Norm(1, "", LINE, "同种胰岛移植技术临床应用管理规范", "2017版", date(2017, 2, 14))
NEW = Norm(2, "", LINE, "同种胰岛移植技术临床应用管理规范", "2022版", date(2022, 4, 20))
FOREIGN = Norm(3, "", "hunan-s16", "神经血管介入管理规范", "2018版", date(2018, 11, 19))
NORMS = (NEW, OLD, FOREIGN)
DAY = date(2026, 11, 22)
ASSESSED = date(2021, 5, 6)


@given(st.dates(date(2016, 1, 1), date(2030, 1, 1)))
def test_the_norm_of_the_day_is_the_last_one_in_effect(day: date) -> None:
    expected = NEW if day >= NEW.since else OLD if day >= OLD.since else None
    assert norm_on(day, NORMS, (LINE,)) == expected


def test_a_norm_that_ended_leaves_none() -> None:
    ended = Norm(4, "", LINE, "规范", "2024版", date(2024, 1, 1), date(2024, 12, 31))
    assert norm_on(date(2024, 12, 31), (*NORMS, ended), (LINE,)) == ended
    assert norm_on(date(2025, 1, 1), (*NORMS, ended), (LINE,)) is None
    assert norm_on(DAY, NORMS, ()) is None


@pytest.mark.refuses("MTCA-10¶2")
def test_an_assessment_by_an_older_edition_must_be_done_again() -> None:
    (finding,) = norm_findings(DAY, NORMS, (LINE,), OLD.id, ASSESSED)
    assert (finding.severity, finding.article) == (Severity.WARN, "MTCA-10¶2")
    assert "2017版" in finding.message
    assert "2022版" in finding.message
    assert "重新自我评估" in finding.remedy


@pytest.mark.allows("MTCA-10¶2")
def test_an_assessment_by_the_edition_in_effect_stands() -> None:
    assert norm_findings(DAY, NORMS, (LINE,), NEW.id, DAY) == ()
    assert norm_findings(date(2022, 4, 19), NORMS, (LINE,), OLD.id, ASSESSED) == ()


@pytest.mark.refuses("MTCA-10¶2")
def test_an_assessment_must_name_its_norm() -> None:
    for norms in (NORMS, ()):
        (finding,) = norm_findings(DAY, norms, (LINE,), None, ASSESSED)
        assert (finding.severity, finding.article) == (Severity.WARN, "MTCA-11")


def test_an_assessment_by_the_norm_of_another_technology_is_noticed() -> None:
    (finding,) = norm_findings(DAY, NORMS, (LINE,), FOREIGN.id, ASSESSED)
    assert "神经血管介入管理规范" in finding.message


def test_no_assessment_and_no_law_yet_are_not_judged_here() -> None:
    assert norm_findings(DAY, NORMS, (LINE,), None, None) == ()
    assert norm_findings(date(2018, 10, 31), NORMS, (LINE,), None, ASSESSED) == ()


def test_where_no_norm_is_known_a_named_one_stands() -> None:
    assert norm_findings(DAY, (), (LINE,), 9, ASSESSED) == ()


def test_a_new_edition_makes_tasks_for_those_assessed_by_another() -> None:
    assessed = [
        (1, (LINE,), OLD.id),
        (2, (LINE,), NEW.id),
        (3, ("hunan-s16",), 3),
        (4, (LINE,), None),
    ]
    assert reassessments_due(NEW, assessed) == (1, 4)
