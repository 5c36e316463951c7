"""一个阶段：做成、略过或没有做成，各打印一行结果。"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from installer.contents import ROOT

WORK = ROOT / "build" / "windows"
"""取来的材料与半成品；整个文件夹可以删去。"""


class Skipped(Exception):  # noqa: N818 - not a defect: the sentence says what is missing
    """略过：一句话说明缺什么。"""


class Failed(Exception):  # noqa: N818 - a stage that did not pass
    """未过：一句话说明哪里不对，下面附程序的输出。"""


def say(text: str) -> None:
    """A line that is seen at once, also when the output goes to a file."""
    print(text, flush=True)


def stage(name: str, act: Callable[[], str]) -> str:
    """做一个阶段；返回结论（通过、略过、未过），并打印一行。"""
    begun = time.monotonic()
    told: str
    try:
        result, told = "通过", act()
    except Skipped as reason:
        result, told = "略过", str(reason)
    except Failed as reason:
        result, told = "未过", str(reason)
    say(f"{result}  {name}  {time.monotonic() - begun:.0f} 秒  {told}".rstrip())
    return result


def run(
    words: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    timeout: float = 1800,
    within: Path = ROOT,
) -> subprocess.CompletedProcess[bytes]:
    """运行一个程序，输出留下。raises Failed when it is not there or takes too long."""
    try:
        return subprocess.run(
            [str(word) for word in words],
            cwd=within,
            env=dict(os.environ if env is None else env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError as error:
        raise Failed(f"没有找到程序 {words[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{Path(words[0]).name} 超过 {timeout:.0f} 秒没有结束") from error


def must(done: subprocess.CompletedProcess[bytes], what: str) -> str:
    """程序的输出；raises Failed with its last lines when it did not end well."""
    out = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0:
        both = out + done.stderr.decode("utf-8", "replace")
        tail = "\n".join(both.strip().splitlines()[-25:])
        raise Failed(f"{what}（退出码 {done.returncode}）\n{tail}")
    return out


def megabytes(path: Path) -> str:
    """一个文件或文件夹的大小。"""
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return f"{sum(p.stat().st_size for p in files) / 1e6:.1f} MB"
