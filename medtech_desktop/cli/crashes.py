"""程序自身的差错：写入日志文件，给使用者一个编号。"""

from __future__ import annotations

import hashlib
import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from medtech_desktop.domain.trouble import Trouble


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
