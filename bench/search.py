"""A keystroke over the code list, against ``str.find`` in one joined text and against LIKE."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.ratios import Row, medians
from medtech_desktop.domain.matching import haystack, split_words
from medtech_desktop.domain.pinyin import initials
from medtech_desktop.domain.shelves import Shelf
from medtech_desktop.intake.pinyin import shipped_pinyin

SIZE = 13_686
SHOWN = 7
LIMIT = 0.0005
"""A keystroke on the code list may take this long, in seconds."""
_REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "procedure_codes_zh.tsv"
_HOW = (
    "腹腔镜下",
    "经皮",
    "内镜下",
    "开放性",
    "机器人辅助",
    "显微镜下",
    "超声引导下",
    "经尿道",
    "",
)
_WHERE = (
    "胃",
    "肝",
    "甲状腺",
    "肾上腺",
    "主动脉",
    "神经",
    "胆囊",
    "结肠",
    "膀胱",
    "椎间盘",
    "髋关节",
)
_WHAT = (
    "部分切除术",
    "病损切除术",
    "活组织检查",
    "修补术",
    "置换术",
    "切开引流术",
    "成形术",
    "探查术",
)
KEYSTROKES = (
    *("胃", "切除", "甲状腺", "腹腔镜下胃", "腹腔镜下胃部分切除术", "无此词"),
    *("38", "38.4", "00.01", "99.99x9", "jzx", "jzxqc", "sjxg", "qqqq", "shenjing"),
)
TWO_WORDS = ("切除 胃", "腹腔镜 胆", "fqj 胆", "52 切除")


def code_list(size: int = SIZE) -> list[tuple[str, str]]:
    """The real list when it lies beside the project, else one of the same shape."""
    rows: list[tuple[str, str]] = []
    if _REAL.is_file():
        for line in _REAL.read_text(encoding="utf-8").splitlines():
            code, _tab, name = line.partition("\t")
            rows.append((code, name))
    else:
        pick = random.Random(3)
        for number in range(SIZE):
            code = f"{number // 140:02d}.{number % 140 * 71:04d}"
            name = pick.choice(_HOW) + pick.choice(_WHERE) + pick.choice(_WHAT)
            rows.append((code, f"{name}，{pick.choice(_WHERE)}{number % 37}号"))
    again = -(-size // len(rows))
    return [(f"{code}x{n}" if n else code, name) for n in range(again) for code, name in rows][
        :size
    ]


def shelf_of(rows: list[tuple[str, str]]) -> Shelf:
    """The index, as the office makes it."""
    table = shipped_pinyin()
    return Shelf(haystack(table, row) for row in rows)


def by_like(rows: list[tuple[str, str]]) -> Callable[[str], object]:
    """What SQL does: every word in code, name or initials."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE code (id INTEGER PRIMARY KEY, code, name, initials)")
    table = shipped_pinyin()
    base.executemany(
        "INSERT INTO code (code, name, initials) VALUES (?, ?, ?)",
        ((code, name, initials(table, name)[0]) for code, name in rows),
    )

    def search(text: str) -> object:
        words = text.split()
        where = " AND ".join("(code LIKE ? OR name LIKE ? OR initials LIKE ?)" for _ in words)
        values = [f"%{word}%" for word in words for _ in range(3)]
        return base.execute(f"SELECT id FROM code WHERE {where}", values).fetchall()

    return search


def rows() -> Iterator[Row]:
    small, large = code_list(), code_list(SIZE * 10)
    shelf, ten = shelf_of(small), shelf_of(large)
    table = shipped_pinyin()
    joined = "\n".join(f"{code}\t{name}\t{initials(table, name)[0]}" for code, name in small)
    like = by_like(small)
    asked = [split_words(text) for text in KEYSTROKES]
    both = [split_words(text) for text in TWO_WORDS]
    ours, peer, sql, tenfold, two, two_sql = medians(
        [
            (lambda: [shelf.find(words, SHOWN) for words in asked], 8),
            (lambda: [joined.find(text) for text in KEYSTROKES], 8),
            (lambda: [like(text) for text in KEYSTROKES], 1),
            (lambda: [ten.find(words, SHOWN) for words in asked], 3),
            (lambda: [shelf.find(words, SHOWN) for words in both], 8),
            (lambda: [like(text) for text in TWO_WORDS], 1),
        ]
    )
    count = len(KEYSTROKES)
    one = ours / count
    what = f"搜索一个词，{SIZE:,} 条编码"
    yield Row(what, "0.5 毫秒的限度", one / LIMIT, 1.0, one)
    yield Row(what, "一串文字里的 str.find", ours / peer, None, one)
    yield Row(what, "SQLite LIKE", ours / sql, 1 / 5, one)
    yield Row("搜索一个词，十倍的编码", f"{SIZE:,} 条", tenfold / ours, 10.0, tenfold / count)
    yield Row("搜索两个词", "SQLite LIKE", two / two_sql, 1 / 5, two / len(TWO_WORDS))
