"""本月法定期限一览：一个月的日历、当日的截止、逾期的与逐项的列表。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.papers import Footer


@dataclass(frozen=True, slots=True)
class MonthItem:
    """一项截止。``left`` 为「剩 5 个工作日」「逾期 2」，按制表日。"""

    due: date
    left: str
    matter: str
    code: str
    subject: str
    departments: str
    article: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class MonthDay:
    """一天：「休」「班」或空、缘由、当日的截止；``provisional`` 为放假安排还不知道。"""

    day: date
    tag: str
    note: str
    items: tuple[MonthItem, ...]
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """一个月的法定期限一览。``undated`` 为没有法定天数的待办件数，不在表里。"""

    hospital: str
    year: int
    month: int
    days: tuple[MonthDay, ...]
    overdue: tuple[MonthItem, ...]
    undated: int
    missing_years: tuple[int, ...]
    calendar_source: str
    printed_on: date
    footer: Footer

    @property
    def items(self) -> tuple[MonthItem, ...]:
        """本月的各项，按日。"""
        return tuple(item for day in self.days for item in day.items)

    @property
    def title(self) -> str:
        """「2026年12月法定期限一览」。"""
        return f"{self.year}年{self.month}月法定期限一览"


def month_days(year: int, month: int) -> tuple[date, ...]:
    """一个月的各天。raises ValueError for a month that is none."""
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return tuple(date.fromordinal(number) for number in range(first.toordinal(), after.toordinal()))
