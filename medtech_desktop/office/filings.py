"""办备案：登记首例、新建备案、填草稿、提交、收齐、补正、完成、取消。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.categories import Category
from medtech_desktop.domain.evidence import research_note
from medtech_desktop.domain.filings import (
    ALLOWED_NEXT,
    CAUSE_LABELS,
    REFILING,
    STEP_LABELS,
    FilingCause,
    FilingFile,
    FilingState,
    FilingStep,
    day_to_come,
    open_filings,
)
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.practitioners import CertificateKind, lead_registration
from medtech_desktop.domain.prohibited import prohibited_findings
from medtech_desktop.domain.refilings import refiling_tasks
from medtech_desktop.domain.scope import scope_findings
from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile
from medtech_desktop.office import acts
from medtech_desktop.office.acts import Clerk, Done, gate, not_found
from medtech_desktop.office.first_cases import NewFirstCase, insert_first_case
from medtech_desktop.office.judgements import Judgement, judge
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.filings import next_filing_number
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import filings as t

CHANGED = frozenset({"filing", "technology"})


@dataclass(frozen=True, slots=True)
class NewFiling:
    """新建备案所填的内容。``first_case``：一并登记首例。"""

    cause: FilingCause | None = None
    first_case: date | None = None
    licence_id: int | None = None
    leads: tuple[str, ...] = ()
    opinion: str = ""
    site_id: int | None = None
    case_ref: str = ""
    case_reason: str = ""


def open_filing(
    library: Book, clerk: Clerk, key: str, draft: NewFiling, on: date, *, reason: str = ""
) -> Done:
    """新建一份备案。不适用本办法的、禁止类的、不是限制类的都拒绝。"""
    with library.act(clerk, "filing.open", reason=reason, effective=on) as page:
        world = read_world(page, on)
        file = world.find_technology(key)
        found = list(gate(page, may_file(world, judge(world, file)), reason))
        if draft.first_case is not None:
            site = draft.site_id or _site_under(world, draft.licence_id)
            case = NewFirstCase(draft.first_case, site, draft.case_ref, reason=draft.case_reason)
            found += insert_first_case(page, world, file, case, on, reason)
            world = read_world(page, on)
            file = world.technology(file.technology.id)
        licence = draft.licence_id or _licence_at(world, draft.site_id, on)
        cause, zero = _cause(world, file, licence, draft.cause)
        _none_open(world, file, licence, cause)
        number = next_filing_number(page, on.year)
        filing = page.add(
            t.FilingRow,
            number=number,
            technology_id=file.technology.id,
            licence_id=licence,
            cause=cause,
            opened_on=on,
            day_zero=zero,
        )
        first_use = cause in (FilingCause.FIRST_CASE, FilingCause.BEFORE_FIRST_CASE)
        page.add(
            t.FilingDraftRow, filing_id=filing, first_use=first_use, opinion=draft.opinion.strip()
        )
        _default_leads(page, world, file, filing, licence, draft.leads)
    said = f"已新建 {number}（{CAUSE_LABELS[cause]}）"
    return Done(CHANGED, said, tuple(found), number)


def _site_under(world: World, licence_id: int | None) -> int | None:
    """首例登记在哪个院区：指定了许可证的，取其下的院区；默认院区优先。"""
    if licence_id is None:
        return None
    sites = world.site_ids(licence_id)
    default = world.hospital.default_site()
    if default is not None and default.id in sites:
        return default.id
    return next(iter(sites), None)


@cites("MTCA-2", "MTCA-11", "MTCA-12", "MTCA-47", "HN-2.3")
def may_file(world: World, judgement: Judgement) -> list[Finding]:
    """能否备案：禁止类、不适用本办法、其他技术、临床研究都不备案。"""
    found = list(prohibited_findings(judgement.prohibited))
    if judgement.file.flag(TechnologyFactKind.RESEARCH, world.on):
        found += [replace(f, severity=Severity.REFUSE) for f in research_note(is_research=True)]
    if judgement.category.category is Category.NOT_APPLICABLE:
        found += scope_findings(judgement.scope, "备案")
    elif not judgement.category.is_restricted and not found:
        found.append(
            Finding(
                Severity.REFUSE,
                f"{judgement.file.technology.number} 不是限制类技术，不需要备案",
                "MTCA-12",
                "其他技术由本院自行管理；确属限制类的，先对应目录条目",
                "code",
            )
        )
    return found


def _licence_at(world: World, site_id: int | None, on: date) -> int:
    """院区的许可证；没有指明院区的，取默认院区。"""
    default = world.hospital.default_site()
    site = site_id or (default.id if default is not None else None)
    licence = world.hospital.licence_of(site, on) if site is not None else None
    if licence is None:
        raise not_found("还没有登记执业许可证", "先登记院区、许可证与发证机关", "licence")
    return licence.id


def _cause(
    world: World, file: TechnologyFile, licence: int, wanted: FilingCause | None
) -> tuple[FilingCause, date | None]:
    """缘由与起算日：有期限的按期限，变更的按变更日，否则为首例前备案。"""
    tasks = refiling_tasks(
        file,
        world.filings_of(file.technology.id, licence),
        world.hospital,
        world.staff,
        licence,
        world.on,
    )
    if wanted in REFILING:
        task = next((k for k in tasks if k.cause is wanted), None)
        return wanted or FilingCause.LEAD_CHANGE, task.changed_on if task else world.on
    duty = world.duty(file, licence)
    if duty is not None and duty.submitted is None:
        return duty.clock.cause, duty.clock.day_zero
    if wanted is None and tasks:
        return tasks[0].cause, tasks[0].changed_on
    if duty is not None:
        raise not_found(
            f"{file.technology.number} 已于 {duty.submitted} 提交过备案，没有新的事由",
            "负责人变更的，选择变更缘由；其他情况打开已有的备案",
            "cause",
        )
    return FilingCause.BEFORE_FIRST_CASE, None


def _none_open(world: World, file: TechnologyFile, licence: int, cause: FilingCause) -> None:
    for one in open_filings(world.filings_of(file.technology.id, licence), world.on):
        sent = one.state(world.on) is FilingState.WITH_AUTHORITY
        if cause in REFILING:  # 交出去以后又有变更的，另交一份
            same = one.filing.cause is cause and not sent
        else:
            same = one.filing.cause not in REFILING
        if same:
            raise not_found(
                f"{file.technology.number} 已有进行中的 {one.filing.number}",
                "打开那一份继续办理；办错的先结束它",
                "code",
            )


def _default_leads(
    page: Page,
    world: World,
    file: TechnologyFile,
    filing: int,
    licence: int,
    wanted: Sequence[str],
) -> None:
    people = [find_person(world.staff, p, world.on) for p in wanted] or list(
        file.lead_ids(world.on)
    )
    found: list[Finding] = []
    for position, person in enumerate(people, 1):
        if wanted:
            found += lead_registration(world.staff, person, licence, world.on)
        page.add(
            t.FilingLeadRow,
            filing_id=filing,
            person_id=person,
            departments="",
            training=training_words(world, person, file),
            position=position,
        )
    gate(page, found)


def training_words(world: World, person_id: int, file: TechnologyFile) -> str:
    """相关培训情况：由登记的培训证明写成一句话。"""
    lineages = [row.lineage for row in file.lineages]
    rows = world.staff.certificates_of(person_id, CertificateKind.TRAINING, world.on, lineages)
    return "；".join(
        "，".join(
            p for p in (f"{c.since.year}年{c.since.month:02}月", c.issuer, c.title, c.number) if p
        )
        for c in rows
    )


def edit_draft(
    library: Book,
    clerk: Clerk,
    number: str,
    *,
    on: date,
    opinion: str | None = None,
    first_use: bool | None = None,
    version: int | None = None,
) -> Done:
    """修改备案表草稿；已提交的不能改，须先登记补正。"""
    with library.act(clerk, "filing.edit") as page:
        world = read_world(page, on)
        filing = world.find_filing(number)
        refuse_locked(filing, on)
        draft = filing.draft
        if draft is None:
            raise not_found(f"{filing.filing.number} 没有草稿", "重新打开这份备案", "filing")
        values: dict[str, object] = {}
        if opinion is not None:
            values["opinion"] = opinion.strip()
        if first_use is not None:
            values["first_use"] = first_use
        page.amend(t.FilingDraftRow, draft.id, version or draft.version, **values)
    return Done(frozenset({"filing"}), "草稿已保存", subject=filing.filing.number)


@dataclass(frozen=True, slots=True)
class DraftLead:
    """备案表上一名负责人所填的内容。"""

    person: str
    departments: str = ""
    training: str = ""


def set_filing_leads(
    library: Book, clerk: Clerk, number: str, leads: Sequence[DraftLead], on: date
) -> Done:
    """填写备案表上的技术负责人；不是本院注册执业医师的拒绝（第十一条第三项）。"""
    with library.act(clerk, "filing.leads") as page:
        world = read_world(page, on)
        filing = world.find_filing(number)
        refuse_locked(filing, on)
        file = world.technology(filing.filing.technology_id)
        people = [(find_person(world.staff, lead.person, on), lead) for lead in leads]
        found: list[Finding] = []
        for person, _ in people:
            found += lead_registration(world.staff, person, filing.filing.licence_id, on)
        gate(page, found)
        for row in filing.leads:
            page.discard(t.FilingLeadRow, row.id, row.version)
        for position, (person, lead) in enumerate(people, 1):
            page.add(
                t.FilingLeadRow,
                filing_id=filing.filing.id,
                person_id=person,
                departments=lead.departments.strip(),
                training=lead.training.strip() or training_words(world, person, file),
                position=position,
            )
    return Done(frozenset({"filing"}), "已保存技术负责人", subject=filing.filing.number)


def refuse_locked(filing: FilingFile, on: date) -> None:
    """已提交的不能再改，以提交的为准；补正时先登记补正。raises Refused."""
    if filing.is_locked(on):
        raise not_found(
            f"{filing.filing.number} {filing.state(on).value}，备案表不能再改",
            "备案部门要求补正时，先登记补正，再修改后重新提交",
            "filing",
        )


def take_step(
    library: Book,
    clerk: Clerk,
    number: str,
    step: FilingStep,
    day: date,
    *,
    document: str = "",
    note: str = "",
    today: date | None = None,
) -> Done:
    """备案的一步：补正、收齐、完成、取消、结束。提交另用 ``submit_filing``。

    ``today``: the day it is registered on; a step of a later day is refused.
    """
    if step is FilingStep.SUBMITTED:
        raise not_found("提交备案须先核对材料", "用「提交备案」办理，材料齐全才可以登记", "step")
    with library.act(clerk, f"filing.{step.value}", effective=day) as page:
        world = read_world(page, day)
        filing = world.find_filing(number)
        refuse_day_to_come(step, day, today)
        check_step(filing, step, day)
        gate(page, _step_needs(step, document, note))
        add_step(page, filing, step, day, document, note, clerk.person_id)
    said = f"{filing.filing.number} 已登记{STEP_LABELS[step]}，{day.isoformat()}"
    return Done(CHANGED, said, subject=filing.filing.number)


def refuse_day_to_come(step: FilingStep, day: date, today: date | None) -> None:
    """还没有到的日子不登记。raises Refused."""
    what = day_to_come(step, day, today or acts.today())
    if what:
        raise not_found(what, "核对日期；办了以后再登记", "day")


def check_step(filing: FilingFile, step: FilingStep, day: date) -> None:
    """这一步现在能不能走；日期不能早于上一步。"""
    state = filing.state(day)
    last = max((e.day for e in filing.events), default=None)
    if last is not None and day < last:
        raise not_found(
            f"日期早于上一步（{last.isoformat()}）", "核对日期；上一步登记错的，先撤销它", "day"
        )
    received = filing.steps(day)[-1:] if step is FilingStep.RECEIVED else ()
    if received and received[0].step is FilingStep.RECEIVED:
        raise not_found(
            f"{filing.filing.number} 已于 {received[0].day.isoformat()} 登记材料收齐",
            "登记错的，先撤销那一步",
            "step",
        )
    if step is FilingStep.CANCELLED and filing.filing.cause in REFILING:
        raise not_found(
            f"{filing.filing.number} 只是重新提交的备案表，备案本身不在这一份",
            "在原来完成备案的那一份上登记取消",
            "step",
        )
    zero = filing.filing.day_zero
    if (
        step is FilingStep.SUBMITTED
        and filing.filing.cause is FilingCause.FIRST_CASE
        and zero is not None
        and day < zero
    ):
        raise not_found(
            f"提交日期早于首例（{zero.isoformat()}）",
            "核对日期；首例前提交的，另建首例前备案",
            "day",
        )
    if step not in ALLOWED_NEXT[state]:
        raise not_found(
            f"{filing.filing.number} 现为「{state.value}」，不能登记{STEP_LABELS[step]}",
            "先登记前面的步骤，或核对备案编号",
            "step",
        )


@cites("MTCA-11", "MTCA-25")
def _step_needs(step: FilingStep, document: str, note: str) -> tuple[Finding, ...]:
    """取消由备案部门作出，须有文号；补正与结束须写明内容。"""
    if step is FilingStep.CANCELLED and not document.strip():
        what = "取消备案由备案部门作出，须有文号"
        return (Finding(Severity.REFUSE, what, "MTCA-25", "填写取消备案的文号", "document"),)
    if step in (FilingStep.RETURNED, FilingStep.CLOSED) and not note.strip():
        what = "须写明要求补正的内容" if step is FilingStep.RETURNED else "须写明结束的原因"
        return (Finding(Severity.REFUSE, what, "MTCA-11", "写明后再保存", "note"),)
    return ()


def add_step(
    page: Page,
    filing: FilingFile,
    step: FilingStep,
    day: date,
    document: str,
    note: str,
    attested_by: int | None,
) -> None:
    """写下这一步。"""
    page.add(
        t.FilingEventRow,
        filing_id=filing.filing.id,
        step=step,
        day=day,
        document=document.strip(),
        note=note.strip(),
        attested_by=attested_by,
    )


def is_open(state: FilingState) -> bool:
    """仍在办理。"""
    return state in (FilingState.OPEN, FilingState.WITH_AUTHORITY, FilingState.RETURNED)
