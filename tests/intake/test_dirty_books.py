"""脏表：每个坏格都说得出来，改好错误工作簿再导入就没有不合格（故障表 48–54）。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from medtech_desktop.intake.misfit_books import TINT, misfit_workbook
from medtech_desktop.intake.reading import Reading, read_kind
from tests.intake.dirty_books import BOOKS, Dirty

TODAY = date(2026, 11, 22)


def test_there_are_forty_of_them_with_names_of_their_own() -> None:
    assert len(BOOKS) >= 40
    assert len({one.name for one in BOOKS}) == len(BOOKS)
    assert {one.kind for one in BOOKS} >= {"technologies", "catalog", "prohibited", "procedures"}


@pytest.mark.parametrize("dirty", BOOKS, ids=lambda one: one.name)
def test_every_bad_cell_is_named_and_can_be_corrected(dirty: Dirty, tmp_path: Path) -> None:
    path = tmp_path / f"file{dirty.suffix}"
    path.write_bytes(dirty.make())
    reading = read_kind(dirty.kind, path, today=TODAY)
    assert {(one.line, one.column) for one in reading.misfits} == set(dirty.bad)
    assert all(one.why and f"第 {one.line} 行" in one.where for one in reading.misfits)
    bad_lines = {line for line, _ in dirty.bad}
    assert len(reading.rows) == dirty.good
    assert reading.read == dirty.good + len(bad_lines)
    assert not {draft.line for draft in reading.rows} & bad_lines
    for note in dirty.notes:
        assert any(note in said for said in reading.notes), reading.notes
    _expected(reading, dirty.expect)
    if dirty.bad:
        _correct_and_read_again(reading, dirty, tmp_path)


def _expected(reading: Reading, expect: Mapping[int, Mapping[str, object]]) -> None:
    by_line = {draft.line: draft.values for draft in reading.rows}
    for line, values in expect.items():
        assert {key: by_line[line].get(key) for key in values} == values


def _correct_and_read_again(reading: Reading, dirty: Dirty, folder: Path) -> None:
    book = load_workbook(BytesIO(misfit_workbook(reading)))
    page = book.worksheets[0]
    headings = {str(cell.value): at for at, cell in enumerate(page[1], 1)}
    lines = {
        str(page.cell(row, headings["原行号"]).value): row for row in range(2, page.max_row + 1)
    }
    before = folder / "before.xlsx"
    book.save(before)
    again = read_kind(dirty.kind, before, today=TODAY)
    assert {(one.line, one.column) for one in again.misfits} == {
        (lines[str(line)], heading) for line, heading in dirty.bad
    }, "uncorrected, the same cells are refused again"
    for (line, heading), typed in dirty.bad.items():
        cell = page.cell(lines[str(line)], headings[heading])
        assert cell.fill.fgColor.rgb == TINT
        assert heading in str(page.cell(lines[str(line)], headings["原因"]).value)
        cell.value = typed
    after = folder / "after.xlsx"
    book.save(after)
    corrected = read_kind(dirty.kind, after, today=TODAY)
    assert corrected.misfits == ()
    assert len(corrected.rows) == corrected.read == len(reading.bad_rows)


def test_what_was_good_in_a_bad_row_comes_back_unchanged(tmp_path: Path) -> None:
    dirty = next(one for one in BOOKS if one.name == "备案次序颠倒")
    path = tmp_path / "file.xlsx"
    path.write_bytes(dirty.make())
    book = load_workbook(BytesIO(misfit_workbook(read_kind(dirty.kind, path, today=TODAY))))
    page = book.worksheets[0]
    assert [cell.value for cell in page[2]][:5] == ["G01", "甲", "2023-05-01", "2023-04-01", "某委"]


def test_text_that_looks_like_a_formula_stays_text_in_the_misfits(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text('编码,名称,备注\n,=1+1,"=HYPERLINK(""http://x"")"\n,@a,+b\n', encoding="utf-8")
    content = misfit_workbook(read_kind("procedures", path, today=TODAY))
    page = load_workbook(BytesIO(content)).worksheets[0]
    shown = [(str(cell.value), cell.data_type) for row in page.iter_rows(2, 3) for cell in row[1:3]]
    assert shown == [
        ("=1+1", "s"),
        ('=HYPERLINK("http://x")', "s"),
        ("@a", "s"),
        ("+b", "s"),
    ]


def test_the_same_file_is_recognised_whatever_its_name(tmp_path: Path) -> None:
    content = BOOKS[0].make()
    for name in ("一.xlsx", "二.xlsx"):
        (tmp_path / name).write_bytes(content)
    first, second = (
        read_kind(BOOKS[0].kind, tmp_path / name, today=TODAY) for name in ("一.xlsx", "二.xlsx")
    )
    assert first.sha256 == second.sha256
    assert len(first.sha256) == 64
    assert first.rows == second.rows
