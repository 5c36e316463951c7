"""撤销：每个录入框的每个打字的字段，打的、恢复的、清空的，Ctrl+Z 一步一步回去。"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDateEdit, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.disclosure_entries import FiguresEntry
from medtech_desktop.ui.widgets.field_state import inputs_of, text_of
from medtech_desktop.ui.widgets.master_list import MasterList
from medtech_desktop.ui.widgets.people_field import PeopleField, PersonChoice
from tests.pages.typing import press, type_chinese
from tests.ui.conftest import MakeDesk
from tests.ui.entry_samples import every_entry, makers, samples

_CONTROL = Qt.KeyboardModifier.ControlModifier
Typed = QLineEdit | QPlainTextEdit


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def _typed(entry: Entry) -> list[tuple[str, Typed]]:
    """能打字的：不是只读的，也不是日期框里的那一格。"""
    found: list[tuple[str, Typed]] = []
    for field in entry.form.fields():
        for one in inputs_of(field):
            if isinstance(one, QLineEdit | QPlainTextEdit) and not one.isReadOnly():
                found.append((field.accessibleName(), one))
    return found


def _undo(field: QWidget) -> None:
    press(field, Qt.Key.Key_Z, _CONTROL)


def _redo(field: QWidget) -> None:
    press(field, Qt.Key.Key_Z, _CONTROL | Qt.KeyboardModifier.ShiftModifier)


def _opened(name: str, make_desk: MakeDesk, host: QWidget, qtbot: QtBot) -> Entry:
    desk = make_desk(object)
    desk.bug_met.connect(lambda _bug: None)  # its questions find no library here
    entry = makers()[name](desk, host)
    entry.show()
    qtbot.waitUntil(lambda: not desk.is_busy)
    QApplication.processEvents()
    return entry


def test_every_entry_is_tried() -> None:
    assert set(samples()) == set(every_entry())


@pytest.mark.parametrize("name", sorted(samples()))
def test_typing_is_undone_and_redone(
    name: str, make_desk: MakeDesk, host: QWidget, qtbot: QtBot
) -> None:
    entry = _opened(name, make_desk, host, qtbot)
    for title, field in _typed(entry):
        before = text_of(field)
        type_chinese(field, "新打的")
        after = text_of(field)
        assert "新打的" in after, title
        QApplication.processEvents()  # what listens to the field has its say
        _undo(field)
        assert text_of(field) == before, title
        _redo(field)
        assert text_of(field) == after, title
    entry.deleteLater()


@pytest.mark.parametrize("name", sorted(samples()))
def test_what_a_draft_put_back_is_one_step(
    name: str, make_desk: MakeDesk, host: QWidget, qtbot: QtBot
) -> None:
    entry = _opened(name, make_desk, host, qtbot)
    fields = [(title, field, text_of(field)) for title, field in _typed(entry)]
    held = entry.form.state()
    keys = [key for key in held if any(key == k for k in entry.form.typed())]
    entry.form.restore({key: f"恢复的 {key}" for key in keys})
    put = [(title, field, was, text_of(field)) for title, field, was in fields]
    for title, field, was, now in put:
        if now == was:
            continue
        _undo(field)
        assert text_of(field) == was, title
        _redo(field)
        assert text_of(field) == now, title
    changed = sum(was != now for _t, _f, was, now in put)
    visible = [one for _t, one, _w in fields]
    assert changed or not visible
    entry.deleteLater()


def test_clearing_is_undone_from_the_dialog_and_in_the_field(
    make_desk: MakeDesk, host: QWidget, qtbot: QtBot
) -> None:
    entry = _opened("EvidenceEntry", make_desk, host, qtbot)
    field = entry.form.field("source")
    entry.drafting.begin()
    qtbot.waitUntil(lambda: not entry.desk.is_busy)
    type_chinese(field, "临床应用指南")
    entry.drafting.bar.taken.emit("清空重填")
    assert text_of(field) == ""
    _undo(field)
    assert text_of(field) == "临床应用指南"
    entry.deleteLater()


def test_a_draft_of_a_grid_is_one_step(make_desk: MakeDesk, host: QWidget, qtbot: QtBot) -> None:
    entry = _opened("FiguresEntry", make_desk, host, qtbot)
    assert isinstance(entry, FiguresEntry)
    before = entry.grid.values()
    state = entry.state()
    cells = [key for key in state if key.startswith("技-001 ")]
    assert len(cells) > 1
    entry.restore(state | {key: str(n + 70) for n, key in enumerate(cells)})
    assert entry.grid.values() != before
    press(entry.grid, Qt.Key.Key_Z, _CONTROL)
    assert entry.grid.values() == before
    press(entry.grid, Qt.Key.Key_Y, _CONTROL)
    assert entry.grid.values() != before
    entry.deleteLater()


def test_a_person_taken_from_the_list_is_undone(qtbot: QtBot) -> None:
    field = PeopleField()
    qtbot.addWidget(field)
    field.show()
    field.set_people((PersonChoice("示例甲", "1001", "", None),))
    type_chinese(field, "示例")
    field._take("示例甲 1001")
    assert field.text() == "示例甲 1001"
    _undo(field)
    assert field.text() == "示例"


def test_a_date_that_was_settled_keeps_its_undo(
    make_desk: MakeDesk, host: QWidget, qtbot: QtBot
) -> None:
    entry = _opened("EvidenceEntry", make_desk, host, qtbot)
    field = entry.form.field("day")
    assert isinstance(field, QDateEdit)
    line = field.lineEdit()
    before = line.text()
    line.selectAll()
    line.insert("2026-11-02")
    entry.form.day_value("day")
    assert line.text() == "2026-11-02"
    line.undo()
    assert line.text() == before
    entry.deleteLater()


def test_a_filter_is_undone(qtbot: QtBot) -> None:
    one = MasterList("技术", 300)
    qtbot.addWidget(one)
    one.show()
    type_chinese(one.filter_box, "介入")
    one.filter_box.clear()
    _undo(one.filter_box)
    assert one.filter_box.text() == "介入"
