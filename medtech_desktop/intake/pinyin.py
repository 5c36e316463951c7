"""拼音表的读入：resources/pinyin 的三个文件 → ``PinyinTable``。"""

from __future__ import annotations

from functools import cache

from medtech_desktop.domain.pinyin import PinyinTable, build_table
from medtech_desktop.resource_files import resource


@cache
def shipped_pinyin() -> PinyinTable:
    """随附的拼音表；第一次用到时读一次。"""
    return build_table(*(_text(name) for name in ("readings.tsv", "surnames.tsv", "words.tsv")))


def _text(name: str) -> str:
    return resource("pinyin", name).read_text(encoding="utf-8")
