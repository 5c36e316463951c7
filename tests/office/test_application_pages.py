"""申请上写的现有授权：情形与期限分开说。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.privileges import OPEN, Standing
from medtech_desktop.office.application_pages import held_in_words

DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (Standing(3, date(2026, 12, 31), DAY), "三级，有效至 2026-12-31"),
        (Standing(3, OPEN, DAY), "三级，有效"),
        (Standing(3, date(2026, 10, 31), DAY), "三级，已过期（有效期至 2026-10-31）"),
        (Standing(3, date(2026, 12, 31), DAY, True), "三级，暂停（有效期至 2026-12-31）"),
        (Standing(3, date(2026, 12, 31), DAY, revoked=True), "三级，已撤销"),
        (None, "没有授权"),
    ],
)
def test_what_is_held_says_its_state_and_its_term_apart(held: Standing | None, said: str) -> None:
    assert held_in_words(held, True, DAY) == said
