"""病例登记一月一张的：标题一样的各张一起读，别的说明没有读；行号各不相同。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from medtech_desktop.intake.reading import Reading, read_kind
from tests.intake.workbooks import sheets

TODAY = date(2026, 9, 20)
HEADS = ["日期", "技术", "姓名", "病例代号"]


def read(tmp_path: Path, pages: dict[str, list[list[str]]], sheet: str | None = None) -> Reading:
    path = tmp_path / "病例.xlsx"
    path.write_bytes(sheets(pages))
    return read_kind("cases", path, today=TODAY, sheet=sheet)


PAGES = {
    "一月": [HEADS, ["2026-01-05", "S16", "示例甲", "例一"], ["2026-01-06", "", "示例甲", "例二"]],
    "二月": [
        ["某院"],
        HEADS,
        ["2026-02-05", "S16", "示例乙", "例三"],
        ["不是日", "S16", "甲", "四"],
    ],
    "空表": [HEADS],
    "说明": [["由信息科导出"]],
    "旧表": [[*HEADS[1:], HEADS[0]], ["S16", "示例甲", "例五", "2026-01-05"]],
    "三月": [HEADS, ["2026-03-05", "S16", "示例乙", "例六"]],
}


def test_sheets_with_the_same_headings_are_read_together(tmp_path: Path) -> None:
    reading = read(tmp_path, PAGES)
    assert [(one.line, one.values["ref"]) for one in reading.rows] == [
        (2, "例一"),
        (10_003, "例三"),
        (20_002, "例六"),
    ]
    assert [one.line for one in reading.misfits] == [3, 10_004]
    assert [one.line for one in reading.bad_rows] == [3, 10_004]
    assert reading.read == 5
    said = "\n".join(reading.notes)
    assert "标题一样的工作表与「一月」一起读了：「二月」的行号从 10000 起、「三月」的" in said
    assert "没有读的工作表：空表、说明、旧表" in said


def test_the_sheet_that_was_asked_for_is_read_alone(tmp_path: Path) -> None:
    reading = read(tmp_path, PAGES, sheet="三月")
    assert [one.line for one in reading.rows] == [2]
    assert any("只读了工作表「三月」，没有读：一月、二月" in note for note in reading.notes)


def test_other_kinds_read_one_sheet(tmp_path: Path) -> None:
    path = tmp_path / "人.xlsx"
    heads = ["姓名", "工号"]
    path.write_bytes(sheets({"甲": [heads, ["示例甲", "1"]], "乙": [heads, ["示例乙", "2"]]}))
    reading = read_kind("practitioners", path, today=TODAY)
    assert len(reading.rows) + len(reading.bad_rows) == 1
    assert any("只读了工作表「甲」，没有读：乙" in note for note in reading.notes)
