"""外请的邀请：某人某日有效的一份。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.tables.practitioners import InvitationRow


def invitation_of(look: Look, person_id: int, day: date) -> int | None:
    """某人某日有效的邀请的内部编号，最近登记的在先；没有则 None。"""
    columns = table_of(InvitationRow).c
    query = (
        select(columns.id)
        .where(
            columns.person_id == person_id,
            columns.since <= day,
            columns.until >= day,
            *look.holding(InvitationRow),
        )
        .order_by(columns.id.desc())
        .limit(1)
    )
    found = look.rows(query)
    return int(found[0][0]) if found else None
