"""心跳：窗口里每毫秒跳一次，记下隔得最久的；一件事在工作线程里做着，窗口停了多久。

On a busy machine a beat is late because other programs had the processor.  Linux tells how
long each thread ran and how long it stood in the queue (``schedstat``); what the queue
explains is taken off the gap.  What is left is ours: computing, sleeping or waiting for the
disk, while the window waits.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from bench.big_library import CLERK, code_list, people_list
from medtech_desktop.office import backups, disclosures, exports, imports, shown_tables
from medtech_desktop.office.library import Library, check_library
from medtech_desktop.office.paper_kinds import KINDS
from medtech_desktop.ui.desk import Desk

Work = Callable[[Library], object]


@dataclass(frozen=True, slots=True)
class Turns:
    """一个线程：运行了多久、排队等处理器多久（秒）、轮到几次。"""

    ran: float = 0.0
    queued: float = 0.0
    count: int = 0

    def since(self, before: Turns) -> Turns:
        """自那时起。"""
        return Turns(self.ran - before.ran, self.queued - before.queued, self.count - before.count)


class Queue:
    """本程序各线程排队的情形；系统不说的（Windows）都是 0。"""

    def __init__(self) -> None:
        self._told: dict[int, Turns] = {}
        self.excuse(0.0)

    def excuse(self, wall: float) -> float:
        """上次问以后的 ``wall`` 秒里，有多久怪不着本程序，秒。

        A thread that waits for the interpreter wakes up every millisecond, runs hardly at
        all and stands in the queue each time: that standing excuses nothing, only that of
        the thread which holds the interpreter does.  What the window's thread itself
        computed is never excused.
        """
        own, others = Turns(), 0.0
        for thread in threading.enumerate():
            number = thread.native_id
            if number is None:
                continue
            now = _turns(number)
            new = now.since(self._told.get(number, now))
            self._told[number] = now
            if thread is threading.current_thread():
                own = new
            else:
                others = max(others, new.queued)
        if own.count > _LOOPS and own.ran < wall / 10:
            return others + 3 * own.queued / own.count  # the last turn was waited for, too
        return min(others + own.queued, wall - own.ran)


_LOOPS = 10


def _turns(thread: int) -> Turns:
    told = _read(f"/proc/self/task/{thread}/schedstat")
    try:
        ran, queued, count = told.split()
    except ValueError:
        return Turns()
    return Turns(int(ran) / 1e9, int(queued) / 1e9, int(count))


def _read(path: str) -> bytes:
    """一个短文件的全部，没有则空；读的时候不让出解释器。

    Python's own ``open`` and ``read`` give the interpreter away five times a thread, and
    every time the worker may keep it for the switch interval: the heart would measure itself.
    """
    if _C is None:
        return b""
    file = _C.open(path.encode(), os.O_RDONLY)
    if file < 0:
        return b""
    held = ctypes.create_string_buffer(128)
    count = _C.read(file, held, len(held))
    _C.close(file)
    return held.raw[: max(count, 0)]


_C = ctypes.PyDLL(None) if sys.platform == "linux" else None


class Heart:
    """1 毫秒的心跳；``gaps`` 是两跳之间怪得着本程序的秒数，``walls`` 是钟上的秒数。"""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.walls: list[float] = []
        self._last = monotonic()
        self._queue = Queue()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = monotonic()
        wall = now - self._last
        self.walls.append(wall)
        self.gaps.append(max(wall - self._queue.excuse(wall), 0.0))
        self._last = now

    def __enter__(self) -> Heart:
        self._last = monotonic()
        self._queue.excuse(0.0)
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
    yield f"导出 {codes:,} 行的表", lambda b: _listed(b, folder / "所列.xlsx", codes)
    yield "拟出院务公开", lambda b: disclosures.disclosure_view(b, on)
    yield "体检", check_library


def _export(library: Library, folder: Path, on: date) -> object:
    return exports.export_papers(library, CLERK, tuple(KINDS), (), folder, on)


def _listed(library: Library, path: Path, rows: int) -> object:
    told = tuple((str(number), f"示例术式{number}", "手术", "三级") for number in range(rows))
    shown = shown_tables.ShownTable("示例清单", ("编码", "名称", "类别", "级别"), told)
    return shown_tables.export_shown(library, CLERK, shown, path)


@dataclass(frozen=True, slots=True)
class Wait:
    """一次提问从问到答：钟上多久，其中怪得着本程序的多久，秒。"""

    wall: float
    ours: float


@dataclass(slots=True)
class Asker:
    """一件大事做着时不停地问：上一问答了就问下一问，``pause`` 秒以后。"""

    desk: Desk
    questions: Sequence[Work]
    pause: float = 0.02
    waits: list[Wait] = field(default_factory=list)
    answers: list[object] = field(default_factory=list)
    ended: list[object] = field(default_factory=list)

    def during(self, begin: Callable[[Callable[[object], None]], object]) -> Heart:
        """``begin`` 收「做完了」的去处；做完为止。"""
        queue = Queue()
        with Heart() as heart:
            begin(self.ended.append)
            while not self.ended:
                self._ask(queue)
                self._turn(monotonic() + self.pause)
        return heart

    def _ask(self, queue: Queue) -> None:
        before = len(self.answers)
        queue.excuse(0.0)
        begun = monotonic()
        work = self.questions[before % len(self.questions)]
        self.desk.ask(work, then=self.answers.append, troubled=self.answers.append)
        while len(self.answers) == before:
            QApplication.processEvents()
            sleep(0.0005)
        wall = monotonic() - begun
        self.waits.append(Wait(wall, max(wall - queue.excuse(wall), 0.0)))

    def _turn(self, end: float) -> None:
        while monotonic() < end:
            QApplication.processEvents()
            sleep(0.0005)

    @property
    def longest(self) -> Wait:
        """等得最久（怪得着本程序）的一次。"""
        return max(self.waits, key=lambda one: one.ours)
