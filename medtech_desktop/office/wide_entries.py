"""授权宽表采用：一个文件一次决定；不许的格列出条文，存成改好就能再读的工作簿；整次可撤销。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from medtech_desktop.documents.exports import write_atomically
from medtech_desktop.documents.privilege_sheets import render_misfits
from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.domain.privilege_sheets import SheetMisfit, SheetMisfits
from medtech_desktop.domain.privileges import DECISION_LABELS, DecisionKind, Target, Verb
from medtech_desktop.intake.child import Progress as ReadProgress
from medtech_desktop.office.acts import Clerk, NothingSaved, clerk_here, gate, today
from medtech_desktop.office.backups import BackupReason, backup_now
from medtech_desktop.office.privilege_rules import check_decision
from medtech_desktop.office.privilege_standings import load_standings
from medtech_desktop.office.privileges import CHANGED, NewDecision, NewEvent, enter_decision
from medtech_desktop.office.steady import steady
from medtech_desktop.office.wide_cells import ReadOptions, WideLine
from medtech_desktop.office.wide_previews import WidePreview, preview_of, read_book, refused
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Page

MANY = 50
"""多于这么多件的，采用以前先备份。"""
Step = Callable[[int, int, str], None]
_PLACEHOLDER = "待填"
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
    book, who, word = read_book(path, progress), clerk or clerk_here(), _PLACEHOLDER
    placeholder = SheetDecision(min(options.since or on, today()), word, word, word)
    with suppress(NothingSaved), library.act(who, "privilege.sheet-rehearse") as page:
        preview = preview_of(load_standings(page, on), book, path.name, options)
        preview, _ = _checked(page, _settled(page, preview), placeholder, who, word)
        raise NothingSaved
    return preview


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
    number, findings = "", tuple[Finding, ...]()
    with suppress(NothingSaved), library.act(clerk, "privilege.sheet", reason=reason) as page:
        standings = load_standings(page, preview.on)
        fresh = preview_of(standings, preview.book, preview.file_name, preview.options)
        fresh = _settled(page, fresh)
        fresh, findings = _checked(page, fresh, decision, clerk, reason)
        events = [one.event for one in fresh.changes if one.event is not None]
        if not events or (all_or_nothing and fresh.misfits):
            raise NothingSaved
        made = _decision(decision, events)
        findings = gate(page, findings, reason)
        page.remark(file=fresh.file_name, sha256=fresh.sha256, package=fresh.package)
        number, _ = enter_decision(page, made, events, reason=reason)
    changed = CHANGED if number else frozenset()
    return WideDone(changed, _said(fresh, number, decision), tuple(findings), number, fresh)


def _said(preview: WidePreview, number: str, decision: SheetDecision) -> str:
    if number:
        events = [one.event for one in preview.changes if one.event is not None]
        label = DECISION_LABELS[_decision(decision, events).kind]
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


def _settled(page: Page, preview: WidePreview) -> WidePreview:
    """还没有内部号的编码添上号。"""
    wanted = [one.code for one in preview.lines if one.event and one.event.target.id < 0]
    if not wanted:
        return preview
    ids = code_ids(page, wanted)
    lines = []
    for one in preview.lines:
        if one.event is not None and one.event.target.id < 0:
            target = Target(one.event.target.kind, ids[one.code])
            one = replace(one, event=replace(one.event, target=target))
        lines.append(one)
    return replace(preview, lines=tuple(lines))


def _checked(
    page: Page, preview: WidePreview, made: SheetDecision, clerk: Clerk, reason: str
) -> tuple[WidePreview, tuple[Finding, ...]]:
    """规则不许的格挑出来：先问决定本身，再整次问，有拒绝的再按人、按格问。"""
    changes = preview.changes
    decision = _decision(made, [one.event for one in changes if one.event is not None])

    def asked(some: Sequence[WideLine]) -> tuple[Finding, ...]:
        events = [one.event for one in some if one.event is not None]
        return check_decision(page, decision, events, today(), clerk=clerk, reason=reason)

    if whole := _refusals(asked(())):
        raise Refused(whole)
    found = asked(changes) if changes else ()
    if not _refusals(found):
        return preview, found
    bad: dict[int, WideLine] = {}
    for person in dict.fromkeys(one.person_id for one in changes):
        mine = [one for one in changes if one.person_id == person]
        if not _refusals(asked(mine)):
            continue
        for one in mine:
            if no := _refusals(asked((one,))):
                bad[id(one)] = refused(one, no)
    left = replace(preview, lines=tuple(bad.get(id(one), one) for one in preview.lines))
    found = asked(left.changes) if left.changes else ()
    if together := _refusals(found):
        raise Refused(together)
    return left, found


def _refusals(found: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in found if one.severity is Severity.REFUSE)


def save_wide_misfits(preview: WidePreview, path: Path) -> Path:
    """没有采用的各格存成宽表，写明原因；改好以后可以直接再读。"""
    found = tuple(
        SheetMisfit(
            *one.written,
            graded=one.graded,
            value=one.value,
            place=one.place,
            why=f"{one.why}（{one.article}）" if one.article else one.why,
        )
        for one in preview.misfits
    )
    record = SheetMisfits("、".join(preview.departments[:1]), preview.file_name, found)
    target = path if path.suffix.lower() == ".xlsx" else path.with_suffix(".xlsx")
    write_atomically(target, render_misfits(record))
    return target
