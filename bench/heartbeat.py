"""窗口的心跳：真的主窗口里每毫秒跳一次，同时在大医院的库里做一件大事、换屏、搜索。

Rows: the longest gap against 50 ms and the 99th hundredth against 16 ms, a work each.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from bench.big_library import FULL, build_big
from bench.heart import Heart, beats_during, settle, works
from bench.ratios import Row, time_words
from medtech_desktop import app as starting
from medtech_desktop.office.acts import today
from medtech_desktop.ui import calm, theme
from medtech_desktop.ui.main_window import MainWindow
from medtech_desktop.ui.places import PLACES
from medtech_desktop.ui.problems import Problems

MOST, P99 = 0.050, 0.016


def rows() -> Iterator[Row]:
    """每件事两行：最久的一停与 50 毫秒之比，百分之九十九与 16 毫秒之比。

    What counts is what our own program is to blame for (``bench.heart``).
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    calm.be_calm()
    application = QApplication.instance() or QApplication(["medtech-desktop"])
    assert isinstance(application, QApplication)
    theme.install(application)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_big(folder / "库", FULL.tenth()).close()  # the papers of 600 filings take minutes
        start = starting.Start(starting.Opening(folder / "库"), Problems(), folder / "log")
        window = start.open_window()
        settle(start.desk)
        calm.settle(start.desk)
        for words, heart in _used(window):  # first: it makes every screen
            yield from _rows(words, heart, goal=None)
        for words, heart in _hearts(window, folder):
            yield from _rows(words, heart, goal=1.0)
        window.deleteLater()
        start.desk.stop()


def _rows(words: str, heart: Heart, goal: float | None) -> Iterator[Row]:
    longest, often, wall = heart.longest, heart.at(0.99), max(heart.walls)
    what = f"心跳 {words}，最久（连同机器忙 {time_words(wall)}）"
    yield Row(what, "50 毫秒", longest / MOST, goal, longest)
    yield Row(f"心跳 {words}，百分之九十九", "16 毫秒", often / P99, goal, often)


def _hearts(window: MainWindow, folder: Path) -> Iterator[tuple[str, Heart]]:
    for words, work in works(folder, today(), FULL.codes, FULL.people):
        heart, _answers = beats_during(window.desk, work)
        yield words, heart


def _used(window: MainWindow) -> Iterator[tuple[str, Heart]]:
    """没有大事，只是用着；规定的只是大事办着时，这些供参考。"""
    places = [place.entry.key for place in PLACES]
    for words in ("第一次换屏", "再换屏"):
        yield words, _beats(window, [partial(window.go, key) for key in places])
    typed = [partial(window.top_bar.search.asked.emit, text) for text in "示例技术"]
    yield "搜索", _beats(window, typed)


def _beats(window: MainWindow, steps: Sequence[Callable[[], object]]) -> Heart:
    with Heart() as heart:
        for step in steps:
            step()
            settle(window.desk)
    return heart
