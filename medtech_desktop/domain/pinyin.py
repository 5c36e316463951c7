"""拼音：汉字的排列次序、拼音首字母、全拼。表由外面读入，这里只有纯函数。

Order as in dictionaries: syllable, tone, strokes, code point; digits by their number,
Latin without case.  A surname has its own reading when the text is a person's name.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, product

MOST_READINGS = 16
"""一个词最多给出几种首字母；再多的多音字只取主要读音。"""

_RANKS_FROM = 0x10000  # above every character that keeps its own place, below no ideograph met
_LONGEST_SURNAME = 2
_NUMBER = re.compile(r"\d+")
_NOT_SPELLED = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class PinyinTable:
    """拼音表。``order``、``spelling``、``letters`` 以码位为键，可直接用于 ``str.translate``。"""

    order: Mapping[int, int]
    spelling: Mapping[int, str]
    letters: Mapping[int, str]
    also: Mapping[str, tuple[str, ...]]
    ranks: Mapping[str, Mapping[str, int]]
    surnames: Mapping[str, tuple[tuple[str, ...], ...]]
    words: Mapping[str, tuple[str, ...]]
    word: re.Pattern[str]

    def rank(self, char: str, reading: str) -> str:
        """某字按某读音的次序，写成一个字符；表里没有时按它的主要读音。"""
        own = self.ranks.get(char, {}).get(reading)
        return chr(own if own is not None else self.order.get(ord(char), ord(char)))


class _Spelled(dict[int, str]):
    """码位 → 音节或首字母；遇到一个字才找一个字，四万字的表因此读得快。"""

    def __init__(self, order: Mapping[int, int], starts: list[int], told: list[str]) -> None:
        super().__init__()
        self._order, self._starts, self._told = order, starts, told

    def __missing__(self, code: int) -> str:
        rank = self._order.get(code)
        told = chr(code) if rank is None else self._told[bisect_right(self._starts, rank) - 1]
        self[code] = told
        return told


def build_table(readings: str, surnames: str, words: str) -> PinyinTable:
    """由三个文件的文字造表。raises ValueError when a line is not understood."""
    lines = list(_columns(readings, 4))
    everyone = "".join(line[1] for line in lines)
    order = dict(zip(map(ord, everyone), count(_RANKS_FROM), strict=False))
    starts, also, ranks = [], dict[str, tuple[str, ...]](), dict[str, dict[str, int]]()
    place = _RANKS_FROM
    for reading, chars, second, third in lines:
        starts.append(place)
        for char in second + third:
            ranks.setdefault(char, {})[reading] = place + chars.index(char)
        for char in second:
            also[char] = (*also.get(char, ()), reading[:-1])
        place += len(chars)
    several = set(ranks)
    for start, (_reading, chars, second, third) in zip(starts, lines, strict=True):
        for char in several.intersection(chars).difference(second, third):
            order[ord(char)] = start + chars.index(char)
    syllables = [line[0][:-1] for line in lines]
    named = {
        text: tuple(tuple(one.split()) for one in told.split(","))
        for text, told in _columns(surnames, 2)
    }
    told_words = {text: tuple(told.split()) for text, told in _columns(words, 2)}
    return PinyinTable(
        order,
        _Spelled(order, starts, syllables),
        _Spelled(order, starts, [syllable[0] for syllable in syllables]),
        also,
        ranks,
        named,
        told_words,
        _either(told_words),
    )


def _either(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda text: (-len(text), text))
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


def sort_key(table: PinyinTable, text: str, person: bool = False) -> str:
    """排序用的键：空白不计，数字按大小，拉丁字母不分大小写，汉字按拼音、声调、笔画、码位。"""
    plain = unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
    before = ""
    if person and (found := surname(table, plain)):
        size = len(found)
        told = table.surnames[found][0]
        before = "".join(table.rank(c, r) for c, r in zip(found, told, strict=True))
        plain = plain[size:]

    def by_word(hit: re.Match[str]) -> str:
        told = table.words[hit.group()]
        return "".join(table.rank(c, r) for c, r in zip(hit.group(), told, strict=True))

    ranked = table.word.sub(by_word, plain).translate(table.order)
    return f"{before}{_NUMBER.sub(_by_size, ranked)}\0{text}"


def surname(table: PinyinTable, name: str) -> str:
    """姓名开头的姓，读音与字本身不同的才有；没有时为空。"""
    for size in range(min(_LONGEST_SURNAME, len(name)), 0, -1):
        if name[:size] in table.surnames:
            return name[:size]
    return ""


def initials(table: PinyinTable, text: str, person: bool = False) -> tuple[str, ...]:
    """拼音首字母的各种可能，主要读音在前；标点与空白略去，字母数字照旧（小写、半角）。"""
    return _spelled(table, text, table.letters, person)


def spellings(table: PinyinTable, text: str, person: bool = False) -> tuple[str, ...]:
    """全拼的各种可能，主要读音在前，不写声调，ü 写作 v。"""
    return _spelled(table, text, table.spelling, person)


def _spelled(
    table: PinyinTable, text: str, of_char: Mapping[int, str], person: bool
) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    short = of_char is table.letters
    heads: tuple[str, ...] = ("",)
    if person and (found := surname(table, plain)):
        heads = _surname_heads(table, found, short)
        plain = plain[len(found) :]
    if table.also.keys().isdisjoint(plain):
        rest = _NOT_SPELLED.sub("", plain.translate(of_char))
        return tuple(head + rest for head in heads)
    choices: list[tuple[str, ...]] = [heads]
    ways = len(heads)
    for char in plain:
        mine = tuple(_ways(table, char, short))
        if ways * len(mine) > MOST_READINGS:
            mine = mine[:1]
        ways *= len(mine)
        choices.append(mine)
    spelled = (_NOT_SPELLED.sub("", "".join(way)) for way in product(*choices))
    return tuple(dict.fromkeys(spelled))


def _ways(table: PinyinTable, char: str, short: bool) -> Iterator[str]:
    """一个字的各种写法，主要读音在前，不重复。"""
    main = table.spelling[ord(char)]
    told = dict.fromkeys(
        one[0] if short else one for one in (main, *table.also.get(char, ())) if one
    )
    return iter(told)


def _surname_heads(table: PinyinTable, found: str, short: bool) -> tuple[str, ...]:
    """姓的各种写法；照字面读的也认，打字的人未必知道姓的读音。"""
    told = [tuple(one[:-1] for one in way) for way in table.surnames[found]]
    told.append(tuple(table.spelling[ord(char)] for char in found))
    return tuple(dict.fromkeys("".join(s[0] if short else s for s in way) for way in told))


def _by_size(hit: re.Match[str]) -> str:
    """数字按大小：先比位数，再比数字。"""
    digits = hit.group().lstrip("0")
    return f"0{chr(0x21 + min(len(digits), 0x4000))}{digits}"


def _columns(text: str, most: int) -> Iterator[tuple[str, ...]]:
    for line in text.splitlines():
        if not line or line[0] == "#":
            continue
        parts = line.split("\t")
        if not 2 <= len(parts) <= most:
            raise ValueError(f"拼音表里这一行看不懂：{line[:20]}")
        yield (*parts, *[""] * (most - len(parts)))
