"""专业：一组科室的名称；级别授权在一个专业之内（第二十条）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import held_on


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

    def name(self, specialty_id: int) -> str:
        """专业名称；没有的为空。"""
        return next((one.name for one in self.specialties if one.id == specialty_id), "")

    def departments_of(self, specialty_id: int, day: date) -> tuple[int, ...]:
        """某日专业包含的科室。"""
        mine = [one for one in self.departments if one.specialty_id == specialty_id]
        return tuple(one.department_id for one in held_on(mine, day))

    def of_department(self, department_id: int, day: date) -> tuple[int, ...]:
        """某日包含这个科室的专业。"""
        mine = [one for one in self.departments if one.department_id == department_id]
        return tuple(one.specialty_id for one in held_on(mine, day))
