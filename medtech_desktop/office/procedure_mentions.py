"""一条编码在别处：写明它的技术、禁止类条目，施行的分级目录里的各行。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.grading_index import marks_of
from medtech_desktop.domain.gradings import (
    GRADE_NAMES,
    WHOLE_HOSPITAL,
    edition_on,
    grade_name,
)
from medtech_desktop.domain.prohibited import ProhibitedEntry
from medtech_desktop.domain.terms import split_terms
from medtech_desktop.office.world import World
from medtech_desktop.store.gradings import code_ids, load_grading, load_grading_editions
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.catalogs import ProhibitedEntryRow
from medtech_desktop.store.technologies import load_technologies


@dataclass(frozen=True, slots=True)
class CodeGrading:
    """分级目录里的一行：科室（全院）、级别、另按几级管理与标记。"""

    department: str
    grade: str
    more: str


def gradings_of_code(look: Look, world: World, code: str) -> tuple[CodeGrading, ...]:
    """施行的一版里这条编码的各行；没有施行的、没有列入的为空。"""
    edition = edition_on(load_grading_editions(look), world.on)
    number = code_ids(look, [code]).get(code)
    if edition is None or number is None:
        return ()
    found = []
    for line in load_grading(look, edition.id).lines_of(number):
        where = WHOLE_HOSPITAL
        if line.department_id is not None:
            where = world.hospital.department_name(line.department_id, world.on)
        more = [f"按{GRADE_NAMES[line.managed_as]}管理"] if line.managed_as else []
        said = "，".join((*more, *marks_of(line)))
        found.append(CodeGrading(where, grade_name(line.grade), said))
    return tuple(found)


def technologies_naming(look: Look, code: str, on: date) -> tuple[tuple[str, str, str], ...]:
    """写明这条编码的本院技术：院内编号、名称、写明的编码。"""
    found = []
    for file in load_technologies(look):
        wording = file.wording(on)
        if code in wording.codes:
            found.append((file.technology.number, wording.name, code))
    return tuple(found)


def prohibited_naming(look: Look, code: str, on: date) -> tuple[str, ...]:
    """写明这条编码的禁止类条目。"""
    entries = held_on(look.fetch(ProhibitedEntryRow, ProhibitedEntry), on)
    return tuple(entry.technology for entry in entries if code in split_terms(entry.codes))
