"""有没有权，按内部号问，在已经打开的查看里：矩阵、核对手术登记、文书都从这里问（第二十条）。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.gradings import Graded, Standing, edition_on
from medtech_desktop.domain.privilege_answers import UNLISTED, Asked, Held, held, source_of
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.domain.specialties import Specialties
from medtech_desktop.store.gradings import grading_of_day, load_grading_editions
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_chains import chains_for
from medtech_desktop.store.specialties import load_specialties

_NO_EDITION = Graded(None, None, None, "当日没有施行的手术分级管理目录", Standing.UNLISTED)


@dataclass(frozen=True, slots=True)
class Question:
    """问的是谁、哪一项、哪一天；``departments`` 做手术的科室，空 = 不知道。"""

    person_id: int
    target: Target
    day: date
    departments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """回答：``graded`` 当日目录所定，技术没有。"""

    question: Question
    held: Held
    graded: Graded | None = None


def ask_held(look: Look, question: Question) -> Answered:
    """按内部号提问，在已经打开的查看里。"""
    target, day = question.target, question.day
    graded, targets = None, [target]
    specialties = look.kept(load_specialties)
    if target.kind is TargetKind.PROCEDURE:
        graded = grade_needed(look, target.id, question.departments, day)
        targets += [Target(TargetKind.GRADE, one) for one in _covering(specialties, question)]
    any_grade = 1 if target.kind is TargetKind.GRADE else None
    asked = Asked(
        day,
        graded.needed if graded is not None else any_grade,
        graded is None or graded.standing is not Standing.LEFT_OUT,
        _NO_EDITION.note if graded is _NO_EDITION else UNLISTED,
    )
    chains = chains_for(look, ((question.person_id, one) for one in targets))
    sources = [
        source_of(one, _label(specialties, one), chain, day)
        for (_person, one), chain in chains.items()
        if chain
    ]
    return Answered(question, held(asked, sources), graded)


def grade_needed(look: Look, code_id: int, departments: Sequence[int], day: date) -> Graded:
    """当日施行的一版目录怎样定；科室不止一个的取其中最高的，不知道的不按科室取。"""
    edition = edition_on(look.kept(load_grading_editions), day)
    if edition is None:
        return _NO_EDITION
    return grading_of_day(look, edition.id, day).grade_among(code_id, departments)


def _covering(specialties: Specialties, question: Question) -> list[int]:
    """所问科室当日在其中的专业；不知道科室的，全部专业。"""
    if not question.departments:
        return [one.id for one in specialties.specialties]
    found = [
        specialty
        for one in question.departments
        for specialty in specialties.of_department(one, question.day)
    ]
    return list(dict.fromkeys(found))


def _label(specialties: Specialties, target: Target) -> str:
    if target.kind is TargetKind.GRADE:
        return f"专业「{specialties.name(target.id)}」的级别"
    return "术式" if target.kind is TargetKind.PROCEDURE else "技术"
