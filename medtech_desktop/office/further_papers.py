"""附件1、附件4、备注三、自评报告、管理目录、院务公开、材料册的记录。"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from medtech_desktop.domain.catalogs import printed_entries
from medtech_desktop.domain.disclosure_papers import Disclosure
from medtech_desktop.domain.dossier_papers import Dossier, DossierEntry, DossierSource
from medtech_desktop.domain.dossiers import (
    GENERATED,
    MaterialKind,
    MaterialLine,
    MaterialState,
)
from medtech_desktop.domain.editions import ManagementDiff, edition_on, management_diff
from medtech_desktop.domain.filings import FilingFile, FilingStep, register_remark
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.papers import (
    Annex1,
    Annex1Row,
    Annex4,
    ManagedChange,
    ManagedTechnology,
    ManagementCatalog,
    RemarkLine,
    RemarkSlip,
    SelfAssessmentReport,
    YearCases,
)
from medtech_desktop.domain.trainings import TrainingBase
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.disclosures import (
    default_period,
    disclosure_record,
    load_figures,
    load_posted,
    thawed,
)
from medtech_desktop.office.dossier_lines import dossier_lines, scans_checked
from medtech_desktop.office.editions import management_editions, management_rows, rows_of
from medtech_desktop.office.grading_papers import public_grading
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.papers import annex2_of, annex3_of, footer
from medtech_desktop.office.trainings import base_view, find_base
from medtech_desktop.office.world import World
from medtech_desktop.store import attachments
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import trainings as tt

Made = tuple[str, Any, tuple[Finding, ...]]


def one(_world: World, _look: Look) -> tuple[str, ...]:
    """只有一份的文书。"""
    return ("",)


def annex1(world: World, _look: Look, key: str, anchor: str) -> Made:
    """附件1：所印的一版（缺省为本省附件1）。"""
    pack = world.pack()
    printed = key.strip() or pack.form_edition
    try:
        entries = printed_entries(printed, world.catalogs.editions, world.catalogs.entries)
    except LookupError as error:
        raise not_found(str(error), f"写版名，如 {pack.form_edition}", "edition") from error
    rows = tuple(Annex1Row(e.code, e.name) for e in entries)
    is_annex = printed == pack.form_edition
    title = pack.annex_title(1) if is_annex else printed
    record = Annex1(rows, footer(world, "", anchor), title, "附件1" if is_annex else "")
    return f"附件1-{printed}", record, ()


def bases(_world: World, look: Look) -> tuple[str, ...]:
    """登记过的培训基地。"""
    return tuple(b.number for b in look.fetch(tt.TrainingBaseRow, TrainingBase))


def annex4(world: World, look: Look, key: str, anchor: str) -> Made:
    """附件4：一项技术一份。"""
    base, draft = find_base(look, key)
    view = base_view(world, base, draft)
    on, hospital = world.on, world.hospital
    cases = (draft.cases1, draft.cases2, draft.cases3)
    years = tuple(YearCases(draft.first_year + n, value) for n, value in enumerate(cases))
    record = Annex4(
        hospital.name(on),
        hospital.value(InstitutionKind.TYPE, on),
        hospital.value(InstitutionKind.LEVEL, on),
        view.technology,
        (years[0], years[1], years[2]),
        draft.quality,
        draft.conditions,
        draft.plan,
        footer(world, base.number, anchor),
    )
    return f"附件4-{base.number}-{view.technology}", record, view.gaps


def remark_slip(world: World, _look: Look, key: str, anchor: str) -> Made:
    """备注三录入单：编号、名称、完成备案时间，供备案机关照抄。"""
    filing = world.find_filing(key)
    done = filing.first(FilingStep.COMPLETED, world.on)
    if done is None:
        raise not_found(f"{filing.filing.number} 尚未完成备案", "登记完成备案后再打印", "filing")
    file = world.technology(filing.filing.technology_id)
    licence_id = filing.filing.licence_id
    items = [
        i
        for lineage in file.lineages_on(done.day)
        for i in world.catalog_on(done.day).items_for(lineage)
    ]
    code = items[0].entry.code if items else ""
    name = items[0].entry.name if items else file.name(done.day)
    text = register_remark(world.pack().remark_parts, code, name, done.day)
    authority = world.hospital.issuing_authority(licence_id, done.day)
    licence = next((x for x in world.hospital.licences if x.id == licence_id), None)
    record = RemarkSlip(
        world.hospital.authority_name(authority, done.day),
        world.hospital.name(done.day) or world.hospital.name(world.on),
        licence.number if licence else "",
        (RemarkLine(code, name, done.day, text),),
        world.on,
        footer(world, filing.filing.number, anchor),
    )
    return f"备注三-{filing.filing.number}-{name}", record, ()


def assessed(world: World, _look: Look) -> tuple[str, ...]:
    """做过自我评估的技术。"""
    return tuple(f.technology.number for f in world.technologies if f.assessment_on(world.on))


def self_assessment(world: World, _look: Look, key: str, anchor: str) -> Made:
    """自我评估报告。"""
    file = world.find_technology(key)
    last = file.assessment_on(world.on)
    if last is None:
        raise not_found(f"{file.technology.number} 没有自我评估", "先登记自我评估", "code")
    judged = judge(world, file)
    norm = next((n for n in world.norms if n.id == last.norm_id), None)
    name = judged.official_name(world.on)
    names = [world.hospital.department_name(d, world.on) for d in file.department_ids(world.on)]
    record = SelfAssessmentReport(
        world.hospital.name(world.on),
        name,
        judged.code,
        "、".join(names),
        norm.title if norm else "",
        norm.edition if norm else "",
        (),
        last.report,
        last.compared and last.meets,
        "符合管理规范要求。" if last.compared and last.meets else "不符合管理规范要求。",
        "、".join(world.staff.name(p, world.on) for p in file.lead_ids(world.on)),
        last.assessed_on,
        footer(world, file.technology.number, anchor),
    )
    return f"自我评估-{file.technology.number}-{name}", record, ()


def management_catalog(world: World, look: Look, key: str, anchor: str) -> Made:
    """管理目录：指定的一版，缺省为施行的一版；都没有则出拟稿。"""
    editions = sorted(management_editions(look), key=lambda e: (e.since, e.act_seq))
    wanted = key.strip()
    chosen = next((e for e in editions if wanted in (e.number, e.name)), None) if wanted else None
    if wanted and chosen is None:
        raise not_found(f"没有「{wanted}」这一版管理目录", "核对版号", "edition")
    chosen = chosen or edition_on(editions, world.on)
    rows = rows_of(chosen) if chosen else management_rows(world)
    earlier = [
        e for e in editions if chosen and (e.since, e.act_seq) < (chosen.since, chosen.act_seq)
    ]
    previous = earlier[-1] if earlier else None
    diff = management_diff(rows_of(previous) if previous else (), rows)
    changes = _managed_changes(diff, is_first=previous is None)
    record = ManagementCatalog(
        world.hospital.name(world.on),
        chosen.name if chosen else f"{world.on.isoformat()} 拟稿",
        chosen.meeting if chosen else "",
        chosen.adopted_on if chosen else None,
        chosen.since if chosen else None,
        tuple(
            ManagedTechnology(r.number, r.code, r.name, r.category, r.departments, r.leads, r.state)
            for r in rows
        ),
        previous.name if previous else "",
        tuple(changes),
        footer(world, chosen.number if chosen else "", anchor),
    )
    return f"管理目录-{chosen.number if chosen else '拟稿'}", record, ()


def _managed_changes(diff: ManagementDiff, *, is_first: bool) -> list[ManagedChange]:
    """与上一版之差，逐条说明；第一版没有「新增」可说。"""
    out = [] if is_first else [ManagedChange("新增", r.number, r.name, "") for r in diff.added]
    out += [ManagedChange("调出", r.number, r.name, r.state) for r in diff.removed]
    for before, after in diff.changed:
        what = "；".join(
            f"{label}由「{old}」改为「{new}」"
            for label, old, new in (
                ("名称", before.name, after.name),
                ("类别", before.category, after.category),
                ("科室", before.departments, after.departments),
                ("负责人", before.leads, after.leads),
                ("状态", before.state, after.state),
            )
            if old != new
        )
        out.append(ManagedChange("变化", after.number, after.name, what))
    return out


def disclosure(world: World, look: Look, key: str, anchor: str) -> Made:
    """院务公开：指定的一次或最近一次审定的；「draft」或从未审定则出拟稿。

    「draft 2026-01-01 2026-06-30」 drafts another period than the last year.
    """
    posted = load_posted(look, world.on)
    wanted = key.strip()
    record: Disclosure
    word, *days = wanted.split() or [""]
    if word not in ("", "draft"):
        chosen = next((p for p in posted if p.number == wanted), None)
        if chosen is None:
            raise not_found(f"没有公开「{wanted}」", "核对编号", "number")
        return f"院务公开-{chosen.number}", thawed(chosen), ()
    if posted and not wanted:
        return f"院务公开-{posted[-1].number}", thawed(posted[-1]), ()
    period = default_period(world.on)
    if len(days) == len(period):
        period = (date.fromisoformat(days[0]), date.fromisoformat(days[1]))
    record = disclosure_record(
        world,
        load_figures(look),
        period,
        foot=footer(world, "", anchor),
        grading=public_grading(world, look),
    )
    return f"院务公开-拟稿-{world.on.isoformat()}", record, ()


def _dossier_entry(
    world: World, look: Look, filing: FilingFile, line: MaterialLine, anchor: str
) -> tuple[DossierEntry, bytes | None]:
    """一件材料：由记录画出、扫描件（连同字节）、纸质件另附，或缺。"""
    if line.attachment_id is not None:
        content = attachments.content_of(look, line.attachment_id)
        digest = sha256(content).hexdigest()
        name = attachments.name_of(look, line.attachment_id)
        scan = DossierSource.SCAN
        return DossierEntry(line.label, scan, line.note, None, name, digest), content
    if line.kind in GENERATED:
        file = world.technology(filing.filing.technology_id)
        record = (
            annex2_of(world, filing, anchor)
            if line.kind is MaterialKind.ANNEX2
            else annex3_of(world, file, filing.filing.number, anchor)
        )
        return DossierEntry(line.label, DossierSource.PAPER, line.note, record), None
    held = line.state in (MaterialState.COMPLETE, MaterialState.EXEMPT)
    source = DossierSource.ELSEWHERE if held else DossierSource.MISSING
    return DossierEntry(line.label, source, line.note), None


def dossier(
    world: World, look: Look, key: str, anchor: str
) -> tuple[str, Dossier, tuple[bytes, ...]]:
    """备案材料册：目录、附件2、附件3、扫描件；还缺什么印在最前。"""
    filing = world.find_filing(key)
    file = world.technology(filing.filing.technology_id)
    judged = judge(world, file)
    foot = footer(world, filing.filing.number, anchor)
    entries: list[DossierEntry] = []
    parts: list[bytes] = []
    missing: list[str] = []
    for line in scans_checked(look, dossier_lines(world, filing)):
        if line.state in (MaterialState.MISSING, MaterialState.BLOCKED, MaterialState.EXPIRED):
            missing.append(f"{line.label} {line.note}".strip())
        entry, content = _dossier_entry(world, look, filing, line, anchor)
        entries.append(entry)
        parts += [content] if content is not None else []
    authority = world.hospital.issuing_authority(filing.filing.licence_id, world.on)
    item = judged.item
    record_ = Dossier(
        world.hospital.name(world.on),
        world.hospital.authority_name(authority, world.on),
        judged.official_name(world.on),
        item.entry.code if item else "",
        filing.filing.number,
        tuple(entries),
        tuple(missing),
        world.on,
        foot,
    )
    return f"备案材料-{filing.filing.number}", record_, tuple(parts)
