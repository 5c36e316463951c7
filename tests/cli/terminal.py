"""终端：输入一条命令，读回话；每次都查总规矩（有中文、没有堆栈、没有英文腔）。"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.cli import main

DEMO_DAY = "2026-11-20"
ROOT = Path(__file__).resolve().parents[2]
ENGLISH = re.compile(
    r"Traceback|usage:|error:|invalid|argument\b|expected|required|unrecognized|choose from|"
    r"options:|optional|positional|Exception|Errno|No such file|Permission denied",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """回话：退出码、标准输出、标准错误。"""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """标准输出上唯一的一份 JSON。"""
        return json.loads(self.out)


def check_manners(answer: Answer, *, as_json: bool) -> None:
    """不成的都说中文；从不露堆栈和英文腔；``--json`` 的标准输出只有一份 JSON。"""
    spoken = answer.out + answer.err
    assert not ENGLISH.search(answer.err if as_json else spoken), spoken
    assert "E-BUG" not in spoken, spoken
    if answer.code:
        assert _CHINESE.search(answer.err), spoken
    if as_json:
        answer.data  # noqa: B018 - reading it is the check


class Terminal:
    """当前文件夹里的终端；``book`` 非空时每条命令都带 ``--book``。"""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.book = ""

    def type(self, *words: str) -> Answer:
        """原样输入。"""
        self._capture.readouterr()
        try:
            code = main(list(words))
        except SystemExit as left:  # -h
            code = int(left.code or 0)
        out, err = self._capture.readouterr()
        answer = Answer(code, out, err)
        check_manners(answer, as_json=words[:1] == ("--json",) and "-h" not in words)
        return answer

    def ask(self, *words: str) -> Answer:
        """带上 ``--book``。"""
        return self.type(*self._book(), *words)

    def json(self, *words: str) -> Any:
        """``--json`` 的内容；须办成。"""
        answer = self.type("--json", *self._book(), *words)
        assert answer.code == 0, answer
        return answer.data

    def ok(self, *words: str) -> str:
        """须办成，返回标准输出。"""
        answer = self.ask(*words)
        assert answer.code == 0, answer
        return answer.out

    def refused(self, *words: str) -> list[dict[str, str]]:
        """须被规则拒绝（退出码 1），什么也没有记下；返回各条结论。"""
        before = self.json("audit", "verify")["head"]
        answer = self.type("--json", *self._book(), *words)
        assert answer.code == 1, answer
        assert answer.data["done"] is False
        assert self.json("audit", "verify")["head"] == before
        findings: list[dict[str, str]] = answer.data["findings"]
        for finding in findings:
            assert finding["article"] == "INPUT" or finding["label"] in answer.err
        return findings

    def wrong(self, *words: str) -> str:
        """用法或输入有误（退出码 2），返回标准错误。"""
        answer = self.ask(*words)
        assert answer.code == 2, answer
        return answer.err

    def trouble(self, *words: str) -> str:
        """故障（退出码 3），返回标准错误。"""
        answer = self.ask(*words)
        assert answer.code == 3, answer
        return answer.err

    def _book(self) -> tuple[str, ...]:
        return ("--book", self.book) if self.book else ()


def run_quietly(*words: str) -> tuple[int, str]:
    """不经 pytest 的捕获运行一条命令：建样板用。"""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(list(words))
    return code, said.getvalue()


def another_process(*words: str, **more: Any) -> subprocess.Popen[str]:
    """另一个进程里的 ``medtech``，文字为 UTF-8。"""
    given: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "encoding": "utf-8",
        "env": {**os.environ, "PYTHONPATH": str(ROOT)},
        **more,
    }
    return subprocess.Popen([sys.executable, "-m", "medtech_desktop.cli", *words], **given)


def in_another_process(*words: str, **more: Any) -> Answer:
    """另一个进程里运行到底。"""
    child = another_process(*words, **more)
    out, err = child.communicate(timeout=60)
    answer = Answer(child.returncode, out or "", err or "")
    check_manners(answer, as_json=False)
    return answer
