"""记号：这个资料库可能已有一个程序开着；没有记号的不必去问，启动不因此慢。

This runs before the first frame: ``hashlib`` and ``getpass`` would cost more than the rest
of what we do until then, so the name is made with what is loaded anyway.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from pathlib import Path

_ACCOUNT = ("LOGNAME", "USER", "LNAME", "USERNAME")  # as getpass.getuser asks


def name_of(folder: Path) -> str:
    """这个账户、这个资料库的名字。"""
    user = next((os.environ[one] for one in _ACCOUNT if os.environ.get(one)), "")
    told = f"{user}|{folder.expanduser().absolute()}".encode("utf-8", "surrogatepass")
    return f"medtech-{zlib.crc32(told):08x}{zlib.crc32(told[::-1]):08x}"


def mark_of(name: str) -> Path:
    """记号文件；崩溃以后会留下，那时问了没有人答。"""
    return Path(tempfile.gettempdir()) / f"{name}.open"
