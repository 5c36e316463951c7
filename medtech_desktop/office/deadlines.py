"""工作日历：随附放假安排，叠加本院录入的特别日。"""

from __future__ import annotations

from medtech_desktop.domain.working_days import Calendar, build_calendar
from medtech_desktop.store.book import Book
from medtech_desktop.store.institutions import load_calendar


def shipped_calendar() -> Calendar:
    """没有数据文件时：随附的放假安排。"""
    return build_calendar()


def calendar_of(library: Book) -> Calendar:
    """本库的工作日历。"""
    with library.look() as look:
        return look.kept(load_calendar)
