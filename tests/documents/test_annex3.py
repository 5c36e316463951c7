"""附件3: wording, signatures by hand, growth."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.papers import Annex3
from tests.documents.docx_reading import docx_text, open_in_libreoffice
from tests.documents.paper_samples import ANNEX3, FOOTER, glyphs, ink, page_texts, picture

HIDDEN = replace(FOOTER, shown=False)
BLANK = (
    "附件3医疗技术临床应用相关论证结论医疗技术名称"
    "本机构医疗技术临床应用管理专门组织论证结论结论：主任签字："
    "本机构伦理委员会论证结论结论：主任签字："
    "注：详细论证材料由医疗机构存档备查，此表可自行增页。"
)


def test_an_empty_form_has_the_official_wording_and_nothing_else() -> None:
    assert page_texts(render(Annex3("", "", "", HIDDEN))) == [BLANK]


def test_conclusions_stand_in_their_own_cells() -> None:
    (text,) = page_texts(render(ANNEX3))
    assert "专门组织论证结论结论：同意开展。主任签字：本机构伦理委员会" in text
    assert "论证结论结论：符合伦理要求，同意。主任签字：注：" in text


def test_beside_each_signature_is_room_for_a_hand() -> None:
    content = render(ANNEX3)
    image = picture(content)
    marks = [g for g in glyphs(content) if g.text == "签"]
    assert len(marks) == 2
    for mark in marks:
        assert ink(image, (mark.right + 10, mark.top - 12, 187, mark.bottom + 3)) == 0


def test_long_conclusions_go_on_and_the_signature_stays_with_the_end() -> None:
    record = replace(ANNEX3, committee_conclusion="议" * 2000, ethics_conclusion="核" * 2000)
    pages = page_texts(render(record))
    whole = "".join(pages)
    assert whole.count("议") == 2000
    assert whole.count("核") == 2000
    assert whole.count("主任签字：") == 2
    for text in pages:
        if "主任签字：" in text:
            assert text.partition("主任签字：")[0].endswith(("议" * 20, "核" * 20))
    assert pages[1].startswith("医疗技术临床应用相关论证结论（续页）接上页：本机构医疗技术")


def test_paragraphs_of_a_conclusion_are_kept() -> None:
    (text,) = page_texts(render(replace(ANNEX3, committee_conclusion="第一段。\n\n第二段。")))
    assert "结论：第一段。第二段。主任签字：" in text


def test_docx_has_the_same_text() -> None:
    for record in (ANNEX3, Annex3("", "", "", HIDDEN)):
        hidden = replace(record, footer=HIDDEN)
        assert docx_text(render(hidden, "docx")) == page_texts(render(hidden))[0]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_docx_opens_in_libreoffice_on_one_page(tmp_path: Path) -> None:
    (text,) = page_texts(open_in_libreoffice(render(ANNEX3, "docx"), "附件3.docx", tmp_path))
    assert "此表可自行增页。" in text
