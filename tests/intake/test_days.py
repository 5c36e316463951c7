"""日期：每种写法一个值；读法不唯一的不收（故障表 49）。"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.intake.cells import Bad
from medtech_desktop.intake.days import DayRange, day, year_later
from medtech_desktop.intake.raw_rows import BLANK, Cell, CellKind

TODAY = date(2026, 11, 22)
USUAL = DayRange(year_later(TODAY))
MAC = DayRange(year_later(TODAY), epoch_1904=True)
FIFTH_OF_MARCH = date(2024, 3, 5)


def text(written: str) -> Cell:
    return Cell(CellKind.TEXT, written)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            text(written)
            for written in (
                "2024-03-05",
                "2024-3-5",
                "2024/3/5",
                "2024.3.5",
                "2024.03.05",
                "2024。3。5",
                "2024、3、5",
                "2024 3 5",
                "2024年3月5日",
                "2024年03月05号",
                "2024年3月5",
                " 2024 年 3 月 5 日 ",
                "２０２４－０３－０５",
                "２０２４年３月５日",
                "20240305",
                "２０２４０３０５",
                "2024-03-05 00:00:00",
                "2024-03-05T08:30:00",
                "2024/3/5 8:30",
                "2024年3月5日 8时30分",
                "2024年3月5日（星期二）",
                "2024-03-05 周二",
                "二〇二四年三月五日",
                "二○二四年三月五日",
            )
        ),
        Cell(CellKind.DATE, "2024-03-05"),
        Cell(CellKind.DATE, "2024-03-05 23:59:59"),
        Cell(CellKind.NUMBER, "45356"),
        Cell(CellKind.NUMBER, "45356.75"),
        Cell(CellKind.NUMBER, "20240305"),
    ],
    ids=lambda cell: f"{cell.kind}{cell.text}",
)
def test_every_way_to_write_one_day(cell: Cell) -> None:
    assert day(cell, USUAL) == FIFTH_OF_MARCH


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("25/3/2024", date(2024, 3, 25)),
        ("3/25/2024", date(2024, 3, 25)),
        ("3/3/2024", date(2024, 3, 3)),
        ("二〇二四年十二月二十一日", date(2024, 12, 21)),
        ("二〇二四年十月三十日", date(2024, 10, 30)),
        ("2024-02-29", date(2024, 2, 29)),
        ("1950-01-01", date(1950, 1, 1)),
        ("2027-11-22", date(2027, 11, 22)),
    ],
)
def test_other_days(written: str, value: date) -> None:
    assert day(text(written), USUAL) == value


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (text("03/04/05"), "年份只有两位"),
        (text("24-3-5"), "年份只有两位"),
        (text("24.3.5"), "年份只有两位"),
        (text("3/4/2024"), "可能是 2024-03-04 或 2024-04-03"),
        (text("13/13/2024"), "没有这一天"),
        (text("2024-13-05"), "没有 2024 年 13 月 5 日"),
        (text("2023-02-29"), "没有 2023 年 2 月 29 日"),
        (text("2024年3月"), "只有年月"),
        (text("2024.3"), "只有年月"),
        (text("2024"), "只有年份"),
        (text("240305"), "六位数"),
        (text("45356"), "像日期序号"),
        (text("5-Mar-24"), "读不出日期"),
        (text("三月五日"), "读不出日期"),
        (text("昨天"), "读不出日期"),
        (text("至今"), "没有就留空"),
        (text("2024-03-05至2024-03-06"), "读不出日期"),
        (text("1949-12-31"), "不在 1950-01-01 至 2027-11-22 之间"),
        (text("2027-11-23"), "不在 1950-01-01 至 2027-11-22 之间"),
        (text("0000-00-00"), "没有 0 年 0 月 0 日"),
        (Cell(CellKind.NUMBER, "36.07"), "不是日期"),
        (Cell(CellKind.NUMBER, "20241305"), "没有 2024 年 13 月 5 日"),
        (Cell(CellKind.NUMBER, "99999"), "不在 1950-01-01"),
        (Cell(CellKind.FLAG, "1"), "不是日期"),
        (Cell(CellKind.DATE, "1904-01-01"), "不在 1950-01-01"),
    ],
    ids=lambda value: value.text if isinstance(value, Cell) else "",
)
def test_what_is_not_one_day_is_refused(cell: Cell, said: str) -> None:
    found = day(cell, USUAL)
    assert isinstance(found, Bad)
    assert said in found.why


def test_a_bare_serial_in_a_1904_workbook_has_two_readings() -> None:
    found = day(Cell(CellKind.NUMBER, "43894"), MAC)
    assert isinstance(found, Bad)
    assert "2024-03-05 或 2020-03-04" in found.why
    assert day(Cell(CellKind.DATE, "2024-03-05"), MAC) == FIFTH_OF_MARCH
    assert day(Cell(CellKind.NUMBER, "20240305"), MAC) == FIFTH_OF_MARCH


def test_open_end() -> None:
    until = DayRange(date(2060, 1, 1), open_end=True)
    for written in ("至今", "长期", "-", "/", "无"):
        assert day(text(written), until) is None
    assert day(BLANK, USUAL) is None
    assert day(text("2059-12-31"), until) == date(2059, 12, 31)


def test_a_year_later_than_a_leap_day() -> None:
    assert year_later(date(2024, 2, 29)) == date(2025, 3, 1)


@given(st.dates(date(1950, 1, 1), date(2027, 11, 22)))
def test_iso_dates_come_back(one: date) -> None:
    serial = (one - date(1899, 12, 30)).days
    for written in (one.isoformat(), f"{one:%Y%m%d}", f"{one.year}年{one.month}月{one.day}日"):
        assert day(text(written), USUAL) == one
    assert day(Cell(CellKind.NUMBER, str(serial)), USUAL) == one


@given(st.text(max_size=20) | st.text("0123456789-/.年月日 :", max_size=20))
def test_any_text_is_a_day_or_a_reason(written: str) -> None:
    found = day(text(written), USUAL)
    assert found is None or isinstance(found, (date, Bad))
