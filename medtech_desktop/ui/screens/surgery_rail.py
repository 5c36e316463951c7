"""手术核查的左栏：按问题；按科室、按医师、没有判断的各因什么。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.kind_list import KindList, KindView
from medtech_desktop.ui.widgets.quiet import label, paper, scrolled

DEPARTMENTS, PEOPLE, UNJUDGED = "departments", "people", "unjudged"
_TITLES = {DEPARTMENTS: "按科室", PEOPLE: "按医师", UNJUDGED: "没有判断"}
_NOTE = "没有判断的不算问题，也不算没有问题；补齐以后再判断。"


@dataclass(frozen=True, slots=True)
class RailView:
    """左栏：手术几例、各问题、各科室、各医师、没有判断的各原因；键空的为不限。

    ``people_count``: so many have findings; only those with the most are listed.
    """

    told: str
    kinds: tuple[KindView, ...]
    departments: tuple[KindView, ...]
    people: tuple[KindView, ...]
    unjudged: tuple[KindView, ...]
    unjudged_lines: int = 0
    notes: tuple[str, ...] = ()
    """没有问的，一样一句。"""
    people_count: int = 0


class SurgeryRail(QWidget):
    """左栏控件；各信号带键。"""

    kind_chosen = Signal(str)
    department_chosen = Signal(str)
    person_chosen = Signal(str)
    reason_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(theme.RAIL)
        self.told = label("", size=theme.NOTE, ink=Ink.INK3)
        self.kinds = KindList("按问题")
        self.departments, self.people = KindList("按科室"), KindList("按医师")
        self.unjudged = KindList("没有判断的原因")
        self.unjudged_note = label(_NOTE, size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.people_note = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.none = label("这一段没有问题。", ink=Ink.INK2, wrap=True)
        self.words = FilterWords("左栏下面看什么", lead=8)
        self.words.underlined = False
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._below = {
            DEPARTMENTS: self.departments,
            PEOPLE: self.people,
            UNJUDGED: self.unjudged,
        }
        self._at = DEPARTMENTS
        self._lay_out()
        self.kinds.chosen.connect(self.kind_chosen)
        self.departments.chosen.connect(self.department_chosen)
        self.people.chosen.connect(self.person_chosen)
        self.unjudged.chosen.connect(self.reason_chosen)
        self.words.chosen.connect(self.turn)
        self._show_words((-1, -1, -1))
        self.turn(DEPARTMENTS)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 10, 2, 8)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 4)
        head.setSpacing(8)
        head.addWidget(label("按问题", weight=theme.BOLD))
        head.addWidget(self.told, 1)
        column.addLayout(head)
        column.addWidget(self.kinds)
        noted = QHBoxLayout()
        noted.setContentsMargins(8, 2, 8, 2)
        noted.addWidget(self.none)
        column.addLayout(noted)
        column.addSpacing(6)
        column.addWidget(_Rule())
        column.addWidget(self.words)
        for one in self._below.values():
            column.addWidget(one)
        held = QVBoxLayout()
        held.setContentsMargins(8, 6, 8, 0)
        held.addWidget(self.people_note)
        held.addWidget(self.unjudged_note)
        column.addLayout(held)
        column.addStretch(1)
        paper(inside, Ink.BG)
        pane = scrolled(inside)
        pane.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        pane.setFixedWidth(theme.RAIL - 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)
        whole.addWidget(pane, 0, Qt.AlignmentFlag.AlignLeft)

    def turn(self, key: str) -> None:
        """下面换看科室、医师或没有判断的。"""
        self._at = key
        for name, one in self._below.items():
            one.setVisible(name == key)
        self._show_notes()
        self.words.show_words(self.words.views(), key)

    def _show_notes(self) -> None:
        self.unjudged_note.setVisible(self._at == UNJUDGED)
        self.people_note.setVisible(self._at == PEOPLE and bool(self.people_note.text()))

    def below(self) -> str:
        """下面现在看什么。"""
        return self._at

    def show_view(self, view: RailView, kind: str, department: str, person: str) -> None:
        """换上左栏。"""
        self.told.setText(view.told)
        self.kinds.show_kinds(view.kinds, kind)
        self.none.setVisible(len(view.kinds) <= 1)
        self.departments.show_kinds(view.departments, department)
        self.people.show_kinds(view.people, person)
        self.unjudged.show_kinds(view.unjudged, "")
        self.unjudged_note.setText("\n".join((_NOTE, *(f"{one}。" for one in view.notes))))
        self._note_people(view)
        counts = (len(view.departments) - 1, view.people_count, view.unjudged_lines)
        self._show_words(counts)

    def _note_people(self, view: RailView) -> None:
        """列不完的，说怎样找到别的。"""
        listed = len(view.people) - 1
        more = view.people_count > listed
        said = f"只列最多的 {listed} 位，其余的在筛选框里打姓名" if more else ""
        self.people_note.setText(said)
        self._show_notes()

    def _show_words(self, counts: tuple[int, int, int]) -> None:
        words = zip(_TITLES.items(), counts, strict=True)
        views = tuple(FilterWord(key, said, max(-1, count)) for (key, said), count in words)
        self.words.show_words(views, self._at)

    def paintEvent(self, event: QPaintEvent) -> None:
        upright(QPainter(self), self.width() - 1, 0, self.height())


class _Rule(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        paper(self, Ink.LINE)
