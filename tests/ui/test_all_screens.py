"""每一屏：控件有名称，Tab 走得到也走得出，什么也不截去，没有外文。"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import medtech_desktop.ui
from medtech_desktop.office.library import open_library
from medtech_desktop.ui.places import PLACES
from tests.pages.demo import DEMO_DAY, demo_folder
from tests.pages.looks import cut_off, focus_faults, foreign, nameless
from tests.pages.window import WindowPage

_SIZES = {"1366x768": (1366, 697), "1280x720": (1280, 649)}
"""去掉任务栏与标题栏以后，窗口里面的大小。"""
_CHECKS: dict[str, Callable[[QWidget], list[str]]] = {
    "名称": nameless,
    "焦点": focus_faults,
    "截去": cut_off,
    "外文": foreign,
}


@pytest.fixture(scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_folder(tmp_path_factory.mktemp("屏"))


@pytest.fixture
def window(qtbot: QtBot, _folder: Path) -> Iterator[WindowPage]:
    page = WindowPage(qtbot, lambda: open_library(_folder), DEMO_DAY)
    yield page
    page.close()


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("place", [place.entry.word for place in PLACES])
def test_a_screen_is_named_reached_whole_and_chinese(
    window: WindowPage, place: str, size: str
) -> None:
    window.window.resize(*_SIZES[size])
    window.go(place)
    window.settle()
    faults = {}
    for word, check in _CHECKS.items():
        window.settle()  # walking the focus asks for what is chosen, and the answer is laid out
        if told := check(window.window):
            faults[word] = told
    assert faults == {}


_COLOUR = re.compile(r"""["'][^"']*#[0-9A-Fa-f]{3,8}\b""")
_SIZE = re.compile(r"font-size|setPointSize|setPixelSize|QFont\(|font\(\s*\d|\bsize\s*=\s*\d")


def test_colours_and_sizes_of_type_are_the_themes() -> None:
    folder = Path(medtech_desktop.ui.__path__[0])
    told = []
    files = [path for path in folder.rglob("*.py") if path.name != "theme.py"]
    assert len(files) > 40
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if _COLOUR.search(line) or _SIZE.search(line):
                told.append(f"{path.relative_to(folder)}:{number} {line.strip()}")
    assert told == []
