"""窗口开着过了半夜：今日待办、右下角的日期、查看日期都移到新的一天。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.main_window import MainWindow
from medtech_desktop.ui.places import PLACES, QUESTIONS
from medtech_desktop.ui.problems import Problems
from medtech_desktop.ui.screen import Setting
from tests.builders import office_at
from tests.pages.window import WindowPage

EVENING = date(2026, 9, 28)


class Night:
    """一个开着的窗口和它的钟。"""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.day = EVENING
        desk = Desk(lambda: office_at("filing", folder).library)
        asks = replace(QUESTIONS, leaving=None)
        window = MainWindow(PLACES, Setting(desk, lambda: self.day), asks, Problems(), folder)
        window.show()
        self.page = WindowPage.around(qtbot, window)
        self.page.settle()

    def sleep(self) -> None:
        """过了半夜，钟被看了一眼。"""
        self.day += timedelta(days=1)
        self.page.window.day_turn.look()
        self.page.settle()


def test_after_midnight_the_window_is_of_the_new_day(qtbot: QtBot, tmp_path: Path) -> None:
    night = Night(qtbot, tmp_path)
    before = night.page.todo_lines()
    night.sleep()
    after = night.page.todo_lines()
    assert "9月29日 周二" in night.page.window.status_bar.text()
    assert before != after
    assert len(before) == len(after)
    night.page.close()


def test_a_laptop_that_wakes_looks_at_the_clock(qtbot: QtBot, tmp_path: Path) -> None:
    night = Night(qtbot, tmp_path)
    night.day += timedelta(days=1)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    night.page.settle()
    assert "9月29日" in night.page.window.status_bar.text()
    night.page.close()


def test_a_past_day_that_is_looked_at_stays(qtbot: QtBot, tmp_path: Path) -> None:
    night = Night(qtbot, tmp_path)
    night.page.window.look_at(date(2026, 9, 21))
    night.page.settle()
    before = night.page.todo_lines()
    night.sleep()
    assert night.page.todo_lines() == before
    assert "2026-09-21" in night.page.window.top_bar.day_button.text()
    night.page.window.look_at(None)
    night.page.settle()
    assert night.page.todo.on == EVENING + timedelta(days=1)
    night.page.close()
