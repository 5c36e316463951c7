"""词语：技术名称的归一与比对。名称只作提示与核对，不作身份。

Shared by the prohibited list, the out-of-scope list and the catalog search.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

SEPARATOR = "|"
"""一列多词的分隔符；a flat column holds several terms."""

_BRACKETS = re.compile(
    r"[(\[{【〔〈《「『（［｛][^)\]}】〕〉》」』）］｝]*[)\]}】〕〉》」』）］｝]"
)
_NOISE = re.compile(r"[\W_]+")
_SUFFIXES = ("临床应用技术", "诊疗技术", "治疗技术", "手术", "技术", "疗法", "治疗", "术", "法")
_MODIFIERS = (
    *("双侧", "单侧", "左侧", "右侧", "双", "左", "右", "微创", "经皮", "开放", "新型", "改良"),
    *("内镜下", "腔镜下", "胸腔镜下", "腹腔镜下", "显微镜下", "超声引导下", "ct引导下"),
    *("机器人辅助", "立体定向", "临床应用", "开展", "应用", "项目", "患者", "病人", "相关"),
    *("手术", "治疗", "技术", "疗法", "用于", "进行", "实施", "施行", "的", "术", "法", "行"),
)
_NEGATIONS = ("非", "不做", "不行", "不开展", "不实施", "不含", "不包括", "禁止", "拒绝", "严禁")
_NEGATIONS_LONG = ("反对", "杜绝", "打击", "除外", "不得", "不涉及", "无")


class Closeness(StrEnum):
    """吻合程度：same 即此，within 含此而另有他词，none 无关。"""

    SAME = "same"
    WITHIN = "within"
    NONE = "none"


def normal(text: str) -> str:
    """归一：NFKC、小写、去空白与标点（括号内的字保留）。"""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def bare(text: str) -> str:
    """去掉括号内文字之后的归一。"""
    return normal(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))


def stem(text: str) -> str:
    """词干：归一后去掉「技术」「术」「治疗」等后缀；不少于两字。"""
    word = normal(text)
    shrinking = True
    while shrinking:
        shrinking = False
        for suffix in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 2:
                word = word[: -len(suffix)]
                shrinking = True
                break
    return word


def split_terms(column: str) -> tuple[str, ...]:
    """一列中的各词，空词略去。"""
    return tuple(term.strip() for term in column.split(SEPARATOR) if term.strip())


def join_terms(terms: tuple[str, ...] | list[str]) -> str:
    """各词并成一列。raises ValueError when a term contains the separator."""
    for term in terms:
        if SEPARATOR in term:
            raise ValueError(f"词语「{term}」含有分隔符「{SEPARATOR}」")
    return SEPARATOR.join(term.strip() for term in terms if term.strip())


def mentions(text: str, term: str) -> bool:
    """文中是否出现该词；拉丁字母词须成词（cart 不在 cartilage 之内）。"""
    return bool(_found(normal(text), normal(term)))


def mentions_any(text: str, terms: tuple[str, ...]) -> bool:
    """文中是否出现任一词。"""
    return any(mentions(text, term) for term in terms)


def closeness(name: str, term: str, allowed: tuple[str, ...] = ()) -> Closeness:
    """名称与词语的吻合程度。

    SAME when nothing but the term, general modifiers and ``allowed`` words is left;
    WITHIN when other words remain; NONE when absent or every mention is negated.
    """
    core = stem(term)
    best = Closeness.NONE
    for words in (normal(name), bare(name)):
        for start in _found(words, core):
            before, after = words[:start], words[start + len(core) :]
            if before.endswith(_NEGATIONS + _NEGATIONS_LONG):
                continue
            if not _rest(before, allowed) and not _rest(after, allowed):
                return Closeness.SAME
            best = Closeness.WITHIN
    return best


def _found(words: str, term: str) -> list[int]:
    if not term:
        return []
    return [
        hit.start()
        for hit in re.finditer(re.escape(term), words)
        if not _cuts_latin(words, hit.start(), hit.end())
    ]


def _cuts_latin(words: str, start: int, end: int) -> bool:
    def glued(left: int) -> bool:
        pair = words[left : left + 2]
        return left >= 0 and len(pair) == 2 and pair.isascii() and pair.isalpha()

    return glued(start - 1) or glued(end - 1)


def _rest(words: str, allowed: tuple[str, ...]) -> str:
    benign = sorted({*_MODIFIERS, *map(normal, allowed)}, key=len, reverse=True)
    for word in benign:
        if word:
            words = words.replace(word, "")
    return words
