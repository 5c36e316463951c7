"""委员会审定：一份或多份申请一次审定，同意的合成一次授权决定；先审定、后发文也可以。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from medtech_desktop.domain.application_rules import NewStep, Reviewer, WantedItem, verb_for
from medtech_desktop.domain.applications import (
    ApplicationFile,
    ApplicationItem,
    ApplicationKind,
    ApplicationState,
    ReviewStep,
    StepVerdict,
)
from medtech_desktop.domain.law import Finding, Refused, Severity, cites
from medtech_desktop.domain.privileges import DecisionKind, Temporary
from medtech_desktop.office.acts import Clerk, Done, gate, not_found, refuse_to_come, today
from medtech_desktop.office.applications import (
    CHANGED,
    add_step,
    find_application,
    log_concurrent,
    reviewer_of,
    standings_of,
    step_all,
)
from medtech_desktop.office.privilege_rules import check_decision
from medtech_desktop.office.privileges import (
    NewDecision,
    NewEvent,
    declared,
    enter_decision,
    invited,
)
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.tables.applications import ApplicationResultRow


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """委员会对一项的结论；``until`` 同意的有效期末日，不同意的写理由。"""

    agreed: bool = True
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """委员会对一份申请的结论；``items`` 按项的内部编号，没有写到的项照申请同意。"""

    number: str
    verdict: StepVerdict = StepVerdict.AGREE
    opinion: str = ""
    items: Mapping[int, ItemAnswer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sitting:
    """一次审定：``document`` 空 = 先审定、后发文；``since`` 授权生效之日，空为审定之日。"""

    day: date
    meeting: str = ""
    approver: str | int = ""
    document: str = ""
    since: date | None = None
    basis: str = ""
    concurrent: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """一份申请与对它的结论，逐项。"""

    file: ApplicationFile
    answer: Answer
    step: NewStep
    items: tuple[tuple[ApplicationItem, ItemAnswer], ...]

    @property
    def is_granted(self) -> bool:
        return self.step.document


def decide_applications(
    library: Book, clerk: Clerk, sitting: Sitting, answers: Sequence[Answer], *, reason: str = ""
) -> Done:
    """委员会的结论，一份或多份一次登记。有文号的，同意的合成一次授权决定。raises Refused."""
    if not answers:
        raise not_found("没有选任何一份申请", "至少选一份", "applications")
    refuse_to_come(sitting.day, "审定之日", "day")
    with library.act(clerk, "application.decide", reason=reason, effective=sitting.day) as page:
        world = read_world(page, sitting.day)
        files = [find_application(page, one.number) for one in answers]
        approver = reviewer_of(world, sitting.approver or _earlier_approver(files))
        cases = [_case(*one, sitting) for one in zip(files, answers, strict=True)]
        found = [f for case in cases for f in case_findings(world, case, approver)]
        _stop(found)
        decision, drafts = _decision(page, world, sitting, approver, cases)
        events = invited(page, drafts)
        if events:
            found += check_decision(page, decision, events, today(), clerk=clerk, reason=reason)
        held = gate(page, found, reason)
        if events:
            decision = declared(page, clerk, decision, reason)
        said = _write(page, decision, events, cases, approver, reason)
        log_concurrent(page, sitting.concurrent)
    changed = CHANGED | {"privilege"} if events else CHANGED
    return Done(frozenset(changed), said, held, cases[0].file.application.number)


def _earlier_approver(files: Sequence[ApplicationFile]) -> str | int:
    """发文时没有写审定人的，沿用审定时的同一人。"""
    steps = [file.step_of(ReviewStep.COMMITTEE) for file in files if _awaits_document(file)]
    people = {one.person_id for one in steps if one is not None}
    found = people.pop() if len(people) == 1 and len(steps) == len(files) else None
    return found if found is not None else ""


def _stop(found: Sequence[Finding]) -> None:
    """拒绝在先：申请本身不成立的，不去判断授权。"""
    if any(one.severity is Severity.REFUSE for one in found):
        raise Refused(tuple(found))


def _case(file: ApplicationFile, answer: Answer, sitting: Sitting) -> _Case:
    """发文的沿用审定时逐项的结论。"""
    earlier = file.step_of(ReviewStep.COMMITTEE) if _awaits_document(file) else None
    kept = file.results_of(earlier.id) if earlier is not None else {}
    rows = []
    for item in file.items:
        given = answer.items.get(item.id, ItemAnswer(True, item.until))
        if earlier is not None and item.id in kept:
            one = kept[item.id]
            given = ItemAnswer(one.agreed, one.until, one.note)
        rows.append((item, given))
    agreed = answer.verdict is StepVerdict.AGREE
    new = NewStep(
        ReviewStep.COMMITTEE,
        answer.verdict,
        sitting.day,
        answer.opinion,
        sitting.meeting or (earlier.meeting if earlier is not None else ""),
        sitting.concurrent or (earlier.concurrent if earlier is not None else ""),
        document=agreed and bool(sitting.document.strip()),
    )
    return _Case(file, answer, new, tuple(rows))


def _awaits_document(file: ApplicationFile) -> bool:
    return file.state() is ApplicationState.DOCUMENT


@cites("MTCA-20")
def case_findings(world: World, case: _Case, approver: Reviewer | None) -> tuple[Finding, ...]:
    """一份申请的全部结论；同意的至少同意一项，不同意的项写理由。"""
    found = list(step_all(world, case.file, case.step, approver))
    if case.step.verdict is not StepVerdict.AGREE:
        return tuple(found)
    number = case.file.application.number
    if not any(given.agreed for _item, given in case.items):
        said = f"{number} 没有一项同意"
        remedy = "全部不同意的，结论选「不同意」并写明意见"
        found.append(Finding(Severity.REFUSE, said, "MTCA-20", remedy, "items"))
    for _item, given in case.items:
        if not given.agreed and not given.note.strip():
            said = f"{number} 有一项不同意，没有写理由"
            remedy = "逐项写明不同意的理由"
            found.append(Finding(Severity.REFUSE, said, "MTCA-20", remedy, "items"))
    return tuple(found)


def _decision(
    look: Look,
    world: World,
    sitting: Sitting,
    approver: Reviewer | None,
    cases: Sequence[_Case],
) -> tuple[NewDecision, list[NewEvent]]:
    """同意并有文号的各项合成的一次决定。"""
    granted = [case for case in cases if case.is_granted]
    since = sitting.since or sitting.day
    events = [event for case in granted for event in _events(look, case.file, case.items, since)]
    kinds = {case.file.application.kind for case in granted}
    visiting = kinds == {ApplicationKind.VISITING}
    meetings = dict.fromkeys(case.step.meeting for case in granted if case.step.meeting.strip())
    numbers = "、".join(case.file.application.number for case in granted)
    decision = NewDecision(
        DecisionKind.VISITING if visiting else DecisionKind.APPLICATION,
        sitting.day,
        sitting.basis.strip() or f"授权申请 {numbers}",
        "；".join(meetings),
        sitting.document,
        approver.person_id if approver is not None else None,
        sitting.concurrent,
    )
    return decision, events


def _events(
    look: Look,
    file: ApplicationFile,
    items: Sequence[tuple[ApplicationItem, ItemAnswer]],
    since: date,
) -> list[NewEvent]:
    """同意的各项写成的授权事件；外请凭哪份邀请由 ``invited`` 补上。"""
    head = file.application
    standings = standings_of(look, head.person_id)
    visiting = head.kind is ApplicationKind.VISITING
    found = []
    for item, given in items:
        if not given.agreed:
            continue
        wanted = WantedItem(item.target, item.grade, given.until)
        found.append(
            NewEvent(
                head.person_id,
                item.target,
                verb_for(head.kind, wanted, standings.get(item.target)),
                since,
                given.until,
                item.grade,
                temporary=Temporary.VISITING if visiting else Temporary.NO,
            )
        )
    return found


def foreseen(look: Look, world: World, file: ApplicationFile) -> tuple[Finding, ...]:
    """现在就授权的话会被拒绝的：培训、注册、邀请等，审定以前要解决。"""
    items = [(one, ItemAnswer(True, one.until)) for one in file.items]
    events = invited(look, _events(look, file, items, world.on))
    kind = DecisionKind.APPLICATION
    decision = NewDecision(kind, min(world.on, today()), meeting="委员会", document="待发文")
    found = check_decision(look, decision, events, today())
    return tuple(one for one in found if one.severity is Severity.REFUSE)


def _write(
    page: Page,
    decision: NewDecision,
    events: Sequence[NewEvent],
    cases: Sequence[_Case],
    approver: Reviewer | None,
    reason: str,
) -> str:
    number, decision_id = "", None
    if events:
        number, decision_id = enter_decision(page, decision, events, reason=reason)
    for case in cases:
        link = decision_id if case.is_granted else None
        step = add_step(page, case.file, case.step, approver, link)
        if case.step.verdict is StepVerdict.AGREE:
            _write_results(page, step, case)
    granted = sum(1 for case in cases if case.is_granted)
    if granted:
        rest = len(cases) - granted
        other = f"，其余 {rest} 份已登记结论" if rest else ""
        return f"已登记审定，{granted} 份获准，{len(events)} 项，决定 {number}{other}"
    agreed = sum(1 for case in cases if case.step.verdict is StepVerdict.AGREE)
    return f"已登记审定 {len(cases)} 份" + (f"，{agreed} 份同意，待发文" if agreed else "")


def _write_results(page: Page, step: int, case: _Case) -> None:
    for item, given in case.items:
        page.add(
            ApplicationResultRow,
            step_id=step,
            item_id=item.id,
            agreed=given.agreed,
            until=given.until if given.agreed else None,
            note=given.note.strip(),
        )
