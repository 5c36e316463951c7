"""专业：一组科室的名称；登记，按日改所含的科室（第二十条）。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.specialties import Specialties
from medtech_desktop.office.acts import Clerk, Done, named, not_found
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.store.book import Book
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.specialties import load_specialties
from medtech_desktop.store.tables.privileges import SpecialtyDepartmentRow, SpecialtyRow

_CHANGED = frozenset({"specialty"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpecialtyLine:
    """专业一览的一行。"""

    id: int
    name: str
    since: date
    departments: tuple[str, ...]


def find_specialty(look: Look, name: str) -> int:
    """按名称找专业。raises Refused when there is none."""
    wanted = name.strip()
    for one in look.kept(load_specialties).specialties:
        if one.name == wanted:
            return one.id
    raise not_found(f"没有专业「{wanted}」", "先在「系统」登记这个专业，或核对名称", "specialty")


def add_specialty(
    library: Book, clerk: Clerk, name: str, departments: Sequence[str], since: date
) -> Done:
    """登记一个专业和它所含的科室，自 ``since`` 起。raises Refused."""
    called = named(name, "专业名称", "name")
    with library.act(clerk, "specialty.add", effective=since) as page:
        if any(one.name == called for one in load_specialties(page).specialties):
            raise not_found(f"专业「{called}」已经登记", "打开已有的那一个", "name")
        specialty = page.add(SpecialtyRow, name=called, since=since)
        for department in _departments(page, departments, since):
            _enter(page, specialty, department, since, None)
    return Done(_CHANGED, f"已登记专业「{called}」", subject=str(specialty))


def set_specialty_departments(
    library: Book, clerk: Clerk, name: str, departments: Sequence[str], since: date
) -> Done:
    """改为这些科室，自 ``since`` 起；以前的保留。raises Refused."""
    with library.act(clerk, "specialty.departments", effective=since) as page:
        specialty = find_specialty(page, name)
        wanted = set(_departments(page, departments, since))
        rows = [
            row
            for row in load_specialties(page).departments
            if row.specialty_id == specialty and (row.until is None or row.until >= since)
        ]
        later = [row for row in rows if row.since > since]
        if later:
            day = min(row.since for row in later).isoformat()
            raise not_found(
                f"「{name.strip()}」自 {day} 起另有登记", "生效日写在那一天或以后", "since"
            )
        held = {row.department_id for row in held_on(rows, since)}
        for row in rows:
            if row.department_id in wanted:
                continue
            page.annul(SpecialtyDepartmentRow, row.uid, "所含科室变更，补登终止日")
            if row.since < since:
                _enter(page, specialty, row.department_id, row.since, since - _DAY)
        for department in sorted(wanted - held):
            _enter(page, specialty, department, since, None)
    said = f"「{name.strip()}」自 {since.isoformat()} 起含 {len(wanted)} 个科室"
    return Done(_CHANGED, said, subject=str(specialty))


def _enter(page: Page, specialty: int, department: int, since: date, until: date | None) -> None:
    page.add(
        SpecialtyDepartmentRow,
        specialty_id=specialty,
        department_id=department,
        since=since,
        until=until,
    )


def _departments(page: Page, names: Sequence[str], on: date) -> list[int]:
    """各科室的编号，须已经登记。"""
    hospital = page.kept(load_hospital)
    known = {hospital.department_name(row.id, on): row.id for row in hospital.departments}
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not wanted:
        raise not_found("没有填科室", "至少写一个科室", "departments")
    for name in wanted:
        if name not in known:
            raise not_found(f"没有科室「{name}」", "先登记科室，或核对名称", "departments")
    return [known[name] for name in wanted]


def specialty_list(library: Book, on: date) -> tuple[SpecialtyLine, ...]:
    """各专业与某日所含的科室，按名称的拼音。"""
    with library.look() as look:
        return look.kept(_lines, on)


def _lines(look: Look, on: date) -> tuple[SpecialtyLine, ...]:
    specialties: Specialties = look.kept(load_specialties)
    hospital = look.kept(load_hospital)
    lines = [
        SpecialtyLine(
            one.id,
            one.name,
            one.since,
            tuple(
                hospital.department_name(department, on)
                for department in specialties.departments_of(one.id, on)
            ),
        )
        for one in specialties.specialties
    ]
    return tuple(sorted(lines, key=lambda line: sort_key(line.name)))
