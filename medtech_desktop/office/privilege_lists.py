"""授权一览：全部授权一张长表，边打边找，按科室、类别、情形取，存为 xlsx 或 csv（第二十条）。

For a screen with a ``LongTable``::

    answer = find_privileges(library, PrivilegeQuestion(words=…, view=View.EXPIRING), on)
    table.show_ids(answer.ids, lambda b, ids: privilege_rows(b, on, ids), answer.first, answer.row)
    answer.views      # ((View, 名称, 项数), …) for the chips, counted before the view narrows
    answer.uncounted  # how many running ones have no figures for the year (一年零例 only)
    privilege_at(library, on, row_id)   # (person_id, Target) of a row, None when it is gone

The columns of a row are ``TITLES``.  The ids hold while the library is open: an act on one
person re-reads that person alone.  ``department`` is the department's id.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from medtech_desktop.documents.listings import Listing, write_listing
from medtech_desktop.domain.privilege_index import (
    VIEW_LABELS,
    PrivilegeIndex,
    View,
)
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.office.acts import Clerk, Done, not_found
from medtech_desktop.office.privilege_names import Names, read_names
from medtech_desktop.office.privilege_rows import TITLES, PrivilegeLine, lines_of
from medtech_desktop.office.privilege_volumes import Idle, idle_rows
from medtech_desktop.office.steady import steady
from medtech_desktop.store.between import KeptByBook
from medtech_desktop.store.book import Book
from medtech_desktop.store.institutions import library_fact
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_lists import (
    changed_people,
    last_act,
    people_with_privileges,
    stands_of,
)
from medtech_desktop.store.specialties import load_specialties
from medtech_desktop.store.tables.institutions import LibraryFact

__all__ = [
    "TITLES",
    "PrivilegeAnswer",
    "PrivilegeLine",
    "PrivilegeQuestion",
    "View",
    "export_privileges",
    "find_privileges",
    "privilege_at",
    "privilege_rows",
    "set_soon_days",
    "soon_days",
]

SOON = 60
"""将到期：几天以内，本院没有另定时。"""
MOST_SOON = 366
_SOON_FACT = "privilege_soon"
FIRST_PAGE = 200
_EXPORTED_AT_ONCE = 2000
_DAYS_KEPT = 2

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class PrivilegeQuestion:
    """问哪些授权：各词、科室或专业、类别、看法；``within`` 将到期是几天以内，None = 本院所定；
    ``keep`` 原来选中的。"""

    words: str = ""
    department: int | None = None
    kind: TargetKind | None = None
    view: View = View.ALL
    within: int | None = None
    keep: int = 0
    specialty: int | None = None


@dataclass(frozen=True, slots=True)
class PrivilegeAnswer:
    """所列授权的号与头一页；``row`` 为原来选中的现在在第几行，没有为 -1。"""

    ids: array[int] = field(default_factory=lambda: array("i"))
    first: tuple[PrivilegeLine, ...] = ()
    views: tuple[tuple[View, str, int], ...] = ()
    whole: int = 0
    row: int = -1
    uncounted: int = 0


@dataclass(slots=True)
class _Kept:
    """留在内存里的一天的索引。"""

    on: date
    saved: datetime | None
    seq: int
    index: PrivilegeIndex
    names: Names
    soon: int
    idle: Idle = field(default_factory=Idle)
    idle_seq: int = -1


_KEPT: KeptByBook[dict[date, _Kept]] = KeptByBook()


def find_privileges(library: Book, asked: PrivilegeQuestion, on: date) -> PrivilegeAnswer:
    """按所问查找、筛选；将到期的按末日，其余按人。"""
    kept = _up_to_date(library, on)
    index = kept.index
    within = kept.soon if asked.within is None else asked.within
    index.expire_by((on + timedelta(days=within)).toordinal())
    found = index.find(asked.words, _departments(library, asked, on), asked.kind)
    if asked.view is View.NO_CASES:
        _count_idle(library, kept)
    counts = index.counts(found)
    ids = index.narrow(found, asked.view)
    if asked.view is View.EXPIRING:
        ids = index.by_until(ids)
    uncounted = 0
    if asked.view is View.NO_CASES:
        counted = kept.idle.counted
        uncounted = counts[View.VALID] - sum(row in counted for row in found)
    return PrivilegeAnswer(
        ids,
        privilege_rows(library, on, ids[:FIRST_PAGE]),
        tuple(_each_view(counts)),
        len(index),
        _row(ids, asked.keep),
        uncounted,
    )


def _departments(library: Book, asked: PrivilegeQuestion, on: date) -> frozenset[int] | None:
    """所问的科室；专业的是它那一天管到的，连同下级科室，与矩阵相同；None 为全院。"""
    if asked.department is not None:
        return frozenset({asked.department})
    if asked.specialty is None:
        return None
    with library.look() as look:
        return frozenset(look.kept(load_specialties).reach_of((asked.specialty,), on))


def _each_view(counts: dict[View, int]) -> Iterator[tuple[View, str, int]]:
    """各看法的名称与项数，按筛选词的次序；没有的不列，全部总在。"""
    for view, label in VIEW_LABELS.items():
        if view is View.ALL or counts.get(view, 0):
            yield view, label, counts.get(view, 0)


def _row(ids: array[int], wanted: int) -> int:
    try:
        return ids.index(wanted)
    except ValueError:
        return -1


def privilege_rows(library: Book, on: date, ids: Sequence[int]) -> tuple[PrivilegeLine, ...]:
    """一页的各行，按所给的次序；已经没有的为空行。"""
    if not ids:
        return ()
    kept = _up_to_date(library, on)
    with library.look() as look:
        return lines_of(look, kept.index, kept.names, on, ids)


def privilege_at(library: Book, on: date, row_id: int) -> tuple[int, Target] | None:
    """一行是谁的哪一项。"""
    found = _up_to_date(library, on).index.stand(row_id)
    return (found[0], found[1]) if found is not None else None


def export_privileges(
    library: Book,
    ids: Sequence[int],
    path: Path,
    on: date,
    progress: Progress | None = None,
) -> Path:
    """把所列的授权存为 xlsx 或 csv，按所列的次序。"""
    name = f"授权一览 {on.isoformat()}"
    listing = Listing(name, TITLES, _exported(library, on, ids), len(ids))
    write_listing(path, listing, progress)
    return path


def _exported(library: Book, on: date, ids: Sequence[int]) -> Iterator[PrivilegeLine]:
    for start in range(0, len(ids), _EXPORTED_AT_ONCE):
        yield from privilege_rows(library, on, ids[start : start + _EXPORTED_AT_ONCE])


# How near is near


def soon_days(library: Book) -> int:
    """将到期是几天以内。"""
    with library.look() as look:
        return soon_days_of(look)


def soon_days_of(look: Look) -> int:
    """同 ``soon_days``，在已经打开的查看里。"""
    return int(library_fact(look, _SOON_FACT) or SOON)


def set_soon_days(library: Book, clerk: Clerk, days: int) -> Done:
    """本院自定将到期是几天以内。raises Refused."""
    if not 1 <= days <= MOST_SOON:
        raise not_found(f"「{days}」不在 1 到 {MOST_SOON} 天之间", "改填天数", "days")
    with library.act(clerk, "privilege.soon") as page:
        page.add(LibraryFact, kind=_SOON_FACT, value=str(days))
    return Done(frozenset({"privilege"}), f"授权到期前 {days} 天起列入将到期")


# The index


def _up_to_date(library: Book, on: date) -> _Kept:
    """这一天的索引；有过操作的，只重读变过的人。"""
    days = _KEPT.setdefault(library, {})
    kept = days.pop(on, None)
    if kept is None or kept.saved is not library.last_saved:
        with steady(), library.look() as look:
            kept = _refreshed(look, kept, on)
        kept.saved = library.last_saved
    days[on] = kept
    while len(days) > _DAYS_KEPT:
        del days[next(iter(days))]
    return kept


def _refreshed(look: Look, kept: _Kept | None, on: date) -> _Kept:
    seq = last_act(look)
    names = read_names(look, on, kept.names if kept is not None else None)
    if kept is None:
        return _anew(look, names, on, seq)
    people = changed_people(look, kept.seq)
    if people is None:
        return _anew(look, names, on, seq)
    if names.people is not kept.names.people and not kept.index.name_people(names.listed_people()):
        return _anew(look, names, on, seq)
    if names.targets is not kept.names.targets:
        kept.index.name_targets(names.listed_targets())
    for person in people:
        if names.knows(person):
            kept.index.put(person, stands_of(look, person, on))
    kept.names, kept.seq, kept.soon = names, seq, soon_days_of(look)
    return kept


def _anew(look: Look, names: Names, on: date, seq: int) -> _Kept:
    index = PrivilegeIndex()
    index.name_people(names.listed_people())
    index.name_targets(names.listed_targets())
    holding = set(people_with_privileges(look))
    for person in names.ordered_people():
        if person in holding:
            index.put(person, stands_of(look, person, on))
    return _Kept(on, None, seq, index, names, soon_days_of(look))


def _count_idle(library: Book, kept: _Kept) -> None:
    """一年零例：按登记的例数；没有变过就不重算。"""
    if kept.idle_seq == kept.seq:
        return
    with library.look() as look:
        kept.idle = idle_rows(look, kept.index, kept.on)
    kept.index.be_idle(kept.idle.idle)
    kept.idle_seq = kept.seq
