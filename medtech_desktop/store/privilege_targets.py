"""授权对象的读入：手术编码的名称，编码与技术的对应。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.tables.gradings import ProcedureCodeRow, TechnologyCodeRow
from medtech_desktop.store.tables.procedures import ProcedureRow

_SLICE = 500


@dataclass(frozen=True, slots=True)
class CodeLink:
    """手术编码对应的技术，有起止日；``condition`` 空 = 一律算。"""

    technology_id: int
    code_id: int
    condition: str
    since: date
    until: date | None


def load_code_links(look: Look) -> dict[int, tuple[CodeLink, ...]]:
    """全部对应，按编码的内部号。"""
    found: dict[int, list[CodeLink]] = {}
    for link in look.fetch(TechnologyCodeRow, CodeLink):
        found.setdefault(link.code_id, []).append(link)
    return {code: tuple(links) for code, links in found.items()}


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
