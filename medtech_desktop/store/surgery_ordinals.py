"""新版本的各项仍是原来的第几项：说明挂在第几项上，多了一项、换了次序也不挂到别的项上。"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from medtech_desktop.store.page import Look

Row = tuple[Any, ...]
"""一项：例的序号、项的序号、第几项、编码、编码写法、名称、术者、术者写法、级别。"""
_ORDINAL, _CODE, _SAID_CODE, _PERSON, _SAID_PERSON = 2, 3, 4, 6, 7
_OLDER = (
    "SELECT l.surgery_id, l.ordinal, l.code_id, c.text, l.person_id, p.text FROM surgery_line l"
    " LEFT JOIN log_word c ON c.id = l.said_code LEFT JOIN log_word p ON p.id = l.said_person"
    " WHERE l.surgery_id IN (SELECT value FROM json_each(?)) ORDER BY l.surgery_id, l.ordinal"
)
_What = tuple[Any, Any]
"""一项做了什么、谁做的：认出的内部号，没有认出的写法。"""
_ALIKE: tuple[Callable[[_What], Any], ...] = (
    lambda what: what,
    lambda what: what[0],
    lambda what: what[1],
)
"""怎样算同一项：编码与术者都同的在先，再编码同的，再术者同的。"""


def steady_ordinals(look: Look, older: Mapping[int, int], lines: Sequence[Row]) -> Sequence[Row]:
    """``older``：例的序号 → 它登记着的旧版本。别的例的各项照原样。"""
    if not older:
        return lines
    held: dict[int, list[tuple[int, _What]]] = {}
    asked = json.dumps(sorted(older.values()))
    for surgery, ordinal, code, said, person, name in look.raw(_OLDER, asked):
        held.setdefault(surgery, []).append((ordinal, (code or said, person or name)))
    mine: dict[int, list[int]] = {}
    for at, row in enumerate(lines):
        if row[0] in older:
            mine.setdefault(row[0], []).append(at)
    found = list(lines)
    for surgery, places in mine.items():
        few = [lines[at] for at in places]
        for at, ordinal in zip(places, _ordinals(held.get(older[surgery], []), few), strict=True):
            if found[at][_ORDINAL] != ordinal:
                found[at] = (*found[at][:_ORDINAL], ordinal, *found[at][_ORDINAL + 1 :])
    return found


def _ordinals(held: Sequence[tuple[int, _What]], rows: Sequence[Row]) -> list[int]:
    """一例各项的第几项；旧版本里没有的，用没有用过的号。"""
    told: dict[int, int] = {}
    free = list(held)
    whats = [(row[_CODE] or row[_SAID_CODE], row[_PERSON] or row[_SAID_PERSON]) for row in rows]
    for alike in _ALIKE:
        for place, what in enumerate(whats):
            if place not in told and alike(what) is not None:
                same = next((one for one in free if alike(one[1]) == alike(what)), None)
                if same is not None:
                    told[place] = same[0]
                    free.remove(same)
    used, kept = set(told.values()), {ordinal for ordinal, _what in held}
    for place, row in enumerate(rows):
        if place not in told:
            ordinal = row[_ORDINAL]
            if ordinal in used:
                ordinal = next(one for one in count(1) if one not in used | kept)
            told[place] = ordinal
            used.add(ordinal)
    return [told[place] for place in range(len(rows))]
