"""附件4 的数字是谁填的：从审计日志里读出每一年例数的最后一次填写。"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from medtech_desktop.office.trainings import find_base
from medtech_desktop.store.page import Look
from medtech_desktop.store.typists import typists_of

_YEARS = ("cases1", "cases2", "cases3")


def annex4_counts(look: Look, number: str) -> tuple[tuple[str, ...], ...]:
    """三年各一行：年份、例数、填写人、填写时间、此前填的。raises Refused for no such base."""
    _base, draft = find_base(look, number)
    told: dict[str, list[tuple[int, int | None]]] = {name: [] for name in _YEARS}
    for seq, after in _edits(look, draft.uid):
        for name in _YEARS:
            if name in after:
                told[name].append((seq, after[name]))
    typists = typists_of(look, (seq for rows in told.values() for seq, _ in rows))
    lines = []
    for place, name in enumerate(_YEARS):
        cases = getattr(draft, name)
        rows = told[name]
        who, at = typists.get(rows[-1][0], ("", "")) if rows else ("", "")
        earlier = [_cases(value) for _seq, value in rows[:-1]]
        year = f"{draft.first_year + place} 年"
        lines.append((year, _cases(cases), who, at, "，".join(earlier)))
    return tuple(lines)


def _cases(value: int | None) -> str:
    return "未填" if value is None else f"{value:,} 例"


def _edits(look: Look, uid: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """草稿的每次改动：操作序号与改成的值。"""
    rows = look.raw(
        "SELECT seq, body FROM act WHERE action LIKE 'training_base.%' AND instr(body, ?) "
        "ORDER BY seq",
        uid,
    )
    for seq, body in rows:
        for change in json.loads(str(body)).get("changes", []):
            if change.get("uid") == uid and "after" in change:
                yield int(seq), change["after"]
