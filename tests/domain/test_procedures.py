"""编码库的索引：与逐条比对的结果相同，次序、筛选、计数、两版对照；一次按键不过半毫秒。"""

from __future__ import annotations

import random
import time
from datetime import date

import pytest

from medtech_desktop.domain.procedures import (
    CodeEdition,
    CodeList,
    Entered,
    Mark,
    chapter_name,
    edition_before,
    edition_in_use,
    fold,
)
from tests.code_lists import COUNT, all_codes

ROWS: list[Entered] = [
    (7, "52.8400", "胰岛细胞移植", "surgery"),
    (3, "52.8401", "同种胰岛细胞移植", "surgery"),
    (9, "00.0100", "头部血管治疗性超声", "treatment"),
    (4, "88.0101", "CT引导下 穿刺", "diagnostic"),
    (5, "36.0700x001", "药物洗脱支架Ⅱ型置入", ""),
]
INITIALS = {"胰岛细胞移植": ("ydxbyz",), "同种胰岛细胞移植": ("tzydxbyz", "tchydxbyz")}


def small(before: CodeList | None = None, rows: list[Entered] = ROWS) -> CodeList:
    return CodeList(rows, before=before, initials=lambda name: INITIALS.get(name, ()))


def found(words: str, codes: CodeList | None = None) -> list[str]:
    held = codes or small()
    return [held.codes[place] for place in held.find(words)]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("", ["00.0100", "36.0700x001", "52.8400", "52.8401", "88.0101"]),
        ("胰岛", ["52.8400", "52.8401"]),
        ("胰岛 同种", ["52.8401"]),
        ("５２．８４", ["52.8400", "52.8401"]),
        ("52", ["52.8400", "52.8401"]),
        ("8400", ["52.8400"]),
        ("X001", ["36.0700x001"]),
        ("ct", ["88.0101"]),
        ("ＣＴ引导下穿刺", ["88.0101"]),
        ("YDXB", ["52.8400", "52.8401"]),
        ("tch", ["52.8401"]),
        ("y", ["52.8400"]),
        ("胰岛 8401", ["52.8401"]),
        ("胰腺", []),
        ("胰岛 ct", []),
        ("zzz", []),
    ],
)
def test_every_word_must_be_there(words: str, codes: list[str]) -> None:
    assert found(words) == codes


def test_roman_numerals_and_full_width_are_one() -> None:
    assert found("ii型") == found("Ⅱ型") == ["36.0700x001"]


def test_the_index_finds_what_a_plain_comparison_finds() -> None:
    rows: list[Entered] = [(n, c, t, "") for n, (c, t) in enumerate(all_codes(), 1)]
    codes = CodeList(rows)
    assert len(codes) == COUNT
    dice = random.Random(5)
    plain = [(fold(c), fold(t)) for c, t in zip(codes.codes, codes.names, strict=True)]
    for _ in range(150):
        code, name = dice.choice(plain)
        start, size = dice.randrange(len(name)), dice.randint(1, 4)
        word = "".join(name[start : start + size].split()) if dice.random() < 0.6 else code[2:6]
        wanted = [p for p, (c, t) in enumerate(plain) if word in t or (len(word) > 2 and word in c)]
        if word.isascii() and len(word) < 3:
            wanted = [p for p, (c, t) in enumerate(plain) if word in t or c.startswith(word)]
        assert list(codes.find(word)) == wanted, word


def test_a_keystroke_on_the_whole_list_stays_under_half_a_millisecond() -> None:
    codes = CodeList([(n, c, t, "") for n, (c, t) in enumerate(all_codes(), 1)])
    for word in ("术", "切除", "x00", "000", "0", "52.8", "椎间盘切除术", "术 切"):
        taken = []
        for _ in range(15):
            begun = time.thread_time()
            for _again in range(20):  # some systems count this time in steps of 16 ms
                codes.find(word)
            taken.append((time.thread_time() - begun) / 20)
        # twice the goal: the figure itself is in bench/tables.py, this machine is shared; the best
        # of fifteen, for a neighbour on the same core makes every instruction slower
        assert min(taken) < (0.001 if " " not in word else 0.003), word


def test_order_by_code_by_name_and_backwards() -> None:
    codes = small()
    every = codes.find("")
    assert list(codes.in_order(every, "code", False)) == [9, 5, 7, 3, 4]
    assert list(codes.in_order(every, "code", True)) == [4, 3, 7, 5, 9]
    by_name = [codes.names[codes.place_of(n)] for n in codes.in_order(every, "name", False)]
    assert by_name == sorted(by_name, key=fold)
    few = codes.find("胰岛")
    assert list(codes.in_order(few, "name", False)) == [3, 7]
    assert list(codes.in_order(every, "category", False)) == [7, 3, 9, 4, 5]


def test_narrowing_and_counting() -> None:
    codes = small()
    every = codes.find("")
    counts = codes.counts(every)
    assert counts.whole == 5
    assert dict(counts.categories) == {"surgery": 2, "treatment": 1, "diagnostic": 1, "": 1}
    assert codes.chapters(every) == (("00", 1), ("36", 1), ("52", 2), ("88", 1))
    assert codes.narrow(every, "surgery", None, "") == [2, 3]
    assert list(codes.narrow(every, None, None, "52")) == [2, 3]
    assert codes.narrow(every, "", None, "") == [1]
    assert list(codes.narrow(every, None, None, "77")) == []
    few = codes.find("胰岛 同种")
    assert codes.chapters(few) == (("52", 1),)


def test_what_changed_between_two_editions() -> None:
    later: list[Entered] = [
        (11, "52.8400", "胰岛细胞移植术", "surgery"),  # renamed
        (12, "52.8401", "同种胰岛细胞移植", "interventional"),  # another category
        (13, "00.0100", "头部血管治疗性超声", ""),  # a category that is not said is no change
        (14, "88.0101", "CT引导下 穿刺", "diagnostic"),
        (15, "52.8402", "自体胰岛细胞移植", "surgery"),  # new
    ]
    before = small()
    codes = small(before, later)
    assert [codes.marks[p] for p in codes.find("")] == [
        Mark.SAME,
        Mark.RENAMED,
        Mark.REGROUPED,
        Mark.ADDED,
        Mark.SAME,
    ]
    changes = codes.changes_since(before)
    assert [(c.mark, c.code, c.before, c.after) for c in changes] == [
        (Mark.REMOVED, "36.0700x001", "药物洗脱支架Ⅱ型置入", ""),
        (Mark.RENAMED, "52.8400", "胰岛细胞移植", "胰岛细胞移植术"),
        (Mark.REGROUPED, "52.8401", "同种胰岛细胞移植", "同种胰岛细胞移植"),
        (Mark.ADDED, "52.8402", "", "自体胰岛细胞移植"),
    ]
    assert dict(codes.counts(codes.find("")).marks) == {
        Mark.ADDED: 1,
        Mark.RENAMED: 1,
        Mark.REGROUPED: 1,
    }
    assert codes.narrow(codes.find(""), None, Mark.ADDED, "52") == [3]
    assert codes.changes_since(codes) == ()


def _edition(number: int, since: date) -> CodeEdition:
    return CodeEdition(number, f"u{number}", 1, f"版{number}", f"版{number}", "", since, "")


def test_the_edition_in_use_is_the_latest_begun() -> None:
    one, two, three = (
        _edition(1, date(2025, 1, 1)),
        _edition(2, date(2026, 1, 1)),
        _edition(3, date(2027, 1, 1)),
    )
    every = (one, two, three)
    assert edition_in_use(every, date(2026, 6, 1)) is two
    assert edition_in_use(every, date(2025, 12, 31)) is one
    assert edition_in_use(every, date(2024, 12, 31)) is None
    assert edition_before(every, three) is two
    assert edition_before(every, one) is None


def test_every_two_digits_have_their_chapter() -> None:
    assert chapter_name("00.0100") == "操作和介入"
    assert chapter_name("01.2") == chapter_name("05.9") == "神经系统手术"
    assert chapter_name("36.07") == "心血管系统手术"
    assert chapter_name("86.9") == "体被系统手术"
    assert chapter_name("99.9") == "各种诊断性和治疗性操作"
    assert chapter_name("XX.1") == ""
    assert all(chapter_name(f"{n:02d}.0") for n in range(100))
