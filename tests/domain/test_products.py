"""所涉产品须已批准上市（湘二（一）末）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.products import (
    ApprovalState,
    Product,
    ProductApproval,
    ProductKind,
    product_findings,
)

SINCE = date(2020, 1, 1)
DAY = date(2026, 11, 22)
STENT = Product(1, "", 7, ProductKind.DEVICE, "取栓支架", SINCE)
OTHER = Product(2, "", 7, ProductKind.SIMILAR, "生物补片", SINCE)


def approval(
    number: int,
    state: ApprovalState = ApprovalState.APPROVED,
    since: date = SINCE,
    until: date | None = None,
    product: int = 1,
) -> ProductApproval:
    return ProductApproval(number, "", product, state, "测试注册证1", since, until)


APPROVED = approval(1)


@pytest.mark.allows("HN-2.1", duty="1.products")
def test_an_approved_product_may_be_used() -> None:
    assert product_findings([STENT], [APPROVED], DAY) == ()
    assert product_findings([], [], DAY) == ()


@pytest.mark.refuses("HN-2.1", duty="1.products")
@pytest.mark.parametrize(
    ("approvals", "said"),
    [
        ([], "没有有效的上市批准记录"),
        ([approval(1, ApprovalState.UNAPPROVED)], "未批准上市"),
        ([APPROVED, approval(2, ApprovalState.WITHDRAWN, date(2026, 11, 22))], "已撤销"),
        ([approval(1, until=date(2026, 11, 21))], "没有有效的上市批准记录"),
        ([approval(1, since=date(2026, 11, 23))], "没有有效的上市批准记录"),
        ([replace(APPROVED, number=" ")], "批准文号未填"),
        ([approval(1, product=2)], "没有有效的上市批准记录"),
    ],
)
def test_no_use_without_approval_on_the_day(approvals: list[ProductApproval], said: str) -> None:
    (finding,) = product_findings([STENT], approvals, DAY)
    assert (finding.severity, finding.article) == (Severity.REFUSE, "HN-2.1")
    assert said in finding.message
    assert "医疗器械「取栓支架」" in finding.message


def test_each_product_is_judged_by_its_own_approval() -> None:
    (finding,) = product_findings([STENT, OTHER], [APPROVED], DAY)
    assert "具有相似属性产品「生物补片」" in finding.message


def test_a_renewed_approval_goes_on_and_the_later_entry_of_a_day_counts() -> None:
    renewed = [approval(1, until=date(2025, 1, 1)), approval(2, since=date(2025, 1, 2))]
    assert product_findings([STENT], renewed, DAY) == ()
    corrected = [approval(1, ApprovalState.UNAPPROVED), approval(2)]
    assert product_findings([STENT], corrected[::-1], DAY) == ()


@pytest.mark.allows("HN-2.1", duty="1.products")
def test_a_product_is_asked_about_only_while_it_is_used() -> None:
    gone = replace(STENT, until=date(2026, 11, 21))
    assert product_findings([gone], [], DAY) == ()
    assert len(product_findings([gone], [], date(2026, 11, 21))) == 1
    assert product_findings([replace(STENT, since=date(2026, 11, 23))], [], DAY) == ()


@given(st.dates(date(2018, 1, 1), date(2019, 12, 31)))
def test_nothing_is_judged_before_the_notice(day: date) -> None:
    early = replace(STENT, since=date(2010, 1, 1))
    assert bool(product_findings([early], [], day)) is (day >= date(2018, 11, 19))
