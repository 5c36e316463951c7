"""备注三 slip: the three items to copy, addressed to the authority."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medtech_desktop.documents.fonts import UnprintableCharacters
from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.papers import RemarkLine
from tests.documents.list_samples import SLIP
from tests.documents.paper_samples import page_texts, text_of


def test_the_slip_addresses_the_authority_and_gives_the_three_items() -> None:
    (text,) = page_texts(render(SLIP))
    order = [
        "限制类医疗技术完成备案“备注三”录入单",
        "示例市卫生健康委员会：",
        "《医疗机构执业许可证副本》备注栏",
        "医疗机构名称：示例市第一医院",
        "《医疗机构执业许可证》登记号：示例登记号",
        "技术编号技术名称完成备案时间“备注三”录入文字",
        "S16神经血管介入诊疗技术20260304S16神经血管介入诊疗技术20260304",
        "湘卫医发〔2018〕11号二（二）",
        "示例市第一医院2026年3月6日",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_a_technology_without_a_code_and_a_hospital_without_a_number() -> None:
    line = RemarkLine("", "心室辅助技术", date(2026, 1, 5), "心室辅助技术 20260105")
    text = text_of(render(replace(SLIP, licence="", lines=(line,))))
    assert "录入文字心室辅助技术20260105心室辅助技术20260105" in text
    assert "登记号" not in text


def test_many_lines_go_on_with_the_heading() -> None:
    lines = tuple(
        RemarkLine(f"S{n:02d}", "很长的技术名称" * 6, date(2026, 3, 4), f"S{n:02d} 甲 20260304")
        for n in range(1, 30)
    )
    pages = page_texts(render(replace(SLIP, lines=lines)))
    assert len(pages) > 1
    assert all("技术编号技术名称完成备案时间" in page for page in pages)
    assert all("".join(pages).count(f"S{n:02d}甲") == 1 for n in range(1, 30))
    assert pages[-1].count("2026年3月6日") == 1


def test_a_character_without_a_glyph_is_named() -> None:
    with pytest.raises(UnprintableCharacters, match=r"U\+E005"):
        render(replace(SLIP, authority="示例\ue005"))
