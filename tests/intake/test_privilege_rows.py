"""授权表的读入：日期、级别、编码各种写法；一行只授一项；限度说得出。"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.limits import limits_for
from medtech_desktop.intake.reading import Reading, read_kind

TODAY = date(2026, 11, 24)
HEAD = (
    "职工号",
    "医师姓名",
    "专科",
    "手术级别",
    "术式编码",
    "技术",
    "批准日期",
    "有效期",
    "文件号",
)


def read(folder: Path, *rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> Reading:
    path = folder / "授权.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows((head, *rows))
    return read_kind("privileges", path, today=TODAY)


def why(reading: Reading) -> list[tuple[str, str]]:
    return [(one.column, one.why) for one in reading.misfits]


@pytest.mark.parametrize("grade", ["3", "三级", "Ⅲ", "iii级", "三级手术", "３"])
@pytest.mark.parametrize("day", ["2025-3-1", "2025.03.01", "2025年3月1日", "20250301", "2025/3/1"])
def test_dirty_grades_and_days(tmp_path: Path, grade: str, day: str) -> None:
    reading = read(tmp_path, ("0123", "示例甲", "普外", grade, "", "", day, "长期", "示例文"))
    [draft] = reading.rows
    values = draft.values
    assert (values["number"], values["grade"], values["day"]) == ("0123", "3", date(2025, 3, 1))
    assert "until" not in values


def test_one_row_is_one_person_and_one_target(tmp_path: Path) -> None:
    day = "2025-03-01"
    reading = read(
        tmp_path,
        ("1", "", "普外", "三级", "", "", day, "", ""),
        ("1", "", "普外", "", "36.07", "", day, "", ""),  # the specialty of the operator
        ("1", "", "", "", "", "S16", day, "2056-01-01", ""),
        ("1", "", "", "", "", "", day, "", ""),
        ("1", "", "普外", "三级", "36.07", "", day, "", ""),
        ("1", "", "普外", "", "", "", day, "", ""),
        ("1", "", "普外", "五级", "", "", day, "", ""),
        ("1", "", "普外", "三级", "", "", day, "2025-02-01", ""),
        ("1", "", "普外", "三级", "", "", "", "", ""),
    )
    assert [draft.line for draft in reading.rows] == [2, 3, 4]
    assert [column for column, _ in why(reading)] == [
        *("专业", "手术编码", "级别", "级别", "有效期至", "授权日期"),
    ]
    code = reading.rows[1].values["code"]
    assert getattr(code, "candidates", ())[:2] == ("36.07", "36.0700")


def test_a_sheet_without_person_or_target_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="工号|姓名"):
        read(tmp_path, ("三级", "2025-03-01"), head=("级别", "授权日期"))


def test_the_limit_of_a_file_is_two_hundred_thousand_rows() -> None:
    limits = limits_for("privileges")
    assert limits.rows == 200_000
    assert limits.rows * 13 <= limits.cells
