"""技术目录的一览与单页：类别、状态、生命周期、挡住下一步的是什么、变更记录。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.categories import CATEGORY_LABELS, Category
from medtech_desktop.domain.dated import holds_on
from medtech_desktop.domain.filings import CAUSE_LABELS, FilingFile, FilingStep
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.lifecycles import LifeCycle, life_cycle
from medtech_desktop.domain.working_days import left
from medtech_desktop.office.acts import today
from medtech_desktop.office.consent_forms import consent_findings, consent_form
from medtech_desktop.office.judgements import Judgement, judge
from medtech_desktop.office.practitioners import called
from medtech_desktop.office.subjects import SubjectLine, needed_of
from medtech_desktop.office.technologies import in_list, level_word
from medtech_desktop.office.technology_codes import CodeLink, links_of
from medtech_desktop.office.technology_history import HistoryLine, technology_history
from medtech_desktop.office.technology_papers import (
    TechnologyAttachment,
    TechnologyPaper,
    technology_attachments,
    technology_papers,
)
from medtech_desktop.office.technology_scans import ScanOwner, scan_owners
from medtech_desktop.office.world import World, read_world, was_there
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look

_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class TechnologyLine:
    """技术一览的一行。``left`` 为「剩 5 个工作日」「逾期 2」，没有期限则空。"""

    uid: str
    number: str
    code: str
    name: str
    category: Category
    category_label: str
    level: str
    state: str
    departments: tuple[str, ...]
    leads: tuple[str, ...]
    due: date | None
    left: str
    provisional: bool
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingRow:
    """技术页上的一份备案。"""

    number: str
    site: str
    cause: str
    day_zero: date | None
    submitted: date | None
    completed: date | None
    state: str


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """可选的院区：许可证与其下各院区的名称。"""

    licence_id: int
    name: str


@dataclass(frozen=True, slots=True)
class TechnologyPage:
    """技术单页。``questions``：尚待判定的事；``gate``：现在开展会被什么挡住。

    ``subjects`` 须有的诊疗科目，``consent`` 留存的知情同意书，``advice`` 缺而不挡路的。
    """

    line: TechnologyLine
    cycle: LifeCycle
    editions: tuple[str, ...]
    questions: tuple[str, ...]
    gate: tuple[Finding, ...]
    article: str
    filings: tuple[FilingRow, ...]
    history: tuple[HistoryLine, ...]
    papers: tuple[TechnologyPaper, ...] = ()
    attachments: tuple[TechnologyAttachment, ...] = ()
    sites: tuple[SiteChoice, ...] = ()
    licence_id: int | None = None
    scan_owners: tuple[ScanOwner, ...] = ()
    codes: tuple[CodeLink, ...] = ()
    subjects: tuple[SubjectLine, ...] = ()
    consent: str = ""
    advice: tuple[Finding, ...] = ()


def technology_line(world: World, judged: Judgement) -> TechnologyLine:
    """一行。"""
    on, file, duty = world.on, judged.file, judged.duty
    open_duty = duty if duty is not None and duty.is_open() else None
    hospital = world.hospital
    return TechnologyLine(
        file.technology.uid,
        file.technology.number,
        judged.code,
        judged.official_name(on),
        judged.category.category,
        CATEGORY_LABELS[judged.category.category],
        level_word(judged.item),
        judged.cycle.state,
        tuple(hospital.department_name(d, on) for d in file.department_ids(on)),
        tuple(called(world.staff, world.hospital, p, on) for p in file.lead_ids(on)),
        open_duty.clock.due if open_duty else None,
        left(on, open_duty.clock.due, world.calendar) if open_duty else "",
        bool(open_duty and open_duty.clock.provisional),
        judged.category.marks,
    )


def technology_list(
    library: Book, on: date, known: int | None = None
) -> tuple[TechnologyLine, ...]:
    """本院技术一览：限制类在前，按技术编号，没有编号的按名称；问过去的日子时，略去那时还没有的。"""
    with library.look(known) as look:
        return look.kept(_lines, on, today())


def _lines(look: Look, on: date, _today: date) -> tuple[TechnologyLine, ...]:
    world = read_world(look, on)
    judged = [judge(world, file) for file in world.technologies]
    lines = [technology_line(world, j) for j in judged if was_there(j.cycle.nodes[0].day, on)]
    return tuple(sorted(lines, key=lambda line: in_list(line.code, line.name, line.number)))


def technology_page(
    library: Book, key: str, on: date, known: int | None = None, licence_id: int | None = None
) -> TechnologyPage:
    """技术单页。``key`` 为院内编号、技术编号、名称或 uid。raises Refused.

    With ``licence_id`` the life cycle is that of the sites under one licence; without it
    that of the most pressing duty.
    """
    with library.look(known) as look:
        world = read_world(look, on)
        file = world.find_technology(key)
        judged = judge(world, file)
        if licence_id is not None:
            judged = _at_licence(world, judged, licence_id)
        return TechnologyPage(
            technology_line(world, judged),
            judged.cycle,
            tuple(
                dict.fromkeys(i.edition.printed_as or i.edition.name for i in judged.category.items)
            ),
            judged.category.questions,
            judged.gate,
            judged.category.article,
            _filing_rows(world, judged),
            technology_history(world, file),
            technology_papers(world, look, file),
            technology_attachments(world, look, file),
            _sites(world),
            licence_id,
            scan_owners(world, file),
            tuple(
                one for one in links_of(look, world, file.technology.id) if was_there(one.since, on)
            ),
            tuple(one for one in needed_of(look, world, file.technology.id) if holds_on(one, on)),
            consent_form(file, on),
            consent_findings(world, judged),
        )


def _sites(world: World) -> tuple[SiteChoice, ...]:
    """多于一张许可证时可选的院区；只有一张的不必选。"""
    hospital = world.hospital
    if len(hospital.licences) < _SEVERAL:
        return ()
    return tuple(
        SiteChoice(
            licence.id,
            "、".join(hospital.site_name(site.id, world.on) for site in sites) or licence.number,
        )
        for licence in hospital.licences
        for sites in (hospital.sites_of(licence.id),)
    )


def _at_licence(world: World, judged: Judgement, licence_id: int) -> Judgement:
    """只看一张许可证下的首例与备案。"""
    sites = world.site_ids(licence_id)
    cases = tuple(case for case in judged.file.first_cases if case.site_id in sites)
    file = replace(judged.file, first_cases=cases)
    duty = world.duty(judged.file, licence_id)
    filings = world.filings_of(file.technology.id, licence_id)
    cycle = life_cycle(file, world.on, judged.category, judged.gate, duty, filings)
    duties = () if duty is None else (duty,)
    return replace(judged, file=file, duties=duties, cycle=cycle)


def _filing_rows(world: World, judged: Judgement) -> tuple[FilingRow, ...]:
    return tuple(
        _filing_row(world, filing)
        for filing in reversed(world.filings_of(judged.file.technology.id))
        if was_there(filing.filing.opened_on, world.on)
    )


def _filing_row(world: World, filing: FilingFile) -> FilingRow:
    submitted = filing.first(FilingStep.SUBMITTED, world.on)
    completed = filing.first(FilingStep.COMPLETED, world.on)
    sites = world.hospital.sites_of(filing.filing.licence_id)
    return FilingRow(
        filing.filing.number,
        "、".join(world.hospital.site_name(s.id, world.on) for s in sites),
        CAUSE_LABELS[filing.filing.cause],
        filing.filing.day_zero,
        submitted.day if submitted else None,
        completed.day if completed else None,
        filing.state(world.on).value,
    )
