"""手术编码的内部号与名称（取最近启用的一版）。"""

from __future__ import annotations

from sqlalchemy import select

from medtech_desktop.store.page import Look, Page, table_of
from medtech_desktop.store.tables.gradings import ProcedureCodeRow
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow


def code_name(look: Look, code: str) -> str | None:
    """编码在册的名称，最近启用的一版为准；不在任何一版则 None。"""
    listed, edition = table_of(ProcedureRow).c, table_of(CodeEditionRow).c
    query = (
        select(listed.name)
        .join_from(
            table_of(ProcedureRow), table_of(CodeEditionRow), edition.id == listed.edition_id
        )
        .where(listed.code == code, *look.holding(ProcedureRow), *look.holding(CodeEditionRow))
        .order_by(edition.since.desc(), edition.id.desc())
        .limit(1)
    )
    found = look.rows(query)
    return str(found[0][0]) if found else None


def code_number(look: Look, code: str) -> int | None:
    """编码的内部号；写的事务里，还没有号的添上，只读时为 None。"""
    numbers = table_of(ProcedureCodeRow).c
    found = look.rows(select(numbers.id).where(numbers.code == code))
    if found:
        return int(found[0][0])
    return look.add(ProcedureCodeRow, code=code) if isinstance(look, Page) else None
