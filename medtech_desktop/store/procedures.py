"""手术操作编码：各版、一版的全部编码，以及它们有没有变过。"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from medtech_desktop.domain.procedures import CodeEdition, Entered
from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow

_SLICE = 5000
_SIGNATURE = (
    "SELECT (SELECT coalesce(max(id), 0) FROM code_edition),"
    " (SELECT coalesce(max(id), 0) FROM procedure),"
    " (SELECT count(*) FROM annulment WHERE event_table IN ('code_edition', 'procedure'))"
)

Signature = tuple[int, int, int]


def load_code_editions(look: Look) -> tuple[CodeEdition, ...]:
    """编码库的各版，按启用的先后。"""
    columns = table_of(CodeEditionRow).c
    return tuple(look.fetch(CodeEditionRow, CodeEdition, order=(columns.since, columns.id)))


def procedure_rows(look: Look, edition_id: int) -> Iterator[Entered]:
    """一版的全部编码；分片读，窗口不等。"""
    columns = table_of(ProcedureRow).c
    wanted = select(columns.id, columns.code, columns.name, columns.category)
    wanted = wanted.where(columns.edition_id == edition_id, *look.holding(ProcedureRow))
    last = 0
    while True:
        rows = look.rows(wanted.where(columns.id > last).order_by(columns.id).limit(_SLICE))
        for row in rows:
            yield int(row[0]), str(row[1]), str(row[2]), str(row[3])
        if len(rows) < _SLICE:
            return
        last = int(rows[-1][0])


def codes_signature(look: Look) -> Signature:
    """编码有没有变过：只追加的表，末号与撤销数相同则内容相同。"""
    editions, codes, undone = look.raw(_SIGNATURE)[0]
    return int(editions), int(codes), int(undone)
