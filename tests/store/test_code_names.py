"""Codes by their inner number: the name last entered counts, and who still needs a code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.domain.applications import ApplicationKind
from medtech_desktop.office.practitioners import add_person
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.imports import codes_used
from medtech_desktop.store.page import Page
from medtech_desktop.store.privilege_targets import code_labels, code_names
from medtech_desktop.store.tables import Record
from medtech_desktop.store.tables.applications import ApplicationItemRow, ApplicationRow
from medtech_desktop.store.tables.gradings import ProcedureCodeRow
from medtech_desktop.store.tables.privileges import EmergencyUseRow, WorkloadRow
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow
from tests.books import CLERK, fresh_book

DAY = date(2026, 11, 2)
CODE, OTHER = "D01.0100", "D02.0100"
WORKLOAD = {"period_from": DAY, "period_to": DAY, "cases": 1, "source": "示例登记本"}
EMERGENCY = {"number": "急诊-2026-001", "day": DAY, "case_ref": "", "reason": "示例理由"}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    book = fresh_book(tmp_path)
    with book.act(CLERK, "test.people") as page:
        add_person(page, "示例甲", DAY)
    yield book
    book.close()


def edition(book: Book, key: str, names: dict[str, str]) -> int:
    """One more edition of codes, and the number of its act."""
    with book.act(CLERK, "test.codes") as page:
        place = page.add(CodeEditionRow, key=key, name=key, source="", since=DAY, note="")
        rows = [
            {"edition_id": place, "code": code, "name": name, "category": "surgery"}
            for code, name in names.items()
        ]
        page.add_many(ProcedureRow, rows)
        code_ids(page, names)
        return page.seq


def test_the_name_last_entered_counts_unless_it_was_annulled(book: Book) -> None:
    edition(book, "示例一", {CODE: "示例旧名"})
    edition(book, "示例二", {CODE: "示例新名"})
    with book.act(CLERK, "test.number") as page:
        bare = page.add(ProcedureCodeRow, code=OTHER)
    with book.look() as look:
        assert code_names(look, (1, bare, 99)) == {1: (CODE, "示例新名"), bare: (OTHER, "")}
        assert code_labels(look, (1, bare)) == {1: f"{CODE} 示例新名", bare: OTHER}
        [(uid,)] = look.raw("SELECT uid FROM procedure WHERE name = '示例新名'")
    with book.act(CLERK, "test.annul") as page:
        page.annul(ProcedureRow, uid, "登记有误")
    with book.look() as look:
        assert code_names(look, (1,)) == {1: (CODE, "示例旧名")}


def _application(page: Page) -> None:
    page.add(
        ApplicationRow,
        number="申请-2026-001",
        person_id=1,
        kind=ApplicationKind.FIRST,
        day=DAY,
        statement="示例",
    )


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (WorkloadRow, {"person_id": 1, **WORKLOAD}),
        (EmergencyUseRow, {"person_id": 1, **EMERGENCY}),
        (ApplicationItemRow, {"application_id": 1}),
    ],
)
def test_a_record_that_names_a_code_needs_its_edition(
    book: Book, table: type[Record], values: dict[str, Any]
) -> None:
    seq = edition(book, "示例一", {CODE: "示例术式"})
    with book.act(CLERK, "test.record") as page:
        _application(page)
        page.add(table, code_id=1, uid="示例标识", **values)
    with book.look() as look:
        assert codes_used(look, seq) == 1
    with book.act(CLERK, "test.annul") as page:
        page.annul(table, "示例标识", "登记有误")
    with book.look() as look:
        assert codes_used(look, seq) == 0


def test_a_code_that_another_edition_has_may_lose_one(book: Book) -> None:
    first = edition(book, "示例一", {CODE: "示例术式"})
    with book.act(CLERK, "test.record") as page:
        page.add(WorkloadRow, code_id=1, person_id=1, **WORKLOAD)
    with book.look() as look:
        assert codes_used(look, first) == 1
    second = edition(book, "示例二", {CODE: "示例术式", OTHER: "示例另一术式"})
    with book.look() as look:
        assert (codes_used(look, first), codes_used(look, second)) == (0, 0)
