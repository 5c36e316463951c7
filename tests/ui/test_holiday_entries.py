"""放假安排：从 Excel 粘贴的一块，各种写法都读得懂；读不懂的原样指出。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.ui.screens.institution_entries import read_holidays

_NEW_YEAR = ((date(2027, 1, 1), False, "元旦"),)


@pytest.mark.parametrize(
    "line",
    [
        "2027-01-01 休 元旦",
        "2027/1/1\t休\t元旦",
        "2027年1月1日\t放假\t元旦",
        "２０２７-０１-０１\t休\t元旦",
        "2027-01-01 00:00:00\t休\t元旦",
    ],
)
def test_a_day_is_read_however_excel_writes_it(line: str) -> None:
    assert read_holidays(line) == (_NEW_YEAR, ())


def test_a_pasted_block_has_first_and_last_day_in_columns() -> None:
    block = "2027/1/1\t2027/1/3\t休\t元旦\r\n2027/1/4\t\t上班\r\n还没有定\r\n"
    days, misread = read_holidays(block)
    assert [(day.day, works) for day, works, _name in days] == [
        (1, False),
        (2, False),
        (3, False),
        (4, True),
    ]
    assert misread == ("还没有定",)
