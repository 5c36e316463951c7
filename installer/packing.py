"""打包：安装程序（NSIS）、绿色版 zip、校验值。"""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

from installer import NAME
from installer.contents import ROOT
from installer.freezing import FROZEN
from installer.steps import megabytes, must, run
from installer.wine import refuse_stubs

DIST = ROOT / "dist"
ICON = ROOT / "resources" / "icons" / "app.ico"
PORTABLE = "资料库放在本文件夹里（绿色版）。删去本文件，改用当前用户的数据文件夹。\r\n"


def version() -> str:
    """程序版本；read from the source, for this program may not be importable here."""
    text = (ROOT / "medtech_desktop" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', text, re.MULTILINE)
    assert found is not None, "__version__ is three numbers"
    return found[1]


def setup_path() -> Path:
    """安装程序。"""
    return DIST / f"{NAME}-{version()}-win64-setup.exe"


def portable_path() -> Path:
    """绿色版。"""
    return DIST / f"{NAME}-{version()}-win64-portable.zip"


def make_setup(fast: bool) -> str:
    """安装程序；``fast`` 压得松一些，快几倍。"""
    refuse_stubs(FROZEN)
    DIST.mkdir(exist_ok=True)
    compile_setup(FROZEN, setup_path(), version(), fast)
    return f"{setup_path().name}  {megabytes(setup_path())}"


def compile_setup(source: Path, out: Path, told_version: str, fast: bool) -> None:
    """运行 makensis。raises Failed."""
    words: list[str | Path] = ["makensis", "-V2", "-INPUTCHARSET", "UTF8"]
    words += [f"-DVERSION={told_version}", f"-DSOURCE={source}", f"-DOUT={out}", f"-DICON={ICON}"]
    words += ["-DFAST"] if fast else []
    must(run([*words, ROOT / "installer" / "medtech.nsi"]), "安装程序没有做成")


def make_portable() -> str:
    """绿色版：同样的文件，加一个 portable.ini。"""
    refuse_stubs(FROZEN)
    DIST.mkdir(exist_ok=True)
    with zipfile.ZipFile(portable_path(), "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(FROZEN.rglob("*")):
            if path.is_file():
                archive.write(path, f"{NAME}/{path.relative_to(FROZEN).as_posix()}")
        archive.writestr(f"{NAME}/portable.ini", PORTABLE.encode("utf-8-sig"))
    return f"{portable_path().name}  {megabytes(portable_path())}"


def write_sums() -> str:
    """校验值：信息科核对用。"""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in (setup_path(), portable_path())
    ]
    target = DIST / f"{NAME}-{version()}-win64-sha256.txt"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target.name
