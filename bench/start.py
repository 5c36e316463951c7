"""启动：整个进程，从命令到画面，与 PySide6 的一个空窗口之比；十倍的数据慢多少。

``data`` waits for 今日待办 to be filled; the library there is not locked, so the key is
known from the beginning and what is counted is the time after the first frame.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from bench.big_library import FULL, build_big
from bench.ratios import Row, rounds_of, spread

ROUNDS = 5
ROOT = Path(__file__).resolve().parent.parent


def rows() -> Iterator[Row]:
    """首帧、主窗口、有了数据、十倍数据。"""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_big(folder / "大").close()
        build_big(folder / "小", FULL.tenth()).close()
        told = [
            ("empty", ""),
            ("frame", "小"),
            ("window", "小"),
            ("data", "小"),
            ("data", "大"),
        ]
        works: list[tuple[Callable[[], object], int]] = [
            (partial(_run, folder, until, book), 1) for until, book in told
        ]
        taken = rounds_of(works, ROUNDS)
    noise = spread(taken[0])
    empty, frame, window, small, big = (median(times) for times in taken)
    peer = "PySide6 空窗口"
    yield Row("启动到首帧", peer, frame / empty, 1.3, frame, noise)
    yield Row("启动到主窗口画好", peer, window / empty, None, window, noise)
    after = small - frame
    yield Row("首帧以后到今日待办有数据（30 项技术）", "1 秒", after, 1.0, after, noise)
    yield Row(
        "首帧以后到今日待办有数据（300 项技术）", "1 秒", big - frame, 1.0, big - frame, noise
    )
    yield Row("启动到今日待办有数据，十倍的数据", "十分之一的库", big / small, 1.1, big, noise)


def _run(folder: Path, until: str, book: str) -> None:
    surroundings = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "pyc"),
    }
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its .pyc
    command = [sys.executable, "-m", "bench.start_child", until]
    command += [str(folder / book)] if book else []
    subprocess.run(command, env=surroundings, cwd=ROOT, check=True)
