"""医疗技术临床应用管理目录：由会议审定成版，现状不同则提醒（第十八条、第十五条第二项）。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.stops import StopGround
from medtech_desktop.office import editions, stops
from medtech_desktop.office.paper_kinds import paper_of
from tests.builders import COMPLETED, Office, articles, words

ADOPTED = date(2026, 11, 2)
LATER = date(2026, 11, 20)


def adopt(office: Office, meeting: str = "专门组织 2026 年第 2 次会议") -> str:
    draft = editions.NewEdition(ADOPTED, ADOPTED, meeting)
    return office.do(editions.adopt_edition, draft, ADOPTED).subject


@pytest.mark.refuses("MTCA-15(2)")
@pytest.mark.refuses("MTCA-18", duty="1.management-catalog")
def test_an_edition_without_a_meeting_is_refused(filed: Office) -> None:
    draft = editions.NewEdition(ADOPTED, ADOPTED, " ")
    found = filed.refused(editions.adopt_edition, draft, ADOPTED)
    assert articles(found) == ["MTCA-15(2)"]
    early = editions.NewEdition(ADOPTED, date(2026, 10, 1), "会议")
    assert articles(filed.refused(editions.adopt_edition, early, ADOPTED)) == ["MTCA-18"]


@pytest.mark.allows("MTCA-18", duty="1.management-catalog")
@pytest.mark.allows("MTCA-15(2)")
def test_what_a_meeting_adopted_stays_as_it_was(filed: Office) -> None:
    before = editions.management_view(filed.library, ADOPTED)
    assert before.current is None
    assert articles(before.findings) == ["MTCA-18"]
    number = adopt(filed)
    view = editions.management_view(filed.library, ADOPTED)
    assert view.current is not None
    assert view.current.number == number
    assert view.findings == ()
    [row] = editions.rows_of(view.current)
    assert (row.code, row.name, row.state) == ("S16", "神经血管介入诊疗技术", "已备案")


def test_a_change_after_the_adoption_is_told_and_the_old_edition_kept(filed: Office) -> None:
    adopt(filed)
    filed.do(stops.stop_technology, "S16", LATER, StopGround.ART22, "年度评估不合格")
    view = editions.management_view(filed.library, LATER)
    assert words(view.findings).endswith("有 1 处不同")
    [(old, new)] = view.diff.changed
    assert (old.state, new.state) == ("已备案", "已停止")
    assert editions.rows_of(view.editions[0])[0].state == "已备案"


def test_the_paper_says_what_changed_since_the_edition_before(filed: Office) -> None:
    adopt(filed)
    filed.do(stops.stop_technology, "S16", LATER, StopGround.ART22, "年度评估不合格")
    second = editions.NewEdition(LATER, LATER, "专门组织 2026 年第 3 次会议")
    filed.do(editions.adopt_edition, second, LATER)
    world, early = filed.world(LATER), filed.world(ADOPTED)
    with filed.library.look() as look:
        paper = paper_of(world, "management-catalog", look=look)
        first = paper_of(early, "management-catalog", look=look)
    [change] = paper.record.changes
    assert (change.kind, change.what) == ("变化", "状态由「已备案」改为「已停止」")
    assert first.record.changes == ()
    assert first.record.adopted_by == "专门组织 2026 年第 2 次会议"
    assert paper.render("pdf") == paper.render("pdf")


def test_nothing_in_use_makes_no_edition(hospital: Office) -> None:
    draft = editions.NewEdition(COMPLETED, COMPLETED, "会议")
    assert articles(hospital.refused(editions.adopt_edition, draft, COMPLETED)) == ["INPUT"]
