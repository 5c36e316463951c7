"""The long table against Qt's own item model, and a keystroke from box to repaint.

Offscreen, in one process: the table with its whole look (hairlines, hover, selection) against
a QTableView with a QStandardItemModel and the stock delegate, the same cells on both.
"""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.ratios import Row, medians

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from medtech_desktop.domain.procedures import CodeList, Entered
from medtech_desktop.office.pinyin import initials, sort_key
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.widgets.long_rows import LongColumn
from medtech_desktop.ui.widgets.long_table import LongTable

CODES, MANY = 13_686, 1_000_000
FRAME = 0.016
_CELLS, _TALLEST = 12, 20_000
_COLUMNS = tuple(LongColumn(f"列{n}", 100, key=str(n)) for n in range(_CELLS))
_SIZE = (1200, 800)
_WORDS = ("术", "切除", "胰岛", "52.8", "x00", "qcs", "冠状动脉 支架")


def cells_of(row_id: int) -> tuple[str, ...]:
    """The cells of one row, the same for both sides."""
    return tuple(f"数据{row_id}-{column}" for column in range(_CELLS))


def fetched(_library: object, ids: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """A page as the worker brings it."""
    return tuple(map(cells_of, ids))


@dataclass(slots=True)
class _Bench:
    app: QApplication
    desk: Desk

    def settle(self) -> None:
        """Until every page has come."""
        self.app.processEvents()
        while self.desk.is_busy:
            self.app.processEvents()
        self.app.processEvents()

    def long(self, count: int) -> LongTable:
        """Our table with this many rows."""
        table = LongTable(self.desk, _COLUMNS, f"长表 {count}")
        table.resize(*_SIZE)
        table.show()
        table.show_ids(array("i", range(1, count + 1)), fetched)
        self.settle()
        return table

    def stock(self, count: int) -> QTableView:
        """Qt's table with Qt's model; as many rows as fit into memory."""
        model = QStandardItemModel(count, _CELLS)
        for row in range(count):
            for column, text in enumerate(cells_of(row + 1)):
                model.setItem(row, column, QStandardItem(text))
        view = QTableView()
        view.setModel(model)
        model.setParent(view)
        view.verticalHeader().setDefaultSectionSize(theme.ROW)
        view.resize(*_SIZE)
        view.show()
        self.settle()
        return view


def _jump(bench: _Bench, view: QTableView, turn: list[int]) -> None:
    """To another place, and its pages there: what is measured is the repaint alone."""
    turn[0] += 1
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() * ((turn[0] * 37) % 97) // 97)
    view.viewport().repaint()
    bench.settle()


def repaints(bench: _Bench) -> Iterator[Row]:
    """Whole-view repaints after a jump, in turn."""
    views: list[QTableView] = [bench.long(CODES), bench.long(MANY), bench.stock(_TALLEST)]
    taken: list[list[float]] = [[] for _ in views]
    turn = [0]
    for _ in range(25):
        for view, times in zip(views, taken, strict=True):
            _jump(bench, view, turn)
            begun = time.perf_counter()
            view.grab()
            times.append(time.perf_counter() - begun)
    small, great, stock = (sorted(times)[len(times) // 2] for times in taken)
    yield Row("长表重画，13,686 行", "C++ QStandardItemModel", small / stock, None, small)
    yield Row("长表重画，1,000,000 行", "C++ QStandardItemModel", great / stock, 1.3, great)
    yield Row("长表重画，行数增至 73 倍", "13,686 行的长表", great / small, 1.2, great)
    yield from _keys(bench, views[1])
    for view in views:
        view.close()
        view.deleteLater()


def _keys(bench: _Bench, view: QTableView) -> Iterator[Row]:
    """Each key and wheel step in the table of a million rows: the GUI thread's own time.

    Processor time of that thread, so that a busy machine is not taken for a slow table.
    """
    steps = (Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home)
    taken = []
    for _ in range(12):
        for key in steps:
            begun = time.thread_time()
            QTest.keyClick(view, key)
            view.viewport().repaint()
            taken.append(time.thread_time() - begun)
            bench.settle()
        bar = view.verticalScrollBar()
        begun = time.thread_time()
        bar.setValue(bar.value() + 3 * theme.ROW)
        view.viewport().repaint()
        taken.append(time.thread_time() - begun)
        bench.settle()
    taken.sort()
    worst = taken[int(len(taken) * 0.95)]
    yield Row("一百万行里按键、滚动（95 %）", "一帧 16 毫秒", worst / FRAME, 1.0, worst)


def _own_seconds(work: Callable[[], object], times: int = 9) -> float:
    """The median of this thread's processor time: for limits that are times, not ratios."""
    taken = []
    for _ in range(times):
        begun = time.thread_time()
        work()
        taken.append(time.thread_time() - begun)
    return sorted(taken)[times // 2]


def searches(bench: _Bench) -> Iterator[Row]:
    """A keystroke in the filter: the worker's search, and what the window does with it."""
    rows = _made_codes(CODES)
    codes = CodeList(rows, initials=initials, sort_key=sort_key)
    joined = "\n".join(f"{code}\t{name}" for _id, code, name, _category in rows).casefold()

    def by_find() -> None:
        for word in _WORDS:
            place = joined.find(word)
            while place >= 0:
                place = joined.find(word, joined.find("\n", place) + 1 or len(joined))

    def by_index() -> None:
        for word in _WORDS:
            codes.find(word)

    ours, plain = medians([(by_index, 5), (by_find, 5)])
    one = _own_seconds(by_index, 25) / len(_WORDS)
    yield Row("编码筛选，每次按键", "0.5 毫秒", one / 0.0005, 1.0, one)
    yield Row("编码筛选，每次按键", "连成一串的 str.find", ours / plain, None, one)
    first = fetched(None, range(1, 201))
    for count in (CODES, MANY):
        table = bench.long(count)
        ids = array("i", range(1, count + 1))

        def shown(table: LongTable = table, ids: array[int] = ids) -> None:
            table.show_ids(ids, fetched, first)
            table.viewport().repaint()

        took = _own_seconds(shown)
        bench.settle()
        yield Row(f"换上 {count:,} 行并重画", "一帧 16 毫秒", took / FRAME, 1.0, took)
        table.close()
        table.deleteLater()


def _made_codes(count: int) -> list[Entered]:
    """Codes of the usual forms with names of the usual characters; nobody's real list."""
    parts = "冠状动脉支架置入胰岛细胞移植椎间盘切除术腹腔镜下神经血管超声引导内窥镜活组织检查"
    listed = []
    for n in range(count):
        name = "".join(
            parts[(n * 7 + step * (3 + n % 5)) % len(parts)] for step in range(4 + n % 14)
        )
        suffix = f"x{n % 999:03d}" if n % 3 == 0 else ""
        listed.append((n + 1, f"{n // 137 % 100:02d}.{n % 10_000:04d}{suffix}", f"{name}术", ""))
    return listed


def rows() -> Iterator[Row]:
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    theme.install(app)
    desk = Desk(object)
    bench = _Bench(app, desk)
    try:
        yield from repaints(bench)
        yield from searches(bench)
    finally:
        desk.stop()
