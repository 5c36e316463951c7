"""标题行：题名、两行标题、合并、空列、记住的栏名；列绝不错位（故障表 48）。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.intake.headings import UnmatchedColumns, find_headings, refuse_incomplete
from medtech_desktop.intake.kinds import KINDS
from medtech_desktop.intake.raw_rows import BLANK, Cell, CellKind, RawRow
from medtech_desktop.intake.reading import preview_kind, read_kind
from tests.intake.workbooks import book, sheets

TODAY = date(2026, 11, 22)
PEOPLE = KINDS["practitioners"]


def rows(*lines: list[str]) -> list[RawRow]:
    return [
        RawRow(number, tuple(Cell(CellKind.TEXT, one) if one else BLANK for one in line))
        for number, line in enumerate(lines, 1)
    ]


def test_plain_headings() -> None:
    found = find_headings(rows(["工号", "姓名", "类别"], ["01", "甲", "医师"]), PEOPLE)
    assert (found.line, found.rows) == (1, 1)
    assert found.places == {"number": 0, "name": 1, "kind": 2}
    assert found.mapping == {"工号": "number", "姓名": "name", "类别": "kind"}


def test_a_data_row_is_not_the_second_row_of_the_headings() -> None:
    found = find_headings(rows(["工号", "姓名", "类别", ""], ["01", "姓名", "医师", "x"]), PEOPLE)
    assert (found.line, found.rows) == (1, 1)


def test_headings_far_down() -> None:
    title = [[f"第 {n} 行说明"] for n in range(20)]
    found = find_headings(rows(*title, ["工号", "姓名", "类别"]), PEOPLE)
    assert found.line == 21


def test_the_exact_heading_wins_over_a_synonym() -> None:
    found = find_headings(rows(["职工号", "工号", "姓名", "类别"]), PEOPLE)
    assert found.places["number"] == 1
    assert found.unused == (0,)


def test_two_columns_alike_are_asked_about() -> None:
    found = find_headings(rows(["工号", "姓名", "姓名", "类别"]), PEOPLE)
    assert found.doubles == (("name", (1, 2)),)
    with pytest.raises(UnmatchedColumns, match="「姓名」对上了 B、C 列"):
        refuse_incomplete(found, PEOPLE)


def test_a_remembered_heading() -> None:
    line = rows(["人号", "姓名", "类别", "职称"])
    with pytest.raises(UnmatchedColumns, match="缺必填的栏：工号"):
        refuse_incomplete(find_headings(line, PEOPLE), PEOPLE)
    remembered = {"人 号": "number", "职称": ""}
    found = find_headings(line, PEOPLE, remembered)
    refuse_incomplete(found, PEOPLE)
    assert found.places == {"number": 0, "name": 1, "kind": 2}
    assert found.unused == (3,)


def test_nothing_like_headings() -> None:
    with pytest.raises(UnmatchedColumns, match="没有找到「医务人员」的标题行") as caught:
        find_headings(rows(["甲", "乙"], ["丙", "丁"]), PEOPLE)
    assert caught.value.headings is None


def test_missing_columns_are_named_and_so_is_what_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(book([["工号", "职称", "电话"], ["01", "甲", "1"]]))
    with pytest.raises(UnmatchedColumns) as caught:
        read_kind("practitioners", path, today=TODAY)
    assert "缺必填的栏：姓名" in str(caught.value)
    assert "看到的栏名：工号、职称、电话" in str(caught.value)
    assert caught.value.headings is not None
    assert caught.value.headings.texts == ("工号", "职称", "电话")


def test_one_of_two_columns_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(book([["技术编号", "备案机关"], ["G01", "某委"]]))
    with pytest.raises(UnmatchedColumns, match="提交日期 或 完成备案时间"):
        read_kind("filings", path, today=TODAY)


def test_the_mapping_of_one_reading_serves_the_next(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(book([["人号", "姓名", "类别"], ["01", "甲", "医师"]]))
    first = read_kind("practitioners", path, today=TODAY, mapping={"人号": "number"})
    assert first.mapping == {"人号": "number", "姓名": "name", "类别": "kind"}
    again = read_kind("practitioners", path, today=TODAY, mapping=first.mapping)
    assert again.rows == first.rows
    assert again.sha256 == first.sha256


@pytest.mark.parametrize("blank", [0, 1, 3])
@pytest.mark.parametrize("above", [0, 1, 4])
@pytest.mark.parametrize("double", [False, True])
def test_columns_never_shift(blank: int, above: int, double: bool, tmp_path: Path) -> None:
    """Blank columns before and between, titles above, one or two rows of headings."""
    head: list[list[str | None]] = [["某某医院名单"] for _ in range(above)]
    left: list[str | None] = [None] * blank
    if double:
        head += [[*left, "基本情况", None, None, "任职", None]]
        head += [[*left, "工号", "姓名", None, "类别", "职称"]]
    else:
        head += [[*left, "工号", "姓名", None, "类别", "职称"]]
    data = [[*left, f"{n:04d}", f"姓{n}", None, "医师", None if n % 2 else f"职{n}"]
            for n in range(1, 9)]  # fmt: skip
    path = tmp_path / "file.xlsx"
    path.write_bytes(book([*head, *data]))
    reading = read_kind("practitioners", path, today=TODAY)
    assert reading.misfits == ()
    assert reading.heading_line == len(head)
    assert [draft.values.get("title") for draft in reading.rows] == [
        None if n % 2 else f"职{n}" for n in range(1, 9)
    ]
    assert [draft.values["name"] for draft in reading.rows] == [f"姓{n}" for n in range(1, 9)]


def test_preview_shows_headings_and_samples_without_refusing(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    pages = {"封面": [["某院"]], "名单": [["题名"], ["工号", "职称"], ["01", "甲"], ["02", "乙"]]}
    path.write_bytes(sheets(pages))
    cover = preview_kind("practitioners", path)
    assert cover.opened.sheets == ("封面", "名单")
    assert cover.headings is None
    found = preview_kind("practitioners", path, sheet="名单")
    assert found.headings is not None
    assert found.headings.missing == ("姓名",)
    assert found.samples == (("01", "甲"), ("02", "乙"))


def test_headings_without_data(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(book([["工号", "姓名", "类别"], [" ", "\u3000"]]))
    with pytest.raises(Exception, match="没有一行数据"):
        read_kind("practitioners", path, today=TODAY)
