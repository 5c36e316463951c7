"""核心问题：某人某日对某术式（或技术）有没有权，凭什么，那时登记的是怎样（第二十条）。

``was_held`` finds person and procedure by what was typed; ``ask_held`` asks by ids inside an
open look (a page of the matrix, the check of the log).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.gradings import Graded
from medtech_desktop.domain.law import Finding, Refused
from medtech_desktop.domain.privilege_answers import (
    Held,
    emergency_findings,
    privilege_finding,
)
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.domain.qualifications import absence_lapsed, training_lapsed
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.office.privilege_chains import ChainLine, EmergencyLine, lines_of, uses_of
from medtech_desktop.office.privilege_held import Question, ask_held
from medtech_desktop.office.privilege_rules import Lookup
from medtech_desktop.office.privilege_targets import listed_code
from medtech_desktop.office.privilege_technologies import technology_findings
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_chains import last_act_by
from medtech_desktop.store.privilege_lists import code_names
from medtech_desktop.store.procedures import load_code_editions
from medtech_desktop.store.specialties import load_specialties


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """核心问题的回答，连同证据。

    ``known``: the record was asked as it stood at the end of that day (or after that act);
    ``now`` is then the answer of today's record, where it says something else.
    """

    person_id: int
    person: str
    number: str
    target: Target
    code: str
    name: str
    day: date
    department: str
    held: Held
    graded: Graded | None
    chain: tuple[ChainLine, ...]
    emergencies: tuple[EmergencyLine, ...]
    findings: tuple[Finding, ...]
    departments: tuple[int, ...] = ()
    known: date | int | None = None
    known_seq: int | None = None
    now: HeldAnswer | None = None

    @property
    def grade_held(self) -> int | None:
        """凭专业级别的，所持的级别。"""
        by = self.held.by
        if by is None or by.target.kind is not TargetKind.GRADE or by.interval is None:
            return None
        return by.interval.low or by.interval.high


@dataclass(frozen=True, slots=True)
class _Named:
    """所打的字找到的：人、对象、科室。"""

    question: Question
    person: str
    number: str
    code: str
    name: str
    department: str


def was_held(
    library: Book,
    person: str,
    what: str,
    on: date,
    *,
    department: str = "",
    known: date | int | None = None,
) -> HeldAnswer:
    """某人（工号或姓名）某日对某术式编码或技术有没有权。

    ``known``: as the record stood at the end of that day, or after that act. raises Refused
    for a person, procedure or department that is not on record.
    """
    with library.look() as look:
        return _as_known(look, _named(look, person, what, on, department), known)


def held_by_ids(
    library: Book, question: Question, *, known: date | int | None = None
) -> HeldAnswer:
    """同 ``was_held``，人、对象、科室已经选定。"""
    with library.look() as look:
        return answer_in(look, question, known=known)


def answer_in(look: Look, question: Question, *, known: date | int | None = None) -> HeldAnswer:
    """同 ``held_by_ids``，在已经打开的查看里。"""
    return _as_known(look, _named_by_ids(look, question), known)


def _as_known(look: Look, named: _Named, known: date | int | None) -> HeldAnswer:
    answer = _answer(look, named)
    seq = last_act_by(look, known) if isinstance(known, date) else known
    if seq is None:
        return answer
    then = _answer(look.as_known(seq), named)
    differs = _said(then) != _said(answer)
    return replace(then, known=known, known_seq=seq, now=answer if differs else None)


# Names


def _named(look: Look, person: str, what: str, on: date, department: str) -> _Named:
    staff, hospital = look.kept(load_staff), look.kept(load_hospital)
    person_id = find_person(staff, person, on)
    target, code, name = _find_target(look, what, on)
    if department.strip():
        wanted = department.strip()
        ids = [d.id for d in hospital.departments if hospital.department_name(d.id, on) == wanted]
        if not ids:
            raise not_found(f"没有科室「{wanted}」", "核对科室的全称", "department")
    else:
        ids = list(staff.departments(person_id, on))
    where = "、".join(hospital.department_name(one, on) for one in ids)
    question = Question(person_id, target, on, tuple(ids))
    number = staff.staff_number(person_id, on)
    return _Named(question, staff.name(person_id, on), number, code, name, where)


def _named_by_ids(look: Look, question: Question) -> _Named:
    staff, hospital = look.kept(load_staff), look.kept(load_hospital)
    on, person = question.day, question.person_id
    if not question.departments:
        question = replace(question, departments=staff.departments(person, on))
    code, name = _called(look, question.target, on)
    where = "、".join(hospital.department_name(one, on) for one in question.departments)
    number = staff.staff_number(person, on)
    return _Named(question, staff.name(person, on), number, code, name, where)


def target_named(look: Look, what: str, on: date) -> Target:
    """由打的字认出对象：编码在先，其次技术。raises Refused."""
    return _find_target(look, what, on)[0]


def question_of(look: Look, person: str, what: str, on: date, department: str = "") -> Question:
    """由打的字写成所问的。raises Refused."""
    return _named(look, person, what, on, department).question


def _find_target(look: Look, what: str, on: date) -> tuple[Target, str, str]:
    """术式编码在先（后面可以跟着名称），其次专业，再其次技术（院内编号、技术编号、名称）。"""
    words = what.strip()
    if not words:
        raise not_found("没有写术式，也没有写技术", "写手术编码，或技术的编号", "procedure")
    first = words.split(maxsplit=1)[0]
    listed = listed_code(look, words) or listed_code(look, first)
    if listed is not None:
        target = Target(TargetKind.PROCEDURE, code_ids(look, (listed,))[listed])
        return target, listed, _called(look, target, on)[1]
    for specialty in look.kept(load_specialties).specialties:
        if specialty.name == words:
            return Target(TargetKind.GRADE, specialty.id), "", words
    world = read_world(look, on)
    numbers = {file.technology.number for file in world.technologies}
    try:
        file = world.find_technology(first if first in numbers else words)
    except Refused:
        if words[0].isdigit():  # meant as a procedure code
            raise not_found(f"编码库里没有「{words}」", "核对编码", "procedure") from None
        raise
    target = Target(TargetKind.TECHNOLOGY, file.technology.id)
    return target, file.technology.number, file.name(on)


def _called(look: Look, target: Target, on: date) -> tuple[str, str]:
    """编码与名称。"""
    if target.kind is TargetKind.GRADE:
        return "", look.kept(load_specialties).name(target.id)
    if target.kind is TargetKind.TECHNOLOGY:
        file = read_world(look, on).technology(target.id)
        return file.technology.number, file.name(on)
    for edition in sorted(load_code_editions(look), key=lambda one: one.since > on):
        code, name = look.kept(code_names, edition.id).get(target.id, ("", ""))
        if name:
            return code, name
    return look.kept(code_names, 0).get(target.id, ("", ""))


# The answer


def _answer(look: Look, named: _Named) -> HeldAnswer:
    question = named.question
    answered = ask_held(look, question)
    who = named.person
    what = f"「{named.name or named.code}」"
    emergencies = uses_of(look, question.person_id, question.target, question.day)
    findings = privilege_finding(answered.held, who, what)
    told = [(one.number, one.superior, one.confirmed) for one in emergencies]
    findings = emergency_findings(answered.held, who, told) or findings
    if answered.held.by is not None:
        findings += _lapsed(look, question)
    findings += tuple(technology_findings(look, question, answered.held, who))
    return HeldAnswer(
        question.person_id,
        named.person,
        named.number,
        question.target,
        named.code,
        named.name,
        question.day,
        named.department,
        answered.held,
        answered.graded,
        lines_of(look, answered.held),
        emergencies,
        findings,
        question.departments,
    )


def _lapsed(look: Look, question: Question) -> tuple[Finding, ...]:
    """有权而人已不在、培训证明已过期的：权限不自动终止，回答时说出来。"""
    staff, day, person = look.kept(load_staff), question.day, question.person_id
    lookup = Lookup(look, day)
    if question.target.kind is TargetKind.TECHNOLOGY:
        asked = [lookup.technology(question.target.id, day)]
    elif question.target.kind is TargetKind.GRADE:
        asked = []
    else:
        links = lookup.procedure(question.target.id, day).links
        asked = [technology for condition, technology in links if not condition]
    found = list(absence_lapsed(staff, person, day))
    for one in asked:
        if one is not None:
            found += training_lapsed(staff, person, one.lineages, day, one.name)
    return tuple(found)


def _said(answer: HeldAnswer) -> tuple[object, ...]:
    """两份登记说的是不是一样。"""
    needed = answer.graded.needed if answer.graded is not None else None
    marks = tuple((line.uid, line.annulled_on is not None) for line in answer.chain)
    return answer.held.answer, needed, answer.grade_held, marks, answer.emergencies
