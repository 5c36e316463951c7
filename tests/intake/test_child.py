"""子进程：取消、超时、被杀、内存用尽都只结束子进程；主程序得到一句中文。"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Interrupted, Trouble
from medtech_desktop.intake import child, worker
from medtech_desktop.intake.child import RowReader, file_hash, read_rows
from medtech_desktop.intake.limits import ORDINARY
from tests.intake.workbooks import book


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "小.xlsx"
    path.write_bytes(book([["编码", "名称"], ["36.0700", "甲"]]))
    return path


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that says one batch and then works for ever."""
    code = (
        "import sys, time\n"
        'print(\'{"open":{"sheet":"s","sheets":[],"epoch_1904":false}}\', flush=True)\n'
        'print(\'{"rows":[[1,["a"]]]}\', flush=True)\n'
        "time.sleep(600)\n"
    )
    monkeypatch.setattr(child, "_command", lambda: [sys.executable, "-c", code])


def test_rows_come_with_their_lines(small: Path) -> None:
    rows = list(read_rows(small))
    assert [(row.line, [cell.text for cell in row.cells]) for row in rows] == [
        (1, ["编码", "名称"]),
        (2, ["36.0700", "甲"]),
    ]


def test_the_sheet_is_told_once_it_is_open(small: Path) -> None:
    with RowReader(small) as reader:
        assert len(list(reader)) == 2
        assert reader.opened.sheet == "Sheet"
        assert reader.opened.sheets == ("Sheet",)
        assert reader.notes == ()


def test_a_sheet_that_is_not_there(small: Path) -> None:
    with pytest.raises(Trouble, match="没有工作表「别的」"):
        list(read_rows(small, sheet="别的"))


def test_time_runs_out(small: Path, endless: None) -> None:
    begun = time.monotonic()
    with pytest.raises(Trouble, match="文件过大或异常，读取被中止"):
        list(read_rows(small, timeout=1.0))
    assert time.monotonic() - begun < 30


def test_cancelling_ends_the_child_at_once(small: Path, endless: None) -> None:
    def cancel(rows: int) -> None:
        if rows:
            raise Interrupted("已取消导入，什么也没有保存")

    reader = RowReader(small, progress=cancel)
    with reader, pytest.raises(Interrupted):
        list(reader)
    assert reader._process.returncode is not None


def test_leaving_early_ends_the_child(small: Path, endless: None) -> None:
    with RowReader(small) as reader:
        assert next(iter(reader)).line == 1
    assert reader._process.returncode is not None
    assert not reader._thread.is_alive()


def test_a_generator_that_is_dropped_ends_the_child(small: Path, endless: None) -> None:
    before = threading.active_count()
    rows = read_rows(small)
    assert next(rows).line == 1
    assert threading.active_count() == before + 1
    rows.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV])
def test_a_child_that_dies_is_told_in_one_sentence(
    number: signal.Signals, small: Path, endless: None
) -> None:
    with RowReader(small) as reader:
        rows = iter(reader)
        next(rows)
        os.kill(reader._process.pid, number)
        with pytest.raises(Trouble) as caught:
            next(rows)
    assert caught.value.number == "E-IN-12"
    assert str(caught.value).startswith("文件过大或异常")


def test_progress_is_heard_while_nothing_comes(small: Path, endless: None) -> None:
    heard: list[int] = []

    def listen(rows: int) -> None:
        heard.append(rows)
        if len(heard) > 4:
            raise Interrupted("够了")

    with RowReader(small, progress=listen) as reader, pytest.raises(Interrupted):
        list(reader)
    assert heard[0] in (0, 1)
    assert heard[-1] == 1


def test_what_a_library_prints_does_not_reach_the_pipe(small: Path) -> None:
    code = (
        "import os, sys\n"
        "from medtech_desktop.intake import worker\n"
        "run = worker._send\n"
        "def noisy(*words):\n"
        "    os.write(1, b'noise from C\\n')\n"
        "    return run(*words)\n"
        "worker._send = noisy\n"
        "sys.exit(worker.main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(small), "", ""], capture_output=True, check=True
    )
    assert b"noise" not in done.stdout
    assert b"noise" in done.stderr
    assert done.stdout.count(b"\n") == 3


def test_memory_that_runs_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object) -> dict[str, object]:
        raise MemoryError

    monkeypatch.setattr(worker, "_send", greedy)
    with (tmp_path / "out").open("wb") as pipe:
        said = worker.guarded(lambda: worker._send(pipe, tmp_path / "x.xlsx", None, ORDINARY))
    assert "文件过大或异常：内存不够" in said["trouble"][0]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="找不到文件「没有.xlsx」"):
        list(read_rows(tmp_path / "没有.xlsx"))
    with pytest.raises(Trouble, match="找不到文件"):
        file_hash(tmp_path / "没有.xlsx")


def test_wrong_words_to_the_worker() -> None:
    assert worker.main(["only one"]) == 2


def test_the_same_content_has_the_same_hash(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "另存.xlsx"
    copy.write_bytes(small.read_bytes())
    assert file_hash(copy) == file_hash(small)
    copy.write_bytes(small.read_bytes() + b"\0")
    assert file_hash(copy) != file_hash(small)
