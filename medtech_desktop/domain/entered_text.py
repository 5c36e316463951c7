"""录入的文字：一行的名称不空、不换行、不过长；任何文字都不含控制字符。"""

from __future__ import annotations

import unicodedata

NAME_LENGTH = 200
"""名称一类的一行文字至多几个字；超过的不收，也不截断。"""

_SPACING = "\t\n\r"
_NEITHER = "\u2028\u2029"  # line and paragraph separators: a paste from a web page


def unfit_character(text: str) -> int | None:
    """第一个不能保存的字（控制字符、残缺编码）在第几个，从 1 数起；没有则 None。"""
    if text.isprintable():
        return None
    for place, char in enumerate(text, 1):
        if char in _SPACING or char.isprintable():
            continue
        if unicodedata.category(char) in ("Cc", "Cs") or ord(char) & 0xFFFE == 0xFFFE:
            return place
    return None


def one_line_problem(text: str) -> str:
    """作为名称有什么不妥，一句话；妥当则空。"""
    text = text.strip()
    if not text:
        return "没有填"
    if any(char in text for char in _SPACING + _NEITHER):
        return "含有换行或制表符"
    if len(text) > NAME_LENGTH:
        return f"有 {len(text)} 字，超过 {NAME_LENGTH} 字"
    place = unfit_character(text)
    return f"第 {place} 个字是不可显示的控制字符" if place else ""
