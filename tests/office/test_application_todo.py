"""等着的授权申请是待办：一种情形一件，没有法定天数。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.applications import ReviewStep as Step
from medtech_desktop.office import applications as office_of
from medtech_desktop.office.todo import todo_board
from tests.application_samples import (
    CHAIR,
    CLERK_NO,
    COLLEAGUE,
    applied,
    house_at,
    review,
)
from tests.builders import Office

ON = date(2026, 11, 20)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    """样例医院，加上审申请的人和一个专业。"""
    office = house_at(tmp_path)
    yield office
    office.library.close()


def test_what_waits_is_a_thing_to_do_without_a_legal_day(house: Office) -> None:
    first = applied(house, 3)
    assert _todo(house) == [("授权申请待科室评议 1 份", first, "示例甲", "登记评议")]
    second = applied(house, person=CHAIR)
    elsewhere = review(Step.DEPARTMENT, COLLEAGUE)
    house.do(office_of.review_application, second, elsewhere, reason="胸外科仅一人")
    house.do(office_of.review_application, second, review(Step.OFFICE, CLERK_NO))
    applied(house, 2, person=COLLEAGUE)
    assert _todo(house) == [
        ("授权申请待科室评议 2 份", "", "示例甲、示例戊", "登记评议"),
        ("授权申请待委员会审定 1 份", "申请-2026-002", "示例庚", "登记审定"),
    ]
    waiting = [one for one in todo_board(house.library, ON).items if one.kind == "application"]
    assert [(one.due, one.overdue) for one in waiting] == [(None, False), (None, False)]


def _todo(house: Office) -> list[tuple[str, str, str, str]]:
    items = todo_board(house.library, ON).items
    mine = [one for one in items if one.kind == "application"]
    return [(one.matter, one.code, one.subject, one.action) for one in mine]
