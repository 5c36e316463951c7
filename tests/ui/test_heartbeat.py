"""心跳自己：真的停了量得出，别的程序占着处理器不算。"""

from __future__ import annotations

import ctypes
import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from operator import neg

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bench.heart import Heart, beats_during
from tests.heartbeat import MOST, as_started
from tests.ui.conftest import MakeDesk

FREEZE = 0.2
"""比限度长一倍的停顿，秒。"""


def _sleep_with_the_interpreter(_library: object = None) -> None:
    """睡着也不让出解释器：像一个不放手的 C 调用，一点处理器也不用。"""
    if sys.platform == "win32":
        ctypes.PyDLL("kernel32").Sleep(int(FREEZE * 1000))
    else:
        ctypes.PyDLL(None).usleep(int(FREEZE * 1e6))


def _sort_at_once(_library: object = None) -> None:
    """一次大排序：C 里算，不换手；算到够长为止。"""
    count, begun = 500_000, time.thread_time()
    while time.thread_time() - begun < FREEZE:
        begun = time.thread_time()
        sorted(range(count), key=neg)
        count *= 2


def _collect_everything(_library: object = None) -> None:
    """整体回收许多对象。"""
    held = [[None] for _ in range(3_000_000)]
    gc.collect()
    del held[:]


@pytest.mark.parametrize(
    "freeze", [_sleep_with_the_interpreter, _sort_at_once, _collect_everything]
)
def test_a_worker_that_holds_the_interpreter_is_found(
    freeze: Callable[..., None], make_desk: MakeDesk
) -> None:
    desk = make_desk(lambda: None)
    with as_started():
        heart, _answers = beats_during(desk, freeze)
    assert heart.longest > MOST


@pytest.mark.parametrize("freeze", [lambda: time.sleep(FREEZE), _sort_at_once])
def test_a_window_that_does_not_answer_is_found(freeze: Callable[[], None], qtbot: QtBot) -> None:
    with as_started(), Heart() as heart:
        QTimer.singleShot(20, freeze)
        qtbot.wait(int(FREEZE * 1000) + 100)
    assert heart.longest > MOST


def _compute(_library: object = None) -> None:
    """老老实实的 Python，一直算，每条指令都可以换手。"""
    end = time.monotonic() + 1
    while time.monotonic() < end:
        sum(one * one for one in range(1000))


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="the worker needs the processor itself")
def test_a_page_of_many_pieces_is_painted_while_the_worker_computes(make_desk: MakeDesk) -> None:
    desk = make_desk(lambda: None)

    def paint() -> None:
        for _piece in range(150):
            time.sleep(1e-5)  # like every piece of a page, gives the interpreter away for a moment

    with as_started():
        QTimer.singleShot(100, paint)
        heart, _answers = beats_during(desk, _compute)
    assert heart.longest < MOST / 2, heart.longest


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who stood in the queue")
def test_other_programs_are_not_taken_for_a_freeze(qtbot: QtBot) -> None:
    burn = "import time\nend = time.monotonic() + 2\nwhile time.monotonic() < end: pass"
    others = [subprocess.Popen([sys.executable, "-S", "-c", burn]) for _ in range(8)]
    try:
        with as_started(), Heart() as heart:
            end = time.monotonic() + 1.5
            while time.monotonic() < end:
                QApplication.processEvents()
                sum(range(20_000))  # a program that sleeps is let in at once
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert heart.longest < MOST, sorted(heart.gaps)[-3:]
    assert sum(heart.walls) > 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who stood in the queue")
def test_a_freeze_on_a_busy_machine_is_found(make_desk: MakeDesk) -> None:
    burn = "import time\nend = time.monotonic() + 4\nwhile time.monotonic() < end: pass"
    others = [subprocess.Popen([sys.executable, "-S", "-c", burn]) for _ in range(8)]
    desk = make_desk(lambda: None)
    try:
        with as_started():
            heart, _answers = beats_during(desk, _sort_at_once)
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert heart.longest > MOST
