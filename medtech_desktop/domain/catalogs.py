"""限制类技术目录：国家与省两个系列，各有若干版；某日的限制类 = 当日施行的国家版 ∪ 省版。

Identity is edition + code (lineage where the edition prints no codes).  What became of an
entry in a later edition is data (``EntryLink``), never guessed from names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.law import cites
from medtech_desktop.domain.terms import bare, normal, split_terms


class Level(StrEnum):
    """发布层级。"""

    NATIONAL = "national"
    PROVINCIAL = "provincial"


LEVEL_LABELS = {Level.NATIONAL: "国家限制类", Level.PROVINCIAL: "省级限制类"}


class LinkKind(StrEnum):
    """条目沿革：前版条目到后版条目。「调出」「新增」由无沿革推出，不另存。"""

    SAME = "same"
    RENAMED = "renamed"
    NARROWED = "narrowed"
    WIDENED = "widened"
    SPLIT = "split"
    MERGED = "merged"


LINK_LABELS = {
    LinkKind.SAME: "不变",
    LinkKind.RENAMED: "更名",
    LinkKind.NARROWED: "范围收窄",
    LinkKind.WIDENED: "范围扩大",
    LinkKind.SPLIT: "拆分",
    LinkKind.MERGED: "合并",
}


@dataclass(frozen=True, slots=True)
class Series:
    """目录系列：国家目录、某省目录。"""

    id: int
    uid: str
    key: str  # 例：「national」「hunan」
    name: str
    level: Level
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """目录的一版。``printed_as`` 是印着它的那份目录（湖南2018 一份印了国家、省两部分）。"""

    id: int
    uid: str
    series_key: str
    key: str  # 例：「湖南2018·国家部分」「国家2022」
    name: str
    printed_as: str = ""  # 例：「湖南2018」
    source: str = ""
    source_date: date | None = None
    has_codes: bool = True
    unverified: bool = False  # 请核对原文
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """目录条目。``lineage`` 跨版不变；``ordinal`` 为所印目录中的序（自 1 起）。"""

    id: int
    uid: str
    edition_id: int
    ordinal: int
    code: str  # empty where the edition prints none
    name: str
    lineage: str
    aliases: str = ""  # search only, terms joined by "|"
    restored: bool = False  # 缺字已补，请核对原文
    unverified: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class EntryLink:
    """条目沿革一条：``from_entry_id``（前版）→ ``to_entry_id``（后版）。"""

    id: int
    uid: str
    from_entry_id: int
    to_entry_id: int
    kind: LinkKind
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ForceEvent:
    """施行记录：某层级的一份文件自 ``day`` 起使某版施行（或不再施行）。

    A provincial event on a national edition says that the province prints those entries
    too; it outlives the national withdrawal until a provincial document ends it.
    """

    id: int
    uid: str
    edition_id: int
    level: Level
    into_force: bool
    day: date
    document_number: str
    document_title: str = ""
    filing_due: date | None = None  # 文件写明的补备案期限，空 = 未写
    unverified: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class RestrictedItem:
    """某日的一项限制类技术。``mark`` 非空时须在屏幕上标出；``answers_to`` 为所涵盖的各沿革。"""

    entry: Entry
    edition: Edition
    level: Level
    mark: str
    answers_to: frozenset[str]


@dataclass(frozen=True, slots=True)
class RestrictedCatalog:
    """某日的限制类技术目录：国家 ∪ 省，一个沿革一行，按所印次序。"""

    day: date
    items: tuple[RestrictedItem, ...]

    def items_for(self, lineage: str) -> tuple[RestrictedItem, ...]:
        """该沿革当日对应的条目；拆分后可有多条。空沿革无对应。"""
        return tuple(item for item in self.items if lineage and lineage in item.answers_to)

    def item_for(self, lineage: str) -> RestrictedItem | None:
        """该沿革当日对应的首条；同沿革者优先。"""
        found = sorted(self.items_for(lineage), key=lambda item: item.entry.lineage != lineage)
        return found[0] if found else None

    def holds(self, lineage: str) -> bool:
        """该沿革当日是否为限制类。"""
        return bool(self.items_for(lineage))


def is_in_force(
    edition_id: int, level: Level, day: date, force_events: Iterable[ForceEvent]
) -> bool:
    """该版当日是否由该层级的文件施行；同日多次以后记者为准。"""
    last: ForceEvent | None = None
    for event in force_events:
        if event.edition_id != edition_id or event.level is not level or event.day > day:
            continue
        if last is None or (event.day, event.id) >= (last.day, last.id):
            last = event
    return last is not None and last.into_force


@cites("MTCA-10", "HN-2.2", "HN-annex1", "MTCA-51")
def restricted_on(
    day: date,
    series: Iterable[Series],
    editions: Iterable[Edition],
    entries: Iterable[Entry],
    force_events: Iterable[ForceEvent],
    links: Iterable[EntryLink],
) -> RestrictedCatalog:
    """某日的限制类技术（办法第十条，湘二（二））。before 2018-11-01 nothing is in force."""
    events, all_links = tuple(force_events), tuple(links)
    all_editions, all_entries = tuple(editions), tuple(entries)
    levels = {one.key: one.level for one in series}
    tree = _Kinship(all_entries, all_links)
    items: list[RestrictedItem] = []
    printed_only: list[tuple[Edition, Entry]] = []
    for edition in all_editions:
        own = levels[edition.series_key]
        listed = [entry for entry in all_entries if entry.edition_id == edition.id]
        if is_in_force(edition.id, own, day, events):
            items += [RestrictedItem(e, edition, own, "", tree.answers_to(e)) for e in listed]
        elif own is Level.NATIONAL and is_in_force(edition.id, Level.PROVINCIAL, day, events):
            printed_only += [(edition, entry) for entry in listed]
    for edition, entry in printed_only:
        _add_printed(items, edition, entry, tree)
    order = {edition.id: place for place, edition in enumerate(all_editions)}
    items.sort(key=lambda i: (_LEVEL_ORDER[i.level], order[i.edition.id], i.entry.ordinal))
    return RestrictedCatalog(day, tuple(items))


_LEVEL_ORDER = {Level.NATIONAL: 0, Level.PROVINCIAL: 1}


def _add_printed(
    items: list[RestrictedItem], edition: Edition, entry: Entry, tree: _Kinship
) -> None:
    """国家已不再施行、省文件仍印着的条目：未被后版承接者留存并标出。"""
    kin = tree.descendants(entry.id)
    heirs = [n for n, item in enumerate(items) if item.entry.id in kin]
    if not heirs:
        mark = f"国家已调出，{edition.printed_as}仍列入，请核对省文件"
        answers = tree.answers_to(entry)
        items.append(RestrictedItem(entry, edition, Level.PROVINCIAL, mark, answers))
        return
    for place in heirs:
        item = items[place]
        if LinkKind.NARROWED in tree.kinds(entry.id, item.entry.id):
            mark = (
                f"国家已由「{entry.name}」收窄，{edition.printed_as} {entry.code} "
                "仍按原范围列入，请核对省文件"
            )
            items[place] = RestrictedItem(
                item.entry, item.edition, item.level, mark, item.answers_to
            )


class _Kinship:
    """条目之间的沿革：祖先、后代与沿途的种类。"""

    def __init__(self, entries: Sequence[Entry], links: Sequence[EntryLink]) -> None:
        self._lineage = {entry.id: entry.lineage for entry in entries}
        self._down: dict[int, list[EntryLink]] = {}
        self._up: dict[int, list[EntryLink]] = {}
        for link in links:
            self._down.setdefault(link.from_entry_id, []).append(link)
            self._up.setdefault(link.to_entry_id, []).append(link)

    def descendants(self, entry_id: int) -> frozenset[int]:
        return frozenset(self._paths(entry_id))

    def kinds(self, entry_id: int, heir_id: int) -> frozenset[LinkKind]:
        return self._paths(entry_id).get(heir_id, frozenset())

    def answers_to(self, entry: Entry) -> frozenset[str]:
        above: set[int] = set()
        waiting = [entry.id]
        while waiting:
            for link in self._up.get(waiting.pop(), ()):
                if link.from_entry_id not in above:
                    above.add(link.from_entry_id)
                    waiting.append(link.from_entry_id)
        kin = {entry.id, *above, *self._paths(entry.id)}
        return frozenset(self._lineage[one] for one in kin if one in self._lineage)

    def _paths(self, entry_id: int) -> dict[int, frozenset[LinkKind]]:
        """后代 → 沿途出现过的种类。"""
        reached: dict[int, frozenset[LinkKind]] = {}
        waiting: list[tuple[int, frozenset[LinkKind]]] = [(entry_id, frozenset())]
        while waiting:
            here, kinds = waiting.pop()
            for link in self._down.get(here, ()):
                if link.to_entry_id not in reached:
                    reached[link.to_entry_id] = kinds | {link.kind}
                    waiting.append((link.to_entry_id, kinds | {link.kind}))
        return reached


def printed_entries(
    printed_as: str, editions: Iterable[Edition], entries: Iterable[Entry]
) -> tuple[Entry, ...]:
    """一份目录所印的全部条目，按所印次序；也接受某一版的名字。

    「湖南2018」 gives the 44 lines of annex 1.  raises LookupError for an unknown edition.
    """
    held = {e.id for e in editions if printed_as in (e.printed_as, e.key)}
    if not held:
        raise LookupError(f"没有「{printed_as}」这一版目录")
    found = [entry for entry in entries if entry.edition_id in held]
    return tuple(sorted(found, key=lambda entry: entry.ordinal))


def search_entries(entries: Iterable[Entry], text: str) -> tuple[Entry, ...]:
    """按编号、名称、别名查找；空白与标点不计。只供人挑选，不作对应。"""
    wanted = normal(text)
    if not wanted:
        return tuple(entries)

    def hit(entry: Entry) -> bool:
        words = (entry.code, entry.name, *split_terms(entry.aliases))
        return any(wanted in normal(word) or wanted in bare(word) for word in words)

    return tuple(entry for entry in entries if hit(entry))
