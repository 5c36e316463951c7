"""院务公开: how counts and rates are shown, and what may never be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medtech_desktop.domain.disclosure_papers import (
    USAGE_COLUMNS,
    Disclosure,
    PublicList,
    private_findings,
    public_count,
    public_rate,
    uncounted_findings,
)
from medtech_desktop.domain.papers import Footer

ROW = ("S16", "神经血管介入诊疗技术", "2025-01-01至2025-12-31", "214", "2.3%", "<2.4%")
RECORD = Disclosure(
    "示例市第一医院",
    "2026年第2版",
    date(2026, 6, 30),
    "示例癸",
    date(2026, 7, 2),
    (PublicList("限制类技术临床应用情况", USAGE_COLUMNS, (ROW,)),),
    Footer("本院"),
)


def _with(cell: str) -> Disclosure:
    row = (*ROW[:1], cell, *ROW[2:])
    return replace(RECORD, lists=(replace(RECORD.lists[0], rows=(ROW, row)),))


@pytest.mark.parametrize(
    ("count", "bound", "shown"),
    [
        (None, 5, "未统计"),
        (0, 5, "0"),
        (1, 5, "<5"),
        (4, 5, "<5"),
        (5, 5, "5"),
        (214, 5, "214"),
        (1, 0, "1"),
        (1, 1, "1"),
        (9, 10, "<10"),
        (None, 0, "未统计"),
    ],
)
def test_counts(count: int | None, bound: int, shown: str) -> None:
    assert public_count(count, bound) == shown


@pytest.mark.parametrize(
    ("count", "total", "bound", "shown"),
    [
        (None, 214, 5, "未统计"),
        (3, None, 5, "未统计"),
        (0, 0, 5, "无法计算"),
        (1, 3, 5, "例数少，不列"),
        (0, 4, 5, "例数少，不列"),
        (0, 214, 5, "0.0%"),
        (3, 214, 5, "<2.4%"),
        (5, 214, 5, "2.3%"),
        (5, 5, 5, "100.0%"),
        (1, 3, 0, "33.3%"),
        (1, 8, 0, "12.5%"),
        (1, 2000, 0, "0.1%"),
        (4, 5, 5, "<100.0%"),
    ],
)
def test_rates(count: int | None, total: int | None, bound: int, shown: str) -> None:
    assert public_rate(count, total, bound) == shown


def test_a_small_count_cannot_be_worked_out_from_its_rate() -> None:
    """With any total, every small count of at least one shows the same text."""
    for total in range(5, 400):
        assert len({public_rate(count, total, 5) for count in range(1, 5)}) == 1
        bound = float(public_rate(1, total, 5).strip("<%"))
        assert bound >= 5 * 100 / total - 1e-9


@pytest.mark.refuses("MTCA-45(4)")
@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("示例甲 13800000000", "手机号码"),
        ("示例甲138 0000 0000", "手机号码"),
        ("138-0000-0000", "手机号码"),
        ("电话：0731-84820000", "电话号码"),
        ("（0731）84820000", "电话号码"),
        ("010—84820000转8", "电话号码"),
        ("430102199001011234", "身份证号"),
        ("43010219900101123x", "身份证号"),
    ],
)
def test_private_numbers_are_found_wherever_they_stand(cell: str, kind: str) -> None:
    (found,) = private_findings(_with(cell))
    assert kind in found.message
    assert "第2行「技术名称」" in found.message
    assert found.article == "MTCA-45(4)"
    assert found.remedy


@pytest.mark.allows("MTCA-45(4)")
@pytest.mark.parametrize(
    "cell",
    [
        "36.0601",
        "17.912A0",
        "2025-01-01至2025-12-31",
        "20260304",
        "湘卫医发〔2018〕11号",
        "备案-2026-003",
        "三维适形及调强放疗技术（含γ刀、X刀、Cyberknife治疗）",
        "12345678901234567890",
        "",
    ],
)
def test_codes_dates_and_numbers_of_documents_are_no_private_numbers(cell: str) -> None:
    assert private_findings(_with(cell)) == ()


@pytest.mark.refuses("MTCA-24")
def test_a_list_with_gaps_cannot_be_approved() -> None:
    row = (*ROW[:3], "未统计", "未统计", "未统计")
    record = replace(RECORD, lists=(replace(RECORD.lists[0], rows=(ROW, row)),))
    (found,) = uncounted_findings(record)
    assert found.message == "「限制类技术临床应用情况」第2行有「未统计」，不能批准公开"
    assert found.article == "MTCA-24"


@pytest.mark.allows("MTCA-24")
def test_a_list_without_gaps_can() -> None:
    zero = (*ROW[:3], public_count(0), public_rate(0, 0), public_rate(0, 0))
    record = replace(RECORD, lists=(replace(RECORD.lists[0], rows=(ROW, zero)),))
    assert uncounted_findings(record) == ()
