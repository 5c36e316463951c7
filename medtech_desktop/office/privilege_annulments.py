"""撤销登记错了的授权：一件，或一次决定的全部；没有了着落的后来各件列出，可一并撤销。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from medtech_desktop.domain.applications import STATE_LABELS
from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.domain.privilege_sequences import dependents
from medtech_desktop.domain.privileges import VERB_LABELS, PrivilegeEvent
from medtech_desktop.office.acts import Clerk, Done, not_found, today
from medtech_desktop.office.applications import CHANGED as APPLICATIONS_CHANGED
from medtech_desktop.office.applications import reopen_granted
from medtech_desktop.office.privilege_rules import known_for
from medtech_desktop.office.privileges import CHANGED
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.privilege_chains import chains_for
from medtech_desktop.store.privileges import (
    decision_by_number,
    event_by_uid,
    events_of_decision,
)
from medtech_desktop.store.tables.acts import Annulment
from medtech_desktop.store.tables.privileges import PrivilegeDecisionRow, PrivilegeEventRow


def annul_privilege(
    library: Book, clerk: Clerk, uid: str, reason: str, *, with_dependents: bool = False
) -> Done:
    """撤销登记错的一件；靠它的后来各件须一并撤销（``with_dependents``）。raises Refused."""
    _needs(reason)
    with library.act(clerk, "privilege.annul", reason=reason) as page:
        event = event_by_uid(page, uid)
        if event is None or event.annulled_on is not None:
            raise not_found("没有这件授权，或已经撤销", "核对后再撤销", "event")
        known = known_for(page, today(), [(event.person_id, event.target)])
        said = f"{known.who(event.person_id, event.day)}的「{known.label(event.target)}」"
        said += f" {event.day.isoformat()} {VERB_LABELS[event.verb]}"
        more = _annul(page, [event], reason, with_dependents)
    tail = f"，连同靠它的 {more} 件" if more else ""
    return Done(CHANGED, f"已撤销登记：{said}{tail}", subject=uid)


def annul_decision(
    library: Book, clerk: Clerk, number: str, reason: str, *, with_dependents: bool = False
) -> Done:
    """撤销一次决定的登记，其下各件自始不算数；凭它获准的申请接着办。raises Refused."""
    _needs(reason)
    with library.act(clerk, "privilege.annul_decision", reason=reason) as page:
        decision = decision_by_number(page, number)
        if decision is None:
            raise not_found(f"没有可以撤销的授权决定「{number}」", "核对编号", "number")
        events = [one for one in events_of_decision(page, decision.id) if one.annulled_on is None]
        more = _annul(page, events, reason, with_dependents)
        page.annul(PrivilegeDecisionRow, decision.uid, reason)
        reopened = reopen_granted(page, decision.id, reason)
    said = f"已撤销 {decision.number} 的 {len(events)} 件"
    if not events:
        said = f"已撤销决定 {decision.number}，其下各件早已撤销"
    if more:
        said += f"，连同靠它的 {more} 件"
    for file in reopened:
        said += f"，{file.application.number} 现为{STATE_LABELS[file.state()]}"
    changed = CHANGED | APPLICATIONS_CHANGED if reopened else CHANGED
    return Done(changed, said, subject=number)


def annulment_dependents(
    look: Look, events: Sequence[PrivilegeEvent]
) -> tuple[PrivilegeEvent, ...]:
    """撤销这些以后没有着落的：例如续授没有了它的授予。"""
    uids = frozenset(event.uid for event in events)
    chains = chains_for(look, [(event.person_id, event.target) for event in events])
    return tuple(one for chain in chains.values() for one in dependents(chain, uids))


def _annul(page: Page, events: Sequence[PrivilegeEvent], reason: str, with_dependents: bool) -> int:
    """撤销这些，连同允许一并撤销的；返回一并撤销的件数。raises Refused."""
    hanging = annulment_dependents(page, events)
    if hanging and not with_dependents:
        raise Refused(_named(page, hanging, today()))
    rows = [
        {
            "event_table": PrivilegeEventRow.__tablename__,
            "event_uid": event.uid,
            "reason": reason.strip(),
        }
        for event in (*events, *hanging)
    ]
    page.add_many(Annulment, rows)
    return len(hanging)


def _named(page: Page, hanging: Sequence[PrivilegeEvent], on: date) -> list[Finding]:
    known = known_for(page, on, [(event.person_id, event.target) for event in hanging])
    found = []
    for event in hanging:
        who = known.who(event.person_id, event.day)
        verb = VERB_LABELS[event.verb]
        said = f"{who}的「{known.label(event.target)}」{event.day.isoformat()} 的{verb}靠它成立"
        remedy = "连同它一并撤销，或先更正它"
        found.append(Finding(Severity.REFUSE, said, "MTCA-20", remedy, "dependents"))
    return found


def _needs(reason: str) -> None:
    if not reason.strip():
        raise not_found("撤销须写明理由", "写明登记错在哪里", "reason")
