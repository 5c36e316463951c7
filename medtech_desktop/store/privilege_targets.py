"""授权对象的读入：手术编码的名称。"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.tables.gradings import ProcedureCodeRow
from medtech_desktop.store.tables.procedures import ProcedureRow

_SLICE = 500


def code_labels(look: Look, code_ids: Iterable[int]) -> dict[int, str]:
    """手术编码的写法：编码与最后录入的名称；编码库里没有的只有编码。"""
    wanted = sorted(set(code_ids))
    number, procedure = table_of(ProcedureCodeRow).c, table_of(ProcedureRow).c
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _SLICE):
        part = wanted[start : start + _SLICE]
        codes = select(number.id, number.code).where(number.id.in_(part))
        found.update((int(row[0]), str(row[1])) for row in look.rows(codes))
        texts = {found[one]: one for one in part if one in found}
        named = select(procedure.code, procedure.name).where(
            procedure.code.in_(sorted(texts)), *look.holding(ProcedureRow)
        )
        for code, name in look.rows(named.order_by(procedure.id)):
            found[texts[code]] = f"{code} {name}"
    return found
