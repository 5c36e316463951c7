"""日期解释：年月日、点、斜杠、全角、序号、八位数；读法不唯一即不收。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from medtech_desktop.intake.cells import Bad, narrow, text
from medtech_desktop.intake.raw_rows import Cell, CellKind

EARLIEST = date(1950, 1, 1)
"""最早的日期；before it nothing in this field of law happened."""

_EXAMPLE = "请写成 2024-03-05 这样"
_OPEN_END = frozenset({"-", "--", "—", "——", "/", "无", "至今", "长期", "长期有效", "现在"})
_WEEKDAY = re.compile(r"[(\[]?(星期|周|礼拜)[一二三四五六日天][)\]]?|[(\[][一二三四五六日][)\]]")
_TIME = re.compile(
    r"[T ]*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?[秒分]?(?:Z|[+-]\d\d:?\d\d)?$"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*(?:年|[-./。、]|\s)\s*(\d{1,2})\s*(?:月|[-./。、]|\s)\s*(\d{1,2})\s*[日号]?"
)
_YEAR_LAST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_HAN_DIGITS = {"〇": "0", "○": "0", "零": "0", "一": "1", "二": "2", "三": "3", "四": "4"}
_HAN_DIGITS |= {"五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}
_HAN_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)


@dataclass(frozen=True, slots=True)
class DayRange:
    """可收的日期：1950-01-01 至 ``latest``（含）。``open_end`` 收「至今」「长期」为空。"""

    latest: date
    epoch_1904: bool = False
    open_end: bool = False


def year_later(today: date, years: int = 1) -> date:
    """若干年后的同一天；29 February becomes 1 March."""
    try:
        return today.replace(year=today.year + years)
    except ValueError:
        return date(today.year + years, 3, 1)


def day(cell: Cell, allowed: DayRange) -> date | None | Bad:
    """一个日期。a time of day is dropped; two-digit years and 03/04/2005 are refused."""
    if cell.kind is CellKind.DATE:
        return _in_range(datetime.fromisoformat(cell.text).date(), allowed)
    if cell.kind is CellKind.NUMBER:
        return _from_number(cell, allowed)
    if cell.kind is CellKind.FLAG:
        return Bad(f"不是日期，{_EXAMPLE}")
    written = text(cell)
    if written is None or isinstance(written, Bad):
        return written
    if narrow(written) in _OPEN_END:
        return None if allowed.open_end else Bad(f"不是日期，没有就留空，有则{_EXAMPLE}")
    found = _from_text(written)
    return found if isinstance(found, Bad) else _in_range(found, allowed)


def _in_range(found: date, allowed: DayRange) -> date | Bad:
    if not EARLIEST <= found <= allowed.latest:
        return Bad(f"{found} 不在 {EARLIEST} 至 {allowed.latest} 之间，请核对")
    return found


def _from_number(cell: Cell, allowed: DayRange) -> date | Bad:
    """数字：八位的 20240305，或没有设成日期格式的序号。"""
    eight = _EIGHT.fullmatch(cell.text)
    if eight:
        found = _made(*eight.groups())
        return found if isinstance(found, Bad) else _in_range(found, allowed)
    if not re.fullmatch(r"\d{5}(\.\d+)?", cell.text):
        return Bad(f"数字 {cell.text} 不是日期，{_EXAMPLE}")
    serial = int(cell.text.partition(".")[0])
    usual = date(1899, 12, 30) + timedelta(serial)
    if allowed.epoch_1904:
        other = date(1904, 1, 1) + timedelta(serial)
        return Bad(f"这个工作簿用 1904 日期系统，{serial} 可能是 {other} 或 {usual}，{_EXAMPLE}")
    return _in_range(usual, allowed)


def _from_text(written: str) -> date | Bad:
    plain = _WEEKDAY.sub("", narrow(written)).strip()
    han = _HAN_DATE.fullmatch(re.sub(r"\s", "", plain))
    if han:
        year = "".join(_HAN_DIGITS[c] for c in han[1])
        return _made(year, _han_number(han[2]), _han_number(han[3]))
    plain = _TIME.sub("", plain).strip()
    if found := _EIGHT.fullmatch(plain):
        return _made(*found.groups())
    if found := _YEAR_FIRST.fullmatch(plain):
        return _made(*found.groups())
    if found := _YEAR_LAST.fullmatch(plain):
        return _year_last(found[1], found[2], found[3])
    return Bad(_why_not(plain))


def _han_number(written: str) -> str:
    """「十二」→ 12，「二十」→ 20。"""
    tens, ten, ones = written.partition("十")
    if not ten:
        return "".join(_HAN_DIGITS[c] for c in written)
    first = _HAN_DIGITS.get(tens, "1") if tens else "1"
    last = _HAN_DIGITS.get(ones, "0") if ones else "0"
    return first + last


def _year_last(first: str, second: str, year: str) -> date | Bad:
    """年在后：日月次序只有一种读法时才收。"""
    readings = {
        found
        for found in (_made(year, first, second), _made(year, second, first))
        if isinstance(found, date)
    }
    if len(readings) == 1:
        return readings.pop()
    if not readings:
        return Bad(f"没有这一天，{_EXAMPLE}")
    both = " 或 ".join(str(one) for one in sorted(readings))
    return Bad(f"可能是 {both}，{_EXAMPLE}")


def _made(year: str, month: str, day_of_month: str) -> date | Bad:
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        return Bad(f"没有 {int(year)} 年 {int(month)} 月 {int(day_of_month)} 日这一天，{_EXAMPLE}")


def _why_not(plain: str) -> str:
    if re.fullmatch(r"\d{1,2}([-./年])\d{1,2}([-./月])\d{1,2}日?", plain):
        return f"年份只有两位，读法不唯一，{_EXAMPLE}"
    if re.fullmatch(r"\d{4}(年|[-./])\d{1,2}月?", plain):
        return f"只有年月，没有日，{_EXAMPLE}"
    if re.fullmatch(r"\d{4}年?", plain):
        return f"只有年份，{_EXAMPLE}"
    if re.fullmatch(r"\d{6}", plain):
        return f"六位数读法不唯一，{_EXAMPLE}"
    if re.fullmatch(r"\d{5}(\.\d+)?", plain):
        return f"像日期序号，请在 Excel 中设为日期格式，或{_EXAMPLE.removeprefix('请')}"
    return f"读不出日期，{_EXAMPLE}"
