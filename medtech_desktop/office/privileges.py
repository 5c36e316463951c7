"""授权决定：一次决定之下的各件事件，按规则核对后一次写入（第二十条）。

Every way in (the window, the command line, an application, a wide workbook, an import)
comes through ``decide_privileges``, or through ``enter_decision`` inside its own act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.privileges import (
    DECISION_LABELS,
    DecisionKind,
    Target,
    Temporary,
    Verb,
    columns_of,
)
from medtech_desktop.office.acts import Clerk, Done, gate, not_found, today
from medtech_desktop.office.privilege_rules import check_decision
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.privileges import next_decision_number
from medtech_desktop.store.tables.privileges import PrivilegeDecisionRow, PrivilegeEventRow

CHANGED = frozenset({"privilege"})


@dataclass(frozen=True, slots=True)
class NewDecision:
    """一次决定所填的内容。``approver_id`` 批准人；没有批准人的须写会议，期初除外。"""

    kind: DecisionKind
    decided_on: date
    basis: str = ""
    meeting: str = ""
    document: str = ""
    approver_id: int | None = None
    concurrent: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """一件事件所填的内容；``until`` 为有效期末日（含），暂停时为暂停末日。"""

    person_id: int
    target: Target
    verb: Verb
    day: date
    until: date | None = None
    grade: int | None = None
    reason: str = ""
    temporary: Temporary = Temporary.NO
    invitation_id: int | None = None


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
    with library.act(clerk, "privilege.decide", reason=reason) as page:
        findings = gate(page, check_decision(page, decision, events, today()), reason)
        number, _ = enter_decision(page, decision, events, reason=reason)
    people = len({event.person_id for event in events})
    label = DECISION_LABELS[decision.kind]
    said = f"已登记{label} {number}，{people} 人 {len(events)} 项"
    return Done(CHANGED, said, findings, subject=number)


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
