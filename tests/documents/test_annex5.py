"""附件5: title verbatim, eight-digit dates as text, no formula."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from medtech_desktop.documents.fonts import UnprintableCharacters
from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.papers import Annex5
from tests.documents.docx_reading import open_in_libreoffice
from tests.documents.paper_samples import ANNEX5, ANNEX5_ROW, FOOTER, page_texts, text_of

TITLE = "湖南省限制类医疗机构临床应用备案汇总表"
HEADINGS = ("医疗机构名称", "技术编号", "技术名称", "备案时间", "备案机关")
NOTES = (
    "注：1.此表由市级卫生行政部门于每年6月（统计1-6月）和12月底（统计7-12月），"
    "将辖区内备案情况汇总报至省卫生健康委员会；",
    "2.医疗机构名称、技术名称均需填写全称，备案日期统一按 YYYYMMDD 格式填写。",
)
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "'x", '=HYPERLINK("http://x","y")')


def test_an_empty_form_has_the_official_wording_and_no_example_row() -> None:
    empty = Annex5((), "2026年1-6月", replace(FOOTER, shown=False))
    wording = f"附件5{TITLE}市州（公章）：填报人：{''.join(HEADINGS)}{''.join(NOTES)}"
    assert page_texts(render(empty)) == [wording.replace(" ", "")]


def test_rows_carry_eight_digits() -> None:
    text = text_of(render(ANNEX5))
    assert "示例市第一医院S16神经血管介入诊疗技术20260304示例市卫生健康委员会" in text
    assert "20190101" not in text
    assert "2026年1-6月" in text.partition("格式填写。")[2]  # in the footer only
    assert "2026年1-6月" not in text.partition("格式填写。")[0]


def test_the_heading_is_repeated_and_no_row_is_lost() -> None:
    rows = tuple(replace(ANNEX5_ROW, code=f"S{n:02d}") for n in range(1, 45))
    pages = page_texts(render(replace(ANNEX5, rows=rows)))
    assert len(pages) > 2
    assert all("".join(HEADINGS) in page for page in pages)
    whole = "".join(pages)
    assert [whole.count(row.code) for row in rows] == [1] * 44
    assert "".join(NOTES).replace(" ", "") in pages[-1]
    assert "S44" in pages[-1]  # the notes never stand alone


def test_long_names_grow_their_row() -> None:
    row = replace(ANNEX5_ROW, hospital="院" * 2000, technology="术" * 2000, authority="关" * 2000)
    whole = text_of(render(Annex5((row,), "", replace(FOOTER, shown=False))))
    assert whole.count("院") >= 2000
    constant = "".join((TITLE, *HEADINGS, *NOTES))
    assert whole.count("关") == 2000 + constant.count("关") + len(
        [p for p in page_texts(render(Annex5((row,), "", FOOTER)))[1:] if "备案机关" in p]
    )


def test_xlsx_holds_text_cells_only() -> None:
    rows = tuple(replace(ANNEX5_ROW, hospital=text, technology=text) for text in HOSTILE)
    content = render(Annex5(rows, "", FOOTER), "xlsx")
    page = load_workbook(BytesIO(content)).active
    assert page is not None
    assert page["A1"].value == TITLE
    assert tuple(cell.value for cell in page[3]) == HEADINGS
    for number, text in enumerate(HOSTILE, 4):
        found = [cell.value for cell in page[number]]
        assert found == [text, "S16", text, "20260304", "示例市卫生健康委员会"]
    for row in page.iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "n")
            assert cell.data_type == "s" or cell.value is None
            assert cell.number_format == "@" or cell.value is None
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert [page.cell(10 + n, 1).value for n in range(2)] == list(NOTES)


def test_xlsx_same_bytes_and_no_clock() -> None:
    content = render(ANNEX5, "xlsx")
    assert content == render(ANNEX5, "xlsx")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml")
    assert core.count(b"1980-01-01T00:00:00Z") == core.count(b":00Z") == 2


def test_xlsx_refuses_control_characters_and_keeps_rare_names() -> None:
    with pytest.raises(UnprintableCharacters, match="U\\+0008"):
        render(replace(ANNEX5, rows=(replace(ANNEX5_ROW, hospital="医\bX"),)), "xlsx")
    rare = replace(ANNEX5, rows=(replace(ANNEX5_ROW, hospital="𠮷县王䶮医院"),))
    page = load_workbook(BytesIO(render(rare, "xlsx"))).active
    assert page is not None
    assert page["A4"].value == "𠮷县王䶮医院"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_xlsx_opens_in_libreoffice(tmp_path: Path) -> None:
    rows = (replace(ANNEX5_ROW, hospital="=1+1"),)
    printed = open_in_libreoffice(render(Annex5(rows, "", FOOTER), "xlsx"), "附件5.xlsx", tmp_path)
    (text,) = page_texts(printed)
    assert "=1+1" in text
    assert "20260304" in text
