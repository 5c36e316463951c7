"""一月一张的工作簿：标题一样的各张一起读，别的说明没有读；行号各不相同，不合格的仍找得到。"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from medtech_desktop.intake.misfit_books import misfit_workbook
from tests.intake.logs import HEADS, log, row, surgeries


def months(**sheets: list[list[Any]]) -> bytes:
    """A workbook with these sheets, in this order."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for cells in rows:
            page.append(cells)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_every_month_is_read(tmp_path: Path) -> None:
    many = [row(手术单号=f"C{n}") for n in range(300)]
    content = months(
        一月=[HEADS, row(手术单号="A1"), row(手术单号="A2")],
        二月=[["某院二月手术登记"], HEADS, row(手术单号="B1", 手术日期="26-2-1")],
        三月=[HEADS, *many, row(手术单号="A1")],
        说明=[["由信息科导出"]],
        旧表=[[*HEADS[1:], HEADS[0]], row()],
    )
    reading = log(tmp_path, content)
    assert (reading.read, reading.surgeries, reading.twice, reading.unread) == (304, 302, 1, 1)
    assert [one.line for one in reading.misfits] == [10_003]
    said = "\n".join(reading.notes)
    assert "「二月」的行号从 10000 起、「三月」的行号从 20000 起" in said
    assert "没有读的工作表：说明、旧表" in said
    lines = {case["ref"]: case["line"] for case in surgeries(reading)}
    assert (lines["A1"], lines["A2"], lines["C0"], lines["C299"]) == (2, 3, 20_002, 20_301)


def test_rows_held_back_are_found_again_in_their_sheet(tmp_path: Path) -> None:
    content = months(
        一月=[HEADS, row(手术单号="A1"), row(手术单号="A2")],
        二月=[HEADS, row(手术单号="A1", 手术日期="2026-03-06"), row(手术单号="B1")],
    )
    reading = log(tmp_path, content)
    assert (reading.read, reading.surgeries, reading.unread) == (4, 2, 2)
    assert [one.line for one in reading.misfits] == [2, 10_002]
    page: Any = load_workbook(io.BytesIO(misfit_workbook(reading))).worksheets[0]
    assert [(r[0], r[2], r[-1]) for r in page.iter_rows(min_row=2, values_only=True)] == [
        ("A1", "2026-03-05", "2"),
        ("A1", "2026-03-06", "10002"),
    ]


def test_rows_that_nothing_identifies_are_not_counted_twice(tmp_path: Path) -> None:
    heads = HEADS[2:]
    content = months(全年=[heads, row()[2:]], 三月=[heads, row()[2:]])
    reading = log(tmp_path, content)
    assert reading.surgeries == 1
    assert any("只读了工作表「全年」，没有读：三月" in note for note in reading.notes)


def test_the_sheet_that_was_asked_for_is_read_alone(tmp_path: Path) -> None:
    content = months(一月=[HEADS, row(手术单号="A1")], 二月=[HEADS, row(手术单号="B1")])
    reading = log(tmp_path, content, sheet="二月")
    assert [case["ref"] for case in surgeries(reading)] == ["B1"]
