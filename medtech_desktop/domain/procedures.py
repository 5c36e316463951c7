"""手术操作编码：编码库的一版在内存里的索引、查找、次序，与两版对照。

Pure: the names' pinyin comes in as functions. Nothing here knows grades; they are the
hospital's own list (第十八条) and come from there only.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from heapq import merge
from operator import itemgetter
from typing import TypeVar

Entered = tuple[int, str, str, str]
"""一条编码：内部编号、编码、名称、类别代码。"""

CATEGORY_NAMES = {
    "surgery": "手术",
    "treatment": "治疗性操作",
    "diagnostic": "诊断性操作",
    "interventional": "介入治疗",
    "": "未注明",
}
"""类别代码 → 名称，按筛选词的次序。"""

_CHAPTERS = (
    (0, "操作和介入"),
    (1, "神经系统手术"),
    (6, "内分泌系统手术"),
    (8, "眼的手术"),
    (17, "其他诊断性和治疗性操作"),
    (18, "耳部手术"),
    (21, "鼻、口、咽手术"),
    (30, "呼吸系统手术"),
    (35, "心血管系统手术"),
    (40, "血液和淋巴系统手术"),
    (42, "消化系统手术"),
    (55, "泌尿系统手术"),
    (60, "男性生殖器官手术"),
    (65, "女性生殖器官手术"),
    (72, "产科操作"),
    (76, "肌肉骨骼系统手术"),
    (85, "体被系统手术"),
    (87, "各种诊断性和治疗性操作"),
)
"""ICD-9-CM-3 的章：起始的前两位与章名。"""
_FAMILY = 4
_PART = 1000

T = TypeVar("T")


class Mark(StrEnum):
    """与前版相比：无变化、新增、更名、改类、取消。"""

    SAME = ""
    ADDED = "added"
    RENAMED = "renamed"
    REGROUPED = "regrouped"
    REMOVED = "removed"


MARK_NAMES = {
    Mark.SAME: "",
    Mark.ADDED: "新增",
    Mark.RENAMED: "更名",
    Mark.REGROUPED: "改类",
    Mark.REMOVED: "取消",
}
_MARKS = tuple(Mark)
_CATEGORIES = tuple(CATEGORY_NAMES)
_STEP = len(_MARKS)


@dataclass(frozen=True, slots=True)
class CodeEdition:
    """编码库的一版；``since`` 为本院启用之日。"""

    id: int
    uid: str
    act_seq: int
    key: str
    name: str
    source: str
    since: date
    note: str


@dataclass(frozen=True, slots=True)
class CodeChange:
    """两版对照的一行：编码、前版的名称、后版的名称（没有则空）。"""

    mark: Mark
    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Counts:
    """所列的条数，按类别、变化。没有的不列。"""

    whole: int = 0
    categories: tuple[tuple[str, int], ...] = ()
    marks: tuple[tuple[Mark, int], ...] = ()


def edition_in_use(editions: Sequence[CodeEdition], on: date) -> CodeEdition | None:
    """某日所用的一版：已启用的当中最近的；同日的取后录入的。"""
    held = [one for one in editions if one.since <= on]
    return max(held, key=lambda one: (one.since, one.id), default=None)


def edition_before(editions: Sequence[CodeEdition], edition: CodeEdition) -> CodeEdition | None:
    """它的前一版。"""
    mine = (edition.since, edition.id)
    earlier = [one for one in editions if (one.since, one.id) < mine]
    return max(earlier, key=lambda one: (one.since, one.id), default=None)


def chapter_name(code: str) -> str:
    """编码所在的章；前两位不是数字的为空。"""
    if not code[:2].isdecimal():
        return ""
    place = bisect_right(_CHAPTERS, int(code[:2]), key=itemgetter(0))
    return _CHAPTERS[place - 1][1]


def family(code: str) -> str:
    """亚目：编码的前四位，如 52.8。"""
    return code[:_FAMILY]


def fold(text: str) -> str:
    """归一：全角转半角，大写转小写。"""
    return unicodedata.normalize("NFKC", text).casefold()


def no_initials(_text: str) -> tuple[str, ...]:
    """不按拼音。"""
    return ()


class CodeList:
    """一版编码的索引：各条按编码排好，以「位置」相称；查一个词不过半毫秒。

    A word is looked up by its rarest character (names) or pair (codes, pinyin initials)
    and only those candidates are compared, so that frequent words cost no more.
    """

    def __init__(
        self,
        rows: Iterable[Entered],
        *,
        before: CodeList | None = None,
        initials: Callable[[str], tuple[str, ...]] = no_initials,
        sort_key: Callable[[str], str] = fold,
    ) -> None:
        ordered = _sorted(rows, lambda row: fold(row[1]))
        self.ids = [row[0] for row in ordered]
        self.codes = [row[1] for row in ordered]
        self.names = [row[2] for row in ordered]
        self.categories = [row[3] for row in ordered]
        self._places = {row_id: place for place, row_id in enumerate(self.ids)}
        self._codes = [fold(code) for code in self.codes]
        self._names = ["".join(fold(name).split()) for name in self.names]
        self._initials = ["\t".join(initials(name)) for name in self.names]
        self._in_names = _postings(self._names, _singles)
        self._in_codes = _postings(self._codes, _pairs)
        self._in_initials = _postings(self._initials, _pairs)
        self._chapters = self._ranges()
        self.marks = [Mark.SAME] * len(ordered) if before is None else self._marked(before)
        self._groups = bytes(
            _CATEGORIES.index(category if category in CATEGORY_NAMES else "") * _STEP
            + _MARKS.index(mark)
            for category, mark in zip(self.categories, self.marks, strict=True)
        )
        keys = [sort_key(name) for name in self.names]
        self._by_name = _sorted(range(len(keys)), keys.__getitem__)
        self._name_rank = array("i", bytes(4 * len(keys)))
        for rank, place in enumerate(self._by_name):
            self._name_rank[place] = rank
        self._whole = {
            "code": array("i", self.ids),
            "name": array("i", map(self.ids.__getitem__, self._by_name)),
        }

    def __len__(self) -> int:
        return len(self.ids)

    def place_of(self, row_id: int) -> int:
        """内部编号的位置；没有时 -1。"""
        return self._places.get(row_id, -1)

    def place_of_code(self, code: str) -> int:
        """编码的位置；没有时 -1。"""
        wanted = fold(code.strip())
        place = bisect_left(self._codes, wanted)
        return place if place < len(self) and self._codes[place] == wanted else -1

    def starts_with(self, beginning: str) -> range:
        """以此开头的编码的位置。"""
        wanted = fold(beginning)
        first = bisect_left(self._codes, wanted)
        return range(first, bisect_left(self._codes, wanted + "\U0010ffff", first))

    # Finding

    def find(self, words: str) -> Sequence[int]:
        """各词都出现的位置，按编码排；没有词时为全部。

        A word is a part of the name, of the code or of the name's pinyin initials; one or two
        Latin letters or digits must begin the code (one letter: the initials).
        """
        found = [self._hits(word) for word in dict.fromkeys(fold(words).split())]
        if not found:
            return range(len(self))
        found.sort(key=len)
        places = found[0]
        for others in found[1:]:
            places = list(filter(set(others).__contains__, places))
        return places

    def _hits(self, word: str) -> Sequence[int]:
        if not word.isascii():
            return _within(word, self._names, self._in_names, word)
        if len(word) > 2:
            codes = _within(word, self._codes, self._in_codes, _pairs(word))
        else:
            codes = self.starts_with(word)
        names = _within(word, self._names, self._in_names, word)
        initials = self._by_initials(word)
        found = [part for part in (codes, names, initials) if len(part)]
        if len(found) < 2:
            return found[0] if found else _NONE
        return sorted(set(found[0]).union(*found[1:]))

    def _by_initials(self, word: str) -> Sequence[int]:
        if not word.isalpha():
            return _NONE
        if len(word) == 1:
            return self._in_initials.get("^" + word, _NONE)
        return _within(word, self._initials, self._in_initials, _pairs(word))

    # Narrowing and counting

    def narrow(
        self, places: Sequence[int], category: str | None, mark: Mark | None, chapter: str
    ) -> Sequence[int]:
        """再按类别、变化、前两位取；None 与空为不限。"""
        if chapter:
            whole = self._chapters.get(chapter, range(0))
            first = bisect_left(places, whole.start)
            places = places[first : bisect_left(places, whole.stop, first)]
        if category is not None:
            base = _CATEGORIES.index(category) * _STEP
            mine = range(base, base + _STEP)
            places = [place for place in places if self._groups[place] in mine]
        if mark is not None:
            number = _MARKS.index(mark)
            places = [place for place in places if self._groups[place] % _STEP == number]
        return places

    def counts(self, places: Sequence[int]) -> Counts:
        """所列的条数。"""
        groups = self._groups
        picked = groups if len(places) == len(self) else bytes(map(groups.__getitem__, places))
        numbers = [picked.count(group) for group in range(len(_CATEGORIES) * _STEP)]
        categories = [
            (name, sum(numbers[at * _STEP : (at + 1) * _STEP]))
            for at, name in enumerate(_CATEGORIES)
        ]
        marks = [(mark, sum(numbers[at::_STEP])) for at, mark in enumerate(_MARKS) if mark]
        return Counts(
            len(places),
            tuple(one for one in categories if one[1]),
            tuple(one for one in marks if one[1]),
        )

    def chapters(self, places: Sequence[int]) -> tuple[tuple[str, int], ...]:
        """所列的条数，按编码前两位；没有的不列。"""
        counted = (
            (chapter, bisect_left(places, whole.stop) - bisect_left(places, whole.start))
            for chapter, whole in self._chapters.items()
        )
        return tuple(one for one in counted if one[1])

    # Order

    def in_order(self, places: Sequence[int], column: str, descending: bool) -> array[int]:
        """内部编号，按 code、name（拼音）、category 或 mark 排。"""
        ordered: Sequence[int] = places
        if len(places) == len(self) and column in ("code", "name"):
            whole = self._whole[column]
            return whole[::-1] if descending else whole[:]
        if column == "name":
            ordered = self._ordered_by_name(places)
        elif column == "category":
            ordered = sorted(places, key=self._groups.__getitem__)
        elif column == "mark":
            ordered = sorted(places, key=lambda place: -(self._groups[place] % _STEP))
        if descending:
            ordered = ordered[::-1]
        return array("i", map(self.ids.__getitem__, ordered))

    def _ordered_by_name(self, places: Sequence[int]) -> Sequence[int]:
        if len(places) * 8 < len(self):
            return sorted(places, key=self._name_rank.__getitem__)
        listed = bytearray(len(self))
        for place in places:
            listed[place] = 1
        return [place for place in self._by_name if listed[place]]

    # Comparing

    def changes_since(self, before: CodeList) -> tuple[CodeChange, ...]:
        """与前版相比的变化，按编码排；不变的不列。"""
        found = [
            CodeChange(
                mark, self.codes[place], _name_in(before, self.codes[place]), self.names[place]
            )
            for place, mark in enumerate(self._marked(before))
            if mark
        ]
        for place, code in enumerate(before.codes):
            if self.place_of_code(code) < 0:
                found.append(CodeChange(Mark.REMOVED, code, before.names[place], ""))
        found.sort(key=lambda change: change.code)
        return tuple(found)

    def _marked(self, before: CodeList) -> list[Mark]:
        known = dict(zip(before._codes, range(len(before)), strict=True))
        marks = []
        for place, code in enumerate(self._codes):
            old = known.get(code)
            if old is None:
                marks.append(Mark.ADDED)
            elif before.names[old] != self.names[place]:
                marks.append(Mark.RENAMED)
            elif _differ(before.categories[old], self.categories[place]):
                marks.append(Mark.REGROUPED)
            else:
                marks.append(Mark.SAME)
        return marks

    def _ranges(self) -> dict[str, range]:
        starts: dict[str, int] = {}
        for place, code in enumerate(self._codes):
            starts.setdefault(code[:2], place)
        ends = [*list(starts.values())[1:], len(self)]
        return {
            chapter: range(first, end)
            for (chapter, first), end in zip(starts.items(), ends, strict=True)
        }


def _name_in(codes: CodeList, code: str) -> str:
    place = codes.place_of_code(code)
    return codes.names[place] if place >= 0 else ""


def _differ(before: str, after: str) -> bool:
    """类别是否改了；有一版没有写类别的不算。"""
    return bool(before) and bool(after) and before != after


def _sorted(items: Iterable[T], key: Callable[[T], str]) -> list[T]:
    """排好的；一段一段排再并起来，一次排完会让窗口停上几十毫秒。"""
    listed = list(items)
    parts = (listed[start : start + _PART] for start in range(0, len(listed), _PART))
    return list(merge(*(sorted(part, key=key) for part in parts), key=key))


def _singles(text: str) -> Iterator[str]:
    return iter(text)


def _pairs(text: str) -> Iterator[str]:
    """相邻两字；第一个字另记为「^字」。"""
    return map("".join, zip("^" + text, text, strict=False))


def _postings(texts: Sequence[str], grams: Callable[[str], Iterator[str]]) -> dict[str, array[int]]:
    """每个字（或两字）出现在哪些位置，升序。"""
    found: dict[str, array[int]] = {}
    for place, text in enumerate(texts):
        for gram in set(grams(text)):
            if gram in found:
                found[gram].append(place)
            else:
                found[gram] = array("i", (place,))
    return found


_NONE: Sequence[int] = ()


def _within(
    word: str, texts: Sequence[str], postings: dict[str, array[int]], grams: Iterable[str]
) -> Sequence[int]:
    """出现这个词的位置：先看最少见的一个字，再逐一核对。"""
    rarest: Sequence[int] | None = None
    for gram in grams:
        if gram[0] == "^" and len(gram) == 2:
            continue
        found = postings.get(gram, _NONE)
        if rarest is None or len(found) < len(rarest):
            rarest = found
    if rarest is None:
        return _NONE
    if len(word) == 1:
        return rarest
    return [place for place in rarest if word in texts[place]]
