"""备份：为什么做、留哪些、第二备份位置多久没有备份算迟。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WARN_DAYS = 7
"""第二备份位置超过 7 日没有备份：提醒。"""

LATE_DAYS = 30
"""超过 30 日：红色。"""

DAILY, MONTHLY, LATEST, FORCED = 30, 24, 8, 5
"""留最近 30 个有备份的日子、24 个月各一份；另留最近 8 份，与最近 5 份办大事之前的。"""


class BackupReason(StrEnum):
    """备份的缘由。"""

    ASKED = "asked"
    EXIT = "exit"
    IMPORT = "before-import"
    MIGRATION = "before-migration"
    RESTORE = "before-restore"


REASON_LABELS = {
    BackupReason.ASKED: "手动备份",
    BackupReason.EXIT: "退出时",
    BackupReason.IMPORT: "导入之前",
    BackupReason.MIGRATION: "升级之前",
    BackupReason.RESTORE: "恢复之前",
}

_FORCED = frozenset({BackupReason.IMPORT, BackupReason.MIGRATION, BackupReason.RESTORE})


@dataclass(frozen=True, slots=True)
class Generation:
    """一份备份：文件名、时刻（UTC 文本，可比先后）、当地日子、审计到第几条、缘由。"""

    name: str
    made_at: str
    day: date
    seq: int
    why: BackupReason


def kept_generations(generations: Iterable[Generation]) -> frozenset[str]:
    """疏减时留下的各份的文件名。

    The newest by time and the newest by audit number both stay: a clock that once ran
    ahead may not push the real newest one out.
    """
    found = sorted(generations, key=lambda g: (g.made_at, g.seq, g.name), reverse=True)
    if not found:
        return frozenset()
    days: dict[date, str] = {}
    months: dict[tuple[int, int], str] = {}
    for one in found:
        days.setdefault(one.day, one.name)
        months.setdefault((one.day.year, one.day.month), one.name)
    forced = [one.name for one in found if one.why in _FORCED]
    furthest = max(found, key=lambda g: (g.seq, g.made_at, g.name))
    return frozenset(
        (
            *list(days.values())[:DAILY],
            *list(months.values())[:MONTHLY],
            *forced[:FORCED],
            *(one.name for one in found[:LATEST]),
            furthest.name,
        )
    )


class Lateness(StrEnum):
    """备份的迟误程度。"""

    FINE = "fine"
    WARN = "warn"
    LATE = "late"


def lateness(last: date | None, since: date, on: date) -> Lateness:
    """最近一次备份（没有过则自建立之日 ``since`` 起）至 ``on`` 的迟误程度。"""
    days = (on - (last or since)).days
    if days > LATE_DAYS:
        return Lateness.LATE
    return Lateness.WARN if days > WARN_DAYS else Lateness.FINE
