"""搜索：一个框找全部。技术、人员、备案、术式、科室、条款，以及程序里的各处。

One index in memory for each open library and day; it is made when somebody searches and
mended when an act has changed the book: what did not change is not made again. Only the
thread that owns the library comes here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import is_

from medtech_desktop.domain.matching import marked, split_words
from medtech_desktop.domain.procedures import edition_in_use
from medtech_desktop.domain.shelves import Shelf
from medtech_desktop.intake.pinyin import shipped_pinyin
from medtech_desktop.office.acts import today
from medtech_desktop.office.search_answers import answers
from medtech_desktop.office.search_cases import case_things
from medtech_desktop.office.search_things import (
    KIND_LABELS,
    Offer,
    SearchKind,
    Thing,
    article_things,
    code_things,
    grounds_of,
    makers_of,
    offer_things,
)
from medtech_desktop.office.steady import steady
from medtech_desktop.office.world import read_world
from medtech_desktop.store.between import KeptByBook
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.procedures import codes_signature, load_code_editions, procedure_rows

__all__ = ["Found", "FoundGroup", "Offer", "SearchAnswer", "SearchKind", "find_things"]

MOST_OF_A_KIND = 6
"""一类至多列几条；再多就请再打几个字。"""

_LEAST_WORDS = 2
"""一段人、一段术式。"""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """找到的一件：所属类、key、编号、名称与其中合上的字、一句事实。"""

    kind: SearchKind
    key: str
    code: str
    title: str
    fact: str
    code_marks: tuple[Span, ...] = ()
    title_marks: tuple[Span, ...] = ()
    fact_marks: tuple[Span, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """一类里找到的；``more``：还有没列出的。"""

    kind: SearchKind
    label: str
    found: tuple[Found, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """一次搜索的回答，最接近的一类在前；``searched`` 说找过哪些。"""

    text: str
    groups: tuple[FoundGroup, ...]
    searched: str


@dataclass(slots=True)
class _Stack:
    """一类的索引与事物。"""

    things: tuple[Thing, ...]
    shelf: Shelf


@dataclass(slots=True)
class _Kept:
    """一个库留在内存里的索引。"""

    saved: datetime | None = None
    seq: int = -1
    on: date = date.min
    today: date = date.min
    stacks: dict[SearchKind, _Stack] = field(default_factory=dict)
    grounds: dict[SearchKind, tuple[object, ...]] = field(default_factory=dict)
    codes_of: tuple[int, ...] = ()
    offers: tuple[Offer, ...] = ()


_KEPT: KeptByBook[_Kept] = KeptByBook()


def find_things(library: Book, text: str, on: date, offers: tuple[Offer, ...] = ()) -> SearchAnswer:
    """打的词（以空白分开，都要合上）找到的全部，按类分组。

    ``offers`` are the places and acts of the program. An empty text makes the index ready.
    """
    kept = _up_to_date(library, on, offers)
    words = split_words(text)
    near: list[tuple[int, int, FoundGroup]] = []
    for order, kind in enumerate(KIND_LABELS):
        stack = kept.stacks.get(kind)
        hits = stack.shelf.find(words, MOST_OF_A_KIND + 1) if stack is not None else []
        if stack is None or not hits:
            continue
        found = tuple(_found(stack.things[n], kind, words) for _far, n in hits[:MOST_OF_A_KIND])
        group = FoundGroup(kind, KIND_LABELS[kind], found, len(hits) > MOST_OF_A_KIND)
        near.append((hits[0][0], order, group))
    near.sort(key=lambda one: one[:2])
    if answered := _answered(library, kept, words, on):
        others = [one for one in near if one[2].kind is not SearchKind.PRIVILEGE]
        near = [(-1, 0, answered), *others]
    if not near and (logged := _logged(library, text, words, on)):
        near = [(0, 0, logged)]
    return SearchAnswer(text.strip(), tuple(group for *_order, group in near), _searched(kept))


def _logged(library: Book, text: str, words: tuple[str, ...], on: date) -> FoundGroup | None:
    """恰是这个手术单号的各例。"""
    kind = SearchKind.SURGERY
    found = tuple(_found(one, kind, words) for one in case_things(library, text, on))
    return FoundGroup(kind, KIND_LABELS[kind], found, False) if found else None


def _answered(library: Book, kept: _Kept, words: tuple[str, ...], on: date) -> FoundGroup | None:
    """打的是人和术式的，直接回答能不能做。"""

    def find(kind: SearchKind, part: tuple[str, ...], most: int) -> tuple[Thing, ...]:
        stack = kept.stacks.get(kind)
        hits = stack.shelf.find(part, most) if stack is not None else []
        return tuple(stack.things[n] for _far, n in hits) if stack is not None else ()

    kind = SearchKind.PRIVILEGE
    holders = kept.stacks.get(kind)
    if len(words) < _LEAST_WORDS or holders is None or not holders.things:
        return None
    things = answers(library, words, on, find)
    found = tuple(_found(thing, kind, words) for thing in things)
    return FoundGroup(kind, KIND_LABELS[kind], found, False) if found else None


def _found(thing: Thing, kind: SearchKind, words: Sequence[str]) -> Found:
    table = shipped_pinyin()
    person = kind is SearchKind.PRACTITIONER
    code_marks = marked(table, thing.code, words)
    title_marks = marked(table, thing.title, words, person)
    elsewhere = () if code_marks or title_marks else marked(table, thing.fact, words)
    return Found(
        kind,
        thing.key,
        thing.code,
        thing.title,
        thing.fact,
        code_marks,
        title_marks,
        elsewhere,
        thing.place,
    )


def _searched(kept: _Kept) -> str:
    """找过哪些，各有多少。"""
    counted = [
        f"{KIND_LABELS[kind]} {len(kept.stacks[kind].things):,}"
        for kind in KIND_LABELS
        if kind in kept.stacks and kept.stacks[kind].things
    ]
    return "、".join(counted)


def _up_to_date(library: Book, on: date, offers: tuple[Offer, ...]) -> _Kept:
    """本库的索引；变过、换了日子才重做。"""
    kept = _KEPT.setdefault(library, _Kept())
    if kept.offers != offers:
        kept.offers = offers
        kept.stacks[SearchKind.PLACE] = _stack(offer_things(offers))
    days = on, today()  # what was there on a past day depends on which days are past
    if kept.seq >= 0 and kept.saved is library.last_saved and (kept.on, kept.today) == days:
        return kept
    if SearchKind.ARTICLE not in kept.stacks:
        kept.stacks[SearchKind.ARTICLE] = _stack(article_things())
    with steady(), library.look() as look:
        seq = look.last_seq()
        if (kept.seq, kept.on, kept.today) != (seq, *days):
            _restack(kept, look, on, anew=(kept.on, kept.today) != days)
        edition = _code_edition(look, on)
        codes_of = (*codes_signature(look), edition)
        if kept.codes_of != codes_of:
            kept.stacks[SearchKind.PROCEDURE] = _stack(code_things(procedure_rows(look, edition)))
            kept.codes_of = codes_of
    kept.saved, kept.seq = library.last_saved, seq
    kept.on, kept.today = days
    return kept


def _restack(kept: _Kept, look: Look, on: date, *, anew: bool) -> None:
    """只重做变了的：一次动作以后，多数的类和多数的字都没有变。"""
    world = read_world(look, on)
    grounds = grounds_of(world)

    def people() -> tuple[Thing, ...]:  # their turn comes before the privileges
        return kept.stacks[SearchKind.PRACTITIONER].things

    for kind, make in makers_of(world, look, people).items():
        before, now = kept.grounds.get(kind), grounds.get(kind)
        if not anew and before and now and all(map(is_, before, now)):
            continue
        things, old = tuple(make()), kept.stacks.get(kind)
        same = old is not None and len(old.things) == len(things)
        if (
            old is not None
            and same
            and all(a.hay is b.hay for a, b in zip(old.things, things, strict=True))
        ):
            kept.stacks[kind] = _Stack(things, old.shelf)
        else:
            kept.stacks[kind] = _stack(things)
    kept.grounds = grounds


def _code_edition(look: Look, on: date) -> int:
    """所用的一版编码；一版也没有为 0。"""
    editions = load_code_editions(look)
    edition = edition_in_use(editions, on) or next(iter(editions), None)
    return edition.id if edition is not None else 0


def _stack(things: tuple[Thing, ...]) -> _Stack:
    return _Stack(things, Shelf(thing.hay for thing in things))
