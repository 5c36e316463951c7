"""字段的内容：每一种字段都能写成文字，再放回去；放回的可以逐格撤销。"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

_DAY = Qt.DateFormat.ISODate


def inputs_of(field: QWidget) -> tuple[QWidget, ...]:
    """字段里能填的各件：字段自己，或它所装的输入框、选框、勾选框。"""
    if _is_input(field):
        return (field,)
    found: list[QWidget] = []
    for child in field.findChildren(QWidget):
        inside = any(one.isAncestorOf(child) for one in found)  # a date box owns a line edit
        if _is_input(child) and not inside:
            found.append(child)
    return tuple(found)


def _is_input(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractButton):
        return widget.isCheckable()
    return isinstance(widget, QLineEdit | QPlainTextEdit | QComboBox | QDateEdit)


def text_of(field: QWidget) -> str:
    """一件的内容，写成文字。"""
    if isinstance(field, QComboBox):
        data = field.currentData()
        return str(data) if data is not None else field.currentText()
    if isinstance(field, QDateEdit):
        return field.date().toString(_DAY)
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, QLineEdit):
        return field.text()
    return "1" if isinstance(field, QAbstractButton) and field.isChecked() else ""


def put_text(field: QWidget, text: str) -> bool:
    """放回一件的内容；选项已不在、日期不成立的不放，返回 False。"""
    if text == text_of(field):
        return True
    if isinstance(field, QComboBox):
        return _choose(field, text)
    if isinstance(field, QDateEdit):
        day = QDate.fromString(text, _DAY)
        field.setDate(day if day.isValid() else field.date())
        return day.isValid()
    if isinstance(field, QPlainTextEdit):
        cursor = field.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
    elif isinstance(field, QLineEdit):
        _write(field, text)
    elif isinstance(field, QAbstractButton):
        field.setChecked(bool(text))
    return True


def _choose(box: QComboBox, text: str) -> bool:
    place = next((n for n in range(box.count()) if str(box.itemData(n)) == text), -1)
    if place < 0:
        place = box.findText(text) if box.currentData() is None else -1
    if place < 0:
        return False
    box.setCurrentIndex(place)
    return True


def _write(line: QLineEdit, text: str) -> None:
    """Inserted, not set, so that Ctrl+Z takes it back; no suggestions open for it."""
    if line.isReadOnly():
        line.setText(text)
        return
    before = line.blockSignals(True)
    line.selectAll()
    if text:
        line.insert(text)
    else:
        line.del_()
    line.setCursorPosition(0)
    line.blockSignals(before)
    line.textChanged.emit(text)


def when_edited(field: QWidget, told: Callable[[], None]) -> None:
    """这一件的内容一变就说。"""
    if isinstance(field, QComboBox):
        field.currentIndexChanged.connect(lambda _n: told())
    elif isinstance(field, QDateEdit):
        field.dateChanged.connect(lambda _day: told())
    elif isinstance(field, QPlainTextEdit):
        field.textChanged.connect(told)
    elif isinstance(field, QLineEdit):
        field.textChanged.connect(lambda _text: told())
    elif isinstance(field, QAbstractButton):
        field.toggled.connect(lambda _on: told())


def is_typed(field: QWidget) -> bool:
    """是不是打字的字段：只有人会改动它。"""
    return isinstance(field, QLineEdit | QPlainTextEdit | QAbstractSpinBox)
