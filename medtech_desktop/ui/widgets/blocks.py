"""剪贴板里的一块：读 Excel、WPS 复制来的，写给它们粘贴的；引号、换行、全角数字照样认得。"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")

Block = tuple[tuple[str, ...], ...]


def read_block(text: str) -> Block:
    """各行各格；Excel 给含换行、制表符或引号的格子加引号，这里去掉。"""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if _unclosed(plain):
        rows = [line.split("\t") for line in plain.split("\n")]
    else:
        rows = list(csv.reader(StringIO(plain, newline=""), delimiter="\t"))
    return tuple(tuple(row) or ("",) for row in rows)


def _unclosed(text: str) -> bool:
    """A cell that merely begins with a quotation mark must not swallow the rest."""
    try:
        list(csv.reader(StringIO(text, newline=""), delimiter="\t", strict=True))
    except csv.Error:
        return True
    return False


def write_block(rows: Iterable[Sequence[str]]) -> str:
    """供粘贴的文字：制表符分格，需要时加引号。"""
    held = StringIO(newline="")
    csv.writer(held, delimiter="\t", lineterminator="\n").writerows(rows)
    return held.getvalue()


def plain_number(text: str) -> str:
    """数的通常写法：全角变半角，去掉千分位；不是数的原样（去首尾空白）。"""
    bare = text.strip()
    narrow = unicodedata.normalize("NFKC", bare).replace(" ", "").replace("\u3001", ",")
    if _GROUPED.fullmatch(narrow):
        return narrow.replace(",", "")
    return narrow if _PLAIN.fullmatch(narrow) else bare
