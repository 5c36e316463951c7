"""空闲时造还没去过的屏：窗口关了就停下，不在别的窗口旁边接着造。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui import calm
from medtech_desktop.ui.places import PLACES
from tests.builders import office_at
from tests.pages.window import WindowPage

_DAY = date(2026, 11, 2)


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WindowPage:
    monkeypatch.setattr(calm, "_IDLE_MS", 5)
    folder = office_at("hospital", tmp_path).library
    folder.close()
    return WindowPage(qtbot, lambda: open_library(folder.folder), _DAY)


def made(page: WindowPage) -> int:
    """造好了几屏。"""
    return len(PLACES) - len(page.window._unmade())


def test_screens_are_made_while_nothing_is_asked(page: WindowPage) -> None:
    page.qtbot.waitUntil(lambda: made(page) == len(PLACES), timeout=20_000)
    page.close()


def test_a_closed_window_makes_no_more_screens(page: WindowPage) -> None:
    page.qtbot.waitUntil(lambda: made(page) > 1, timeout=20_000)
    page.window.close()
    had = len(page.window._screens)
    assert had < len(PLACES)
    page.qtbot.wait(300)
    assert len(page.window._screens) == had
    page.close()
