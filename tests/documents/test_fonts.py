"""Fonts: every standard character is drawn, and what is not drawn is found."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from medtech_desktop.documents import fonts
from medtech_desktop.documents.fonts import Face, FontSet, UnprintableCharacters, font_set
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.resource_files import resource
from tests.documents.paper_samples import standard_characters, tiny_font

RARE_NAMES = "王䶮𬭎𠮷㛃㵑𫖯𬱖"


def test_the_standard_list_holds_8105_different_characters() -> None:
    characters = standard_characters()
    assert len(characters) == len(set(characters)) == 8105
    assert characters[0] == "一"
    assert sum(ord(c) > 0xFFFF for c in characters) == 196


def test_committed_fonts_are_those_of_the_list() -> None:
    with resource("fonts", "fonts.toml").open("rb") as handle:
        listed = tomllib.load(handle)["font"]
    files = {path.name for path in resource("fonts").glob("*.ttf")}
    assert {font["file"] for font in listed} == files
    for font in listed:
        content = resource("fonts", font["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == font["sha256"], font["file"]
        assert "SIL OPEN FONT LICENSE" in resource("fonts", font["licence"]).read_text()


@pytest.mark.parametrize("face", list(Face))
def test_every_standard_character_and_rare_name_is_drawn(face: Face) -> None:
    assert font_set().missing_characters(standard_characters() + RARE_NAMES, face) == ()


@pytest.mark.parametrize("name", ["Regular", "Medium", "Bold"])
def test_screen_fonts_draw_every_standard_character_themselves(name: str) -> None:
    font = fonts.load_font(resource("fonts", f"NotoSansSC-{name}.ttf"))
    assert [c for c in standard_characters() if not fonts.draws(font, c)] == []


def test_punctuation_units_and_form_signs_are_drawn() -> None:
    signs = "，。；：？！“”‘’（）【】《》—…·、￥℃％‰±≥≤×√①②③Ⅰ□■○●〔〕〇γβα0Aa .,-/()〇"
    assert font_set().missing_characters(signs) == ()


def test_a_glyph_that_is_absent_notdef_or_empty_does_not_count(tmp_path: Path) -> None:
    tiny_font(tmp_path / "tiny.ttf")
    font = fonts.load_font(tmp_path / "tiny.ttf")
    assert fonts.draws(font, "A")
    assert fonts.draws(font, " ")
    assert not fonts.draws(font, "甲")  # in the font, but empty
    assert not fonts.draws(font, "乙")  # in the font as .notdef
    assert not fonts.draws(font, "丙")  # not in the font


def test_a_chosen_font_draws_what_it_has_and_the_chain_the_rest(tmp_path: Path) -> None:
    tiny_font(tmp_path / "chosen.ttf")
    chosen = FontSet(tmp_path / "chosen.ttf")
    drawn_by = [font.fontName for c in "A甲乙𠮷" if (font := chosen.font(c)) is not None]
    assert drawn_by[0] == "MT-chosen"
    assert drawn_by[1] == drawn_by[2] == "MT-NotoSerifSC-Regular"
    assert drawn_by[3].endswith("-Rare")
    assert chosen.missing_characters("A甲乙𠮷") == ()


def test_a_chosen_font_that_cannot_be_embedded_is_left_out(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"OTTO" + bytes(200))
    chosen = FontSet(broken)
    assert chosen.refused == broken
    assert chosen.missing_characters("王䶮") == ()
    with pytest.raises(Trouble, match="broken.ttf 不能用于打印") as caught:
        fonts.load_font(broken)
    assert caught.value.number == "E-PP-02"


@pytest.mark.parametrize(
    "character", ["🙂", "\U0002ceb0", "\ue000", "\u0007", "\ufe0f", "\U000e0100"]
)
def test_missing_characters_are_named(character: str) -> None:
    assert fonts.missing_characters(f"甲{character}乙{character}") == (character,)


def test_spaces_breaks_and_zero_width_are_settled_without_touching_the_rest() -> None:
    assert (
        fonts.settled("甲\t乙\u00a0丙\r\n丁\u200b戊\ufeff　己\u2028庚") == "甲 乙 丙\n丁戊　己\n庚"
    )
    assert fonts.settled("王䶮𠮷\uf900") == "王䶮𠮷\uf900"


def test_the_sentence_names_character_code_and_column() -> None:
    trouble = UnprintableCharacters(["🙂", "🙂", "\u0007"], ["姓名", "", "姓名"])
    assert trouble.characters == ("🙂", "\u0007")
    assert "「🙂」（U+1F642）" in trouble.sentence
    assert "控制字符（U+0007）" in trouble.sentence
    assert "姓名" in trouble.sentence
    assert trouble.number == "E-PP-01"


def test_system_fonts_are_looked_for_in_both_windows_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "local" / "Microsoft" / "Windows" / "Fonts"
    own.mkdir(parents=True)
    monkeypatch.setenv("WINDIR", str(tmp_path / "windows"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert fonts.system_fangsong() is None
    (own / "simfang.ttf").write_bytes(b"x")
    assert fonts.system_fangsong() == own / "simfang.ttf"
