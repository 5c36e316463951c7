"""备案：读入与编号。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from medtech_desktop.domain.dossiers import Material
from medtech_desktop.domain.filings import (
    Filing,
    FilingDraft,
    FilingEvent,
    FilingFile,
    FilingLead,
    filing_number,
)
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import filings as t

R = TypeVar("R")


def by(rows: Iterable[R], name: str) -> dict[Any, tuple[R, ...]]:
    """按某个字段分组。"""
    groups: dict[Any, list[R]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return {key: tuple(group) for key, group in groups.items()}


def load_filings(look: Look) -> tuple[FilingFile, ...]:
    """全部备案，连同草稿、负责人与经过；与上次相同的还是同一个对象。"""
    drafts = by(look.fetch(t.FilingDraftRow, FilingDraft), "filing_id")
    leads = by(look.fetch(t.FilingLeadRow, FilingLead, order=t.FilingLeadRow.position), "filing_id")
    events = by(look.fetch(t.FilingEventRow, FilingEvent), "filing_id")
    made = {
        filing.id: FilingFile(
            filing,
            next(iter(drafts.get(filing.id, ())), None),
            leads.get(filing.id, ()),
            events.get(filing.id, ()),
        )
        for filing in look.fetch(t.FilingRow, Filing)
    }
    return look.memory.steady("filings", made)


def load_materials(look: Look, filing_id: int | None = None) -> dict[int, tuple[Material, ...]]:
    """备案材料，按备案分组。"""
    where = () if filing_id is None else (t.MaterialRow.filing_id == filing_id,)
    return by(look.fetch(t.MaterialRow, Material, *where), "filing_id")


def next_filing_number(look: Look, year: int) -> str:
    """本年的下一个备案编号；撤销过的编号不再使用。"""
    prefix = f"备案-{year}-"
    used = look.count(t.FilingRow, t.FilingRow.number.startswith(prefix), annulled=True)
    return filing_number(year, used + 1)
