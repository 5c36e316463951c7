"""日期框：怎么打就是哪天；看不懂的说出来，不悄悄换成别的日子；滚轮不改所填。"""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from medtech_desktop.ui.widgets.day_field import Choice, DayField, day_in
from medtech_desktop.ui.widgets.form import Form
from tests.pages.typing import press

START = date(2026, 11, 25)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    made.line("before", "前")
    made.day("on", "日期", START)
    made.line("after", "后")
    made.choice("kind", "类别", (("a", "甲"), ("b", "乙")))
    qtbot.addWidget(made)
    made.show()
    return made


def _tab_in(form: Form) -> DayField:
    form.field("before").setFocus()
    press(form.field("before"), Qt.Key.Key_Tab)
    field = form.field("on")
    assert isinstance(field, DayField)
    assert QApplication.focusWidget() is field
    return field


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-02", "2026-11-02"),
        ("2026-1-2", "2026-01-02"),
        ("2026/11/2", "2026-11-02"),
        ("2026.9.14", "2026-09-14"),
        ("20261102", "2026-11-02"),
        ("11-2", "2026-11-02"),
    ],
)
def test_a_typed_day_is_the_day_that_was_typed(form: Form, typed: str, meant: str) -> None:
    field = _tab_in(form)
    QTest.keyClicks(field, typed)
    press(field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.field("after")
    assert form.day_value("on").isoformat() == meant
    assert field.text() == meant
    assert form.take_misread() == ()


def test_a_day_that_does_not_exist_is_told_once(form: Form) -> None:
    field = _tab_in(form)
    QTest.keyClicks(field, "2026-02-30")
    press(field, Qt.Key.Key_Tab)
    assert form.day_value("on") == START
    [told] = form.take_misread()
    assert told.message == "「2026-02-30」不是日期，已放回 2026-11-25"
    assert form.take_misread() == ()


def test_a_day_is_read_while_the_cursor_is_still_in_it(form: Form) -> None:
    field = _tab_in(form)
    QTest.keyClicks(field, "2026/9/1")
    assert form.day_value("on") == date(2026, 9, 1)


def test_a_day_is_pasted_as_a_table_writes_it(form: Form) -> None:
    field = _tab_in(form)
    QGuiApplication.clipboard().setText("2026年10月8日")
    field.lineEdit().paste()
    assert form.day_value("on") == date(2026, 10, 8)


def test_the_arrows_go_day_by_day(form: Form) -> None:
    field = _tab_in(form)
    press(field, Qt.Key.Key_Up)
    press(field, Qt.Key.Key_Up)
    press(field, Qt.Key.Key_Down)
    assert form.day_value("on") == date(2026, 11, 26)


def test_the_wheel_changes_nothing(form: Form) -> None:
    field, kind = form.field("on"), form.field("kind")
    assert isinstance(kind, Choice)
    for widget in (field, kind):
        widget.setFocus()
        turned = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, turned)
    assert form.day_value("on") == START
    assert form.value("kind") == "a"


@pytest.mark.parametrize("text", ["", "2026", "2026-13-01", "2月", "13-32", "示例"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_in(text, 2026) is None


def test_full_width_digits_are_digits() -> None:
    assert day_in("２０２６．１１．２", 2020) == date(2026, 11, 2)


def test_the_label_still_stands_by_the_box(form: Form) -> None:
    assert form.field("on").accessibleName() == "日期"
    assert isinstance(form.field("before"), QLineEdit)


def test_a_choice_too_long_for_its_box_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    box = Choice()
    qtbot.addWidget(box)
    box.addItem("相关培训证明 规范化培训考核合格（示例）")
    box.addItem("短")
    box.setFixedWidth(120)
    box.show()
    assert box.shown_text().endswith("…")
    box.setCurrentIndex(1)
    assert box.shown_text() == "短"
