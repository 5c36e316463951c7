"""清单：医师 2,000 行、技术 300 项、备案 600 份，每次按键、排序、滚动，界面线程自己用多久。

Processor time of the window's thread, repaint and all, in the real window.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit

from bench.big_library import FULL, build_big
from bench.heart import settle
from bench.ratios import Row
from medtech_desktop import app as starting
from medtech_desktop.ui import calm, theme
from medtech_desktop.ui.main_window import MainWindow
from medtech_desktop.ui.problems import Problems
from medtech_desktop.ui.screens.filings import FilingsScreen
from medtech_desktop.ui.screens.practitioners import PractitionersScreen
from medtech_desktop.ui.screens.technologies import TechnologiesScreen

FRAME = 0.016
_TYPED = ("示", "示例", "示例1", "示例", "示", "", "s", "sl", "sl1", "")


def rows() -> Iterator[Row]:
    """每次按键（居中的与最慢的），排序，滚动，换上各行。"""
    calm.be_calm()
    application = QApplication.instance() or QApplication(["medtech-desktop"])
    assert isinstance(application, QApplication)
    theme.install(application)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_big(folder / "库").close()
        start = starting.Start(starting.Opening(folder / "库"), Problems(), folder / "log")
        window = start.open_window()
        settle(start.desk)
        calm.settle(start.desk)
        yield from _people(window)
        yield from _master_lists(window)
        window.deleteLater()
        start.desk.stop()


def _people(window: MainWindow) -> Iterator[Row]:
    screen = _on(window, "practitioners")
    assert isinstance(screen, PractitionersScreen)
    what = f"医师 {FULL.people:,} 行"
    yield from _keys(window, screen.list.filter_box, screen.table, what)
    sorts = [
        _own(
            window,
            partial(screen.table.horizontalHeader().sectionClicked.emit, n % 4),
            screen.table,
        )
        for n in range(8)
    ]
    yield _row(f"{what}，排序（居中）", median(sorts))
    yield _row(f"{what}，排序（最慢）", max(sorts))
    yield _row(f"{what}，滚动（最慢）", max(_scrolls(window, screen.table)))
    yield _row(f"{what}，回答到了换上", median(_reloads(window, screen.reload)))


def _master_lists(window: MainWindow) -> Iterator[Row]:
    screen = _on(window, "technologies")
    assert isinstance(screen, TechnologiesScreen)
    what = f"技术 {FULL.technologies} 项"
    yield from _keys(window, screen.list.filter_box, screen.list.list, what)
    yield _row(f"{what}，滚动（最慢）", max(_scrolls(window, screen.list.list)))
    yield _row(f"{what}，回答到了换上", median(_reloads(window, screen.reload)))
    filings = _on(window, "filings")
    assert isinstance(filings, FilingsScreen)
    yield _row(
        f"备案 {2 * FULL.technologies} 份，滚动（最慢）", max(_scrolls(window, filings.list.list))
    )
    yield _row(
        f"备案 {2 * FULL.technologies} 份，回答到了换上", median(_reloads(window, filings.reload))
    )


def _on(window: MainWindow, key: str) -> object:
    window.go(key)
    settle(window.desk)
    return window.current_screen()


def _keys(window: MainWindow, box: QLineEdit, view: QAbstractItemView, what: str) -> Iterator[Row]:
    taken = [_own(window, partial(box.setText, text), view) for text in _TYPED * 3]
    yield _row(f"{what}，筛选每次按键（居中）", median(taken))
    yield _row(f"{what}，筛选每次按键（最慢）", max(taken[len(_TYPED) :]))
    yield _row(f"{what}，第一次筛选的一遍（最慢）", max(taken[: len(_TYPED)]))


def _scrolls(window: MainWindow, view: QAbstractItemView) -> list[float]:
    keys = (Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_PageDown)
    return [_own(window, partial(QTest.keyClick, view, key), view) for key in keys * 5]


def _own(window: MainWindow, work: Callable[[], object], view: QAbstractItemView) -> float:
    begun = time.thread_time()
    work()
    view.viewport().repaint()
    took = time.thread_time() - begun
    settle(window.desk)
    return took


def _reloads(window: MainWindow, reload: Callable[[], object]) -> list[float]:
    """从提问到画好，界面线程用的；转圈等的时候几乎不用。"""
    taken = []
    for _turn in range(5):
        begun = time.thread_time()
        reload()
        while window.desk.is_busy:
            time.sleep(0.02)
            QApplication.processEvents()
        QApplication.processEvents()
        taken.append(time.thread_time() - begun)
        settle(window.desk)
    return taken


def _row(what: str, seconds: float) -> Row:
    return Row(what, "一帧 16 毫秒", seconds / FRAME, 1.0, seconds)
