"""登录电脑时自动启动：只由设置来写，关了就删去。"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from medtech_desktop.ui.autostart import Autostart


def test_on_linux_a_file_starts_it_at_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/opt/医务科 程序/python")
    auto = Autostart("linux")
    assert auto.words == ""
    assert not auto.is_on()
    auto.set_on(True)
    assert auto.is_on()
    said = (tmp_path / "autostart" / "medtech-desktop.desktop").read_text(encoding="utf-8")
    assert 'Exec="/opt/医务科 程序/python" -m medtech_desktop --tray' in said
    auto.set_on(False)
    assert not auto.is_on()


def test_on_windows_the_run_key_is_written_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\medtech\medtech-desktop.exe")
    run = QSettings(str(tmp_path / "run.ini"), QSettings.Format.IniFormat)
    auto = Autostart("win32", run)
    auto.set_on(True)
    assert run.value("medtech-desktop") == (
        r'"C:\Program Files\medtech\medtech-desktop.exe" --tray'
    )
    assert auto.is_on()
    auto.set_on(False)
    assert not auto.is_on()


def test_elsewhere_the_settings_say_how() -> None:
    assert "--tray" in Autostart("darwin").words
