"""托盘：窗口关着时每日提醒；平时放开资料库，到时候打开看一眼就关上。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from medtech_desktop.domain.trouble import InUse, Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.painting import box, draw_text
from medtech_desktop.ui.reminder_settings import (
    is_time,
    keep_reminded,
    last_reminded,
    reminder_settings,
)
from medtech_desktop.ui.theme import Ink

if TYPE_CHECKING:
    from datetime import date

    from medtech_desktop.office.library import Library
    from medtech_desktop.office.reminders import Reminder

TITLE = "医疗技术临床应用管理"
NO_TRAY = "这台电脑的桌面没有托盘区，关上窗口以后不能提醒；可以打印本月截止一览"
_BUSY = "E-DB-10"
_TICK_MS = 60_000
_EVERY_SECONDS = 3600
_EVENING = time(18, 0)
_SIZES = (16, 24, 32, 48)


class TrayIcon(Protocol):
    """托盘图标要会的事；测试里没有托盘时用替身。"""

    activated: Any
    messageClicked: Any

    def show(self) -> None: ...
    def hide(self) -> None: ...
    def setIcon(self, icon: QIcon) -> None: ...
    def setToolTip(self, tip: str) -> None: ...
    def setContextMenu(self, menu: QMenu) -> None: ...
    def showMessage(self, title: str, text: str, icon: QIcon) -> None: ...


def tray_available() -> bool:
    """这台电脑的桌面有没有托盘区。"""
    return QSystemTrayIcon.isSystemTrayAvailable()


def ask_reminder(library: Library, on: date) -> Reminder:
    """看一眼：几项逾期、几项到期。"""
    from medtech_desktop.office.reminders import reminder

    return reminder(library, on)


class Tray(QObject):
    """托盘控件。``desk`` 只用来看一眼，看完放开资料库。"""

    open_wanted = Signal()
    todo_wanted = Signal()
    month_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        icon: TrayIcon | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._now = desk, now
        self._watching = False
        self._looking = False
        self._looked: datetime | None = None
        self._told: frozenset[str] = frozenset()
        self._reminded: date | None = None  # should the settings not be writable
        self._complained: date | None = None
        self.icon: TrayIcon = icon if icon is not None else QSystemTrayIcon(self)
        self.menu = QMenu()
        self._fill_menu()
        self.icon.setContextMenu(self.menu)
        self.icon.setIcon(mark_icon(overdue=False))
        self.icon.setToolTip(TITLE)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.todo_wanted)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        desk.bug_met.connect(self._not_seen)

    def _fill_menu(self) -> None:
        acts = (
            ("打开", self.open_wanted),
            ("今日待办", self.todo_wanted),
            ("打印本月截止一览", self.month_wanted),
        )
        for word, signal in acts:
            self.menu.addAction(word).triggered.connect(lambda _=False, s=signal: s.emit())
        self.menu.addSeparator()
        self.menu.addAction("退出").triggered.connect(lambda _=False: self.quit_wanted.emit())

    def words(self) -> tuple[str, ...]:
        """菜单各项的词。"""
        return tuple(one.text() for one in self.menu.actions() if one.text())

    def choose(self, word: str) -> None:
        """选菜单的一项。raises StopIteration for a word that is none."""
        next(one for one in self.menu.actions() if one.text() == word).trigger()

    def watch(self) -> None:
        """窗口关了：显示图标，开始看时间。"""
        self._watching = True
        self.icon.show()
        self._timer.start()
        self.tick()

    def rest(self) -> None:
        """窗口开了：不再提醒，图标收起。"""
        self._watching = False
        self._timer.stop()
        self.icon.hide()

    def tick(self) -> None:
        """每分钟一次：到了每日的时刻，或一小时没有看过，就看一眼。"""
        if not self._watching or self._looking:
            return
        now, at = self._now(), reminder_settings().at
        daily = is_time(now, at, last_reminded()) and self._reminded != now.date()
        since = abs((now - self._looked).total_seconds()) if self._looked else _EVERY_SECONDS
        old = since >= _EVERY_SECONDS
        at_work = at <= now.time() <= _EVENING
        if not daily and not (old and (at_work or self._looked is None)):
            return
        self._looking = True
        self._desk.ask(
            ask_reminder,
            now.date(),
            then=lambda told: self._tell(told, daily=daily),
            owner=self,
            troubled=self._not_now,
        )
        self._desk.let_go()

    def _tell(self, told: Reminder, *, daily: bool) -> None:
        self._looking = False
        self._looked = self._now()
        self.icon.setIcon(mark_icon(overdue=told.overdue > 0))
        self.icon.setToolTip(f"{TITLE}：{told.counts}")
        fresh = bool(told.pressing - self._told) and told.on in (last_reminded(), self._reminded)
        self._told = told.pressing
        if daily:
            keep_reminded(told.on)
            self._reminded = told.on
        if told.worth_saying and (daily or fresh):
            text = f"{told.counts}。最近：{told.nearest}" if told.nearest else told.counts
            self.icon.showMessage("今日待办", text, mark_icon(overdue=told.overdue > 0))

    def _not_now(self, trouble: Trouble) -> None:
        """资料库正被别的程序用着（例如夜里的备份）：下一分钟再看；打不开的每天说一次。"""
        if isinstance(trouble, InUse) or trouble.number == _BUSY:
            self._looking = False
        else:
            self._not_seen(trouble)

    def _not_seen(self, problem: object) -> None:
        """看不到待办：不能不声不响，不然以为没有要办的。"""
        self._looking = False
        said = problem.sentence if isinstance(problem, Trouble) else "程序出错，请打开窗口看"
        self.icon.setToolTip(f"{TITLE}：看不到今日待办，{said}")
        now = self._now()
        if self._complained != now.date() and now.time() >= reminder_settings().at:
            self._complained = now.date()
            self.icon.showMessage("看不到今日待办", said, mark_icon(overdue=True))

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        kinds = QSystemTrayIcon.ActivationReason
        if reason in (kinds.Trigger, kinds.DoubleClick):
            self.open_wanted.emit()


def mark_icon(*, overdue: bool) -> QIcon:
    """托盘图标：「技」字；有逾期的右上角加红点（提示文字里也说）。"""
    made = QIcon()
    for side in _SIZES:
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, 0, side, side)
        box(painter, whole, side / 5, Ink.ACC)
        face = theme.font(max(10, round(side * 0.62)), theme.BOLD)
        draw_text(painter, whole, "技", face, Ink.BG, Qt.AlignmentFlag.AlignHCenter, elide=False)
        if overdue:
            spot = side * 0.42
            box(painter, QRectF(side - spot, 0, spot, spot), spot / 2, Ink.BAD_S, Ink.BG)
        painter.end()
        made.addPixmap(pixmap)
    return made
