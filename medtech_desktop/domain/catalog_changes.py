"""目录换版：两版之间的差异、对本院各技术的影响，以及新版施行时应记的施行记录。

The diff comes from links alone.  Names only make suggestions that a person confirms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.catalogs import (
    Edition,
    Entry,
    EntryLink,
    ForceEvent,
    Level,
    LinkKind,
    RestrictedCatalog,
    is_in_force,
)
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.terms import split_terms, stem


@dataclass(frozen=True, slots=True)
class Change:
    """一条沿革：前版各条 → 后版各条。"""

    kind: LinkKind
    before: tuple[Entry, ...]
    after: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """两版差异。``added``/``removed`` 为没有沿革的条目。"""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changes: tuple[Change, ...]

    def of(self, kind: LinkKind) -> tuple[Change, ...]:
        """某种沿革的各条。"""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def renamed(self) -> tuple[Change, ...]:
        """更名。"""
        return self.of(LinkKind.RENAMED)

    @property
    def narrowed(self) -> tuple[Change, ...]:
        """范围收窄。"""
        return self.of(LinkKind.NARROWED)

    @property
    def same(self) -> tuple[Change, ...]:
        """不变。"""
        return self.of(LinkKind.SAME)

    @property
    def split(self) -> tuple[Change, ...]:
        """拆分。"""
        return self.of(LinkKind.SPLIT)

    @property
    def merged(self) -> tuple[Change, ...]:
        """合并。"""
        return self.of(LinkKind.MERGED)


_WEIGHT = (
    LinkKind.SAME,
    LinkKind.RENAMED,
    LinkKind.WIDENED,
    LinkKind.NARROWED,
    LinkKind.SPLIT,
    LinkKind.MERGED,
)


@cites("MTCA-10", "HN-2.2")
def diff(earlier: Iterable[Entry], later: Iterable[Entry], links: Iterable[EntryLink]) -> Diff:
    """前版与后版的差异，经中间各版的沿革相连；``later`` 须晚于 ``earlier``。

    Along a chain the weightier kind counts (renamed, then narrowed = narrowed).
    """
    olds, news = tuple(earlier), tuple(later)
    goals = {entry.id: entry for entry in news}
    arrows = {old.id: _reach(old.id, goals.keys() - {old.id}, tuple(links)) for old in olds}
    shared = {old.id for old in olds if old.id in goals}
    for one in shared:
        arrows[one] = {one: LinkKind.SAME}
    changes = _merged(olds, goals, arrows) + _unmerged(olds, goals, arrows)
    changes.sort(key=lambda change: change.before[0].ordinal)
    reached = {new_id for found in arrows.values() for new_id in found}
    return Diff(
        added=tuple(entry for entry in news if entry.id not in reached),
        removed=tuple(old for old in olds if not arrows[old.id]),
        changes=tuple(changes),
    )


def _reach(start: int, goals: Iterable[int], links: Sequence[EntryLink]) -> dict[int, LinkKind]:
    """自一条出发沿沿革可达的后版条目 → 沿途最重的种类。"""
    wanted, seen = set(goals), {start}
    found: dict[int, LinkKind] = {}
    waiting = [(start, LinkKind.SAME)]
    while waiting:
        here, kind = waiting.pop(0)
        for link in links:
            if link.from_entry_id != here or link.to_entry_id in seen:
                continue
            seen.add(link.to_entry_id)
            heavier = max(kind, link.kind, key=_WEIGHT.index)
            if link.to_entry_id in wanted:
                found[link.to_entry_id] = heavier
            else:
                waiting.append((link.to_entry_id, heavier))
    return found


_Arrows = dict[int, dict[int, LinkKind]]


def _merged(olds: Sequence[Entry], goals: dict[int, Entry], arrows: _Arrows) -> list[Change]:
    """合并：同一后版条目的各前身并作一条。"""
    out: list[Change] = []
    for new_id, new in goals.items():
        parents = tuple(old for old in olds if arrows[old.id].get(new_id) is LinkKind.MERGED)
        if parents:
            out.append(Change(LinkKind.MERGED, parents, (new,)))
    return out


def _unmerged(olds: Sequence[Entry], goals: dict[int, Entry], arrows: _Arrows) -> list[Change]:
    """其余：一条前版条目一项；拆分的各后身并列。"""
    out: list[Change] = []
    for old in olds:
        heirs = {n: kind for n, kind in arrows[old.id].items() if kind is not LinkKind.MERGED}
        if not heirs:
            continue
        after = tuple(sorted((goals[n] for n in heirs), key=lambda entry: entry.ordinal))
        out.append(Change(max(heirs.values(), key=_WEIGHT.index), (old,), after))
    return out


@dataclass(frozen=True, slots=True)
class HospitalTechnology:
    """换版影响核对所需的一项本院技术。"""

    id: int
    number: str
    name: str
    lineages: tuple[str, ...]
    in_use: bool
    filed: bool = False
    clock_open: bool = False


class ConsequenceKind(StrEnum):
    """换版对一项本院技术的影响。"""

    BECOMES_RESTRICTED = "becomes_restricted"
    DROPPED = "dropped"
    STAYS = "stays"
    RENAMED = "renamed"
    CHECK_SCOPE = "check_scope"


@dataclass(frozen=True, slots=True)
class Consequence:
    """换版影响一项。``due`` 为备案期限，``provisional`` = 新文件未写、暂按 15 个工作日。"""

    technology_id: int
    kind: ConsequenceKind
    message: str
    article: str
    due: date | None = None
    provisional: bool = False


@cites("MTCA-10", "MTCA-11", "HN-2.2")
def consequences(
    before: RestrictedCatalog,
    after: RestrictedCatalog,
    technologies: Iterable[HospitalTechnology],
    *,
    typed_due: date | None,
    fallback_due: date,
) -> tuple[Consequence, ...]:
    """由换版前后的目录推出对每项技术的影响，按沿革对应，不凭名称。

    ``typed_due`` is written in the new document; without it ``fallback_due``
    (15 working days from its effect) counts, 暂定.
    """
    found: list[Consequence] = []
    for tech in technologies:
        was = any(before.holds(lineage) for lineage in tech.lineages)
        now = any(after.holds(lineage) for lineage in tech.lineages)
        if now and not was:
            found.append(_becomes_restricted(tech, typed_due, fallback_due))
        elif was and not now:
            found.append(_dropped(tech))
        elif was and now:
            found += _changed(tech, before, after)
    return tuple(found)


def _becomes_restricted(
    tech: HospitalTechnology, typed_due: date | None, fallback_due: date
) -> Consequence:
    kind = ConsequenceKind.BECOMES_RESTRICTED
    if not tech.in_use:
        message = f"{tech.number} {tech.name}：列入限制类，开展后须备案"
        return Consequence(tech.id, kind, message, "MTCA-11")
    due = typed_due or fallback_due
    basis = "新文件所定" if typed_due else "暂定，新文件未写期限，自施行之日起15个工作日"
    message = f"{tech.number} {tech.name}：列入限制类且已在用，{due.isoformat()} 前备案（{basis}）"
    return Consequence(tech.id, kind, message, "MTCA-11", due, typed_due is None)


def _dropped(tech: HospitalTechnology) -> Consequence:
    message = f"{tech.number} {tech.name}：不再列入限制类，逐例报送终止，历史保留"
    if tech.clock_open:
        message += "；备案期限关闭，注明「目录调出」"
    return Consequence(tech.id, ConsequenceKind.DROPPED, message, "MTCA-10")


def _changed(
    tech: HospitalTechnology, before: RestrictedCatalog, after: RestrictedCatalog
) -> list[Consequence]:
    out: list[Consequence] = []
    for lineage in tech.lineages:
        old, new = before.item_for(lineage), after.item_for(lineage)
        if old is None or new is None:
            continue
        heirs = after.items_for(lineage)
        label = f"{tech.number} {tech.name}"
        if len(heirs) > 1:
            names = "、".join(item.entry.name for item in heirs)
            message = f"{label}：条目拆分为{names}，请判定本院技术对应哪一条"
            out.append(Consequence(tech.id, ConsequenceKind.CHECK_SCOPE, message, "MTCA-10"))
        elif new.mark and new.entry.id != old.entry.id:
            message = f"{label}：{new.mark}；请判定本院技术是否仍在「{new.entry.name}」范围内"
            out.append(Consequence(tech.id, ConsequenceKind.CHECK_SCOPE, message, "MTCA-10"))
        elif new.mark and not old.mark:
            message = f"{label}：{new.mark}"
            out.append(Consequence(tech.id, ConsequenceKind.STAYS, message, "HN-2.2"))
        elif new.entry.name != old.entry.name:
            message = (
                f"{label}：目录名称由「{old.entry.name}」改为「{new.entry.name}」，文书改用新名"
            )
            out.append(Consequence(tech.id, ConsequenceKind.RENAMED, message, "MTCA-10"))
    return out


def superseding_events(
    incoming: Edition,
    level: Level,
    day: date,
    document_number: str,
    document_title: str,
    editions: Iterable[Edition],
    force_events: Iterable[ForceEvent],
    *,
    filing_due: date | None = None,
) -> tuple[ForceEvent, ...]:
    """新版施行应记的各条：新版施行，同系列现行各版停止；省版还停止省对国家条目的印列。

    Ids are 0: the store gives them.  The office may strike an event before it is kept.
    """
    events = tuple(force_events)

    def event(edition: Edition, into_force: bool) -> ForceEvent:
        return ForceEvent(
            id=0,
            uid="",
            edition_id=edition.id,
            level=level,
            into_force=into_force,
            day=day,
            document_number=document_number,
            document_title=document_title,
            filing_due=filing_due if into_force else None,
        )

    ending = [
        edition
        for edition in editions
        if edition.id != incoming.id
        and (edition.series_key == incoming.series_key or level is Level.PROVINCIAL)
        and is_in_force(edition.id, level, day, events)
    ]
    return (event(incoming, True), *(event(edition, False) for edition in ending))


@dataclass(frozen=True, slots=True)
class LinkSuggestion:
    """沿革建议：编号或名称相同，待人确认；``kind`` 亦仅为建议。"""

    from_entry: Entry
    to_entry: Entry
    kind: LinkKind


def suggested_links(
    earlier: Iterable[Entry], later: Iterable[Entry], links: Iterable[EntryLink] = ()
) -> tuple[LinkSuggestion, ...]:
    """后版中尚无沿革、而与前版名称或编号相同的条目，供人确认；不自动采用。"""
    linked = {link.to_entry_id for link in links}
    olds = tuple(earlier)
    out: list[LinkSuggestion] = []
    for new in later:
        if new.id in linked:
            continue
        for old in olds:
            if old.name == new.name:
                out.append(LinkSuggestion(old, new, LinkKind.SAME))
            elif stem(old.name) == stem(new.name) or (new.code and new.code == old.code):
                out.append(LinkSuggestion(old, new, LinkKind.RENAMED))
    return tuple(out)


def suggested_technologies(
    entry: Entry, technologies: Iterable[HospitalTechnology]
) -> tuple[HospitalTechnology, ...]:
    """名称或别名与条目相近而尚未对应的本院技术，供人确认；不自动对应。"""
    words = {stem(word) for word in (entry.name, *split_terms(entry.aliases))}
    return tuple(
        tech
        for tech in technologies
        if entry.lineage not in tech.lineages
        and any(len(w) >= 2 and w in stem(tech.name) for w in words)
    )


@cites("MTCA-10")
def edition_findings(
    edition: Edition, entries: Sequence[Entry], links: Iterable[EntryLink]
) -> tuple[Finding, ...]:
    """一版目录本身的核对：名称、编号、沿革号、序号不缺不重，沿革两端相符。"""
    found: list[Finding] = []

    def no(message: str, remedy: str) -> None:
        found.append(Finding(Severity.REFUSE, message, "MTCA-10", remedy, "entries"))

    if not entries:
        no(f"「{edition.name}」没有条目", "录入条目后再施行")
    seen: dict[tuple[str, object], Entry] = {}
    for entry in entries:
        if not entry.name.strip() or not entry.lineage.strip():
            no(f"第{entry.ordinal}条缺名称或沿革号", "补全后再保存")
        for what, value in (("编号", entry.code), ("名称", entry.name), ("序号", entry.ordinal)):
            other = seen.setdefault((what, value), entry) if value else entry
            if other is not entry:
                no(f"{what}「{value}」重复：第{other.ordinal}条与第{entry.ordinal}条", "核对原文")
    own = {entry.id for entry in entries}
    for link in links:
        if link.from_entry_id in own and link.to_entry_id in own:
            no("沿革的两端在同一版之内", "沿革只连前后两版")
    return tuple(found)
