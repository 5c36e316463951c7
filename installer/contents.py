"""安装包里放什么、不放什么；spec 与测试都从这里读。

Nothing but the standard library: the spec imports it under the Windows Python as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
STUBS = ("icuuc", "bcryptprimitives", "mscms")
"""试验用的替身：只在 wine 的 system32 里，绝不进安装包。"""

PROGRAMS = (("medtech-desktop", "start_window.py", False), ("medtech", "start_console.py", True))
"""两个程序：名字、从哪里开始、有没有控制台。"""

HIDDEN = ("_cffi_backend", "python_calamine", "defusedxml.ElementTree", "logging.config")
"""要用到而静态分析看不出来的模块。"""

EXCLUDED = (
    *("tkinter", "unittest", "pydoc_data", "lib2to3", "setuptools", "pip", "numpy", "lxml"),
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "PySide6.QtDesigner"),
    *("PySide6.QtUiTools", "PySide6.QtTest", "PySide6.QtSql", "PySide6.QtHelp"),
    *("PIL.ImageTk", "PIL.ImageQt", "PIL.AvifImagePlugin", "IPython", "pypdfium2_cli"),
)

_LEFT_OUT = (
    *("opengl32sw", "qt6quick", "qt6qml", "qt6virtualkeyboard", "qt6opengl", "qt6sql", "qt6pdf"),
    *("qt6designer", "qt6test", "qt6help", "qt6uitools", "d3dcompiler", "_avif", "qtuiotouch"),
    *("qsql", "qpdf", "qtvirtualkeyboard", "qminimal", "qdirect2d", "qtga", "qwbmp", "qwebp"),
    *("qicns", "qtiff", "qschannelbackend", "qcertonlybackend", "qopensslbackend"),
)
_TRANSLATIONS = ("qtbase_zh_CN.qm", "qt_zh_CN.qm")


def is_kept(name: str) -> bool:
    """冻结后的一个文件要不要。``name`` 相对于 _internal，分隔符不限。"""
    path = PurePosixPath(name.replace("\\", "/"))
    low = path.name.lower()
    if low.endswith(".qm"):
        return path.name in _TRANSLATIONS
    if low.removesuffix(".dll") in STUBS:
        return False
    is_library = low.endswith((".dll", ".pyd"))
    return not (is_library and low.startswith(_LEFT_OUT)) and "__pycache__" not in path.parts


def project_files() -> Iterator[tuple[Path, str]]:
    """随程序放入的本项目文件：源路径与目标文件夹。

    Alembic runs the migrations from files, so they go in as source beside the frozen code.
    """
    migrations = ROOT / "medtech_desktop" / "store" / "migrations"
    for folder, target in (
        (ROOT / "resources", "resources"),
        (migrations, "medtech_desktop/store/migrations"),
    ):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                inside = path.parent.relative_to(folder).as_posix()
                yield path, target if inside == "." else f"{target}/{inside}"


def licence_files(site: Path) -> Iterator[tuple[Path, str]]:
    """许可证原文：每个随附的软件包一个文件夹，另有 Qt 的 LGPL 与 GPL。

    A package without a licence file of its own gives its METADATA, which names the licence.
    """
    for text in sorted((ROOT / "installer" / "licences").glob("*.txt")):
        yield text, "licences/Qt"
    for info in sorted(site.glob("*.dist-info")):
        name = info.name.removesuffix(".dist-info")
        found = sorted(p for p in info.rglob("*") if p.is_file() and _is_licence(p, info))
        for path in found or [info / "METADATA"]:
            inside = path.parent.relative_to(info).as_posix()
            inside = inside.removeprefix("licenses").strip("/.")
            yield path, f"licences/{name}/{inside}".rstrip("/")


def _is_licence(path: Path, info: Path) -> bool:
    inside = path.relative_to(info)
    if inside.parts[0] in ("licenses", "license_files"):
        return True
    return path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE"))


def licence_list(site: Path) -> str:
    """随附软件包的清单：名称、版本、许可证。"""
    lines = ["本程序随附以下软件，许可证原文在各自的文件夹里。", ""]
    for info in sorted(site.glob("*.dist-info")):
        told = HeaderParser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
        licence = told.get("License-Expression") or told.get("License") or "见原文"
        lines.append(f"{told['Name']} {told['Version']}：{licence.splitlines()[0]}")
    lines.append("Python 3.11：PSF，见 licences/Python")
    lines.append("字体与图标：见 resources/fonts、resources/icons 里的许可证")
    return "\r\n".join(lines) + "\r\n"
