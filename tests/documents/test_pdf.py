"""From the record to the text of the PDF and to the picture."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from medtech_desktop.documents.fonts import FontSet, UnprintableCharacters
from medtech_desktop.documents.rendering import render
from tests.documents.paper_samples import (
    ANNEX2,
    ANNEX3,
    ANNEX5,
    LEAD,
    counted_days,
    glyphs,
    ink,
    page_texts,
    picture,
    standard_characters,
    text_of,
    tiny_font,
)

PAPERS = [ANNEX2, ANNEX3, ANNEX5, counted_days()]
NAMES = ("王䶮", "陈𬭎", "𠮷村")


def test_all_8105_characters_print_and_can_be_copied() -> None:
    characters = standard_characters()
    footer = replace(ANNEX3.footer, shown=False)
    pages = page_texts(render(replace(ANNEX3, committee_conclusion=characters, footer=footer)))
    label = "本机构医疗技术临床应用管理专门组织论证结论"
    copied = pages[0].partition(f"{label}结论：")[2].removesuffix("（转续页）")
    for page in pages[1:]:
        body = page.partition("页共")[2].partition(label)[2].partition("主任签字：")[0]
        copied += body.removesuffix("（转续页）")
    assert len(pages) > 5
    assert copied == characters


@pytest.mark.parametrize("name", NAMES)
def test_a_rare_name_is_copied_as_it_is_and_leaves_ink(name: str) -> None:
    content = render(replace(ANNEX2, leads=(replace(LEAD, name=name),)))
    assert f"姓名{name}职称" in text_of(content)
    placed = [glyph for glyph in glyphs(content) if glyph.text in name]
    assert placed
    blank = picture(render(replace(ANNEX2, leads=(replace(LEAD, name=""),))))
    drawn = picture(content)
    top = next(g.top for g in glyphs(content) if g.text == "姓")
    cell = (71.0, top - 1, 92.0, top + 6)  # the 姓名 value cell stands at 70–93 mm
    per_character = (ink(drawn, cell) - ink(blank, cell)) / len(name)
    assert per_character > 25  # dark dots of a character 4.2 mm wide at 4 dots a mm


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
def test_the_same_record_gives_the_same_bytes(paper: object) -> None:
    assert render(paper) == render(paper)


def test_the_same_bytes_come_from_another_process(tmp_path: Path) -> None:
    script = (
        "import sys, hashlib\n"
        "from medtech_desktop.documents.rendering import RENDERERS, render\n"
        "from tests.documents import paper_samples as p\n"
        "for paper in (p.ANNEX2, p.ANNEX3, p.ANNEX5, p.counted_days()):\n"
        "    for known, kind in RENDERERS:\n"
        "        if known is type(paper):\n"
        "            print(kind, hashlib.sha256(render(paper, kind)).hexdigest())\n"
    )
    root = Path(__file__).resolve().parents[2]
    outputs = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert outputs.pop().count("\n") == 7


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
def test_no_character_leaves_the_paper_and_no_colour_is_used(paper: object) -> None:
    content = render(paper)
    for glyph in glyphs(content):
        assert glyph.left >= 21.5
        assert glyph.right <= 297 - 21.5
    assert b"/DeviceRGB" not in content


def test_a_missing_character_stops_a_formal_paper() -> None:
    with pytest.raises(UnprintableCharacters) as caught:
        render(replace(ANNEX2, principal="示例🙂"))
    assert caught.value.characters == ("🙂",)
    assert caught.value.places == ("医疗机构主要负责人",)
    assert "U+1F642" in str(caught.value)


def test_a_missing_character_in_the_footer_stops_it_only_when_printed() -> None:
    footer = replace(ANNEX2.footer, document_number="\ue001")
    with pytest.raises(UnprintableCharacters, match="页脚"):
        render(replace(ANNEX2, footer=footer))
    assert render(replace(ANNEX2, footer=replace(footer, shown=False)))


def test_a_draft_shows_a_box_and_says_draft() -> None:
    content = render(replace(ANNEX2, principal="示例🙂"), draft=True)
    text = text_of(content)
    assert "草稿" in text
    assert "示例" in text
    assert "草稿" not in text_of(render(ANNEX2))
    plain = picture(render(replace(ANNEX2, principal="示例"), draft=True))
    boxed = picture(content)
    top = next(g.top for g in glyphs(content) if g.text == "主")
    row = (70.0, top - 2, 105.0, top + 8)
    assert ink(boxed, row) > ink(plain, row) + 60


def test_the_footer_can_be_off_and_carries_the_anchor() -> None:
    shown = text_of(render(ANNEX2))
    assert shown.endswith("湖南2018示例文号3号审计128·3f9a0c12de451/1")
    hidden = text_of(render(replace(ANNEX2, footer=replace(ANNEX2.footer, shown=False))))
    assert shown.startswith(hidden)
    assert "审计" not in hidden
    assert "1/1" not in hidden


def test_the_binding_margin_is_28_mm_and_the_page_a4() -> None:
    image = picture(render(ANNEX2))
    assert image.size == (840, 1189)
    assert ink(image, (0, 0, 27.5, 297)) == 0
    assert ink(image, (27.5, 40, 28.5, 250)) > 500  # the frame stands at 28 mm


def test_a_chosen_text_font_is_used_where_it_has_the_glyph(tmp_path: Path) -> None:
    tiny_font(tmp_path / "fang.ttf")
    content = render(replace(ANNEX2, code="A"), text_font=tmp_path / "fang.ttf")
    assert b"Tiny" in content
    assert b"NotoSerifSC-Regular" in content
    assert "技术编号A" in text_of(content)
    assert FontSet(tmp_path / "fang.ttf").refused is None
