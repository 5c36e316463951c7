"""专业的读入。"""

from __future__ import annotations

from medtech_desktop.domain.specialties import Specialties, Specialty, SpecialtyDepartment
from medtech_desktop.store.institutions import load_departments
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.privileges import SpecialtyDepartmentRow, SpecialtyRow


def load_specialties(look: Look) -> Specialties:
    """全部专业，连同所含科室。"""
    return Specialties(
        tuple(look.fetch(SpecialtyRow, Specialty)),
        tuple(look.fetch(SpecialtyDepartmentRow, SpecialtyDepartment)),
        look.kept(load_departments),
    )
