"""授权决定的规则：谁批准、凭什么、补录与期初，连同每一件的先后与资格（第二十条）。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from medtech_desktop.domain.entered_text import one_line_problem
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.privilege_drafts import NewDecision, NewEvent
from medtech_desktop.domain.privilege_gates import Known, gate_findings
from medtech_desktop.domain.privilege_sequences import sequence_findings
from medtech_desktop.domain.privileges import DecisionKind, Target, Verb

_ARTICLE = "MTCA-20"
_LONGEST = 2000
_TAKING = (Verb.LOWER, Verb.SUSPEND, Verb.REVOKE)


@cites("MTCA-20")
def decision_findings(
    known: Known, decision: NewDecision, events: Sequence[NewEvent], reason: str = ""
) -> tuple[Finding, ...]:
    """一次决定的全部结论，同样的话只说一次。"""
    found: list[Finding] = [
        *text_findings(decision),
        *approval_findings(known, decision, events),
        *concurrent_findings(known, decision),
        *opening_findings(known, decision, events),
        *day_findings(known, decision, events),
        *ground_findings(decision, events, reason),
    ]
    for event in events:
        found.extend(gate_findings(known, event))
    for (person, target), mine in _by_chain(events).items():
        what = known.what(mine[0])
        chain = known.chain(person, target)
        found.extend(sequence_findings(chain, mine, what, known.today))
    return tuple(dict.fromkeys(found))


@cites("MTCA-20")
def text_findings(decision: NewDecision) -> Iterator[Finding]:
    """文号、会议各一行，依据、备注不过长：都要印在通知上。"""
    lines = (("文号", decision.document, "document"), ("会议", decision.meeting, "meeting"))
    for label, text, field in lines:
        problem = one_line_problem(text) if text.strip() else ""
        if problem:
            yield Finding(Severity.REFUSE, f"{label}{problem}", "INPUT", "改正后再保存", field)
    longer = (
        ("依据", decision.basis, "basis"),
        ("备注", decision.note, "note"),
        ("兼任声明", decision.concurrent, "concurrent"),
    )
    for label, text, field in longer:
        if len(text) > _LONGEST:
            said = f"{label}有 {len(text)} 字，超过 {_LONGEST} 字"
            yield Finding(Severity.REFUSE, said, "INPUT", "缩短后再保存", field)


def _by_chain(events: Sequence[NewEvent]) -> dict[tuple[int, Target], list[NewEvent]]:
    grouped: dict[tuple[int, Target], list[NewEvent]] = {}
    for event in events:
        grouped.setdefault((event.person_id, event.target), []).append(event)
    for mine in grouped.values():
        mine.sort(key=lambda one: one.day)
    return grouped


@cites("MTCA-20")
def approval_findings(
    known: Known, decision: NewDecision, events: Sequence[NewEvent]
) -> Iterator[Finding]:
    """有批准人或会议；批准人不能给自己授权。期初是原始事实，可以没有。"""
    approver = decision.approver_id
    if approver is None and not decision.meeting.strip() and decision.kind != DecisionKind.OPENING:
        said = "没有写批准人，也没有写会议"
        yield _no(said, "填批准人，或填审定的会议", "approver")
    if approver is not None and any(event.person_id == approver for event in events):
        who = known.who(approver, decision.decided_on)
        yield _no(f"{who}不能批准给自己的授权", "由他人批准，或由会议审定并回避", "approver")
    if decision.decided_on > known.today:
        said = f"决定日期 {decision.decided_on.isoformat()} 晚于今天（{known.today.isoformat()}）"
        remedy = "作出决定以后再登记；以后才生效的，生效日写在后面"
        yield Finding(Severity.REFUSE, said, "INPUT", remedy, "decided_on")


@cites("MTCA-20")
def concurrent_findings(known: Known, decision: NewDecision) -> Iterator[Finding]:
    """经办人自己批准：只有一个人的科室也办得了，但要写明兼任，随审计保存。"""
    if not is_concurrent(known, decision):
        return
    who = known.who(decision.approver_id or 0, decision.decided_on)
    if decision.concurrent.strip():
        said = f"{who}既经办又批准，已声明兼任：{decision.concurrent.strip()}"
        yield Finding(Severity.NOTE, said, _ARTICLE, "", "concurrent")
    else:
        said = f"{who}既经办又批准"
        remedy = "写明兼任的情形，或由他人批准"
        yield Finding(Severity.WARN, said, _ARTICLE, remedy, "concurrent")


def is_concurrent(known: Known, decision: NewDecision) -> bool:
    """经办人就是批准人；没有登录的，按姓名认。"""
    approver = decision.approver_id
    if approver is None:
        return False
    if known.clerk_id is not None:
        return known.clerk_id == approver
    return known.clerk_name.strip() == known.staff.name(approver, decision.decided_on) != ""


@cites("MTCA-20")
def opening_findings(
    known: Known, decision: NewDecision, events: Sequence[NewEvent]
) -> Iterator[Finding]:
    """期初只登记启用日（含）以前本院已有的授权，自成一次决定。"""
    openings = [event for event in events if event.verb is Verb.OPENING]
    is_opening = decision.kind is DecisionKind.OPENING
    if is_opening and len(openings) < len(events):
        yield _no("期初登记里只能有期初授权", "别的另作决定登记", "kind")
    if openings and not is_opening:
        yield _no("期初授权不能写在别的决定里", "作期初登记；启用以后的用授予", "kind")
    late = sorted({event.day for event in openings if event.day > known.opened_on})
    if late:
        said = (
            f"{late[0].isoformat()} 晚于启用日 {known.opened_on.isoformat()}，不是期初"
            f"（{sum(event.day > known.opened_on for event in openings)} 项）"
        )
        yield _no(said, "启用以后的用授予", "day")
    if openings and not (decision.document.strip() or decision.basis.strip()):
        said = "期初没有写文号，也没有写依据"
        yield Finding(Severity.NOTE, said, _ARTICLE, "找到原来的授权文件后补上", "document")


@cites("MTCA-20")
def day_findings(
    known: Known, decision: NewDecision, events: Sequence[NewEvent]
) -> Iterator[Finding]:
    """补录要理由；早于决定的要理由；以后才生效的提示。期初不在其内。"""
    counted = [event.day for event in events if event.verb is not Verb.OPENING]
    past = [day for day in counted if day < known.today]
    if past:
        said = f"{len(past)} 项自 {min(past).isoformat()} 起，早于今天，是补录"
        remedy = "写明补录的理由；以前检查出的问题不因补录消失"
        yield Finding(Severity.WARN, said, _ARTICLE, remedy, "day")
    early = [day for day in counted if day < decision.decided_on]
    if early:
        said = f"{len(early)} 项自 {min(early).isoformat()} 起，早于决定日期"
        said += f" {decision.decided_on.isoformat()}"
        remedy = "核对日期；确是先生效后决定的，写明理由"
        yield Finding(Severity.WARN, said, _ARTICLE, remedy, "day")
    coming = sorted({day for day in counted if day > known.today})
    if coming:
        yield Finding(Severity.NOTE, _coming(coming, counted, known.today), _ARTICLE, "", "day")


def _coming(days: Sequence[date], counted: Sequence[date], today: date) -> str:
    number = sum(day > today for day in counted)
    return f"{number} 项自 {days[0].isoformat()} 起才生效，在那以前不算"


@cites("MTCA-20")
def ground_findings(
    decision: NewDecision, events: Sequence[NewEvent], reason: str = ""
) -> Iterator[Finding]:
    """降级、暂停、撤销：要有理由，也要有文号或会议。"""
    taking = [event for event in events if event.verb in _TAKING]
    if not taking:
        return
    if not reason.strip() and any(not event.reason.strip() for event in taking):
        yield _no("降级、暂停、撤销授权须写明理由", "写明事由", "reason")
    if not (decision.document.strip() or decision.meeting.strip()):
        said = "降级、暂停、撤销授权没有文号，也没有会议"
        yield _no(said, "填文号，或填作出决定的会议", "document")


def _no(said: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, said, _ARTICLE, remedy, field)
