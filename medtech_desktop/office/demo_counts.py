"""演示医院的规模：各样有多少。"""

from __future__ import annotations

from medtech_desktop.office.acts import today
from medtech_desktop.office.library import Library
from medtech_desktop.office.world import load_world
from medtech_desktop.store.tables.privileges import PrivilegeEventRow
from medtech_desktop.store.tables.surgeries import SurgeryLineRow, SurgeryRow


def demo_counts(library: Library) -> dict[str, tuple[str, int]]:
    """键、中文名、数目。"""
    world = load_world(library, today())
    with library.look() as look:
        events = look.count(PrivilegeEventRow, annulled=True)
        surgeries, lines = look.count(SurgeryRow), look.count(SurgeryLineRow)
    return {
        "technologies": ("技术", len(world.technologies)),
        "filings": ("备案", len(world.filings)),
        "practitioners": ("人员", len(world.staff.people)),
        "departments": ("科室", len(world.hospital.departments)),
        "privilege_events": ("授权事件", events),
        "surgeries": ("手术", surgeries),
        "surgery_lines": ("手术的术式", lines),
    }
