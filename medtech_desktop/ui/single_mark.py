"""记号：这个资料库可能已有一个程序开着；没有记号的不必去问，启动不因此慢。

This runs before the first frame: ``hashlib`` and ``getpass`` would cost more than the rest
of what we do until then, so the name is made with what is loaded anyway.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
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


def leave_mark(name: str) -> bool:
    """做上记号；已经有了的为假（不改它）。做不上的（没有临时文件夹）当作做上了。"""
    try:
        os.close(os.open(mark_of(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    except OSError:
        return True
    return True


def age_of_mark(name: str) -> float:
    """记号是几秒以前做的；没有记号为无穷。"""
    try:
        return max(0.0, time.time() - mark_of(name).stat().st_mtime)
    except OSError:
        return float("inf")


def renew_mark(name: str) -> None:
    """别人留下的记号算作自己的。"""
    with contextlib.suppress(OSError):
        mark_of(name).touch()


def drop_mark(name: str) -> None:
    """去掉记号。"""
    with contextlib.suppress(OSError):
        mark_of(name).unlink(missing_ok=True)
