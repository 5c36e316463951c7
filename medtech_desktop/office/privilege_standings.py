"""某日的授权情形：人员、术式、专业的称呼与查找，各人各项现在怎样。宽表与文书共用。"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.gradings import GradingList, edition_on
from medtech_desktop.domain.institutions import Hospital
from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.domain.privilege_sheets import NOBODY, Current
from medtech_desktop.domain.privileges import BARS, State, Target, TargetKind
from medtech_desktop.domain.procedures import edition_in_use
from medtech_desktop.domain.specialties import Specialties
from medtech_desktop.office.institutions import find_department
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.store.gradings import code_texts, grading_of_day, load_grading_editions
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privileges import intervals_of
from medtech_desktop.store.procedures import load_code_editions, procedure_rows
from medtech_desktop.store.specialties import load_specialties

_NEAR = 3


def plain_name(text: str) -> str:
    """比对用的名称：半角，不分大小写，去空白与标点。"""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s,.;:()\[\]、，。；：（）【】\-—–·/]+", "", narrow)


@dataclass(frozen=True, slots=True)
class Codes:
    """在用的编码：编码 → 名称，名称 → 编码；``ids`` 编码 → 内部号（已有号的）。"""

    names: Mapping[str, str]
    ids: Mapping[str, int]
    by_name: Mapping[str, tuple[str, ...]]
    texts: Mapping[int, str]

    def of_name(self, name: str) -> tuple[str, ...]:
        """名称相同的编码。"""
        return self.by_name.get(plain_name(name), ())

    def known(self, code: str) -> bool:
        """有没有这一编码。"""
        return code in self.names

    def label(self, code_id: int) -> tuple[str, str]:
        """内部号的编码与名称。"""
        code = self.texts.get(code_id, "")
        return code, self.names.get(code, "")

    def near(self, name: str) -> tuple[str, ...]:
        """名称相近的几条，供人挑；不替人选。"""
        wanted = plain_name(name)
        pairs = {wanted[i : i + 2] for i in range(len(wanted) - 1)}
        if not pairs:
            return ()
        scored = []
        for plain, codes in self.by_name.items():
            same = sum(pair in plain for pair in pairs)
            if 2 * same >= len(pairs):
                scored.append((-same / (len(pairs) + len(plain)), codes[0]))
        return tuple(f"{c} {self.names[c]}" for _, c in sorted(scored)[:_NEAR])


def load_codes(look: Look, on: date) -> Codes:
    """某日在用的编码库，加上分级目录里的名称。"""
    editions = load_code_editions(look)
    used = edition_in_use(editions, on) or (editions[0] if editions else None)
    names: dict[str, str] = {}
    if used is not None:
        names = look.kept(_names_of, used.id)
    texts = code_texts(look)
    grading = grading_on(look, on)
    if grading is not None:
        names = dict(names)
        for code_id, lines in grading.lines.items():
            names.setdefault(texts[code_id], lines[0].name)
    by_name: dict[str, list[str]] = {}
    for code, name in names.items():
        by_name.setdefault(plain_name(name), []).append(code)
    ids = {code: code_id for code_id, code in texts.items()}
    return Codes(names, ids, {k: tuple(v) for k, v in by_name.items()}, texts)


def _names_of(look: Look, edition_id: int) -> dict[str, str]:
    return {code: name for _id, code, name, _kind in procedure_rows(look, edition_id)}


def grading_on(look: Look, on: date) -> GradingList | None:
    """某日施行的分级目录；还没有的为 None。"""
    edition = edition_on(load_grading_editions(look), on)
    return grading_of_day(look, edition.id, on) if edition is not None else None


@dataclass(frozen=True, slots=True)
class Standings:
    """某日全院授权的情形，按人取。"""

    on: date
    look: Look
    hospital: Hospital
    staff: Staff
    specialties: Specialties
    codes: Codes
    grading: GradingList | None
    _held: dict[int, dict[Target, Current]] = field(default_factory=dict, repr=False)
    _best: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict, repr=False)
    _named: dict[int, str] = field(default_factory=dict, repr=False)

    def of(self, person_id: int) -> dict[Target, Current]:
        """某人现在的各项；当日刚变动的按变动以后。"""
        if person_id not in self._held:
            rows = dict(intervals_of(self.look, person_id, self.on))
            if any(row[-1] == State.SAME_DAY for row in rows.values()):
                after = dict(intervals_of(self.look, person_id, self.on + timedelta(days=1)))
                for target, row in rows.items():
                    if row[-1] == State.SAME_DAY and target in after:
                        rows[target] = after[target]
            self._held[person_id] = {target: _current(row) for target, row in rows.items()}
        return self._held[person_id]

    def current(self, person_id: int, target: Target, department_id: int | None = None) -> Current:
        """某人某项现在的情形；按术式而没有单项的，看做手术的科室各专业的级别够不够。

        Without ``department_id`` the person's own departments count, as in the core question.
        What was suspended or revoked by name is not opened again by a grade.
        """
        held = self.of(person_id)
        found = held.get(target, NOBODY)
        if target.kind is not TargetKind.PROCEDURE or found.is_valid or found.state in BARS:
            return found
        places = (department_id,) if department_id is not None else self._own(person_id)
        needed = self.needed(target.id, places)
        if needed is None or self.best_grade(person_id, places) < needed:
            return found
        return Current(found.state, found.grade, found.until, by_grade=True)

    def _own(self, person_id: int) -> tuple[int, ...]:
        return tuple(self.staff.departments(person_id, self.on))

    def best_grade(self, person_id: int, departments: tuple[int, ...]) -> int:
        """某人在这些科室的各专业中有效的最高级别。"""
        key = (person_id, departments)
        if key not in self._best:
            self._best[key] = self._best_grade(person_id, departments)
        return self._best[key]

    def _best_grade(self, person_id: int, departments: tuple[int, ...]) -> int:
        mine = {
            specialty
            for department in departments
            for specialty in self.specialties.of_department(department, self.on)
        }
        held = self.of(person_id)
        grades = [
            one.grade
            for target, one in held.items()
            if target.kind is TargetKind.GRADE and target.id in mine and one.is_valid
        ]
        return max(grades, default=0)

    def needed(self, code_id: int, departments: tuple[int, ...]) -> int | None:
        """这些科室做这一术式须有几级；目录没有列入或不纳入的为 None。"""
        if self.grading is None:
            return None
        return self.grading.grade_among(code_id, departments).needed

    def members(self, department_id: int) -> tuple[int, ...]:
        """某科室某日在职的医务人员，按姓名。"""
        staff, on = self.staff, self.on
        found = {
            m.person_id
            for m in held_on(staff.memberships, on)
            if m.department_id == department_id and not staff.has_left(m.person_id, on)
        }
        return self.in_order(found)

    def in_order(self, people: Iterable[int]) -> tuple[int, ...]:
        """按姓名的次序，同名的按工号。"""
        staff, on = self.staff, self.on
        return tuple(
            sorted(people, key=lambda p: (sort_key(staff.name(p, on)), staff.staff_number(p, on)))
        )

    def department_names(self, person_id: int) -> str:
        """某人所在科室的名称。"""
        found = self.staff.departments(person_id, self.on)
        return "、".join(self.hospital.department_name(one, self.on) for one in found)

    def named(self, person_id: int) -> str:
        """姓名连同工号。"""
        if person_id not in self._named:
            number = self.staff.staff_number(person_id, self.on)
            name = self.staff.name(person_id, self.on)
            self._named[person_id] = f"{name}（{number}）" if number else name
        return self._named[person_id]

    def department(self, key: str) -> int:
        """按名称找科室。raises Refused."""
        return find_department(self.hospital, key, self.on)

    def staffed_departments(self) -> tuple[int, ...]:
        """有医务人员的科室，按名称。"""
        people = {p.person_id for p in held_on(self.staff.practices, self.on)}
        found = {
            m.department_id
            for m in held_on(self.staff.memberships, self.on)
            if m.person_id in people and not self.staff.has_left(m.person_id, self.on)
        }
        name = self.hospital.department_name
        return tuple(sorted(found, key=lambda one: sort_key(name(one, self.on))))

    def specialties_of(self, department_id: int) -> tuple[int, ...]:
        """科室所在的专业。"""
        return self.specialties.of_department(department_id, self.on)

    def held_codes(self, people: Sequence[int]) -> set[int]:
        """这些人有过单项授权的术式。"""
        return {
            target.id
            for person in people
            for target, one in self.of(person).items()
            if target.kind is TargetKind.PROCEDURE and one.state is not State.NONE
        }

    def department_codes(self, department_id: int) -> set[int]:
        """分级目录里写明这个科室的术式。"""
        if self.grading is None:
            return set()
        return {
            code_id
            for code_id, lines in self.grading.lines.items()
            if any(line.department_id == department_id and line.grade for line in lines)
        }


def _current(row: tuple[object, ...]) -> Current:
    _since, until, low, high, _known, state = row
    assert isinstance(until, date)
    assert isinstance(low, int)
    assert isinstance(high, int)
    assert isinstance(state, int)
    return Current(State(state), low or high, until)


def load_standings(look: Look, on: date) -> Standings:
    """某日的情形：登记一次读入，各人的授权用到时才读。"""
    return Standings(
        on,
        look,
        load_hospital(look),
        load_staff(look),
        load_specialties(look),
        look.kept(load_codes, on),
        grading_on(look, on),
    )
