"""附件2: wording, growth, continuation pages, seal space, docx."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.papers import Annex2, LeadBox
from tests.documents.docx_reading import docx_footer, docx_text, open_in_libreoffice
from tests.documents.paper_samples import (
    ANNEX2,
    EMPTY_ANNEX2,
    FOOTER,
    LEAD,
    glyphs,
    ink,
    page_texts,
    picture,
    standard_characters,
    text_of,
)

# The annex as the notice prints it; where the boxes stand nothing is left to read.
BLANK = (
    "附件2湖南省限制类医疗技术临床应用备案表医疗机构名称医疗机构类别医疗机构级别"
    "医疗机构主要负责人联系手机备案医疗技术技术名称技术编号是否首次开展是否"
    "技术负责人姓名职称负责科室相关培训情况："
    "是否对照相关医疗技术管理规范进行自我评估是否是否符合相关医疗技术管理规范要求是否"
    "医疗机构意见：（公章）备案时间（此栏由备案机关填写）："
    "注：1.开展科室和技术负责人为多个时，均应填写；"
    "2.当医疗机构主要负责人或该技术负责人发生变化时，应重新向备案机关提交本表。"
)
FOUR = tuple(replace(LEAD, name=name) for name in ("示例甲", "王䶮", "陈𬭎", "示例丁"))


def test_an_empty_form_has_the_official_wording_and_nothing_else() -> None:
    hidden = replace(EMPTY_ANNEX2, footer=replace(FOOTER, shown=False))
    assert page_texts(render(hidden)) == [BLANK]


def test_a_filled_form_is_one_page_in_the_official_order() -> None:
    (text,) = page_texts(render(ANNEX2))
    order = [
        "医疗机构名称示例市第一医院（东院区）",
        "医疗机构类别综合医院医疗机构级别三级甲等",
        "医疗机构主要负责人示例癸联系手机13800000000",
        "技术名称神经血管介入诊疗技术",
        "技术编号S16是否首次开展是否",
        "姓名示例甲职称主任医师负责科室神经外科、神经内科",
        f"相关培训情况：{LEAD.training}",
        "医疗机构意见：同意备案。（公章）备案时间（此栏由备案机关填写）：注：1.",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.allows("HN-annex2(1)")
def test_every_lead_has_a_row_and_named_training() -> None:
    text = text_of(render(replace(ANNEX2, leads=FOUR)))
    for lead in FOUR:
        assert f"姓名{lead.name}职称" in text
        assert f"{lead.name}：{lead.training}" in text.replace("相关培训情况：", "")
    assert text.count("相关培训情况：") == 4


def _box_ink(content: bytes, label: str) -> tuple[int, int]:
    """「是」「否」前面方框里的墨。"""
    placed = glyphs(content)
    at = next(
        i
        for i in range(len(placed))
        if "".join(g.text for g in placed[i : i + len(label)]) == label
    )
    after = placed[at + len(label) :]
    yes = next(g for g in after if g.text == "是")
    no = next(g for g in after if g.text == "否" and g.left > yes.left)
    image = picture(content, dots_per_mm=8)
    inks = [
        ink(image, (g.left - 4.2, g.top - 0.8, g.left - 0.2, g.bottom + 0.8), 8) for g in (yes, no)
    ]
    return inks[0], inks[1]


@pytest.mark.parametrize("answer", [True, False, None])
def test_the_boxes_show_the_answer(answer: bool | None) -> None:
    content = render(replace(ANNEX2, first_use=answer, self_assessed=answer, meets_norm=answer))
    for label in ("是否首次开展", "进行自我评估", "管理规范要求"):
        yes, no = _box_ink(content, label)
        assert min(yes, no) > 100  # a box is there in any case
        if answer is None:
            assert abs(yes - no) < 40
        elif answer:
            assert yes > no + 60
        else:
            assert no > yes + 60


def _seal_zone_is_free(content: bytes, page: int) -> None:
    """章位：「（公 章）」上方与两侧 45×45 mm 内没有字。"""
    placed = glyphs(content, page)
    seal = next(
        g for i, g in enumerate(placed) if "".join(x.text for x in placed[i : i + 4]) == "（公章）"
    )
    letters = [g for g in placed if not (abs(g.top - seal.top) < 3 and g.left > 120)]
    zone = (188.0 - 45.0, seal.bottom - 45.0, 188.0, seal.bottom)
    inside = [
        g
        for g in letters
        if g.right > zone[0] and g.left < zone[2] and g.bottom > zone[1] and g.top < zone[3]
    ]
    assert inside == []
    written = [
        g.bottom for g in placed if g.text in "医疗机构意见：同意备案。" and g.bottom < seal.top
    ]
    assert seal.top - max(written) >= 45.0
    above = (zone[0], seal.top - 45.0, 187.5, seal.top - 0.5)
    assert ink(picture(content, page), above) == 0


@pytest.mark.parametrize("opinion", ["", "同意备案。", "同意备案。" * 60, "同意备案。" * 400])
@pytest.mark.parametrize("leads", [1, 2, 4])
def test_the_seal_has_45_mm_and_stands_with_the_end_of_the_text(opinion: str, leads: int) -> None:
    content = render(replace(ANNEX2, opinion=opinion, leads=FOUR[:leads]))
    pages = page_texts(content)
    sealed = [at for at, text in enumerate(pages) if "（公章）" in text]
    assert len(sealed) == 1
    before = pages[sealed[0]].partition("（公章）")[0]
    assert before.endswith("同意备案。" if opinion else "医疗机构意见：")
    _seal_zone_is_free(content, sealed[0])
    assert sealed[0] == len(pages) - 1
    assert "（公章）备案时间（此栏由备案机关填写）：注：1.开展科室" in pages[-1]


def _pool() -> str:
    head = "（续页）接上页：第页共转续" + BLANK
    return "".join(c for c in standard_characters() if c not in head)


def _long_record() -> tuple[Annex2, dict[str, str]]:
    """每一可增长的栏 2,000 字，各栏用字互不相同。"""
    pool = _pool()
    own = ("hospital", "hospital_type", "hospital_level", "principal", "principal_mobile")
    names = (*own, "technology", "code", "opinion", "name", "title", "departments", "training")
    texts = {name: (pool[600 * at : 600 * (at + 1)] * 4)[:2000] for at, name in enumerate(names)}
    lead = LeadBox(texts["name"], texts["title"], texts["departments"], texts["training"])
    record = Annex2(
        hospital=texts["hospital"],
        hospital_type=texts["hospital_type"],
        hospital_level=texts["hospital_level"],
        principal=texts["principal"],
        principal_mobile=texts["principal_mobile"],
        technology=texts["technology"],
        code=texts["code"],
        first_use=None,
        leads=(lead,),
        self_assessed=None,
        meets_norm=None,
        opinion=texts["opinion"],
        footer=replace(FOOTER, shown=False),
    )
    return record, texts


def test_2000_characters_in_every_cell_and_none_is_lost() -> None:
    record, texts = _long_record()
    pages = page_texts(render(record))
    whole = "".join(pages)
    for name, text in texts.items():
        own = set(text)
        assert "".join(c for c in whole if c in own) == text, name
    for number, page in enumerate(pages[1:], 2):
        head = "湖南省限制类医疗技术临床应用备案表（续页）接上页："
        assert page.startswith(head)
        assert f"第{number}页共{len(pages)}页" in page
    for column in ("医疗机构名称（续）", "医疗机构意见（续）"):
        assert any(f"接上页：{column}" in page for page in pages)
    training = [page for page in pages if set(page) & set(texts["training"])]
    assert len(training) > 1
    assert all("备案医疗技术技术负责人" in page for page in training)


def test_long_text_stays_inside_frame_and_column() -> None:
    record, texts = _long_record()
    content = render(record)
    columns = {"hospital": (70, 188), "hospital_level": (138, 188), "name": (70, 93)}
    for number in range(len(page_texts(content))):
        for glyph in glyphs(content, number):
            assert glyph.left >= 28
            assert glyph.right <= 188
            assert glyph.bottom <= 297 - 8
            for name, (left, right) in columns.items():
                if glyph.text in texts[name]:
                    assert left <= glyph.left
                    assert glyph.right <= right + 0.1


def test_training_breaks_between_pages_with_the_vertical_label_repeated() -> None:
    lead = replace(LEAD, training="培训经历。" * 300)
    pages = page_texts(render(replace(ANNEX2, leads=(lead,))))
    assert len(pages) >= 3
    assert "接上页：相关培训情况（示例甲）（续）" in pages[1]
    assert "备案医疗技术技术负责人" in pages[1]
    assert pages[0].endswith("（转续页）湖南2018示例文号3号审计128·3f9a0c12de451/3")
    assert "".join(pages).count("历") == 300


def test_a_lead_row_is_not_parted_from_its_training() -> None:
    for size in range(5, 60, 3):
        leads = (replace(LEAD, training="培训经历。" * size), replace(LEAD, name="示例乙"))
        for page in page_texts(render(replace(ANNEX2, leads=leads))):
            if "姓名示例乙" in page:
                assert "示例乙：" in page.partition("姓名示例乙")[2]


def test_no_one_fills_the_authoritys_column() -> None:
    text = text_of(render(ANNEX2))
    assert "备案时间（此栏由备案机关填写）：注：" in text


# docx


@pytest.mark.parametrize(
    "record",
    [ANNEX2, EMPTY_ANNEX2, replace(ANNEX2, leads=FOUR[:2], first_use=False)],
    ids=["filled", "empty", "two leads"],
)
def test_docx_has_the_same_text(record: Annex2) -> None:
    hidden = replace(record, footer=replace(record.footer, shown=False))
    (printed,) = page_texts(render(hidden))
    written = docx_text(render(hidden, "docx"))
    assert written.replace("□", "").replace("☑", "") == printed
    assert written.count("☑") == sum(
        a is not None for a in (record.first_use, record.self_assessed, record.meets_norm)
    )
    assert written.count("□") + written.count("☑") == 6


def test_docx_holds_long_text_whole_and_escapes_it() -> None:
    opinion = '<同意> & "备案" 𠮷' + "长" * 2000
    written = docx_text(render(replace(ANNEX2, opinion=opinion), "docx"))
    assert opinion.replace(" ", "") in written


def test_docx_footer_and_same_bytes() -> None:
    content = render(ANNEX2, "docx")
    assert content == render(ANNEX2, "docx")
    assert "审计128·3f9a0c12de45" in docx_footer(content)
    hidden = render(replace(ANNEX2, footer=replace(FOOTER, shown=False)), "docx")
    assert docx_footer(hidden) == ""


def test_docx_refuses_what_xml_cannot_hold() -> None:
    from medtech_desktop.documents.fonts import UnprintableCharacters

    with pytest.raises(UnprintableCharacters, match="U\\+0007"):
        render(replace(ANNEX2, opinion="同意\u0007"), "docx")


def test_docx_table_is_square() -> None:
    """Every row of the table covers the whole grid, so that Word need not repair it."""
    content = render(replace(ANNEX2, leads=FOUR), "docx")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        root = fromstring(archive.read("word/document.xml"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    columns = len(root.findall(f".//{w}gridCol"))
    rows = root.findall(f".//{w}tr")
    assert len(rows) == 3 + 2 + 8 + 2 + 2
    open_at: set[int] = set()
    for row in rows:
        column, merged = 0, set()
        for cell in row.findall(f"{w}tc"):
            span, merge = cell.find(f"{w}tcPr/{w}gridSpan"), cell.find(f"{w}tcPr/{w}vMerge")
            if merge is not None:
                merged.add(column)
                assert merge.get(f"{w}val") == "restart" or column in open_at
            column += 1 if span is None else int(span.get(f"{w}val") or 0)
        assert column == columns
        open_at = merged
    assert open_at == set()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_docx_opens_in_libreoffice_on_one_page(tmp_path: Path) -> None:
    printed = open_in_libreoffice(render(ANNEX2, "docx"), "附件2.docx", tmp_path)
    (text,) = page_texts(printed)
    for part in ("湖南省限制类医疗技术临床应用备案表", "示例癸", "（公章）", "提交本表。"):
        assert part in text
