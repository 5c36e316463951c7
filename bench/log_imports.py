"""手术登记一百万行的 xlsx：从文件到记入，与 python-calamine 只读它比；其间窗口不停，问的都答。

Ours is all of it: the child that reads, the workers' comparison, the backup before, names and
codes recognised, rows, indexes, versions and the audit entry, committed.  Ratios are of
processor time, child and all: on a shared machine the clock says mostly who else was busy; the
clock's own ratio is printed for reference.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from bench.heart import Asker, Heart, settle
from bench.log_files import write_workbook
from bench.ratios import Row
from bench.sizes import sized
from medtech_desktop.office.acts import clerk_here
from medtech_desktop.office.demo import build_demo
from medtech_desktop.office.demo_cast import read_cast
from medtech_desktop.office.demo_log import HEADINGS, clean_log, log_rows
from medtech_desktop.office.demo_log_stage import APART
from medtech_desktop.office.library import Library, open_library
from medtech_desktop.office.surgery_imports import LogDone, import_log, preview_log

LINES = 1_000_000
SOON, GAP, P99 = 0.3, 0.050, 0.016
ON = date(2026, 11, 2)
_CALAMINE = (
    "import sys, python_calamine as c\n"
    "book = c.CalamineWorkbook.from_path(sys.argv[1])\n"
    "print(len(book.get_sheet_by_index(0).to_python()))"
)
_OPENPYXL = (
    "import sys, openpyxl\n"
    "book = openpyxl.load_workbook(sys.argv[1], read_only=True)\n"
    "print(sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)))"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """一件事：处理器的秒数（连同子进程）、钟上的秒数。"""

    own: float
    wall: float


def rows() -> Iterator[Row]:
    """行 4a，十倍的数据，与 openpyxl 比；三百毫秒与心跳。"""
    lines = sized(LINES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = folder / "样"
        build_demo(made, on=ON, physicians=2000, cases=0).close()
        files = {size: _file(folder, made, size) for size in (lines // 10, lines)}
        ours = {size: _taken(partial(_import, folder, made, files[size])) for size in files}
        peers = {size: _taken(partial(_read, _CALAMINE, files[size])) for size in files}
        small = lines // 10
        openpyxl = _taken(partial(_read, _OPENPYXL, files[small]))
        what, peer = f"手术登记 xlsx {lines:,} 行，从文件到记入", "python-calamine 只读"
        yield _row(what, peer, ours[lines], peers[lines], 1.6)
        yield _clock(what, peer, ours[lines], peers[lines])
        yield _row(f"同上，{small:,} 行", "openpyxl 只读", ours[small], openpyxl, 1 / 8)
        yield _row("同上，行数增至十倍", f"{small:,} 行", ours[lines], ours[small], 11.0)
        yield from _asked(folder, made, files[lines])


def _row(what: str, peer: str, ours: Taken, theirs: Taken, goal: float | None) -> Row:
    return Row(what, peer, ours.own / theirs.own, goal, ours.own)


def _clock(what: str, peer: str, ours: Taken, theirs: Taken) -> Row:
    return Row(f"{what}（按钟）", peer, ours.wall / theirs.wall, None, ours.wall)


def _file(folder: Path, made: Path, lines: int) -> Path:
    """恰好这么多行。"""
    with open_library(made, read_only=True) as library, library.look() as look:
        cast = read_cast(look, ON, APART)
    path = folder / f"登记{lines}.xlsx"
    told = log_rows(clean_log(cast, ON, lines))
    write_workbook(path, islice(chain([HEADINGS], told), lines + 1))
    return path


def _taken(work: Callable[[], object]) -> Taken:
    own, wall = _own(), time.perf_counter()
    work()
    return Taken(_own() - own, time.perf_counter() - wall)


def _own() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _read(words: str, path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", words, str(path)], check=True, capture_output=True, text=True
    )
    assert int(told.stdout) > 0


def _copy(folder: Path, made: Path) -> Path:
    own = folder / "库"
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(made, own)
    return own


def _import(folder: Path, made: Path, path: Path) -> None:
    with open_library(_copy(folder, made)) as library:
        done = import_path(library, path, progress=None)
    assert done.subject, done.said


def import_path(library: Library, path: Path, progress: Callable[[int], None] | None) -> LogDone:
    """看过，记入。"""
    report = preview_log(library, "surgeries", path, ON, progress=progress)
    return import_log(library, clerk_here(), report, ON, progress=progress)


def imported(path: Path, library: Library, *, progress: Callable[..., object]) -> LogDone:
    """同上，如窗口里的一件大事。"""

    def told(count: int) -> None:
        progress(count, 0, "导入")

    return import_path(library, path, told)


def _asked(folder: Path, made: Path, path: Path) -> Iterator[Row]:
    """真的主窗口里导入，其间一屏一屏地问。"""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from bench.list_pages import LIST_PAGES
    from medtech_desktop import app as starting
    from medtech_desktop.ui import calm, theme
    from medtech_desktop.ui.problems import Problems

    calm.be_calm()
    application = QApplication.instance() or QApplication(["medtech-desktop"])
    assert isinstance(application, QApplication)
    theme.install(application)
    opening = starting.Opening(_copy(folder, made))
    start = starting.Start(opening, Problems(), folder / "log")
    window = start.open_window()
    settle(start.desk)
    calm.settle(start.desk)
    asker = Asker(start.desk, [partial(page, on=ON) for page in LIST_PAGES], pause=0.1)
    for question in asker.questions:  # as after a first look at each page
        start.desk.ask(question, then=lambda _answer: None)
    settle(start.desk)

    def begin(ended: Callable[[object], None]) -> Any:
        work = partial(imported, path)
        return start.desk.act(
            work,
            then=ended,
            troubled=ended,
            progress=lambda _done, _total, _said: None,
            shares=True,
        )

    heart = asker.during(begin)
    assert isinstance(asker.ended[0], LogDone), asker.ended
    window.deleteLater()
    start.desk.stop()
    yield from _waited(asker, heart)


def _waited(asker: Asker, heart: Heart) -> Iterator[Row]:
    ordered = sorted(one.ours for one in asker.waits)
    often = ordered[int(len(ordered) * 0.99)]
    worst, what = asker.longest, f"导入登记时问各清单 {len(ordered):,} 次"
    yield Row(
        f"{what}，最久（钟上 {worst.wall:.2f} s）", "300 毫秒", worst.ours / SOON, 1.0, worst.ours
    )
    yield Row(f"{what}，百分之九十九", "300 毫秒", often / SOON, 1.0, often)
    yield Row("导入登记时心跳，最久", "50 毫秒", heart.longest / GAP, 1.0, heart.longest)
    yield Row("导入登记时心跳，百分之九十九", "16 毫秒", heart.at(0.99) / P99, 1.0, heart.at(0.99))
