"""所指的授权对象：专业的名称、手术编码、技术编号，变成内部号。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.specialties import find_specialty
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.code_lookup import known_codes
from medtech_desktop.store.gradings import code_ids


def specialty_target(library: Book, name: str) -> Target:
    """专业。raises Refused when there is none."""
    with library.look() as look:
        return Target(TargetKind.GRADE, find_specialty(look, name))


def technology_target(library: Book, key: str, on: date) -> Target:
    """技术，按院内编号、技术编号或名称。raises Refused when none or several fit."""
    with library.look() as look:
        file = read_world(look, on).find_technology(key)
    return Target(TargetKind.TECHNOLOGY, file.technology.id)


def code_targets(library: Book, codes: Sequence[str], on: date) -> list[Target]:
    """手术编码，须在当日的编码库里；内部号在导入编码库时已经给了。raises Refused."""
    wanted = [code.strip() for code in codes]
    with library.look() as look:
        known = known_codes(look, wanted, on)
        ids = code_ids(look, wanted)
    for code in wanted:
        if code not in known or code not in ids:
            raise not_found(f"编码库里没有「{code}」", "核对编码；先导入手术编码", "procedure")
    return [Target(TargetKind.PROCEDURE, ids[code]) for code in wanted]
