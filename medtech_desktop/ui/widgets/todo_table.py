"""待办表：分组（已逾期、本周、以后），期限、剩余工作日、事项、对象、依据、动作。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import draw_text, folded
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import (
    ArticleChip,
    Glyph,
    Piece,
    ProvisionalChip,
    Tag,
    Words,
    draw_pieces,
)
from medtech_desktop.ui.widgets.rows import Cell, Column, Index, Role, Row
from medtech_desktop.ui.widgets.tables import RowDelegate, RowTable

_WEEKDAYS = "一二三四五六日"

COLUMNS = (
    Column("期限", 152),
    Column("工作日", 78, right=True),
    Column("事项", 0),
    Column("对象", 0),
    Column("依据", 120),
    Column("", 104, right=True, sortable=False),
)
_MATTER, _SUBJECT = 2, 3
_LINE = 19
_PAD = 8
_CODE = 34
"""Room for the code before the name of a subject."""


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


class _FoldingDelegate(RowDelegate):
    """事项与对象放不下时折行，不省略。"""

    def __init__(self, table: TodoTable) -> None:
        super().__init__(table)
        self._todos = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(Role.ROW)
        cell = index.data(Role.CELL)
        folds = isinstance(row, Row) and not row.group and index.column() in (_MATTER, _SUBJECT)
        if not folds or not isinstance(cell, Cell):
            super().paint(painter, option, index)
            return
        place = QRectF(option.rect)
        self._paint_ground(painter, place, index)
        room = self._room(place, index.column())
        *code, name = cell.pieces
        if not isinstance(name, Words):
            return
        left = 0.0
        if code:
            top = QRectF(room.left(), room.top(), _CODE, room.height())
            draw_pieces(painter, top, tuple(code))
            left = _CODE
        face = theme.font(name.size, name.weight)
        lines = folded(name.text, face, room.width() - left)
        first = room.center().y() - _LINE * len(lines) / 2
        for number, line in enumerate(lines):
            strip = QRectF(room.left() + left, first + _LINE * number, room.width() - left, _LINE)
            draw_text(painter, strip, line, face, name.ink, elide=False)


class TodoTable(RowTable):
    """待办表控件；``opened`` 带待办的 key。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, "待办", row_height=theme.TODO_ROW, bleed=True, parent=parent)
        self._delegate = _FoldingDelegate(self)
        self.setItemDelegate(self._delegate)
        self.horizontalHeader().sectionResized.connect(lambda *_sizes: self.fit_rows())
        self.rows_model.layoutChanged.connect(self.fit_rows)

    def show_groups(self, groups: tuple[TodoGroup, ...]) -> None:
        """换上各组待办。"""
        self.set_rows(todo_rows(groups))
        self.fit_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_rows()

    def fit_rows(self) -> None:
        """每行的高度合于折行以后的事项与对象。"""
        for number, row in enumerate(self.rows_model.rows()):
            if row.group or len(row.cells) <= _SUBJECT:
                continue
            tall = max(self._lines(row.cells[column], column) for column in (_MATTER, _SUBJECT))
            wanted = theme.TODO_ROW + _LINE * (tall - 1)
            if self.rowHeight(number) != wanted:
                self.setRowHeight(number, wanted)

    def _lines(self, cell: Cell, column: int) -> int:
        *code, name = cell.pieces or (Words(""),)
        if not isinstance(name, Words):
            return 1
        room = self.columnWidth(column) - 2 * _PAD - (_CODE if code else 0)
        return len(folded(name.text, theme.font(name.size, name.weight), room))
