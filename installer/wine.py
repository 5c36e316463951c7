"""wine 里的一台 Windows：备好系统盘，放进试验用的替身，运行 Windows 程序。"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from installer.contents import ROOT, STUBS
from installer.steps import WORK, Failed, must, run

PREFIX = WORK / "prefix"
C_DRIVE = PREFIX / "drive_c"
_QUIET_SECONDS = 60
COMPILER = "x86_64-w64-mingw32-gcc"
_LIBRARIES = {"bcryptprimitives": ("-ladvapi32",)}


def surroundings() -> dict[str, str]:
    """wine 的环境变量。Without a UTF-8 locale Chinese arguments arrive as question marks."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "PYTHON", "MEDTECH_"))}
    return {
        **kept,
        "WINEPREFIX": str(PREFIX),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        # No Mono, no Gecko; our stubs go before wine's own.
        "WINEDLLOVERRIDES": "mscoree,mshtml=;" + ",".join(STUBS) + "=n,b",
        "LC_ALL": "C.UTF-8",
    }


def prepare() -> str:
    """系统盘与替身。"""
    if not (PREFIX / "system.reg").is_file():
        shutil.rmtree(PREFIX, ignore_errors=True)
        PREFIX.mkdir(parents=True)
        must(_within_screen(["wineboot", "-i"], 300), "wine 没有备好")
    # A new prefix calls itself Windows 7, and the set-up program rightly refuses that.
    must(_within_screen(["wine", "winecfg", "-v", "win10"], 120), "wine 没有备好")
    for name in STUBS:
        target = C_DRIVE / "windows" / "system32" / f"{name}.dll"
        source = ROOT / "installer" / "stubs" / f"{name}.c"
        target.unlink(missing_ok=True)  # wine's own may be a link into the system
        words: list[str | Path] = [COMPILER, "-shared", "-O1", "-s", "-o", target, source]
        must(run([*words, *_LIBRARIES.get(name, ())]), f"替身 {name} 没有编成")
    return must(run(["wine", "--version"], env=surroundings()), "wine 没有启动").strip()


def windows_path(path: Path) -> str:
    """Linux 上的路径在 wine 里的写法。"""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def windows(
    words: Sequence[str | Path],
    timeout: float = 300,
    within: Path = ROOT,
    **variables: str,
) -> subprocess.CompletedProcess[bytes]:
    """运行一个 Windows 程序；其中的 Path 换成 Windows 的写法。"""
    told = [windows_path(word) if isinstance(word, Path) else word for word in words]
    return _within_screen(["wine", *told], timeout, within, **variables)


def _within_screen(
    words: Sequence[str], timeout: float, within: Path = ROOT, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    screen = [] if os.environ.get("DISPLAY") else ["xvfb-run", "-a", "-s", "-screen 0 1440x900x24"]
    env = {**surroundings(), **variables}
    try:
        return run([*screen, *words], env=env, timeout=timeout, within=within)
    finally:
        _wait_for_quiet()


def _wait_for_quiet() -> None:
    """等 wine 自己的进程散去：留着的还连着已经关了的屏，下一个程序会跟着坏。"""
    with contextlib.suppress(subprocess.TimeoutExpired, FileNotFoundError):
        subprocess.run(
            ["wineserver", "-w"],
            env=surroundings(),
            check=False,
            capture_output=True,
            timeout=_QUIET_SECONDS,
        )


def stop() -> None:
    """结束这个系统盘里的一切程序。"""
    if PREFIX.is_dir():
        subprocess.run(["wineserver", "-k"], env=surroundings(), check=False, capture_output=True)


def missing() -> list[str]:
    """缺少的 Debian 软件包。"""
    wanted = {
        "wine": "wine wine64",
        COMPILER: "gcc-mingw-w64-x86-64-win32 mingw-w64-x86-64-dev",
        "makensis": "nsis",
        "xvfb-run": "xvfb xauth",
    }
    if os.environ.get("DISPLAY"):
        del wanted["xvfb-run"]
    return [p for program, packages in wanted.items() if not shutil.which(program)
            for p in packages.split()]  # fmt: skip


def refuse_stubs(folder: Path) -> None:
    """替身不得混进安装包。raises Failed."""
    for path in folder.rglob("*"):
        if path.stem.lower() in STUBS:
            raise Failed(f"试验用的 {path.name} 混进了安装包")
