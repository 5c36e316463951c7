"""一项技术的文书与附件：能出哪些、齐不齐、哪一版；哪些扫描件，用在哪里，到什么时候有效。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.domain.dossiers import MATERIAL_LABELS, MaterialForm, MaterialState
from medtech_desktop.domain.editions import edition_on
from medtech_desktop.domain.filings import FilingFile, FilingState, FilingStep
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile
from medtech_desktop.office.dossier_lines import dossier_lines, scans_checked
from medtech_desktop.office.editions import management_editions, rows_of
from medtech_desktop.office.paper_kinds import KINDS
from medtech_desktop.office.papers import annex2_findings, annex3_findings
from medtech_desktop.office.trainings import all_bases
from medtech_desktop.office.world import World, was_there
from medtech_desktop.store.attachments import AttachmentFile, attachment_files, linked_files
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import filings as t

READY, LACKING, WHOLE, SUBMITTED = "可生成", "待补", "齐全", "已提交"
_ENDED = (FilingState.CANCELLED, FilingState.CLOSED)
_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class TechnologyPaper:
    """一份文书：种类、对象、名称、版本或日期、状态、还缺什么；``current`` 为眼前要用的。"""

    kind: str
    number: str
    label: str
    version: str
    state: str
    lacking: str = ""
    current: bool = True


@dataclass(frozen=True, slots=True)
class TechnologyAttachment:
    """一件扫描件：名称、用在哪里、登记日、大小、有效期末日、有效期的状态词（空为不限期）。"""

    attachment_id: int
    name: str
    used_in: str
    day: date
    size: int
    valid_until: date | None
    validity: str


def technology_papers(
    world: World, look: Look, file: TechnologyFile
) -> tuple[TechnologyPaper, ...]:
    """这项技术能有的文书：各份备案的（新的在前），再是技术自己的。"""
    filings = sorted(
        (
            filing
            for filing in world.filings_of(file.technology.id)
            if was_there(filing.filing.opened_on, world.on)
        ),
        key=lambda f: (f.filing.opened_on, f.filing.id),
        reverse=True,
    )
    out: list[TechnologyPaper] = []
    for place, filing in enumerate(filings):
        current = not place or filing.state(world.on) not in (FilingState.FILED, *_ENDED)
        out += filing_papers(world, look, file, filing, current=current)
    out += own_papers(world, look, file)
    return tuple(out)


def filing_papers(
    world: World, look: Look, file: TechnologyFile, filing: FilingFile, *, current: bool = True
) -> Iterator[TechnologyPaper]:
    """一份备案的文书：附件2、附件3、备案材料、计数表、备注三。"""
    number, on = filing.filing.number, world.on
    submitted = filing.last(FilingStep.SUBMITTED, on)
    locked = filing.is_locked(on)

    def paper(kind: str, gaps: str, version: str) -> TechnologyPaper:
        state = LACKING if gaps else READY
        return TechnologyPaper(kind, number, KINDS[kind].label, version, state, gaps, current)

    for kind, gaps in (
        ("annex2", annex2_findings(world, filing)),
        ("annex3", annex3_findings(world, file)),
    ):
        if locked and submitted is not None:
            day = submitted.day.isoformat()
            yield TechnologyPaper(kind, number, KINDS[kind].label, day, SUBMITTED, "", current)
        else:
            yield paper(kind, _words(gaps), "草稿" if gaps else world.pack().form_edition)
    if filing.state(on) in _ENDED:
        return
    lines = dossier_lines(world, filing)
    if current:  # reads every scan: only where somebody is about to use them
        lines = scans_checked(look, lines)
    held = (MaterialState.COMPLETE, MaterialState.EXEMPT, MaterialState.PRINTABLE)
    lacking = [line.label for line in lines if line.required and line.state not in held]
    yield paper("dossier", f"缺 {len(lacking)} 件：{'、'.join(lacking)}" if lacking else "", "")
    clock = world.clock(file, filing.filing.licence_id)
    if clock is not None and clock.term is not None:
        yield paper("counted-days", "", f"期限 {clock.due.isoformat()}")
    done = filing.first(FilingStep.COMPLETED, on)
    if done is not None:
        yield paper("remark-slip", "", done.day.isoformat())


def own_papers(world: World, look: Look, file: TechnologyFile) -> Iterator[TechnologyPaper]:
    """技术自己的文书：自评报告、管理目录、培训基地的附件4。"""
    number = file.technology.number
    assessed = file.assessment_on(world.on)
    if assessed is not None:
        version = assessed.assessed_on.isoformat()
        label = KINDS["self-assessment"].label
        yield TechnologyPaper("self-assessment", number, label, version, WHOLE)
    editions = sorted(management_editions(look), key=lambda e: (e.since, e.act_seq))
    edition = edition_on(editions, world.on)
    label = "医疗技术临床应用管理目录"
    if edition is None:
        lack = "还没有施行的一版，现在出的是拟稿"
        yield TechnologyPaper("management-catalog", "", label, "拟稿", LACKING, lack)
    elif any(row.number == number for row in rows_of(edition)):
        yield TechnologyPaper("management-catalog", edition.number, label, edition.number, WHOLE)
    else:
        lack = f"{edition.number} 没有列入这项技术"
        yield TechnologyPaper(
            "management-catalog", edition.number, label, edition.number, LACKING, lack
        )
    for view in all_bases(world, look):
        if view.base.technology_id == file.technology.id:
            base, lack = view.base.number, _words(view.gaps)
            state = LACKING if lack else READY
            yield TechnologyPaper("annex4", base, KINDS["annex4"].label, base, state, lack)


def _words(findings: tuple[Finding, ...]) -> str:
    return "；".join(finding.message for finding in findings)


def technology_attachments(
    world: World, look: Look, file: TechnologyFile
) -> tuple[TechnologyAttachment, ...]:
    """挂在这项技术名下的扫描件，新的在前；同一件用在几处就列几行。"""
    held = attachment_files(look)
    rows = [*_materials(world, held, file), *_issued(world, look, held, file)]
    rows += _linked(world, look, held, file)
    return tuple(sorted(rows, key=lambda row: (row.day, row.name), reverse=True))


def _materials(
    world: World, held: dict[int, AttachmentFile], file: TechnologyFile
) -> Iterator[TechnologyAttachment]:
    for filing in world.filings_of(file.technology.id):
        for row in world.materials.get(filing.filing.id, ()):
            scan = held.get(row.attachment_id) if row.attachment_id is not None else None
            if scan is None or row.form is MaterialForm.WITHDRAWN or row.day > world.on:
                continue
            who = world.staff.name(row.person_id, world.on) if row.person_id is not None else ""
            label = row.title or MATERIAL_LABELS[row.kind]
            used = "，".join(part for part in (filing.filing.number, label, who) if part)
            yield _attachment(scan, used, row.day, row.valid_until, world.on)


@dataclass(frozen=True, slots=True)
class _Issued:
    owner_uid: str
    paper: str
    day: date
    attachment_id: int


def _issued(
    world: World, look: Look, held: dict[int, AttachmentFile], file: TechnologyFile
) -> Iterator[TechnologyAttachment]:
    """提交时按字节保存的附件2、附件3。"""
    numbers = {f.filing.uid: f.filing.number for f in world.filings_of(file.technology.id)}
    row = t.IssuedPaperRow
    for paper in look.fetch(row, _Issued, row.owner_uid.in_(list(numbers))):
        scan = held.get(paper.attachment_id)
        if scan is not None and paper.day <= world.on:
            word = KINDS[paper.paper].label if paper.paper in KINDS else paper.paper
            used = f"{numbers[paper.owner_uid]}，{word}，提交的原样"
            yield _attachment(scan, used, paper.day, None, world.on)


def _linked(
    world: World, look: Look, held: dict[int, AttachmentFile], file: TechnologyFile
) -> Iterator[TechnologyAttachment]:
    """以链接挂上的：依据、自评、论证、伦理、获准、停止、知情同意书与所用管理规范。"""
    owners: dict[str, tuple[str, date]] = {}
    for one in file.evidence:
        owners[one.uid] = (f"依据，{one.source}", one.day)
    for done in file.self_assessments:
        owners[done.uid] = ("自我评估", done.assessed_on)
    for verdict in file.appraisals:
        owners[verdict.uid] = (f"论证，{verdict.meeting}", verdict.held_on)
    for review in file.ethics_reviews:
        owners[review.uid] = (f"伦理审查，{review.meeting}", review.held_on)
    for start in file.starts:
        owners[start.uid] = (f"获准开展，{start.document}", start.day)
    for stop in file.stops:
        owners[stop.uid] = (f"停止应用，{stop.document}", stop.day)
    for fact in file.facts:
        if fact.kind == TechnologyFactKind.CONSENT_FORM:
            owners[fact.uid] = (f"知情同意书，{fact.value}", fact.since)
    lineages = {row.lineage for row in file.lineages}
    for norm in world.norms:
        if norm.lineage in lineages:
            owners[norm.uid] = (f"管理规范，{norm.title}", norm.since)
    for link in linked_files(look, tuple(owners)):
        scan = held.get(link.attachment_id)
        used, day = owners[link.owner_uid]
        if scan is not None and day <= world.on:
            yield _attachment(scan, used.rstrip("，"), day, link.valid_until, world.on)


def _attachment(
    scan: AttachmentFile, used: str, day: date, until: date | None, on: date
) -> TechnologyAttachment:
    if until is None:
        word = ""
    elif until < on:
        word = "已过期"
    else:
        word = "60 天内到期" if until - on <= _SOON else "有效"
    return TechnologyAttachment(scan.id, scan.name, used, day, scan.size, until, word)
