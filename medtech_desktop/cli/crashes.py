"""程序自身的差错写入日志文件、给一个编号；磁盘的差错说成一句话。"""

from __future__ import annotations

import errno
import hashlib
import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from medtech_desktop.domain.trouble import Trouble

_ON_DISK = {
    errno.ENOSPC: ("磁盘已满", "请腾出空间，或换一个磁盘"),
    errno.EDQUOT: ("磁盘配额已用完", "请腾出空间，或换一个磁盘"),
    errno.EACCES: ("没有读写的权限", "请换一个位置，或联系管理员开放权限"),
    errno.EPERM: ("没有读写的权限", "请换一个位置，或联系管理员开放权限"),
    errno.EROFS: ("磁盘是只读的", "请换一个可以写入的位置"),
    errno.ENOENT: ("找不到文件或文件夹", "请核对路径"),
    errno.ENOTDIR: ("路径中有一段是文件，不是文件夹", "请核对路径"),
    errno.EEXIST: ("该位置已有同名的文件", "请换一个文件夹"),
    errno.EISDIR: ("这是文件夹，不是文件", "请核对路径"),
    errno.ENAMETOOLONG: ("路径或文件名太长", "请换一个短一些的路径"),
}


def trouble_of_disk(error: OSError, what: str = "") -> Trouble:
    """操作系统的差错 → 一句话；``what`` 空则取出错的文件。"""
    sentence, remedy = _ON_DISK.get(error.errno or 0, ("磁盘读写出错", "请检查磁盘，再试一次"))
    name = what or str(error.filename or "")
    return Trouble(f"{sentence}：{name}" if name else sentence, remedy, "E-OS-01")


def log_folder() -> Path:
    """日志所在的文件夹。"""
    return Path(platformdirs.user_log_dir("medtech_desktop", appauthor=False))


def keep_crash(error: Exception) -> Trouble:
    """记下差错的位置（不含参数与数据），返回带编号的故障。"""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    text = "\n".join([type(error).__name__, *where])
    number = "E-BUG-" + hashlib.sha256(text.encode()).hexdigest()[:6].upper()
    path = log_folder() / "crash.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).isoformat(timespec="seconds")
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{stamp} {number}\n{text}\n\n")
        where_words = f"把日志 {path} 交给维护人员"
    except OSError:
        where_words = "把编号告诉维护人员"
    return Trouble("程序出错，本次没有保存，已存的数据完好", where_words, number)
