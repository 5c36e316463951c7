"""今日待办：到期与逾期的事、要紧的数、数据缺口；每件点开就到去办的地方。"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import upright
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.figures import Figures, FigureView
from medtech_desktop.ui.widgets.quiet import Link, label, paper
from medtech_desktop.ui.widgets.todo_table import TodoGroup, TodoTable, TodoView
from medtech_desktop.ui.widgets.top_bar import day_words
from medtech_desktop.ui.widgets.unfinished import Unfinished

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.todo import DataGap, TodoBoard, TodoItem

_WEEKDAYS = "一二三四五六日"
_DAYS = 90
_EMPTY = EmptyView(
    "list-todo",
    "近 90 天没有要办的事",
    "登记技术、论证结论和首例以后，到期和该办的事会列在这里",
    ("去技术目录",),
    "MTCA-11",
    "限制类技术自首例之日起 15 个工作日内备案",
)


def ask_board(library: Library, on: date) -> TodoBoard:
    """今日待办整板。"""
    from medtech_desktop.office.todo import todo_board

    return todo_board(library, on, _DAYS)


def left_number(words: str) -> int | None:
    """「剩 5 个工作日」→ 5，「今天」→ 0，「逾期 2」→ −2，「已逾期」→ −1；没有期限为 None。"""
    if not words:
        return None
    found = re.search(r"\d+", words)
    number = int(found[0]) if found else 0
    if words.startswith("逾期") or words == "已逾期":
        return -max(number, 1)
    return number


def groups_of(board: TodoBoard) -> tuple[TodoGroup, ...]:
    """分成已逾期、本周、以后、没有法定天数四组。"""
    on = board.on
    week_end = on + timedelta(days=6 - on.weekday())
    held: dict[str, list[TodoView]] = {"late": [], "week": [], "later": [], "none": []}
    for number, item in enumerate(board.items):
        if item.due is None:
            where = "none"
        elif item.overdue:
            where = "late"
        else:
            where = "week" if item.due <= week_end else "later"
        held[where].append(_view(str(number), item))
    week = f"{on.month}月{on.day}日至{week_end.month}月{week_end.day}日"
    return (
        TodoGroup("late", "已逾期", "按逾期长短排列", tuple(held["late"]), True),
        TodoGroup("week", "本周", week, tuple(held["week"])),
        TodoGroup("later", "以后", f"未来 {_DAYS} 天", tuple(held["later"])),
        TodoGroup("none", "没有法定天数", "尽快办理", tuple(held["none"])),
    )


def _view(key: str, item: TodoItem) -> TodoView:
    return TodoView(
        key,
        item.due,
        left_number(item.left),
        item.matter,
        item.code,
        item.subject,
        item.article,
        item.action,
        makeup_day=item.due is not None and item.due.weekday() >= 5,
        provisional=item.provisional,
    )


def figures_of(board: TodoBoard) -> tuple[FigureView, ...]:
    """要紧的数：已逾期、本周到期、最近的期限。"""
    late = [item for item in board.items if item.overdue]
    late_note = f"最久：{late[0].code or late[0].subject} {late[0].matter}" if late else "没有逾期"
    nearest = board.nearest
    views = [
        FigureView("late", "已逾期", str(board.overdue), "项", late_note, board.overdue > 0),
        FigureView("week", "本周到期", str(board.this_week), "项", _week_note(board)),
    ]
    if nearest is not None and nearest.due is not None:
        number = left_number(nearest.left) or 0
        figure, unit = (str(number), "个工作日") if number else ("今天", "")
        makeup = "（调休上班）" if nearest.due.weekday() >= 5 else ""
        note = f"{nearest.code or nearest.subject}，{day_words(nearest.due)}{makeup}"
        views.append(FigureView("nearest", "最近的期限", figure, unit, note))
    return tuple(views)


def _week_note(board: TodoBoard) -> str:
    end = board.on + timedelta(days=6 - board.on.weekday())
    counts: dict[str, int] = {}
    for item in board.items:
        if item.due is None or item.overdue or item.due > end:
            continue
        word = "今天" if item.due == board.on else f"周{_WEEKDAYS[item.due.weekday()]}"
        counts[word] = counts.get(word, 0) + 1
    return "，".join(f"{word} {count} 项" for word, count in counts.items()) or "本周没有到期"


class _GapLine(QWidget):
    """数据缺口一行。"""

    wanted = Signal(str)

    def __init__(self, gap: DataGap) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 2, 0, 6)
        column.setSpacing(2)
        column.addWidget(label(gap.title, weight=theme.MEDIUM, wrap=True))
        column.addWidget(label(gap.detail, size=theme.NOTE, ink=Ink.INK2, wrap=True))
        link = Link("去补齐")
        link.setAccessibleName(f"去补齐：{gap.title}")
        link.clicked.connect(lambda _=False: self.wanted.emit(gap.place))
        column.addWidget(link)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), "triangle-alert", QRectF(0, 4, 15, 15), Ink.WARN)


class GapRail(QWidget):
    """右栏：数据缺口。"""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(264)
        self.setAccessibleName("数据缺口")
        paper(self, Ink.PANEL)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.PANEL_MARGIN, 18, theme.PANEL_MARGIN, 12)
        self._column.setSpacing(4)

    def show_gaps(self, gaps: tuple[DataGap, ...]) -> None:
        """换上缺口；没有时收起。"""
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.setVisible(bool(gaps))
        self._column.addWidget(label("数据缺口", weight=theme.BOLD))
        self._column.addSpacing(6)
        for gap in gaps:
            line = _GapLine(gap)
            line.wanted.connect(self.wanted)
            self._column.addWidget(line)
        self._column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.PANEL.colour)
        upright(painter, 0, 0, self.height())


class TodoScreen(Screen):
    """今日待办屏。"""

    KINDS = frozenset(
        {"technology", "filing", "appraisal", "practitioner", "institution", "holidays", "catalog"}
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._items: tuple[TodoItem, ...] = ()
        self.figures = Figures()
        self.table = TodoTable()
        self.rail = GapRail()
        self.unfinished = Unfinished(setting.desk)
        self.empty = Empty(_EMPTY)
        self._middle = QStackedWidget()
        self._lay_out()
        self.unfinished.resume_wanted.connect(self.resume_wanted)
        self.table.opened.connect(self._open)
        self.table.article_opened.connect(self.article_opened)
        self.figures.chosen.connect(self._to_group)
        self.rail.wanted.connect(lambda place: self.place_wanted.emit(place, ""))
        self.empty.act_chosen.connect(lambda _word: self.place_wanted.emit("technologies", ""))
        self.empty.article_opened.connect(self.article_opened)

    def _lay_out(self) -> None:
        held = QWidget()
        inside = QHBoxLayout(held)
        inside.setContentsMargins(16, 0, 6, 0)
        inside.addWidget(self.table)
        self._middle.addWidget(held)
        self._middle.addWidget(self.empty)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._middle, 1)
        side = QVBoxLayout()
        side.addWidget(self.unfinished)
        side.addWidget(self.rail, 1)
        row.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addLayout(row, 1)
        self.rail.hide()

    def first_widget(self) -> QWidget:
        return self.table

    # Asking

    def reload(self) -> None:
        self.unfinished.reload()
        self.desk.ask(ask_board, self.on, then=self._show, owner=self, topic="board")

    # Answers

    def _show(self, board: TodoBoard) -> None:
        self._items = board.items
        self.figures.show_figures(figures_of(board))
        self.table.show_groups(groups_of(board))
        if board.items and not self.table.current_key():
            self.table.choose("0")
        self._middle.setCurrentIndex(0 if board.items else 1)
        self.rail.show_gaps(board.gaps)
        self.say_heading("今日待办", f"{day_words(board.on)}，{len(board.items)} 件待办")

    def _open(self, key: str) -> None:
        item = self._items[int(key)]
        self.place_wanted.emit(item.place, item.key or item.kind)

    def _to_group(self, key: str) -> None:
        wanted = "later" if key == "nearest" else key
        for number, row in enumerate(self.table.rows_model.rows()):
            if row.key == f"group:{wanted}":
                self.table.scrollTo(
                    self.table.rows_model.index(number, 0),
                    self.table.ScrollHint.PositionAtTop,
                )
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
