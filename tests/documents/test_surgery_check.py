"""手术核查报告：计数与签字在首页，清单跨页而栏名重复，长名称不截断。"""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from medtech_desktop.documents.surgery_check import SIGNS, render_pdf, render_xlsx
from tests.documents.surgery_check_samples import LONG, report


def texts(content: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def test_the_front_tells_the_counts_and_has_room_to_sign() -> None:
    front = texts(render_pdf(report()))[0]
    assert "范围：全院，2026年9月1日至2026年9月30日" in front
    assert "手术1,284例、1,502项：问题12项" in front
    assert "判断了1,350行，没有判断152行" in front
    assert "不纳入分级管理" in front
    for name in SIGNS:
        assert name in front
    assert "平台没有定几天内报送" in front


@pytest.mark.parametrize("count", [600, pytest.param(3000, marks=pytest.mark.slow)])
def test_many_findings_are_numbered_and_headed_on_every_page(count: int) -> None:
    pages = texts(render_pdf(report(count)))
    listed = pages[1:-1]  # the front before them, the late technologies after
    assert len(listed) > count // 30
    for page in listed:
        assert "手术日" in page
        assert "术者" in page
    assert f"{len(pages)}/{len(pages)}" in pages[-1]
    whole = "".join(pages)
    assert LONG in whole
    assert str(count) in whole


def test_one_department_has_its_own_list() -> None:
    pages = texts(render_pdf(report(3, "普通外科")))
    assert "范围：普通外科" in pages[0]
    assert "按科室" not in pages[0]
    assert len(pages) == 2


def test_nothing_found_is_said_and_no_list_follows() -> None:
    pages = texts(render_pdf(report(0, "普通外科")))
    assert len(pages) == 1
    assert "问题0项" in pages[0]


def test_the_workbook_has_text_only_on_every_sheet() -> None:
    book = load_workbook(BytesIO(render_xlsx(report(9))))
    assert book.sheetnames == ["汇总", "清单", "没有判断的", "按术者", "逾期未备案"]
    for sheet in book:
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
        assert kinds <= {"s"}, sheet.title
    rows = list(book["清单"].iter_rows(values_only=True))
    assert len(rows) == 9 + 3
    assert rows[2][:4] == ("序号", "手术日", "病例", "问题")


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_pdf(report()) == render_pdf(report())
    assert render_xlsx(report()) == render_xlsx(report())
