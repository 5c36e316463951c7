"""导入五万行手术登记（规定的二十分之一）：窗口不停，问的都答；时间、内存随行数怎样增长。"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from bench.heart import Asker, settle
from bench.list_pages import LIST_PAGES
from medtech_desktop.office.demo_log import HEADINGS
from medtech_desktop.office.library import Library, open_library
from medtech_desktop.office.surgery_imports import LogDone, import_log, preview_log
from medtech_desktop.store.connection import Line
from medtech_desktop.store.tables.surgeries import SurgeryRow
from medtech_desktop.ui.screens.import_entries import UndoImportEntry
from tests.builders import CLERK, CODES, office_at
from tests.heartbeat import MOST, as_started
from tests.pages.window import WindowPage

ON = date(2026, 11, 2)
LINES, SOON = 50_000, 0.3
ROOT = Path(__file__).resolve().parents[2]


def log_file(path: Path, lines: int) -> Path:
    """虚构的登记：一行一例，术者、编码、科室在册。"""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for n in range(lines):
            day, code = ON - timedelta(n % 200), CODES[n % len(CODES)]
            case = (f"SS{n:07d}", f"示例{n // 2}", "", "神经外科", "择期", "", "是", "")
            when = (day.isoformat(), "08:30", "10:00", "1")
            writer.writerow((*case, *when, code[0], code[1], "示例甲", "1001", "", ""))
    return path


def library_at(tmp_path: Path) -> Path:
    office = office_at("privileged", tmp_path)
    office.library.close()
    return office.library.folder


def imported(path: Path, library: Library, *, progress: Callable[..., object]) -> LogDone:
    def told(count: int) -> None:
        progress(count, 0, "导入")

    report = preview_log(library, "surgeries", path, ON, progress=told)
    return import_log(library, CLERK, report, ON, progress=told)


def logged(library: Library) -> int:
    with library.look() as look:
        return look.count(SurgeryRow)


def disk_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """各次提交等磁盘的秒数：钟上的减去处理器的；磁盘多慢怪不着本程序。"""
    waits, commit = [0.0], Line.commit

    def timed(line: Line) -> None:
        begun, worked = time.monotonic(), time.thread_time()
        commit(line)
        waits.append(time.monotonic() - begun - (time.thread_time() - worked))

    monkeypatch.setattr(Line, "commit", timed)
    return waits


def test_the_window_breathes_and_questions_are_answered(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = disk_waits(monkeypatch)
    folder, path = library_at(tmp_path), log_file(tmp_path / "登记.csv", LINES)
    page = WindowPage(qtbot, lambda: open_library(folder), ON)
    settle(page.desk)
    questions = [partial(one, on=ON) for one in LIST_PAGES]
    for question in questions:
        page.desk.ask(question, then=lambda _answer: None)
    settle(page.desk)
    asker = Asker(page.desk, [*questions, logged])

    def begin(ended: Callable[[object], None]) -> Any:
        return page.desk.act(
            partial(imported, path),
            then=ended,
            troubled=ended,
            progress=lambda _done, _total, _said: None,
            shares=True,
        )

    with as_started():
        heart = asker.during(begin)
    [done] = asker.ended
    assert isinstance(done, LogDone)
    assert done.report.surgeries == LINES
    assert len(asker.waits) > 20
    late = sorted(one.ours for one in asker.waits)
    assert max(late[-1] - max(disk), late[-2]) < SOON, (late[-4:], max(disk))
    assert heart.longest < MOST, sorted(heart.gaps)[-4:]
    page.close()


def test_while_a_batch_is_undone_questions_are_answered(tmp_path: Path, qtbot: QtBot) -> None:
    folder, path = library_at(tmp_path), log_file(tmp_path / "登记.csv", LINES // 2)
    with open_library(folder) as library:
        number = imported(path, library, progress=lambda *_told: None).subject
    page = WindowPage(qtbot, lambda: open_library(folder), ON)
    settle(page.desk)
    asker = Asker(page.desk, [partial(one, on=ON) for one in LIST_PAGES])
    heard: list[str] = []

    def begin(ended: Callable[[object], None]) -> None:
        entry = UndoImportEntry(page.desk, number, "示例", page.window)
        entry.form.field("reason").setText("示例：导错了")  # type: ignore[attr-defined]
        entry.recorded.connect(ended)
        entry.begin()
        told = entry.strip.tell

        def listen(done: int, total: int, said: str) -> None:
            heard.append(said)
            told(done, total, said)

        entry.strip.tell = listen  # type: ignore[method-assign]
        entry.act_button.click()

    with as_started():
        asker.during(begin)
    assert len(asker.waits) > 1
    assert heard[-1] == f"撤销到第 {LINES // 2:,} 例，共 {LINES // 2:,} 例"
    assert max(one.ours for one in asker.waits) < SOON
    page.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no peak of a child")
def test_time_and_memory_grow_with_the_rows(tmp_path: Path) -> None:
    folder = library_at(tmp_path)
    small, great = (
        _measured(tmp_path, folder, log_file(tmp_path / f"{lines}.csv", lines))
        for lines in (LINES // 10, LINES)
    )
    assert great["lines"] == LINES
    assert great["seconds"] < 12 * small["seconds"], (small, great)
    assert great["peak"] < 150, great
    assert great["child"] < 250, great


def _measured(tmp_path: Path, folder: Path, path: Path) -> dict[str, float]:
    own = tmp_path / f"库{path.stem}"
    shutil.copytree(folder, own)
    words = [sys.executable, "-m", "bench.log_child", str(own), str(path)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    told = subprocess.run(words, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(told.stdout)
    return found
