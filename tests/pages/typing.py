"""打字：像输入法那样上屏中文（keyClicks 遇中文会使进程中止）。"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def type_chinese(widget: QWidget, text: str) -> None:
    """输入法上屏一段文字。"""
    widget.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def compose(widget: QWidget, preedit: str) -> None:
    """输入法正在拼写、尚未上屏。"""
    widget.setFocus()
    QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))


def press(
    widget: QWidget,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """按一个键。"""
    QTest.keyClick(widget, key, modifier)


def click(
    widget: QWidget,
    place: QPoint,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """用左键点一下。"""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, modifier, place)
