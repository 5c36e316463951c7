"""比对：词与事物合不合；the index finds what the rule says, nearest first."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.matching import (
    Closeness,
    closeness,
    haystack,
    marked,
    matches,
    person_haystack,
    split_words,
)
from medtech_desktop.domain.pinyin import initials, spellings
from medtech_desktop.domain.shelves import Shelf
from medtech_desktop.intake.pinyin import shipped_pinyin

TABLE = shipped_pinyin()
TEXTS = st.text(alphabet="神经血管重建术切除S16sx－ 0.１（）", max_size=10)
WORDS = st.text(alphabet="神经血重术sxjzcq16s. ", min_size=1, max_size=8)


def fits(words: str, *names: str) -> bool:
    return matches(split_words(words), haystack(TABLE, names))


@pytest.mark.parametrize(
    "words",
    [
        *["神经", "血管介入", "sjxg", "SJXG", "jrzl", "shenjing", "shenjingxueg", "s16", "Ｓ１６"],
        *["16", "神经 介入", "介入 sjxg", "S16 神经", "ｓｊｘｇ"],
    ],
)
def test_what_fits(words: str) -> None:
    assert fits(words, "S16", "神经血管介入诊疗技术")


@pytest.mark.parametrize("words", ["神介", "jsxg", "xueguan", "S17", "神经 骨科", "sj xk"])
def test_what_does_not_fit(words: str) -> None:
    assert not fits(words, "S16", "神经血管介入诊疗技术")


def test_either_reading_fits() -> None:
    assert fits("czyx", "重症医学科")
    assert fits("zzyx", "重症医学科")
    assert fits("chongzheng", "重症医学科")


def test_a_person_fits_by_the_surname_as_read_and_as_written() -> None:
    hay = person_haystack(TABLE, "单小云", ("1001", "心内科"))
    for words in ("sxy", "dxy", "shanxiao", "1001", "单 心内", "xnk 1001"):
        assert matches(split_words(words), hay), words
    assert not matches(split_words("zxy"), hay)


def test_blanks_within_a_text_do_not_matter() -> None:
    assert fits("3D打印", "3D 打印 骨盆")


def plainly(words: str, names: list[str]) -> bool:
    """The rule said in a few obvious lines."""

    def fold(text: str) -> str:
        return "".join(unicodedata.normalize("NFKC", text).casefold().split())

    for word in unicodedata.normalize("NFKC", words).casefold().split():
        found = any(word in fold(name) for name in names)
        if word.isascii() and word.isalnum() and any(char.isalpha() for char in word):
            chinese = [name for name in names if not fold(name).isascii()]
            found |= any(word in way for name in chinese for way in initials(TABLE, name))
            found |= any(way.startswith(word) for name in chinese for way in spellings(TABLE, name))
        if not found:
            return False
    return True


@given(WORDS, st.lists(TEXTS, max_size=3))
def test_matching_is_the_obvious_rule(words: str, names: list[str]) -> None:
    assert fits(words, *names) == plainly(words, names)


@given(WORDS, st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=8))
def test_the_index_finds_what_the_rule_says(words: str, things: list[tuple[str, str, str]]) -> None:
    hays = [haystack(TABLE, (code, name), (extra,)) for code, name, extra in things]
    wanted = split_words(words)
    found = Shelf(hays).find(wanted, 100)
    by_rule = [n for n, hay in enumerate(hays) if wanted and matches(wanted, hay)]
    assert sorted(n for _far, n in found) == by_rule
    far = [sum(closeness(word, hays[n]) for word in wanted) for _far, n in found]
    assert far == sorted(far)


def test_nearest_first() -> None:
    names = ["肾经皮", "经皮穿刺", "神经", "经", "jing 仪", "尽皮", "京剧"]
    shelf = Shelf(haystack(TABLE, (name,)) for name in names)
    order = [names[n] for _far, n in shelf.find(("经",), 9)]
    assert order == ["经", "经皮穿刺", "肾经皮", "神经"]
    assert [names[n] for _far, n in shelf.find(("jp",), 9)] == ["经皮穿刺", "尽皮", "肾经皮"]
    assert closeness("经", haystack(TABLE, (), ("经",))) is Closeness.ASIDE


def test_no_more_than_asked_for_and_the_first_of_equals() -> None:
    shelf = Shelf(haystack(TABLE, (f"{n:04d}", "胃切除术")) for n in range(3000))
    assert [n for _far, n in shelf.find(("切除",), 5)] == [0, 1, 2, 3, 4]
    assert [n for _far, n in shelf.find(("切除", "299"), 5)] == [2990, 2991, 2992, 2993, 2994]
    assert shelf.find(("切除", "无此"), 5) == []
    assert shelf.find((), 5) == []


def test_what_is_marked() -> None:
    def told(text: str, words: str, person: bool = False) -> list[str]:
        spans = marked(TABLE, text, split_words(words), person)
        return [text[start:end] for start, end in spans]

    assert told("神经血管介入", "神经 介入") == ["神经", "介入"]
    assert told("神经血管介入", "xg") == ["血管"]
    assert told("Ｓ１６（甲）", "s16") == ["Ｓ１６"]
    assert told("单小云", "sx", person=True) == ["单小"]
    assert told("神经血管介入", "神经 经血") == ["神经血"]
    assert told("神经", "骨") == []
