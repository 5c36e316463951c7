"""目录：各版与条目、施行记录、禁止类与不适用名单，一次读入。"""

from __future__ import annotations

from dataclasses import dataclass

from medtech_desktop.domain.catalogs import Edition, Entry, EntryLink, ForceEvent, Series
from medtech_desktop.domain.prohibited import ProhibitedEntry
from medtech_desktop.domain.scope import OutOfScopeEntry
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import catalogs as t


@dataclass(frozen=True, slots=True)
class CatalogRecords:
    """目录的全部记录。"""

    series: tuple[Series, ...]
    editions: tuple[Edition, ...]
    entries: tuple[Entry, ...]
    links: tuple[EntryLink, ...]
    force_events: tuple[ForceEvent, ...]
    prohibited: tuple[ProhibitedEntry, ...]
    out_of_scope: tuple[OutOfScopeEntry, ...]


def load_catalogs(look: Look) -> CatalogRecords:
    """读入全部目录记录。"""
    return CatalogRecords(
        tuple(look.fetch(t.SeriesRow, Series)),
        tuple(look.fetch(t.EditionRow, Edition)),
        tuple(look.fetch(t.EntryRow, Entry)),
        tuple(look.fetch(t.EntryLinkRow, EntryLink)),
        tuple(look.fetch(t.ForceEventRow, ForceEvent)),
        tuple(look.fetch(t.ProhibitedEntryRow, ProhibitedEntry)),
        tuple(look.fetch(t.OutOfScopeEntryRow, OutOfScopeEntry)),
    )
