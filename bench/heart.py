"""心跳：窗口里每毫秒跳一次，记下隔得最久的；一件事在工作线程里做着，窗口停了多久。

On a busy machine a beat is late because other programs had the processor.  Linux tells how
long each thread stood in that queue (``schedstat``); the time any of our threads stood there
is taken off the gap, for whoever holds the interpreter while it stands there is not to blame.
What is left is ours: computing, sleeping or waiting for the disk, while the window waits.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from bench.big_library import CLERK, code_list, people_list
from medtech_desktop.office import backups, disclosures, exports, imports
from medtech_desktop.office.library import Library, check_library
from medtech_desktop.office.paper_kinds import KINDS
from medtech_desktop.ui.desk import Desk

Work = Callable[[Library], object]


class Queued:
    """本程序各线程排队等处理器的时间；系统不说的（Windows）总是 0。"""

    def __init__(self) -> None:
        self._told: dict[int, float] = {}
        self.since()

    def since(self) -> float:
        """上次问以后又排了多久，各线程合计，秒。"""
        waited = 0.0
        for thread in threading.enumerate():
            number = thread.native_id
            if number is None:
                continue
            now = _queued(number)
            waited += now - self._told.get(number, now)
            self._told[number] = now
        return waited


def _queued(thread: int) -> float:
    try:
        with open(f"/proc/self/task/{thread}/schedstat", "rb", buffering=0) as told:
            return int(told.read().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


class Heart:
    """1 毫秒的心跳；``gaps`` 是两跳之间怪得着本程序的秒数，``walls`` 是钟上的秒数。"""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.walls: list[float] = []
        self._last = monotonic()
        self._queued = Queued()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = monotonic()
        wall, queued = now - self._last, self._queued.since()
        self.walls.append(wall)
        self.gaps.append(max(wall - queued, 0.0))
        self._last = now

    def __enter__(self) -> Heart:
        self._last = monotonic()
        self._queued.since()
        self._timer.start(1)
        return self

    def __exit__(self, *_error: object) -> None:
        self._beat()
        self._timer.stop()

    @property
    def longest(self) -> float:
        """怪得着本程序的最久一停，秒。"""
        return max(self.gaps, default=0.0)

    def at(self, part: float) -> float:
        """多少比例的心跳不超过的秒数；1 为最久。"""
        ordered = sorted(self.gaps)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def settle(desk: Desk, seconds: float = 120.0) -> None:
    """让窗口转着，直到没有未回来的回答。"""
    end = monotonic() + seconds
    quiet = 0
    while quiet < 5 and monotonic() < end:
        QApplication.processEvents()
        quiet = 0 if desk.is_busy else quiet + 1
        sleep(0.0005)


def beats_during(desk: Desk, work: Work) -> tuple[Heart, list[object]]:
    """在工作线程里做一件事，量窗口的心跳；回答或所遇的难处也带回来。"""
    ended: list[object] = []
    settle(desk)
    with Heart() as heart:
        desk.ask(work, then=ended.append, troubled=ended.append)
        settle(desk)
    return heart, ended


def works(folder: Path, on: date, codes: int, people: int) -> Iterator[tuple[str, Work]]:
    """工作线程里的各样大事。"""
    listed = code_list(folder / "编码.csv", codes)
    named = people_list(folder / "人员.csv", people)
    edition = imports.ImportOptions(edition="示例新版")

    def imported(kind: str, path: Path) -> Work:
        def work(library: Library) -> Any:
            return imports.import_file(library, CLERK, kind, path, on, options=edition)

        return work

    yield f"导入 {codes:,} 条编码", imported("procedures", listed)
    yield f"导入 {people:,} 名人员", imported("practitioners", named)
    yield "备份并核验", lambda b: backups.backup_now(b)
    yield "导出全部文书", lambda b: _export(b, folder / "文书", on)
    yield "拟出院务公开", lambda b: disclosures.disclosure_view(b, on)
    yield "体检", check_library


def _export(library: Library, folder: Path, on: date) -> object:
    return exports.export_papers(library, CLERK, tuple(KINDS), (), folder, on)
