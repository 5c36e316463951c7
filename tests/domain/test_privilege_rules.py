"""授权的规则：先后、批准、补录与期初（第二十条）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.privilege_drafts import NewEvent, as_event
from medtech_desktop.domain.privilege_gates import ProcedureThen
from medtech_desktop.domain.privilege_rules import decision_findings
from medtech_desktop.domain.privilege_sequences import dependents, stranded
from medtech_desktop.domain.privileges import (
    PrivilegeEvent,
    Verb,
)
from tests.domain.privilege_samples import (
    BOSS,
    CODE,
    EARLIER,
    GRANT,
    ME,
    OPENED,
    OPENING,
    TODAY,
    event,
    judged,
    known,
    people,
    said,
    severe,
    stood,
)

# --- 先后 --------------------------------------------------------------------------------

HELD = (event(day=EARLIER, until=date(2026, 12, 31)),)
SUSPENDED = (*HELD, event(Verb.SUSPEND, date(2026, 6, 1)))
REVOKED = (*HELD, event(Verb.REVOKE, date(2026, 6, 1)))
EXPIRED = (event(day=EARLIER, until=date(2026, 10, 31)),)


@pytest.mark.allows("MTCA-20", duty="4.privileges")
@pytest.mark.parametrize(
    ("before", "new"),
    [
        ((), event()),
        (HELD, event(Verb.RENEW, until=date(2028, 12, 31))),
        (EXPIRED, event(Verb.RENEW, until=date(2028, 12, 31))),
        (EXPIRED, event()),
        (HELD, event(Verb.RAISE, grade=4)),
        (HELD, event(Verb.LOWER, grade=2)),
        (HELD, event(Verb.SUSPEND)),
        (SUSPENDED, event(Verb.REINSTATE)),
        (SUSPENDED, event(Verb.REVOKE)),
        (HELD, event(Verb.REVOKE)),
        (REVOKED, event()),
    ],
)
def test_what_fits_the_chain_is_allowed(before: tuple[NewEvent, ...], new: NewEvent) -> None:
    assert severe(judged(new, by=known(chain=stood(*before)))) == []


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
@pytest.mark.parametrize(
    ("before", "new", "words"),
    [
        ((), event(Verb.RENEW), "还没有授权，不能续授"),
        ((), event(Verb.REVOKE), "还没有授权，不能撤销授权"),
        (HELD, event(), "已有授权，至 2026-12-31"),
        (HELD, event(Verb.REINSTATE), "没有暂停"),
        (HELD, event(Verb.RENEW, until=date(2026, 12, 1)), "末日反而早"),
        (HELD, event(Verb.RENEW, grade=4), "续授不改级别"),
        (HELD, event(Verb.RAISE, grade=3), "升级须高于它"),
        (HELD, event(Verb.LOWER, grade=3), "现为三级，降级须低于它"),
        (EXPIRED, event(Verb.RAISE, grade=4), "已于 2026-10-31 过期"),
        (EXPIRED, event(Verb.SUSPEND), "过期"),
        (SUSPENDED, event(), "正在暂停"),
        (SUSPENDED, event(Verb.RENEW), "正在暂停，不能续授"),
        (SUSPENDED, event(Verb.SUSPEND), "正在暂停，不能暂停"),
        (REVOKED, event(Verb.RENEW), "已经撤销授权，不能续授"),
        (REVOKED, event(Verb.REINSTATE), "已经撤销授权，不能恢复"),
        (REVOKED, event(Verb.OPENING, EARLIER), "已有授权"),
    ],
)
def test_what_does_not_fit_is_refused(
    before: tuple[NewEvent, ...], new: NewEvent, words: str
) -> None:
    found = severe(judged(new, by=known(chain=stood(*before))))
    assert words in said(found)
    assert {one.article for one in found if words in one.message} == {"MTCA-20"}
    assert all(one.remedy for one in found)


def test_procedures_have_no_grade_and_no_rise() -> None:
    held = stood(event(day=EARLIER, target=CODE))
    with_code = known(chain=held, procedure=ProcedureThen("39.7201", True))
    assert "没有级别之分" in said(severe(judged(event(Verb.RAISE, target=CODE), by=with_code)))
    graded = event(target=CODE, grade=3)
    assert "没有级别之分" in said(severe(judged(graded, by=with_code)))


def test_a_grade_and_an_end_that_make_sense() -> None:
    assert "没有填级别" in said(judged(event(grade=None)))
    late = event(until=TODAY - timedelta(days=1))
    assert "早于起日" in said(severe(judged(late)))


def test_two_events_of_one_decision_are_judged_one_after_the_other() -> None:
    rise = event(Verb.RAISE, TODAY + timedelta(days=7), grade=4)
    assert severe(judged(rise, event())) == []
    assert "已有授权" in said(severe(judged(event(), event(grade=4))))


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
def test_a_back_dated_event_that_unsettles_later_ones_asks_for_a_reason() -> None:
    held = stood(*HELD, event(Verb.RENEW, date(2026, 10, 1), until=date(2028, 12, 31)))
    found = judged(event(Verb.REVOKE, date(2026, 6, 1)), by=known(chain=held))
    assert "后面已登记 2026-10-01 的续授" in said(severe(found, Severity.WARN))


def test_what_depends_on_an_annulled_grant_is_named() -> None:
    held = stood(*HELD, event(Verb.RENEW, date(2026, 10, 1), until=date(2028, 12, 31)))
    assert [one.uid for one in dependents(held, frozenset({"e1"}))] == ["e2"]
    assert dependents(held, frozenset({"e2"})) == ()
    assert stranded(held) == ()


_RANK = st.sampled_from([Verb.GRANT, Verb.RENEW, Verb.SUSPEND, Verb.REINSTATE, Verb.REVOKE])


@given(st.lists(st.tuples(_RANK, st.integers(0, 60)), max_size=7))
def test_what_the_rule_let_in_is_never_stranded(steps: list[tuple[Verb, int]]) -> None:
    """逐件登记、每件不早于前一件：放得进去的都有着落。"""
    held: list[PrivilegeEvent] = []
    for verb, offset in sorted(steps, key=lambda one: one[1]):
        new = event(verb, EARLIER + timedelta(days=offset))
        if not severe(judged(new, by=known(chain=held))):
            number = len(held) + 1
            one = as_event(new, new.day)
            held.append(replace(one, id=number, uid=f"e{number}", act_seq=number))
    assert stranded(held) == ()


# --- 批准 --------------------------------------------------------------------------------


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
def test_nobody_approves_for_himself() -> None:
    own = replace(GRANT, approver_id=ME)
    [no] = severe(judged(event(), decision=own))
    assert (no.message, no.field) == ("示例7不能批准给自己的授权", "approver")


@pytest.mark.allows("MTCA-20", duty="4.privileges")
def test_another_approves() -> None:
    other = replace(GRANT, approver_id=BOSS, meeting="")
    assert judged(event(), decision=other) == ()


def test_a_decision_has_an_approver_or_a_meeting_except_an_opening() -> None:
    nobody = replace(GRANT, meeting="")
    assert "没有写批准人，也没有写会议" in said(severe(judged(event(), decision=nobody)))
    opening = event(Verb.OPENING, date(2020, 5, 1))
    assert judged(opening, decision=OPENING) == ()


@pytest.mark.parametrize("clerk", [{"clerk_id": BOSS}, {"clerk_name": "示例8"}])
def test_who_enters_and_approves_declares_it(clerk: dict[str, object]) -> None:
    by = replace(known(), **clerk)  # type: ignore[arg-type]
    approved = replace(GRANT, approver_id=BOSS)
    [asked] = severe(judged(event(), by=by, decision=approved), Severity.WARN)
    assert asked.field == "concurrent"
    declared = replace(approved, concurrent="本科室仅一人")
    found = judged(event(), by=by, decision=declared)
    assert severe(found, Severity.WARN) == []
    assert "已声明兼任：本科室仅一人" in said(found)


@pytest.mark.parametrize("verb", [Verb.SUSPEND, Verb.REVOKE, Verb.LOWER])
def test_a_restriction_needs_its_reason_and_its_paper(verb: Verb) -> None:
    by = known(chain=stood(*HELD))
    new = replace(event(verb, reason=""), grade=2 if verb is Verb.LOWER else None)
    bare = replace(GRANT, document="", meeting="", approver_id=BOSS)
    found = said(severe(decision_findings(by, bare, [new])))
    assert "须写明理由" in found
    assert "没有文号，也没有会议" in found
    assert severe(decision_findings(by, GRANT, [new], "术后并发症过多")) == []


# --- 日期 --------------------------------------------------------------------------------


def test_a_back_dated_grant_is_asked_about_and_turns_nothing_green() -> None:
    past = replace(GRANT, decided_on=EARLIER)
    [asked] = severe(judged(event(day=EARLIER), decision=past), Severity.WARN)
    assert "是补录" in asked.message
    assert "以前检查出的问题不因补录消失" in asked.remedy


def test_a_day_to_come_is_told_and_a_decision_to_come_refused() -> None:
    coming = TODAY + timedelta(days=30)
    [told] = judged(event(day=coming))
    assert (told.severity, "才生效" in told.message) == (Severity.NOTE, True)
    ahead = replace(GRANT, decided_on=coming)
    assert "晚于今天" in said(severe(judged(event(day=coming), decision=ahead)))


def test_effect_before_the_decision_is_asked_about() -> None:
    found = judged(event(day=EARLIER))
    assert "早于决定日期" in said(severe(found, Severity.WARN))


@pytest.mark.allows("MTCA-20", duty="4.privileges")
def test_an_opening_is_a_fact_up_to_the_opening_day_and_no_late_entry() -> None:
    assert judged(event(Verb.OPENING, OPENED), decision=OPENING) == ()


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
def test_an_opening_after_the_opening_day_is_a_grant() -> None:
    [no] = severe(judged(event(Verb.OPENING, EARLIER), decision=OPENING))
    assert "用授予" in no.remedy


def test_an_opening_stands_alone() -> None:
    opening = event(Verb.OPENING, OPENED)
    assert "不能写在别的决定里" in said(severe(judged(opening)))
    other = replace(event(), target=CODE)
    mixed = judged(opening, other, by=known(procedure=ProcedureThen("", True)), decision=OPENING)
    assert "只能有期初授权" in said(severe(mixed))


def test_an_opening_of_someone_entered_later_is_judged_by_today() -> None:
    one = people()
    late = tuple(replace(row, since=date(2026, 11, 20)) for row in one.registrations)
    by = known(replace(one, registrations=late))
    assert severe(judged(event(Verb.OPENING, OPENED), by=by, decision=OPENING)) == []


def test_the_same_finding_of_many_events_is_said_once() -> None:
    many = [replace(event(day=EARLIER), person_id=n) for n in range(100, 300)]
    found = judged(*many, decision=replace(GRANT, decided_on=EARLIER))
    late = [one for one in found if "补录" in one.message]
    assert len(late) == 1
    assert "200 项" in late[0].message
