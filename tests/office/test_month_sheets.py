"""一览由登记写成：截止在当日、逾期另列、放假安排没有的年份说明。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.month_papers import MonthSheet
from medtech_desktop.office.exports import previewed
from medtech_desktop.office.month_sheets import month_of
from medtech_desktop.office.paper_kinds import paper_of
from tests.builders import DUE, OPENED_FILING, Office


def _sheet(office: Office, key: str, on: date) -> MonthSheet:
    world = office.world(on)
    with office.library.look() as look:
        record = paper_of(world, "month-sheet", key, look=look).record
    assert isinstance(record, MonthSheet)
    return record


def test_the_deadline_stands_on_its_day(filing: Office) -> None:
    record = _sheet(filing, "2026-10", OPENED_FILING)
    (day,) = [day for day in record.days if day.items]
    assert day.day == DUE
    assert day.tag == "班"
    assert [(i.code, i.article) for i in day.items] == [("S16", "第十一条")]
    assert record.overdue == ()
    assert record.missing_years == ()
    assert record.days[0].tag == "休"
    assert record.days[0].note == "国庆节"


def test_what_is_overdue_is_listed_in_every_month(filing: Office) -> None:
    record = _sheet(filing, "2026-11", date(2026, 11, 2))
    assert [item.due for item in record.overdue] == [DUE]
    assert record.items == ()


def test_a_month_beyond_the_known_holidays_says_so(filing: Office) -> None:
    december = _sheet(filing, "2026-12", OPENED_FILING)
    assert december.missing_years == (2027,)
    provisional = [day.day.day for day in december.days if day.provisional]
    assert provisional == list(range(25, 32))
    january = _sheet(filing, "2027-1", OPENED_FILING)
    assert all(day.provisional for day in january.days)


def test_the_month_is_the_one_asked_about_or_this_one() -> None:
    on = date(2026, 9, 28)
    assert month_of("", on) == (2026, 9)
    assert month_of(" 2026-12 ", on) == (2026, 12)
    for wrong in ("2026-13", "2026年12月", "12", "2026-12-01", "0001-01"):
        with pytest.raises(Refused):
            month_of(wrong, on)


def test_it_can_be_looked_at_before_it_is_printed(filing: Office) -> None:
    made = previewed(filing.library, "month-sheet", "2026-10", OPENED_FILING)
    assert made.pdf.startswith(b"%PDF")
    assert made.gaps == ()
    assert made.formats == ("pdf", "xlsx")
