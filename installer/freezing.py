"""冻结：在 wine 里的 Windows Python 下运行 PyInstaller，再查成品引用的每个 DLL。"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from installer import NAME
from installer.contents import PROGRAMS, ROOT
from installer.ingredients import PYTHON, SITE
from installer.steps import WORK, Failed, megabytes, must, run
from installer.wine import refuse_stubs, windows, windows_path

FROZEN = WORK / "frozen" / NAME
IN_WINDOWS = ROOT / "installer" / "windows_dlls.txt"


def freeze() -> str:
    """做出 FROZEN 文件夹。"""
    shutil.rmtree(FROZEN.parent, ignore_errors=True)
    words: list[str | Path] = [PYTHON / "python.exe", "-X", "utf8", "-m", "PyInstaller"]
    words += ["--noconfirm", "--log-level", "WARN", "--distpath", FROZEN.parent]
    words += ["--workpath", WORK / "pyinstaller", ROOT / "installer" / "medtech.spec"]
    done = windows(
        words,
        timeout=1800,
        MEDTECH_SITE=windows_path(SITE),
        MEDTECH_PYTHON_LICENCE=windows_path(PYTHON / "LICENSE.txt"),
    )
    (WORK / "pyinstaller.log").write_bytes(done.stdout + done.stderr)
    must(done, "PyInstaller 没有做成")
    for name, _, _ in PROGRAMS:
        if not (FROZEN / f"{name}.exe").is_file():
            raise Failed(f"没有做出 {name}.exe，见 {WORK / 'pyinstaller.log'}")
    refuse_stubs(FROZEN)
    return megabytes(FROZEN)


def check_imports() -> str:
    """每个 EXE、DLL 引用的 DLL，或在安装包里，或是 Windows 10 自带的。"""
    code = (
        "import pefile, sys\n"
        "for path in sys.argv[1:]:\n"
        "    pe = pefile.PE(path, fast_load=True)\n"
        "    pe.parse_data_directories([1])\n"
        "    for one in getattr(pe, 'DIRECTORY_ENTRY_IMPORT', []):\n"
        "        print(one.dll.decode('ascii').lower())\n"
    )
    binaries = [p for p in FROZEN.rglob("*") if p.suffix.lower() in (".exe", ".dll", ".pyd")]
    # pefile is pure Python: the Windows copy of it serves here as well.
    code = f"import sys; sys.path.append({str(SITE)!r})\n" + code
    asked = set(must(run([sys.executable, "-c", code, *binaries]), "读不了成品").split())
    told = IN_WINDOWS.read_text(encoding="utf-8").splitlines()
    known = {line.split("#")[0].strip() for line in told} | {p.name.lower() for p in binaries}
    missing = sorted(n for n in asked - known if not n.startswith(("api-ms-win-", "ext-ms-win-")))
    if missing:
        raise Failed(f"引用了安装包里没有、也不在 {IN_WINDOWS.name} 里的：{'、'.join(missing)}")
    return f"{len(binaries)} 个文件引用的 DLL 都有着落"
