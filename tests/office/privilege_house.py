"""A small hospital for privileges: three people, two departments, two codes, one specialty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.office import privilege_lists as lists
from medtech_desktop.office.acts import today
from medtech_desktop.office.institutions import ensure_department
from medtech_desktop.office.library import NewHospital, new_library
from medtech_desktop.office.practitioners import add_person
from medtech_desktop.office.privilege_lists import PrivilegeQuestion, View
from medtech_desktop.office.privileges import NewDecision, NewEvent, enter_decision
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables.gradings import ProcedureCodeRow
from medtech_desktop.store.tables.practitioners import MembershipRow
from medtech_desktop.store.tables.privileges import SpecialtyDepartmentRow, SpecialtyRow
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow
from tests.books import CLERK

SINCE = date(2024, 1, 1)
DAY = timedelta(days=1)
LIVER, HEART, SURGERY = (
    Target(TargetKind.PROCEDURE, 1),
    Target(TargetKind.PROCEDURE, 2),
    Target(TargetKind.GRADE, 1),
)
BONES, BELLY = 1, 2


@dataclass
class House:
    """A small hospital: three people, two departments, two codes, one specialty."""

    book: Book

    def decide(
        self,
        person: int,
        target: Target,
        verb: Verb,
        day: date = SINCE,
        until: date | None = None,
        grade: int | None = None,
    ) -> None:
        kind = DecisionKind.OPENING if verb is Verb.OPENING else DecisionKind.GRANT
        decision = NewDecision(kind, day, "考核", "例会", "示例文")
        event = NewEvent(person, target, verb, day, until, grade, "示例理由")
        with self.book.act(CLERK, "privilege.decide") as page:  # the rules have their own tests
            enter_decision(page, decision, [event], reason="示例理由")

    def find(self, words: str = "", **how: object) -> list[tuple[str, str]]:
        """Who and what."""
        asked = PrivilegeQuestion(words=words, **how)  # type: ignore[arg-type]
        answer = lists.find_privileges(self.book, asked, today())
        rows = lists.privilege_rows(self.book, today(), answer.ids)
        assert rows == answer.first
        return [(row[0], row[3]) for row in rows]

    def views(self, words: str = "", view: View = View.ALL) -> dict[str, int]:
        answer = lists.find_privileges(self.book, PrivilegeQuestion(words, view=view), today())
        return {label: number for _view, label, number in answer.views}


def build_house(tmp_path: Path) -> House:
    """Registered, with the privileges of the first day: 丙 and 甲 hold, 乙 held until yesterday."""
    told = NewHospital("示例医院", authority="示例卫健委")
    book = new_library(tmp_path / "库", told, opened_on=SINCE, clerk=CLERK)
    with book.act(CLERK, "test.house") as page:
        for name, where in (("示例丙", "骨科"), ("示例甲", "肝胆外科"), ("示例乙", "肝胆外科")):
            person = add_person(page, name, SINCE, staff_number=f"工{name}")
            department = ensure_department(page, where, SINCE)
            span = {"since": SINCE, "until": None}
            page.add(MembershipRow, person_id=person, department_id=department, **span)
        page.add(ProcedureCodeRow, code="D01.0100")
        page.add(ProcedureCodeRow, code="D02.0100")
        edition = page.add(
            CodeEditionRow, key="示例版", name="示例版", source="虚构", since=SINCE, note=""
        )
        for code, name in (("D01.0100", "示例肝切除"), ("D02.0100", "示例心修补")):
            page.add(ProcedureRow, edition_id=edition, code=code, name=name, category="surgery")
        surgery = page.add(SpecialtyRow, name="普通外科专业", since=SINCE)
        page.add(SpecialtyDepartmentRow, specialty_id=surgery, department_id=BELLY, **span)
    return House(book)


def open_privileges(house: House) -> None:
    """The opening balance."""
    house.decide(1, LIVER, Verb.OPENING)
    house.decide(2, LIVER, Verb.OPENING, until=today() + 30 * DAY)
    house.decide(2, SURGERY, Verb.OPENING, grade=3)
    house.decide(3, HEART, Verb.OPENING, until=today() - DAY)
