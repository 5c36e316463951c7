"""录入人：某次操作是谁、什么时候记下的。"""

from __future__ import annotations

from collections.abc import Iterable

from medtech_desktop.store.page import Look, local_time


def typists_of(look: Look, seqs: Iterable[int]) -> dict[int, tuple[str, str]]:
    """操作序号 → 录入人与当地时间；没有这个序号的不在内。"""
    found: dict[int, tuple[str, str]] = {}
    for seq in {one for one in seqs if one}:
        for who, user, at, offset in look.raw(
            "SELECT person_name, os_user, recorded_at, offset_minutes FROM act WHERE seq = ?", seq
        ):
            found[seq] = (str(who) or str(user), local_time(str(at), int(offset)))
    return found
