"""提醒的设置：关窗以后留不留在托盘、每日几点；记在本机、本账户。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from PySide6.QtCore import QSettings

_STAY, _AT, _LAST = "reminders/stay", "reminders/at", "reminders/last"
USUAL = time(8, 30)


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """``stay`` 为 None 是还没有问过。"""

    stay: bool | None = None
    at: time = USUAL

    @property
    def words(self) -> str:
        """右栏的一句话。"""
        if self.stay:
            return f"关窗后仍在托盘提醒，每日 {self.at:%H:%M}"
        return "关窗后不提醒，可在「系统」打开"


def reminder_settings() -> ReminderSettings:
    """现在的设置；读不懂的用缺省。"""
    kept = QSettings()
    said = str(kept.value(_STAY, ""))
    stay = {"yes": True, "no": False}.get(said)
    try:
        at = time.fromisoformat(str(kept.value(_AT, "")))
    except ValueError:
        at = USUAL
    return ReminderSettings(stay, at.replace(second=0, microsecond=0, tzinfo=None))


def keep_settings(settings: ReminderSettings) -> None:
    """记下设置。"""
    kept = QSettings()
    if settings.stay is not None:
        kept.setValue(_STAY, "yes" if settings.stay else "no")
    kept.setValue(_AT, f"{settings.at:%H:%M}")


def last_reminded() -> date | None:
    """上次提醒是哪一天。"""
    try:
        return date.fromisoformat(str(QSettings().value(_LAST, "")))
    except ValueError:
        return None


def keep_reminded(day: date) -> None:
    """记下今天提醒过了。"""
    QSettings().setValue(_LAST, day.isoformat())


def is_time(now: datetime, at: time, last: date | None) -> bool:
    """到了今天提醒的时刻，而今天还没有提醒；电脑睡过了头的，醒来就提醒。"""
    return now.time() >= at and last != now.date()
