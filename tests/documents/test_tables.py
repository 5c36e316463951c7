"""Plain tables of a whole book: text cells, one pass, nothing cut."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from medtech_desktop.documents import tables
from medtech_desktop.documents.exports import check_xlsx
from medtech_desktop.documents.tables import OVERFLOW, Table, render_tables

COLUMNS = ("编号", "名称")


def _read(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_many_sheets_with_heading_and_rows_in_order() -> None:
    content = render_tables(
        [Table("技术", COLUMNS, [("JS-001", "甲"), ("JS-002", "乙")]), Table("备案", ("编号",))]
    )
    assert _read(content) == {
        "技术": [COLUMNS, ("JS-001", "甲"), ("JS-002", "乙")],
        "备案": [("编号",)],
    }
    check_xlsx(content)


def test_nothing_becomes_a_formula_a_number_an_error_or_a_date() -> None:
    texts = [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        "#N/A",
        "#REF!",
        "36.0601",
        "001",
        "2026-03-04",
        "TRUE",
        "=",
    ]
    content = render_tables([Table("甲", ("值",), [(text,) for text in texts])])
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}


def test_rows_are_walked_through_once() -> None:
    walked: list[int] = []

    def rows() -> Iterator[tuple[str, str]]:
        for number in range(500):
            walked.append(number)
            yield str(number), "甲"

    found = _read(render_tables([Table("甲", COLUMNS, rows())]))["甲"]
    assert len(found) == 501
    assert walked == list(range(500))


def test_a_cell_too_long_goes_on_in_the_last_sheet() -> None:
    text = "".join(chr(0x4E00 + n % 9000) for n in range(70_000))
    content = render_tables([Table("审计", COLUMNS, [("1", "短"), ("2", text)])])
    book = _read(content)
    assert list(book) == ["审计", OVERFLOW]
    assert book["审计"][2] == ("2", f"（内容过长，全文见「{OVERFLOW}」）")
    parts = book[OVERFLOW][1:]
    assert {part[:3] for part in parts} == {("审计", "3", "名称")}
    assert [part[3] for part in parts] == [str(n) for n in range(1, len(parts) + 1)]
    assert "".join(part[4] for part in parts) == text


def test_a_sheet_too_long_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 10)
    found = _read(render_tables([Table("甲", COLUMNS, [(str(n), "乙") for n in range(25)])]))
    assert [len(rows) for rows in found.values()] == [11, 11, 6]
    assert all(rows[0] == COLUMNS for rows in found.values())
    numbers = [row[0] for rows in found.values() for row in rows[1:]]
    assert numbers == [str(n) for n in range(25)]


def test_sheet_names_are_made_allowed_and_different() -> None:
    wanted = ["a/b*c?[d]:\\", "A_b_c__d___", "", "很长的工作表名" * 9, "很长的工作表名" * 9, "'x'"]
    names = list(_read(render_tables([Table(name, ("甲",)) for name in wanted])))
    assert len(names) == len(wanted)
    assert len({name.lower() for name in names}) == len(wanted)
    assert all(0 < len(name) <= 31 and not set("\\/*?:[]") & set(name) for name in names)


def test_a_row_of_another_length_is_a_bug_of_ours() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        render_tables([Table("甲", COLUMNS, [("1",)])])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=5))
def test_any_text_is_written_and_read_back(rows: list[tuple[str, str]]) -> None:
    """Carriage returns become line feeds, as XML rules; everything else comes back."""
    from openpyxl.utils.escape import unescape

    numbered = [(str(at), *row) for at, row in enumerate(rows)]
    content = render_tables([Table("甲", ("序号", *COLUMNS), numbered)])
    found = _read(content)["甲"][1:]
    read = [tuple(unescape(text or "") for text in row) for row in found]
    assert read == [tuple(map(_line_feeds, row)) for row in numbered]


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_the_same_rows_give_the_same_bytes() -> None:
    made = [render_tables([Table("甲", COLUMNS, [("1", "乙")])]) for _ in range(2)]
    assert made[0] == made[1]
