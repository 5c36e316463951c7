"""备案材料清单：逐项的状态与依据。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from medtech_desktop.domain.dossiers import (
    MaterialKind,
    MaterialLine,
    MaterialState,
    material_lines,
)
from medtech_desktop.domain.filings import FilingFile, FilingState
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile
from medtech_desktop.office.papers import annex2_findings, annex3_findings
from medtech_desktop.office.world import World
from medtech_desktop.store import attachments
from medtech_desktop.store.page import Look


def involves_radiology(world: World, file: TechnologyFile) -> bool:
    """是否涉及放射诊疗：本院的判断优先，没有判断时按省份包的提示。"""
    said = file.value(TechnologyFactKind.RADIOLOGY, world.on)
    if said:
        return said == "yes"
    hints = world.pack().radiology_codes
    return any(code in hints for code in world.codes(file))


def dossier_lines(world: World, filing: FilingFile) -> tuple[MaterialLine, ...]:
    """材料清单，逐项有状态与依据。"""
    file = world.technology(filing.filing.technology_id)
    gaps = {
        MaterialKind.ANNEX2: _words(annex2_findings(world, filing)),
        MaterialKind.ANNEX3: _words(annex3_findings(world, file)),
    }
    names = {row.person_id: world.staff.name(row.person_id, world.on) for row in filing.leads}
    lines = material_lines(
        world.materials.get(filing.filing.id, ()),
        names,
        radiology=involves_radiology(world, file),
        day=world.on,
        annex_gaps=gaps,
    )
    if filing.state(world.on) not in (FilingState.WITH_AUTHORITY, FilingState.FILED):
        return lines
    return tuple(_as_sent(line) for line in lines)


def _as_sent(line: MaterialLine) -> MaterialLine:
    """交出去的备案表、论证结论：当时的一份已存底，不再是「可生成」。"""
    if line.kind not in (MaterialKind.ANNEX2, MaterialKind.ANNEX3):
        return line
    return replace(line, state=MaterialState.COMPLETE, copies=1, note="提交的原样已存底")


def scans_checked(look: Look, lines: Iterable[MaterialLine]) -> tuple[MaterialLine, ...]:
    """扫描件缺失或被改动的列为缺失，注明是哪一种；其余照旧。"""
    return tuple(_scan_checked(look, line) for line in lines)


def _scan_checked(look: Look, line: MaterialLine) -> MaterialLine:
    if line.attachment_id is None:
        return line
    why = attachments.state_of(look, line.attachment_id)
    if not why:
        return line
    note = f"{why}，可从备份取回或重新上传"
    return replace(line, state=MaterialState.MISSING, note=note, attachment_id=None)


def _words(findings: tuple[Finding, ...]) -> str:
    words = [f.message for f in findings]
    return "；".join(words[:2]) + (f"等 {len(words)} 处" if len(words) > 2 else "")
