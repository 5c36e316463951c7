"""限制类技术的手术按四级管理（本院的选择，请核对原文）：哪些行不够四级，起草时改好。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from medtech_desktop.domain.grading_drafts import not_managed_as_four
from medtech_desktop.domain.gradings import GRADE_NAMES, GradingLine, edition_on
from medtech_desktop.domain.law import Finding
from medtech_desktop.office.technology_codes import restricted_codes
from medtech_desktop.office.world import World
from medtech_desktop.store.gradings import code_texts, load_grading, load_grading_editions
from medtech_desktop.store.page import Look

FOUR = max(GRADE_NAMES)


def below_four(look: Look, world: World, lines: Iterable[GradingLine]) -> tuple[GradingLine, ...]:
    """限制类技术对应的编码里不够四级的各行；不纳入的也列。"""
    wanted = restricted_codes(look, world, world.on)
    return tuple(one for one in lines if one.code_id in wanted and (one.needed or 0) < FOUR)


def as_four_findings(
    look: Look, world: World, lines: Iterable[GradingLine], since: date
) -> tuple[Finding, ...]:
    """这些行里不够四级的，连同本院 ``since`` 那天选没选定按四级管理。"""
    texts = code_texts(look)
    codes = dict.fromkeys(texts[one.code_id] for one in below_four(look, world, lines))
    return not_managed_as_four(codes, world.hospital.manages_restricted_as_four(since))


def grades_in_force_findings(look: Look, world: World) -> tuple[Finding, ...]:
    """施行的一版里不够四级的；本院没有选定的不问。"""
    if not world.hospital.manages_restricted_as_four(world.on):
        return ()
    edition = edition_on(load_grading_editions(look), world.on)
    if edition is None:
        return ()
    listed = load_grading(look, edition.id).lines
    lines = (
        one for code in restricted_codes(look, world, world.on) for one in listed.get(code, ())
    )
    return as_four_findings(look, world, lines, world.on)
