"""Made-up papers and ways to read a finished PDF back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
from PIL import Image

from medtech_desktop.domain.papers import (
    Annex2,
    Annex3,
    Annex5,
    Annex5Row,
    CountedDayBox,
    CountedDays,
    Footer,
    LeadBox,
)
from medtech_desktop.resource_files import resource

FOOTER = Footer("湖南2018", "示例文号3号", "审计 128·3f9a0c12de45")
LEAD = LeadBox(
    "示例甲",
    "主任医师",
    "神经外科、神经内科",
    "2019年3月至9月在示例培训基地参加规范化培训，考核合格。",
)
ANNEX2 = Annex2(
    hospital="示例市第一医院（东院区）",
    hospital_type="综合医院",
    hospital_level="三级甲等",
    principal="示例癸",
    principal_mobile="138 0000 0000",
    technology="神经血管介入诊疗技术",
    code="S16",
    first_use=True,
    leads=(LEAD,),
    self_assessed=True,
    meets_norm=True,
    opinion="同意备案。",
    footer=FOOTER,
)
EMPTY_ANNEX2 = Annex2("", "", "", "", "", "", "", None, (), None, None, "", FOOTER)
ANNEX3 = Annex3("神经血管介入诊疗技术", "同意开展。", "符合伦理要求，同意。", FOOTER)
ANNEX5_ROW = Annex5Row(
    "示例市第一医院", "S16", "神经血管介入诊疗技术", date(2026, 3, 4), "示例市卫生健康委员会"
)
ANNEX5 = Annex5((ANNEX5_ROW,), "2026年1-6月", FOOTER)


def counted_days() -> CountedDays:
    """2026-09-14 起 15 个工作日，中秋、国庆放假，9 月 20 日与 10 月 10 日上班。"""
    zero = date(2026, 9, 14)
    holidays = {date(2026, 9, d): "中秋节" for d in (25, 26, 27)}
    holidays |= {date(2026, 10, d): "国庆节" for d in range(1, 8)}
    shifted = {date(2026, 9, 20), date(2026, 10, 10)}
    boxes, number = [CountedDayBox(zero, None, "首例日不计")], 0
    for offset in range(1, 27):
        day = zero + timedelta(days=offset)
        works = day in shifted or (day.weekday() < 5 and day not in holidays)
        number += works
        note = "调休上班" if day in shifted else holidays.get(day, "" if works else "周末")
        boxes.append(CountedDayBox(day, number if works else None, note))
    return CountedDays(
        hospital="示例市第一医院",
        subject="S16 神经血管介入诊疗技术",
        matter="提交限制类技术备案",
        article="《医疗技术临床应用管理办法》第十一条",
        day_zero=zero,
        due=date(2026, 10, 10),
        working_days=15,
        stricter_due=date(2026, 10, 9),
        provisional=False,
        missing_years=(),
        days=tuple(boxes),
        calendar_source="示例放假安排",
        printed_on=date(2026, 9, 28),
        footer=replace(FOOTER, form_edition="本院"),
    )


def standard_characters() -> str:
    """通用规范汉字表的 8,105 字。"""
    lines = resource("fonts", "tonggui_8105.txt").read_text(encoding="utf-8").splitlines()
    return "".join(line for line in lines if not line.startswith("#"))


@dataclass(frozen=True, slots=True)
class Glyph:
    """一个字在页上的位置，mm，原点在纸的左上角。"""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def page_count(content: bytes) -> int:
    document = pypdfium2.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()


def page_texts(content: bytes) -> list[str]:
    """各页文字，按画出的次序，不含空白。"""
    document = pypdfium2.PdfDocument(content)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(re.sub(r"\s", "", text_page.get_text_range()))
        text_page.close()
        page.close()
    document.close()
    return texts


def text_of(content: bytes) -> str:
    return "".join(page_texts(content))


def glyphs(content: bytes, number: int = 0) -> list[Glyph]:
    """一页上每个可见字的位置。"""
    document = pypdfium2.PdfDocument(content)
    page = document[number]
    height = page.get_height()
    text_page = page.get_textpage()
    found = []
    for at in range(text_page.count_chars()):
        text = text_page.get_text_range(at, 1)
        if not text.strip():
            continue
        left, bottom, right, top = text_page.get_charbox(at)
        millimetres = (v * 25.4 / 72 for v in (left, height - top, right, height - bottom))
        found.append(Glyph(text, *millimetres))
    text_page.close()
    page.close()
    document.close()
    return found


def picture(content: bytes, number: int = 0, *, dots_per_mm: float = 4.0) -> Image.Image:
    """一页的灰度图。"""
    document = pypdfium2.PdfDocument(content)
    page = document[number]
    bitmap = page.render(scale=dots_per_mm * 25.4 / 72, grayscale=True)
    image: Image.Image = bitmap.to_pil().convert("L").copy()
    bitmap.close()
    page.close()
    document.close()
    return image


def ink(image: Image.Image, box: tuple[float, float, float, float], dots: float = 4.0) -> int:
    """``box``（mm，左上右下）内的深色点数。"""
    left, top, right, bottom = (round(side * dots) for side in box)
    histogram = image.crop((left, top, right, bottom)).histogram()
    return sum(histogram[:128])


def tiny_font(path: Path) -> None:
    """一个小字体：A 有轮廓，甲为空字形，乙指向 .notdef。"""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 700), (500, 700), (500, 0)):
        pen.lineTo(point)
    pen.closePath()
    drawn, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A", "hollow", "space"])
    builder.setupCharacterMap(
        {ord("A"): "A", ord("甲"): "hollow", ord("乙"): ".notdef", 32: "space"}
    )
    builder.setupGlyf({".notdef": drawn, "A": drawn, "hollow": empty, "space": empty})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "A", "hollow", "space"), (600, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Tiny", "styleName": "Regular", "psName": "Tiny"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.save(path)
