"""折行：把一段字按栏宽折成行，遵守避头尾；西文词与数字不拆开，除非一行放不下。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from medtech_desktop.documents.fonts import FontSet, settled
from medtech_desktop.documents.layout import Align, Box, Paragraph, Piece, Spring, Strip

NOT_FIRST = frozenset("，。、；：？！）】》〉」』”’〕］｝·…—～％‰℃,.;:?!)]}%")
NOT_LAST = frozenset("（【《〈「『“‘〔［｛([{#＃￥$")
_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:-/_'%")
BOX_WIDTH = 1.25
"""勾选框连同右侧间隙的宽度，以字计。"""


@dataclass(frozen=True, slots=True)
class Token:
    """折行的最小单位：一个字、一个西文词、一个勾选框或弹簧；宽度以 pt 计。"""

    piece: Piece
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """一行：内容、内容宽、左缩进（pt）、行高（pt）、上方空白（pt）、是否段末。"""

    paragraph: Paragraph
    tokens: tuple[Token, ...]
    width: float
    indent: float
    height: float
    before: float
    last: bool

    @property
    def text(self) -> str:
        """行内文字，不含勾选框。"""
        return "".join(token.piece for token in self.tokens if isinstance(token.piece, str))


MILLIMETRE = 72 / 25.4


def _chunks(text: str) -> Iterator[str]:
    word = ""
    for character in text:
        if character in _WORD:
            word += character
            continue
        if word:
            yield word
            word = ""
        yield character
    if word:
        yield word


def _items(text: str) -> list[str]:
    """居中的格里，「、」隔开的各项各自不拆开。"""
    return [item for item in re.split(r"(?<=、)", text) if item]


def tokens(paragraph: Paragraph, fonts: FontSet, room: float) -> Iterator[Token]:
    """一段的各个单位；比 ``room`` 还宽的西文词拆成单字。"""
    size, face = paragraph.size, paragraph.face
    for piece in paragraph.pieces:
        if isinstance(piece, Box):
            yield Token(piece, BOX_WIDTH * size)
        elif isinstance(piece, Spring):
            yield Token(piece, 0.0)
        elif isinstance(piece, Strip):
            yield Token(piece, room)
        else:
            text = settled(piece).replace("\n", " ")
            for chunk in _items(text) if centered(paragraph) else _chunks(text):
                if len(chunk) == 1:
                    yield Token(chunk, fonts.width(chunk, face) * size)
                    continue
                widths = [fonts.width(character, face) * size for character in chunk]
                if sum(widths) > room:
                    yield from (Token(c, w) for c, w in zip(chunk, widths, strict=True))
                else:
                    yield Token(chunk, sum(widths))


def _may_break(line: list[Token], follower: Token) -> bool:
    """能否在 ``line`` 之后、``follower`` 之前折行。"""
    if isinstance(follower.piece, str) and follower.piece[0] in NOT_FIRST:
        return False
    end = line[-1].piece
    return not (isinstance(end, str) and end[-1] in NOT_LAST) and not isinstance(end, Box)


def _carry(line: list[Token], follower: Token) -> list[Token]:
    """避头尾：从行末取下须随 ``follower`` 一起移到下行的单位。"""
    carried: list[Token] = []
    kept = list(line)
    while len(kept) > 1 and not _may_break(kept, carried[0] if carried else follower):
        carried.insert(0, kept.pop())
    if not _may_break(kept, carried[0] if carried else follower):
        return []  # nothing on this line may end it: break where it is full
    del line[len(kept) :]
    return carried


def _trimmed(line: list[Token]) -> list[Token]:
    while line and isinstance(line[-1].piece, str) and line[-1].piece == " ":
        line.pop()
    return line


def break_paragraph(paragraph: Paragraph, width: float, fonts: FontSet) -> list[Line]:
    """把一段折成行；``width`` 为可用宽度（pt）。空段仍占一行。"""
    return list(_broken(paragraph, width, fonts))


@lru_cache(maxsize=2048)  # the printed words of a form are the same on every one
def _broken(paragraph: Paragraph, width: float, fonts: FontSet) -> tuple[Line, ...]:
    size = paragraph.size
    rest = max(width - (paragraph.hang * size) - paragraph.right * MILLIMETRE, size)
    room = max(width - (paragraph.indent * size) - paragraph.right * MILLIMETRE, size)
    filled: list[list[Token]] = []
    line: list[Token] = []
    used = 0.0
    for token in tokens(paragraph, fonts, min(room, rest)):
        if line and used + token.width > room + 0.01:
            if token.piece == " ":
                continue  # a space at the end of a full line is not seen
            carried = _carry(line, token)
            filled.append(_trimmed(line))
            line = carried
            used = sum(item.width for item in line)
            room = rest
        line.append(token)
        used += token.width
    filled.append(line)
    count = len(filled)
    return tuple(_line(paragraph, content, at, count) for at, content in enumerate(filled))


def _line(paragraph: Paragraph, content: list[Token], at: int, count: int) -> Line:
    size = paragraph.size
    return Line(
        paragraph,
        tuple(content),
        sum(token.width for token in content),
        (paragraph.hang if at else paragraph.indent) * size,
        size * paragraph.leading,
        0.0 if at else paragraph.before * MILLIMETRE,
        at == count - 1,
    )


def break_paragraphs(
    paragraphs: Iterable[Paragraph], width: float, fonts: FontSet
) -> tuple[Line, ...]:
    """各段的行，依次相接。"""
    return tuple(
        line for paragraph in paragraphs for line in break_paragraph(paragraph, width, fonts)
    )


def height_of(lines: Iterable[Line]) -> float:
    """各行总高（pt）。"""
    return sum(line.height + line.before for line in lines)


def centered(paragraph: Paragraph) -> bool:
    """是否居中。"""
    return paragraph.align is Align.CENTER
