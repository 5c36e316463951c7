"""授权矩阵：一个科室、一个专业或全院，某一天；术式为行，人员为列（第二十条）。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from medtech_desktop.domain.applications import OPEN_STATES
from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.gradings import GradingEdition, GradingList, edition_on, grade_name
from medtech_desktop.domain.practitioners import PractitionerKind
from medtech_desktop.domain.privilege_matrix import (
    SOON_DAYS,
    Axis,
    Band,
    Matrix,
    MatrixPerson,
    MatrixRow,
    Reach,
    Scope,
    Wish,
    column_of,
    in_bands,
    made_matrix,
)
from medtech_desktop.domain.privileges import TargetKind
from medtech_desktop.domain.specialties import Specialties
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.office.steady import steady
from medtech_desktop.office.surgery_lists import open_findings
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.applications import load_applications
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import grading_of_day, load_grading_editions
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_lists import people_with_privileges
from medtech_desktop.store.privilege_reaches import invited_on, reaches_on
from medtech_desktop.store.privilege_targets import code_labels
from medtech_desktop.store.specialties import load_specialties

Progress = Callable[[int, int, str], None]
_RANKS = ("主任", "副主任", "主治", "住院")
_EVERY = 64


class Procedures(StrEnum):
    """看哪些术式：相关的（本科定了级，或有人有授权、在申请），目录里全部的，有人有授权的。"""

    OWN = "own"
    ALL = "all"
    HELD = "held"


class People(StrEnum):
    """看哪些人：在岗医师，在岗的全部人员，连同离院而有过授权的。"""

    PHYSICIANS = "physicians"
    PRESENT = "present"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class MatrixQuestion:
    """问哪一张：科室、专业（都空为全院），哪些术式、哪些人。"""

    department: int | None = None
    specialty: int | None = None
    procedures: Procedures = Procedures.OWN
    people: People = People.PHYSICIANS


@dataclass(frozen=True, slots=True)
class MatrixAnswer:
    """做好的一张：矩阵、范围的名称、所用的分级目录（没有为空）。"""

    asked: MatrixQuestion
    matrix: Matrix
    scope: str
    grading: str


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """可以看的一个范围：``department:3``、``specialty:2``，空为全院；名称、人数、几人有过授权。"""

    key: str
    name: str
    people: int
    holders: int


@dataclass(frozen=True, slots=True)
class _Seen:
    """这一张所见的：全貌、专业、当日的分级目录、邀请期内的外请人员。"""

    world: World
    specialties: Specialties
    grading: GradingList | None
    invited: dict[int, int | None]

    def departments(self, asked: MatrixQuestion) -> frozenset[int] | None:
        """范围里的科室；全院为 None。"""
        if asked.department is not None:
            return frozenset((asked.department,))
        if asked.specialty is not None:
            return frozenset(self.specialties.reach_of((asked.specialty,), self.world.on))
        return None

    def scope(self, asked: MatrixQuestion, departments: tuple[int, ...]) -> Scope:
        """哪些专业的级别算数；看全院时，各人从自己的科室。"""
        on, known = self.world.on, self.specialties
        if asked.specialty is not None:
            return Scope(on, frozenset((asked.specialty,)))
        if asked.department is not None:
            departments = (asked.department,)
        found = (one for each in departments for one in known.of_department(each, on))
        return Scope(on, frozenset(found))

    def own(self, person: int) -> tuple[int, ...]:
        """某人当日所在的科室；外请的，来的科室。"""
        own = self.world.staff.departments(person, self.world.on)
        invited = self.invited.get(person)
        return own or (() if invited is None else (invited,))


@dataclass(frozen=True, slots=True)
class _Told:
    """各人的授权、申请、未了结的核查问题。"""

    reaches: dict[int, list[Reach]]
    wishes: dict[int, tuple[Wish, ...]]
    findings: dict[int, frozenset[int]]


def _seen(look: Look, on: date) -> _Seen:
    edition = edition_on(load_grading_editions(look), on)
    grading = grading_of_day(look, edition.id, on) if edition is not None else None
    world = read_world(look, on)
    return _Seen(world, look.kept(load_specialties), grading, invited_on(look, on))


def scope_choices(library: Book, on: date) -> tuple[ScopeChoice, ...]:
    """可以看的各个范围：各科室（有人的），各专业，全院。"""
    with library.look() as look:
        world, specialties = read_world(look, on), look.kept(load_specialties)
        holders = set(look.kept(people_with_privileges))
    staff, hospital = world.staff, world.hospital
    counted, holding = Counter[int](), Counter[int]()
    here = [
        one.id
        for one in staff.people
        if staff.practices_of(one.id) and not staff.has_left(one.id, on)
    ]
    for person in here:
        own = staff.departments(person, on)
        counted.update(own)
        holding.update(own if person in holders else ())
    named = [(hospital.department_name(one, on), one) for one in counted]
    found = [
        ScopeChoice(f"department:{one}", name, counted[one], holding[one])
        for name, one in sorted(named, key=lambda pair: sort_key(pair[0]))
    ]
    for specialty in sorted(specialties.specialties, key=lambda one: sort_key(one.name)):
        inside = specialties.reach_of((specialty.id,), on)
        people, held = (sum(many[one] for one in inside) for many in (counted, holding))
        key, name = f"specialty:{specialty.id}", as_specialty(specialty.name)
        found.append(ScopeChoice(key, name, people, held))
    return (*found, ScopeChoice("", "全院", len(here), len(holders.intersection(here))))


def scope_of_person(library: Book, person: int, on: date) -> str:
    """某人所在科室的范围；没有科室的为全院。"""
    with library.look() as look:
        own = read_world(look, on).staff.departments(person, on)
    return f"department:{own[0]}" if own else ""


def privilege_matrix(
    library: Book,
    asked: MatrixQuestion,
    on: date,
    progress: Progress | None = None,
) -> MatrixAnswer:
    """做一张矩阵。"""
    with steady(), library.look() as look:
        seen = _seen(look, on)
        people = _people(seen, asked)
        ahead = on + timedelta(days=SOON_DAYS + 1)
        reaches = dict(reaches_on(look, on, ahead, {one.id for one in people}))
        wishes = open_wishes(look, on)
        if asked.people is People.EVERYONE:
            people = [one for one in people if one.id in reaches or not _has_left(seen, one.id)]
        axis = _axis(look, seen, asked, _touched(people, reaches, wishes))
        told = _Told(reaches, wishes, open_findings(look, on))
        columns = _columns(axis, seen, asked, people, told, progress)
        matrix = made_matrix(on, axis, people, columns)
    edition = seen.grading.edition if seen.grading is not None else None
    return MatrixAnswer(asked, matrix, _scope_name(seen, asked), _grading_name(edition))


def _columns(
    axis: Axis,
    seen: _Seen,
    asked: MatrixQuestion,
    people: Sequence[MatrixPerson],
    told: _Told,
    progress: Progress | None,
) -> Iterator[bytes]:
    scopes: dict[tuple[int, ...], Scope] = {}
    for place, one in enumerate(people):
        if progress is not None and place % _EVERY == 0:
            progress(place, len(people), "正在做授权矩阵")
        own = seen.own(one.id)
        if own not in scopes:
            scopes[own] = seen.scope(asked, own)
        mine = told.reaches.pop(one.id, ())
        wishes, findings = told.wishes.get(one.id, ()), told.findings.get(one.id, ())
        yield column_of(axis, scopes[own], mine, wishes, findings)


def open_wishes(look: Look, on: date) -> dict[int, tuple[Wish, ...]]:
    """某日还在办理的申请：人 → 所申请的各项。"""
    found: dict[int, tuple[Wish, ...]] = {}
    for file in look.kept(load_applications):
        if file.application.day <= on and file.state(on) in OPEN_STATES:
            made = tuple(Wish(one.target.kind, one.target.id, one.grade or 0) for one in file.items)
            person = file.application.person_id
            found[person] = (*found.get(person, ()), *made)
    return found


def _touched(
    people: Iterable[MatrixPerson],
    reaches: dict[int, list[Reach]],
    wishes: dict[int, tuple[Wish, ...]],
) -> dict[int, set[int]]:
    """这些人有过授权或正在申请的：kind → 各内部号。"""
    found: dict[int, set[int]] = {}
    for person in people:
        for one in (*reaches.get(person.id, ()), *wishes.get(person.id, ())):
            found.setdefault(one.kind, set()).add(one.target)
    return found


# Rows


def _axis(look: Look, seen: _Seen, asked: MatrixQuestion, touched: dict[int, set[int]]) -> Axis:
    codes = touched.get(TargetKind.PROCEDURE, set())
    technologies = touched.get(TargetKind.TECHNOLOGY, set())
    rows = list(_procedure_rows(look, seen, asked, codes))
    return in_bands((*rows, *_technology_rows(seen, asked, technologies)))


def _procedure_rows(
    look: Look, seen: _Seen, asked: MatrixQuestion, codes: set[int]
) -> Iterator[MatrixRow]:
    grading = seen.grading
    listed = _listed(grading, asked, codes) if grading is not None else ()
    strange = set(codes)
    for code_id in listed:
        assert grading is not None
        graded = grading.grade_of(code_id, asked.department)
        strange.discard(code_id)
        if graded.needed is None or graded.line is None:  # 不纳入
            continue
        note = graded.note
        if graded.grade != graded.needed:
            note = f"{grade_name(graded.grade)}，按{grade_name(graded.needed)}管理　{note}".strip()
        text = grading.codes.get(code_id, "")
        band = Band(graded.needed)
        yield MatrixRow(band, TargetKind.PROCEDURE, code_id, text, graded.line.name, note)
    if strange:
        yield from _strange_rows(look, grading, strange)


def _strange_rows(look: Look, grading: GradingList | None, codes: set[int]) -> Iterator[MatrixRow]:
    """有授权而目录没有列入的术式；列了「不纳入」的不在这里。"""
    strange = [one for one in codes if grading is None or not grading.lines_of(one)]
    for one, said in code_labels(look, strange).items():
        code, _, name = said.partition(" ")
        yield MatrixRow(Band.UNLISTED, TargetKind.PROCEDURE, one, code, name)


def _listed(grading: GradingList, asked: MatrixQuestion, codes: set[int]) -> Iterable[int]:
    """目录里要看的编码；本科一条也没有时看全部。"""
    if asked.procedures is Procedures.ALL:
        return grading.lines
    held = [one for one in grading.lines if one in codes]
    if asked.procedures is Procedures.HELD:
        return held
    own = [
        code_id
        for code_id, lines in grading.lines.items()
        if code_id in codes
        or (
            asked.department is not None
            and any(line.department_id == asked.department for line in lines)
        )
    ]
    return own or grading.lines


def _technology_rows(seen: _Seen, asked: MatrixQuestion, touched: set[int]) -> Iterator[MatrixRow]:
    on, inside = seen.world.on, seen.departments(asked)
    for file in seen.world.technologies:
        one = file.technology
        theirs = inside is None or not inside.isdisjoint(file.department_ids(on))
        wanted = theirs and asked.procedures is not Procedures.HELD
        if wanted or one.id in touched:
            yield MatrixRow(
                Band.TECHNOLOGY, TargetKind.TECHNOLOGY, one.id, one.number, file.name(on)
            )


# Columns


def _people(seen: _Seen, asked: MatrixQuestion) -> list[MatrixPerson]:
    """范围里的人：职称高的在前，同职称依姓名；外请的在后。"""
    staff, on = seen.world.staff, seen.world.on
    inside = seen.departments(asked)
    found: list[tuple[tuple[int, str, str], MatrixPerson]] = []
    for person in staff.people:
        own = staff.departments(person.id, on)
        visiting = person.id in seen.invited
        at = seen.invited.get(person.id) if visiting else None
        if inside is not None and inside.isdisjoint(own) and (at is None or at not in inside):
            continue
        if _is_wanted(seen, asked.people, person.id):
            found.append(_column_head(seen, person.id, own, visiting and not own))
    found.sort(key=lambda pair: pair[0])
    return [one for _order, one in found]


def _is_wanted(seen: _Seen, wanted: People, person: int) -> bool:
    staff, on = seen.world.staff, seen.world.on
    practices = held_on(staff.practices_of(person), on)
    if wanted is People.PHYSICIANS:
        physician = any(one.kind is PractitionerKind.PHYSICIAN for one in practices)
        return physician and not _has_left(seen, person)
    if wanted is People.PRESENT:
        return bool(practices) and not _has_left(seen, person)
    return bool(staff.practices_of(person))


def _has_left(seen: _Seen, person: int) -> bool:
    return bool(seen.world.staff.has_left(person, seen.world.on))


def as_specialty(name: str) -> str:
    """专业的叫法：名称里没有「专业」的，补上，与同名的科室分开。"""
    return name if name.endswith("专业") else f"{name}专业"


def _column_head(
    seen: _Seen, person: int, own: tuple[int, ...], visiting: bool
) -> tuple[tuple[int, str, str], MatrixPerson]:
    staff, on = seen.world.staff, seen.world.on
    name, number = staff.name(person, on), staff.staff_number(person, on)
    title = "外院" if visiting else short_title(staff.title(person, on))
    place = seen.world.hospital.department_name(own[0], on) if own else ""
    rank = _RANKS.index(title) if title in _RANKS else len(_RANKS) + visiting
    order = rank, sort_key(name, person=True), number
    return order, MatrixPerson(person, name, number, title, place, visiting)


def short_title(title: str) -> str:
    """列首写得下的职称：主任医师 → 主任。"""
    return title.removesuffix("医师") or title


def _scope_name(seen: _Seen, asked: MatrixQuestion) -> str:
    if asked.department is not None:
        return seen.world.hospital.department_name(asked.department, seen.world.on)
    if asked.specialty is not None:
        return as_specialty(seen.specialties.name(asked.specialty))
    return "全院"


def _grading_name(edition: GradingEdition | None) -> str:
    return edition.name if edition is not None else ""
