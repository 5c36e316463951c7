"""分级目录写成文书：一版、草稿，以及院务公开的第二张表。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from medtech_desktop.domain.disclosure_papers import SURGERIES, SURGERY_COLUMNS, PublicList
from medtech_desktop.domain.grading_index import marks_of
from medtech_desktop.domain.grading_papers import GradedProcedure, GradingGroup, GradingPaper
from medtech_desktop.domain.gradings import (
    GRADE_NAMES,
    WHOLE_HOSPITAL,
    GradingEdition,
    GradingLine,
    edition_on,
    grade_name,
    managed_categories,
)
from medtech_desktop.domain.law import Finding, cites
from medtech_desktop.domain.procedures import CATEGORY_NAMES
from medtech_desktop.office.grading_codes import code_edition
from medtech_desktop.office.grading_drafts import read_draft, the_draft
from medtech_desktop.office.gradings import find_edition
from medtech_desktop.office.papers import footer
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.office.world import World
from medtech_desktop.store.gradings import (
    code_texts,
    grading_lines,
    load_grading,
    load_grading_editions,
)
from medtech_desktop.store.page import Look

Made = tuple[str, Any, tuple[Finding, ...]]
DRAFT = "draft"
_Heads = tuple[str, str, str, date | None, date | None, int, str]
_NONE = "本院手术分级管理目录尚未审定"


def grading_papers(_world: World, look: Look) -> tuple[str, ...]:
    """审定过的各版的编号。"""
    return tuple(one.number for one in load_grading_editions(look))


def grading_paper(world: World, look: Look, key: str, anchor: str) -> Made:
    """指定的一版，缺省为施行的一版；``draft`` 为正在编的草稿。raises Refused."""
    if key.strip() == DRAFT and (draft := the_draft(look)) is not None:
        lines: Iterable[GradingLine] = read_draft(look, draft.id).lines.values()
        heads: _Heads = (draft.name, "", "", None, None, draft.code_edition_id, draft.managed)
        stem = f"手术分级管理目录-草稿-{world.on.isoformat()}"
    else:
        edition = find_edition(look, key, world.on)
        lines = grading_lines(look, edition.id)
        heads = _heads(edition)
        stem = f"手术分级管理目录-{edition.number}"
    name, number, adopted_by, adopted_on, since, codes, managed = heads
    record = GradingPaper(
        world.hospital.name(since or world.on),
        name,
        number,
        adopted_by,
        adopted_on,
        since,
        code_edition(look, codes).key,
        tuple(_managed(managed)),
        _groups(world, look, lines, since or world.on),
        footer(world, number, anchor),
    )
    return stem, record, ()


def _heads(edition: GradingEdition) -> _Heads:
    adopted_by = "　".join(part for part in (edition.meeting, edition.document) if part)
    return (
        edition.name,
        edition.number,
        adopted_by,
        edition.adopted_on,
        edition.since,
        edition.code_edition_id,
        edition.managed,
    )


def _managed(written: str) -> Iterator[str]:
    held = managed_categories(written)
    return (name for code, name in CATEGORY_NAMES.items() if code and code in held)


def _groups(
    world: World, look: Look, lines: Iterable[GradingLine], day: date
) -> tuple[GradingGroup, ...]:
    """全院在前，各科室按拼音；每个科室四级在前，不纳入在后。"""
    texts = code_texts(look)
    grouped: dict[tuple[int, int], list[GradingLine]] = {}
    for line in lines:
        grouped.setdefault((line.department_id or 0, line.grade or 0), []).append(line)
    names = {number: department_word(world, number, day) for number, _grade in grouped}
    order = sorted(grouped, key=lambda one: (one[0] > 0, sort_key(names[one[0]]), -one[1]))
    return tuple(
        GradingGroup(
            names[department],
            grade_name(grade or None),
            tuple(
                GradedProcedure(
                    texts[line.code_id],
                    line.name,
                    grade_name(line.grade),
                    GRADE_NAMES[line.managed_as] if line.managed_as else "",
                    "、".join(marks_of(line)),
                )
                for line in sorted(grouped[department, grade], key=lambda x: texts[x.code_id])
            ),
        )
        for department, grade in order
    )


def department_word(world: World, department: int, day: date) -> str:
    """科室的名称；0 为全院。已经撤并的，取施行那天的名称。"""
    if not department:
        return WHOLE_HOSPITAL
    hospital = world.hospital
    return hospital.department_name(department, world.on) or hospital.department_name(
        department, day
    )


@cites("MTCA-24", "HN-3.2")
def public_grading(world: World, look: Look) -> PublicList:
    """院务公开的第二张表：当日施行的一版，四级在前；不纳入的不列。"""
    edition = edition_on(load_grading_editions(look), world.on)
    if edition is None:
        return PublicList(SURGERIES, SURGERY_COLUMNS, (), _NONE)
    grading = load_grading(look, edition.id)
    texts = code_texts(look)
    managed = edition.categories
    listed = [
        line
        for code_id, mine in grading.lines.items()
        if grading.categories.get(code_id, "") in managed
        for line in mine
        if line.grade is not None
    ]
    words = {
        n: department_word(world, n, edition.since) for n in {x.department_id or 0 for x in listed}
    }
    keys = {n: (n > 0, sort_key(word)) for n, word in words.items()}
    listed.sort(key=lambda x: (-(x.grade or 0), keys[x.department_id or 0], texts[x.code_id]))
    rows = tuple(
        (str(at), words[x.department_id or 0], texts[x.code_id], x.name, grade_name(x.grade))
        for at, x in enumerate(listed, 1)
    )
    note = f"{edition.name}（{edition.number}），自 {edition.since.isoformat()} 起施行"
    return PublicList(SURGERIES, SURGERY_COLUMNS, rows, note)
