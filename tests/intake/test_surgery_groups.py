"""病案首页的列没有写号的：同样的栏名重复、第一组不写号、两行标题，都按次序，一项也不漏。"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from medtech_desktop.intake.headings import UnmatchedColumns
from medtech_desktop.intake.misfit_books import misfit_workbook
from medtech_desktop.intake.surgery_reading import LogReading
from tests.intake.logs import log, log_of, surgeries
from tests.intake.workbooks import book

GROUP = ["手术编码", "手术名称", "手术日期", "术者"]
FIRST = ["36.0700", None, "2026-03-05", "张三"]
LATER = ["36.0600", None, "2026-03-09", "李四"]
NONE = [None] * 4


def told(reading: LogReading) -> list[tuple[str, int, Any, Any]]:
    """Day, ordinal, code and operator of every procedure."""
    return sorted(
        (case["day"], line["ordinal"], line["code_id"], line["person_id"])
        for case in surgeries(reading)
        for line in case["lines"]
    )


def test_the_same_headings_repeated_are_groups_in_their_order(tmp_path: Path) -> None:
    heads = ["病案号", "住院次数", *GROUP * 5]
    reading = log_of(
        tmp_path,
        ["A1", 1, *FIRST, *LATER, *NONE * 3],
        ["A2", 1, *NONE * 5],
        ["A3", 1, *FIRST, *NONE * 2, *LATER, *NONE],
        heads=heads,
    )
    assert (reading.shape, reading.read, reading.misfits) == ("front-page", 2, ())
    first, later = ("2026-03-05", 1, 1, 1), ("2026-03-09", 2, 2, 2)
    assert told(reading) == [first, first, later, ("2026-03-09", 4, 2, 2)]


def test_groups_of_unlike_width_are_told_by_where_they_stand(tmp_path: Path) -> None:
    heads = ["病案号", *GROUP, "麻醉医师", *GROUP, "手术级别", *GROUP, "手术级别"]
    cells = ["A1", *FIRST, "陈晨", *LATER, "三级", *LATER[:2], "2026-03-10", "张三", "二级"]
    reading = log_of(tmp_path, cells, heads=heads)
    assert reading.misfits == ()
    graded = [line["grade"] for case in surgeries(reading) for line in case["lines"]]
    assert graded == [None, 3, 2]


def test_a_repeated_group_may_share_the_day_of_the_stay(tmp_path: Path) -> None:
    heads = ["病案号", "手术日期", "手术编码", "术者", "手术编码", "术者"]
    reading = log_of(
        tmp_path, ["A1", "2026-03-05", "36.0700", "张三", "36.0600", "李四"], heads=heads
    )
    assert told(reading) == [("2026-03-05", 1, 1, 1), ("2026-03-05", 2, 2, 2)]


@pytest.mark.parametrize("ends", [(".1", ".2"), ("_2", "_3"), ("1", "2")])
def test_a_first_group_without_a_number_is_not_lost(ends: tuple[str, str], tmp_path: Path) -> None:
    heads = ["病案号", *GROUP, *(f"{one}{end}" for end in ends for one in GROUP)]
    reading = log_of(tmp_path, ["A1", *FIRST, *LATER, *NONE], heads=heads)
    assert told(reading) == [("2026-03-05", 1, 1, 1), ("2026-03-09", 2, 2, 2)]
    assert not any("没有读的列" in note for note in reading.notes)


@pytest.mark.parametrize("words", ["第一手术、第二手术", "手术1、手术2", "主要手术、其他手术1"])
def test_numbers_that_stand_in_a_row_above(words: str, tmp_path: Path) -> None:
    one, other = words.split("、")
    top = ["基本情况", None, one, *NONE[:3], other, *NONE[:3]]
    under = ["病案号", "住院次数", *GROUP * 2]
    content = book([top, under, ["A1", 1, *FIRST, *LATER]], ("A1:B1", "C1:F1", "G1:J1"))
    reading = log(tmp_path, content)
    assert told(reading) == [("2026-03-05", 1, 1, 1), ("2026-03-09", 2, 2, 2)]


def test_what_is_remembered_does_not_bind_the_bare_heading_to_a_group(tmp_path: Path) -> None:
    heads = ["病案号", *GROUP * 2]
    reading = log_of(tmp_path, ["A1", *FIRST, *LATER], heads=heads)
    assert "手术编码" not in reading.mapping
    rows = log_of(
        tmp_path, ["A1", *FIRST], ["A2", *LATER], heads=heads[:5], mapping=reading.mapping
    )
    assert (rows.shape, rows.lines) == ("rows", 2)
    again = log_of(tmp_path, ["A1", *FIRST, *LATER], heads=heads, mapping=rows.mapping)
    assert (again.shape, told(again)) == ("front-page", told(reading))


def test_its_misfits_corrected_come_in_at_their_places(tmp_path: Path) -> None:
    heads = ["病案号", *GROUP * 3]
    bad = ["A1", *FIRST, *NONE, *LATER[:2], "26-3-9", "李四"]
    reading = log_of(tmp_path, bad, heads=heads)
    assert [(one.column, one.line) for one in reading.misfits] == [("手术日期3", 2)]
    made = load_workbook(io.BytesIO(misfit_workbook(reading)))
    page: Any = made.worksheets[0]
    at = [cell.value for cell in page[1]].index("手术日期3") + 1
    page.cell(row=2, column=at).value = "2026-03-09"
    buffer = io.BytesIO()
    made.save(buffer)
    again = log(tmp_path, buffer.getvalue())
    assert again.misfits == ()
    assert told(again) == [("2026-03-05", 1, 1, 1), ("2026-03-09", 3, 2, 2)]


@pytest.mark.parametrize(
    "heads",
    [
        ["手术编码", "术者", "术者"],
        ["手术编码", "手术编码", "术者"],
        ["住院次数", "病案号", "病案号", *GROUP * 2],
    ],
)
def test_a_heading_that_stands_twice_by_accident_is_still_refused(
    heads: list[str], tmp_path: Path
) -> None:
    with pytest.raises(UnmatchedColumns, match="不止一列"):
        log_of(tmp_path, ["1"] * (len(heads) + 1), heads=["手术日期", *heads])
