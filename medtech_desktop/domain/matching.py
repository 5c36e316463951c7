"""比对：打的词与一件事合不合。列表的筛选与 Ctrl+K 用的是同一条规则。

Words are separated by blanks and all must fit. A word fits when it is part of one of the
texts (full width, case and blanks inside a text do not matter), or, written in Latin letters,
part of the pinyin initials of one text or the beginning of its full pinyin.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from medtech_desktop.domain.pinyin import PinyinTable, initials, spellings

BEGIN, BEGIN_EXTRA, END = "\t", "\v", "\r"
"""一段文字的起止记号；去掉空白以后文字里不会有。"""


class Closeness(IntEnum):
    """吻合程度，小的在前。"""

    EXACT = 0
    BEGINS = 1
    WITHIN = 2
    ASIDE = 3
    INITIALS_BEGIN = 4
    INITIALS = 5
    INITIALS_ASIDE = 6
    SPELLED = 7
    NONE = 20


@dataclass(frozen=True, slots=True)
class Haystack:
    """一件事供比对的文字：``texts`` 归一后的各段，``initials`` 首字母，``spelled`` 全拼。"""

    texts: str
    initials: str
    spelled: str


def fold(text: str) -> str:
    """归一：全角转半角，不分大小写，空白照旧。"""
    return unicodedata.normalize("NFKC", text).casefold()


def split_words(text: str) -> tuple[str, ...]:
    """打的词，以空白分开，归一，不重复。"""
    return tuple(dict.fromkeys(fold(text).split()))


def haystack(
    table: PinyinTable,
    names: Iterable[str],
    extra: Iterable[str] = (),
    people: Iterable[str] = (),
    prose: Iterable[str] = (),
) -> Haystack:
    """一件事供比对的文字。

    ``extra`` fits too, but a thing does not begin with it; ``people`` are names of persons;
    ``prose`` is found as it is written, not by pinyin.
    """
    texts, short, full = [], [], []
    for begin, told, person in (
        (BEGIN, names, False),
        (BEGIN_EXTRA, extra, False),
        (BEGIN_EXTRA, people, True),
        (BEGIN_EXTRA, prose, None),
    ):
        for text in told:
            plain = "".join(fold(text).split())
            if not plain:
                continue
            texts.append(f"{begin}{plain}{END}")
            if person is not None and not plain.isascii():
                short += [f"{begin}{way}{END}" for way in initials(table, text, person)]
                full += [f"{begin}{way}{END}" for way in spellings(table, text, person)]
    return Haystack("".join(texts), "".join(short), "".join(full))


def person_haystack(table: PinyinTable, name: str, extra: Iterable[str]) -> Haystack:
    """一个人供比对的文字：姓名按姓氏读音；``extra`` 中的工号也算编号。"""
    own = haystack(table, (), (), (name,))
    more = haystack(table, (), extra)
    texts = own.texts.replace(BEGIN_EXTRA, BEGIN) + more.texts
    return Haystack(
        texts, own.initials.replace(BEGIN_EXTRA, BEGIN) + more.initials, own.spelled + more.spelled
    )


def is_latin(word: str) -> bool:
    """可以当作拼音的词：拉丁字母数字，至少一个字母。"""
    return word.isascii() and word.isalnum() and not word.isdecimal()


def matches(words: Iterable[str], hay: Haystack) -> bool:
    """每个词都合。``words`` 由 ``split_words`` 得来；没有词时合。"""
    return all(fits(word, hay) for word in words)


def fits(word: str, hay: Haystack) -> bool:
    """一个词合不合。"""
    if word in hay.texts:
        return True
    return is_latin(word) and (word in hay.initials or _begins(word, hay.spelled))


def closeness(word: str, hay: Haystack) -> Closeness:
    """一个词的吻合程度。"""
    if word in hay.texts:
        if f"{BEGIN}{word}{END}" in hay.texts:
            return Closeness.EXACT
        if f"{BEGIN}{word}" in hay.texts:
            return Closeness.BEGINS
        return Closeness.ASIDE if _is_aside(word, hay.texts) else Closeness.WITHIN
    if not is_latin(word):
        return Closeness.NONE
    if word in hay.initials:
        if f"{BEGIN}{word}" in hay.initials:
            return Closeness.INITIALS_BEGIN
        aside = _is_aside(word, hay.initials)
        return Closeness.INITIALS_ASIDE if aside else Closeness.INITIALS
    return Closeness.SPELLED if _begins(word, hay.spelled) else Closeness.NONE


def _is_aside(word: str, fields: str) -> bool:
    """只在附带的各段里（各段以名称、编号在前）。"""
    return 0 <= fields.find(BEGIN_EXTRA) < fields.find(word)


def _begins(word: str, fields: str) -> bool:
    return f"{BEGIN}{word}" in fields or f"{BEGIN_EXTRA}{word}" in fields


def marked(
    table: PinyinTable, text: str, words: Iterable[str], person: bool = False
) -> tuple[tuple[int, int], ...]:
    """文字里合上的是哪几段（起、止），供加粗；按首字母合上的也标出那几个字。"""
    places = [(place, part) for place, char in enumerate(text) for part in fold(char).strip()]
    plain = "".join(part for _place, part in places)
    letters = [
        (place, letter)
        for place, char in enumerate(text)
        for letter in initials(table, char)[0]
        if len(initials(table, char)[0]) == 1
    ]
    short = "".join(letter for _place, letter in letters)
    if person and short and (own := initials(table, text, person=True)):
        short = next((way for way in own if len(way) == len(short)), short)
    found = []
    for word in words:
        if (start := plain.find(word)) >= 0:
            found.append((places[start][0], places[start + len(word) - 1][0] + 1))
        elif is_latin(word) and (start := short.find(word)) >= 0:
            found.append((letters[start][0], letters[start + len(word) - 1][0] + 1))
    return _joined(found)


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """相接的并成一段。"""
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(whole)
