"""工作日：法定期限逐日计数。

Legal days are whole dates (Asia/Shanghai); nothing here knows the time of day.
A day is a working day when the table of special days says so, else when it is
Monday to Friday and not 1 January.  The day on which a term begins is not
counted (民法典第二百零一条，请核对原文); the reading that counts it is kept beside
the result.  Source of the terms: 办法第十一条、第二十九条，湘11号 五.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, compress

from medtech_desktop.domain.law import cites

MOST_DAYS = 400
"""一次计数最多的工作日数。"""
_MOST_COUNTED = 4000

_TABLE_FIRST = date(2003, 1, 1)
_TABLE_LAST = date(2060, 12, 31)
_NOTICE_REACHES_BACK_TO = 25  # 次年放假安排可能调整的 12 月起始日
_OUT_OF_RANGE = "日期超出可以计算的范围，请核对起算日期"
_DAY = timedelta(days=1)

_FESTIVALS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
_YEARLY_FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """特殊日：与平常星期不同的一天，放假（working=False）或调休上班（True）。"""

    day: date
    working: bool
    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """工作日历：特殊日表和放假安排完整的年份。

    Of two special days on one date the later in the tuple holds.  A year outside
    ``known_years`` is counted by weekends and 1 January, and the result is 暂定.
    """

    special_days: tuple[SpecialDay, ...]
    known_years: frozenset[int]
    source: str = ""
    _special: dict[date, SpecialDay] = field(init=False, repr=False, compare=False)
    _base: int = field(init=False, repr=False, compare=False)
    _until: array[int] = field(init=False, repr=False, compare=False)
    _open: tuple[date, ...] = field(init=False, repr=False, compare=False)
    counted: dict[tuple[date, int, str], CountedTerm] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        special = {s.day: s for s in self.special_days}
        base = _TABLE_FIRST.toordinal()
        size = _TABLE_LAST.toordinal() - base + 1
        works = bytearray(1 if (base + i - 1) % 7 < 5 else 0 for i in range(7)) * (size // 7 + 1)
        del works[size:]
        for year in range(_TABLE_FIRST.year, _TABLE_LAST.year + 1):
            works[date(year, 1, 1).toordinal() - base] = 0
        for s in special.values():
            if _TABLE_FIRST <= s.day <= _TABLE_LAST:
                works[s.day.toordinal() - base] = s.working
        opens = map(date.fromordinal, compress(range(base, base + size), works))
        object.__setattr__(self, "_special", special)
        object.__setattr__(self, "_base", base)
        object.__setattr__(self, "_until", array("i", accumulate(works)))
        object.__setattr__(self, "_open", tuple(opens))

    def special(self, day: date) -> SpecialDay | None:
        """当日的特殊日记录；没有为 None。"""
        return self._special.get(day)

    def is_working_day(self, day: date) -> bool:
        """是否工作日。"""
        special = self._special.get(day)
        if special is not None:
            return special.working
        return day.weekday() < 5 and (day.month, day.day) != (1, 1)

    def note(self, day: date) -> str:
        """不计或调休的缘由：「周末」「国庆节」「调休上班」；平常工作日为空。"""
        special = self._special.get(day)
        if special is not None:
            if not special.working:
                return special.name or "放假"
            return "调休上班" if day.weekday() >= 5 else ""
        if (day.month, day.day) == (1, 1):
            return "元旦"
        return "周末" if day.weekday() >= 5 else ""

    def missing_year(self, day: date) -> int | None:
        """使这一天暂定的年份：本年未知，或 12 月 25 日起而次年未知；否则 None。"""
        if day.year not in self.known_years:
            return day.year
        late = day.month == 12 and day.day >= _NOTICE_REACHES_BACK_TO
        if late and day.year + 1 not in self.known_years:
            return day.year + 1
        return None

    def nth_working_day(self, day_zero: date, n: int) -> date:
        """起算日之后第 n 个工作日（n ≥ 0，0 为当日）。raises ValueError out of range."""
        if n > 0:
            offset = day_zero.toordinal() - self._base
            if offset >= 0:
                try:
                    return self._open[self._until[offset] + n - 1]
                except IndexError:
                    pass
            return self._walk(day_zero, n)
        if n == 0:
            return day_zero
        raise ValueError("工作日数不能为负数")

    def _walk(self, day: date, n: int) -> date:
        while n:
            day = _next(day)
            n -= self.is_working_day(day)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """a 之后至 b（含）的工作日数；b 早于 a 时为负。"""
        if b < a:
            return -self.working_days_between(b, a)
        if a >= _TABLE_FIRST and b <= _TABLE_LAST:
            return self._until[b.toordinal() - self._base] - self._until[a.toordinal() - self._base]
        days = range(a.toordinal() + 1, b.toordinal() + 1)
        return sum(self.is_working_day(date.fromordinal(o)) for o in days)


@dataclass(frozen=True, slots=True)
class CountedDay:
    """计数中的一天。``number`` 为第几个工作日，None 为不计。"""

    day: date
    number: int | None
    note: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CountedTerm:
    """期限计数：起算日、截止日、逐日清单。

    ``days`` begins with the day zero.  ``provisional`` (暂定) with ``missing_years``
    and ``reasons``; ``stricter_due`` is the reading that counts the day zero.
    """

    day_zero: date
    due: date
    days: tuple[CountedDay, ...]
    provisional: bool
    missing_years: tuple[int, ...]
    stricter_due: date
    reasons: tuple[str, ...]
    working_days: int


@cites("MTCA-11", "CIVIL-201")
def count(day_zero: date, n: int, calendar: Calendar, zero_note: str = "起算日不计") -> CountedTerm:
    """期限计数：自 ``day_zero`` 之日起 n 个工作日（0–400），期满为第 n 个工作日终了。

    raises ValueError (Chinese) when n or the dates are out of range.
    """
    if not 0 <= n <= MOST_DAYS:
        raise ValueError(f"工作日数须在 0 至 {MOST_DAYS} 之间，现为 {n}")
    known = calendar.counted.get((day_zero, n, zero_note))
    if known is None:
        if len(calendar.counted) >= _MOST_COUNTED:
            calendar.counted.clear()
        known = _count(day_zero, n, calendar, zero_note)
        calendar.counted[(day_zero, n, zero_note)] = known
    return known


def _count(day_zero: date, n: int, calendar: Calendar, zero_note: str) -> CountedTerm:
    due = calendar.nth_working_day(day_zero, n)
    days = [CountedDay(day_zero, None, zero_note)]
    why: dict[int, str] = {}
    number = 0
    for ordinal in range(day_zero.toordinal() + 1, due.toordinal() + 1):
        day = date.fromordinal(ordinal)
        working = calendar.is_working_day(day)
        number += working
        missing = calendar.missing_year(day)
        if missing is not None:
            why[missing] = _reason(missing, day)
        counted = number if working else None
        days.append(CountedDay(day, counted, calendar.note(day), missing is not None))
    return CountedTerm(
        day_zero=day_zero,
        due=due,
        days=tuple(days),
        provisional=bool(why),
        missing_years=tuple(sorted(why)),
        stricter_due=_stricter(day_zero, n, calendar),
        reasons=tuple(why[year] for year in sorted(why)),
        working_days=n,
    )


def nth_working_day(day_zero: date, n: int, calendar: Calendar) -> date:
    """起算日之后第 n 个工作日；the fast path, without the list of days."""
    return calendar.nth_working_day(day_zero, n)


def is_provisional(day_zero: date, due: date, calendar: Calendar) -> bool:
    """暂定：the counted days touch a year whose holidays are not known."""
    first = day_zero.toordinal() + 1
    return any(
        calendar.missing_year(date.fromordinal(o)) is not None
        for o in range(due.toordinal(), first - 1, -1)
    )


def is_working_day(day: date, calendar: Calendar) -> bool:
    """是否工作日。"""
    return calendar.is_working_day(day)


def working_days_between(a: date, b: date, calendar: Calendar) -> int:
    """a 之后至 b（含）的工作日数；b 早于 a 时为负。"""
    return calendar.working_days_between(a, b)


def left(today: date, due: date, calendar: Calendar) -> str:
    """剩余时间的说法：「剩 5 个工作日」「今天」「逾期 2」，一律按工作日。

    On days off right after the due day no working day has passed: 「已逾期」.
    """
    if today == due:
        return "今天"
    days = calendar.working_days_between(today, due)
    if today < due:
        return f"剩 {days} 个工作日"
    return f"逾期 {-days}" if days else "已逾期"


def build_calendar(typed: Iterable[SpecialDay] = (), known_years: Iterable[int] = ()) -> Calendar:
    """工作日历：随程序附带的历年放假安排之上，叠加本院录入的特殊日。

    A typed day wins over a shipped one; ``known_years`` are the years that the
    office has declared complete.
    """
    own, own_years = tuple(typed), frozenset(known_years)
    if not own and not own_years:
        return _shipped_calendar()
    source = _shipped_source() + (f"；本院录入 {len(own)} 天" if own else "")
    return Calendar(shipped_special_days() + own, shipped_years() | own_years, source)


@cache
def _shipped_calendar() -> Calendar:
    return Calendar(shipped_special_days(), shipped_years(), _shipped_source())


def _shipped_source() -> str:
    years = shipped_years()
    return f"国务院办公厅历年放假安排（chinese-calendar，{min(years)}—{max(years)}年）"


@cache
def shipped_special_days() -> tuple[SpecialDay, ...]:
    """随程序附带的特殊日，按日期排列。"""
    from chinese_calendar import constants

    source = "chinese-calendar"
    off = {d: SpecialDay(d, False, _festival(n), source) for d, n in constants.holidays.items()}
    on = {d: SpecialDay(d, True, _festival(n), source) for d, n in constants.workdays.items()}
    return tuple(sorted((off | on).values(), key=lambda s: s.day))


@cache
def shipped_years() -> frozenset[int]:
    """随程序附带放假安排的年份。"""
    years = [s.day.year for s in shipped_special_days()]
    return frozenset(range(min(years), max(years) + 1))


def festival_gaps(special_days: Iterable[SpecialDay], year: int) -> tuple[str, ...]:
    """一年的放假安排里还没有出现的法定节日；empty when the year looks complete."""
    names = " ".join(s.name for s in special_days if s.day.year == year and not s.working)
    return tuple(name for name in _YEARLY_FESTIVALS if name not in names)


def _festival(english: str) -> str:
    return _FESTIVALS.get(english, "放假")


def _reason(missing: int, day: date) -> str:
    if day.year == missing:
        return f"{missing}年放假安排缺失"
    first = _NOTICE_REACHES_BACK_TO
    return f"{missing}年放假安排缺失，{day.year}年12月{first}日至31日可能调整"


def _stricter(day_zero: date, n: int, calendar: Calendar) -> date:
    if n and calendar.is_working_day(day_zero):
        return calendar.nth_working_day(day_zero, n - 1)
    return calendar.nth_working_day(day_zero, n)


def _next(day: date) -> date:
    try:
        return day + _DAY
    except OverflowError as error:
        raise ValueError(_OUT_OF_RANGE) from error
