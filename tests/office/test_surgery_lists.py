"""手术核查所列：计数、筛选、排序、打词、登记的各行。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.privilege_drafts import NewDecision
from medtech_desktop.domain.privileges import DecisionKind
from medtech_desktop.domain.surgeries import Kind, Outcome, Unjudged
from medtech_desktop.office.privilege_acts import Item, grant_privileges
from medtech_desktop.office.surgery_lists import (
    Column,
    FindingRow,
    LogQuestion,
    Order,
    finding_ids,
    finding_rows,
    line_ids,
    line_rows,
    log_summary,
)
from tests.builders import CLERK, NEUROSURGERY, SECOND, Office
from tests.office.findings_log import Log, september

ON = date(2026, 11, 1)
SEPTEMBER = LogQuestion(date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture
def logged(privileged: Office) -> Office:
    september(privileged)
    return privileged


ANY, NEWEST = LogQuestion(), Order()


def found(office: Office, asked: LogQuestion = ANY, **order: object) -> list[FindingRow]:
    ids = finding_ids(office.library, asked, Order(**order), ON)  # type: ignore[arg-type]
    return list(finding_rows(office.library, ids, ON))


def test_the_summary_counts_problems_doubts_and_what_was_not_judged(logged: Office) -> None:
    told = log_summary(logged.library, SEPTEMBER, ON)
    assert (told.surgeries, told.lines, told.problems, told.to_verify) == (4, 4, 2, 0)
    assert told.by_kind == (
        (Kind.NO_PRIVILEGE, "当日无该项授权", 1),
        (Kind.EXPIRED, "授权已过期", 1),
    )
    assert told.unjudged == ((Unjudged.NO_OPERATOR, "没有写术者", 1),)
    assert told.judged == 3
    assert (told.first, told.last) == (date(2026, 8, 2), date(2026, 9, 30))
    assert [month[0] for month in told.by_month][-2:] == ["2026-08", "2026-09"]
    assert len(told.by_month) == 12
    assert told.by_month[-2][2] == 1


def test_a_book_without_a_log_says_so(privileged: Office) -> None:
    told = log_summary(privileged.library, SEPTEMBER, ON)
    assert told.is_empty
    assert (told.surgeries, told.problems, told.by_kind) == (0, 0, ())


def test_part_of_a_month_is_counted_by_lines(logged: Office) -> None:
    told = log_summary(logged.library, LogQuestion(date(2026, 9, 20), date(2026, 9, 25)), ON)
    assert (told.surgeries, told.lines, told.problems) == (2, 2, 2)
    assert told.notes == ("没有判断的行数按整月计",)


def test_the_other_kinds_keep_their_numbers_beside_the_chosen_one(logged: Office) -> None:
    told = log_summary(logged.library, LogQuestion(kind=Kind.EXPIRED), ON)
    assert told.problems == 1
    assert {kind for kind, _label, _n in told.by_kind} == {
        Kind.NO_PRIVILEGE,
        Kind.EXPIRED,
        Kind.SAME_DAY,
    }


def test_findings_stand_newest_first_and_sort_by_any_column(logged: Office) -> None:
    assert [row.day.day for row in found(logged)] == [24, 22, 2]
    assert [row.day.day for row in found(logged, column=Column.DAY, descending=False)] == [
        2,
        22,
        24,
    ]
    assert [row.grade for row in found(logged, column=Column.GRADE)] == ["四级", "三级", "三级"]
    for column in Column:
        assert len(found(logged, column=column)) == 3


def test_a_row_says_who_what_where_and_hides_the_patient(logged: Office) -> None:
    row = found(logged)[0]
    assert row.case == "住院号 尾号 4471，第 1 项"
    assert (row.code, row.procedure, row.grade) == ("39.7201", "示例术式一", "四级")
    assert (row.number, row.department, row.had, row.state) == ("1002", "神经外科", "无", "违规")
    assert "Z0004471" not in repr(row)


@pytest.mark.parametrize(
    ("asked", "refs"),
    [
        (LogQuestion(kind=Kind.EXPIRED), ["S003"]),
        (LogQuestion(outcome=Outcome.TO_VERIFY), ["S004"]),
        (LogQuestion(since=date(2026, 9, 23)), ["住院号 尾号 4471，第 1 项"]),
        (LogQuestion(words="s003"), ["S003"]),
        (LogQuestion(words="slsse 1002"), ["S003", "S004"]),
        (LogQuestion(words="神经"), ["住院号 尾号 4471，第 1 项", "S003", "S004"]),
        (LogQuestion(words="没有这样的"), []),
        (LogQuestion(department_id=99), []),
    ],
)
def test_findings_are_narrowed(logged: Office, asked: LogQuestion, refs: list[str]) -> None:
    assert [row.case for row in found(logged, asked)] == refs


def test_every_line_of_the_log_is_listed(logged: Office) -> None:
    def lines(asked: LogQuestion = ANY, order: Order = NEWEST) -> list[str]:
        ids = line_ids(logged.library, asked, order, ON)
        return [row.case for row in line_rows(logged.library, ids, ON)]

    newest = ["S005", "住院号 尾号 4471，第 1 项", "S003", "S001", "S004"]
    assert lines() == newest
    assert lines(order=Order(Column.DAY, descending=False)) == newest[::-1]
    assert lines(LogQuestion(words="1001")) == ["S001"]
    assert lines(LogQuestion(person_id=logged.person("1002")))[1:] == ["S003", "S004"]
    assert sorted(lines(order=Order(Column.PERSON))) == sorted(newest)
    assert lines(order=Order(Column.PROCEDURE, descending=False))[-1] == "S005"


def test_a_line_knows_its_findings(logged: Office) -> None:
    ids = line_ids(logged.library, LogQuestion(words="S003 1002"), Order(), ON)
    assert list(ids) == []  # a number is looked up, not searched among a million lines
    ids = line_ids(logged.library, LogQuestion(since=date(2026, 9, 22), until=date(2026, 9, 22)),
                   Order(), ON)  # fmt: skip
    [row] = line_rows(logged.library, ids, ON)
    assert [one.kind for one in finding_rows(logged.library, row.findings, ON)] == [Kind.EXPIRED]


def test_the_check_follows_the_log_and_the_privileges(privileged: Office) -> None:
    """真的核查：登记一例无权的，列出来；授了权（当日前），补登以后只剩补录待核实。"""
    second = privileged.person(SECOND)
    with privileged.library.act(CLERK, "test.log") as page:
        log = Log(page)
        log.at("S1", date(2026, 9, 22), second, 2, 1)
        log.at("S2", date(2026, 9, 23), second, 4, 1)
    told = log_summary(privileged.library, ANY, ON)
    assert [kind for kind, _label, _n in told.by_kind] == [Kind.NO_PRIVILEGE]
    assert [why for why, _label, _n in told.unjudged] == [Unjudged.LEFT_OUT]
    assert (told.surgeries, told.judged, told.problems) == (2, 1, 1)
    late = NewDecision(DecisionKind.GRANT, date(2026, 9, 1), "考核", "会议", "示例文")
    privileged.do(
        grant_privileges, late, [second], [Item(NEUROSURGERY, 4)], date(2026, 9, 1),
        date(2027, 8, 31), reason="补登",
    )  # fmt: skip
    assert [row.kind for row in found(privileged)] == [Kind.LATE_ENTRY]
    assert log_summary(privileged.library, ANY, ON).to_verify == 1
