"""提醒：窗口关着时说的话：几项逾期、几项今天到期、最近的一项。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.office.todo import todo_board
from medtech_desktop.office.todo_items import TodoItem
from medtech_desktop.store.book import Book

__all__ = ["Reminder", "reminder"]

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Reminder:
    """一次提醒。``pressing`` 是逾期与今天到期的各项，用来看有没有新的。"""

    on: date
    overdue: int
    today: int
    this_week: int
    nearest: str
    pressing: frozenset[str]

    @property
    def counts(self) -> str:
        """几项逾期、几项今天到期；都没有时说本周。"""
        parts = [f"已逾期 {self.overdue} 项" if self.overdue else ""]
        parts.append(f"今天到期 {self.today} 项" if self.today else "")
        said = "，".join(part for part in parts if part)
        if said:
            return said
        return f"本周到期 {self.this_week} 项" if self.this_week else "没有逾期，本周没有到期"

    @property
    def worth_saying(self) -> bool:
        """有逾期、今天或本周到期的才弹出来。"""
        return bool(self.overdue or self.today or self.this_week)


def reminder(library: Book, on: date) -> Reminder:
    """``on`` 那天的提醒。"""
    board = todo_board(library, on)
    pressing = [item for item in board.items if item.overdue or item.due == on]
    nearest = pressing[0] if pressing else board.nearest
    return Reminder(
        on,
        board.overdue,
        sum(item.due == on for item in board.items),
        board.this_week,
        _said(nearest, on) if nearest is not None else "",
        frozenset(f"{i.kind} {i.due} {i.code} {i.subject} {i.key}" for i in pressing),
    )


def _said(item: TodoItem, on: date) -> str:
    if item.due is None:
        return ""
    when = f"{item.due.month}月{item.due.day}日 周{_WEEKDAYS[item.due.weekday()]}"
    left = item.left if item.due != on else "今天"
    return f"{item.code or item.subject} {item.matter}，{when}，{left}"
