"""落后的是哪些例：某几批的，某几个写法的，没有写科室而算在某人科室的，目录、适用改了的。

A case is known by its key; all versions of it are judged again together.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import meanings
from medtech_desktop.store.surgery_stale import Stale

_LOG = ("surgery", "surgery_line")
_IN = "IN (SELECT value FROM json_each(?))"
_SIZE = "SELECT count(*) FROM surgery"
_OF_ACTS = f"SELECT DISTINCT key FROM surgery WHERE act_seq {_IN}"
_LINES = "SELECT s.key FROM surgery_line l JOIN surgery s ON s.id = l.surgery_id WHERE "
_WRITTEN = (
    f"{_LINES}l.person_id IS NULL AND l.said_person {_IN}",
    f"{_LINES}l.code_id IS NULL AND l.said_code {_IN}",
    f"SELECT key FROM surgery WHERE department_id IS NULL AND said_department {_IN}",
)
_UNPLACED = f"{_LINES}l.person_id {_IN} AND l.department_id IS NULL"
_OF_CODE = f"{_LINES}l.code_id = ? AND l.day BETWEEN ? AND ?"
_SAID_CODE = f"{_LINES}l.code_id IS NULL AND l.said_code {_IN} AND l.day BETWEEN ? AND ?"
_LINKED = "SELECT DISTINCT technology_id, code_id FROM technology_code"
_NO_CONSENT = (
    f"{_LINES}l.code_id {_IN} AND s.consent = 0",
    f"{_LINES}l.code_id IS NULL AND l.said_code {_IN} AND s.consent = 0",
)
_MOST, _FEW = 3, 1000
"""多于三分之一的，不如全部重判；不多的总是只判它们。"""

Days = Mapping[int, tuple[str, str]]
"""编码 → 它的级别自哪天至哪天变了。"""


def touched_keys(look: Look, stale: Stale, codes: Days) -> set[int] | None:
    """要重判的各例的键；太多的 None：全部重判。"""
    [(all_,)] = look.raw(_SIZE, needs=("surgery",))
    found: set[int] = set()
    for keys in _asked(look, stale, codes):
        found.update(keys)
        if len(found) > _FEW and len(found) * _MOST > all_:
            return None
    return found


def _asked(look: Look, stale: Stale, codes: Days) -> Iterable[Iterable[int]]:
    if stale.batches:
        yield _keys(look, _OF_ACTS, _many(stale.batches))
    if stale.writings:
        for sql in _WRITTEN:
            yield _keys(look, sql, _many(stale.writings))
    if stale.unplaced:
        yield _keys(look, _UNPLACED, _many(stale.unplaced))
        said = [one for who in stale.unplaced for one in meanings(look).writings("person", who)]
        if said:
            yield _keys(look, f"{_WRITTEN[0]} AND l.department_id IS NULL", _many(said))
    for code, days in codes.items():
        yield _keys(look, _OF_CODE, code, *days)
        if said := meanings(look).writings("code", code):
            yield _keys(look, _SAID_CODE, _many(said), *days)
    if stale.windows and (stale.technologies or stale.catalogs):
        yield from _without_consent(look, stale)


def _without_consent(look: Look, stale: Stale) -> Iterator[Iterable[int]]:
    """没有知情同意、编码对应过这些技术的：不适用本办法的日子或许变了，各段却没有变。

    What is left out of grading, and the days before the first list, are not in the windows.
    """
    links = look.raw(_LINKED, needs=("technology_code",))
    codes = {code for one, code in links if stale.catalogs or one in stale.technologies}
    words = {word for word, code in meanings(look).words["code"].items() if code in codes}
    for sql, wanted in zip(_NO_CONSENT, (codes, words), strict=True):
        if wanted:
            yield _keys(look, sql, _many(wanted))


def _keys(look: Look, sql: str, *values: object) -> Iterable[int]:
    return (row[0] for row in look.raw(sql, *values, needs=_LOG))


def _many(numbers: Collection[int]) -> str:
    return json.dumps(sorted(numbers))
