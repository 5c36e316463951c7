"""资料库在哪里：程序旁边的、上次用的、缺省的；上次的不见了要说。"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from medtech_desktop.domain.trouble import Trouble

_NAME = "medtech-desktop"
_KEPT = "library"


def usual_folder() -> Path:
    """没有指明时用的资料库。"""
    from medtech_desktop.resource_files import portable_folder

    beside = portable_folder()
    if beside is not None:
        return beside / "资料库"
    kept = remembered()
    if kept is not None:
        return kept
    import platformdirs

    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "资料库"


def remembered() -> Path | None:
    """上次用的资料库；不见了（磁盘没有接上、文件夹移走）的也是它，不拿别的顶替。"""
    kept = QSettings().value(_KEPT, "")
    return Path(kept) if isinstance(kept, str) and kept.strip() else None


def remember(folder: Path) -> None:
    """下次就用它。"""
    QSettings().setValue(_KEPT, str(folder.absolute()))


def lost(folder: Path) -> Trouble:
    """上次的资料库不见了：先找到它，不要新建一个空的。"""
    from medtech_desktop.domain.trouble import Trouble

    return Trouble(
        f"找不到上次的资料库 {folder}",
        "磁盘没有接上的，接上后重新打开；移走了的，点「打开已有的资料库」；坏了的，从备份恢复",
        "E-DB-23",
    )
