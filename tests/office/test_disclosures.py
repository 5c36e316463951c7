"""院务公开：三张表、未统计、审定冻结、与上次之差（第二十四条，湘11号三（二））。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.stops import StopGround
from medtech_desktop.office import disclosures, stops
from medtech_desktop.office.disclosures import Approval, NewFigure
from medtech_desktop.office.paper_kinds import paper_of
from tests.builders import Office, articles, words

ON = date(2027, 1, 15)
PERIOD = (date(2026, 1, 1), date(2026, 12, 31))
SOURCE = "手术登记（示例）"


def count(office: Office, cases: int | None, bad: int | None = 0, dead: int | None = 0) -> None:
    office.do(disclosures.record_figure, "S16", NewFigure(*PERIOD, cases, bad, dead, SOURCE), ON)


def approve(office: Office, approver: str = "示例癸") -> str:
    draft = Approval(approver, ON, ON, PERIOD)
    return office.do(disclosures.approve_disclosure, draft, ON, reason="先公开两张表").subject


@pytest.mark.refuses("MTCA-24", duty="5.disclosure")
@pytest.mark.refuses("HN-3.2", duty="5.disclosure")
def test_a_list_with_gaps_cannot_be_approved(filed: Office) -> None:
    draft = Approval("示例癸", ON, None, PERIOD)
    found = filed.refused(disclosures.approve_disclosure, draft, ON, reason="急")
    assert "未统计" in words(found)
    assert "MTCA-24" in articles(found)
    count(filed, 12, None, 0)
    found = filed.refused(disclosures.approve_disclosure, draft, ON, reason="急")
    assert "并发症" in words(found)
    assert "死亡" not in words(found)


@pytest.mark.allows("MTCA-24", duty="5.disclosure")
@pytest.mark.allows("HN-3.2", duty="5.disclosure")
def test_an_approved_disclosure_is_frozen(filed: Office) -> None:
    count(filed, 12, 1, 0)
    number = approve(filed)
    filed.do(stops.stop_technology, "S16", ON, StopGround.ART22, "评估不合格")
    view = disclosures.disclosure_view(filed.library, ON, PERIOD)
    [posted] = view.posted
    then = disclosures.thawed(posted)
    assert (posted.number, then.approver) == (number, "示例癸")
    assert then.lists[0].rows[0][-1] == "已备案"
    assert view.record.lists[0].rows[0][-1] == "已停止"
    [change] = view.changes
    assert (change.list_name, change.kind) == ("限制类技术目录", "变化")
    assert articles(view.reminder) == ["MTCA-24"]
    world = filed.world(ON)
    with filed.library.look() as look:
        paper = paper_of(world, "disclosure", number, look=look)
    assert paper.record == then
    assert paper.render("html") == paper.render("html")


def test_what_was_not_recorded_prints_as_not_counted(filed: Office) -> None:
    usage = disclosures.disclosure_view(filed.library, ON, PERIOD).record.lists[2]
    assert usage.rows == (
        ("S16", "神经血管介入诊疗技术", "2026-01-01 至 2026-12-31", "未统计", "未统计", "未统计"),
    )
    count(filed, 0, 0, 0)
    usage = disclosures.disclosure_view(filed.library, ON, PERIOD).record.lists[2]
    assert usage.rows[0][3:] == ("0", "无法计算", "无法计算")


def test_a_period_before_the_first_case_asks_for_nothing(filed: Office) -> None:
    earlier = (date(2025, 1, 1), date(2025, 12, 31))
    view = disclosures.disclosure_view(filed.library, ON, earlier)
    assert view.record.lists[2].rows == ()
    assert view.findings == ()


def test_small_counts_are_hidden_with_their_rates(filed: Office) -> None:
    count(filed, 40, 2, 0)
    usage = disclosures.disclosure_view(filed.library, ON, PERIOD).record.lists[2]
    assert usage.rows[0][3] == "40"
    assert usage.rows[0][4].startswith("<")
    assert usage.rows[0][5] == "0.0%"


def test_no_telephone_number_of_the_principal_in_any_list(filed: Office) -> None:
    count(filed, 12)
    record = disclosures.disclosure_view(filed.library, ON, PERIOD).record
    cells = [cell for listed in record.lists for row in listed.rows for cell in row]
    assert not [cell for cell in cells if "138" in cell]


@pytest.mark.parametrize(
    ("cases", "bad", "dead", "said"),
    [(3, 5, 0, "并发症"), (3, 0, 4, "死亡"), (None, 1, 0, "并发症")],
)
def test_parts_never_exceed_the_whole(
    filed: Office, cases: int | None, bad: int, dead: int, said: str
) -> None:
    draft = NewFigure(*PERIOD, cases, bad, dead, SOURCE)
    assert said in words(filed.refused(disclosures.record_figure, "S16", draft, ON))


def test_what_was_just_approved_is_no_task_of_today(filed: Office) -> None:
    year = (date(2027, 1, 1), date(2027, 12, 31))
    figure = NewFigure(*year, 12, 0, 0, SOURCE)
    filed.do(disclosures.record_figure, "S16", figure, ON)
    draft = Approval("示例癸", ON, ON, year)
    filed.do(disclosures.approve_disclosure, draft, ON, reason="年中先公开")
    view = disclosures.disclosure_view(filed.library, ON)
    assert view.period == year
    assert view.changes == ()
    assert filed.todo(ON, "disclosure") == []


@pytest.mark.refuses("MTCA-24", duty="5.disclosure")
def test_an_unfinished_period_needs_a_reason(filed: Office) -> None:
    year = (date(2027, 1, 1), date(2027, 12, 31))
    filed.do(disclosures.record_figure, "S16", NewFigure(*year, 12, 0, 0, SOURCE), ON)
    draft = Approval("示例癸", ON, ON, year)
    found = filed.refused(disclosures.approve_disclosure, draft, ON)
    assert any("2027-12-31 才结束" in one.message for one in found)
