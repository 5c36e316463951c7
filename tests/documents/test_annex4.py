"""附件4: wording, the three years, growth over pages, docx."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medtech_desktop.documents.fonts import UnprintableCharacters
from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.papers import Annex4, YearCases
from tests.documents.docx_reading import docx_text
from tests.documents.list_samples import ANNEX4, EMPTY_ANNEX4
from tests.documents.paper_samples import FOOTER, glyphs, page_texts, standard_characters, text_of

BLANK = (
    "附件4湖南省限制类医疗技术临床应用规范化培训基地备案表医疗机构名称医疗机构类别医疗机构级别"
    "拟承担培训的技术名称近3年开展该技术例数年年年例例例"
    "近3年开展该技术临床应用的医疗质量和医疗安全情况开展该技术培训所具备的软件、硬件条件"
    "培训方案、培训师资、课程设置、考核方案等"
    "注：1.此表可自行增页或增加附件，材料装订成册，加盖医疗机构公章；"
    "2.另需提供《医疗机构执业许可证副本》复印件。"
)


def _hidden(record: Annex4) -> Annex4:
    return replace(record, footer=replace(FOOTER, shown=False))


@pytest.mark.allows("HN-annex4")
def test_an_empty_form_has_the_official_wording_and_nothing_else() -> None:
    assert page_texts(render(_hidden(EMPTY_ANNEX4))) == [BLANK]


def test_a_filled_form_is_one_page_in_the_official_order() -> None:
    (text,) = page_texts(render(ANNEX4))
    order = [
        "医疗机构名称示例市第一医院",
        "医疗机构类别综合医院医疗机构级别三级甲等",
        "拟承担培训的技术名称神经血管介入诊疗技术",
        "近3年开展该技术例数2023年2024年2025年186例214例0例",
        ANNEX4.quality,
        ANNEX4.conditions,
        ANNEX4.plan,
        "注：1.",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_the_title_breaks_after_clinical_use() -> None:
    placed = glyphs(render(ANNEX4))
    whole = "".join(g.text for g in placed)
    at = whole.index("湖南省限制类医疗技术临床应用规范化")
    first, second = placed[at + 13], placed[at + 14]
    assert (first.text, second.text) == ("用", "规")
    assert second.top > first.bottom


def test_years_stand_above_their_counts() -> None:
    placed = glyphs(render(ANNEX4))
    years = [g for g in placed if g.text == "年" and g.left > 62 and 90 < g.top < 114]
    counts = [g for g in placed if g.text == "例" and g.left > 62 and 90 < g.top < 114]
    assert len(years) == len(counts) == 3
    for year, count in zip(years, counts, strict=True):
        assert count.top > year.bottom
        assert abs(year.left - count.left) < 8


def test_a_year_without_a_count_stays_open_and_zero_is_written() -> None:
    years = (YearCases(2023, None), YearCases(None, None), YearCases(2025, 0))
    assert "2023年年2025年例例0例" in text_of(render(replace(ANNEX4, years=years)))


def test_it_has_no_seal_cell() -> None:
    text = text_of(render(ANNEX4))
    assert text.count("公章") == 1
    assert "（公章）" not in text


def test_long_text_goes_on_with_its_label_and_none_is_lost() -> None:
    pool = [c for c in standard_characters() if c not in BLANK + "续页接上第共转（）"]
    texts = ["".join(pool[600 * at : 600 * (at + 1)]) * 4 for at in range(4)]
    record = replace(
        _hidden(EMPTY_ANNEX4),
        technology=texts[0],
        quality=texts[1],
        conditions=texts[2],
        plan=texts[3],
    )
    pages = page_texts(render(record))
    whole = "".join(pages)
    for text in texts:
        own = set(text)
        assert "".join(c for c in whole if c in own) == text
    for number, page in enumerate(pages[1:], 2):
        head = "湖南省限制类医疗技术临床应用规范化培训基地备案表（续页）接上页："
        assert page.startswith(head)
        assert f"第{number}页共{len(pages)}页" in page
    quality = [page for page in pages if set(page) & set(texts[1])]
    assert len(quality) > 1
    assert all("近3年开展该技术临床应用的医疗质量和医疗安全情况" in page for page in quality)


def test_rare_names_print_and_missing_ones_are_named() -> None:
    assert "王䶮𬭎𠮷" in text_of(render(replace(ANNEX4, plan="导师王䶮𬭎𠮷")))
    with pytest.raises(UnprintableCharacters, match="培训方案"):
        render(replace(ANNEX4, plan="导师\ue123"))


@pytest.mark.parametrize("record", [ANNEX4, EMPTY_ANNEX4], ids=["filled", "empty"])
def test_docx_has_the_same_text(record: Annex4) -> None:
    (printed,) = page_texts(render(_hidden(record)))
    assert docx_text(render(_hidden(record), "docx")) == printed
