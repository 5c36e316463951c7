"""登记的标题：两种形状里哪一种，哪一列是哪一栏；病案首页的列按组对上。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medtech_desktop.intake.headings import (
    Headings,
    UnmatchedColumns,
    find_headings,
    refuse_incomplete,
)
from medtech_desktop.intake.kinds_surgeries import GROUP, SURGERIES, front_page
from medtech_desktop.intake.raw_rows import RawRow


def log_headings(kind: str, head: Sequence[RawRow], remembered: Mapping[str, str]) -> Headings:
    """标题行与形状。raises UnmatchedColumns when neither shape fits."""
    wide = _front_page(head, remembered)
    if wide is not None:
        return wide
    found = find_headings(head, SURGERIES, remembered)
    refuse_incomplete(found, SURGERIES)
    return found


def _front_page(head: Sequence[RawRow], remembered: Mapping[str, str]) -> Headings | None:
    """病案首页的标题；没有分组的列的不是。"""
    kind = front_page()
    try:
        found = find_headings(head, kind, remembered)
    except UnmatchedColumns:
        return None
    grouped = {
        key.partition(GROUP)[2]
        for key in (*found.places, *(key for key, _ in found.doubles))
        if GROUP in key and key.startswith(("code", "name"))
    }
    if not grouped:
        return None
    refuse_incomplete(found, kind)
    dated = {key.partition(GROUP)[0] for key in found.places} & {"day", "started"}
    if not dated:
        raise UnmatchedColumns("认出了病案首页的各组手术，没有认出手术日期的列", found)
    return found
