"""授权决定：一次决定之下的各件事件，按规则核对后一次写入（第二十条）。

Every way in (the window, the command line, an application, a wide workbook, an import)
comes through ``decide_privileges``, or through ``enter_decision`` inside its own act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.practitioners import Staff, Whereabouts
from medtech_desktop.domain.privilege_drafts import NewDecision, NewEvent
from medtech_desktop.domain.privilege_rules import is_concurrent
from medtech_desktop.domain.privileges import (
    DECISION_LABELS,
    Temporary,
    Verb,
    columns_of,
)
from medtech_desktop.office.acts import Clerk, Done, gate, not_found, today
from medtech_desktop.office.privilege_rules import check_decision, known_for
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privileges import next_decision_number
from medtech_desktop.store.tables.privileges import PrivilegeDecisionRow, PrivilegeEventRow

__all__ = ["CHANGED", "NewDecision", "NewEvent", "decide_privileges", "enter_decision"]

CHANGED = frozenset({"privilege"})
MIXED = "privilege.decide"


def decide_privileges(
    library: Book,
    clerk: Clerk,
    decision: NewDecision,
    events: Sequence[NewEvent],
    *,
    reason: str = "",
) -> Done:
    """登记一次授权决定及其全部事件。raises Refused when a rule says no."""
    if not events:
        raise not_found("没有选任何一项授权", "至少选一人一项", "events")
    with library.act(clerk, _action(events), reason=reason) as page:
        whole = invited(page, events)
        found = check_decision(page, decision, whole, today(), clerk=clerk, reason=reason)
        findings = gate(page, found, reason)
        decision = declared(page, clerk, decision, reason)
        number, _ = enter_decision(page, decision, whole, reason=reason)
    people = len({event.person_id for event in events})
    label = DECISION_LABELS[decision.kind]
    said = f"已登记{label} {number}，{people} 人 {len(events)} 项"
    return Done(CHANGED, said, findings, subject=number)


def _action(events: Sequence[NewEvent]) -> str:
    """操作的名称：只有一种事件的用它的名称。"""
    verbs = {event.verb for event in events}
    return f"privilege.{next(iter(verbs))}" if len(verbs) == 1 else MIXED


def invited(page: Look, events: Sequence[NewEvent]) -> list[NewEvent]:
    """外请的人：没有写邀请的，凭当日有效、期限够长的那一份；末日不写的随邀请。"""
    staff = page.kept(load_staff)
    return [_invited(staff, event) for event in events]


def _invited(staff: Staff, event: NewEvent) -> NewEvent:
    giving = event.verb in (Verb.OPENING, Verb.GRANT, Verb.RENEW)
    if not giving or event.invitation_id is not None:
        return event
    if staff.whereabouts(event.person_id, event.day) is not Whereabouts.VISITING:
        return event
    held = held_on(staff.invitations_of(event.person_id), event.day)
    last = max(held, key=lambda one: (one.until, one.id))
    return replace(
        event,
        temporary=Temporary.VISITING,
        invitation_id=last.id,
        until=event.until or last.until,
    )


def declared(page: Page, clerk: Clerk, decision: NewDecision, reason: str) -> NewDecision:
    """经办人自己批准的，兼任声明随决定、随审计条目保存；没有另写的用理由。"""
    if not is_concurrent(known_for(page, today(), (), clerk), decision):
        return decision
    said = decision.concurrent.strip() or reason.strip()
    page.remark(concurrent=said)
    return replace(decision, concurrent=said)


def enter_decision(
    page: Page, decision: NewDecision, events: Sequence[NewEvent], *, reason: str = ""
) -> tuple[str, int]:
    """写下一次决定，返回编号与内部编号；规则由调用者先核对。"""
    number = next_decision_number(page, today().year)
    decision_id = page.add(
        PrivilegeDecisionRow,
        number=number,
        kind=decision.kind,
        decided_on=decision.decided_on,
        basis=decision.basis.strip(),
        meeting=decision.meeting.strip(),
        document=decision.document.strip(),
        approver_id=decision.approver_id,
        concurrent=decision.concurrent.strip(),
        note=decision.note.strip(),
    )
    page.add_many(
        PrivilegeEventRow, [_row(decision_id, event, reason, today()) for event in events]
    )
    return number, decision_id


def _row(decision_id: int, event: NewEvent, reason: str, now: date) -> dict[str, object]:
    """一件事件的各列；早于今天的是补录，期初不是。"""
    late = event.verb is not Verb.OPENING and event.day < now
    return {
        "decision_id": decision_id,
        "person_id": event.person_id,
        **columns_of(event.target),
        "verb": event.verb,
        "day": event.day,
        "until": event.until,
        "grade": event.grade,
        "temporary": event.temporary,
        "invitation_id": event.invitation_id,
        "reason": event.reason.strip() or reason.strip(),
        "late": late,
        "recorded_on": now,
    }
