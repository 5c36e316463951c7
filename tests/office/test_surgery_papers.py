"""手术核查报告由登记写成，说的与列表相同；日子怎么写。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.surgery_explanations import Said
from medtech_desktop.domain.surgery_papers import SurgeryCheckReport
from medtech_desktop.office.paper_kinds import KINDS, paper_of
from medtech_desktop.office.surgery_explanations import explain
from medtech_desktop.office.surgery_lists import LogQuestion, Order, finding_ids
from medtech_desktop.office.surgery_papers import period_of, report_key
from medtech_desktop.office.world import read_world
from tests.builders import Office
from tests.office.findings_log import september

ON = date(2026, 11, 1)


@pytest.fixture
def logged(privileged: Office) -> Office:
    september(privileged)
    return privileged


def report(office: Office, key: str) -> SurgeryCheckReport:
    with office.library.look() as look:
        paper = paper_of(read_world(look, ON), "surgery-check", key, look=look)
    assert isinstance(paper.record, SurgeryCheckReport)
    assert paper.formats() == ("pdf", "xlsx")
    assert paper.render("pdf").startswith(b"%PDF")
    return paper.record


def test_the_report_says_what_the_lists_say(logged: Office) -> None:
    [expired] = finding_ids(logged.library, LogQuestion(words="S003"), Order(), ON)
    logged.do(explain, [expired], Said.EXPLAINED, "续授的文件迟到", None, date(2026, 10, 9))
    made = report(logged, "2026-09")
    assert (made.surgeries, made.problems, made.explained, made.left_out) == (4, 2, 1, 1)
    assert [(one.name, one.basis, one.count, one.explained) for one in made.by_kind] == [
        ("当日无该项授权", "第二十条", 1, 0),
        ("授权已过期", "第二十条", 1, 1),
    ]
    assert [one.case for one in made.findings] == ["住院号 尾号 4471，第 1 项", "S003"]
    assert made.findings[1].explanation == "续授的文件迟到"
    assert made.findings[0].brief == "当日没有授权"
    assert made.findings[1].brief == "授权已经期满，没有续授"
    assert "Z0004471" not in repr(made)
    assert [(one.name, one.count) for one in made.people] == [("示例乙", 2)]


def test_one_department(logged: Office) -> None:
    made = report(logged, report_key(date(2026, 8, 1), date(2026, 9, 30), "神经外科"))
    assert (made.where, len(made.findings), made.by_department) == ("神经外科", 3, ())
    assert [(one.name, one.count) for one in made.by_month] == [("2026-08", 1), ("2026-09", 2)]


def test_all_papers_hold_the_last_month_of_the_log(logged: Office) -> None:
    with logged.library.look() as look:
        world = read_world(look, ON)
        assert KINDS["surgery-check"].ids(world, look) == ("2026-09",)
        assert period_of(world, look, "")[:2] == (date(2026, 9, 1), date(2026, 9, 30))
        assert period_of(world, look, "@神经外科")[2] == "神经外科"


def test_a_book_without_a_log_has_no_report_of_its_own_accord(privileged: Office) -> None:
    with privileged.library.look() as look:
        assert KINDS["surgery-check"].ids(read_world(look, ON), look) == ()


@pytest.mark.parametrize(
    "key",
    ["九月", "2026-13", "2026-09-31至2026-10-01", "2026-09-30至2026-09-01", "2026-09@没有这科"],
)
def test_what_is_no_period_is_refused(logged: Office, key: str) -> None:
    with pytest.raises(Refused):
        report(logged, key)
