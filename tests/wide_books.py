"""A department with privileges for wide sheets: people, a specialty, codes, a grading list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from medtech_desktop.domain.practitioners import PractitionerKind
from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.office.library import Library
from medtech_desktop.office.practitioners import NewPractitioner, insert_practitioner
from medtech_desktop.office.privileges import NewDecision, NewEvent, decide_privileges
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables.gradings import GradingEditionRow, GradingLineRow
from medtech_desktop.store.tables.privileges import SpecialtyDepartmentRow, SpecialtyRow
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow
from tests.books import CLERK
from tests.intake.workbooks import book

BEGAN = date(2025, 1, 1)
ENDS = date(2026, 12, 31)
SHEET_DAY = date(2026, 11, 24)
"""读宽表的那一天。"""
DEPARTMENT = "骨科"
CODES = (
    ("36.0700", "示例支架置入术", 4),
    ("80.2600", "示例膝关节镜检查术", 2),
    ("80.5100", "示例椎间盘切除术", 3),
    ("81.5100", "示例全髋关节置换术", 3),
    ("81.5400", "示例全膝关节置换术", 4),
    ("81.5401", "示例单髁表面置换术", 4),
)
PEOPLE = (
    ("0501", "示例赵一", "主任医师"),
    ("0502", "示例钱二", "副主任医师"),
    ("0503", "示例孙三", "主治医师"),
    ("0504", "示例李四", "住院医师"),
)


@dataclass(frozen=True, slots=True)
class Ward:
    """The inner numbers of what was laid down."""

    specialty: int
    people: dict[str, int]
    codes: dict[str, int]

    def grade(self) -> Target:
        return Target(TargetKind.GRADE, self.specialty)

    def code(self, code: str) -> Target:
        return Target(TargetKind.PROCEDURE, self.codes[code])


def lay_down(
    library: Library,
    people: Sequence[tuple[str, str, str]] = PEOPLE,
    codes: Sequence[tuple[str, str, int]] = CODES,
    department: str = DEPARTMENT,
) -> Ward:
    """People of one department, its specialty, a code edition, a grading list with its lines."""
    with library.act(CLERK, "test.ward") as page:
        found = {
            number: insert_practitioner(
                page,
                NewPractitioner(name, number, PractitionerKind.PHYSICIAN, title, department, BEGAN),
            )
            for number, name, title in people
        }
        ward = _department_of(page, found[people[0][0]])
        specialty = page.add(SpecialtyRow, name=f"{department}专业", since=BEGAN)
        page.add(
            SpecialtyDepartmentRow,
            specialty_id=specialty,
            department_id=ward,
            since=BEGAN,
            until=None,
        )
        return Ward(specialty, found, _codes(page, ward, codes))


def _department_of(page: Page, person: int) -> int:
    from medtech_desktop.store.practitioners import load_staff

    return load_staff(page).departments(person, BEGAN)[0]


def _codes(page: Page, ward: int, codes: Sequence[tuple[str, str, int]]) -> dict[str, int]:
    edition = page.add(
        CodeEditionRow, key="示例编码", name="示例编码", source="示例", since=BEGAN, note=""
    )
    page.add_many(
        ProcedureRow,
        [
            {"edition_id": edition, "code": code, "name": name, "category": "surgery"}
            for code, name, _ in codes
        ],
    )
    graded = page.add(
        GradingEditionRow,
        number="分级-2025-001",
        name="示例分级目录",
        code_edition_id=edition,
        managed="surgery",
        adopted_on=BEGAN,
        since=BEGAN,
        meeting="示例会议",
        document="",
        note="",
    )
    return _lines(page, ward, graded, codes)


def _lines(
    page: Page, ward: int, graded: int, codes: Sequence[tuple[str, str, int]]
) -> dict[str, int]:
    ids = code_ids(page, [code for code, _, _ in codes])
    page.add_many(
        GradingLineRow,
        [
            {
                "edition_id": graded,
                "code_id": ids[code],
                "name": name,
                "department_id": ward,
                "grade": grade,
                "managed_as": None,
                "minimally_invasive": False,
                "day_surgery": False,
                "interventional": False,
            }
            for code, name, grade in codes
        ],
    )
    return ids


def give(
    library: Library,
    person: int,
    target: Target,
    *,
    grade: int | None = None,
    until: date | None = ENDS,
    verb: Verb = Verb.OPENING,
    day: date = BEGAN,
) -> str:
    """One event by a decision of its own; the number of the decision."""
    kind = DecisionKind.OPENING if verb is Verb.OPENING else DecisionKind.GRANT
    if verb in (Verb.SUSPEND, Verb.REVOKE):
        kind = DecisionKind.RESTRICTION
    decision = NewDecision(kind, day, "示例考核", "示例例会", "示例〔2025〕1号")
    event = NewEvent(person, target, verb, day, until, grade, reason="示例理由")
    return decide_privileges(library, CLERK, decision, [event], reason="示例理由").subject


def workbook(
    folder: Path, rows: Sequence[Sequence[Any]], merges: Sequence[str] = (), name: str = "科室表"
) -> Path:
    """A foreign wide workbook."""
    path = folder / f"{name}.xlsx"
    path.write_bytes(book(rows, merges))
    return path
