"""词语：技术名称的归一与比对。名称只作提示与核对，不作身份。

Shared by the prohibited list, the out-of-scope list and the catalog search.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

SEPARATOR = "|"
"""一列多词的分隔符；a flat column holds several terms."""

_BRACKETS = re.compile(r"[(\[{【〔〈《「『][^)\]}】〕〉》」』]*[)\]}】〕〉》」』]")
_SPACE = re.compile(r"\s+")
_LATIN_LIST = re.compile(r"(?<=[A-Za-z])[/、,;+]+(?=[A-Za-z])")
_NOISE = re.compile(r"[^\w ]+|_+")
_HOLE = "\ufffc"  # stands where an exception was cut out; no modifier, no negation
_SUFFIXES = ("临床应用技术", "技术", "手术", "术")
_MODIFIERS = (
    *(
        "双侧",
        "单侧",
        "左侧",
        "右侧",
        "双",
        "单",
        "左",
        "右",
        "微创",
        "经皮",
        "开放",
        "新型",
        "改良",
    ),
    *("内镜下", "腔镜下", "胸腔镜下", "腹腔镜下", "显微镜下", "超声引导下", "ct引导下", "经蝶窦"),
    *(
        "经蝶骨",
        "经蝶",
        "机器人辅助",
        "立体定向",
        "临床应用",
        "开展",
        "应用",
        "项目",
        "患者",
        "病人",
    ),
    *("手术", "治疗", "技术", "疗法", "用于", "进行", "实施", "施行", "的", "术", "法", "行"),
    *("诊疗", "操作", "服务", "业务"),
)
_NEGATIONS = (
    *("非", "不做", "不行", "不开展", "不实施", "不含", "不包括", "不涉及", "不得", "不是", "不为"),
    *(
        "不以",
        "不属于",
        "不是为了",
        "禁止",
        "拒绝",
        "严禁",
        "反对",
        "杜绝",
        "打击",
        "排除",
        "除",
        "无",
    ),
)


class Closeness(StrEnum):
    """吻合程度：same 即此，within 含此而另有他词，none 无关。"""

    SAME = "same"
    WITHIN = "within"
    NONE = "none"


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """归一：NFKC、小写、去空白与标点，括号内的字保留；「A/B」两个拉丁词之间留一空格。"""
    words = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return _NOISE.sub("", _LATIN_LIST.sub(" ", words)).casefold()


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """去掉括号内文字之后的归一。"""
    return normal(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=4096)
def stem(text: str) -> str:
    """词干：归一后去掉「技术」「手术」「术」后缀；不少于两字。「治疗」不去。"""
    word = normal(text)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            return word[: -len(suffix)]
    return word


@lru_cache(maxsize=4096)
def split_terms(column: str) -> tuple[str, ...]:
    """一列中的各词，空词略去。"""
    return tuple(term.strip() for term in column.split(SEPARATOR) if term.strip())


def join_terms(terms: tuple[str, ...] | list[str]) -> str:
    """各词并成一列。raises ValueError when a term contains the separator."""
    for term in terms:
        if SEPARATOR in term:
            raise ValueError(f"词语「{term}」含有分隔符「{SEPARATOR}」")
    return SEPARATOR.join(term.strip() for term in terms if term.strip())


def affirms(text: str, term: str) -> bool:
    """文中是否说到该词而未加否定（「非医疗目的」不算说到「医疗目的」）。"""
    words = normal(text)
    return any(not _is_negated(words, start) for start in _found(words, normal(term)))


def affirms_any(text: str, terms: tuple[str, ...]) -> bool:
    """文中是否说到任一词而未加否定。"""
    return any(affirms(text, term) for term in terms)


def closeness(
    name: str, term: str, allowed: tuple[str, ...] = (), exceptions: tuple[str, ...] = ()
) -> Closeness:
    """名称与词语的吻合程度。

    SAME when nothing but the term, general modifiers and ``allowed`` words is left;
    WITHIN when other words remain; NONE when absent or every mention is negated.
    ``exceptions`` are cut out first: 「单克隆」 leaves no 「克隆」.
    """
    core = stem(term)
    best = Closeness.NONE
    for whole in (normal(name), bare(name)):
        if core not in whole:
            continue
        words = _without(whole, exceptions)
        for start in _found(words, core):
            if _is_negated(words, start):
                continue
            before, after = words[:start], words[start + len(core) :]
            if not _rest(before, allowed) and not _rest(after, allowed):
                return Closeness.SAME
            best = Closeness.WITHIN
    return best


@lru_cache(maxsize=32_768)
def closest(
    names: tuple[str, ...],
    terms: tuple[str, ...],
    allowed: tuple[str, ...] = (),
    exceptions: tuple[str, ...] = (),
) -> Closeness:
    """各名称与各词语之间最高的吻合程度。"""
    best = Closeness.NONE
    for name in names:
        wholes = normal(name), bare(name)
        for term in terms:
            core = stem(term)
            if core not in wholes[0] and core not in wholes[1]:
                continue
            near = closeness(name, term, allowed, exceptions)
            if near is Closeness.SAME:
                return near
            best = near if near is Closeness.WITHIN else best
    return best


def _found(words: str, term: str) -> list[int]:
    if not term:
        return []
    return [
        hit.start()
        for hit in re.finditer(re.escape(term), words)
        if not (_is_glued(words, hit.start()) or _is_glued(words, hit.end()))
    ]


def _is_glued(words: str, edge: int) -> bool:
    """此处是否切在一个拉丁词的中间（cart 不在 cartilage 之内）。"""
    pair = words[edge - 1 : edge + 1] if edge else ""
    return len(pair) == 2 and pair.isascii() and pair.isalpha()


def _is_negated(words: str, start: int) -> bool:
    return words[:start].endswith(_NEGATIONS)


def _without(words: str, exceptions: tuple[str, ...]) -> str:
    for word in sorted(map(normal, exceptions), key=len, reverse=True):
        if word:
            words = words.replace(word, _HOLE)
    return words


def _rest(words: str, allowed: tuple[str, ...]) -> str:
    for word in sorted({*_MODIFIERS, *map(normal, allowed)}, key=len, reverse=True):
        if word:
            words = words.replace(word, "")
    return words.strip()
