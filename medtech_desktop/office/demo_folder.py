"""演示医院的文件夹：旁边有标记的才是自己建的，重建时只删那一个。"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from medtech_desktop.domain.trouble import Trouble

__all__ = ["build_demo_folder", "remove_old_demo", "usual_demo_folder"]


def usual_demo_folder() -> Path:
    """演示医院放在哪里：使用者数据目录下，与正式的资料库分开。"""
    import platformdirs

    return Path(platformdirs.user_data_dir("medtech-desktop", appauthor=False)) / "演示" / "library"


def build_demo_folder(
    place: Path, *, progress: Callable[[int, int], None] | None = None, physicians: int = 60
) -> Path:
    """建立（或重建）演示医院，关上，返回其文件夹。raises Trouble."""
    from medtech_desktop.office.demo import build_demo

    remove_old_demo(place)
    mark_demo(place)
    build_demo(place, progress=progress, physicians=physicians).close()
    return place


def mark_demo(place: Path) -> None:
    """在旁边写下标记。"""
    place.parent.mkdir(parents=True, exist_ok=True)
    _mark(place).write_text(
        "library 文件夹是虚构的演示数据，下次演示会删去重建。\n", encoding="utf-8"
    )


def remove_old_demo(place: Path) -> None:
    """只删自己建的：旁边有标记的那一个，不必打得开（旧版本建的也删得掉）。"""
    if not place.exists():
        return
    if not _mark(place).exists():
        raise Trouble(f"{place} 不是演示数据，没有动它", "换一个文件夹再运行演示", "E-DEMO-01")
    shutil.rmtree(place)


def _mark(place: Path) -> Path:
    return place.with_name("演示数据.txt")
