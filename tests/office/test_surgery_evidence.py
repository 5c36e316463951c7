"""一条发现的证据：一句句给人看的话，与真的授权对得上。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.privilege_drafts import NewDecision
from medtech_desktop.domain.privileges import DecisionKind, State, Verb
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.domain.surgeries import Kind, Outcome, Status
from medtech_desktop.office import stops
from medtech_desktop.office.privilege_acts import Item, grant_privileges
from medtech_desktop.office.surgery_answers import answer_of
from medtech_desktop.office.surgery_evidence import Evidence, evidence
from medtech_desktop.office.surgery_lists import LogQuestion, Order, finding_ids
from medtech_desktop.store.derived import derive
from medtech_desktop.store.tables.surgeries import LogWordRow
from medtech_desktop.store.technologies import load_technologies
from tests.builders import CLERK, LEAD, NEUROSURGERY, OPENED, SECOND, Office
from tests.office.findings_log import Log, as_written, september

ON = date(2026, 11, 1)


def told(office: Office, kind: Kind) -> Evidence:
    [number] = finding_ids(office.library, LogQuestion(kind=kind), Order(), ON)
    return evidence(office.library, number, ON)


def test_a_finding_is_told_line_by_line(privileged: Office) -> None:
    september(privileged)
    one = told(privileged, Kind.NO_PRIVILEGE)
    assert one.case == "住院号 尾号 4471，行 863"
    assert one.day_said == "2026-09-24 周四 14:05"
    assert one.person_said.endswith("主任医师，工号 1002")
    assert one.graded == "示例分级目录，全院，四级"
    assert "没有「39.7201 示例术式一」（须四级）的授权" in one.judgement
    assert one.known_then == "手术当日在册：没有授权；导入时相同"
    assert one.source.endswith("示例经办登记")
    assert (one.article, one.state, one.outcome) == ("MTCA-20", "违规", Outcome.VIOLATION)
    assert "Z0004471" not in repr(one)
    assert [(bar.label, bar.state, bar.said) for bar in one.bars] == [
        ("四级手术", State.NONE, "无授权"),
        ("本术式", State.NONE, "未单独授权"),
    ]


def test_the_bars_show_when_a_privilege_ran_out(privileged: Office) -> None:
    second = privileged.person(SECOND)
    opening = NewDecision(DecisionKind.OPENING, OPENED, document="示例旧文")
    privileged.do(
        grant_privileges, opening, [second], [Item(NEUROSURGERY, 3)], date(2024, 3, 1),
        date(2026, 5, 31), verb=Verb.OPENING,
    )  # fmt: skip
    with privileged.library.act(CLERK, "test.log") as page:
        log = Log(page)
        log.at("S1", date(2026, 9, 22), second, 2, 1)
        log.finds("S1", Kind.EXPIRED, needed=3, had=None)
    as_written(privileged.library)
    one = told(privileged, Kind.EXPIRED)
    assert "到 2026-05-31 为止" in one.judgement
    assert one.known_then == "手术当日在册：授权已于 2026-05-31 到期；导入时相同"
    graded = [bar for bar in one.bars if bar.label == "神经外科三级手术"]
    assert [(bar.state, bar.said) for bar in graded] == [
        (State.VALID, "有效至 2026-05-31"),
        (State.EXPIRED, "已过期"),
    ]
    assert graded[0].since == one.window[0]
    with privileged.library.look() as look:
        listed, simply = (
            answer_of(look, LogQuestion(kind=Kind.EXPIRED), ON, grounds).findings[0]
            for grounds in (1, 0)
        )
    assert listed.brief == "授权到 2026-05-31 为止，没有续授"
    assert listed.finding.message == one.judgement
    assert simply.brief == "授权已经期满，没有续授"
    assert graded[-1].until == one.window[1]
    assert (graded[0].until, graded[1].since) == (date(2026, 5, 31), date(2026, 6, 1))


def test_what_was_entered_later_is_told_apart(privileged: Office) -> None:
    """甲的授权由期初登记；乙的在手术以后补录：当日在册的是没有。"""
    second = privileged.person(SECOND)
    late = NewDecision(DecisionKind.GRANT, date(2026, 9, 1), "考核", "会议", "示例文")
    privileged.do(
        grant_privileges, late, [second], [Item(NEUROSURGERY, 4)], date(2026, 9, 1),
        date(2027, 8, 31), reason="补登",
    )  # fmt: skip
    with privileged.library.act(CLERK, "test.log") as page:
        log = Log(page)
        log.at("S1", date(2026, 9, 22), second, 1, 1)
        log.finds("S1", Kind.LATE_ENTRY, Status.TO_VERIFY, needed=4)
    as_written(privileged.library)
    one = told(privileged, Kind.LATE_ENTRY)
    assert one.known_then.startswith("手术当日在册：没有授权")
    assert "导入时：有权" in one.known_then
    assert one.state == "待核实"


def test_an_operator_nobody_knows_is_quoted(privileged: Office) -> None:
    with privileged.library.act(CLERK, "test.log") as page:
        page.add_many(LogWordRow, [{"text": "某外院医师"}])
        log = Log(page)
        log.at("S1", date(2026, 9, 22), None, 1, 1, said={"said_person": 1})
        log.finds("S1", Kind.NOT_OURS, needed=4)
    as_written(privileged.library)
    one = told(privileged, Kind.NOT_OURS)
    assert one.person_said == "登记写「某外院医师」，名册里没有"
    assert (one.bars, one.known_then) == ((), "")
    assert "某外院医师" in one.judgement


def test_a_finding_that_is_gone_is_refused(privileged: Office) -> None:
    with pytest.raises(Refused):
        evidence(privileged.library, 99, ON)


def test_a_stop_is_told_with_its_day_and_its_own_article(privileged: Office) -> None:
    """依第二十二条停的，依据是第二十二条，不是种类的第二十五条。"""
    lead = privileged.person(LEAD)
    privileged.do(stops.stop_technology, "S16", date(2026, 8, 1), StopGround.ART22, "评估不再符合")
    with privileged.library.look() as look:
        [technology] = [
            one.technology.id for one in load_technologies(look) if one.technology.number
        ]
    with privileged.library.act(CLERK, "test.log") as page:
        log = Log(page)
        log.at("S1", date(2026, 9, 22), lead, 1, 1)
        log.finds("S1", Kind.STOPPED)
        derive(page, "surgery_finding", "UPDATE surgery_finding SET technology_id = ?",
               [(technology,)])  # fmt: skip
    as_written(privileged.library)
    one = told(privileged, Kind.STOPPED)
    assert one.article == "MTCA-22"
    assert "自 2026-08-01 起已停止应用（评估不再符合）" in one.judgement
    assert one.known_then == ""
