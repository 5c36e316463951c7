"""手术核查所问：起止、种类、状态、科室、术者、技术、词，依哪一栏排；一个词合上哪些。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.surgeries import Kind, Outcome


class Column(StrEnum):
    """可以据以排序的栏。"""

    DAY = "day"
    CASE = "case"
    KIND = "kind"
    PROCEDURE = "procedure"
    GRADE = "grade"
    PERSON = "person"
    DEPARTMENT = "department"
    HAD = "had"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Order:
    """依哪一栏，降序与否；同的依日子，新的在前。"""

    column: Column = Column.DAY
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Hits:
    """一个词合上的人、编码、科室、技术、登记里的写法，各是内部号。"""

    people: frozenset[int] = frozenset()
    codes: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    technologies: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """问哪些：起止日（含）、种类、状态、科室、术者、技术、词；不写的为不限。"""

    since: date | None = None
    until: date | None = None
    kind: Kind | None = None
    outcome: Outcome | None = None
    department_id: int | None = None
    person_id: int | None = None
    technology_id: int | None = None
    words: str = ""
