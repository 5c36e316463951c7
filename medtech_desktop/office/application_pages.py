"""授权申请的一览与一份的详情：等谁、走到哪一步、还差什么、怎样结束的。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.applications import (
    APPLICATION_LABELS,
    NEXT_STEPS,
    OPEN_STATES,
    REVIEWS,
    STATE_LABELS,
    STEP_LABELS,
    VERDICT_LABELS,
    ApplicationFile,
    ApplicationKind,
    ApplicationState,
    ApplicationStep,
    ReviewStep,
    StepVerdict,
)
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.privileges import OPEN, Decision, Standing, State, Target
from medtech_desktop.domain.privileges import STATE_LABELS as HELD_LABELS
from medtech_desktop.office.application_decisions import foreseen
from medtech_desktop.office.application_targets import target_names, with_grade
from medtech_desktop.office.applications import find_application, standings_of
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.applications import applications_numbered, load_applications
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.privileges import decisions_by_id


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """一览的一行。``since`` 从哪天起等下一步。"""

    number: str
    person_id: int
    name: str
    staff_number: str
    department: str
    kind: ApplicationKind
    kind_label: str
    items: str
    state: ApplicationState
    state_label: str
    day: date
    since: date
    waited: int

    @property
    def is_open(self) -> bool:
        """仍在办理。"""
        return self.state in OPEN_STATES

    @property
    def is_regrant(self) -> bool:
        """用再授权申请表。"""
        return self.kind is ApplicationKind.RENEW


@dataclass(frozen=True, slots=True)
class ItemLine:
    """详情的一项：名称、希望的末日、现有的授权、委员会的结论。"""

    id: int
    target: Target
    name: str
    grade: int | None
    label: str
    until: date | None
    held: str
    agreed: bool | None = None
    agreed_until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """时间线的一步：做了什么、结论、谁、哪天、意见、会议、兼任、决定。"""

    step: ReviewStep
    verdict: StepVerdict
    title: str
    who: str
    day: date
    opinion: str
    meeting: str
    concurrent: str
    decision: str
    document: str


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """一份申请的详情。"""

    line: ApplicationLine
    statement: str
    items: tuple[ItemLine, ...]
    steps: tuple[StepLine, ...]
    next_steps: tuple[ReviewStep, ...]
    blockers: tuple[Finding, ...]
    decision: str = ""
    document: str = ""


def application_list(library: Book, on: date) -> tuple[ApplicationLine, ...]:
    """某日已有的全部申请：在办的在先，等得久的在先；结束的最近的在先。"""
    with library.look() as look:
        return look.kept(_lines, on)


def _lines(look: Look, on: date) -> tuple[ApplicationLine, ...]:
    world = read_world(look, on)
    files = [file for file in load_applications(look) if file.application.day <= on]
    names = target_names(look, world, {one.target for file in files for one in file.items})
    lines = [_line(world, file, names) for file in files]
    waiting = sorted((one for one in lines if one.is_open), key=lambda one: (one.since, one.number))
    ended = [one for one in lines if not one.is_open]
    ended.sort(key=lambda one: (one.since, one.number), reverse=True)
    return (*waiting, *ended)


def _line(world: World, file: ApplicationFile, names: Mapping[Target, str]) -> ApplicationLine:
    head, on = file.application, world.on
    state = file.state(on)
    steps = file.steps_on(on)
    since = steps[-1].day if steps else head.day
    department = head.department_id
    return ApplicationLine(
        head.number,
        head.person_id,
        world.staff.name(head.person_id, on),
        world.staff.staff_number(head.person_id, on),
        world.hospital.department_name(department, on) if department else "",
        head.kind,
        APPLICATION_LABELS[head.kind],
        _items_in_words(file, names),
        state,
        STATE_LABELS[state],
        head.day,
        since,
        (on - since).days,
    )


def _items_in_words(file: ApplicationFile, names: Mapping[Target, str]) -> str:
    words = [with_grade(names.get(one.target, ""), one.grade) for one in file.items]
    more = f" 等 {len(words)} 项" if len(words) > 2 else ""
    return "、".join(words[:2]) + more


def application_page(library: Book, number: str, on: date) -> ApplicationPage:
    """一份申请某日的详情。raises Refused when there is no such application."""
    with library.look() as look:
        return page_of(look, read_world(look, on), number)


def application_pages(
    library: Book, numbers: Sequence[str], on: date
) -> tuple[ApplicationPage, ...]:
    """几份申请的详情。raises Refused when one of them is not there."""
    with library.look() as look:
        world = read_world(look, on)
        files = applications_numbered(look, numbers)
        missing = next((one for one in numbers if one.strip() not in files), None)
        if missing is not None:
            find_application(look, missing)
        held = [files[one.strip()] for one in numbers]
        names = target_names(look, world, {one.target for file in held for one in file.items})
        return tuple(_page(look, world, file, names, foresee=False) for file in held)


def page_of(look: Look, world: World, number: str) -> ApplicationPage:
    """一份申请的详情，在已打开的读事务里。raises Refused when there is no such application."""
    file = find_application(look, number)
    names = target_names(look, world, (one.target for one in file.items))
    return _page(look, world, file, names, foresee=True)


def _page(
    look: Look,
    world: World,
    file: ApplicationFile,
    names: Mapping[Target, str],
    *,
    foresee: bool,
) -> ApplicationPage:
    """``foresee``：也看审定时会不会被拒绝。"""
    steps = file.steps_on(world.on)
    ids = [one.decision_id for one in steps if one.decision_id is not None]
    decisions = decisions_by_id(look, ids)
    state = file.state(world.on)
    last = decisions.get(ids[-1]) if ids else None
    return ApplicationPage(
        _line(world, file, names),
        file.statement(world.on),
        _items(look, world, file, names),
        tuple(_step(world, one, decisions) for one in steps),
        NEXT_STEPS[state],
        (*blockers(file, state), *(_foreseen(look, world, file, state) if foresee else ())),
        last.number if last is not None else "",
        last.document if last is not None else "",
    )


def _foreseen(
    look: Look, world: World, file: ApplicationFile, state: ApplicationState
) -> tuple[Finding, ...]:
    """在办的：审定以前要解决的，先提示；申请本身照样走。"""
    if state not in OPEN_STATES:
        return ()
    found = foreseen(look, world, file)
    return tuple(replace(one, severity=Severity.WARN, field="foreseen") for one in found)


def _items(
    look: Look, world: World, file: ApplicationFile, names: Mapping[Target, str]
) -> tuple[ItemLine, ...]:
    held = standings_of(look, file.application.person_id)
    decided = [one for one in file.steps_on(world.on) if one.step is ReviewStep.COMMITTEE]
    answers = file.results_of(decided[-1].id) if decided else {}
    lines = []
    for one in file.items:
        answer = answers.get(one.id)
        name = names.get(one.target, "")
        lines.append(
            ItemLine(
                one.id,
                one.target,
                name,
                one.grade,
                with_grade(name, one.grade),
                one.until,
                held_in_words(held.get(one.target), one.grade is not None, world.on),
                None if answer is None else answer.agreed,
                None if answer is None else answer.until,
                "" if answer is None else answer.note,
            )
        )
    return tuple(lines)


def held_in_words(standing: Standing | None, graded: bool, on: date) -> str:
    """现有的授权一句话：「三级，有效至 2026-12-31」「没有授权」。"""
    if standing is None:
        return "没有授权"
    level = with_grade("", standing.grade).strip() if graded else ""
    state = standing.state(on)
    said = HELD_LABELS[state]
    if standing.until != OPEN and state is State.VALID:
        said += f"至 {standing.until.isoformat()}"
    elif standing.until != OPEN and state is not State.REVOKED:
        said += f"（有效期至 {standing.until.isoformat()}）"
    return "，".join(part for part in (level, said) if part)


def _step(world: World, one: ApplicationStep, decisions: Mapping[int, Decision]) -> StepLine:
    decision = decisions.get(one.decision_id) if one.decision_id is not None else None
    title = STEP_LABELS[one.step]
    if one.step in REVIEWS:
        title = f"{title}：{VERDICT_LABELS[one.verdict]}"
    return StepLine(
        one.step,
        one.verdict,
        title,
        world.staff.name(one.person_id, world.on) if one.person_id is not None else "",
        one.day,
        one.opinion,
        one.meeting,
        one.concurrent,
        decision.number if decision is not None else "",
        decision.document if decision is not None else "",
    )


_WAITS: dict[ApplicationState, tuple[str, str]] = {
    ApplicationState.DEPARTMENT: ("等科室评议", "由申请人科室的另一人作出意见，本人不能评议"),
    ApplicationState.OFFICE: ("等医务部门复核", "由没有评议过的人复核；一人兼任的写明兼任"),
    ApplicationState.COMMITTEE: ("等委员会审定", "写明会议或审定人，逐项同意或不同意"),
    ApplicationState.DOCUMENT: ("委员会已同意，等文号", "登记文号以后授权才生效"),
    ApplicationState.RETURNED: ("已退回，等申请人补充", "补充后重新提交，从科室评议起再审"),
}


@cites("MTCA-20")
def blockers(file: ApplicationFile, state: ApplicationState) -> tuple[Finding, ...]:
    """挡住下一步的：等谁；没有写申请理由的提示补上。"""
    found = []
    if state in _WAITS:
        message, remedy = _WAITS[state]
        found.append(Finding(Severity.REFUSE, message, "MTCA-20", remedy, state.value))
    if state in OPEN_STATES and not file.statement().strip():
        said = "没有写申请理由"
        remedy = "评议以前可以改正：例数、培训、考核等"
        found.append(Finding(Severity.WARN, said, "MTCA-20", remedy, "statement"))
    return tuple(found)
