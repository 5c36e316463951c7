"""记号：这个资料库可能已有一个程序开着；没有记号的不必去问，启动不因此慢。"""

from __future__ import annotations

import getpass
import hashlib
import tempfile
from pathlib import Path


def name_of(folder: Path) -> str:
    """这个账户、这个资料库的名字。"""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = ""
    told = f"{user}|{folder.expanduser().absolute()}"
    return f"medtech-{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}"


def mark_of(name: str) -> Path:
    """记号文件；崩溃以后会留下，那时问了没有人答。"""
    return Path(tempfile.gettempdir()) / f"{name}.open"
