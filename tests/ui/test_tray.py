"""窗口关着时：留在托盘，每日说一次，资料库放开；第二次启动叫出窗口；自动启动由设置来写。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import medtech_desktop.app
from medtech_desktop.app import Opening, Start
from medtech_desktop.cli import main as command
from medtech_desktop.domain.trouble import InUse
from medtech_desktop.office.library import open_library
from medtech_desktop.ui import tray as tray_module
from medtech_desktop.ui.month_paper import MonthPaper
from medtech_desktop.ui.problems import Problems
from medtech_desktop.ui.reminder_settings import (
    ReminderSettings,
    is_time,
    keep_settings,
    reminder_settings,
)
from medtech_desktop.ui.screens import reminder_pane
from medtech_desktop.ui.stay_question import StayQuestion
from medtech_desktop.ui.tray import Tray
from tests.builders import CLERK, Office, office_at
from tests.pages.tray import FakeTrayIcon
from tests.pages.window import WindowPage

DAY = date(2026, 9, 28)


class Morning:
    """一台有托盘的电脑：钟在 ``clock``，资料库在 ``folder``。"""

    def __init__(self, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot = qtbot
        self.folder = tmp_path / "库"
        self.clock = datetime.combine(DAY, time(8, 0))
        self.icon = FakeTrayIcon()
        monkeypatch.setattr(medtech_desktop.app, "now", lambda: self.clock)
        monkeypatch.setattr(medtech_desktop.app, "today", lambda: self.clock.date())
        monkeypatch.setattr(tray_module, "tray_available", lambda: True)
        monkeypatch.setattr(tray_module, "QSystemTrayIcon", _Icons(self.icon))
        self.start = Start(Opening(self.folder), Problems(), tmp_path / "medtech.log")

    def open(self) -> WindowPage:
        """开窗口，等到读完。"""
        page = WindowPage.around(self.qtbot, self.start.open_window())
        self.qtbot.waitUntil(lambda: page.window._is_open, timeout=20_000)
        page.settle()
        return page

    def tray(self) -> Tray:
        """在看着的托盘。"""
        self.settle()
        assert self.start.tray is not None
        return self.start.tray

    def settle(self) -> None:
        """等两个案头都做完、资料库放开。"""
        for _ in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(self._is_idle, timeout=20_000)

    def _is_idle(self) -> bool:
        desks = (self.start.desk, self.start._watch_desk)
        return not any(desk is not None and desk.is_busy for desk in desks)

    def has_window(self) -> bool:
        """主窗口造出来了没有。"""
        return self.start.window is not None

    def is_free(self) -> bool:
        """资料库没有人占着。"""
        try:
            open_library(self.folder).close()
        except InUse:
            return False
        return True

    def at(self, hour: int, minute: int = 0, days: int = 0) -> None:
        """钟走到某一刻，托盘看一次时间。"""
        day = self.clock.date() + timedelta(days=days)
        self.clock = datetime.combine(day, time(hour, minute))
        self.tray().tick()
        self.settle()


class _Icons:
    """只在没有给图标时造图标的地方。"""

    from PySide6.QtWidgets import QSystemTrayIcon as _Real

    ActivationReason = _Real.ActivationReason

    def __init__(self, icon: FakeTrayIcon) -> None:
        self._icon = icon

    @staticmethod
    def isSystemTrayAvailable() -> bool:
        return False

    def __call__(self, _parent: object) -> FakeTrayIcon:
        return self._icon


@pytest.fixture
def morning(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Morning]:
    QSettings().remove("reminders")
    made = Morning(qtbot, tmp_path, monkeypatch)
    yield made
    if made.start.window is not None:
        made.start.window.stays = None
        made.start.window.close()
        made.start.window.deleteLater()
    assert made.start.stop()
    QApplication.setQuitOnLastWindowClosed(True)
    QSettings().remove("reminders")


def test_closing_leaves_the_program_in_the_tray_and_the_book_free(
    morning: Morning, tmp_path: Path
) -> None:
    office_at("filing", tmp_path).library.close()
    keep_settings(ReminderSettings(stay=True))
    page = morning.open()
    assert not morning.is_free()
    page.window.close()
    morning.settle()
    assert not page.window.isVisible()
    assert morning.icon.shown
    morning.qtbot.waitUntil(morning.is_free, timeout=10_000)


def test_the_nightly_backup_runs_while_the_program_is_in_the_tray(
    morning: Morning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office_at("filing", tmp_path).library.close()
    morning.clock = datetime.combine(date(2026, 10, 12), time(8, 0))
    keep_settings(ReminderSettings(stay=True))
    page = morning.open()
    page.window.close()
    morning.settle()
    morning.qtbot.waitUntil(morning.is_free, timeout=10_000)
    assert command(["--book", str(morning.folder), "backup"]) == 0
    assert "已备份" in capsys.readouterr().out
    morning.at(8, 30)
    assert len(morning.icon.said) == 1
    assert command(["--book", str(morning.folder), "backup"]) == 0


def test_coming_back_reads_everything_again(morning: Morning, tmp_path: Path) -> None:
    office_at("approved", tmp_path).library.close()
    keep_settings(ReminderSettings(stay=True))
    page = morning.open()
    assert not any("提交备案" in line for line in page.todo_lines())
    page.window.close()
    morning.settle()
    morning.qtbot.waitUntil(morning.is_free, timeout=10_000)
    office = Office(open_library(morning.folder))
    office.operate("S16", date(2026, 9, 14))
    office.library.close()
    morning.icon.click()
    page.settle()
    assert page.window.isVisible()
    assert not morning.icon.shown
    assert any("提交备案" in line for line in page.todo_lines())
    assert not morning.is_free()


def test_the_day_is_told_once_at_its_time_with_counts_and_the_nearest(
    morning: Morning, tmp_path: Path
) -> None:
    office_at("filing", tmp_path).library.close()
    morning.clock = datetime.combine(date(2026, 10, 12), time(8, 0))
    morning.start.watch()
    morning.settle()
    assert morning.icon.said == []
    assert "已逾期 1 项" in morning.icon.tip
    morning.at(8, 29)
    assert morning.icon.said == []
    morning.at(8, 30)
    ((title, text),) = morning.icon.said
    assert title == "今日待办"
    assert text.startswith("已逾期 1 项。最近：S16 提交备案")
    assert "10月10日 周六" in text
    morning.at(8, 31)
    morning.at(12)
    assert len(morning.icon.said) == 1
    morning.at(8, 30, days=1)
    assert len(morning.icon.said) == 2


def test_a_day_without_deadlines_is_quiet(morning: Morning, tmp_path: Path) -> None:
    office_at("approved", tmp_path).library.close()
    morning.start.watch()
    morning.at(8, 30)
    assert morning.icon.said == []
    assert morning.icon.tip.endswith("没有逾期，本周没有到期")


def test_what_became_overdue_meanwhile_is_told_when_it_is_seen(
    morning: Morning, tmp_path: Path
) -> None:
    office_at("approved", tmp_path).library.close()
    morning.clock = datetime.combine(date(2026, 10, 12), time(8, 0))
    morning.start.watch()
    morning.at(8, 30)
    assert morning.icon.said == []
    office = Office(open_library(morning.folder))
    office.operate("S16", date(2026, 9, 14))
    office.library.close()
    morning.at(10)
    assert [text[:7] for _title, text in morning.icon.said] == ["已逾期 1 项"]


def test_a_book_in_use_is_looked_at_a_minute_later(morning: Morning, tmp_path: Path) -> None:
    office = office_at("filing", tmp_path)
    morning.clock = datetime.combine(date(2026, 10, 12), time(8, 31))
    with office.library.act(CLERK, "material.add"):
        morning.start.watch()
        morning.qtbot.waitUntil(lambda: not morning.tray()._looking, timeout=20_000)
        assert morning.icon.said == []
    office.library.close()
    morning.at(8, 32)
    assert len(morning.icon.said) == 1


def test_a_library_that_moved_away_is_told_once_a_day(morning: Morning, tmp_path: Path) -> None:
    office_at("filing", tmp_path).library.close()
    morning.clock = datetime.combine(date(2026, 10, 12), time(8, 0))
    morning.start.watch()
    morning.settle()
    morning.folder.rename(tmp_path / "移走了")
    morning.at(8, 30)
    morning.at(8, 31)
    ((title, text),) = morning.icon.said
    assert title == "看不到今日待办"
    assert "数据" in text
    assert "看不到今日待办" in morning.icon.tip
    morning.at(9, days=1)
    assert len(morning.icon.said) == 2
    (tmp_path / "移走了").rename(morning.folder)
    morning.at(9, 1)
    assert morning.icon.said[-1][0] == "今日待办"


def test_a_defect_does_not_silence_the_reminders_for_good(
    morning: Morning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_at("filing", tmp_path).library.close()
    morning.clock = datetime.combine(date(2026, 10, 12), time(8, 0))
    with monkeypatch.context() as broken:
        broken.setattr("medtech_desktop.office.reminders.reminder", lambda *_: 1 / 0)
        morning.start.watch()
        morning.at(8, 30)
        assert morning.icon.said[0][0] == "看不到今日待办"
    morning.at(8, 31)
    assert morning.icon.said[1][0] == "今日待办"


def test_settings_that_cannot_be_written_do_not_remind_every_minute(
    morning: Morning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_at("filing", tmp_path).library.close()
    morning.clock = datetime.combine(date(2026, 10, 12), time(8, 30))
    monkeypatch.setattr(tray_module, "keep_reminded", lambda _day: None)
    morning.start.watch()
    for minute in (31, 32, 33):
        morning.at(8, minute)
    assert len(morning.icon.said) == 1


def test_a_click_on_the_message_opens_the_list_and_the_menu_does_the_rest(
    morning: Morning, tmp_path: Path
) -> None:
    office_at("filing", tmp_path).library.close()
    keep_settings(ReminderSettings(stay=True))
    tray = morning.start.watch()
    assert tray.words() == ("打开", "今日待办", "打印本月截止一览", "退出")
    assert not morning.has_window()
    morning.icon.messageClicked.emit()
    window = morning.start.window
    assert window is not None
    page = WindowPage.around(morning.qtbot, window)
    morning.qtbot.waitUntil(lambda: window._is_open, timeout=20_000)
    page.settle()
    assert page.here() == "今日待办"
    window.close()
    morning.settle()
    assert not window.isVisible()
    tray.choose("打印本月截止一览")
    page.settle()
    assert [one.isVisible() for one in window.findChildren(MonthPaper)] == [True]
    window.findChildren(MonthPaper)[0].close()


def test_the_first_closing_asks_in_plain_words_and_remembers(
    morning: Morning, tmp_path: Path
) -> None:
    office_at("filing", tmp_path).library.close()
    page = morning.open()
    page.window.close()
    (question,) = page.window.findChildren(StayQuestion)
    assert page.window.isVisible()
    question.stay_button.click()
    morning.settle()
    assert reminder_settings().stay is True
    assert not page.window.isVisible()
    morning.icon.click()
    page.settle()
    keep_settings(replace(reminder_settings(), stay=False))
    page.window.close()
    assert not page.window.isVisible()
    assert not morning.icon.shown


def test_leaving_from_the_menu_is_leaving(morning: Morning, tmp_path: Path) -> None:
    office_at("filing", tmp_path).library.close()
    keep_settings(ReminderSettings(stay=True))
    page = morning.open()
    page.window.close()
    morning.settle()
    morning.tray().choose("退出")
    assert not page.window.isVisible()
    morning.qtbot.waitUntil(morning.is_free, timeout=10_000)
    assert list((morning.folder / "backups").glob("*.db"))


@pytest.mark.parametrize(
    ("clock", "last", "due"),
    [
        ("2026-09-28 08:29", None, False),
        ("2026-09-28 08:30", None, True),
        ("2026-09-28 08:30", date(2026, 9, 28), False),
        ("2026-09-29 13:00", date(2026, 9, 28), True),
    ],
)
def test_the_time_of_the_day(clock: str, last: date | None, due: bool) -> None:
    assert is_time(datetime.fromisoformat(clock), time(8, 30), last) is due


def test_settings_stay_and_nonsense_is_passed_over(morning: Morning) -> None:
    assert reminder_settings() == ReminderSettings(None, time(8, 30))
    keep_settings(ReminderSettings(True, time(7, 5)))
    assert reminder_settings() == ReminderSettings(True, time(7, 5))
    QSettings().setValue("reminders/at", "二十五点")
    assert reminder_settings().at == time(8, 30)


def test_without_a_tray_the_settings_say_so(morning: Morning, tmp_path: Path) -> None:
    office_at("hospital", tmp_path).library.close()
    page = morning.open()
    page.go("系统")
    pane = page.system.reminders
    assert not pane.stay.isEnabled()
    assert "没有托盘区" in pane.said.text()


def test_the_settings_are_kept_as_they_are_changed(
    morning: Morning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminder_pane, "tray_available", lambda: True)
    office_at("hospital", tmp_path).library.close()
    page = morning.open()
    page.go("系统")
    pane = page.system.reminders
    pane.at.setTime(pane.at.time().addSecs(-3600))
    assert reminder_settings() == ReminderSettings(None, time(7, 30))
    pane.stay.click()
    assert reminder_settings() == ReminderSettings(True, time(7, 30))
    page.go("今日待办")
    page.window._reload_now()
    page.settle()
    assert page.todo.rail.reminder.text() == "关窗后仍在托盘提醒，每日 07:30"


def test_logging_off_is_never_held_up(morning: Morning, tmp_path: Path) -> None:
    office_at("filing", tmp_path).library.close()
    keep_settings(ReminderSettings(stay=True))
    page = morning.open()
    morning.start.end_session()
    page.window.close()
    assert not page.window.isVisible()
    assert not morning.icon.shown
