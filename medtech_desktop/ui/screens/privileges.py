"""授权：矩阵、将到期、一年零例、授权一览、申请、决定；一格的侧栏，成批授权与续授。"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.domain.privilege_index import View
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.ui.screen import Setting
from medtech_desktop.ui.screens.application_views import ApplicationsView
from medtech_desktop.ui.screens.decision_pane import DecisionPane
from medtech_desktop.ui.screens.emergency_pane import CONFIRM, RECORD, EmergencyPane
from medtech_desktop.ui.screens.held_sheet import HELD
from medtech_desktop.ui.screens.matrix_pane import MatrixPane
from medtech_desktop.ui.screens.privilege_acting import BATCH, YEAR, PrivilegeActing
from medtech_desktop.ui.screens.privilege_list_pane import PrivilegeListPane
from medtech_desktop.ui.screens.privilege_papers import TITLE, WORDS, PrivilegePapers
from medtech_desktop.ui.screens.privilege_views import (
    APPLY,
    PEOPLE_CHOICES,
    PROCEDURE_CHOICES,
    MatrixAsked,
    ask_scope_of,
    ask_scopes,
    heading_words,
    question_of,
)
from medtech_desktop.ui.widgets.day_field import Choice
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.quiet import button

if TYPE_CHECKING:
    from medtech_desktop.office.privilege_cells import CellPage
    from medtech_desktop.office.privilege_matrix import MatrixAnswer, ScopeChoice

MATRIX, EXPIRING, ZERO, ALL, APPLICATIONS, DECISIONS, EMERGENCIES = (
    *("matrix", "expiring", "zero", "all"),
    *("applications", "decisions", "emergencies"),
)
_TABS = {
    MATRIX: "矩阵",
    EXPIRING: "将到期",
    ZERO: "一年零例",
    ALL: "授权一览",
    APPLICATIONS: "申请",
    DECISIONS: "决定",
    EMERGENCIES: "急诊",
}
_VIEWS = {EXPIRING: View.EXPIRING, ZERO: View.NO_CASES, ALL: View.ALL}
_PANES = {MATRIX: 0, EXPIRING: 1, ZERO: 1, ALL: 1, APPLICATIONS: 2, DECISIONS: 3, EMERGENCIES: 4}
_CELL = re.compile(r"(\d+) ([123]) (\d+)")
_KEPT = "privileges/scope"


class PrivilegesScreen(PrivilegeActing):
    """授权屏。"""

    KINDS = frozenset(
        {
            *("privilege", "application", "practitioner", "department", "technology"),
            *("procedure", "grading", "specialty", "catalog", "workload", "emergency_use"),
        }
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._scopes: tuple[ScopeChoice, ...] = ()
        self._counts: dict[str, int] = {}
        self._matrix_said = self._scope_wanted = ""
        self._wanted: tuple[int, Target | None] | None = None
        self.scope_box, self.procedure_box, self.people_box = (Choice() for _ in range(3))
        self.tabs = FilterWords("授权屏的各页", lead=4)
        self.tabs.underlined = False
        self.held_button = button(HELD, "circle-question-mark")
        self.held_button.setAccessibleName(HELD)
        self.held_button.setToolTip(HELD.removesuffix("…"))
        self.papers = PrivilegePapers(self)
        self.papers_button = DropButton(TITLE)
        self.apply_button = button(APPLY, "plus")
        self.batch_button = button(BATCH, "key-round", kind="primary")
        self.matrix = MatrixPane(self.desk, lambda: self.on)
        self.lists = PrivilegeListPane(self.desk, lambda: self.on)
        self.applications = ApplicationsView(self.desk, lambda: self.today)
        self.decisions = DecisionPane(self.desk, lambda: self.on)
        self.emergencies = EmergencyPane(self.desk, lambda: self.on, lambda: self.today)
        self._stack = QStackedWidget()
        self._lay_out()
        self._wire()
        self.show_tab(MATRIX)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        for box, name, wide in (
            (self.scope_box, "科室或专业", 156),
            (self.procedure_box, "术式", 120),
            (self.people_box, "人员", 120),
        ):
            box.setAccessibleName(name)
            box.view().setAccessibleName(name)
            box.setFixedWidth(wide)
            bar.addWidget(box)
        self.scope_box.view().setMinimumWidth(220)
        for box, choices in (
            (self.procedure_box, PROCEDURE_CHOICES),
            (self.people_box, PEOPLE_CHOICES),
        ):
            for key, word in choices:
                box.addItem(word, key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar.setContentsMargins(24, 8, 24, 6)
        bar.setSpacing(8)
        bar.addWidget(self.tabs, 1)
        self.papers_button.set_words(WORDS)
        for made in (self.held_button, self.papers_button, self.apply_button, self.batch_button):
            bar.addWidget(made)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
        panes = (self.matrix, self.lists, self.applications, self.decisions, self.emergencies)
        for pane in panes:
            self._stack.addWidget(pane)

    def _wire(self) -> None:
        self.tabs.chosen.connect(self._turn_to)
        for box in (self.scope_box, self.procedure_box, self.people_box):
            box.activated.connect(lambda _n: self._ask_pane())
        self.papers_button.chosen.connect(self.act)
        self.papers.adopted.connect(self._show_adopted)
        self.apply_button.clicked.connect(lambda _=False: self.act(APPLY))
        self.batch_button.clicked.connect(lambda _=False: self.act(BATCH))
        self.matrix.told.connect(self._show_matrix)
        self.matrix.said.connect(self.said)
        self.matrix.panel.act_chosen.connect(self._do_on_cell)
        self.matrix.panel.person_wanted.connect(
            lambda key: self.place_wanted.emit("practitioners", key)
        )
        self.matrix.panel.history_wanted.connect(self.print_history)
        self.held_button.clicked.connect(lambda _=False: self.ask_held())
        self.matrix.panel.article_opened.connect(self.article_opened)
        self.matrix.cell_shown.connect(self._cell_shown)
        self.lists.picked.connect(self._change)
        self.lists.cell_wanted.connect(lambda one: self._go_to(one.person, one.target))
        self.lists.counted.connect(self._count_lists)
        self.lists.year_wanted.connect(lambda: self.act(YEAR))
        self.lists.said.connect(self.said)
        self.applications.article_opened.connect(self.article_opened)
        self.applications.place_wanted.connect(self.place_wanted)
        self.applications.counted.connect(self._count_applications)
        self.applications.said.connect(self.said)
        self.decisions.article_opened.connect(self.article_opened)
        self.emergencies.article_opened.connect(self.article_opened)
        self.emergencies.counted.connect(self._count_emergencies)

    # Tabs

    def tab(self) -> str:
        """现在哪一页。"""
        return self.tabs.current() or MATRIX

    def on_matrix(self) -> bool:
        return self.tab() == MATRIX

    def show_tab(self, key: str) -> None:
        """换页，不问。"""
        views = tuple(
            FilterWord(one, word, self._counts.get(one) or -1) for one, word in _TABS.items()
        )
        self.tabs.show_words(views, key)
        self._stack.setCurrentIndex(_PANES[key])
        for box in (self.procedure_box, self.people_box):
            box.setVisible(key == MATRIX)
        self.held_button.setText("" if key == MATRIX else HELD)  # three more boxes stand there
        self.scope_box.setVisible(key in (MATRIX, EXPIRING, ZERO, ALL))
        self.apply_button.setVisible(key not in (MATRIX, APPLICATIONS))  # these have their own
        self.batch_button.setVisible(key != APPLICATIONS)

    def _turn_to(self, key: str) -> None:
        self.show_tab(key)
        self._ask_pane()

    def _say_tab(self) -> None:
        """顶栏的一句话说的是现在的一页。"""
        key = self.tab()
        said = self._scope_name() if key in _VIEWS else "全院"
        self.say_heading("授权", self._matrix_said if key == MATRIX else said)

    def _count_applications(self, waiting: int, _for_committee: int) -> None:
        self._counts[APPLICATIONS] = waiting
        self.show_tab(self.tab())

    def _count_lists(self, views: tuple[tuple[View, str, int], ...]) -> None:
        counts = {view: count for view, _word, count in views}
        self._counts[EXPIRING] = counts.get(View.EXPIRING, 0)
        if self.tab() == ZERO:
            self._counts[ZERO] = counts.get(View.NO_CASES, 0)
        self.show_tab(self.tab())

    def _count_emergencies(self, waiting: int) -> None:
        self._counts[EMERGENCIES] = waiting
        self.show_tab(self.tab())
        if self.tab() == EMERGENCIES and (number := self.emergencies.current()):
            self.take_up(number)

    def first_widget(self) -> QWidget:
        return self.matrix.view if self.tab() == MATRIX else self.tabs

    # Asking

    def reload(self) -> None:
        self.desk.ask(ask_scopes, self.on, then=self._show_scopes, owner=self, topic="scopes")

    def _show_scopes(self, scopes: tuple[ScopeChoice, ...]) -> None:
        shown = self.scope_box.currentData()
        kept = self._scope_wanted or (self._kept_scope(scopes) if shown is None else str(shown))
        self._scope_wanted = ""
        self._scopes = scopes
        self.scope_box.clear()
        for one in scopes:
            self.scope_box.addItem(f"{one.name}　{one.people:,} 人", one.key)
        keys = [one.key for one in scopes]
        place = keys.index(kept) if kept in keys else -1
        if place < 0:
            departments = [one for one in scopes if one.key.startswith("department")]
            # an empty matrix tells nothing: where most have been granted something
            most = max(departments, key=lambda one: (one.holders, one.people), default=None)
            place = keys.index(most.key) if most is not None else len(keys) - 1
        self.scope_box.setCurrentIndex(place)
        self._ask_pane()
        if self.tab() != APPLICATIONS:
            self.applications.show_on(self.past_day)
        if self.tab() != EMERGENCIES:
            self.emergencies.ask()

    @staticmethod
    def _kept_scope(scopes: tuple[ScopeChoice, ...]) -> str | None:
        """上次看的：按名称记，别的资料库里的编号指的是别的科室。"""
        return next((one.key for one in scopes if one.name == QSettings().value(_KEPT)), None)

    def asked(self) -> MatrixAsked:
        """屏上所问。"""
        return MatrixAsked(
            str(self.scope_box.currentData() or ""),
            str(self.procedure_box.currentData()),
            str(self.people_box.currentData()),
        )

    def _ask_pane(self) -> None:
        key = self.tab()
        QSettings().setValue(_KEPT, self._scope_name())
        if key != MATRIX or self.matrix.answer is not None:
            self._say_tab()
        if key == MATRIX:
            self.matrix.ask(self.asked())
        elif key in _VIEWS:
            asked = question_of(self.asked())
            self.lists.look_at(_VIEWS[key], asked.department, asked.specialty)
        elif key == APPLICATIONS:
            self.applications.show_on(self.past_day)
        elif key == EMERGENCIES:
            self.emergencies.ask()
        else:
            self.decisions.ask()

    def _show_matrix(self, answer: MatrixAnswer) -> None:
        self._matrix_said = heading_words(answer)
        self._say_tab()
        if self._wanted is not None:
            self.matrix.want(*self._wanted)
            self._wanted = None
        if self._awaited is not None and not _CELL.fullmatch(self._awaited[0]):
            self.take_up(self._awaited[0])

    # Things

    def show_thing(self, key: str) -> None:
        """「人 类 号」为一格，数字为一个人；也可以是申请、决定的编号，或一页。"""
        if cell := _CELL.fullmatch(key):
            target = Target(TargetKind(int(cell[2])), int(cell[3]))
            self._go_to(int(cell[1]), target)
        elif key.isdigit():
            self._go_to(int(key), None)
        elif key.startswith("申请-"):
            self._turn_to(APPLICATIONS)
            self.applications.show_thing(key)
        elif key.startswith("授权-"):
            self._turn_to(DECISIONS)
            self.decisions.want(key)
        elif key.startswith("急诊-"):
            self._turn_to(EMERGENCIES)
            self.emergencies.want(key)
        elif key.startswith("applications "):
            self._turn_to(APPLICATIONS)
            self.applications.show_kind(key.partition(" ")[2])
        elif key in _TABS:
            self._turn_to(key)

    def _go_to(self, person: int, target: Target | None) -> None:
        """到某人的一格：换到他的科室，看全部术式、全部人员。"""
        self._wanted = (person, target)
        self.show_tab(MATRIX)
        self.desk.ask(
            ask_scope_of, person, self.on, then=self._show_scope_of, owner=self, topic="scope"
        )

    def _show_scope_of(self, scope: str) -> None:
        if not self._scopes:  # they are still on their way, and will ask
            self._scope_wanted = scope
        else:
            self.scope_box.setCurrentIndex(max(0, self.scope_box.findData(scope)))
        self.people_box.setCurrentIndex(self.people_box.findData("everyone"))
        self.matrix.legend.release()
        if self._scopes:
            self._ask_pane()

    def _cell_shown(self, page: CellPage) -> None:
        answer = page.answer
        self.take_up(f"{answer.person_id} {int(answer.target.kind)} {answer.target.id}")

    def arrive(self, thing: str, word: str) -> None:
        if word in self.matrix.panel.words() and _CELL.fullmatch(thing):
            self.matrix.panel.do(word)
        elif word in (CONFIRM, RECORD):
            self._turn_to(EMERGENCIES)
            self.emergencies.act(word)
        elif thing.startswith("申请-") or self.tab() == APPLICATIONS:
            self.applications.act(word)
        elif thing.startswith("授权-"):
            self.decisions.annul()
        else:
            self.act(word)

    # Acting

    def allow_acts(self, allowed: bool) -> None:
        for made in (self.apply_button, self.batch_button):
            made.setEnabled(allowed)
        self.matrix.panel.allow_acts(allowed)
        for pane in (self.lists, self.applications, self.decisions, self.emergencies):
            pane.allow_acts(allowed)

    def act(self, word: str) -> None:
        if word == BATCH:
            self.grant()
        elif word == YEAR:
            self.renew_year()
        elif word == APPLY:
            self.apply()
        elif word == HELD:
            self.ask_held()
        elif word == RECORD:
            self.arrive("", word)
        elif word in WORDS:
            self.papers.open(word, self._department(), self.matrix.chosen()[0])
        else:
            self.said.emit(f"这里现在不能{word.removesuffix('…')}，情形已经变了")

    def _show_adopted(self, done: object) -> None:
        """宽表登记以后到「决定」：通知从那里看、印。"""
        self._turn_to(DECISIONS)
        self.decisions.want(str(getattr(done, "subject", "")))

    def _department(self) -> str:
        """所看的科室；看专业、全院时为空。"""
        return self._scope_name() if self.asked().scope.startswith("department:") else ""

    def _scope_name(self) -> str:
        scope = self.asked().scope
        return next((one.name for one in self._scopes if one.key == scope), "")
