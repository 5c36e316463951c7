"""录入：备案表上的技术负责人；不能任的，选的时候就说。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import Plan, ask_people
from medtech_desktop.ui.widgets.field_state import put_text
from medtech_desktop.ui.widgets.people_field import PeopleField
from medtech_desktop.ui.widgets.quiet import button

if TYPE_CHECKING:
    from medtech_desktop.office.filing_pages import DraftView
    from medtech_desktop.office.library import Library

CHOOSE_AGAIN = "改选医师…"


class FilingLeadsEntry(Entry):
    """填写备案表上的技术负责人。"""

    def __init__(
        self, desk: Desk, number: str, draft: DraftView, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{number}：负责人须是本院注册的执业医师；多名均应填写，一人一行。"
        super().__init__(desk, "填写技术负责人", "保存负责人", line, parent, thing=number)
        self._number, self._today = number, today
        self._rows: list[tuple[PeopleField, QLineEdit, QLineEdit]] = []
        self._unfit: dict[str, tuple[Finding, ...]] = {}
        held = [(row[1], row[3], row[4]) for row in draft.leads]
        for place in range(max(2, len(held) + 1)):
            name, departments, training = held[place] if place < len(held) else ("", "", "")
            self._add_row(place + 1, name, departments, training)
        self.rewrite = button("按培训证明重写", "undo-2", small=True)
        self.rewrite.clicked.connect(lambda _=False: self._ask_training())
        self.form.way_taken.connect(lambda name, _word: self._choose_again(name))
        self.form.add("rewrite", "", self.rewrite, "登记了新的培训证明以后用；保存以前可以再改")
        self.rewrite.setAccessibleName("按培训证明重写")
        desk.ask(ask_people, today, then=self._show_people, owner=self)

    def _check(self, place: int) -> None:
        """选定一人就说他能不能任，不等到保存。"""
        keys = self._rows[place - 1][0].keys()
        name = "lead" if place == 1 else f"lead{place}"
        self.desk.ask(
            ask_fitness,
            self._number,
            keys[:1],
            self._today,
            then=lambda found: self._show_fitness(name, found),
            owner=self,
            topic=f"fitness {name}",
        )

    def _show_fitness(self, name: str, found: tuple[Finding, ...]) -> None:
        self._unfit[name] = tuple(replace(one, field=name) for one in found)
        told = tuple(one for several in self._unfit.values() for one in several)
        self.form.show_findings(told, (CHOOSE_AGAIN,), focus=False)
        self._fit()

    def _choose_again(self, name: str) -> None:
        field = self.form.field(name)
        if isinstance(field, QLineEdit):
            field.clear()
            field.setFocus()
            self._show_fitness(name, ())

    def _ask_training(self) -> None:
        people = tuple(person.keys()[0] for person, *_rest in self._rows if person.keys())
        self.desk.ask(
            ask_training,
            self._number,
            people,
            self._today,
            then=self._show_training,
            refused=self._refused,
            owner=self,
            topic="training",
        )

    def _show_training(self, written: tuple[str, ...]) -> None:
        held = [learned for person, _where, learned in self._rows if person.keys()]
        for learned, text in zip(held, written, strict=False):
            put_text(learned, text)

    def _add_row(self, place: int, name: str, departments: str, training: str) -> None:
        form = self.form
        person = PeopleField(name)
        person.setPlaceholderText("姓名或工号")
        first = "lead" if place == 1 else f"lead{place}"
        form.add(first, f"负责人 {place}", person)
        person.editingFinished.connect(lambda: self._check(place))
        where = form.line(f"departments{place}", "负责科室", departments, "不填为全部开展科室")
        learned = form.line(f"training{place}", "相关培训情况", training, "不填时按培训证明生成")
        self._rows.append((person, where, learned))

    def _show_people(self, people: tuple[object, ...]) -> None:
        for person, _where, _learned in self._rows:
            person.set_people(people)  # type: ignore[arg-type]

    def plan(self) -> Plan:
        leads = tuple(
            (person.keys()[0], where.text().strip(), learned.text().strip())
            for person, where, learned in self._rows
            if person.keys()
        )
        return _leads, (self._number, leads, self._today)


def ask_fitness(
    library: Library, number: str, people: tuple[str, ...], on: date
) -> tuple[Finding, ...]:
    """这些人能不能任负责人。"""
    from medtech_desktop.office.filing_pages import lead_findings

    return lead_findings(library, number, people, on)


def ask_training(
    library: Library, number: str, people: tuple[str, ...], on: date
) -> tuple[str, ...]:
    """各负责人按培训证明写成的培训情况。raises Refused for an unknown person."""
    from medtech_desktop.office.filings import training_words
    from medtech_desktop.office.practitioners import find_person
    from medtech_desktop.office.world import load_world

    world = load_world(library, on)
    file = world.technology(world.find_filing(number).filing.technology_id)
    found = [find_person(world.staff, person, on) for person in people]
    return tuple(training_words(world, person, file) for person in found)


def _leads(
    library: Library, number: str, leads: tuple[tuple[str, str, str], ...], on: date
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.filings import DraftLead, set_filing_leads

    drafts = [DraftLead(*lead) for lead in leads]
    return set_filing_leads(library, clerk_here(), number, drafts, on)
