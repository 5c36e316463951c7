"""读文件：在子进程里读表格，主程序只收 JSON；取消、超时、出事都只结束子进程。"""

from __future__ import annotations

import hashlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.limits import limits_for
from medtech_desktop.intake.raw_rows import RawRow, unpacked

_TICK = 0.1
_BATCHES_AHEAD = 8
_ABNORMAL = "文件过大或异常，读取被中止，什么也没有导入"
_REMEDY = "请用 Excel 或 WPS 打开，把要导入的内容复制到新的 .xlsx 再导入"


@dataclass(frozen=True, slots=True)
class Opened:
    """打开了哪张表；``sheets`` 为没有隐藏的各表名（文本文件没有）。"""

    sheet: str
    sheets: tuple[str, ...]
    epoch_1904: bool


Progress = Callable[[int], object]
"""进度：已读的行数，约每 0.1 秒一次；抛出异常（如 Interrupted）即取消，子进程被结束。"""


class RowReader:
    """一次读取。use it as a context manager: leaving it ends the child process.

    ``opened`` is known once the first row is asked for, ``notes`` after the last.
    """

    def __init__(
        self,
        path: Path,
        kind: str = "",
        sheet: str | None = None,
        progress: Progress | None = None,
        timeout: float | None = None,
    ) -> None:
        self.opened = Opened("", (), False)
        self.notes: tuple[str, ...] = ()
        self._progress = progress or (lambda _: None)
        self._end = time.monotonic() + (limits_for(kind).seconds if timeout is None else timeout)
        self._batches: queue.Queue[bytes] = queue.Queue(_BATCHES_AHEAD)
        self._process = start_child([str(path.absolute()), kind, sheet or ""])
        assert self._process.stdout is not None
        self._pipe = self._process.stdout
        self._thread = threading.Thread(
            target=_listen, args=(self._pipe, self._batches), daemon=True
        )
        self._thread.start()
        self._count = 0

    def __enter__(self) -> RowReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """结束子进程；harmless when it has ended."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        while self._thread.is_alive():
            _drain(self._batches)
            self._thread.join(0.01)
        self._pipe.close()

    def __iter__(self) -> Iterator[RawRow]:
        while True:
            message = self._next()
            if "open" in message:
                said = message["open"]
                self.opened = Opened(said["sheet"], tuple(said["sheets"]), said["epoch_1904"])
            elif "rows" in message:
                for item in message["rows"]:
                    yield unpacked(item)
                self._count += len(message["rows"])
                self._progress(self._count)
            elif "trouble" in message:
                raise Trouble(*message["trouble"])
            else:
                self.notes = tuple(message["notes"])
                return

    def _next(self) -> dict[str, Any]:
        while True:
            if time.monotonic() > self._end:
                raise aborted()
            try:
                line = self._batches.get(timeout=_TICK)
            except queue.Empty:
                self._progress(self._count)
                continue
            if not line.endswith(b"\n"):  # killed, aborted or out of memory
                raise aborted()
            message: dict[str, Any] = json.loads(line)
            return message


def read_rows(
    path: Path,
    sheet: str | None = None,
    progress: Progress | None = None,
    timeout: float | None = None,
    kind: str = "",
) -> Iterator[RawRow]:
    """逐行读一个表格文件（xlsx、xls、csv、tsv）；blank rows are left out.

    ``timeout`` in seconds, else what the limits of ``kind`` say (60). raises Trouble.
    """
    with RowReader(_existing(path), kind, sheet, progress, timeout) as reader:
        yield from reader


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise Trouble(f"找不到文件「{path.name}」，什么也没有导入", "请另选文件", "E-IN-10")
    return path


def file_hash(path: Path) -> str:
    """文件的 SHA-256（十六进制），用来认出同一文件。raises Trouble when it cannot be read."""
    try:
        with _existing(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Trouble(
            f"打不开文件「{path.name}」，什么也没有导入",
            "请先在 Excel 或 WPS 中关闭它，或检查权限",
            "E-IN-10",
        ) from error


def aborted() -> Trouble:
    """子进程没有说完就结束了，或超过了时间。"""
    return Trouble(_ABNORMAL, _REMEDY, "E-IN-12")


def start_child(words: list[str], stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """开一个子进程；its output is a pipe, its errors go nowhere."""
    return subprocess.Popen(
        [*_command(), *words],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=None if _is_frozen() else Path(__file__).resolve().parents[2],
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _is_frozen() -> bool:
    return bool(getattr(sys, "frozen", False))


def _command() -> list[str]:
    """本程序自己，带 ``--import-worker``。"""
    if _is_frozen():
        return [sys.executable, "--import-worker"]
    return [sys.executable, "-X", "utf8", "-m", "medtech_desktop", "--import-worker"]


def _listen(pipe: IO[bytes], batches: queue.Queue[bytes]) -> None:
    """一行一行转交；the empty line at the end tells that the pipe has ended."""
    while line := pipe.readline():
        batches.put(line)
    batches.put(b"")


def _drain(batches: queue.Queue[bytes]) -> None:
    try:
        while True:
            batches.get_nowait()
    except queue.Empty:
        return
