"""打印字体：登记、逐字后备、缺字检查；没有字形的字不许出现在正式文书上。

A face is a chain of fonts.  Each character is taken from the first font that really
draws it, because a font without the character would print nothing or a box and say
nothing about it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.resource_files import resource

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont


class Face(StrEnum):
    """字体用途：TEXT 正文与表格，BOLD 标题，SANS 附件号与小标签。"""

    TEXT = "text"
    BOLD = "bold"
    SANS = "sans"


_SERIF = "NotoSerifSC-Regular.ttf"
_RARE = ("NotoSerifJP-Rare.ttf", "NotoSerifHK-Rare.ttf")
_CHAINS = {
    Face.TEXT: (_SERIF, *_RARE),
    Face.BOLD: ("NotoSerifSC-Bold.ttf", _SERIF, *_RARE),
    Face.SANS: ("NotoSansSC-Medium.ttf", _SERIF, *_RARE),
}
_EXTENSION_B = "simsunb.ttf"
_FANGSONG = "simfang.ttf"
_ZERO_WIDTH = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_SENTENCE_BREAKS = str.maketrans({"\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n"})


class UnprintableCharacters(Trouble):
    """缺字：正式文书上有打不出的字，文书没有生成。

    ``characters`` are the characters in the order of the paper, ``places`` the
    columns in which they stand (may be empty).
    """

    def __init__(self, characters: Iterable[str], places: Iterable[str] = ()) -> None:
        self.characters = tuple(dict.fromkeys(characters))
        self.places = tuple(dict.fromkeys(place for place in places if place))
        named = "、".join(_named(character) for character in self.characters)
        where = f"（{'、'.join(self.places)}）" if self.places else ""
        super().__init__(
            f"{where}{named}没有可用的字形，正式文书没有生成，已填内容未动",
            "请核对该字是否录错，或在「打印字体」中指定含有该字的字体；草稿中以方框代替",
            "E-PP-01",
        )


def _named(character: str) -> str:
    code = f"U+{ord(character):04X}"
    if character.isprintable():
        return f"「{character}」（{code}）"
    return f"控制字符（{code}）"


def settled(text: str) -> str:
    """印前整理：换行归一，制表符与各种空白作空格，零宽字符去掉；不改任何可见的字。"""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = text.translate(_ZERO_WIDTH).translate(_SENTENCE_BREAKS)
    return text if text.isascii() else _SPACES.sub(" ", text)


class FontSet:
    """一套打印字体；``text_font`` 为使用者选定的正文字体文件（如 simfang.ttf）。

    A ``text_font`` that reportlab cannot embed is left out, and ``refused`` says so.
    """

    def __init__(self, text_font: Path | None = None) -> None:
        self.refused: Path | None = None
        self._found: dict[Face, dict[str, TTFont | None]] = {face: {} for face in Face}
        self._widths: dict[Face, dict[str, float]] = {face: {} for face in Face}
        self._paths: dict[Face, list[Path]] = {
            face: [resource("fonts", name) for name in chain] for face, chain in _CHAINS.items()
        }
        if text_font is not None:
            try:
                load_font(text_font)
                self._paths[Face.TEXT].insert(0, text_font)
            except Trouble:
                self.refused = text_font
        beyond = system_font(_EXTENSION_B)
        if beyond is not None:
            for paths in self._paths.values():
                paths.append(beyond)

    def font(self, character: str, face: Face = Face.TEXT) -> TTFont | None:
        """画这个字的字体；没有字体能画时为 None。"""
        found = self._found[face]
        try:
            return found[character]
        except KeyError:
            found[character] = self._search(character, face)
            return found[character]

    def _search(self, character: str, face: Face) -> TTFont | None:
        for path in self._paths[face]:
            try:
                font = load_font(path)
            except Trouble:
                continue
            if draws(font, character):
                return font
        return None

    def first_name(self, face: Face = Face.TEXT) -> str:
        """链首字体的登记名，供画布起始字体用。"""
        return str(load_font(self._paths[face][0]).fontName)

    def width(self, character: str, face: Face = Face.TEXT) -> float:
        """字宽，单位为字号（em）；缺字以一个字宽计。"""
        widths = self._widths[face]
        try:
            return widths[character]
        except KeyError:
            widths[character] = self._measured(character, face)
            return widths[character]

    def _measured(self, character: str, face: Face) -> float:
        font = self.font(character, face)
        if font is None:
            return 1.0
        face_data: Any = font.face
        return float(face_data.charWidths.get(ord(character), face_data.defaultWidth)) / 1000

    def missing_characters(self, text: str, face: Face = Face.TEXT) -> tuple[str, ...]:
        """印不出的字，按出现次序，不重复；空元组为全部可印。"""
        unknown = (
            ch for ch in dict.fromkeys(settled(text)) if ch != "\n" and not self.font(ch, face)
        )
        return tuple(unknown)


def draws(font: TTFont, character: str) -> bool:
    """这个字体是否真的画得出这个字：有字形号、不是 0、轮廓不空（空白字除外）。"""
    face: Any = font.face
    glyph = face.charToGlyph.get(ord(character))
    if glyph is None or glyph == 0:
        return False
    return character.isspace() or face.glyphPos[glyph] != face.glyphPos[glyph + 1]


@cache
def load_font(path: Path) -> TTFont:
    """登记一个 TrueType 字体文件。raises Trouble when it cannot be embedded."""
    from reportlab.pdfbase import pdfmetrics, ttfonts

    ttfonts.makeToUnicodeCMap = to_unicode_map
    try:
        font = ttfonts.TTFont(f"MT-{path.stem}", str(path), asciiReadable=0, shapable=False)
    except (ttfonts.TTFError, OSError) as error:
        raise Trouble(
            f"字体文件 {path.name} 不能用于打印",
            "请另选一个 TrueType 字体；其余字体照常使用",
            "E-PP-02",
        ) from error
    pdfmetrics.registerFont(font)
    return font


def to_unicode_map(fontname: str, subset: list[int]) -> str:
    """字体子集到 Unicode 的对照表。

    Takes the place of reportlab's, which writes five hexadecimal digits beyond the
    BMP, so that 𬭎 would be copied as another character; a block holds 100 at most.
    """
    rows = [
        f"<{at:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for at, code in enumerate(subset)
        if code
    ]
    blocks: list[str] = []
    for start in range(0, len(rows), 100):
        block = rows[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


@cache
def font_set(text_font: Path | None = None) -> FontSet:
    """一套字体，每种设定只建一次。"""
    return FontSet(text_font)


def missing_characters(text: str, fonts: FontSet | None = None) -> tuple[str, ...]:
    """正文字体印不出的字；录入姓名时可先问。"""
    return (fonts or font_set()).missing_characters(text)


def system_font(name: str) -> Path | None:
    """本机字体文件；Windows 的公用与个人字体夹都看，没有为 None。"""
    folders = []
    if windows := os.environ.get("WINDIR"):
        folders.append(Path(windows) / "Fonts")
    if local := os.environ.get("LOCALAPPDATA"):
        folders.append(Path(local) / "Microsoft" / "Windows" / "Fonts")
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    return None


def system_fangsong() -> Path | None:
    """本机的仿宋（simfang.ttf），可作「打印字体」；没有为 None。"""
    return system_font(_FANGSONG)
