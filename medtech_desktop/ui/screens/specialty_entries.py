"""专业的问与录入：登记一个专业，按日改它所含的科室。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import Plan, split_names
from medtech_desktop.ui.widgets.people_field import PeopleField, PersonChoice
from medtech_desktop.ui.widgets.rows import Column, Row, words

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.specialties import SpecialtyLine

ADD, CHANGE = "登记专业…", "改所含科室"
COLUMNS = (
    Column("专业", 160, sortable=False),
    Column("所含科室", 0, sortable=False),
    Column("自", 104, sortable=False),
    Column("", 112, right=True, sortable=False),
)
NONE = "还没有登记专业。手术级别在一个专业之内授予：先登记专业和它所含的科室，再按级别授权。"


def ask_specialties(library: Library, on: date) -> tuple[SpecialtyLine, ...]:
    """各专业。"""
    from medtech_desktop.office.specialties import specialty_list

    return specialty_list(library, on)


def row_of(line: SpecialtyLine) -> Row:
    """一个专业一行。"""
    return Row(
        line.name,
        (
            words(line.name),
            words("、".join(line.departments) or "没有科室"),
            words(line.since.isoformat()),
        ),
        action=CHANGE,
    )


@dataclass(frozen=True, slots=True)
class SpecialtyDraft:
    """录入框先填着的：专业（空为新的）与所含科室。"""

    name: str = ""
    departments: tuple[str, ...] = ()


class SpecialtyEntry(Entry):
    """登记专业，或改所含的科室。"""

    def __init__(
        self, desk: Desk, draft: SpecialtyDraft, today: date, parent: QWidget | None = None
    ) -> None:
        new = not draft.name
        title = "登记专业" if new else f"改所含科室：{draft.name}"
        line = (
            "一个专业含一个或几个科室；手术级别在专业之内授予。"
            if new
            else "写上自生效日起所含的全部科室；以前的日子仍按以前所含的看。"
        )
        act = "登记专业" if new else "改所含科室"
        super().__init__(desk, title, act, line, parent, thing=draft.name)
        self._name = draft.name
        if new:
            self.form.line("name", "专业名称", hint="如 骨科、普通外科、妇产科")
        self.departments = PeopleField("、".join(draft.departments), offered="科室")
        self.departments.setPlaceholderText("科室，多个用顿号分开")
        self.form.add("departments", "所含科室", self.departments, "打几个字或首字母即列出")
        hint = "补登以前就有的专业时，写它开始的那一天" if new else ""
        self.form.day("since", "自何日起", today, hint)
        desk.ask(_ask_departments, today, then=self._offer, owner=self, topic="departments")

    def _offer(self, names: tuple[PersonChoice, ...]) -> None:
        self.departments.set_people(names)

    def plan(self) -> Plan:
        form = self.form
        told = (split_names(form.value("departments")), form.day_value("since"))
        if self._name:
            return _change, (self._name, *told)
        return _add, (form.value("name"), *told)


def _ask_departments(library: Library, on: date) -> tuple[PersonChoice, ...]:
    from medtech_desktop.office.institutions import institution_view
    from medtech_desktop.office.pinyin import person_haystack

    names = (name for _id, name in institution_view(library, on).departments)
    return tuple(PersonChoice(name, "", hay=person_haystack(name, ())) for name in names)


def _add(library: Library, name: str, departments: tuple[str, ...], since: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.specialties import add_specialty

    return add_specialty(library, clerk_here(), name, departments, since)


def _change(library: Library, name: str, departments: tuple[str, ...], since: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.specialties import set_specialty_departments

    return set_specialty_departments(library, clerk_here(), name, departments, since)
