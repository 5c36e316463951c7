"""授权宽表的问与办：读、采用、存没有采用的格、存发给科室的表。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medtech_desktop.ui.desk import Report
from medtech_desktop.ui.screens.privilege_sheet_views import WideView, wide_view

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.privilege_sheets import SheetFiles
    from medtech_desktop.office.wide_entries import WideDone
    from medtech_desktop.office.wide_previews import WidePreview


@dataclass(frozen=True, slots=True)
class WideAnswer:
    """预览的回答：要显示的与要采用的。"""

    view: WideView
    preview: WidePreview


def ask_departments(library: Library, on: date) -> tuple[str, ...]:
    """有医务人员的科室。"""
    from medtech_desktop.office.privilege_standings import load_standings

    with library.look() as look:
        standings = load_standings(look, on)
        name = standings.hospital.department_name
        return tuple(name(one, on) for one in standings.staffed_departments())


def ask_wide(
    library: Library,
    path: Path,
    told: dict[str, Any],
    on: date,
    progress: Report | None = None,
) -> WideAnswer:
    """读一个文件，逐格核对；什么也不保存。raises Trouble, Refused."""
    from medtech_desktop.office.wide_cells import ReadOptions
    from medtech_desktop.office.wide_entries import preview_sheet

    def read(lines: int) -> None:
        if progress is not None:
            progress(lines, 0, f"读到第 {lines:,} 行")

    preview = preview_sheet(library, path, on, ReadOptions(**told), progress=read)
    return WideAnswer(wide_view(preview), preview)


def do_adopt(
    library: Library,
    preview: WidePreview,
    told: dict[str, Any],
    reason: str,
    whole: bool,
    progress: Report | None = None,
) -> WideDone:
    """采用，记作一次决定。raises Refused; then nothing is kept."""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.practitioners import person_id
    from medtech_desktop.office.wide_entries import SheetDecision, adopt_sheet

    if progress is not None:
        progress(0, 0, "正在按今天的登记重新核对")
    filled = dict(told)
    key = filled.pop("approver")
    approver = person_id(library, key, filled["decided_on"]) if key else None
    decision = SheetDecision(approver_id=approver, **filled)
    return adopt_sheet(
        library, clerk_here(), preview, decision, reason=reason, all_or_nothing=whole
    )


def keep_wide_misfits(_library: Library, preview: WidePreview, path: Path) -> Path:
    """存没有采用的格。"""
    from medtech_desktop.office.wide_entries import save_wide_misfits

    return save_wide_misfits(preview, path)


def keep_sheets(
    library: Library,
    departments: tuple[str, ...],
    folder: Path,
    on: date,
    progress: Report | None = None,
) -> SheetFiles:
    """存发给科室的宽表；不指明科室的，各科一个文件。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.privilege_sheets import save_sheets

    return save_sheets(library, clerk_here(), departments, folder, on, progress=progress)
