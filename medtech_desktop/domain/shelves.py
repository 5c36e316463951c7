"""一类事物的索引：各件的文字连成一长串，一个词查一次；一万多条编码不到半毫秒。

What begins with a word is found by bisection in a sorted list, what contains it with
``str.find`` in one long text whose lines are the things; frequent words stop early. The rule
is that of ``matching``; the order is closeness, then the order in which things were given.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from medtech_desktop.domain.matching import (
    BEGIN,
    BEGIN_EXTRA,
    END,
    Haystack,
    closeness,
    is_latin,
)

_LINE = "\n"
_LAST = "\U0010ffff"
_ENOUGH = 24
"""More than this are not ranked one by one: the words say too little."""
_RANKED = 60
"""Where a word may also fit a department or a lead, these many are ranked for one word."""
_MANY = 4000
_SAMPLE, _SAMPLES = 2000, 12
_LATIN = re.compile("[0-9a-z]")


class _Lines:
    """连成一串的文字；一行是一件事物，没有文字的事物没有行。"""

    def __init__(self, lines: Iterable[str]) -> None:
        kept = [(number, line + _LINE) for number, line in enumerate(lines) if line]
        self.text = "".join(line for _number, line in kept)
        self._things = [number for number, _line in kept]
        self._starts = [0]
        for _number, line in kept:
            self._starts.append(self._starts[-1] + len(line))
        self._chars: set[str] = set()
        for _number, line in kept:  # line by line: one long call would keep the window waiting
            self._chars.update(line)
        self._line_of = {number: line for line, number in enumerate(self._things)}

    def having(self, needle: str) -> Iterator[int]:
        """有这段文字的事物，按次序，不重复。"""
        if not self._chars.issuperset(needle):
            return
        find, starts, things = self.text.find, self._starts, self._things
        place = find(needle)
        while place >= 0:
            line = bisect_right(starts, place) - 1
            yield things[line]
            place = find(needle, starts[line + 1])

    def uses(self, needle: str) -> int:
        """这段文字大约用了多少次：取几片数一数，全数一遍太久。"""
        if not self._chars.issuperset(needle):
            return 0
        whole = len(self.text)
        if whole < _SAMPLE * _SAMPLES:
            return self.text.count(needle)
        starts = range(0, whole - _SAMPLE, whole // _SAMPLES)
        counted = sum(self.text.count(needle, start, start + _SAMPLE) for start in starts)
        return counted * whole // (_SAMPLE * len(starts))

    def has(self, number: int, needle: str) -> bool:
        """这件事物有没有这段文字。"""
        line = self._line_of.get(number)
        if line is None:
            return False
        return self.text.find(needle, self._starts[line], self._starts[line + 1]) >= 0

    def of(self, number: int) -> str:
        """这件事物的文字。"""
        line = self._line_of.get(number)
        return "" if line is None else self.text[self._starts[line] : self._starts[line + 1] - 1]


class _Beginnings:
    """各段文字按先后排好，查以某词开头的。"""

    def __init__(self, fields: Iterable[tuple[str, int]]) -> None:
        heaps = defaultdict(list)  # several short sorts: a long one would keep the window waiting
        for field, number in fields:
            heaps[field[:1]].append((field, number))
        self._fields: list[str] = []
        self._things: list[int] = []
        for first in sorted(heaps):
            for field, number in sorted(heaps[first]):
                self._fields.append(field)
                self._things.append(number)

    def beginning(self, word: str) -> Sequence[int]:
        """以此开头的事物，恰是此词的在前；太多时只取头一些。"""
        first = bisect_left(self._fields, word)
        exact = bisect_right(self._fields, word, first)
        last = bisect_left(self._fields, word + _LAST, exact)
        rest = self._things[exact : min(last, exact + _MANY)]
        return [*sorted(self._things[first:exact]), *sorted(rest)]


class Shelf:
    """一类事物的索引；事物以给入时的次序（0 起）相称。"""

    def __init__(self, things: Iterable[Haystack]) -> None:
        hays = list(things)
        texts = [_fields(hay.texts) for hay in hays]
        self._all = _Lines(hay.texts for hay in hays)
        # A word is looked for only where its letters are: short texts, few misses.
        self._codes = _Lines("".join(f for f in fields if f.isascii()) for fields in texts)
        chinese = [[f for f in fields if not f.isascii()] for fields in texts]
        self._names = _Lines(map("".join, chinese))
        self._latin = _Lines("".join(f for f in fields if _LATIN.search(f)) for fields in chinese)
        self._initials = _Lines(hay.initials for hay in hays)
        self._spelled = _Lines(hay.spelled for hay in hays)
        self._begins = _Beginnings(_begun(texts))
        self._short = _Beginnings(_begun(_fields(hay.initials) for hay in hays))
        self._full = _Beginnings(_begun((_fields(hay.spelled) for hay in hays), also_extra=True))
        self._size = len(hays)
        self._has_extra = BEGIN_EXTRA in self._all.text

    def __len__(self) -> int:
        return self._size

    def find(self, words: tuple[str, ...], limit: int) -> list[tuple[int, int]]:
        """合上每个词的事物：（吻合程度之和，序号），近的在前，至多 ``limit`` 件。"""
        if not words:
            return []
        if len(words) == 1:
            most = max(_RANKED, limit) if self._has_extra else limit
            found = list(islice(self._hits(words[0]), most))
        else:
            rarest = min(words, key=self._uses)
            others = [word for word in words if word != rarest]
            both = (
                one for one in self._hits(rarest) if all(self._has(one, word) for word in others)
            )
            found = list(islice(both, max(_ENOUGH, limit)))
        return sorted((self._distance(words, one), one) for one in found)[:limit]

    def every(self, word: str) -> Iterator[int]:
        """一个词合上的全部事物，大致近的在前，不重复。"""
        return self._hits(word)

    def haystack(self, number: int) -> Haystack:
        """一件事供比对的文字。"""
        return Haystack(self._all.of(number), self._initials.of(number), self._spelled.of(number))

    def _distance(self, words: tuple[str, ...], number: int) -> int:
        hay = self.haystack(number)
        return sum(closeness(word, hay) for word in words)

    def _hits(self, word: str) -> Iterator[int]:
        """一个词合上的，大致近的在前，不重复。"""
        tries: list[Iterable[int]] = [self._begins.beginning(word)]
        tries += [lines.having(word) for lines in self._texts_for(word)]
        if is_latin(word):
            tries.append(_later(self._short, word))
            tries.append(self._initials.having(word))
            tries.append(_later(self._full, word))
        return _once(tries)

    def _uses(self, word: str) -> int:
        """一个词大约用了多少次。"""
        texts = sum(lines.uses(word) for lines in self._texts_for(word))
        if not is_latin(word):
            return texts
        return texts + self._initials.uses(word) + len(self._full.beginning(word))

    def _texts_for(self, word: str) -> tuple[_Lines, ...]:
        """可能有这个词的文字。"""
        return (self._codes, self._latin) if word.isascii() else (self._names,)

    def _has(self, number: int, word: str) -> bool:
        """这件事物合不合这个词；同 ``matching.fits``，不必取出文字。"""
        if self._all.has(number, word):
            return True
        return is_latin(word) and (
            self._initials.has(number, word)
            or self._spelled.has(number, BEGIN + word)
            or self._spelled.has(number, BEGIN_EXTRA + word)
        )


def _later(beginnings: _Beginnings, word: str) -> Iterator[int]:
    """到要用时才查。"""
    yield from beginnings.beginning(word)


def _once(tries: Iterable[Iterable[int]]) -> Iterator[int]:
    seen: set[int] = set()
    for one in chain.from_iterable(tries):
        if one not in seen:
            seen.add(one)
            yield one


def _fields(texts: str) -> list[str]:
    return [field + END for field in texts.split(END)[:-1]]


def _begun(things: Iterable[list[str]], *, also_extra: bool = False) -> Iterator[tuple[str, int]]:
    """各件算作开头的段。"""
    begins = (BEGIN, BEGIN_EXTRA) if also_extra else (BEGIN,)
    for number, fields in enumerate(things):
        for field in fields:
            if field.startswith(begins):
                yield field[1:-1], number
