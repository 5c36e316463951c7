"""今日待办的视图：分组、要紧的数、筛选词。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from medtech_desktop.ui.cures import OTHER, group_of
from medtech_desktop.ui.widgets.figures import FigureView
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.todo_table import TodoGroup, TodoView
from medtech_desktop.ui.widgets.top_bar import day_words

if TYPE_CHECKING:
    from medtech_desktop.office.todo import TodoBoard, TodoItem

DAYS = 90
ALL = "all"
_WEEKDAYS = "一二三四五六日"


def left_number(words: str) -> int | None:
    """「剩 5 个工作日」→ 5，「今天」→ 0，「逾期 2」→ −2，「已逾期」→ −1；没有期限为 None。"""
    if not words:
        return None
    found = re.search(r"\d+", words)
    number = int(found[0]) if found else 0
    if words.startswith("逾期") or words == "已逾期":
        return -max(number, 1)
    return number


def groups_of(board: TodoBoard, kind: str = ALL, department: str = "") -> tuple[TodoGroup, ...]:
    """分成已逾期、本周、以后、没有法定天数四组；只要这一类、这一科的。"""
    on = board.on
    week_end = on + timedelta(days=6 - on.weekday())
    held: dict[str, list[TodoView]] = {"late": [], "week": [], "later": [], "none": []}
    for number, item in enumerate(board.items):
        if not _wanted(item, kind, department):
            continue
        if item.due is None:
            where = "none"
        elif item.overdue:
            where = "late"
        else:
            where = "week" if item.due <= week_end else "later"
        held[where].append(_view(str(number), item, board))
    week = f"{on.month}月{on.day}日至{week_end.month}月{week_end.day}日"
    return (
        TodoGroup("late", "已逾期", "按逾期长短排列", tuple(held["late"]), True),
        TodoGroup("week", "本周", week, tuple(held["week"])),
        TodoGroup("later", "以后", f"未来 {DAYS} 天", tuple(held["later"])),
        TodoGroup("none", "没有法定天数", "尽快办理", tuple(held["none"])),
    )


def _wanted(item: TodoItem, kind: str, department: str) -> bool:
    if kind != ALL and group_of(item) != kind:
        return False
    return not department or department in item.departments


def kind_words(board: TodoBoard) -> tuple[FilterWord, ...]:
    """筛选词：各类及其件数。"""
    counts: dict[str, int] = {}
    for item in board.items:
        word = group_of(item)
        counts[word] = counts.get(word, 0) + 1
    listed = sorted(counts.items(), key=lambda pair: (pair[0] == OTHER, -pair[1]))
    every = FilterWord(ALL, "全部", len(board.items))
    return (every, *(FilterWord(word, word, count) for word, count in listed))


def departments_of(board: TodoBoard) -> tuple[str, ...]:
    """有待办的科室。"""
    return tuple(sorted({name for item in board.items for name in item.departments}))


def _view(key: str, item: TodoItem, board: TodoBoard) -> TodoView:
    return TodoView(
        key,
        item.due,
        left_number(item.left),
        item.matter,
        item.code,
        item.subject,
        item.article,
        item.action,
        makeup_day=item.counted and item.due is not None and item.due.weekday() >= 5,
        provisional=item.provisional,
        this_year=item.due is None or item.due.year == board.on.year,
        tomorrow=item.due == board.on + timedelta(days=1),
    )


def figures_of(board: TodoBoard) -> tuple[FigureView, ...]:
    """要紧的数：已逾期、本周到期、最近的备案截止、没有法定天数、数据缺口。"""
    late = board.late
    late_note = _late_note(late[0]) if late else "没有逾期"
    views = [
        FigureView("late", "已逾期", str(board.overdue), "项", late_note, board.overdue > 0),
        FigureView("week", "本周到期", str(board.this_week), "项", _week_note(board)),
        _nearest(board),
    ]
    undated = len(board.undated)
    views.append(
        FigureView("none", "没有法定天数", str(undated), "项", "尽快办理" if undated else "没有")
    )
    gaps = board.gaps
    note = gaps[0].title if gaps else "登记齐全"
    views.append(FigureView("gaps", "数据缺口", str(len(gaps)), "处", note))
    return tuple(views)


def _late_note(item: TodoItem) -> str:
    """最久的一件；括号里的来由在表里看。"""
    return f"最久：{item.code or item.subject} {item.matter.partition('（')[0]}"


def _nearest(board: TodoBoard) -> FigureView:
    title = "最近的备案截止"
    nearest = board.nearest_filing
    if nearest is None or nearest.due is None:
        return FigureView("nearest", title, "—", "", f"{DAYS} 天内没有")
    number = left_number(nearest.left) or 0
    figure, unit = (str(number), "个工作日") if number else ("今天", "")
    makeup = "（调休上班）" if nearest.due.weekday() >= 5 else ""
    makeup = "（暂定）" if nearest.provisional else makeup
    note = f"{nearest.code or nearest.subject}，{day_words(nearest.due)}{makeup}"
    return FigureView("nearest", title, figure, unit, note)


def _week_note(board: TodoBoard) -> str:
    counts: dict[str, int] = {}
    for item in board.within_week:
        if item.due is None:
            continue
        word = "今天" if item.due == board.on else f"周{_WEEKDAYS[item.due.weekday()]}"
        counts[word] = counts.get(word, 0) + 1
    return "，".join(f"{word} {count} 项" for word, count in counts.items()) or "本周没有到期"
