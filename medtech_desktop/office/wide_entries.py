"""授权宽表采用：一个文件一次决定；不许的格列出条文，存成改好就能再读的工作簿；整次可撤销。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.domain.privilege_sheets import Change
from medtech_desktop.domain.privileges import DECISION_LABELS, DecisionKind, Target, Verb
from medtech_desktop.intake.child import Progress as ReadProgress
from medtech_desktop.office.acts import Clerk, Done, gate, not_found, today
from medtech_desktop.office.backups import BackupReason, backup_now
from medtech_desktop.office.privilege_rules import check_decision
from medtech_desktop.office.privilege_standings import load_standings
from medtech_desktop.office.privileges import CHANGED, NewDecision, NewEvent, enter_decision
from medtech_desktop.office.steady import steady
from medtech_desktop.office.wide_previews import (
    ReadOptions,
    WideLine,
    WidePreview,
    preview_of,
    read_book,
    refused,
)
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Page
from medtech_desktop.store.privileges import events_of_decision, load_decisions
from medtech_desktop.store.tables.privileges import PrivilegeDecisionRow, PrivilegeEventRow

MANY = 50
"""多于这么多件的，采用以前先备份。"""
Step = Callable[[int, int, str], None]
_RESTRICTING = frozenset({Verb.LOWER, Verb.SUSPEND, Verb.REVOKE, Verb.REINSTATE})


@dataclass(frozen=True, slots=True)
class SheetDecision:
    """采用时填的决定。``approver_id`` 与 ``meeting`` 至少一项。"""

    decided_on: date
    basis: str = ""
    meeting: str = ""
    document: str = ""
    approver_id: int | None = None
    concurrent: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WideDone:
    """采用的结果：``subject`` 决定的编号，没有记下任何一件的为空。"""

    changed: frozenset[str]
    said: str
    findings: tuple[Finding, ...]
    subject: str
    preview: WidePreview


class _Rehearsed(Exception):  # noqa: N818 - ends a rehearsal, nothing is saved
    def __init__(self, preview: WidePreview) -> None:
        self.preview = preview
        super().__init__()


@steady()
def preview_sheet(
    library: Book,
    path: Path,
    on: date,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen
    *,
    clerk: Clerk | None = None,
    progress: ReadProgress | None = None,
) -> WidePreview:
    """预演：读、认、逐格核对，什么也不保存。raises Trouble, Refused."""
    from medtech_desktop.office.acts import clerk_here

    book = read_book(path, progress)
    placeholder = SheetDecision(options.since or on, "待填", "待填", "待填")
    try:
        with library.act(clerk or clerk_here(), "privilege.sheet-rehearse") as page:
            preview = preview_of(load_standings(page, on), book, path.name, options)
            preview, _ = _settled(page, preview)
            raise _Rehearsed(_checked(page, preview, placeholder)[0])
    except _Rehearsed as rehearsed:
        return rehearsed.preview


@steady()
def adopt_sheet(
    library: Book,
    clerk: Clerk,
    preview: WidePreview,
    decision: SheetDecision,
    *,
    reason: str = "",
    all_or_nothing: bool = False,
) -> WideDone:
    """采用：按今天的登记重新逐格核对，合格的记作一次决定。

    ``all_or_nothing``: one cell that is not understood or refused keeps everything out.
    raises Refused when the decision itself is not allowed.
    """
    if len(preview.changes) > MANY:
        backup_now(library, BackupReason.IMPORT, clerk)
    number, findings = "", ()
    try:
        with library.act(clerk, "privilege.sheet", reason=reason) as page:
            standings = load_standings(page, preview.on)
            fresh = preview_of(standings, preview.book, preview.file_name, preview.options)
            fresh, _ = _settled(page, fresh)
            fresh, findings = _checked(page, fresh, decision)
            events = [one.event for one in fresh.changes if one.event is not None]
            if not events or (all_or_nothing and fresh.misfits):
                raise _Rehearsed(fresh)
            made = _decision(decision, events)
            findings = gate(page, check_decision(page, made, events, today()), reason)
            page.remark(file=fresh.file_name, sha256=fresh.sha256, package=fresh.package)
            number, _ = enter_decision(page, made, events, reason=reason)
    except _Rehearsed as nothing:
        fresh = nothing.preview
    said = _said(fresh, number, _decision(decision, [one.event for one in fresh.changes if one.event]))
    return WideDone(CHANGED if number else frozenset(), said, tuple(findings), number, fresh)


def _said(preview: WidePreview, number: str, made: NewDecision) -> str:
    if number:
        label = DECISION_LABELS[made.kind]
        head = f"已登记{label} {number}，{preview.people} 人 {len(preview.changes)} 项"
    else:
        head = "没有记下任何一项"
    misfits = len(preview.misfits)
    return f"{head}，没有采用 {misfits} 格" if misfits else head


def _decision(decision: SheetDecision, events: Sequence[NewEvent]) -> NewDecision:
    """种类由各件看出：都是续授，都是收窄，其余为授权。"""
    verbs = {event.verb for event in events}
    kind = DecisionKind.GRANT
    if verbs == {Verb.RENEW}:
        kind = DecisionKind.RENEWAL
    elif verbs and verbs <= _RESTRICTING:
        kind = DecisionKind.RESTRICTION
    return NewDecision(
        kind,
        decision.decided_on,
        decision.basis,
        decision.meeting,
        decision.document,
        decision.approver_id,
        decision.concurrent,
        decision.note,
    )


def _settled(page: Page, preview: WidePreview) -> tuple[WidePreview, dict[str, int]]:
    """还没有内部号的编码添上号。"""
    wanted = [one.code for one in preview.lines if one.event and one.event.target.id < 0]
    if not wanted:
        return preview, {}
    ids = code_ids(page, wanted)
    lines = []
    for one in preview.lines:
        if one.event is not None and one.event.target.id < 0:
            target = Target(one.event.target.kind, ids[one.code])
            one = replace(one, event=replace(one.event, target=target))
        lines.append(one)
    return replace(preview, lines=tuple(lines)), ids


def _checked(
    page: Page, preview: WidePreview, decision: SheetDecision
) -> tuple[WidePreview, tuple[Finding, ...]]:
    """规则不许的格挑出来：先整次问，有拒绝的再按人、按格问。"""
    changes = preview.changes
    events = [one.event for one in changes if one.event is not None]
    if not events:
        return preview, ()
    made = _decision(decision, events)

    def refusals(some: Sequence[NewEvent]) -> tuple[Finding, ...]:
        found = check_decision(page, made, some, today())
        return tuple(one for one in found if one.severity is Severity.REFUSE)

    if not refusals(events):
        return preview, check_decision(page, made, events, today())
    bad: dict[int, WideLine] = {}
    for person in dict.fromkeys(event.person_id for event in events):
        mine = [one for one in changes if one.event and one.event.person_id == person]
        if not refusals([one.event for one in mine if one.event]):
            continue
        for one in mine:
            if one.event is not None and (found := refusals([one.event])):
                bad[id(one)] = refused(one, found)
    lines = tuple(bad.get(id(one), one) for one in preview.lines)
    left = replace(preview, lines=lines)
    _whole(refusals([one.event for one in left.changes if one.event]) if left.changes else ())
    if not left.changes:
        _common(list(bad.values()), refusals(events[:1]))
    return left, ()


def _whole(found: tuple[Finding, ...]) -> None:
    """余下的合在一起仍不许：整次拒绝。"""
    if found:
        raise Refused(found)


def _common(lines: list[WideLine], found: tuple[Finding, ...]) -> None:
    """每一格都因同一句被拒绝的，是决定本身的事（没有会议、批准人等）。"""
    if len(lines) > 1 and len({one.why for one in lines}) == 1:
        raise Refused(found)


@steady()
def undo_sheet(library: Book, clerk: Clerk, number: str, reason: str) -> Done:
    """撤销一次决定，连同它的全部事件；痕迹保留。raises Refused."""
    if not reason.strip():
        raise not_found("撤销须写明理由", "写明登记错在哪里", "reason")
    with library.act(clerk, "privilege.annul-decision", reason=reason) as page:
        found = load_decisions(page, PrivilegeDecisionRow.number == number)
        if not found:
            raise not_found(f"没有决定「{number}」，或已经撤销", "核对编号", "number")
        events = [e for e in events_of_decision(page, found[0].id) if e.annulled_on is None]
        for event in events:
            page.annul(PrivilegeEventRow, event.uid, reason)
        page.annul(PrivilegeDecisionRow, found[0].uid, reason)
    return Done(CHANGED, f"已撤销 {number}，{len(events)} 项", subject=number)


def change_counts(preview: WidePreview) -> tuple[tuple[Change, int], ...]:
    """各种变动的格数；没有的不列。"""
    counts = ((one, preview.count(one)) for one in Change if one is not Change.MISFIT)
    return (*((one, n) for one, n in counts if n), (Change.MISFIT, len(preview.misfits)))
