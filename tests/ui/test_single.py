"""第二次启动：叫出第一个的窗口，自己退出；没有资料库的隐藏启动马上结束。"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from medtech_desktop.ui import door as door_module
from medtech_desktop.ui.door import Door, first_is_called
from medtech_desktop.ui.single import First, call_first
from medtech_desktop.ui.single_mark import mark_of, name_of


def test_a_second_start_calls_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    name = name_of(tmp_path)
    assert not call_first(name)
    first = First(name)
    told = (
        "import sys; from medtech_desktop.ui.single import call_first as c; print(c(sys.argv[1]))"
    )
    with qtbot.waitSignal(first.shown, timeout=20_000):
        words = [sys.executable, "-X", "utf8", "-c", told, name]
        caller = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    qtbot.waitUntil(lambda: caller.poll() is not None, timeout=20_000)
    assert caller.communicate()[0].strip() == "True"
    assert mark_of(name).exists()
    first.close()
    assert not mark_of(name).exists()
    assert name_of(tmp_path) != name_of(tmp_path / "另一个")


def _started(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-X", "utf8", "-m", "medtech_desktop", *words])


def test_a_real_second_program_raises_the_window_and_ends(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "库"
    first = First(name_of(folder))
    with qtbot.waitSignal(first.shown, timeout=20_000):
        second = _started("--book", str(folder))
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    first.close()


def test_a_hidden_start_without_a_library_ends_at_once(tmp_path: Path) -> None:
    hidden = _started("--book", str(tmp_path / "没有"), "--tray")
    assert hidden.wait(30) == 0
    assert os.listdir(tmp_path) == []


def test_a_mark_left_by_a_crash_does_not_stop_the_next_start(tmp_path: Path) -> None:
    mark = mark_of(name_of(tmp_path / "没有"))
    mark.touch()
    os.utime(mark, (1, 1))
    hidden = _started("--book", str(tmp_path / "没有"), "--tray")
    assert hidden.wait(30) == 0
    assert not mark.exists()


def test_a_second_start_waits_for_a_first_that_is_still_starting(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "库"
    assert not first_is_called(folder, hidden=False)  # the first has only begun
    second = _started("--book", str(folder))
    qtbot.wait(1500)
    assert second.poll() is None
    door, shown = Door(folder, lambda: shown.append(True)), list[bool]()
    door.open()
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    assert shown == [True]
    door.close()
    assert not mark_of(name_of(folder)).exists()


def test_a_first_that_crashed_while_starting_is_not_waited_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not first_is_called(tmp_path, hidden=False)
    monkeypatch.setattr(door_module, "_STARTING_SECONDS", 0.5)
    assert not first_is_called(tmp_path, hidden=False)
    Door(tmp_path, lambda: None).close()
    assert not mark_of(name_of(tmp_path)).exists()
