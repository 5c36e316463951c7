"""行与表：排序、分组、复制、选中，不需要窗口的先问模型。"""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from medtech_desktop.ui.widgets.pieces import ArticleChip, Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Role, Row, RowsModel, words
from medtech_desktop.ui.widgets.tables import RowTable
from medtech_desktop.ui.widgets.todo_table import TodoGroup, TodoTable, TodoView, todo_rows
from tests.pages.typing import click, press

_COLUMNS = (Column("技术", 120), Column("例数", 60, right=True), Column("", 80, sortable=False))


def _row(key: str, name: str, count: int) -> Row:
    return Row(key, (words(name), Cell((Words(f"{count:,}"),), sort=count), Cell()), action="打开")


def _model() -> RowsModel:
    model = RowsModel(_COLUMNS)
    model.set_rows((_row("a", "甲", 1_200), _row("b", "乙", 9), _row("c", "丙", 30)))
    return model


def _keys(model: RowsModel) -> list[str]:
    return [row.key for row in model.rows()]


def _todo(key: str, due: date | None, left: int | None, **more: Any) -> TodoView:
    return TodoView(
        key, due, left, "提交备案", "S16", "神经血管介入诊疗技术", "MTCA-11", "提交", **more
    )


def test_sorting_goes_by_the_number_not_by_its_text() -> None:
    model = _model()
    model.sort(1)
    assert _keys(model) == ["b", "c", "a"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert _keys(model) == ["a", "c", "b"]


def test_new_rows_keep_the_order_that_was_asked_for() -> None:
    model = _model()
    model.sort(1)
    model.set_rows((_row("x", "子", 5), _row("y", "丑", 2)))
    assert _keys(model) == ["y", "x"]


def test_sorting_keeps_every_todo_in_its_group() -> None:
    late = (_todo("2", date(2026, 9, 23), -2), _todo("1", date(2026, 9, 20), -5))
    soon = (_todo("9", date(2026, 9, 30), 2), _todo("8", date(2026, 9, 28), 0))
    rows = todo_rows(
        (TodoGroup("late", "已逾期", "", late, True), TodoGroup("week", "本周", "", soon))
    )
    model = RowsModel(_COLUMNS)
    model.set_rows(rows)
    model.sort(1)
    assert _keys(model) == ["group:late", "1", "2", "group:week", "8", "9"]


def test_an_empty_group_takes_no_row() -> None:
    assert todo_rows((TodoGroup("late", "已逾期", "", (), True),)) == ()


def test_a_deadline_is_never_a_bare_number() -> None:
    cells = [
        todo_rows((TodoGroup("g", "组", "", (_todo("k", date(2026, 9, 20), left),)),))[1]
        .cells[1]
        .text
        for left in (-5, 0, 1, 11)
    ]
    assert cells == ["逾期 5", "今天", "剩 1", "剩 11"]


def test_makeup_and_provisional_days_are_said_in_words() -> None:
    row = todo_rows(
        (
            TodoGroup(
                "g",
                "组",
                "",
                (_todo("k", date(2026, 10, 10), 5, makeup_day=True, provisional=True),),
            ),
        )
    )[1]
    assert row.cells[0].text == "10月10日 周六 班 暂定"
    assert row.cells[0].tip == "2026-10-10，调休上班日，计入，暂定，放假安排缺失"


def test_no_deadline_shows_a_dash_and_sorts_last() -> None:
    model = RowsModel(_COLUMNS)
    model.set_rows(
        todo_rows(
            (
                TodoGroup(
                    "g", "组", "", (_todo("none", None, None), _todo("k", date(2026, 9, 1), 3))
                ),
            )
        )
    )
    model.sort(1)
    assert _keys(model) == ["group:g", "k", "none"]
    assert model.index(2, 0).data(Role.CELL).text == "—"


def test_copying_carries_the_headings(qtbot: QtBot) -> None:
    table = RowTable(_COLUMNS, "试表")
    qtbot.addWidget(table)
    table.set_rows(_model().rows())
    press(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == ("技术\t例数\n甲\t1,200\n乙\t9\n丙\t30\n")
    table.choose("b")
    assert table.copied_text() == "技术\t例数\n乙\t9\n"


def test_the_chosen_row_survives_a_reload(qtbot: QtBot) -> None:
    table = RowTable(_COLUMNS, "试表")
    qtbot.addWidget(table)
    table.set_rows(_model().rows())
    assert table.choose("c")
    table.set_rows((_row("c", "丙", 31), _row("a", "甲", 1)))
    assert table.current_key() == "c"
    assert not table.choose("gone")


def test_enter_acts_and_f4_opens_the_article(qtbot: QtBot) -> None:
    table = TodoTable()
    qtbot.addWidget(table)
    table.show_groups((TodoGroup("g", "组", "", (_todo("k", date(2026, 9, 20), -5),)),))
    table.choose("k")
    with qtbot.waitSignal(table.opened) as opened:
        press(table, Qt.Key.Key_Return)
    assert opened.args == ["k"]
    with qtbot.waitSignal(table.article_opened) as article:
        press(table, Qt.Key.Key_F4)
    assert article.args == ["MTCA-11"]


def test_a_click_on_the_chip_opens_its_article_not_the_row(qtbot: QtBot) -> None:
    columns = (Column("依据", 140), Column("", 80))
    table = RowTable(columns, "签表")
    qtbot.addWidget(table)
    table.resize(400, 200)
    table.set_rows((Row("k", (Cell((ArticleChip("MTCA-22"),)), Cell()), action="打开"),))
    table.show()
    opened: list[str] = []
    table.opened.connect(opened.append)
    place = table.visualRect(table.rows_model.index(0, 0))
    with qtbot.waitSignal(table.article_opened) as article:
        click(table.viewport(), QPoint(place.left() + 12, place.center().y()))
    assert article.args == ["MTCA-22"]
    assert opened == []
    action = table.visualRect(table.rows_model.index(0, 1))
    click(table.viewport(), action.center())
    assert opened == ["k"]


def test_column_widths_are_remembered(qtbot: QtBot) -> None:
    first = RowTable(_COLUMNS, "记宽表")
    qtbot.addWidget(first)
    first.setColumnWidth(0, 171)
    first.remember_widths()
    second = RowTable(_COLUMNS, "记宽表")
    qtbot.addWidget(second)
    assert second.columnWidth(0) == 171


def test_texts_stand_in_chinese_order_and_names_by_their_surname() -> None:
    columns = (Column("姓名", person=True), Column("科室"), Column("号"))
    model = RowsModel(columns)
    told = [("单强", "重症医学科", "10"), ("丁一", "肿瘤科", "9"), ("张三", "骨科", "Ｓ2")]
    told.append(("曾四", "产科", "s10"))
    model.set_rows(tuple(Row(n, (words(n), words(d), words(c))) for n, d, c in told))

    def order(column: int) -> list[str]:
        model.sort(column)
        return [row.cells[column].text for row in model.rows()]

    assert order(0) == ["丁一", "单强", "曾四", "张三"]
    assert order(1) == ["产科", "骨科", "肿瘤科", "重症医学科"]
    assert order(2) == ["9", "10", "Ｓ2", "s10"]


def test_a_click_on_a_heading_sorts_up_and_a_second_one_down(qtbot: QtBot) -> None:
    table = RowTable(_COLUMNS, "示例")
    qtbot.addWidget(table)
    table.set_rows((_row("a", "甲", 1_200), _row("b", "乙", 9), _row("c", "丙", 30)))
    table.show()
    head = table.horizontalHeader()

    def press_heading(section: int) -> str:
        click(head.viewport(), QPoint(head.sectionViewportPosition(section) + 6, 8))
        return "".join(_keys(table.rows_model))

    assert [press_heading(1) for _ in range(4)] == ["bca", "acb", "abc", "bca"]
    assert press_heading(2) == "bca"  # not sortable: nothing moves, the mark stays
    assert head.sortIndicatorSection() == 1
