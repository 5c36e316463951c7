"""一览的样例：2026年10月，国庆放假，10 日调休上班。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from medtech_desktop.domain.month_papers import MonthDay, MonthItem, MonthSheet, month_days
from tests.documents.paper_samples import FOOTER

FILING = MonthItem(
    date(2026, 10, 10),
    "剩 5 个工作日",
    "提交备案（首例 2026年09月14日）",
    "S16",
    "神经血管介入诊疗技术",
    "神经外科",
    "第十一条",
)


def sheet(items: tuple[MonthItem, ...] = (FILING,), **more: object) -> MonthSheet:
    """2026年10月：国庆放假，10 日调休上班。"""
    days = []
    for day in month_days(2026, 10):
        tag, note = "", ""
        if day.day <= 7:
            tag, note = "休", "国庆节"
        elif day.day == 10:
            tag, note = "班", "调休上班"
        days.append(MonthDay(day, tag, note, tuple(i for i in items if i.due == day)))
    record = MonthSheet(
        "示例市第一医院",
        2026,
        10,
        tuple(days),
        (),
        0,
        (),
        "示例放假安排",
        date(2026, 10, 9),
        FOOTER,
    )
    return replace(record, **more)  # type: ignore[arg-type]
