"""授权对象的读入：手术编码的名称。"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, select

from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.tables.gradings import ProcedureCodeRow
from medtech_desktop.store.tables.procedures import ProcedureRow

_SLICE = 500


def code_names(look: Look, code_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """手术编码的内部号 → 编码与最后录入的名称；编码库里没有的，名称为空。"""
    wanted = sorted(set(code_ids))
    numbers, procedures = table_of(ProcedureCodeRow), table_of(ProcedureRow)
    number, procedure = numbers.c, procedures.c
    named = and_(procedure.code == number.code, *look.holding(ProcedureRow))
    every = (
        select(number.id, number.code, procedure.name)
        .join_from(numbers, procedures, named, isouter=True)
        .order_by(procedure.id)
    )
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(wanted), _SLICE):
        part = every.where(number.id.in_(wanted[start : start + _SLICE]))
        found.update((int(row[0]), (str(row[1]), str(row[2] or ""))) for row in look.rows(part))
    return found


def code_labels(look: Look, code_ids: Iterable[int]) -> dict[int, str]:
    """手术编码的写法：编码与名称。"""
    names = code_names(look, code_ids)
    return {one: f"{code} {name}".strip() for one, (code, name) in names.items()}
