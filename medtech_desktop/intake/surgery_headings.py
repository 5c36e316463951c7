"""登记的标题：两种形状里哪一种，哪一列是哪一栏；病案首页的列按组对上。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from medtech_desktop.intake.headings import (
    Headings,
    UnmatchedColumns,
    find_headings,
    heading_key,
    refuse_incomplete,
)
from medtech_desktop.intake.kinds_surgeries import (
    GROUP,
    GROUPED,
    MOST_GROUPS,
    SURGERIES,
    front_page,
    group_key,
)
from medtech_desktop.intake.raw_rows import RawRow


def log_headings(kind: str, head: Sequence[RawRow], remembered: Mapping[str, str]) -> Headings:
    """标题行与形状。raises UnmatchedColumns when neither shape fits."""
    wide = _front_page(head, remembered)
    if wide is not None:
        return wide
    found = _performing(find_headings(head, SURGERIES, remembered), remembered)
    repeated = _by_repetition(found)
    if repeated is not None:
        return repeated
    refuse_incomplete(found, SURGERIES)
    return found


_PERFORMING = frozenset(
    map(heading_key, ("手术科室", "术者科室", "主刀科室", "手术医师科室", "手术医生科室"))
)


def _performing(found: Headings, remembered: Mapping[str, str]) -> Headings:
    """几列都是科室的，做手术的科室在先：分级按它定。指明过的照指明的。"""
    doubled = dict(found.doubles).get("department", ())
    held = doubled or (found.places["department"],) if "department" in found.places else doubled
    told = {heading_key(one) for one in remembered}
    others = (*held, *found.unused)
    better = [at for at in others if heading_key(found.texts[at]) in _PERFORMING]
    if not held or len(better) != 1 or told & {heading_key(found.texts[at]) for at in others}:
        return found
    unused = tuple(sorted({*others} - {better[0]}))
    doubles = tuple(one for one in found.doubles if one[0] != "department")
    places = {**found.places, "department": better[0]}
    return replace(found, places=places, unused=unused, doubles=doubles)


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
    found = _with_unnumbered(_days_in_order(found), head, remembered)
    refuse_incomplete(found, kind)
    dated = {key.partition(GROUP)[0] for key in found.places} & {"day", "started"}
    if not dated:
        raise UnmatchedColumns("认出了病案首页的各组手术，没有认出手术日期的列", found)
    return found


def _by_repetition(found: Headings) -> Headings | None:
    """同样的栏名一组一组重复而不写号的，第几次写的就是第几组；不是这样的 None。"""
    several = {key: ats for key, ats in found.doubles if key in GROUPED}
    if not {"code", "name"} & set(several) or not {"operator", "operator_number"} & set(several):
        return None
    if any(key in _OF_THE_CASE for key, _ in found.doubles):
        return None
    if found.rows == 1 and not all(_alike(found, ats) for ats in several.values()):
        return None
    numbers = _numbered(several)
    if numbers is None or max(numbers.values()) > MOST_GROUPS:
        return None
    places: dict[str, int] = {}
    for key, at in found.places.items():
        if key in GROUPED and key != "day":
            key = "day" if key == "started" and "day" not in several else group_key(key, 1)
        if key in _FRONT:
            places.setdefault(key, at)
    for key, ats in several.items():
        places |= {group_key(key, numbers[at]): at for at in ats}
    return _renamed(found, places)


_FRONT = frozenset(column.key for column in front_page().columns)
_OF_THE_CASE = frozenset(key for key in _FRONT if GROUP not in key and key != "day")


def _alike(found: Headings, ats: Sequence[int]) -> bool:
    return len({heading_key(found.texts[at]) for at in ats}) == 1


def _numbered(several: Mapping[str, tuple[int, ...]]) -> dict[int, int] | None:
    """各列是第几组：次数都一样的按次序；不一样的看落在第几组的列之间。"""
    if len({len(ats) for ats in several.values()}) == 1:
        return {at: number for ats in several.values() for number, at in enumerate(ats, 1)}
    starts = min(several.values(), key=lambda ats: (-len(ats), ats[0]))
    numbers = {at: sum(start <= at for start in starts) for ats in several.values() for at in ats}
    for ats in several.values():
        groups = [numbers[at] for at in ats]
        if 0 in groups or len(set(groups)) < len(groups):
            return None
    return numbers


def _days_in_order(found: Headings) -> Headings:
    """两行标题的：下一行都写「手术日期」，各属上一行的那一组。"""
    groups = sorted({int(key.partition(GROUP)[2]) for key in found.places if GROUP in key})
    for key, ats in found.doubles:
        if key == "day" and len(found.doubles) == 1 and len(ats) == len(groups):
            days = {group_key("day", number): at for number, at in zip(groups, ats, strict=True)}
            return replace(found, places={**found.places, **days}, doubles=())
    return found


def _with_unnumbered(
    found: Headings, head: Sequence[RawRow], remembered: Mapping[str, str]
) -> Headings:
    """第一组的栏名没有写号的（手术编码、手术编码.1……）：它是第 1 组，别的后移，绝不漏掉。"""
    own = _bare(found, head, remembered)
    if not {"code", "name"} & set(own.values()):
        return found
    taken = {key for key in found.places if key.endswith(f"{GROUP}1")}
    shift = int(any(group_key(key, 1) in taken for key in own.values() if key in ("code", "name")))
    if shift and not {"operator", "operator_number"} & set(own.values()):
        return found  # a summary of the stay beside its numbered groups
    places: dict[str, int] = {}
    for key, at in found.places.items():
        stem, _, number = key.partition(GROUP)
        if number and int(number) + shift > MOST_GROUPS:
            return found
        places[group_key(stem, int(number) + shift) if number else key] = at
    if "day" in places and any(key.startswith(f"day{GROUP}") for key in places):
        own[places.pop("day")] = "day"
    for at, key in own.items():
        places.setdefault(group_key(key, 1), at)
    return _renamed(found, places)


def _bare(found: Headings, head: Sequence[RawRow], remembered: Mapping[str, str]) -> dict[int, str]:
    """没有对上的列里，一行一项的登记认得的分组栏：列 → 栏目键。"""
    rows = [row for row in head if row.line <= found.line][-found.rows :]
    try:
        plain = find_headings(rows, SURGERIES, remembered)
    except UnmatchedColumns:
        return {}
    return {
        at: key for key, at in plain.places.items() if key in GROUPED and at in set(found.unused)
    }


def _renamed(found: Headings, places: Mapping[str, int]) -> Headings:
    """各组的栏名写上号：记住的对应、错误工作簿里，号就是第几组。"""
    texts = list(found.texts)
    for key, at in places.items():
        stem, _, number = key.partition(GROUP)
        if number:
            texts[at] = f"{SURGERIES.column(stem).heading}{number}"
    used = set(places.values())
    doubled = {at for _, ats in found.doubles for at in ats}
    unused = tuple(sorted(({*found.unused, *found.places.values()} | doubled) - used))
    return replace(found, texts=tuple(texts), places=places, unused=unused, doubles=(), missing=())
