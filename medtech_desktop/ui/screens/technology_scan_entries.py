"""录入：给依据、论证、伦理审查或管理规范加扫描件。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.screens.scan_entries import Place, Scan, ScansEntry
from medtech_desktop.ui.screens.technology_entries import Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.technology_pages import TechnologyPage

ATTACH_WORD = "加扫描件…"


def owner_places(page: TechnologyPage) -> tuple[Place, ...]:
    """可以指到的各次登记。"""
    return tuple(Place(f"{one.kind} {one.uid}", one.words) for one in page.scan_owners)


class TechnologyScansEntry(ScansEntry):
    """给一项技术的各次登记加扫描件；一次登记可以有几份。"""

    TITLE = "加扫描件"
    WHOSE, REMEDY = "一次登记", "从所列的登记里选"
    ONE_EACH = False
    HINTS = (
        ("ethics", ("伦理",)),
        ("appraisal", ("论证", "纪要")),
        ("norm", ("规范",)),
        ("evidence", ("依据", "指南", "文献", "共识")),
    )

    def plan_of(self, drafts: tuple[tuple[str, Scan], ...]) -> Plan:
        return _attach, (self._number, drafts, self._today)


def scans_entry(
    desk: Desk, page: TechnologyPage, today: date, parent: QWidget
) -> TechnologyScansEntry:
    """给这一页的技术加扫描件。"""
    return TechnologyScansEntry(desk, page.line.number, owner_places(page), today, parent)


def _attach(library: Library, key: str, drafts: tuple[tuple[str, Scan], ...], on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.technology_scans import NewScan, attach_scans

    scans = [
        NewScan(place.partition(" ")[2], scan.path, scan.content, scan.name)
        for place, scan in drafts
    ]
    return attach_scans(library, clerk_here(), key, scans, on)
