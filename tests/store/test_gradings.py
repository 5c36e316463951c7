"""分级目录的读取：编码的内部号成批添，整版一次读，没有改就不重读，撤销与「当时所知」。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.gradings import GradingLine, Standing, edition_on
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import (
    code_ids,
    code_texts,
    load_grading,
    load_grading_editions,
)
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables.gradings import GradingEditionRow, GradingLineRow
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow
from tests.books import CLERK

CODES = (("06.3900", "surgery"), ("36.0601", "interventional"), ("45.1300", "diagnostic"))


def enter_code_edition(page: Page) -> int:
    edition = page.add(
        CodeEditionRow, key="示例编码", name="示例编码", source="", since=date(2025, 1, 1), note=""
    )
    rows = [
        {"edition_id": edition, "code": code, "name": f"示例{code}", "category": category}
        for code, category in CODES
    ]
    page.add_many(ProcedureRow, rows)
    return edition


def enter_grading(page: Page, codes: int, number: str, since: date, grade: int | None) -> int:
    edition = page.add(
        GradingEditionRow,
        number=number,
        name="示例分级目录",
        code_edition_id=codes,
        managed="surgery、interventional",
        adopted_on=since,
        since=since,
        meeting="示例会议",
        document="",
        note="",
    )
    ids = code_ids(page, [code for code, _ in CODES])
    rows = [
        {
            "edition_id": edition,
            "code_id": ids[code],
            "name": f"示例{code}",
            "department_id": None,
            "grade": grade,
            "managed_as": None,
            "minimally_invasive": code.startswith("36"),
            "day_surgery": False,
            "interventional": code.startswith("36"),
        }
        for code, _ in CODES
    ]
    page.add_many(GradingLineRow, rows)
    return edition


def test_codes_get_one_inner_number_for_good(book: Book) -> None:
    with book.act(CLERK, "grading.test") as page:
        first = code_ids(page, ["06.3900", "17.912A0", "06.3900"])
    assert set(first) == {"06.3900", "17.912A0"}
    assert len(set(first.values())) == 2
    with book.act(CLERK, "grading.test") as page:
        again = code_ids(page, ["17.912A0", "01.6x00"])
    assert again["17.912A0"] == first["17.912A0"]
    with book.look() as look:
        assert code_ids(look, ["01.6x00", "99.9999"]) == {"01.6x00": again["01.6x00"]}
        assert code_texts(look)[first["06.3900"]] == "06.3900"


def test_an_edition_is_read_whole_with_codes_and_categories(book: Book) -> None:
    with book.act(CLERK, "grading.test") as page:
        codes = enter_code_edition(page)
        edition = enter_grading(page, codes, "分级-2026-001", date(2026, 1, 1), 3)
    with book.look() as look:
        found = load_grading(look, edition)
        assert load_grading(look, edition) is found
        ids = code_ids(look, [code for code, _ in CODES])
    assert found.edition.number == "分级-2026-001"
    assert found.lines_of(ids["36.0601"]) == (
        GradingLine(ids["36.0601"], "示例36.0601", None, 3, None, True, False, True),
    )
    assert found.lines_of(ids["36.0601"])[0].interventional is True
    assert found.codes[ids["06.3900"]] == "06.3900"
    assert found.grade_of(ids["45.1300"], None).standing is Standing.LEFT_OUT
    with book.look() as look, pytest.raises(LookupError):
        load_grading(look, edition + 1)


def test_what_was_annulled_is_gone_and_was_known(book: Book) -> None:
    with book.act(CLERK, "grading.test") as page:
        codes = enter_code_edition(page)
        enter_grading(page, codes, "分级-2026-001", date(2025, 6, 1), 2)
    with book.act(CLERK, "grading.test") as page:
        wrong = enter_grading(page, codes, "分级-2026-002", date(2026, 1, 1), 4)
    with book.look() as look:
        known, editions = look.last_seq(), load_grading_editions(look)
    with book.act(CLERK, "grading.annul") as page:
        page.annul(GradingEditionRow, editions[1].uid, "会议没有通过（示例）")
    day = date(2026, 2, 2)
    with book.look() as look:
        now = edition_on(load_grading_editions(look), day)
    assert now is not None
    assert now.number == "分级-2026-001"
    with book.look(known) as look:
        then = edition_on(load_grading_editions(look), day)
        assert then is not None
        assert then.id == wrong
        code = code_ids(look, ["06.3900"])["06.3900"]
        assert load_grading(look, wrong).grade_of(code, None).grade == 4
