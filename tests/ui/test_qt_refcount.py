"""PySide6 6.12.0 drops a reference to None on every void call under Python 3.11.

The process then dies after some 5,000 calls; the pinned release must not do that.
"""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 20_000
TOLERATED = 1_000


class _Bell(QObject):
    rung = Signal(object)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_void_calls_keep_their_reference_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for turn in range(CALLS):
        label.setText(str(turn))
    assert before - sys.getrefcount(None) < TOLERATED
    assert label.text() == str(CALLS - 1)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_emitted_none_keeps_its_reference(qtbot: QtBot) -> None:
    bell = _Bell()
    heard: list[object] = []
    bell.rung.connect(heard.append)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        bell.rung.emit(None)
    assert len(heard) == CALLS
    heard.clear()
    assert before - sys.getrefcount(None) < TOLERATED
