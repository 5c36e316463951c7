"""授权申请的办理：申请、改正与重新提交、科室与医务部门的意见、撤回、撤销错登的一步。

What the committee decides is in ``application_decisions``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.application_rules import (
    NewStep,
    Reviewer,
    WantedItem,
    item_findings,
    opinion_findings,
    outside_department,
    reviewer_findings,
    step_findings,
)
from medtech_desktop.domain.applications import (
    OPEN_STATES,
    STATE_LABELS,
    STEP_LABELS,
    VERDICT_LABELS,
    ApplicationFile,
    ApplicationKind,
    ApplicationStep,
    ReviewStep,
    StepVerdict,
)
from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.privilege_sequences import standing_at
from medtech_desktop.domain.privileges import Standing, Target, columns_of
from medtech_desktop.office.acts import Clerk, Done, gate, not_found, refuse_to_come
from medtech_desktop.office.application_targets import NewItem, resolve_items, target_names
from medtech_desktop.office.institutions import find_department
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.applications import (
    application_by_number,
    applications_of,
    items_dropped_in,
    load_applications,
    next_application_number,
)
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.privileges import chains_of, events_of_decision
from medtech_desktop.store.tables.applications import (
    ApplicationItemRow,
    ApplicationResultRow,
    ApplicationRow,
    ApplicationStepRow,
)

CHANGED = frozenset({"application"})


@dataclass(frozen=True, slots=True)
class NewApplication:
    """申请所填的内容。``person`` 是工号、姓名或内部编号；科室空的为申请人当日的科室。"""

    person: str | int
    kind: ApplicationKind
    day: date
    items: tuple[NewItem, ...]
    statement: str = ""
    department: str = ""


def open_application(
    library: Book, clerk: Clerk, draft: NewApplication, *, reason: str = ""
) -> Done:
    """登记一份授权申请。raises Refused."""
    refuse_to_come(draft.day, "申请之日", "day")
    with library.act(clerk, "application.open", reason=reason, effective=draft.day) as page:
        world = read_world(page, draft.day)
        person = person_of(world, draft.person)
        department = _department(world, person, draft.department)
        items = resolve_items(page, world, draft.items)
        found = gate(page, check_items(page, world, draft.kind, person, items), reason)
        number = next_application_number(page, draft.day.year)
        application = page.add(
            ApplicationRow,
            number=number,
            person_id=person,
            kind=draft.kind,
            department_id=department,
            day=draft.day,
            statement=draft.statement.strip(),
        )
        _add_items(page, application, items)
        name = world.staff.name(person, draft.day)
    said = f"已登记 {name} 的 {number}，{len(items)} 项，待科室评议"
    return Done(CHANGED, said, found, number)


def person_of(world: World, person: str | int) -> int:
    """工号、姓名或内部编号所指的人。raises Refused."""
    return person if isinstance(person, int) else find_person(world.staff, person, world.on)


def _department(world: World, person: int, wanted: str) -> int | None:
    if wanted.strip():
        return find_department(world.hospital, wanted, world.on)
    mine = world.staff.departments(person, world.on)
    return mine[0] if mine else None


def check_items(
    look: Look,
    world: World,
    kind: ApplicationKind,
    person: int,
    items: Sequence[WantedItem],
    but: int | None = None,
) -> tuple[Finding, ...]:
    """各项的结论；``but``：这份申请自己不算在「已申请中」之内。"""
    asked = {
        item.target: file.application.number
        for file in applications_of(look, person)
        if file.application.id != but and file.state() in OPEN_STATES
        for item in file.items
    }
    names = target_names(look, world, (one.target for one in items))
    held = standings_of(look, person)
    return item_findings(kind, world.on, items, names, held, asked)


def standings_of(look: Look, person_id: int) -> dict[Target, Standing]:
    """某人各授权对象推演到最后一件事件的情形。"""
    held = {target: standing_at(c, date.max) for target, c in chains_of(look, person_id).items()}
    return {target: standing for target, standing in held.items() if standing is not None}


def _add_items(page: Page, application: int, items: Sequence[WantedItem]) -> None:
    for one in items:
        page.add(
            ApplicationItemRow,
            application_id=application,
            **columns_of(one.target),
            grade=one.grade,
            until=one.until,
        )


def find_application(look: Look, number: str) -> ApplicationFile:
    """按编号取申请。raises Refused."""
    found = application_by_number(look, number)
    if found is None:
        raise not_found(f"没有申请「{number.strip()}」", "核对编号，或先登记申请", "application")
    return found


def resubmit_application(
    library: Book,
    clerk: Clerk,
    number: str,
    day: date,
    statement: str,
    items: Sequence[NewItem] | None = None,
    *,
    reason: str = "",
) -> Done:
    """评议以前改正，或退回以后补充，重新提交；``items`` 为 None 则各项照旧。raises Refused."""
    refuse_to_come(day, "提交之日", "day")
    with library.act(clerk, "application.resubmit", reason=reason, effective=day) as page:
        world = read_world(page, day)
        file = find_application(page, number)
        new = NewStep(ReviewStep.RESUBMITTED, StepVerdict.AGREE, day, statement)
        found = [*step_findings(file, new), *opinion_findings(new, True)]
        wanted = None if items is None else resolve_items(page, world, items)
        if wanted is not None:
            head = file.application
            found += check_items(page, world, head.kind, head.person_id, wanted, head.id)
        held = gate(page, found, reason)
        if wanted is not None and set(wanted) != _as_wanted(file):
            for old in file.items:
                page.annul(ApplicationItemRow, old.uid, "重新提交时改正")
            _add_items(page, file.application.id, wanted)
        add_step(page, file, new, None)
    return Done(CHANGED, f"{file.application.number} 已重新提交，待科室评议", held, number)


def _as_wanted(file: ApplicationFile) -> set[WantedItem]:
    return {WantedItem(one.target, one.grade, one.until) for one in file.items}


@dataclass(frozen=True, slots=True)
class NewReview:
    """科室评议或医务部门复核所填的内容。``person`` 是作出意见的人。"""

    step: ReviewStep
    verdict: StepVerdict
    day: date
    person: str | int = ""
    opinion: str = ""
    concurrent: str = ""


def review_application(
    library: Book, clerk: Clerk, number: str, draft: NewReview, *, reason: str = ""
) -> Done:
    """登记科室评议或医务部门复核的意见。raises Refused."""
    if draft.step not in (ReviewStep.DEPARTMENT, ReviewStep.OFFICE):
        said = f"{STEP_LABELS[draft.step]}不在这里登记"
        raise not_found(said, "委员会的结论用「登记审定」办理", "step")
    refuse_to_come(draft.day, "意见之日", "day")
    with library.act(clerk, "application.review", reason=reason, effective=draft.day) as page:
        world = read_world(page, draft.day)
        file = find_application(page, number)
        reviewer = reviewer_of(world, draft.person)
        new = NewStep(
            draft.step, draft.verdict, draft.day, draft.opinion, concurrent=draft.concurrent
        )
        found = gate(page, step_all(world, file, new, reviewer), reason)
        add_step(page, file, new, reviewer)
        log_concurrent(page, draft.concurrent)
        now = find_application(page, number)
    said = f"{file.application.number} {STEP_LABELS[draft.step]}：{VERDICT_LABELS[draft.verdict]}"
    return Done(CHANGED, f"{said}，现为{STATE_LABELS[now.state()]}", found, number)


def reviewer_of(world: World, person: str | int) -> Reviewer | None:
    """作出意见的人当日的情形；没有写的为 None。raises Refused for an unknown name."""
    if person == "":
        return None
    who, on = person_of(world, person), world.on
    roles = (row for row in world.staff.roles if row.person_id == who)
    return Reviewer(
        who,
        world.staff.name(who, on),
        frozenset(row.role for row in held_on(tuple(roles), on)),
        world.staff.departments(who, on),
        bool(world.staff.has_left(who, on)),
    )


def step_all(
    world: World, file: ApplicationFile, new: NewStep, reviewer: Reviewer | None
) -> tuple[Finding, ...]:
    """一步的全部结论。"""
    department = file.application.department_id
    called = world.hospital.department_name(department, world.on) if department else ""
    return (
        *step_findings(file, new),
        *opinion_findings(new, reviewer is not None),
        *reviewer_findings(file, new, reviewer),
        *outside_department(file, new, reviewer, called),
    )


def add_step(
    page: Page,
    file: ApplicationFile,
    new: NewStep,
    reviewer: Reviewer | None,
    decision_id: int | None = None,
) -> int:
    """写下一步，返回内部编号。"""
    return page.add(
        ApplicationStepRow,
        application_id=file.application.id,
        step=new.step,
        verdict=new.verdict,
        person_id=reviewer.person_id if reviewer is not None else None,
        day=new.day,
        opinion=new.opinion.strip(),
        meeting=new.meeting.strip(),
        concurrent=new.concurrent.strip(),
        decision_id=decision_id,
    )


def log_concurrent(page: Page, words: str) -> None:
    """兼任声明写进审计条目。"""
    if words.strip():
        page.remark(concurrent=words.strip())


def withdraw_application(library: Book, clerk: Clerk, number: str, day: date, why: str) -> Done:
    """撤回申请，理由必填；已经结束的不能撤回。raises Refused."""
    if not why.strip():
        raise not_found("撤回须写明理由", "写明为什么撤回", "why")
    refuse_to_come(day, "撤回之日", "day")
    with library.act(clerk, "application.withdraw", reason=why, effective=day) as page:
        file = find_application(page, number)
        new = NewStep(ReviewStep.WITHDRAWN, StepVerdict.AGREE, day, why)
        gate(page, step_findings(file, new))
        add_step(page, file, new, None)
    return Done(CHANGED, f"{file.application.number} 已撤回", subject=number)


def annul_application_step(library: Book, clerk: Clerk, number: str, why: str) -> Done:
    """撤销登记错的最后一步，理由必填；已据以授权的，先撤销授权决定。raises Refused."""
    if not why.strip():
        raise not_found("撤销须写明理由", "写明登记错在哪里", "why")
    with library.act(clerk, "application.annul", reason=why) as page:
        file = find_application(page, number)
        if not file.steps:
            raise not_found(f"{number} 还没有登记任何一步", "没有可撤销的", "step")
        last = file.steps[-1]
        if last.decision_id is not None:
            events = events_of_decision(page, last.decision_id)
            mine = [e for e in events if e.person_id == file.application.person_id]
            if any(event.annulled_on is None for event in mine):
                said = f"{number} 已据以授权，授权还有效"
                raise not_found(said, "先撤销那次决定里他的各件授权，再撤销这一步", "step")
        _annul_last(page, file, why)
    said = f"已撤销 {number} 的{STEP_LABELS[last.step]}（{last.day.isoformat()}）"
    return Done(CHANGED, said, subject=number)


def reopen_granted(page: Page, decision_id: int, why: str) -> tuple[ApplicationFile, ...]:
    """决定撤销以后，凭它获准的申请撤销获准的那一步，接着办；返回现在的各份。"""
    steps = page.fetch(
        ApplicationStepRow, ApplicationStep, ApplicationStepRow.decision_id == decision_id
    )
    mine = ApplicationRow.id.in_([one.application_id for one in steps])
    for file in load_applications(page, mine):
        _annul_last(page, file, why)  # nothing comes after the step that granted it
    return load_applications(page, mine)


def _annul_last(page: Page, file: ApplicationFile, why: str) -> None:
    last = file.steps[-1]
    for result in file.results_of(last.id).values():
        page.annul(ApplicationResultRow, result.uid, why)
    if last.step is ReviewStep.RESUBMITTED:
        _put_back_items(page, file, last.act_seq, why)
    page.annul(ApplicationStepRow, last.uid, why)


def _put_back_items(page: Page, file: ApplicationFile, act_seq: int, why: str) -> None:
    """重新提交时换过各项的，撤销它时换回原来的。"""
    dropped = items_dropped_in(page, file.application.id, act_seq)
    if not dropped:
        return
    for one in file.items:
        page.annul(ApplicationItemRow, one.uid, why)
    items = [WantedItem(one.target, one.grade, one.until) for one in dropped]
    _add_items(page, file.application.id, items)
