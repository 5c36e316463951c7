"""申请的预填：将到期的各项；打几个字即列出的授权对象。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from medtech_desktop.domain.matching import matches, split_words
from medtech_desktop.domain.privileges import OPEN, Standing, TargetKind
from medtech_desktop.office.application_targets import NewItem, target_names
from medtech_desktop.office.applications import person_of, standings_of
from medtech_desktop.office.pinyin import haystack
from medtech_desktop.office.procedures import CodeQuestion, find_codes
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.specialties import load_specialties

RENEWAL_DAYS = 90
"""到期前多少天列入续授；本院的习惯，不是法定。"""
_MOST = 12


def renewals_of(
    library: Book, person: str | int, on: date, days: int = RENEWAL_DAYS
) -> tuple[NewItem, ...]:
    """某人 ``days`` 天内到期（或已经到期）的各项，级别照旧，先到期的在先。raises Refused."""
    with library.look() as look:
        world = read_world(look, on)
        held = standings_of(look, person_of(world, person))
        due = {target: one for target, one in held.items() if _is_due(one, on, days)}
        names = target_names(look, world, due)
    ordered = sorted(due.items(), key=lambda pair: (pair[1].until, pair[0]))
    return tuple(
        NewItem(target.kind, names[target], _grade(target.kind, one)) for target, one in ordered
    )


def _is_due(standing: Standing, on: date, days: int) -> bool:
    if standing.revoked or standing.until == OPEN:
        return False
    return standing.until <= on + timedelta(days=days)


def _grade(kind: TargetKind, standing: Standing) -> int | None:
    return standing.grade if kind is TargetKind.GRADE else None


def targets_like(library: Book, text: str, on: date) -> tuple[str, ...]:
    """合上这几个字的授权对象：专业、技术、手术编码，至多一列。"""
    with library.look() as look:
        world = read_world(look, on)
        specialties = [one.name for one in look.kept(load_specialties).specialties]
        technologies = [f"{one.technology.number} {one.name(on)}" for one in world.technologies]
        found = _like([*specialties, *technologies], text)
    found += _codes(library, text, on, _MOST - len(found))
    return tuple(found[:_MOST])


def _like(names: Iterable[str], text: str) -> list[str]:
    """合上每一个词的名称，也认拼音首字母。"""
    wanted = split_words(text)
    return [name for name in names if matches(wanted, haystack((name,)))]


def _codes(library: Book, text: str, on: date, room: int) -> list[str]:
    if room <= 0:
        return []
    answer = find_codes(library, CodeQuestion(words=text), on)
    return [f"{code} {name}" for code, name, *_rest in answer.first[:room]]
