"""专业：一组科室的名称；级别授权在一个专业之内（第二十条）。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.departments import DepartmentTree


@dataclass(frozen=True, slots=True)
class Specialty:
    """专业。"""

    id: int
    uid: str
    act_seq: int
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class SpecialtyDepartment:
    """专业包含的一个科室，有起止日。"""

    id: int
    uid: str
    act_seq: int
    specialty_id: int
    department_id: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Specialties:
    """全部专业与所含科室。"""

    specialties: tuple[Specialty, ...] = ()
    departments: tuple[SpecialtyDepartment, ...] = ()
    tree: DepartmentTree = field(default_factory=DepartmentTree)

    def name(self, specialty_id: int) -> str:
        """专业名称；没有的为空。"""
        return next((one.name for one in self.specialties if one.id == specialty_id), "")

    def departments_of(self, specialty_id: int, day: date) -> tuple[int, ...]:
        """某日专业包含的科室。"""
        mine = [one for one in self.departments if one.specialty_id == specialty_id]
        return tuple(one.department_id for one in held_on(mine, day))

    def of_department(self, department_id: int, day: date) -> tuple[int, ...]:
        """某日包含这个科室的专业；没有一个写明它的，看最近的上级科室。"""
        for one in (department_id, *self.tree.above(day).get(department_id, ())):
            found = self._naming(one, day)
            if found:
                return found
        return ()

    def _naming(self, department_id: int, day: date) -> tuple[int, ...]:
        mine = [one for one in self.departments if one.department_id == department_id]
        return tuple(one.specialty_id for one in held_on(mine, day))

    def reach_of(self, specialty_ids: Iterable[int], day: date) -> tuple[int, ...]:
        """这些专业某日管到的科室：写明的，连同由它们管到的下级科室。"""
        wanted = set(specialty_ids)
        named = [one for each in wanted for one in self.departments_of(each, day)]
        below = [
            one
            for one in self.tree.above(day)
            if one not in named and wanted.intersection(self.of_department(one, day))
        ]
        return tuple(dict.fromkeys((*named, *below)))
