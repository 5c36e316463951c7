"""拼音：各屏与命令行排序、按首字母找人找事用的入口；表在第一次用到时读入。"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from medtech_desktop.domain import matching, pinyin
from medtech_desktop.domain.matching import Haystack
from medtech_desktop.intake.pinyin import shipped_pinyin

_PEOPLE = 8192
"""同样的人在多少个以内不再算。"""


@lru_cache(maxsize=_PEOPLE)
def sort_key(text: str, person: bool = False) -> str:
    """排序用的键：拼音、声调、笔画；``person`` 时按姓氏读音（单 shàn、曾 zēng）。"""
    return pinyin.sort_key(shipped_pinyin(), text, person)


def initials(text: str, person: bool = False) -> tuple[str, ...]:
    """拼音首字母的各种可能：神经血管 → sjxg；多音字各给一种，至多 16 种。"""
    return pinyin.initials(shipped_pinyin(), text, person)


def spellings(text: str, person: bool = False) -> tuple[str, ...]:
    """全拼的各种可能，不写声调。"""
    return pinyin.spellings(shipped_pinyin(), text, person)


def haystack(
    names: Iterable[str], extra: Iterable[str] = (), people: Iterable[str] = ()
) -> Haystack:
    """一件事供比对的文字，见 ``domain.matching``。"""
    return matching.haystack(shipped_pinyin(), names, extra, people)


def person_haystack(name: str, extra: Iterable[str]) -> Haystack:
    """一个人供比对的文字；每次重读人员都要问，同样的不再算。"""
    return _person_haystack(name, tuple(extra))


@lru_cache(maxsize=_PEOPLE)
def _person_haystack(name: str, extra: tuple[str, ...]) -> Haystack:
    return matching.person_haystack(shipped_pinyin(), name, extra)
