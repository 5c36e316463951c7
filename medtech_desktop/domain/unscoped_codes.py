"""哪些手术编码在哪些日子不适用本办法：对应的技术属第四十七条所列的（第四十七条）。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from medtech_desktop.domain.law import cites
from medtech_desktop.domain.privileges import OPEN
from medtech_desktop.domain.scope import OutOfScopeEntry, ScopeKind, scope_of
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.domain.technology_codes import TechnologyCode

Spans = tuple[tuple[date, date], ...]
_DAY = timedelta(days=1)
_BEGINNING = date(1, 1, 1)


@cites("MTCA-47")
def unscoped_codes(
    files: Iterable[TechnologyFile],
    links: Iterable[TechnologyCode],
    entries: Iterable[OutOfScopeEntry],
) -> dict[int, Spans]:
    """编码 → 不适用的各段日子；有条件的对应不算。"""
    mine: dict[int, list[TechnologyCode]] = {}
    for link in links:
        if not link.condition:
            mine.setdefault(link.technology_id, []).append(link)
    listed, found = tuple(entries), dict[int, list[tuple[date, date]]]()
    for file in files:
        if file.technology.id not in mine:
            continue
        for start, end in _out(file, listed):
            for link in mine[file.technology.id]:
                since, until = max(start, link.since), min(end, link.until or OPEN)
                if since <= until:
                    found.setdefault(link.code_id, []).append((since, until))
    return {code: tuple(sorted(spans)) for code, spans in sorted(found.items())}


def _out(file: TechnologyFile, entries: tuple[OutOfScopeEntry, ...]) -> Iterator[tuple[date, date]]:
    days = {_BEGINNING, *(fact.since for fact in file.facts)}
    for decision in file.scope_decisions:
        days.add(decision.since)
        if decision.until is not None and decision.until < OPEN:
            days.add(decision.until + _DAY)
    ordered = sorted(days)
    for place, start in enumerate(ordered):
        end = ordered[place + 1] - _DAY if place + 1 < len(ordered) else OPEN
        said = file.wording(start)
        scope = scope_of(entries, said.name, said.aliases, on=start, decisions=file.scope_decisions)
        if scope.kind is ScopeKind.OUT:
            yield start, end


def is_unscoped(unscoped: Mapping[int, Spans], code_id: int, day: date) -> bool:
    """当日这一编码不适用本办法。"""
    return any(since <= day <= until for since, until in unscoped.get(code_id, ()))


@cites("MTCA-47")
def scoped_days(
    unscoped: Mapping[int, Spans], code_id: int, since: date, until: date
) -> Iterator[tuple[date, date]]:
    """自 ``since`` 至 ``until``，这一编码归本办法管的各段日子。"""
    for start, end in unscoped.get(code_id, ()):
        if since < start:
            yield since, min(start - _DAY, until)
        if end >= until or end == OPEN:
            return
        since = max(since, end + _DAY)
        if since > until:
            return
    if since <= until:
        yield since, until
