"""登记的各行、核查的各条发现按栏读进内存（``domain.log_columns``）；登记与核查没有变过就不重读。

Read a slice at a time and sorted as they come, so that neither the window nor whoever asks
beside waits for one long step.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from medtech_desktop.domain.finding_index import Written
from medtech_desktop.domain.log_columns import LogColumns
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import meanings
from medtech_desktop.store.surgery_lists import STANDING, has_gone

Tell = Callable[[int], object]
_TOGETHER = 20_000
"""一次读几行：SQLite 把它们写成几个 JSON 数组，三倍快于一行一个元组，读时不占着解释器。"""
_PLACED = {
    "id": "id",
    "person": "coalesce(person_id, 0)",
    "code": "coalesce(code_id, 0)",
    "department": "coalesce(department_id, 0)",
}
_BETWEEN = (
    "SELECT {arrays} FROM (SELECT {columns} FROM surgery_line WHERE day BETWEEN ? AND ?{standing}"
    " ORDER BY day DESC, id DESC LIMIT -1)"
)
"""Along the index of days: sorted as it comes."""
_DAYS = "SELECT day, count(*) FROM surgery_line GROUP BY day ORDER BY day DESC"
_GONE_DAYS = (
    "SELECT l.day, count(*) FROM surgery_gone g JOIN surgery_line l"
    " ON l.surgery_id = g.surgery_id WHERE g.why IN (1, 2) GROUP BY 1"
)
_WRITTEN = "SELECT count({column}) FROM surgery_line"
_ONLY = "SELECT id, {column} FROM surgery_line WHERE {column} IS NOT NULL"
_SPARSE = 10
_SAID = ("said_person", "said_code", "said_name")
_LOG = ("surgery", "surgery_line", "surgery_gone", "log_meaning", "annulment")
_CHECK = ("surgery_finding", *_LOG)

_HAD = 16
"""``had`` 一栏同时记着种类：``had_of``。"""
_FOUND = {
    "day": "CAST(replace(day, '-', '') AS INTEGER)",
    "person": "coalesce(person_id, 0)",
    "department": "coalesce(department_id, 0)",
    "code": "coalesce(code_id, 0)",
    "technology": "coalesce(technology_id, 0)",
    "needed": "coalesce(needed, 0)",
    "kind": "kind",
    "had": f"kind * {_HAD} + coalesce(had, 0)",
    "status": "status",
    "line": "coalesce(line_id, 0)",
}
_FINDINGS = (
    "SELECT json_group_array(f.id), {arrays} FROM surgery_finding f{beside}"
    " GROUP BY f.day ORDER BY f.day DESC"
)
_REF = "coalesce(s.ref, c.ref, '')"
_CASES = (
    " LEFT JOIN surgery s ON s.id = f.surgery_id LEFT JOIN registered_case c ON c.id = f.case_id"
)
_OF_KEYS = (
    "SELECT id, key, ordinal, kind, coalesce(technology_id, 0), status FROM surgery_finding"
    " WHERE key IN (SELECT value FROM json_each(?))"
)
_IN = "IN (SELECT value FROM json_each(?))"
_NAMED = {
    "person": f"SELECT id, said_person FROM surgery_line WHERE person_id IS NULL"
    f" AND said_person {_IN}",
    "code": f"SELECT id, said_code FROM surgery_line WHERE code_id IS NULL AND said_code {_IN}",
    "department": "SELECT l.id, s.said_department FROM surgery s JOIN surgery_line l"
    f" ON l.surgery_id = s.id WHERE s.said_department {_IN} AND l.department_id IS NULL",
}
"""认过名的写法所在的各行。"""


# Findings


def finding_columns(look: Look) -> LogColumns:
    """全部发现的各栏，新的在前；没有变过就不重读。``had_of`` 解开 ``had`` 一栏。"""
    return look.kept(_finding_columns)


def _finding_columns(look: Look) -> LogColumns:
    ids, numbers = array("q"), {name: array("i") for name in _FOUND}
    for numbered, *part in _findings(look, _FOUND.values(), needs=("surgery_finding",)):
        ids.extend(numbered)
        for column, values in zip(numbers.values(), part, strict=True):
            column.extend(values)
    return LogColumns(ids, numbers.pop("day"), numbers)


def _findings(
    look: Look, columns: Iterable[str], beside: str = "", *, needs: Iterable[str]
) -> Iterator[list[list[Any]]]:
    """各条发现的号与这几栏，一天一天地，新的在前；一天之内号大的在前。"""
    sql = _FINDINGS.format(arrays=_arrays(columns), beside=beside)
    for part in _packed(look, sql, needs=needs):
        ids = part[0]
        order = sorted(range(len(ids)), key=ids.__getitem__, reverse=True)
        yield [[values[at] for at in order] for values in part]


def had_of(value: int) -> tuple[int, int]:
    """``had`` 一栏的值 → 种类、当日有的级别。"""
    return divmod(value, _HAD)


def findings_called(look: Look, keys: Iterable[int]) -> list[tuple[int, int, int, int, int, int]]:
    """这些病例的各条发现：号、来源键、第几项、种类、技术（没有为 0）、轻重。"""
    rows = look.raw(_OF_KEYS, json.dumps(sorted(keys)), needs=("surgery_finding",))
    return [(int(a), int(b), int(c), int(d), int(e), int(f)) for a, b, c, d, e, f in rows]


def texts_of_findings(look: Look, *, refs: bool = False) -> Written:
    """各条发现在登记里的写法；没有变过就不重读。``refs``：连手术单号，逐例读，慢得多。"""
    said = {name: look.kept(_said_of_findings, name) for name in ("said_person", "said_name")}
    return Written(said, look.kept(_refs_of_findings) if refs else ())


def _said_of_findings(look: Look, column: str) -> array[int]:
    """没有认出的写法不多：按行的号找，不逐条读登记。"""
    words = dict(look.raw(_ONLY.format(column=column), needs=_LOG))
    lines = finding_columns(look).numbers["line"]
    if not words:
        return array("i", bytes(4 * len(lines)))
    return array("i", [words.get(line, 0) for line in lines])


def _refs_of_findings(look: Look) -> list[str]:
    needs, refs = (*_CHECK, "registered_case"), list[str]()
    for _ids, called in _findings(look, (_REF,), _CASES, needs=needs):
        refs.extend([ref.casefold() for ref in called])
    return refs


def _arrays(columns: Iterable[str]) -> str:
    return ", ".join(f"json_group_array({one})" for one in columns)


def _packed(look: Look, sql: str, *values: str, needs: Iterable[str]) -> Iterator[list[list[Any]]]:
    """一句 SQL 的各行，每行是几个 JSON 数组。"""
    look._note(*needs)
    driver = look._connection.connection.driver_connection
    assert driver is not None
    for row in driver.execute(sql, values):
        yield [json.loads(text) for text in row]


# Lines


def log_columns(look: Look, *, grades: bool = False, tell: Tell | None = None) -> LogColumns:
    """登记的各行按栏；没有变过就不重读。``grades``：连登记的级别一栏；``tell`` 读了几行。"""
    columns = look.kept_as((_placed_columns,), lambda: _placed_columns(look, tell))
    wanted = (*_SAID, "grade") if grades else _SAID
    return columns.beside({name: look.kept(_one_column, name) for name in wanted})


def _placed_columns(look: Look, tell: Tell | None) -> LogColumns:
    numbers = {name: array("q" if name == "id" else "i") for name in _PLACED}
    for part in _lines(look, _PLACED.values()):
        for column, values in zip(numbers.values(), part, strict=True):
            column.extend(values)
        if tell is not None:
            tell(len(numbers["id"]))
    columns = LogColumns(numbers.pop("id"), look.kept(_days_of), numbers)
    _say_meanings(look, columns)
    return columns


def every_line(look: Look) -> array[int]:
    """现在算数的各行的号，新的在前。"""
    found = array("q")
    for (ids,) in _lines(look, ("id",)):
        found.extend(ids)
    return found


def _lines(look: Look, columns: Iterable[str]) -> Iterator[list[list[int]]]:
    """算数的各行的这几栏，新的在前，一段日子一段日子地。"""
    named = {f"c{place}": one for place, one in enumerate(columns)}
    told = ", ".join(f"{one} AS {name}" for name, one in named.items())
    standing = f" AND {STANDING}" if look.kept(has_gone) else ""
    sql = _BETWEEN.format(arrays=_arrays(named), columns=told, standing=standing)
    for first, last in _stretches(look.raw(_DAYS, needs=_LOG)):
        yield from _packed(look, sql, first, last, needs=_LOG)


def _stretches(days: list[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """各段日子的首末，新的在前，每段几万行。"""
    last, lines = "", 0
    for place, (day, count) in enumerate(days, 1):
        last, lines = last or day, lines + count
        if lines >= _TOGETHER or place == len(days):
            yield day, last
            last, lines = "", 0


def _days_of(look: Look) -> array[int]:
    """算数的各行的日子，新的在前：一天一天数出来，不逐行读。"""
    gone = dict(look.raw(_GONE_DAYS, needs=_LOG)) if look.kept(has_gone) else {}
    days = array("i")
    for day, count in look.raw(_DAYS, needs=_LOG):
        days.extend(array("i", [int(day.replace("-", ""))]) * (count - gone.get(day, 0)))
    return days


def _one_column(look: Look, column: str) -> array[int]:
    """另外的一栏，次序同前；多半没有写的，只读写了的几行。"""
    ids = look.kept_as((_placed_columns,), lambda: _placed_columns(look, None)).ids
    [(count,)] = look.raw(_WRITTEN.format(column=column), needs=_LOG)
    if count * _SPARSE > len(ids):
        values = array("i")
        for (part,) in _lines(look, (f"coalesce({column}, 0)",)):
            values.extend(part)
        return values
    values = array("i", bytes(4 * len(ids)))
    _fill(values, ids, dict(look.raw(_ONLY.format(column=column), needs=_LOG)))
    return values


def _fill(values: array[int], ids: array[int], found: dict[int, int]) -> None:
    if found:
        for at, line in enumerate(ids):
            if line in found:
                values[at] = found[line]


def _say_meanings(look: Look, columns: LogColumns) -> None:
    """没有认出而认过名的，填上所指的。"""
    for kind, known in meanings(look).words.items():
        asked = json.dumps(sorted(known))
        rows = look.raw(_NAMED[kind], asked, needs=_LOG) if known else ()
        _fill(columns.numbers[kind], columns.ids, {line: known[word] for line, word in rows})
