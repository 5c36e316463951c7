"""搜索要读的：最后一次操作的序号，在用的一版手术操作编码。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow

_SLICE = 5000
_SIGNATURE = (
    "SELECT (SELECT coalesce(max(id), 0) FROM code_edition),"
    " (SELECT coalesce(max(id), 0) FROM procedure),"
    " (SELECT count(*) FROM annulment WHERE event_table IN ('code_edition', 'procedure'))"
)


def codes_signature(look: Look) -> tuple[int, ...]:
    """编码有没有变过：只追加的表，末号与撤销数相同则内容相同。"""
    return tuple(int(value) for value in look.raw(_SIGNATURE)[0])


def code_edition_on(look: Look, on: date) -> int:
    """某日所用的一版：已启用的当中最近的；还没有启用的取最早的；一版也没有为 0。"""
    columns = table_of(CodeEditionRow).c
    wanted = select(columns.since, columns.id).where(*look.holding(CodeEditionRow))
    rows = sorted((row[0], int(row[1])) for row in look.rows(wanted))
    held = [row for row in rows if row[0] <= on]
    return held[-1][1] if held else rows[0][1] if rows else 0


def code_rows(look: Look, edition: int) -> Iterator[tuple[str, str]]:
    """一版的全部编码与名称，按编码；分片读。"""
    columns = table_of(ProcedureRow).c
    wanted = select(columns.code, columns.name)
    wanted = wanted.where(columns.edition_id == edition, *look.holding(ProcedureRow))
    last = ""
    while True:
        rows = look.rows(wanted.where(columns.code > last).order_by(columns.code).limit(_SLICE))
        yield from ((str(row[0]), str(row[1])) for row in rows)
        if len(rows) < _SLICE:
            return
        last = str(rows[-1][0])
