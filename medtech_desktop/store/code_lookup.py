"""手术编码在不在当日所用的编码库里；在的连同名称。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from medtech_desktop.domain.procedures import edition_in_use
from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.procedures import load_code_editions
from medtech_desktop.store.tables.procedures import ProcedureRow

_SLICE = 500


def known_codes(look: Look, codes: Iterable[str], day: date) -> dict[str, str]:
    """当日编码库里有的：编码 → 名称；当日还没有编码库的，按最早一版。"""
    editions = load_code_editions(look)
    edition = edition_in_use(editions, day) or next(iter(editions), None)
    if edition is None:
        return {}
    columns = table_of(ProcedureRow).c
    wanted = sorted(set(codes))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _SLICE):
        query = select(columns.code, columns.name).where(
            columns.edition_id == edition.id,
            columns.code.in_(wanted[start : start + _SLICE]),
            *look.holding(ProcedureRow),
        )
        found.update((str(code), str(name)) for code, name in look.rows(query))
    return found
