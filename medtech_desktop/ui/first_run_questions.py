"""首次登记要问的、要办的：还没有资料库，全在工作线程里。"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Report
from medtech_desktop.ui.first_run_draft import HospitalDraft, drop_draft, keep_draft, kept_draft

if TYPE_CHECKING:
    from medtech_desktop.office.provinces import ProvincePack
    from medtech_desktop.office.restoring import Preview


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """打开首页时要知道的：可选的省份、上次的草稿。"""

    provinces: tuple[ProvincePack, ...]
    draft: HospitalDraft | None


@dataclass(frozen=True, slots=True)
class Kept:
    """草稿存下或删去了。"""

    changed: frozenset[str] = frozenset()
    said: str = ""


def ask_door(_library: None, path: Path) -> DoorAnswer:
    """可选的省份与草稿。"""
    from medtech_desktop.office.provinces import province_choices

    return DoorAnswer(province_choices(), kept_draft(path))


def ask_offers(_library: None, name: str, province: str, tcm: bool) -> tuple[str, ...]:
    """发证机关的候选。"""
    from medtech_desktop.office.provinces import authority_suggestions, province_choices

    packs = [pack for pack in province_choices() if pack.short_name == province]
    return authority_suggestions(name, packs[0], tcm=tcm) if packs else ()


def ask_places(_library: None, folder: str, second: str) -> tuple[Finding, ...]:
    """资料库与第二备份位置能不能用。"""
    from medtech_desktop.office.storage_places import library_place, second_place

    found = library_place(Path(folder)) if folder else ()
    return found + (second_place(Path(second), Path(folder)) if second else ())


def ask_backup(_library: None, backup: Path) -> Preview:
    """核验一份备份。"""
    from medtech_desktop.office.restoring import preview_restore

    return preview_restore(backup)


def restore_here(
    _library: None, backup: Path, folder: Path, progress: Report | None = None
) -> Path:
    """恢复成 ``folder``；不合适的地方拒绝。"""
    from medtech_desktop.domain.law import Refused
    from medtech_desktop.office.restoring import restore_library
    from medtech_desktop.office.storage_places import library_place

    found = library_place(folder)
    if found:
        raise Refused(found)
    return restore_library(backup, folder, progress=progress).folder


def build_demo_here(_library: None, place: Path, *, progress: Report) -> Path:
    """建立演示医院。"""
    from medtech_desktop.office.demo_folder import build_demo_folder

    return build_demo_folder(
        place, progress=lambda done, total: progress(done, total, "正在建立演示医院")
    )


def keep(_library: None, path: Path, draft: HospitalDraft) -> Kept:
    """存下草稿。"""
    keep_draft(path, draft)
    return Kept()


def drop(_library: None, path: Path) -> Kept:
    """删去草稿。"""
    drop_draft(path)
    return Kept()
