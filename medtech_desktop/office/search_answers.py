"""核心问题也在搜索框里答：人和术式（或技术）一起打，列出这个人那一天能不能做（第二十条）。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from medtech_desktop.domain.matching import Haystack
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.office.privilege_cells import privilege_cell
from medtech_desktop.office.privilege_matrix import MatrixQuestion
from medtech_desktop.office.search_things import SearchKind, Thing
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Look

MOST_ANSWERS = 4
"""至多答几对：每一对都要问一次。"""
_PEOPLE, _WHATS = 2, 2
_BARE = Haystack("", "", "")
Finder = Callable[[SearchKind, tuple[str, ...], int], tuple[Thing, ...]]


def answers(library: Book, words: tuple[str, ...], on: date, find: Finder) -> tuple[Thing, ...]:
    """几个词分成两段，一段是人、一段是术式或技术的，逐对回答；分不成的为空。"""
    pairs = next(_pairs(words, find), ())[:MOST_ANSWERS]
    if not pairs:
        return ()
    with library.look() as look:
        asked = [(who, what, _target(look, what, on)) for who, what in pairs]
    return tuple(
        _answer(library, who, what, target, on) for who, what, target in asked if target is not None
    )


def _pairs(words: tuple[str, ...], find: Finder) -> Iterator[tuple[tuple[Thing, Thing], ...]]:
    for place in range(1, len(words)):
        for who, what in ((words[:place], words[place:]), (words[place:], words[:place])):
            people = find(SearchKind.PRACTITIONER, who, _PEOPLE)
            if not people:
                continue
            for kind in (SearchKind.PROCEDURE, SearchKind.TECHNOLOGY):
                things = find(kind, what, _WHATS)
                if things:
                    yield tuple((one, thing) for one in people for thing in things)


def _target(look: Look, what: Thing, on: date) -> Target | None:
    """术式的 key 是编码，技术的是它的编号。"""
    known = code_ids(look, (what.key,))
    if what.key in known:
        return Target(TargetKind.PROCEDURE, known[what.key])
    for file in read_world(look, on).technologies:
        if file.technology.number == what.key:
            return Target(TargetKind.TECHNOLOGY, file.technology.id)
    return None


def _answer(library: Book, who: Thing, what: Thing, target: Target, on: date) -> Thing:
    page = privilege_cell(library, MatrixQuestion(), int(who.key), target, on)
    key = f"{who.key} {int(target.kind)} {target.id}"
    number = page.answer.number
    called = f"{who.title} {number}".strip()
    return Thing(key, what.code, f"{called}　{what.title}", f"{page.title}，{page.note}", _BARE)
