"""今日待办：到期与逾期的事、要紧的数、变化与缺口；每件点开就到去办的地方。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui.cures import Cure, cure_of
from medtech_desktop.ui.month_paper import MonthPaper
from medtech_desktop.ui.reminder_settings import reminder_settings
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.todo_rail import TodoRail
from medtech_desktop.ui.screens.todo_views import (
    ALL,
    DAYS,
    departments_of,
    figures_of,
    groups_of,
    kind_words,
)
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.figures import Figures
from medtech_desktop.ui.widgets.filter_words import FilterWords
from medtech_desktop.ui.widgets.next_steps import NextSteps, NextStepView
from medtech_desktop.ui.widgets.todo_table import TodoTable
from medtech_desktop.ui.widgets.top_bar import day_words
from medtech_desktop.ui.widgets.unfinished import Unfinished

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.news import News
    from medtech_desktop.office.todo import TodoBoard, TodoItem

_EMPTY = EmptyView(
    "list-todo",
    "近 90 天没有要办的事",
    "登记技术、论证结论和首例以后，到期和该办的事会列在这里",
    ("去技术目录",),
    "MTCA-11",
    "限制类技术自首例之日起 15 个工作日内备案",
)
_NEXT = (
    NextStepView(
        "practitioners", "登记人员…", "登记人员，或从表格导入", "技术负责人须本院注册", "MTCA-11(3)"
    ),
    NextStepView(
        "technologies", "登记技术…", "登记技术", "限制类的从目录里选，其他的自己填", "MTCA-18"
    ),
    NextStepView(
        "technologies",
        "",
        "登记论证与伦理",
        "通过以后才能开展，记下日期与结论",
        "MTCA-21",
        "去技术目录",
    ),
    NextStepView(
        "technologies",
        "",
        "登记首例",
        "自首例之日起 15 个工作日内备案",
        "MTCA-11",
        "去技术目录",
    ),
    NextStepView("filings", "", "备案", "材料备齐，打印附件2，盖章提交", "HN-2.2", "去备案"),
)


@dataclass(frozen=True, slots=True)
class HomeAnswer:
    """今日待办整板与上次查看以来的变化；``blank``：一项技术也没有登记。"""

    board: TodoBoard
    news: News
    first_look: bool
    blank: bool


def ask_board(library: Library, on: date) -> HomeAnswer:
    """今日待办整板。"""
    from medtech_desktop.office.news import news_since
    from medtech_desktop.office.todo import todo_board
    from medtech_desktop.ui.seen import seen_of

    board = todo_board(library, on, DAYS)
    seen = seen_of(library)
    blank = not board.items and not _technologies(library, on)
    return HomeAnswer(board, news_since(library, seen, board.items, on), seen is None, blank)


def _technologies(library: Library, on: date) -> int:
    from medtech_desktop.office.technology_pages import technology_list

    return len(technology_list(library, on))


class TodoScreen(Screen):
    """今日待办屏。"""

    KINDS = frozenset(
        {
            "technology",
            "filing",
            "application",
            "appraisal",
            "practitioner",
            "institution",
            "holidays",
            "catalog",
            "edition",
            "disclosure",
            "training",
            "backup",
            "law",
            "department",
        }
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._items: tuple[TodoItem, ...] = ()
        self._board: TodoBoard | None = None
        self._kind = ALL
        self.figures = Figures()
        self.kinds = FilterWords("按事项筛选", lead=24)
        self.departments = QComboBox()
        self.departments.setAccessibleName("按科室筛选")
        self.departments.view().setAccessibleName("按科室筛选")
        self.table = TodoTable()
        self.rail = TodoRail()
        self.unfinished = Unfinished(setting.desk)
        self.empty = Empty(_EMPTY)
        self.next_steps = NextSteps("接下来", _NEXT)
        self._middle = QStackedWidget()
        self._lay_out()
        self._wire()

    def _wire(self) -> None:
        self.unfinished.resume_wanted.connect(self.act_wanted)
        self.table.opened.connect(self._open)
        self.table.article_opened.connect(self.article_opened)
        self.figures.chosen.connect(self.source_wanted)
        self.kinds.chosen.connect(self._filter_kind)
        self.departments.currentIndexChanged.connect(lambda _n: self._show_groups())
        self.rail.cure_wanted.connect(self._cure)
        self.rail.month_wanted.connect(self.open_month)
        self.empty.act_chosen.connect(lambda _word: self.place_wanted.emit("technologies", ""))
        self.empty.article_opened.connect(self.article_opened)
        self.next_steps.article_opened.connect(self.article_opened)
        self.next_steps.wanted.connect(lambda place, act: self.act_wanted.emit(place, "", act))

    def _lay_out(self) -> None:
        held = QWidget()
        inside = QVBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 6, 24, 2)
        bar.setSpacing(8)
        bar.addWidget(self.kinds, 1)
        bar.addWidget(self.departments)
        self.kinds.underlined = False
        self.departments.setMinimumWidth(150)
        inside.addLayout(bar)
        rows = QHBoxLayout()
        rows.setContentsMargins(16, 0, 6, 0)
        rows.addWidget(self.table)
        inside.addLayout(rows, 1)
        for widget in (held, self.empty, self.next_steps):
            self._middle.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._middle, 1)
        self.rail.lead_with(self.unfinished)
        row.addWidget(self.rail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addLayout(row, 1)

    def first_widget(self) -> QWidget:
        return self.table

    # Asking

    def reload(self) -> None:
        self.unfinished.reload()
        self.desk.ask(ask_board, self.on, then=self._show, owner=self, topic="board")

    # Acting

    def open_month(self) -> MonthPaper:
        """看本月法定期限一览，再打印。"""
        paper = MonthPaper(self.desk, self.on, self)
        paper.begin_month()
        return paper

    def _open(self, key: str) -> None:
        self._cure(cure_of(self._items[int(key)]))

    def _cure(self, cure: Cure) -> None:
        self.act_wanted.emit(cure.place, cure.key, cure.act)

    # Answers

    def _show(self, answer: HomeAnswer) -> None:
        board = answer.board
        self._board = board
        self._items = board.items
        self.figures.show_figures(figures_of(board))
        words = kind_words(board)
        if self._kind not in {word.key for word in words}:
            self._kind = ALL
        self.kinds.show_words(words, self._kind)
        self._offer_departments(departments_of(board))
        self._show_groups()
        self._middle.setCurrentIndex(0 if board.items else 2 if answer.blank else 1)
        self.rail.show_news(answer.news, first=answer.first_look)
        self.rail.show_gaps(board.gaps)
        self.rail.reminder.setText(reminder_settings().words)
        parts = (day_words(board.on), board.coming, f"{len(board.items)} 件待办")
        self.heading_source = "todo" if board.items else ""
        self.say_heading("今日待办", "，".join(part for part in parts if part))

    def _offer_departments(self, names: tuple[str, ...]) -> None:
        before = self.departments.currentData()
        self.departments.blockSignals(True)
        self.departments.clear()
        self.departments.addItem("全部科室", "")
        for name in names:
            self.departments.addItem(name, name)
        self.departments.setCurrentIndex(max(0, self.departments.findData(before)))
        self.departments.blockSignals(False)

    def _filter_kind(self, key: str) -> None:
        self._kind = key
        self._show_groups()

    def _show_groups(self) -> None:
        if self._board is None:
            return
        department = str(self.departments.currentData() or "")
        self.table.show_groups(groups_of(self._board, self._kind, department))
        if not self.table.current_key():
            first = next((r.key for r in self.table.rows_model.rows() if not r.group), "")
            self.table.choose(first)
