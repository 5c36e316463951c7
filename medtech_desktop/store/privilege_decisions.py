"""授权决定各有几人几项。"""

from __future__ import annotations

from sqlalchemy import func, select

from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.tables.privileges import PrivilegeEventRow


def counts_by_decision(look: Look) -> dict[int, tuple[int, int]]:
    """决定 → 人数、项数；撤销了的不算。"""
    return look.kept(_counts)


def _counts(look: Look) -> dict[int, tuple[int, int]]:
    c = table_of(PrivilegeEventRow).c
    query = (
        select(c.decision_id, func.count(c.person_id.distinct()), func.count())
        .where(*look.holding(PrivilegeEventRow))
        .group_by(c.decision_id)
    )
    return {int(row[0]): (int(row[1]), int(row[2])) for row in look.rows(query)}
