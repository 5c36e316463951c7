"""备案材料：清单、登记、是否齐全，以及提交备案。"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from medtech_desktop.domain.annexes import norm_answers
from medtech_desktop.domain.clocks import clock_for, last_cancelled, late_filing
from medtech_desktop.domain.dossiers import (
    MATERIAL_LABELS,
    MaterialForm,
    MaterialKind,
    MaterialLine,
    MaterialState,
    dossier_gaps,
    exemption_needs_reason,
)
from medtech_desktop.domain.filings import REFILING, FilingFile, FilingStep
from medtech_desktop.domain.institutions import addressee_findings
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.office.acts import Clerk, Done, gate, not_found
from medtech_desktop.office.dossier_lines import dossier_lines, scans_checked
from medtech_desktop.office.filings import (
    CHANGED,
    add_step,
    check_step,
    may_file,
    refuse_day_to_come,
    refuse_locked,
)
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.paper_kinds import Paper, paper_of
from medtech_desktop.office.papers import (
    annex2_of,
    ineligible_leads,
)
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store import attachments
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import filings as t


def submission_findings(
    world: World, filing: FilingFile, lines: Sequence[MaterialLine]
) -> tuple[Finding, ...]:
    """提交备案的全部门槛：材料（清单 ``lines``）、负责人、自评、禁止类、逾期原因。"""
    file = world.technology(filing.filing.technology_id)
    found = may_file(world, judge(world, file))
    found += ineligible_leads(world, filing)
    found += norm_answers(annex2_of(world, filing))
    found += dossier_gaps(lines)
    if world.hospital.issuing_authority(filing.filing.licence_id, world.on) is None:
        what = "没有登记核发执业许可证的卫生行政部门"
        remedy = "在「系统」登记发证机关"
        found.append(Finding(Severity.REFUSE, what, "MTCA-11", remedy, "authority"))
    found += addressee_findings(world.hospital, filing.filing.licence_id, world.on)
    found += late_reason_needed(world, filing)
    return tuple(dict.fromkeys(found))


def late_reason_needed(world: World, filing: FilingFile) -> tuple[Finding, ...]:
    """逾期提交须写明原因。"""
    if filing.filing.cause in REFILING:
        return ()
    file = world.technology(filing.filing.technology_id)
    licence = filing.filing.licence_id
    mine = world.filings_of(file.technology.id, licence)
    after = last_cancelled(mine, world.on)
    clock = clock_for(
        file,
        world.site_ids(licence),
        world.catalog_on,
        world.catalogs.force_events,
        world.calendar,
        world.on,
        after,
    )
    duty = world.duty(file, licence) if clock else None
    if duty is None or duty.submitted is not None or not duty.is_late(world.on):
        return ()
    return tuple(
        Finding(Severity.WARN, f"{f.message}；逾期提交须写明原因", f.article, "写明原因", "reason")
        for f in late_filing(duty, world.on)
    )


@dataclass(frozen=True, slots=True)
class NewMaterial:
    """登记一件材料。``file`` 或 ``content``（名为 ``name``）非空为扫描件，否则为纸质件。"""

    kind: MaterialKind
    form: MaterialForm = MaterialForm.PAPER
    person_id: int | None = None
    file: Path | None = None
    copies: int = 1
    title: str = ""
    note: str = ""
    valid_until: date | None = None
    content: bytes = b""
    name: str = ""


def add_material(library: Book, clerk: Clerk, number: str, draft: NewMaterial, on: date) -> Done:
    """登记一件备案材料；扫描件按内容保存，同一件再登记的以后一件为准。"""
    with library.act(clerk, "material.add") as page:
        world = read_world(page, on)
        filing = world.find_filing(number)
        insert_material(page, filing, draft, on)
    said = f"已登记{draft.title or MATERIAL_LABELS[draft.kind]}"
    return Done(frozenset({"filing"}), said, subject=filing.filing.number)


def add_materials(
    library: Book, clerk: Clerk, number: str, drafts: Sequence[NewMaterial], on: date
) -> Done:
    """一次登记几件材料，要么都登记，要么都不登记。"""
    with library.act(clerk, "material.add") as page:
        world = read_world(page, on)
        filing = world.find_filing(number)
        for draft in drafts:
            insert_material(page, filing, draft, on)
    said = f"已登记 {len(drafts)} 件材料"
    return Done(frozenset({"filing"}), said, subject=filing.filing.number)


def withdraw_material(
    library: Book, clerk: Clerk, number: str, kind: MaterialKind, person: int | None, on: date
) -> Done:
    """撤下一件登记错的材料；提交以后不能撤下。原来的登记保留。"""
    with library.act(clerk, "material.withdraw") as page:
        world = read_world(page, on)
        filing = world.find_filing(number)
        lines = dossier_lines(world, filing)
        held = [m for m in lines if (m.kind, m.person_id) == (kind, person) and m.copies]
        if kind is MaterialKind.OTHER or not held:
            raise not_found("这件材料没有登记，不需要撤下", "另附的材料不挡住提交，留着即可", "")
        insert_material(page, filing, NewMaterial(kind, MaterialForm.WITHDRAWN, person), on)
    said = f"已撤下{held[0].label}"
    return Done(frozenset({"filing"}), said, subject=filing.filing.number)


def add_all_paper(library: Book, clerk: Clerk, number: str, on: date) -> Done:
    """把还缺的材料一次登记为纸质件已备；已登记的不动。"""
    with library.act(clerk, "material.all") as page:
        world = read_world(page, on)
        filing = world.find_filing(number)
        lines = dossier_lines(world, filing)
        missing = [m for m in lines if m.required and m.state is MaterialState.MISSING]
        for line in missing:
            draft = NewMaterial(line.kind, MaterialForm.PAPER, line.person_id)
            insert_material(page, filing, draft, on)
    said = f"已登记 {len(missing)} 件纸质材料"
    return Done(frozenset({"filing"}), said, subject=filing.filing.number)


def insert_material(page: Page, filing: FilingFile, draft: NewMaterial, on: date) -> None:
    """写下一件材料；提交以后材料不能再换，只能另附其他材料（例如回执）。"""
    if draft.kind is not MaterialKind.OTHER:
        refuse_locked(filing, on)
    gate(page, exemption_needs_reason(draft.form, draft.note))
    attachment = attachments.keep_file(page, draft.file) if draft.file is not None else None
    if draft.content:
        attachment = attachments.keep(page, draft.content, draft.name)
    page.add(
        t.MaterialRow,
        filing_id=filing.filing.id,
        kind=draft.kind,
        person_id=draft.person_id,
        form=MaterialForm.SCAN if attachment is not None else draft.form,
        attachment_id=attachment,
        copies=draft.copies if draft.form is not MaterialForm.EXEMPT else 0,
        title=draft.title.strip(),
        note=draft.note.strip(),
        valid_until=draft.valid_until,
        day=on,
    )


@cites("HN-4", "MTCA-41(5)", "MTCA-42(2)", "HN-2.2")
def submit_filing(
    library: Book,
    clerk: Clerk,
    number: str,
    day: date,
    *,
    attested_by: int | None = None,
    document: str = "",
    note: str = "",
    reason: str = "",
    today: date | None = None,
) -> Done:
    """提交备案：材料不齐拒绝；提交的附件2、附件3 按字节原样保存，记下谁对真实性负责。"""
    with library.act(clerk, "filing.submitted", reason=reason, effective=day) as page:
        world = read_world(page, day)
        filing = world.find_filing(number)
        refuse_day_to_come(FilingStep.SUBMITTED, day, today)
        check_step(filing, FilingStep.SUBMITTED, day)
        lines = scans_checked(page, dossier_lines(world, filing))
        found = gate(page, submission_findings(world, filing, lines), reason)
        who = attested_by if attested_by is not None else clerk.person_id
        add_step(page, filing, FilingStep.SUBMITTED, day, document, note or reason, who)
        for kind in ("annex2", "annex3"):
            _keep_paper(page, world, filing, paper_of(world, kind, filing.filing.number), who)
    said = f"{filing.filing.number} 已登记提交备案，{day.isoformat()}"
    return Done(CHANGED, said, found, filing.filing.number)


def _keep_paper(
    page: Page, world: World, filing: FilingFile, paper: Paper, attested_by: int | None
) -> None:
    content = paper.render("pdf")
    attachment = attachments.keep(page, content, f"{paper.stem}.pdf")
    pack = world.pack()
    page.add(
        t.IssuedPaperRow,
        paper=paper.kind,
        owner_table="filing",
        owner_uid=filing.filing.uid,
        format="pdf",
        layout=world.pack().form_edition,
        province=f"{pack.id} {pack.version}",
        record=json.dumps(asdict(paper.record), ensure_ascii=False, sort_keys=True, default=str),
        sha256=sha256(content).hexdigest(),
        attachment_id=attachment,
        attested_by=attested_by,
        day=world.on,
    )


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """提交时保存的文书。"""

    uid: str
    paper: str
    day: date
    sha256: str
    attachment_id: int
    attested_by: int | None
    act_seq: int


def issued_papers(library: Book, number: str, on: date) -> tuple[IssuedPaper, ...]:
    """某份备案提交过的文书，先后为序。"""
    with library.look() as look:
        filing = read_world(look, on).find_filing(number)
    return papers_of_filing(library, filing)


def papers_of_filing(library: Book, filing: FilingFile) -> tuple[IssuedPaper, ...]:
    """这份备案提交过的文书，先后为序。"""
    with library.look() as look:
        rows = look.fetch(
            t.IssuedPaperRow, IssuedPaper, t.IssuedPaperRow.owner_uid == filing.filing.uid
        )
    return tuple(rows)


def scan_bytes(path: Path | None, content: bytes, name: str) -> bytes:
    """还没有登记的一份扫描件，收得下的才给看。raises Trouble."""
    held = content if path is None else attachments.read_file(path)
    attachments.check(held, name)
    return held


def issued_bytes(library: Book, attachment_id: int) -> bytes:
    """提交时的原样字节。raises Trouble when the attachment is missing or changed."""
    if attachment_id <= 0:
        raise not_found("没有这份文书", "核对备案编号", "paper")
    with library.look() as look:
        return attachments.content_of(look, attachment_id)
