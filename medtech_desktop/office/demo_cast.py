"""演示的手术登记由谁做、做什么：各科的术者与各级术式，照授权与目录的文字算出，不问核查。

The clean log must not be made by the checker it is to test: what a surgeon may do is taken
from the plain tables (grade of the title, lists of both editions), the few with a history of
their own are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.office.demo_privileges import SPECIALTIES, grade_of_title
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.pretend_log import (
    graded_lines,
    named_codes,
    named_privileges,
    visiting_privileges,
)

_MANAGED = ("surgery", "interventional")
_HISTORY = range(3, 12)
"""演示里有暂停、撤销、过期……的几位（``demo_privileges`` 里的次序）。"""


@dataclass(frozen=True, slots=True)
class Surgeon:
    """一位术者：内部号、工号、姓名、科室、级别（0 = 不属于任何专业）。"""

    id: int
    number: str
    name: str
    department: str
    grade: int = 0
    is_namesake: bool = False


@dataclass(frozen=True, slots=True)
class Levels:
    """各版目录：编码（连同科室）最高、最低按几级；不纳入的编码；第一版施行的日子。"""

    codes: tuple[str, ...]
    plain: tuple[str, ...]
    since: date
    _most: Mapping[tuple[str, str], int]
    _least: Mapping[tuple[str, str], int]

    def most(self, code: str, department: str) -> int:
        """最高要几级；科室自己的一行优先。"""
        return self._most.get((code, department)) or self._most[code, ""]

    def least(self, code: str, department: str) -> int:
        """最低要几级。"""
        return self._least.get((code, department)) or self._least[code, ""]


@dataclass(frozen=True, slots=True)
class Cast:
    """演员表。``history``：有故事的几位；``others``：不属于任何专业的科室的人。"""

    surgeons: tuple[Surgeon, ...]
    history: tuple[Surgeon, ...]
    others: tuple[Surgeon, ...]
    visitor: Surgeon | None
    visits: tuple[str, ...]
    names: Mapping[str, str]
    levels: Levels
    named: frozenset[tuple[int, str]]

    def able(self, one: Surgeon) -> list[str]:
        """他照级别能做的：没有点名授予过的编码。"""
        return [
            code
            for code in self.levels.codes
            if self.levels.most(code, one.department) <= one.grade
            and (one.id, code) not in self.named
        ]

    def above(self, one: Surgeon) -> list[str]:
        """超出他级别的。"""
        return [
            code
            for code in self.levels.codes
            if self.levels.least(code, one.department) > one.grade
            and (one.id, code) not in self.named
        ]


def read_cast(look: Look, on: date, apart: Collection[str] = ()) -> Cast:
    """读出演员表；``apart`` 的编码另有用处，不随便做。"""
    staff, hospital = load_staff(look), load_hospital(look)
    names = {d.id: hospital.department_name(d.id, on) for d in hospital.departments}
    specialised = {name for _specialty, several in SPECIALTIES for name in several}
    found = [_surgeon(staff, one.id, names, on) for one in staff.people]
    count = Counter(one.name for one in found)
    people = [replace(one, is_namesake=count[one.name] > 1) for one in found]
    mine = [
        one
        for one in people
        if one.department in specialised
        and staff.title(one.id, on)
        and not staff.has_left(one.id, on)
    ]
    aside = {mine[place % len(mine)].id for place in _HISTORY} if mine else set()
    visits, codes = visiting_privileges(look), named_codes(look)
    outside = {code for code, (_name, kind) in codes.items() if kind not in _MANAGED}
    return Cast(
        tuple(one for one in mine if one.id not in aside),
        tuple(mine[place % len(mine)] for place in _HISTORY) if mine else (),
        tuple(one for one in people if one.department and one.department not in specialised),
        next((one for one in people if visits and one.id == visits[0][0]), None),
        tuple(code for _person, code in visits),
        {code: name for code, (name, _kind) in codes.items()},
        _levels(look, names, {*apart, *outside}),
        named_privileges(look),
    )


def surgeon_of(look: Look, person: int, on: date) -> Surgeon:
    """一个人。"""
    staff, hospital = load_staff(look), load_hospital(look)
    names = {d.id: hospital.department_name(d.id, on) for d in hospital.departments}
    return _surgeon(staff, person, names, on)


def _surgeon(staff: Staff, person: int, names: Mapping[int, str], on: date) -> Surgeon:
    departments = [names[one] for one in staff.departments(person, on)]
    grade = grade_of_title(staff.title(person, on))
    number = staff.staff_number(person, on)
    return Surgeon(
        person, number, staff.name(person, on), departments[0] if departments else "", grade
    )


def _levels(look: Look, names: Mapping[int, str], apart: Collection[str]) -> Levels:
    most: dict[tuple[str, str], int] = {}
    least: dict[tuple[str, str], int] = {}
    out: set[str] = set()
    days: list[date] = []
    for code, department, level, since in graded_lines(look):
        days.append(since)
        if level is None:
            out.add(code)
        if code in apart or level is None:
            continue
        key = code, names.get(department, "") if department else ""
        most[key] = max(most.get(key, 0), level)
        least[key] = min(least.get(key, level), level)
    codes = tuple(dict.fromkeys(code for code, place in most if not place and code not in out))
    inside = {code for code, _place in most}
    plain = tuple(sorted(out - inside))
    return Levels(codes, plain, min(days, default=date.max), most, least)
