"""附件1: two columns, 44 rows, the heading on every page."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from medtech_desktop.documents.fonts import UnprintableCharacters
from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.papers import Annex1, Annex1Row
from tests.documents.docx_reading import docx_text
from tests.documents.list_samples import ANNEX1
from tests.documents.paper_samples import FOOTER, glyphs, page_texts, text_of

HIDDEN = replace(ANNEX1, footer=replace(FOOTER, shown=False))
HEAD = "技术编号技术名称"
FURTHER = "湖南省限制类医疗技术目录（2018版）（续页）接上页第2页共2页"


def test_44_rows_in_the_official_order_and_nothing_else() -> None:
    first, second = page_texts(render(HIDDEN))
    title = "附件1湖南省限制类医疗技术目录（2018版）"
    assert first.startswith(f"{title}{HEAD}G01造血干细胞移植技术G02同种胰岛移植技术")
    assert second.startswith(f"{FURTHER}{HEAD}S")
    rows = first.removeprefix(title + HEAD).removesuffix("（转续页）")
    rows += second.removeprefix(FURTHER + HEAD)
    assert rows == "".join(row.code + row.technology for row in ANNEX1.rows)
    codes = [f"G{n:02d}" for n in range(1, 16)] + [f"S{n:02d}" for n in range(1, 30)]
    assert [row.code for row in ANNEX1.rows] == codes
    assert rows.endswith("S29临床基因扩增检验技术")
    assert "S24三维适形及调强放疗技术（含γ刀、X刀、Cyberknife治疗）" in rows


def test_the_codes_stand_in_one_column_and_the_names_in_another() -> None:
    content = render(HIDDEN)
    for number in range(2):
        for glyph in glyphs(content, number):
            assert glyph.left >= 28
            assert glyph.right <= 188
            if glyph.text in "移植诊疗刀":
                assert glyph.left >= 62


def test_a_long_name_grows_and_none_is_lost() -> None:
    name = "造血干细胞移植技术（含多种方式）" * 60
    record = replace(HIDDEN, rows=(Annex1Row("G01", name), *ANNEX1.rows[1:]))
    whole = text_of(render(record))
    assert whole.count("造血干细胞移植技术") == 60
    assert "S29临床基因扩增检验技术" in whole


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_an_empty_list_is_still_a_whole_paper(kind: str) -> None:
    assert render(replace(ANNEX1, rows=()), kind)
    if kind == "pdf":
        assert "（无）" in text_of(render(replace(ANNEX1, rows=())))


def test_an_edition_that_is_no_annex_has_its_own_title_and_no_mark() -> None:
    record = Annex1(ANNEX1.rows[:3], FOOTER, title="国家限制类技术目录（2022年版）", mark="")
    (text,) = page_texts(render(record))
    assert text.startswith("国家限制类技术目录（2022年版）技术编号")
    assert "附件" not in text


def test_a_character_without_a_glyph_is_named() -> None:
    record = replace(ANNEX1, rows=(Annex1Row("G01", "移植\ue000技术"),))
    with pytest.raises(UnprintableCharacters, match=r"U\+E000") as caught:
        render(record)
    assert caught.value.places == ("技术名称",)
    assert "S01" not in text_of(render(record, draft=True))


def test_docx_has_the_same_text() -> None:
    record = replace(HIDDEN, rows=ANNEX1.rows[:20])
    (printed,) = page_texts(render(record))
    assert docx_text(render(record, "docx")) == printed
    assert "S29临床基因扩增检验技术" in docx_text(render(HIDDEN, "docx"))


def test_xlsx_holds_text_cells_only() -> None:
    record = replace(ANNEX1, rows=(*ANNEX1.rows, Annex1Row("=1+1", "@SUM(A1)")))
    page = load_workbook(BytesIO(render(record, "xlsx"))).worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    assert rows[0][0] == "湖南省限制类医疗技术目录（2018版）"
    assert rows[2] == ("技术编号", "技术名称")
    assert rows[3:47] == [(row.code, row.technology) for row in ANNEX1.rows]
    assert rows[47] == ("=1+1", "@SUM(A1)")
    kinds = {cell.data_type for row in page.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}
    assert page.print_title_rows == "$3:$3"
    assert page.page_setup.orientation == "portrait"
