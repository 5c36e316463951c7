"""文书：由登记写成冻结的记录，再交给 documents 画出来。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.annexes import (
    annex2_gaps,
    annex3_gaps,
    annex5_gaps,
    departments_left_out,
)
from medtech_desktop.domain.appraisals import (
    VERDICT_LABELS,
    Appraisal,
    EthicsReview,
    Verdict,
    latest_appraisal,
    latest_ethics,
)
from medtech_desktop.domain.clocks import Clock
from medtech_desktop.domain.filings import REFILING, FilingFile, FilingState, FilingStep
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.lifecycles import gate_since
from medtech_desktop.domain.papers import (
    Annex2,
    Annex3,
    Annex5,
    Annex5Row,
    CountedDayBox,
    CountedDays,
    Footer,
    LeadBox,
)
from medtech_desktop.domain.practitioners import lead_registration
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.intake.law_register import load_register
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.world import World


def footer(world: World, number: str = "", anchor: str = "") -> Footer:
    """页脚：表式版本、备案编号、审计锚。"""
    return Footer(world.pack().form_edition, number, f"审计 {anchor}" if anchor else "")


def annex2_of(world: World, filing: FilingFile, anchor: str = "") -> Annex2:
    """附件2 的记录，按 ``world.on`` 的机构名称、级别与负责人。"""
    on = world.on
    file = world.technology(filing.filing.technology_id)
    judged = judge(world, file)
    clock = world.clock(file, filing.filing.licence_id)
    item = judged.item or (clock.item if clock else None)
    assessed = file.assessment_on(on)
    departments = [world.hospital.department_name(d, on) for d in file.department_ids(on)]
    hospital = world.hospital
    draft = filing.draft
    return Annex2(
        hospital=hospital.name(on),
        hospital_type=hospital.value(InstitutionKind.TYPE, on),
        hospital_level=hospital.value(InstitutionKind.LEVEL, on),
        principal=hospital.value(InstitutionKind.PRINCIPAL, on),
        principal_mobile=hospital.value(InstitutionKind.PRINCIPAL_MOBILE, on),
        technology=item.entry.name if item else file.name(on),
        code=item.entry.code if item else "",
        first_use=draft.first_use if draft else None,
        leads=_lead_boxes(world, filing, departments),
        self_assessed=assessed.compared if assessed else None,
        meets_norm=assessed.meets if assessed else None,
        opinion=draft.opinion if draft else "",
        footer=footer(world, filing.filing.number, anchor),
    )


def _lead_boxes(world: World, filing: FilingFile, departments: list[str]) -> tuple[LeadBox, ...]:
    return tuple(
        LeadBox(
            world.staff.name(lead.person_id, world.on),
            world.staff.title(lead.person_id, world.on),
            lead.departments or "、".join(departments),
            lead.training,
        )
        for lead in sorted(filing.leads, key=lambda row: row.position)
    )


def annex2_findings(world: World, filing: FilingFile) -> tuple[Finding, ...]:
    """附件2 还缺什么。"""
    file = world.technology(filing.filing.technology_id)
    departments = [
        world.hospital.department_name(d, world.on) for d in file.department_ids(world.on)
    ]
    paper = annex2_of(world, filing)
    leads = () if filing.is_locked(world.on) else ineligible_leads(world, filing)
    ended = never_submitted(filing, world.on)
    return (*ended, *annex2_gaps(paper), *departments_left_out(paper, departments), *leads)


@cites("HN-4")
def never_submitted(filing: FilingFile, on: date) -> tuple[Finding, ...]:
    """没有提交就结束了的：它的文书只能是草稿。"""
    ended = filing.state(on) in (FilingState.CLOSED, FilingState.CANCELLED)
    if not ended or filing.first(FilingStep.SUBMITTED, on) is not None:
        return ()
    said = f"{filing.filing.number} 没有提交过，{filing.state(on).value}"
    remedy = "有新的事由，另行新建备案"
    return (Finding(Severity.REFUSE, said, "HN-4", remedy, "filing"),)


@cites("MTCA-11(3)", "HN-annex2")
def ineligible_leads(world: World, filing: FilingFile) -> tuple[Finding, ...]:
    """备案表上不能任技术负责人的人：有一名，附件2 就不能生成。"""
    licence = filing.filing.licence_id
    found: list[Finding] = []
    for lead in filing.leads:
        found += lead_registration(world.staff, lead.person_id, licence, world.on)
    return tuple(found)


def _appraised(file: TechnologyFile, on: date) -> tuple[Appraisal | None, EthicsReview | None]:
    after = gate_since(file, on)
    return (
        latest_appraisal(file.appraisals, on, after),
        latest_ethics(file.ethics_reviews, on, after),
    )


def annex3_of(world: World, file: TechnologyFile, number: str = "", anchor: str = "") -> Annex3:
    """附件3 的记录：只写通过的结论。"""
    appraisal, ethics = _appraised(file, world.on)
    judged = judge(world, file)
    committee = ""
    if appraisal is not None and appraisal.verdict is Verdict.PASS:
        committee = appraisal.conclusion or VERDICT_LABELS[Verdict.PASS]
    reviewed = ""
    if ethics is not None and ethics.verdict is Verdict.PASS and not ethics.waived:
        reviewed = ethics.conclusion or VERDICT_LABELS[Verdict.PASS]
    return Annex3(
        judged.official_name(world.on), committee, reviewed, footer(world, number, anchor)
    )


def annex3_findings(world: World, file: TechnologyFile) -> tuple[Finding, ...]:
    """附件3 还缺什么。"""
    return annex3_gaps(annex3_of(world, file))


@cites("HN-6.2", "HN-annex5")
def annex5_of(world: World, year: int, half: int, anchor: str = "") -> Annex5:
    """附件5：本院在半年内完成备案的各行；重新提交的备案表不是新行。"""
    first, last = (
        (date(year, 1, 1), date(year, 6, 30))
        if half == 1
        else (
            date(year, 7, 1),
            date(year, 12, 31),
        )
    )
    rows = []
    for filing in world.filings:
        done = filing.first(FilingStep.COMPLETED, world.on)
        if done is None or filing.filing.cause in REFILING or not first <= done.day <= last:
            continue
        rows.append(_annex5_row(world, filing, done.day))
    rows.sort(key=lambda r: (r.filed_on, r.code, r.technology))
    period = f"{year}年{'1-6月' if half == 1 else '7-12月'}"
    return Annex5(tuple(rows), period, footer(world, "", anchor))


def _annex5_row(world: World, filing: FilingFile, day: date) -> Annex5Row:
    file = world.technology(filing.filing.technology_id)
    items = [
        i for lineage in file.lineages_on(day) for i in world.catalog_on(day).items_for(lineage)
    ]
    clock = world.clock(file, filing.filing.licence_id)
    item = items[0] if items else (clock.item if clock else None)
    authority = world.hospital.issuing_authority(filing.filing.licence_id, day)
    return Annex5Row(
        world.hospital.name(day) or world.hospital.name(world.on),
        item.entry.code if item else "",
        item.entry.name if item else file.name(day),
        day,
        world.hospital.authority_name(authority, day),
    )


def annex5_findings(world: World, paper: Annex5) -> tuple[Finding, ...]:
    """附件5 的核对：全称、备案机关。"""
    names = frozenset(e.name for e in world.catalogs.entries)
    return annex5_gaps(paper.rows, names)


def counted_days_of(
    world: World, file: TechnologyFile, clock: Clock, printed_on: date, anchor: str = ""
) -> CountedDays:
    """期限逐日计数表。raises Refused when the term is a fixed date of the law."""
    term = clock.term
    if term is None:
        raise not_found(
            f"{file.technology.number} 的期限是写明的日期 {clock.due.isoformat()}，没有逐日计数",
            "直接以该日为限",
            "filing",
        )
    judged = judge(world, file)
    code = clock.item.entry.code
    name = clock.item.entry.name
    return CountedDays(
        hospital=world.hospital.name(world.on),
        subject=f"{code} {name}".strip() or judged.official_name(world.on),
        matter="提交限制类技术备案",
        article=load_register().citation(clock.article),
        day_zero=term.day_zero,
        due=term.due,
        working_days=term.working_days,
        stricter_due=term.stricter_due,
        provisional=clock.provisional,
        missing_years=term.missing_years,
        days=tuple(CountedDayBox(d.day, d.number, d.note, d.provisional) for d in term.days),
        calendar_source=world.calendar.source,
        printed_on=printed_on,
        footer=footer(world, "", anchor),
    )
