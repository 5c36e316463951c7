"""本月法定期限一览：记录、文字、图像；放不下的接到续页。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from medtech_desktop.documents.rendering import formats, render
from medtech_desktop.domain.month_papers import MonthSheet, month_days
from tests.documents.month_samples import FILING, sheet
from tests.documents.paper_samples import ink, page_count, page_texts, picture


def test_the_days_of_a_month() -> None:
    assert len(month_days(2026, 2)) == 28
    assert month_days(2026, 12)[-1] == date(2026, 12, 31)


def test_every_day_stands_with_its_tag_and_deadline() -> None:
    calendar, listed = page_texts(render(sheet()))
    assert "2026年10月法定期限一览" in calendar
    for day in range(1, 32):
        assert f"{day}日" in calendar
    assert "周一周二周三周四周五周六周日" in calendar
    assert calendar.count("国庆节休") == 7
    assert "10日调休上班班S16提交备案" in calendar
    assert "9日今天" in calendar
    assert "10月10日周六，剩5个工作日" in listed
    assert "S16神经血管介入诊疗技术神经外科第十一条" in listed
    assert "10月到期1项" in listed
    assert "已逾期0项" in listed


def test_the_first_column_is_monday() -> None:
    (first, *_rest) = [day for day in sheet().days if day.day.weekday() == 0]
    assert first.day == date(2026, 10, 5)
    calendar = page_texts(render(sheet()))[0]
    head = calendar[calendar.index("周日") :]
    assert head.index("1日国庆节") < head.index("5日国庆节")


def test_overdue_things_come_first_in_the_list() -> None:
    late = replace(FILING, due=date(2026, 9, 20), left="逾期 5", code="S20", subject="示例技术")
    listed = page_texts(render(sheet(overdue=(late,))))[1]
    assert listed.index("已逾期1项") < listed.index("S20") < listed.index("10月到期1项")
    assert "9月20日周日，逾期5" in listed


def test_a_year_whose_holidays_are_unknown_is_dashed_and_told() -> None:
    days = tuple(replace(d, provisional=d.day.day == 26, items=()) for d in sheet().days)
    item = replace(FILING, provisional=True)
    days = tuple(replace(d, items=(item,)) if d.day == FILING.due else d for d in days)
    record = sheet(days=days, missing_years=(2027,))
    calendar, listed = page_texts(render(record))
    assert "2027年放假安排缺失" in calendar
    assert "（暂定）" in calendar
    assert "10月10日周六，暂定" in listed
    plain = picture(render(sheet(days=tuple(replace(d, provisional=False) for d in days))))
    dashed = picture(render(record))
    whole = (0.0, 0.0, 297.0, 175.0)
    assert ink(dashed, whole) > ink(plain, whole) + 100


def test_many_deadlines_on_one_day_go_on_in_the_list_and_on_further_pages() -> None:
    many = tuple(replace(FILING, code=f"S{n:02}") for n in range(60))
    content = render(sheet(many))
    texts = page_texts(content)
    assert page_count(content) >= 4
    assert "另56项见列表" in texts[0]
    for n in range(60):
        assert any(f"S{n:02}神经血管" in text for text in texts[1:])
    for text in texts[2:]:
        assert "截止日事项对象科室依据" in text
        assert "接上页" in text


def test_undated_things_are_counted_in_the_notes() -> None:
    assert "另有3件没有法定天数的" in page_texts(render(sheet(undated=3)))[0]


def test_the_same_record_gives_the_same_bytes() -> None:
    assert render(sheet()) == render(sheet())
    assert render(sheet(), "xlsx") == render(sheet(), "xlsx")


def test_the_workbook_lists_and_shows_the_calendar() -> None:
    assert formats(MonthSheet) == ("pdf", "xlsx")
    book = load_workbook(BytesIO(render(sheet(), "xlsx")))
    assert book.sheetnames == ["列表", "日历"]
    rows = [row for row in book["列表"].iter_rows(values_only=True) if row[0] == "2026-10-10"]
    assert rows[0][:6] == (
        "2026-10-10",
        "周六",
        "剩 5 个工作日",
        None,
        "提交备案（首例 2026年09月14日）",
        "S16",
    )
    cells = [cell for row in book["日历"].iter_rows(values_only=True) for cell in row if cell]
    assert any(str(cell).startswith("10日 调休上班 班\nS16") for cell in cells)


@pytest.mark.parametrize("month", [0, 13])
def test_no_such_month(month: int) -> None:
    with pytest.raises(ValueError, match="month"):
        month_days(2026, month)
