"""备案材料清单：逐项的状态与依据。"""

from __future__ import annotations

from medtech_desktop.domain.dossiers import MaterialKind, MaterialLine, material_lines
from medtech_desktop.domain.filings import FilingFile
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile
from medtech_desktop.office.papers import annex2_findings, annex3_findings
from medtech_desktop.office.world import World


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
    return material_lines(
        world.materials.get(filing.filing.id, ()),
        names,
        radiology=involves_radiology(world, file),
        day=world.on,
        annex_gaps=gaps,
    )


def _words(findings: tuple[Finding, ...]) -> str:
    words = [f.message for f in findings]
    return "；".join(words[:2]) + (f"等 {len(words)} 处" if len(words) > 2 else "")
