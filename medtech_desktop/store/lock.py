"""占用：``book.lock`` 由操作系统锁住，内容（主机、用户、时间）只供提示。

The content stays behind after a crash and so tells the next start of it; the lock
itself does not.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from medtech_desktop.domain.trouble import InUse

LOCK_NAME = "book.lock"


@dataclass(frozen=True, slots=True)
class Holder:
    """占用者：主机、用户、自何时（当地时间文本）、进程号。"""

    host: str
    user: str
    since: str
    pid: int


def _myself() -> Holder:
    since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        user = "（未知）"
    return Holder(platform.node(), user, since, os.getpid())


if sys.platform == "win32":  # pragma: no cover - looked at on Windows only
    import msvcrt

    _FAR = 1 << 20  # beyond the content, so that others can still read it

    def _take(fd: int) -> bool:
        os.lseek(fd, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _give(fd: int) -> None:
        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _give(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


def _read(fd: int) -> bytes:
    os.lseek(fd, 0, os.SEEK_SET)
    return os.read(fd, 4096)


def _holder(content: bytes) -> Holder | None:
    try:
        found = json.loads(content.decode("utf-8"))
        return Holder(
            str(found["host"]), str(found["user"]), str(found["since"]), int(found["pid"])
        )
    except (ValueError, KeyError, TypeError):
        return None


class Lock:
    """已取得的占用；``left_behind`` 表示上次没有正常退出。"""

    def __init__(self, folder: Path) -> None:
        """取得占用。raises InUse (another instance), OSError (no right to write)."""
        self._fd = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o666)
        if not _take(self._fd):
            content = _read(self._fd)
            os.close(self._fd)
            raise _in_use(_holder(content))
        self._before = _read(self._fd)
        self.left_behind = bool(self._before.strip())
        try:
            self._write(json.dumps(asdict(_myself()), ensure_ascii=False).encode("utf-8"))
        except OSError:  # a full disk: the lock holds, only the advice is missing
            return

    def _write(self, content: bytes) -> None:
        os.ftruncate(self._fd, 0)
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, content)

    def release(self, *, clean: bool) -> None:
        """放开；``clean`` 时清空内容，否则恢复取得之前的内容。"""
        if self._fd < 0:
            return
        try:
            self._write(b"" if clean else self._before)
        except OSError:
            pass
        finally:
            _give(self._fd)
            os.close(self._fd)
            self._fd = -1


def _in_use(holder: Holder | None) -> InUse:
    remedy = "请先关闭那一个窗口，或稍后再试；原数据没有改动"
    if holder is None:
        return InUse("数据文件正被另一个窗口使用", remedy, "E-DB-10", "", "", "")
    return InUse(
        f"数据文件正被 主机 {holder.host} 用户 {holder.user} 使用（自 {holder.since}）",
        remedy,
        "E-DB-10",
        holder.host,
        holder.user,
        holder.since,
    )
