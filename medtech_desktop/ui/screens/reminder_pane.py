"""关窗以后的提醒：留不留在托盘、每日几点、登录电脑时自动启动；改了就记下。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QTimeEdit, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.autostart import Autostart
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.reminder_settings import ReminderSettings, keep_settings, reminder_settings
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.tray import NO_TRAY, tray_available
from medtech_desktop.ui.widgets.quiet import label

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

_LINE = "图标在屏幕右下角；那时资料库是放开的，夜里的备份命令照常能用。"


def ask_autostart(_library: Library) -> bool:
    """自动启动现在开着没有。"""
    return Autostart().is_on()


def set_autostart(_library: Library, on: bool) -> bool:
    """开或关自动启动；写不了的说明。raises Trouble."""
    from medtech_desktop.domain.trouble import Trouble

    try:
        Autostart().set_on(on)
    except OSError as error:
        raise Trouble(
            "没有改动自动启动：不能写入本账户的启动项", "请信息科检查权限", "E-UI-05"
        ) from error
    return Autostart().is_on()


class ReminderPane(QWidget):
    """提醒一节。"""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.stay = QCheckBox("关上窗口以后留在托盘提醒")
        self.at = QTimeEdit()
        self.at.setDisplayFormat("HH:mm")
        self.at.setAccessibleName("每日提醒的时刻")
        self.at.setFixedWidth(72)
        self.at.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.login = QCheckBox("登录电脑时自动启动，不开窗口")
        for box in (self.stay, self.login):
            box.setAccessibleName(box.text())
        self.said = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self._lay_out()
        self._show_kept()
        self.stay.toggled.connect(lambda on: self._keep(on))
        self.at.timeChanged.connect(lambda _time: self._keep(reminder_settings().stay))
        self.login.clicked.connect(self._set_login)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.stay)
        row.addSpacing(16)
        row.addWidget(label("每日", ink=Ink.INK2))
        row.addWidget(self.at)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.login)
        column.addWidget(self.said)

    def reload(self) -> None:
        """重读设置与自动启动。"""
        self._show_kept()
        self.desk.ask(ask_autostart, then=self.login.setChecked, owner=self, topic="autostart")

    def _show_kept(self) -> None:
        kept, there = reminder_settings(), tray_available()
        for widget in (self.stay, self.at):
            widget.blockSignals(True)
        self.stay.setChecked(bool(kept.stay) and there)
        self.at.setTime(QTime(kept.at.hour, kept.at.minute))
        for widget in (self.stay, self.at):
            widget.blockSignals(False)
        self.stay.setEnabled(there)
        self.at.setEnabled(there)
        cannot = Autostart().words
        self.login.setEnabled(there and not cannot)
        self.said.setText("。".join(p for p in (_LINE if there else NO_TRAY, cannot) if p))

    def _keep(self, stay: bool | None) -> None:
        time = self.at.time()
        at = reminder_settings().at.replace(hour=time.hour(), minute=time.minute())
        keep_settings(ReminderSettings(stay, at))

    def _set_login(self, on: bool) -> None:
        self.desk.ask(set_autostart, on, then=self.login.setChecked, owner=self, topic="autostart")
