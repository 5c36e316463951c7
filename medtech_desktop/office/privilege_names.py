"""授权里的人与对象怎么称呼：姓名、工号、科室；专业、编码、技术的名称与拼音。"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from medtech_desktop.domain.institutions import Hospital
from medtech_desktop.domain.matching import Haystack
from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.domain.privilege_index import ListedPerson, ListedTarget
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.domain.procedures import edition_in_use
from medtech_desktop.domain.specialties import Specialties
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.pinyin import haystack, person_haystack, sort_key
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_lists import code_names, newest_code
from medtech_desktop.store.procedures import codes_signature, load_code_editions
from medtech_desktop.store.specialties import load_specialties
from medtech_desktop.store.technologies import load_technologies


@dataclass(frozen=True, slots=True)
class PersonName:
    """一个人：姓名、工号、科室名与科室号。"""

    id: int
    name: str
    number: str
    departments: str
    department_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class TargetName:
    """一个授权对象：编码（技术为院内编号）与名称。"""

    target: Target
    code: str
    name: str

    @property
    def said(self) -> str:
        """编码与名称连写。"""
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """某日的称呼。没有变过的部分是同一个对象。"""

    people: dict[int, PersonName]
    targets: dict[Target, TargetName]
    grounds: tuple[object, ...] = field(repr=False, default=())
    code_grounds: tuple[Hashable, ...] = field(repr=False, default=())

    def knows(self, person_id: int) -> bool:
        """名册里有没有。"""
        return person_id in self.people

    def person(self, person_id: int) -> PersonName:
        """一个人；名册里没有的姓名为空。"""
        return self.people.get(person_id) or PersonName(person_id, "", "", "", frozenset())

    def target(self, target: Target) -> TargetName:
        """一个对象；没有名称的为空。"""
        return self.targets.get(target) or TargetName(target, "", "")

    def ordered_people(self) -> list[int]:
        """按姓名的拼音、工号。"""
        return list(self.people)

    def listed_people(self) -> list[ListedPerson]:
        """供索引的人员，按次序。"""
        return [
            ListedPerson(
                one.id, person_haystack(one.name, (one.number, one.departments)), one.department_ids
            )
            for one in self.people.values()
        ]

    def listed_targets(self) -> list[ListedTarget]:
        """供索引的对象，按次序。"""
        return [ListedTarget(one.target, _hay(one.code, one.name)) for one in self.targets.values()]


@lru_cache(maxsize=32_768)
def _hay(code: str, name: str) -> Haystack:
    return haystack((code, name))


def read_names(look: Look, on: date, before: Names | None = None) -> Names:
    """某日的称呼；登记没有变过的部分用上次的。"""
    staff, hospital = look.kept(load_staff), look.kept(load_hospital)
    specialties, technologies = look.kept(load_specialties), look.kept(load_technologies)
    editions = load_code_editions(look)
    edition = edition_in_use(editions, on) or next(iter(editions), None)
    number = edition.id if edition is not None else 0
    grounds = (staff, hospital, specialties, technologies)
    codes = (codes_signature(look), number, newest_code(look))
    same = [False] * len(grounds)
    if before is not None:
        same = [one is other for one, other in zip(before.grounds, grounds, strict=True)]
    if before is not None and all(same[:2]):
        people = before.people
    else:
        people = _people(staff, hospital, on)
        people = before.people if before is not None and _alike(before.people, people) else people
    if before is not None and all(same[2:]) and before.code_grounds == codes:
        return Names(people, before.targets, grounds, codes)
    targets = _targets(look, specialties, technologies, number, on)
    targets = before.targets if before is not None and _alike(before.targets, targets) else targets
    return Names(people, targets, grounds, codes)


def _alike(before: dict[Any, Any], now: dict[Any, Any]) -> bool:
    """同样的人或对象，同样的次序。"""
    return before == now and list(before) == list(now)


def _people(staff: Staff, hospital: Hospital, on: date) -> dict[int, PersonName]:
    called: dict[int, str] = {}
    found = []
    for person in staff.people:
        mine = staff.departments(person.id, on)
        for one in mine:
            if one not in called:
                called[one] = hospital.department_name(one, on)
        where = "、".join(called[one] for one in mine)
        name, number = staff.name(person.id, on), staff.staff_number(person.id, on)
        found.append(PersonName(person.id, name, number, where, frozenset(mine)))
    found.sort(key=lambda one: (sort_key(one.name, person=True), sort_key(one.number), one.id))
    return {one.id: one for one in found}


def _targets(
    look: Look,
    specialties: Specialties,
    technologies: tuple[TechnologyFile, ...],
    edition: int,
    on: date,
) -> dict[Target, TargetName]:
    """专业、技术、术式；类别之内的次序不随名称变。"""
    found = [
        TargetName(Target(TargetKind.GRADE, one.id), "", one.name)
        for one in specialties.specialties
    ]
    for file in technologies:
        target = Target(TargetKind.TECHNOLOGY, file.technology.id)
        found.append(TargetName(target, file.technology.number, file.name(on)))
    codes = sorted(code_names(look, edition).items(), key=lambda one: one[1][0])
    for number, (code, name) in codes:
        found.append(TargetName(Target(TargetKind.PROCEDURE, number), code, name))
    return {one.target: one for one in found}
