"""所指的授权对象：专业的名称、手术编码、技术编号，变成内部号。"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.domain.procedures import fold
from medtech_desktop.intake.cells import candidates_for
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.specialties import find_specialty
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.code_lookup import known_codes
from medtech_desktop.store.gradings import code_ids, code_texts
from medtech_desktop.store.page import Look


def specialty_target(library: Book, name: str) -> Target:
    """专业。raises Refused when there is none."""
    with library.look() as look:
        return Target(TargetKind.GRADE, find_specialty(look, name))


def technology_target(library: Book, key: str, on: date) -> Target:
    """技术，按院内编号、技术编号或名称。raises Refused when none or several fit."""
    with library.look() as look:
        file = read_world(look, on).find_technology(key)
    return Target(TargetKind.TECHNOLOGY, file.technology.id)


def listed_code(look: Look, typed: str) -> str | None:
    """所打的编码在册的写法：大小写、全角、末尾的零不论；没有的为 None。

    raises Refused when several codes fit.
    """
    listed = look.kept(_folded_codes)
    wanted = unicodedata.normalize("NFKC", typed.strip())
    if wanted in listed.get(fold(wanted), ()):
        return wanted
    fits = [code for text in candidates_for(wanted) for code in listed.get(fold(text), ())]
    found = list(dict.fromkeys(fits))
    if len(found) > 1:
        raise not_found(f"「{typed}」可能是 {'、'.join(found)}", "把编码写全", "procedure")
    return found[0] if found else None


def _folded_codes(look: Look) -> dict[str, tuple[str, ...]]:
    """归一的写法 → 在册的编码，各版都算。"""
    found: dict[str, tuple[str, ...]] = {}
    for code in code_texts(look).values():
        found[fold(code)] = (*found.get(fold(code), ()), code)
    return found


def code_targets(library: Book, codes: Sequence[str], on: date) -> list[Target]:
    """手术编码，须在当日的编码库里；内部号在导入编码库时已经给了。raises Refused."""
    with library.look() as look:
        wanted = [listed_code(look, code) or code.strip() for code in codes]
        known = known_codes(look, wanted, on)
        ids = code_ids(look, wanted)
    for code in wanted:
        if code not in known or code not in ids:
            raise not_found(f"编码库里没有「{code}」", "核对编码；先导入手术编码", "procedure")
    return [Target(TargetKind.PROCEDURE, ids[code]) for code in wanted]
