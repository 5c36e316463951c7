"""拼音：姓氏读音、多音字、次序；the shipped table covers what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.pinyin import (
    MOST_READINGS,
    build_table,
    initials,
    sort_key,
    spellings,
)
from medtech_desktop.intake.pinyin import shipped_pinyin
from medtech_desktop.resource_files import resource

TABLE = shipped_pinyin()


def in_order(texts: list[str], person: bool = False) -> list[str]:
    return sorted(texts, key=lambda text: sort_key(TABLE, text, person))


def standard_characters() -> str:
    lines = resource("fonts", "tonggui_8105.txt").read_text(encoding="utf-8").splitlines()
    return "".join(line.strip() for line in lines if not line.startswith("#"))


def test_every_standard_character_has_a_reading() -> None:
    chars = standard_characters()
    assert len(chars) == 8105
    assert [c for c in chars if not initials(TABLE, c)[0].isascii()] == []
    assert [c for c in chars if not initials(TABLE, c)[0]] == []


def test_the_basic_block_has_readings() -> None:
    bare = [chr(code) for code in range(0x4E00, 0x9FA6) if code not in TABLE.order]
    assert len(bare) < 60, bare
    assert not set(bare) & set(standard_characters())


@pytest.mark.parametrize(
    ("name", "syllable"),
    [
        *[("单雄信", "shan"), ("仇英", "qiu"), ("解缙", "xie"), ("查良镛", "zha")],
        *[("乐毅", "yue"), ("任光", "ren"), ("华佗", "hua"), ("曾国藩", "zeng")],
        *[("朴智", "piao"), ("盖苏", "ge"), ("区寄", "ou"), ("尉迟恭", "yuchi")],
        *[("万俟卨", "moqi"), ("缪荃孙", "miao"), ("翟让", "zhai"), ("覃元", "qin")],
        *[("冼星海", "xian"), ("员半千", "yun"), ("黑齿", "he"), ("折可适", "she")],
        *[("种师道", "chong"), ("重光", "chong"), ("秘彭祖", "bi"), ("尹喜", "yin")],
        *[("长孙无忌", "zhangsun"), ("令狐冲", "linghu"), ("尉缭", "wei")],
    ],
)
def test_a_surname_has_its_own_reading(name: str, syllable: str) -> None:
    assert spellings(TABLE, name, person=True)[0].startswith(syllable)


def test_a_surname_is_found_as_written_and_as_read() -> None:
    assert set(initials(TABLE, "单强", person=True)) == {"sq", "dq"}
    assert set(initials(TABLE, "覃元", person=True)) == {"qy", "ty"}
    assert initials(TABLE, "单侧切除") == ("dcqc",)


def test_names_stand_in_dictionary_order() -> None:
    wanted = [
        *["白一", "陈三", "盖平", "黄五", "李四", "卢六", "吕七", "鸾一", "缪八", "万俟一", "区九"],
        *["仇十", "任一", "单强", "王微", "王维", "王伟", "王五", "解三", "尉迟一", "乐毅", "曾国"],
        *["翟四", "张三", "章三"],
    ]
    assert in_order(sorted(wanted), person=True) == wanted


def test_digits_by_size_latin_without_case_then_chinese() -> None:
    wanted = ["9", "10", "Ｓ2", "s16", "S103", "技术9", "技术10", "血管", "种植"]
    assert in_order(list(reversed(wanted))) == wanted


def test_words_decide_between_readings() -> None:
    assert in_order(["重症", "种植", "重建", "产科", "长沙"]) == [
        "产科",
        "长沙",
        "重建",
        "种植",
        "重症",
    ]


def test_initials() -> None:
    assert initials(TABLE, "神经血管介入") == ("sjxgjr",)
    assert initials(TABLE, "3D 打印（PEEK）") == ("3ddypeek",)
    assert initials(TABLE, "重症医学科") == ("zzyxk", "czyxk")
    assert initials(TABLE, "") == ("",)
    assert initials(TABLE, "ＣＴ引导") == ("ctyd",)


def test_spellings() -> None:
    assert spellings(TABLE, "女婴颅内绿") == ("nvyinglunei" + "lv",)


@given(st.text(alphabet="重长调会行参咳卡系藏一二", max_size=30))
def test_ways_are_bounded_and_as_long_as_the_text(text: str) -> None:
    ways = initials(TABLE, text)
    assert 1 <= len(ways) <= MOST_READINGS
    assert {len(way) for way in ways} == {len(text)}
    assert len(set(ways)) == len(ways)


@given(st.lists(st.text(max_size=8), max_size=8, unique=True), st.booleans())
def test_keys_differ_when_texts_do(texts: list[str], person: bool) -> None:
    assert len({sort_key(TABLE, text, person) for text in texts}) == len(texts)


def test_a_line_that_is_not_understood() -> None:
    with pytest.raises(ValueError, match="看不懂"):
        build_table("zhong4", "", "")


def own_table(name: str) -> dict[str, list[str]]:
    """One of the tables written by hand: first column → the others."""
    lines = resource("pinyin", name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert len({row[0] for row in rows}) == len(rows), name
    return {row[0]: row[1:] for row in rows}


def test_the_made_table_holds_what_was_written_by_hand() -> None:
    """readings.tsv is made anew when a hand-written table changes (make_pinyin.py)."""
    for name in ("surnames.tsv", "words.tsv"):
        for text, (told, *_rest) in own_table(name).items():
            for way in told.split(","):
                for char, reading in zip(text, way.split(), strict=True):
                    held = TABLE.ranks.get(char, {}).keys()
                    main = TABLE.spelling[ord(char)] == reading[:-1]
                    assert main or reading in held, (name, text, reading)
    for char, (reading, *_also) in own_table("corrections.tsv").items():
        assert TABLE.spelling[ord(char)] == reading[:-1], char
