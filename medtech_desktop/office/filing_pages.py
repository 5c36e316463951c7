"""备案的一览与单页：期限逐日、材料清单、还差什么。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.clocks import Clock, FilingDuty, authority_term
from medtech_desktop.domain.dossiers import MaterialLine, MaterialState
from medtech_desktop.domain.filings import (
    ALLOWED_NEXT,
    CAUSE_LABELS,
    REFILING,
    STEP_LABELS,
    FilingFile,
    FilingState,
    FilingStep,
    open_filings,
    register_remark,
)
from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.domain.practitioners import lead_registration
from medtech_desktop.domain.working_days import CountedDay, left
from medtech_desktop.office.acts import today
from medtech_desktop.office.dossier_lines import dossier_lines, scans_checked
from medtech_desktop.office.dossiers import submission_findings
from medtech_desktop.office.filings import may_file
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.papers import annex2_findings
from medtech_desktop.office.practitioners import called, find_person
from medtech_desktop.office.world import World, load_world, read_world, was_there
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look


@dataclass(frozen=True, slots=True)
class FilingLine:
    """备案一览的一行。``number`` 空 = 应备案而尚未新建。"""

    number: str
    technology: str
    code: str
    name: str
    cause: str
    state: str
    due: date | None
    left: str
    fact: str
    provisional: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class ClockView:
    """期限：截止日、剩余、更严的读法、逐日清单。"""

    article: str
    day_zero: date
    due: date
    left: str
    stricter_due: date | None
    provisional: bool
    reasons: tuple[str, ...]
    also: tuple[tuple[str, date], ...]
    days: tuple[CountedDay, ...]
    closed: str
    found_on: date | None
    late_reason: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """备案表草稿；``leads``：（人员 id，姓名，职称，科室，培训）。"""

    version: int
    first_use: bool | None
    opinion: str
    leads: tuple[tuple[int, str, str, str, str], ...]
    locked: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """备案经过的一行。"""

    label: str
    day: date
    document: str
    note: str


@dataclass(frozen=True, slots=True)
class FilingPage:
    """备案单页。``findings``：提交以前还差什么；``remark``：完成后供照抄的备注三。

    ``annex_gaps``: the boxes of annex 2 still empty, one by one; ``submitted``: the day it
    was first submitted.
    """

    line: FilingLine
    authority: str
    clock: ClockView | None
    draft: DraftView | None
    materials: tuple[MaterialLine, ...]
    findings: tuple[Finding, ...]
    steps: tuple[StepLine, ...]
    next_steps: tuple[FilingStep, ...]
    missing: int
    remark: str = ""
    annex_gaps: tuple[Finding, ...] = ()
    submitted: date | None = None


def filing_line(world: World, filing: FilingFile, duty: FilingDuty | None) -> FilingLine:
    """一行。"""
    on = world.on
    file = world.technology(filing.filing.technology_id)
    judged = judge(world, file)
    state = filing.state(on)
    clock = duty.clock if duty is not None else None
    refiling = filing.filing.cause in REFILING
    due = None if refiling or clock is None or state is not FilingState.OPEN else clock.due
    if due is not None and clock is not None and clock.closed:
        due = None
    word = "逾期" if due is not None and on > due else state.value
    return FilingLine(
        filing.filing.number,
        file.technology.number,
        clock.item.entry.code if clock and not judged.code else judged.code,
        judged.official_name(on),
        CAUSE_LABELS[filing.filing.cause],
        word,
        due,
        left(on, due, world.calendar) if due else "",
        _fact(world, filing, state),
        bool(clock and clock.provisional and due),
        state in (FilingState.OPEN, FilingState.WITH_AUTHORITY, FilingState.RETURNED),
    )


def _fact(world: World, filing: FilingFile, state: FilingState) -> str:
    on = world.on
    if state is FilingState.FILED:
        done = filing.first(FilingStep.COMPLETED, on)
        return done.day.isoformat() if done else ""
    if state is FilingState.RETURNED:
        rounds = sum(e.step is FilingStep.RETURNED for e in filing.steps(on))
        return f"第 {rounds} 轮补正"
    term = authority_term(filing, world.calendar, on)
    if term is not None:
        passed = world.calendar.working_days_between(term.day_zero, on)
        return f"收齐第 {max(passed, 0)} 日，共 {term.working_days} 日"
    if state is FilingState.OPEN and filing.filing.cause in REFILING:
        return "没有法定天数"
    return ""


def _unopened(world: World, duty: FilingDuty) -> FilingLine:
    """应备案而没有新建的：也列在备案里，免得漏掉。"""
    file = world.technology(duty.technology_id)
    judged = judge(world, file)
    due = duty.clock.due
    return FilingLine(
        "",
        file.technology.number,
        duty.clock.item.entry.code or judged.code,
        judged.official_name(world.on),
        CAUSE_LABELS[duty.clock.cause],
        "逾期" if duty.is_late(world.on) else "待备案",
        due,
        left(world.on, due, world.calendar),
        "尚未新建",
        duty.clock.provisional,
        True,
    )


def filing_list(library: Book, on: date, known: int | None = None) -> tuple[FilingLine, ...]:
    """备案一览：进行中的在前，按期限；应办而未新建的也在内。"""
    with library.look(known) as look:
        return look.kept(_lines, on, today())


def _lines(look: Look, on: date, _today: date) -> tuple[FilingLine, ...]:
    return filing_lines(read_world(look, on))


def filing_lines(world: World) -> tuple[FilingLine, ...]:
    """备案一览。"""
    lines = []
    for file in world.technologies:
        duties = {d.licence_id: d for d in world.duties(file)}
        for filing in world.filings_of(file.technology.id):
            if not was_there(filing.filing.opened_on, world.on):
                continue
            lines.append(filing_line(world, filing, duties.get(filing.filing.licence_id)))
        for duty in duties.values():
            if duty.filing is None and duty.is_open():
                lines.append(_unopened(world, duty))
    last = date.max
    return tuple(sorted(lines, key=lambda x: (not x.is_open, x.due or last, x.code, x.number)))


def filing_page(library: Book, number: str, on: date, known: int | None = None) -> FilingPage:
    """备案单页。raises Refused when there is no such filing."""
    world = load_world(library, on, known)
    filing = world.find_filing(number)
    file = world.technology(filing.filing.technology_id)
    duty = world.duty(file, filing.filing.licence_id)
    line = filing_line(world, filing, duty)
    with library.look() as look:
        lines = scans_checked(look, dossier_lines(world, filing))
    findings = () if filing.is_locked(on) else submission_findings(world, filing, lines)
    bad = (MaterialState.MISSING, MaterialState.BLOCKED, MaterialState.EXPIRED)
    authority = world.hospital.issuing_authority(filing.filing.licence_id, on)
    show = duty is not None and filing.filing.cause not in REFILING
    return FilingPage(
        line,
        world.hospital.authority_name(authority, on),
        _clock_view(world, duty.clock) if duty is not None and show else None,
        _draft_view(world, filing),
        lines,
        tuple(f for f in findings if f.severity is not Severity.NOTE),
        tuple(StepLine(STEP_LABELS[e.step], e.day, e.document, e.note) for e in filing.steps(on)),
        _next_steps(filing, on),
        sum(m.required and m.state in bad for m in lines),
        _remark(world, filing, line),
        () if filing.is_locked(on) else annex2_findings(world, filing),
        _submitted(filing, on),
    )


def _remark(world: World, filing: FilingFile, line: FilingLine) -> str:
    """备注三的文字；完成备案以前没有，重新提交的不另录。"""
    done = filing.last(FilingStep.COMPLETED, world.on)
    if done is None or filing.filing.cause in REFILING:
        return ""
    return register_remark(world.pack().remark_parts, line.code, line.name, done.day)


def _next_steps(filing: FilingFile, on: date) -> tuple[FilingStep, ...]:
    """正常的下一步在前：提交、收齐、完成；补正、取消、结束在后。"""
    order = [FilingStep.SUBMITTED, FilingStep.RECEIVED, FilingStep.COMPLETED]
    taken = [event.step for event in filing.steps(on)]
    rounds = [place for place, step in enumerate(taken) if step is FilingStep.SUBMITTED]
    if rounds and FilingStep.RECEIVED in taken[rounds[-1] :]:
        order = [FilingStep.COMPLETED, FilingStep.RECEIVED, FilingStep.SUBMITTED]
    order += [step for step in FilingStep if step not in order]
    return tuple(sorted(ALLOWED_NEXT[filing.state(on)], key=order.index))


def _submitted(filing: FilingFile, on: date) -> date | None:
    first = filing.first(FilingStep.SUBMITTED, on)
    return first.day if first is not None else None


def _clock_view(world: World, clock: Clock) -> ClockView:
    case = clock.first_case
    return ClockView(
        clock.article,
        clock.day_zero,
        clock.due,
        left(world.on, clock.due, world.calendar),
        clock.term.stricter_due if clock.term else None,
        clock.provisional,
        clock.reasons,
        clock.also,
        clock.term.days if clock.term else (),
        clock.closed,
        case.found_on if case and case.found_on != case.day else None,
        case.reason if case else "",
    )


def _draft_view(world: World, filing: FilingFile) -> DraftView | None:
    draft = filing.draft
    if draft is None:
        return None
    file = world.technology(filing.filing.technology_id)
    names = "、".join(
        world.hospital.department_name(d, world.on) for d in file.department_ids(world.on)
    )
    return DraftView(
        draft.version,
        draft.first_use,
        draft.opinion,
        tuple(
            (
                row.person_id,
                called(world.staff, world.hospital, row.person_id, world.on),
                world.staff.title(row.person_id, world.on),
                row.departments or names,
                row.training,
            )
            for row in filing.leads
        ),
        filing.is_locked(world.on),
    )


def lead_findings(
    library: Book, number: str, people: Sequence[str], on: date
) -> tuple[Finding, ...]:
    """这些人能不能任这份备案的负责人；一边选一边说。找不到的人不在这里说。"""
    world = load_world(library, on)
    licence = world.find_filing(number).filing.licence_id
    found: list[Finding] = []
    for person in people:
        try:
            who = find_person(world.staff, person, on)
        except Refused:
            continue
        found += lead_registration(world.staff, who, licence, on)
    return tuple(found)


def earlier_opinions(library: Book, on: date) -> tuple[str, ...]:
    """本院以前各份备案写过的意见，新的在前，不重复。"""
    world = load_world(library, on)
    files = [f for file in world.technologies for f in world.filings_of(file.technology.id)]
    files.sort(key=lambda f: f.filing.opened_on, reverse=True)
    said = (f.draft.opinion.strip() for f in files if f.draft is not None)
    return tuple(dict.fromkeys(text for text in said if text))


@dataclass(frozen=True, slots=True)
class Fileable:
    """可以新建备案的一项技术：首例哪天（没有则 None），期限怎么说。"""

    technology: str
    code: str
    name: str
    first_case: date | None
    said: str


def fileable(library: Book, on: date) -> tuple[Fileable, ...]:
    """限制类技术里还可以新建备案的：没有进行中的，也不是没有新事由的。应办的在前。"""
    world = load_world(library, on)
    found: list[tuple[bool, Fileable]] = []
    for file in world.technologies:
        judged = judge(world, file)
        if may_file(world, judged):
            continue
        if open_filings(world.filings_of(file.technology.id), on):
            continue
        duties = [duty for duty in world.duties(file) if duty.submitted is None]
        days = [case.day for case in file.first_cases if case.counts and case.day <= on]
        if days and not duties:
            continue
        said = "还没有登记首例"
        if duties:
            due = duties[0].clock.due
            said = f"{CAUSE_LABELS[duties[0].clock.cause]}，{due.isoformat()} 止"
        name = judged.official_name(on)
        number = file.technology.number
        one = Fileable(number, judged.code, name, min(days, default=None), said)
        found.append((not duties, one))
    found.sort(key=lambda pair: (pair[0], pair[1].code, pair[1].technology))
    return tuple(one for _later, one in found)
