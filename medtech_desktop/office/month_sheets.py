"""本月法定期限一览：由待办与工作日历写成记录。"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.month_papers import MonthDay, MonthItem, MonthSheet, month_days
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.law import label_of_article
from medtech_desktop.office.papers import footer
from medtech_desktop.office.todo import todo_items
from medtech_desktop.office.todo_items import TodoItem
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look

_FIRST_YEAR, _LAST_YEAR = 2018, 2100
_SATURDAY = 5


def month_of(key: str, on: date) -> tuple[int, int]:
    """「2026-12」→ 年与月；空 = 所问的那一天的月份。raises Refused."""
    text = key.strip()
    if not text:
        return on.year, on.month
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", text)
    if found and _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR and 1 <= int(found[2]) <= 12:
        return int(found[1]), int(found[2])
    raise not_found(f"「{key}」不是月份", "写成 2026-12 的样子", "month")


def months(world: World, _look: Look) -> tuple[str, ...]:
    """全部导出时出哪几个月：本月。"""
    return (f"{world.on:%Y-%m}",)


def month_sheet(
    world: World, look: Look, key: str, anchor: str
) -> tuple[str, Any, tuple[Finding, ...]]:
    """一个月的一览。"""
    year, month = month_of(key, world.on)
    items = todo_items(world, look)
    listed = [_item(item) for item in items if item.due is not None]
    days = tuple(_day(world, day, listed) for day in month_days(year, month))
    missing = {world.calendar.missing_year(day.day) for day in days}
    record = MonthSheet(
        hospital=world.hospital.name(world.on),
        year=year,
        month=month,
        days=days,
        overdue=tuple(_item(item) for item in items if item.overdue),
        undated=sum(item.due is None for item in items),
        missing_years=tuple(sorted(year for year in missing if year is not None)),
        calendar_source=world.calendar.source,
        printed_on=world.on,
        footer=footer(world, "", anchor),
    )
    return f"法定期限一览-{year}-{month:02}", record, ()


def _day(world: World, day: date, listed: list[MonthItem]) -> MonthDay:
    calendar = world.calendar
    note = calendar.note(day)
    weekend = day.weekday() >= _SATURDAY
    tag = ""
    if note and note != "周末":
        tag = "班" if weekend and calendar.is_working_day(day) else "休"
    items = tuple(item for item in listed if item.due == day)
    return MonthDay(
        day, tag, "" if note == "周末" else note, items, calendar.missing_year(day) is not None
    )


def _item(item: TodoItem) -> MonthItem:
    assert item.due is not None
    return MonthItem(
        item.due,
        item.left,
        item.matter,
        item.code,
        item.subject,
        "、".join(item.departments),
        label_of_article(item.article),
        item.provisional,
    )
