"""病例登记的读入与写入；患者的号码另放，不进审计。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from medtech_desktop.domain.registered_cases import RegisteredCase, counting
from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.surgeries import meanings
from medtech_desktop.store.tables.cases import RegisteredCaseRow

_STALE = "INSERT OR REPLACE INTO surgery_stale (scope, ref) VALUES (?, ?)"
_BY_TECHNOLOGY = 3


def load_registered_cases(
    look: Look, technology_id: int | None = None
) -> tuple[RegisteredCase, ...]:
    """各次登记，依 id；撤销了的不在内。可以只要一项技术的。"""
    column = RegisteredCaseRow.technology_id
    where = () if technology_id is None else (column == technology_id,)
    return tuple(look.fetch(RegisteredCaseRow, RegisteredCase, *where))


def counting_cases(look: Look, technology_id: int | None = None) -> tuple[RegisteredCase, ...]:
    """现行的、算数的各例，认过名的。"""
    return as_meant(look, counting(load_registered_cases(look, technology_id)))


def as_meant(look: Look, cases: Iterable[RegisteredCase]) -> tuple[RegisteredCase, ...]:
    """没有认出的术者认过名的，是认得的那个人。"""
    meant = meanings(look)
    return tuple(
        one if one.person_id is not None else replace(one, person_id=meant.whom(one.said_person))
        for one in cases
    )


def put_cases(page: Page, rows: Sequence[Mapping[str, Any]]) -> int:
    """写入几例；核查知道是哪几项技术的。"""
    recheck(page, {int(row["technology_id"]) for row in rows})
    return page.add_many(RegisteredCaseRow, rows)


def recheck(page: Page, technologies: Iterable[int]) -> None:
    """这几项技术的病例变了，下次核查补上。"""
    rows = [(_BY_TECHNOLOGY, one) for one in sorted(set(technologies))]
    derive(page, "surgery_stale", _STALE, rows)


def case_technologies(look: Look, act_seq: int) -> list[int]:
    """一次操作登记的各例是哪几项技术的。"""
    sql = "SELECT DISTINCT technology_id FROM registered_case WHERE act_seq = ?"
    return [int(row[0]) for row in look.raw(sql, act_seq, needs=("registered_case",))]
