"""每一种对话框：有名称、走得到、不截去、是中文；Esc 关得上，关了就真的没了。"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import Library, open_library
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.disclosure_entries import FiguresEntry
from tests.pages.demo import DEMO_DAY, demo_folder
from tests.pages.dialogs import MAKERS, House, dialog_classes
from tests.pages.looks import cut_off, focus_faults, foreign, nameless, stops_of
from tests.pages.typing import press
from tests.ui.conftest import MakeDesk

_NO_DEFAULT = frozenset({"ArticleSheet", "HelpSheet", "ImportSheet", "MonthPaper", "PaperSheet"})
"""看的、分几步的：回车不代人决定。"""
_STEPS_BACK = frozenset({"FirstRun"})
"""程序这时唯一的窗口：Esc 只退一步，关由人关。"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = open_library(demo_folder(tmp_path_factory.mktemp("框")))
    yield opened
    opened.close()


@pytest.fixture(scope="module", autouse=True)
def _only_what_is_made_here_is_collected() -> None:
    """A collection of all that the tests before have left takes a quarter of a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def house(qtbot: QtBot, library: Library, make_desk: MakeDesk, tmp_path: Path) -> House:
    folder = demo_folder(tmp_path)
    parent = QWidget()
    qtbot.addWidget(parent)
    desk = make_desk(lambda: open_library(folder))
    return House(desk, library, DEMO_DAY, tmp_path, parent)


def _open(qtbot: QtBot, house: House, name: str) -> QDialog:
    dialog = MAKERS[name](house)
    if isinstance(dialog, Entry):
        dialog.begin()
    else:
        dialog.open()
    _settle(qtbot, house)
    return dialog


def _settle(qtbot: QtBot, house: House) -> None:
    for _ in range(2):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not house.desk.is_busy, timeout=20_000)
        QApplication.processEvents()


def _bury() -> None:
    for _ in range(2):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        gc.collect()


def test_every_dialog_has_a_maker() -> None:
    assert len(dialog_classes()) > 40
    assert sorted(MAKERS) == dialog_classes()


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_dialog_is_named_reached_whole_and_chinese(qtbot: QtBot, house: House, name: str) -> None:
    dialog = _open(qtbot, house, name)
    assert dialog.windowTitle()
    checks = {"名称": nameless, "焦点": focus_faults, "截去": cut_off, "外文": foreign}
    faults = {word: told for word, check in checks.items() if (told := check(dialog))}
    dialog.close()
    assert faults == {}


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_esc_closes_and_the_dialog_dies_twice(qtbot: QtBot, house: House, name: str) -> None:
    counts = []
    for _ in range(2):
        dialog = _open(qtbot, house, name)
        gone = weakref.ref(dialog)
        stops = stops_of(dialog)
        press(stops[0] if stops else dialog, Qt.Key.Key_Escape)
        if name in _STEPS_BACK:
            dialog.close()
        assert dialog.isHidden()
        del dialog, stops
        _settle(qtbot, house)
        _bury()
        assert gone() is None
        counts.append(len(QApplication.allWidgets()))
    assert counts[0] == counts[1]
    assert house.parent.findChildren(QDialog) == []


@pytest.mark.parametrize("name", sorted(set(MAKERS) - _NO_DEFAULT))
def test_enter_presses_the_default_button_or_none(qtbot: QtBot, house: House, name: str) -> None:
    dialog = _open(qtbot, house, name)
    defaults = [one for one in dialog.findChildren(QPushButton) if one.isDefault()]
    fatal = [one for one in dialog.findChildren(QPushButton) if one.property("kind") == "fatal"]
    dialog.close()
    assert len(defaults) == 1
    assert not set(defaults) & set(fatal)


@pytest.mark.parametrize("name", ["EvidenceEntry", "OpinionEntry", "StopEntry", "ScansEntry"])
def test_an_entry_begins_on_its_first_field(qtbot: QtBot, house: House, name: str) -> None:
    entry = _open(qtbot, house, name)
    assert isinstance(entry, Entry)
    first = next(one for one in entry.form.fields() if one.isVisible())
    assert entry.focusWidget() is first
    entry.close()


def test_figures_begin_in_their_grid(qtbot: QtBot, house: House) -> None:
    entry = _open(qtbot, house, "FiguresEntry")
    assert isinstance(entry, FiguresEntry)
    assert entry.focusWidget() is entry.grid
    entry.close()
