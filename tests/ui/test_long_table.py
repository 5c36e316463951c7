"""长表：行按页取，页数有限；一百万行的键盘、选中、复制；取消；画过的不再算。"""

from __future__ import annotations

import threading
import tracemalloc
from array import array
from collections.abc import Callable, Iterator, Sequence
from time import monotonic

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.widgets.long_rows import COMING, MOST_PAGES, PAGE, LongColumn, LongModel
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from tests.pages.typing import click, press

MakeDesk = Callable[[Callable[[], object]], Desk]
COLUMNS = (
    LongColumn("编码", 120, key="code"),
    LongColumn("名称", 0, key="name", weight=theme.MEDIUM),
    LongColumn("例数", 60, right=True, sortable=False),
)
MILLION = 1_000_000


def rows_of(_library: object, ids: Sequence[int]) -> list[tuple[str, ...]]:
    return [(f"C{n:07d}", f"名称{n}", "" if n % 2 else f"{n:,}") for n in ids]


def numbers(count: int) -> array[int]:
    return array("i", range(1, count + 1))


# The model without a window


def test_a_page_is_asked_for_once_and_then_there() -> None:
    model = LongModel(COLUMNS)
    model.set_ids(numbers(1000))
    asked: list[int] = []
    model.page_wanted.connect(asked.append)
    cell = model.index(450, 1)
    assert cell.data() == COMING
    assert model.index(451, 0).data() == COMING
    assert asked == [2]
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b, _roles: changed.append((a.row(), b.row())))
    model.take_page(2, rows_of(None, model.ids[400:600]))
    assert changed == [(400, 599)]
    assert cell.data() == "名称451"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "名称451"
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "名称451"
    assert cell.data(Qt.ItemDataRole.DecorationRole) is None
    assert asked == [2]


def test_the_page_longest_unseen_is_let_go() -> None:
    model = LongModel(COLUMNS)
    model.set_ids(numbers(PAGE * 200))
    asked: list[int] = []
    model.page_wanted.connect(asked.append)
    for page in range(MOST_PAGES):
        model.take_page(page, rows_of(None, model.ids[page * PAGE : (page + 1) * PAGE]))
    assert model.texts(0) is not None  # page 0 was seen just now, page 1 was not
    model.take_page(99, rows_of(None, model.ids[99 * PAGE : 100 * PAGE]))
    assert model.pages_held == MOST_PAGES
    assert model.texts(0) is not None
    assert model.texts(PAGE) is None
    assert asked == [1]


def test_the_page_in_hand_can_be_let_go_too() -> None:
    model = LongModel(COLUMNS)
    model.set_ids(numbers(PAGE * 200))
    for page in range(MOST_PAGES + 1):
        if page == 1:
            assert model.texts(0) is not None
        model.take_page(page, rows_of(None, model.ids[page * PAGE : (page + 1) * PAGE]))
    assert model.texts(0) is None


def test_a_last_page_is_shorter_and_new_rows_forget_the_old() -> None:
    model = LongModel(COLUMNS)
    model.set_ids(numbers(201), rows_of(None, numbers(200)))
    assert model.index(199, 0).data() == "C0000200"
    model.take_page(1, rows_of(None, model.ids[200:]))
    assert model.index(200, 0).data() == "C0000201"
    model.set_ids(array("i", (5, 4)), rows_of(None, (5, 4)))
    assert [model.index(n, 0).data() for n in range(2)] == ["C0000005", "C0000004"]
    assert model.rowCount() == 2
    model.set_ids(array("i"))
    assert model.rowCount() == 0


def test_a_million_rows_looked_through_stay_small() -> None:
    ids = numbers(MILLION)
    tracemalloc.start()
    model = LongModel(COLUMNS)
    model.set_ids(ids)
    for page in range(0, MILLION // PAGE, 7):
        model.take_page(page, rows_of(None, ids[page * PAGE : (page + 1) * PAGE]))
    now, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert model.pages_held == MOST_PAGES
    assert now < 6_000_000  # 10,000 rows; the ids themselves are 4 MB before that


# The table


@pytest.fixture
def table(qtbot: QtBot, make_desk: MakeDesk) -> Iterator[LongTable]:
    QSettings().clear()
    made = LongTable(make_desk(object), COLUMNS, "长表", bleed=True, strip=ProgressStrip())
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    yield made
    QSettings().clear()


def settle(table: LongTable, qtbot: QtBot) -> None:
    for _ in range(3):
        QApplication.processEvents()
        table.viewport().repaint()
        qtbot.waitUntil(lambda: not table._desk.is_busy, timeout=10_000)


def test_rows_come_while_one_scrolls(table: LongTable, qtbot: QtBot) -> None:
    table.show_ids(numbers(MILLION), rows_of)
    settle(table, qtbot)
    assert table.model_held.index(0, 0).data() == "C0000001"
    bar = table.verticalScrollBar()
    for part in range(0, 101, 4):
        bar.setValue(bar.maximum() * part // 100)
        table.viewport().repaint()
    settle(table, qtbot)
    last = table.model_held.index(MILLION - 1, 0)
    assert last.data() == f"C{MILLION:07d}"
    assert table.model_held.pages_held <= MOST_PAGES


def test_pages_that_were_passed_are_not_fetched(table: LongTable, qtbot: QtBot) -> None:
    fetched: list[int] = []
    hold = threading.Event()

    def slow(_library: object, ids: Sequence[int]) -> list[tuple[str, ...]]:
        hold.wait(5)
        fetched.append(ids[0])
        return rows_of(None, ids)

    table.show_ids(numbers(MILLION), slow)
    bar = table.verticalScrollBar()
    for part in range(0, 100, 5):
        bar.setValue(bar.maximum() * part // 100)
        table.viewport().repaint()
    bar.setValue(bar.maximum())
    table.viewport().repaint()
    hold.set()
    settle(table, qtbot)
    assert table.model_held.index(MILLION - 1, 0).data() == f"C{MILLION:07d}"
    assert len(fetched) <= 4, fetched
    bar.setValue(bar.maximum() * 10 // 100)  # passed before; asked again now that it is seen
    settle(table, qtbot)
    assert table.model_held.texts(table.rowAt(20)) is not None


def test_the_answer_for_an_older_list_is_dropped(table: LongTable, qtbot: QtBot) -> None:
    hold = threading.Event()

    def old(_library: object, ids: Sequence[int]) -> list[tuple[str, ...]]:
        hold.wait(5)
        return [("旧", "旧", "")] * len(ids)

    table.show_ids(numbers(500), old)
    table.viewport().repaint()
    table.show_ids(numbers(300), rows_of)
    hold.set()
    settle(table, qtbot)
    assert table.model_held.index(0, 0).data() == "C0000001"


def test_keys_go_to_both_ends_and_select_the_way(table: LongTable, qtbot: QtBot) -> None:
    table.show_ids(numbers(MILLION), rows_of)
    settle(table, qtbot)
    table.setFocus()
    press(table, Qt.Key.Key_End)
    assert table.current_id() == MILLION
    press(table, Qt.Key.Key_PageUp)
    assert MILLION - 20 < table.current_id() < MILLION
    press(table, Qt.Key.Key_Home)
    assert table.current_id() == 1
    press(table, Qt.Key.Key_PageDown)
    page_on = table.current_id()
    assert 5 < page_on < 20
    press(table, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert len(table.chosen_ids()) == MILLION - page_on + 1
    press(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(table.chosen_ids()) == MILLION


def test_no_key_and_no_repaint_of_a_million_rows_takes_long(table: LongTable, qtbot: QtBot) -> None:
    table.show_ids(numbers(MILLION), rows_of)
    settle(table, qtbot)
    table.setFocus()
    taken = []
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_Down) * 6:
        begun = monotonic()
        press(table, key)
        table.viewport().repaint()
        taken.append(monotonic() - begun)
    # the goal is 16 ms (bench/tables.py tells the figure); a shared machine gets three times that
    assert sorted(taken)[-3] < 0.05, taken


def test_typing_tells_what_was_typed_together(table: LongTable, qtbot: QtBot) -> None:
    table.show_ids(numbers(10), rows_of)
    settle(table, qtbot)
    typed: list[str] = []
    table.typed.connect(typed.append)
    table.setFocus()
    for key in (Qt.Key.Key_5, Qt.Key.Key_2, Qt.Key.Key_Period):
        press(table, key)
    assert typed == ["5", "52", "52."]


def test_copying_takes_the_headings_and_the_selected_rows(table: LongTable, qtbot: QtBot) -> None:
    table.show_ids(numbers(5000), rows_of)
    settle(table, qtbot)
    table.show_row(3)
    press(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    settle(table, qtbot)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "编码\t名称\t例数",
        "C0000004\t名称4\t4",
        "C0000005\t名称5\t",
    ]
    table.clearSelection()
    counts: list[int] = []
    table.copied.connect(counts.append)
    table.copy()
    settle(table, qtbot)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert (counts, len(lines)) == ([5000], 5001)
    assert lines[-1] == "C0005000\t名称5000\t5,000"


def test_copying_can_be_cancelled(table: LongTable, qtbot: QtBot) -> None:
    seen: list[int] = []
    go = threading.Event()

    def slow(_library: object, ids: Sequence[int]) -> list[tuple[str, ...]]:
        seen.append(ids[0])
        go.wait(5)
        return rows_of(None, ids)

    strip = table._strip
    assert strip is not None
    table.show_ids(numbers(50_000), slow, rows_of(None, numbers(200)))
    QGuiApplication.clipboard().setText("原来的")
    table.copy()
    qtbot.waitUntil(lambda: bool(seen))
    assert strip.is_going
    strip.cancel_button.click()
    go.set()
    settle(table, qtbot)
    assert len(seen) <= 2
    assert QGuiApplication.clipboard().text() == "原来的"
    assert not strip.is_going


def test_a_short_errand_never_shows_its_strip(table: LongTable, qtbot: QtBot) -> None:
    table.show_ids(numbers(10), rows_of)
    settle(table, qtbot)
    table.copy()
    settle(table, qtbot)
    strip = table._strip
    assert strip is not None
    assert strip.isHidden()
    strip.begin("正在复制", lambda: None)
    strip.tell(3, 10, "正在复制第 3 行")
    qtbot.waitUntil(strip.isVisible, timeout=2000)
    assert strip.said.text() == "正在复制第 3 行"
    strip.end()
    assert strip.isHidden()


def test_the_heading_asks_for_another_order(table: LongTable, qtbot: QtBot) -> None:
    table.show_ids(numbers(10), rows_of)
    settle(table, qtbot)
    asked: list[tuple[str, bool]] = []
    table.sort_wanted.connect(lambda key, down: asked.append((key, down)))
    head = table.horizontalHeader()
    for section in (0, 0, 1, 2):
        place = QPoint(head.sectionViewportPosition(section) + 12, head.height() // 2)
        click(head.viewport(), place)
    assert asked == [("code", False), ("code", True), ("name", False)]


def test_the_chosen_row_is_told_and_kept(table: LongTable, qtbot: QtBot) -> None:
    told: list[int] = []
    table.chosen.connect(told.append)
    table.show_ids(numbers(10), rows_of)
    settle(table, qtbot)
    table.show_row(4)
    assert told == [5]
    table.show_ids(array("i", (9, 5)), rows_of, (), 1)
    assert (table.current_id(), told[-1]) == (5, 5)
    table.show_ids(array("i", (9,)), rows_of)
    assert (table.current_id(), told[-1]) == (0, 0)


def test_a_hidden_column_keeps_its_width(table: LongTable, qtbot: QtBot) -> None:
    table.show_ids(numbers(3), rows_of)
    table.setColumnHidden(2, True)
    table.remember_widths()
    again = LongTable(table._desk, COLUMNS, "长表")
    qtbot.addWidget(again)
    assert again.columnWidth(2) == 60
    assert again.columnWidth(0) == table.columnWidth(0)
    settle(table, qtbot)
    assert table.grab().toImage().pixelColor(400, 300).isValid()


def test_it_has_a_name_and_says_its_cells(table: LongTable, qtbot: QtBot) -> None:
    table.show_ids(numbers(3), rows_of)
    settle(table, qtbot)
    assert table.accessibleName() == "长表"
    shown = table.model_held
    assert [
        shown.headerData(n, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        for n in range(3)
    ] == ["编码", "名称", "例数"]
