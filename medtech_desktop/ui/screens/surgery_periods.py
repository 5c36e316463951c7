"""手术核查看哪一段：本月、上月、本季、本年、近 12 个月、全部、自定。"""

from __future__ import annotations

from datetime import date, timedelta

MONTH, LAST_MONTH, QUARTER, YEAR, TWELVE, ALL, OWN = (
    *("month", "last_month", "quarter", "year", "twelve", "all", "own"),
)
PERIODS: tuple[tuple[str, str], ...] = (
    (TWELVE, "近 12 个月"),
    (MONTH, "本月"),
    (LAST_MONTH, "上月"),
    (QUARTER, "本季"),
    (YEAR, "本年"),
    (ALL, "全部"),
    (OWN, "自定"),
)

Span = tuple[date | None, date | None]


def span_of(key: str, on: date) -> Span:
    """一段的起止（含），止于所看的一天；全部为不限。raises KeyError for an unknown key."""
    first = on.replace(day=1)
    before = first - timedelta(days=1)
    starts: dict[str, Span] = {
        MONTH: (first, on),
        LAST_MONTH: (before.replace(day=1), before),
        QUARTER: (date(on.year, (on.month - 1) // 3 * 3 + 1, 1), on),
        YEAR: (date(on.year, 1, 1), on),
        TWELVE: (_months_back(first, 11), on),
        ALL: (None, None),
    }
    return starts[key]


def span_of_month(month: str, on: date) -> tuple[date, date]:
    """一个月（YYYY-MM）的起止，止于所看的一天。"""
    first = date(int(month[:4]), int(month[5:7]), 1)
    last = _months_back(first, -1) - timedelta(days=1)
    return first, max(first, min(last, on))


def span_words(since: date | None, until: date | None, key: str = "") -> str:
    """一段的话：「2026年9月」「近 12 个月」「2025-12-01 至 2026-11-24」；不限的为空。"""
    if key == TWELVE:
        return dict(PERIODS)[key]
    if since is None or until is None:
        return ""
    same = (since.year, since.month) == (until.year, until.month)
    if same and since.day == 1:
        return f"{since.year}年{since.month}月"
    return f"{since.isoformat()} 至 {until.isoformat()}"


def _months_back(first: date, months: int) -> date:
    whole = first.year * 12 + first.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)
