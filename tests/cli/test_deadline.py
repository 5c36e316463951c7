"""deadline：第 N 个工作日，连同逐日、暂定与缺失的年份。"""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal


@pytest.mark.parametrize(
    ("day", "due", "provisional"),
    [
        ("2025-09-26", "2025-10-23", False),
        ("2025-09-28", "2025-10-24", False),
        ("2026-02-13", "2026-03-12", False),
        ("2026-12-10", "2026-12-31", True),
        ("2026-12-11", "2027-01-04", True),
        ("2018-11-01", "2018-11-22", False),  # the first day of the measures
        ("2018-08-13", "2018-09-03", False),
        ("2024-02-29", "2024-03-21", False),
        ("2004-12-13", "2005-01-04", False),
        ("2004-01-02", "2004-01-21", False),  # a Saturday and a Sunday worked
        ("2060-01-05", "2060-01-26", True),
    ],
)
def test_the_fifteenth_working_day(
    terminal: Terminal, day: str, due: str, provisional: bool
) -> None:
    """MTCA-11：首例为第 0 日；law.md §7 的五例，与首尾各年。"""
    found = terminal.json("deadline", day, "--days", "15")
    assert (found["due"], found["provisional"]) == (due, provisional)
    assert len(found["counted"]) == 15
    assert found["counted"][-1] == due
    assert day not in found["counted"]


def test_the_year_whose_holidays_are_missing_is_named(terminal: Terminal) -> None:
    found = terminal.json("deadline", "2026-12-11", "--days", "15")
    assert found["missing_years"] == [2027]
    assert "2027年放假安排缺失" in terminal.ok("deadline", "2026-12-11", "--days", "15")


def test_holidays_typed_into_the_book_make_it_final(hospital: Terminal) -> None:
    before = hospital.json("deadline", "2026-12-11", "--days", "15")
    assert before["provisional"]
    offs = [f"--off=2027-{m:02d}-{d:02d}:{n}" for m, d, n in _YEAR_2027]
    hospital.ok("holidays", "add", *offs, "--complete", "2027", "--source", "示例文号")
    after = hospital.json("deadline", "2026-12-11", "--days", "15")
    assert (after["due"], after["provisional"]) == ("2027-01-05", False)


_YEAR_2027 = (
    (1, 1, "元旦"),
    (1, 4, "元旦"),
    (2, 6, "春节"),
    (4, 5, "清明节"),
    (5, 1, "劳动节"),
    (6, 9, "端午节"),
    (9, 15, "中秋节"),
    (10, 1, "国庆节"),
)


def test_a_year_is_not_complete_without_its_festivals(hospital: Terminal) -> None:
    said = hospital.wrong("holidays", "add", "--off", "2027-01-01:元旦", "--complete", "2027")
    assert "2027" in said
    assert hospital.json("deadline", "2026-12-11", "--days", "15")["provisional"]


@pytest.mark.parametrize("day", ["2027-13-01", "", "春节"])
def test_holidays_need_real_days(hospital: Terminal, day: str) -> None:
    assert "不是日期" in hospital.wrong("holidays", "add", "--off", day)
