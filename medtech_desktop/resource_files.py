"""随程序附带的数据文件在哪里：源码、wheel、安装包三种情形同一函数。"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def resource_folder() -> Path:
    """resources 文件夹。raises FileNotFoundError when the program is incomplete."""
    here = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [here / "resources", here.parent / "resources"]
    if frozen:
        places.insert(0, Path(frozen) / "resources")
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError("程序文件不完整：缺少 resources 文件夹，请重新安装")


def resource(*parts: str) -> Path:
    """随程序附带的一个文件或文件夹。raises FileNotFoundError if it is missing."""
    path = resource_folder().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"程序文件不完整：缺少 {'/'.join(parts)}，请重新安装")
    return path


def portable_folder() -> Path | None:
    """绿色版的文件夹：程序旁边有 portable.ini 时，资料库也放在程序旁边。"""
    beside = Path(sys.executable).resolve().parent
    if getattr(sys, "frozen", False) and (beside / "portable.ini").is_file():
        return beside
    return None
