"""手术分级管理目录：编码的内部号，各版，一版的各行。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from medtech_desktop.domain.grading_drafts import DraftLine, GradingDraft
from medtech_desktop.domain.gradings import (
    GradingEdition,
    GradingLine,
    GradingList,
    by_code,
)
from medtech_desktop.store.institutions import load_departments
from medtech_desktop.store.page import Look, Page, table_of
from medtech_desktop.store.tables.gradings import (
    GradingDraftLineRow,
    GradingDraftRow,
    GradingEditionRow,
    GradingLineRow,
    ProcedureCodeRow,
)
from medtech_desktop.store.tables.procedures import ProcedureRow

_SLICE = 5000
_PARTS = (
    "code_id",
    "name",
    "department_id",
    "grade",
    "managed_as",
    "minimally_invasive",
    "day_surgery",
    "interventional",
)


def code_ids(look: Look, codes: Iterable[str]) -> dict[str, int]:
    """编码 → 内部号；写的事务里，还没有号的成批添上，只读时略去。

    The text is taken as it stands: whether a code is a code is the code edition's matter.
    """
    wanted = dict.fromkeys(codes)
    known = look.kept(_all_code_ids)
    news = [code for code in wanted if code not in known]
    if news and isinstance(look, Page):
        look.add_many(ProcedureCodeRow, [{"code": code} for code in news])
        known = look.kept(_all_code_ids)
    return {code: known[code] for code in wanted if code in known}


def code_texts(look: Look) -> dict[int, str]:
    """内部号 → 编码，全部。"""
    return look.kept(_all_code_texts)


def load_grading_editions(look: Look) -> tuple[GradingEdition, ...]:
    """各版，按施行的先后；撤销了的不在内。"""
    columns = table_of(GradingEditionRow).c
    order = (columns.since, columns.act_seq)
    return tuple(look.fetch(GradingEditionRow, GradingEdition, order=order))


def load_grading(look: Look, edition_id: int) -> GradingList:
    """一版的全部各行；表没有改就不重读。raises LookupError for an unknown edition."""
    return look.kept(_read_grading, edition_id)


def grading_of_day(look: Look, edition_id: int, day: date) -> GradingList:
    """同上，按 ``day`` 那天科室的上下级来查。"""
    return load_grading(look, edition_id).within(look.kept(load_departments).above(day))


def _read_grading(look: Look, edition_id: int) -> GradingList:
    edition = next((one for one in load_grading_editions(look) if one.id == edition_id), None)
    if edition is None:
        raise LookupError(f"no grading edition {edition_id}")
    codes, categories = look.kept(coded, edition.code_edition_id)
    return GradingList(edition, by_code(grading_lines(look, edition_id)), codes, categories)


def grading_lines(look: Look, edition_id: int) -> Iterator[GradingLine]:
    """一版的各行，按登记的先后；分片读，窗口不等。"""
    c = table_of(GradingLineRow).c
    wanted = select(c.id, *(c[name] for name in _PARTS))
    wanted = wanted.where(c.edition_id == edition_id, *look.holding(GradingLineRow))
    for row in _in_slices(look, wanted, c.id):
        yield GradingLine(*row[1:])


def add_grading_lines(page: Page, edition_id: int, lines: Iterable[GradingLine]) -> int:
    """成批写入一版的各行，返回行数。"""
    return page.add_many(
        GradingLineRow, [{"edition_id": edition_id, **_values(line)} for line in lines]
    )


def _values(line: GradingLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in _PARTS}


# Drafts


def load_grading_drafts(look: Look) -> tuple[GradingDraft, ...]:
    """正在编的各份，先后为序。"""
    return tuple(look.fetch(GradingDraftRow, GradingDraft))


def draft_edits(look: Look, draft_id: int) -> tuple[DraftLine, ...]:
    """一份草稿里的各次改动，依次；没有改就不重读。"""
    return look.kept(_read_edits, draft_id)


def _read_edits(look: Look, draft_id: int) -> tuple[DraftLine, ...]:
    c = table_of(GradingDraftLineRow).c
    wanted = select(c.id, c.act_seq, c.dropped, *(c[name] for name in _PARTS))
    rows = _in_slices(look, wanted.where(c.draft_id == draft_id), c.id)
    return tuple(DraftLine(row[1], GradingLine(*row[3:]), bool(row[2])) for row in rows)


def add_draft_edits(page: Page, draft_id: int, edits: Iterable[tuple[GradingLine, bool]]) -> int:
    """把改过的、删去的行成批写进草稿；一次操作只写一批，撤销时整批去掉。"""
    rows = [
        {"version": 1, "draft_id": draft_id, **_values(line), "dropped": dropped}
        for line, dropped in edits
    ]
    return page.add_many(GradingDraftLineRow, rows)


# Codes


def coded(look: Look, code_edition_id: int) -> tuple[dict[int, str], dict[int, str]]:
    """编码库一版里有内部号的：内部号 → 编码，内部号 → 类别代码。"""
    procedure, number = table_of(ProcedureRow).c, table_of(ProcedureCodeRow).c
    wanted = (
        select(procedure.id, number.id, number.code, procedure.category)
        .join_from(
            table_of(ProcedureRow), table_of(ProcedureCodeRow), number.code == procedure.code
        )
        .where(procedure.edition_id == code_edition_id, *look.holding(ProcedureRow))
    )
    codes: dict[int, str] = {}
    categories: dict[int, str] = {}
    for _id, code_id, code, category in _in_slices(look, wanted, procedure.id):
        codes[code_id] = code
        categories[code_id] = category
    return codes, categories


def _in_slices(look: Look, wanted: Select[Any], key: Any) -> Iterator[tuple[Any, ...]]:
    """查询的各行，第一列是 ``key``；一次取五千行。"""
    last = 0
    while True:
        rows = look.rows(wanted.where(key > last).order_by(key).limit(_SLICE))
        yield from rows
        if len(rows) < _SLICE:
            return
        last = int(rows[-1][0])


def _all_code_ids(look: Look) -> dict[str, int]:
    return {code: code_id for code_id, code in code_texts(look).items()}


def _all_code_texts(look: Look) -> dict[int, str]:
    c = table_of(ProcedureCodeRow).c
    return {int(row[0]): str(row[1]) for row in _in_slices(look, select(c.id, c.code), c.id)}
