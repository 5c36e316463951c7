"""技术在各张一览里的次序。"""

from __future__ import annotations

from medtech_desktop.office.pinyin import sort_key


def in_list(code: str, name: str, number: str) -> tuple[bool, str, str]:
    """一览里的次序：有技术编号的在前，按编号；没有的按名称的拼音。"""
    return (not code, sort_key(code) if code else sort_key(name), sort_key(number))
