"""登录电脑时自动启动：Windows 写本账户的 Run 项，Linux 写 autostart 文件；只由设置来写。"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QSettings

_NAME = "medtech-desktop"
_RUN = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run"


def tray_command() -> tuple[str, ...]:
    """隐藏启动的命令：打包的程序本身，或解释器加模块名。"""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--tray")
    return (sys.executable, "-m", "medtech_desktop", "--tray")


class Autostart:
    """自动启动的开关。``system`` 为 ``sys.platform`` 的值。"""

    def __init__(self, system: str = sys.platform, run: QSettings | None = None) -> None:
        self._windows = system == "win32"
        self._linux = system.startswith("linux")
        self._run = run

    @property
    def words(self) -> str:
        """不能由本程序设置时怎么办；能设置时为空。"""
        if self._windows or self._linux:
            return ""
        command = " ".join(tray_command())
        return f"这个系统上请自己把本程序加进登录启动项，命令：{command}"

    def is_on(self) -> bool:
        """现在开着没有。"""
        if self._windows:
            return bool(self._key().value(_NAME, ""))
        return self._linux and _desktop_file().is_file()

    def set_on(self, on: bool) -> None:
        """开或关。raises OSError when the file cannot be written."""
        if self._windows:
            if on:
                self._key().setValue(_NAME, " ".join(map(_windows_word, tray_command())))
            else:
                self._key().remove(_NAME)
            self._key().sync()
        elif self._linux and on:
            path = _desktop_file()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_desktop_entry(), encoding="utf-8")
        elif self._linux:
            _desktop_file().unlink(missing_ok=True)

    def _key(self) -> QSettings:
        return self._run or QSettings(_RUN, QSettings.Format.NativeFormat)


def _windows_word(word: str) -> str:
    return f'"{word}"' if " " in word or "\\" in word else word


def _desktop_file() -> Path:
    root = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(root) / "autostart" / f"{_NAME}.desktop"


def _desktop_entry() -> str:
    command = " ".join(map(_desktop_word, tray_command()))
    return (
        "[Desktop Entry]\nType=Application\nName=医疗技术临床应用管理\n"
        f"Exec={command}\nTerminal=false\n"
    )


def _desktop_word(word: str) -> str:
    """Exec 里的一个词：含空白或特别字符的加引号，% 写两遍。"""
    doubled = word.replace("%", "%%")
    if not set(doubled) & set(" \t\n\"'\\><~|&;$*?#()`"):
        return doubled
    for sign in ("\\", '"', "`", "$"):
        doubled = doubled.replace(sign, f"\\{sign}")
    return f'"{doubled}"'.replace("\\", "\\\\")
