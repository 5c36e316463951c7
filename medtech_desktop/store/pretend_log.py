"""演示的手术登记所据的几样事实：目录各行、编码名称、点名的授权、外请的术式。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.store.page import Look

_LINES = (
    "SELECT c.code, l.department_id, coalesce(l.managed_as, l.grade), e.since FROM grading_line l"
    " JOIN procedure_code c ON c.id = l.code_id JOIN grading_edition e ON e.id = l.edition_id"
    " ORDER BY e.since, l.id"
)
_NAMED = (
    "SELECT DISTINCT p.person_id, c.code FROM privilege_event p"
    " JOIN procedure_code c ON c.id = p.code_id"
)


def graded_lines(look: Look) -> list[tuple[str, int | None, int | None, date]]:
    """各版目录的各行：编码、科室（空 = 全院）、按几级管理（空 = 不纳入）、施行日。"""
    rows = look.raw(_LINES)
    return [(str(c), department, level, date.fromisoformat(s)) for c, department, level, s in rows]


def named_codes(look: Look) -> dict[str, tuple[str, str]]:
    """编码 → 最近一版里的名称与类别。"""
    rows = look.raw("SELECT code, name, category FROM procedure ORDER BY edition_id")
    return {str(code): (str(name), str(kind)) for code, name, kind in rows}


def named_privileges(look: Look) -> frozenset[tuple[int, str]]:
    """点名授予过（不管后来怎样）的人与编码。"""
    return frozenset((int(person), str(code)) for person, code in look.raw(_NAMED))


def visiting_privileges(look: Look) -> tuple[tuple[int, str], ...]:
    """外请的人与授予的编码。"""
    rows = look.raw(f"{_NAMED} WHERE p.invitation_id IS NOT NULL")
    return tuple((int(person), str(code)) for person, code in rows)
