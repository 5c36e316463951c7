"""导入批次：登记、认出同一文件、撤销整批。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, select, text

from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.tables import LegalRecord, Record, every_table
from medtech_desktop.store.tables.acts import Annulment
from medtech_desktop.store.tables.imports import HeadingRow, ImportBatchRow
from medtech_desktop.store.tables.surgeries import PLACES


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """一次导入。"""

    id: int
    uid: str
    act_seq: int
    number: str
    kind: str
    file_name: str
    sha256: str
    read: int
    accepted: int
    duplicates: int
    misfits: int
    mapping: str


@dataclass(frozen=True, slots=True)
class Heading:
    """记住的表头。"""

    id: int
    act_seq: int
    kind: str
    heading: str
    column: str


def load_batches(look: Look, *, annulled: bool = False) -> tuple[ImportBatch, ...]:
    """全部导入批次，先后为序。"""
    return tuple(look.fetch(ImportBatchRow, ImportBatch, annulled=annulled))


def same_file(look: Look, kind: str, sha256: str) -> ImportBatch | None:
    """同一类里内容相同的文件以前导入过的那一批（撤销的不算）。"""
    found = look.fetch(
        ImportBatchRow, ImportBatch, ImportBatchRow.kind == kind, ImportBatchRow.sha256 == sha256
    )
    return found[-1] if found else None


def remembered_headings(look: Look, kind: str) -> dict[str, str]:
    """记住的表头 → 列键；同一表头以后记的为准。"""
    rows = look.fetch(HeadingRow, Heading, HeadingRow.kind == kind)
    return {row.heading: row.column for row in sorted(rows, key=lambda r: (r.act_seq, r.id))}


def _legal_tables() -> list[Table]:
    return [t for t in every_table() if t.info.get("append_only") and "act_seq" in t.c]


def written_by(look: Look, seq: int) -> dict[str, int]:
    """某次操作写入而仍有效的记录：表名 → 条数。"""
    counts = {}
    for table in _legal_tables():
        kind = _kind(table)
        if kind is Annulment or kind is ImportBatchRow:
            continue
        query = select(func.count()).where(table.c.act_seq == seq, *look.holding(kind))
        number = int(look.rows(query.select_from(table))[0][0])
        if number:
            counts[table.name] = number
    return counts


def used_since(look: Look, seq: int) -> dict[str, int]:
    """别的操作引用了这一批记录的：引用它的表 → 条数；非空则整批不能撤销。"""
    written = written_by(look, seq)
    uses: dict[str, int] = {}
    for table in every_table():
        if "act_seq" not in table.c and table.name not in _LOGGED:
            continue
        for column in table.columns:
            for key in column.foreign_keys:
                target = key.column.table
                if target.name not in written or key.column.name != "id":
                    continue
                mine = select(target.c.id).where(target.c.act_seq == seq)
                query = select(func.count()).where(column.in_(mine), *_live(look, table, seq))
                number = int(look.rows(query.select_from(table))[0][0])
                if number:
                    uses[table.name] = uses.get(table.name, 0) + number
    return uses


def _live(look: Look, table: Table, seq: int) -> list[Any]:
    """别的操作写的、算数的；手术登记的各行随它们那一例的版本。"""
    found: list[Any] = list(look.holding(_kind(table)))
    if "act_seq" in table.c:
        found.append(table.c.act_seq != seq)
    if table.name in _LOGGED:
        found.append(text(_LOGGED[table.name]))
    return found


_GONE = "NOT IN (SELECT surgery_id FROM surgery_gone WHERE why < 3)"
_LOGGED = {
    "surgery": f"surgery.id {_GONE}",
    "surgery_line": f"surgery_line.surgery_id {_GONE}",
    "surgery_participant": f"surgery_participant.id / {PLACES} IN"
    f" (SELECT id FROM surgery_line WHERE surgery_id {_GONE})",
}
_CODES_LOGGED = (
    "SELECT count(*) FROM procedure_code c"
    " WHERE c.code IN (SELECT code FROM procedure WHERE act_seq = ?)"
    " AND NOT EXISTS (SELECT 1 FROM procedure p WHERE p.code = c.code AND p.act_seq <> ?"
    " AND NOT EXISTS (SELECT 1 FROM annulment u"
    " WHERE u.event_table = 'procedure' AND u.event_uid = p.uid))"
    f" AND EXISTS (SELECT 1 FROM surgery_line l WHERE l.code_id = c.id AND l.surgery_id {_GONE})"
)
_CODES_USED = (
    "SELECT count(*) FROM {table} t JOIN procedure_code c ON c.id = t.code_id"
    " WHERE c.code IN (SELECT code FROM procedure WHERE act_seq = ?)"
    " AND NOT EXISTS (SELECT 1 FROM procedure p WHERE p.code = c.code AND p.act_seq <> ?"
    " AND NOT EXISTS (SELECT 1 FROM annulment u"
    " WHERE u.event_table = 'procedure' AND u.event_uid = p.uid))"
    " AND NOT EXISTS (SELECT 1 FROM annulment u"
    " WHERE u.event_table = '{table}' AND u.event_uid = t.uid)"
)


_NAMING_CODES = (
    *("privilege_event", "technology_code", "privilege_application_item"),
    *("emergency_use", "workload"),
)


def codes_used(look: Look, seq: int) -> int:
    """按内部号引用了这一批手术编码、而别的版里没有这些编码的：授权、申请、手术登记……

    The lines of grading lists are not asked: their edition names the code edition itself.
    """
    logged = int(look.raw(_CODES_LOGGED, seq, seq)[0][0])
    named = (look.raw(_CODES_USED.format(table=name), seq, seq)[0][0] for name in _NAMING_CODES)
    return logged + sum(int(count) for count in named)


def annul_batch(page: Page, batch: ImportBatch, reason: str) -> int:
    """撤销一批写入的全部记录，返回条数。记录仍在，只是自始不算数。"""
    rows: list[dict[str, Any]] = []
    for name in written_by(page, batch.act_seq):
        table = next(t for t in _legal_tables() if t.name == name)
        query = select(table.c.uid).where(
            table.c.act_seq == batch.act_seq, *page.holding(_kind(table))
        )
        rows += [
            {"event_table": name, "event_uid": uid, "reason": reason} for (uid,) in page.rows(query)
        ]
    rows.append(
        {"event_table": ImportBatchRow.__tablename__, "event_uid": batch.uid, "reason": reason}
    )
    page.add_many(Annulment, rows)
    return len(rows) - 1


def _kind(table: Table) -> type[Record]:
    kind: type[Record] = table.info.get("kind", LegalRecord)
    return kind
