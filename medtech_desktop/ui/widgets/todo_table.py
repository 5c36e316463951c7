"""待办表：分组（已逾期、本周、以后），期限、剩余工作日、事项、对象、依据、动作。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.folding import FoldingTable
from medtech_desktop.ui.widgets.pieces import (
    ArticleChip,
    Glyph,
    Piece,
    ProvisionalChip,
    Tag,
    Words,
)
from medtech_desktop.ui.widgets.rows import Cell, Column, Row

_WEEKDAYS = "一二三四五六日"

COLUMNS = (
    Column("期限", 152),
    Column("工作日", 78, right=True),
    Column("事项", 0, folds=True),
    Column("对象", 0, folds=True),
    Column("依据", 120),
    Column("", 104, right=True, sortable=False),
)


@dataclass(frozen=True, slots=True)
class TodoView:
    """一件待办。``left`` 为剩余工作日（负数为逾期）；没有法定期限时 ``due``、``left`` 为 None。"""

    key: str
    due: date | None
    left: int | None
    what: str
    code: str
    subject: str
    article: str
    action: str
    makeup_day: bool = False
    provisional: bool = False
    tomorrow: bool = False
    this_year: bool = True
    group: str = ""
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """一组待办：标题、说明、图标。"""

    key: str
    title: str
    note: str
    todos: tuple[TodoView, ...]
    overdue: bool = False


def todo_rows(groups: tuple[TodoGroup, ...]) -> tuple[Row, ...]:
    """各组变成表格的行；空组不占行。"""
    rows: list[Row] = []
    for group in groups:
        if group.todos:
            rows.append(_group_row(group))
            rows += [_todo_row(todo) for todo in group.todos]
    return tuple(rows)


def _group_row(group: TodoGroup) -> Row:
    ink = Ink.BAD if group.overdue else Ink.INK
    icon = "circle-alert" if group.overdue else "calendar-clock"
    if group.key == "later":
        icon = "calendar"
    pieces = (
        Glyph(icon, ink if group.overdue else Ink.INK2, 15),
        Words(group.title, ink, weight=theme.BOLD),
        Words(str(len(group.todos)), Ink.INK2, theme.BODY),
        Words("", least=4),
        Words(group.note, Ink.INK3, theme.NOTE),
    )
    return Row(f"group:{group.key}", (Cell(pieces),), group=True)


def _todo_row(todo: TodoView) -> Row:
    return Row(
        todo.key,
        (
            _due_cell(todo),
            _left_cell(todo),
            Cell((Words(todo.what, weight=theme.MEDIUM),), todo.what, todo.what),
            _subject_cell(todo),
            Cell((ArticleChip(todo.article),)) if todo.article else Cell(),
            Cell((Words(todo.action, Ink.ACC),)),
        ),
        action=todo.action,
    )


def _due_cell(todo: TodoView) -> Cell:
    if todo.due is None:
        return Cell((Words("—", Ink.INK3),), sort="9999")
    late = todo.left is not None and todo.left < 0
    ink = Ink.BAD if late else Ink.INK
    weekday = "今天" if todo.left == 0 else "明天" if todo.tomorrow else ""
    in_year = f"{todo.due.month:02}月{todo.due.day:02}日"
    day = in_year if todo.this_year else todo.due.isoformat()
    weekday = weekday or f"周{_WEEKDAYS[todo.due.weekday()]}"
    pieces: list[Piece] = [
        Words(day, ink, least=62),
        Words(weekday, Ink.BAD if late else Ink.INK3, theme.NOTE),
    ]
    if todo.makeup_day:
        pieces.append(Tag("班"))
    if todo.provisional:
        pieces.append(ProvisionalChip())
    return Cell(tuple(pieces), sort=todo.due.isoformat(), tip=_due_tip(todo))


def _due_tip(todo: TodoView) -> str:
    parts = [todo.due.isoformat() if todo.due else ""]
    if todo.makeup_day:
        parts.append("调休上班日，计入")
    if todo.provisional:
        parts.append("暂定，放假安排缺失")
    return "，".join(parts)


def _left_cell(todo: TodoView) -> Cell:
    left = todo.left
    if left is None:
        return Cell((Words("—", Ink.INK3),), sort=99999)
    pieces: tuple[Piece, ...]
    if left < 0:
        pieces = (
            Words("逾期", Ink.BAD, theme.NOTE),
            Words(str(-left), Ink.BAD, weight=theme.BOLD, least=16, right=True),
        )
    elif left == 0:
        pieces = (Words("今天", Ink.WARN, weight=theme.BOLD),)
    else:
        soon = left == 1
        pieces = (
            Words("剩", Ink.WARN if soon else Ink.INK2, theme.NOTE),
            Words(
                str(left),
                Ink.WARN if soon else Ink.INK,
                weight=theme.BOLD if soon else theme.REGULAR,
                least=16,
                right=True,
            ),
        )
    return Cell(pieces, sort=left)


def _subject_cell(todo: TodoView) -> Cell:
    code = (Words(todo.code, Ink.INK2),) if todo.code else ()
    full = f"{todo.code} {todo.subject}".strip()
    return Cell((*code, Words(todo.subject, Ink.INK2)), full, full)


class TodoTable(FoldingTable):
    """待办表控件；``opened`` 带待办的 key。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, "待办", row_height=theme.TODO_ROW, bleed=True, parent=parent)

    def show_groups(self, groups: tuple[TodoGroup, ...]) -> None:
        """换上各组待办。"""
        self.set_rows(todo_rows(groups))
