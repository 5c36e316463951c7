"""派生的发现：技术一面与病例登记的，成批重写；对应某些编码的手术行。"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.surgeries import COUNTS, Meanings, day_of, meanings

COLUMNS = (
    "kind",
    "status",
    "key",
    "ordinal",
    "surgery_id",
    "line_id",
    "case_id",
    "day",
    "person_id",
    "department_id",
    "code_id",
    "technology_id",
    "needed",
    "had",
)
StoredFinding = tuple[
    int,
    int,
    int,
    int,
    int | None,
    int | None,
    int | None,
    str,
    int | None,
    int | None,
    int | None,
    int | None,
    int | None,
    int | None,
]
"""依 ``COLUMNS``。"""
_INSERT = (
    f"INSERT INTO surgery_finding ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
)
_LOG = ("surgery", "surgery_line", "surgery_gone", "log_meaning", "log_word", "annulment")
_LINES = (
    "SELECT l.id, l.surgery_id, s.key, l.ordinal, l.day, l.person_id, l.said_person,"
    " l.department_id, s.said_department, s.site_id, s.ref, l.code_id, l.said_code"
    " FROM {tables} WHERE {where}"
    " AND s.cancelled = 0 AND coalesce(s.research, 0) = 0 AND " + COUNTS
)
_BY_LINE = "surgery_line l CROSS JOIN surgery s ON s.id = l.surgery_id"
_BY_CASE = "surgery s CROSS JOIN surgery_line l ON l.surgery_id = s.id"
_BETWEEN = " AND l.day BETWEEN ? AND ?"
_IN = "IN (SELECT value FROM json_each(?))"
_CODED = f"(l.code_id {_IN} OR (l.code_id IS NULL AND l.said_code {_IN}))"
_DONE_BY = f"l.person_id {_IN}"
_SAID_BY = f"l.person_id IS NULL AND l.said_person {_IN}"


@dataclass(frozen=True, slots=True)
class CodedLine:
    """手术登记里对应某一编码的一项：没有取消、不是临床研究、现在算数的。"""

    id: int
    surgery_id: int
    key: int
    ordinal: int
    day: date
    person_id: int | None
    department_id: int | None
    code_id: int
    site_id: int | None
    ref: str


def lines_of_code(
    look: Look, code_id: int, since: date, until: date, earliest: int | None = None
) -> list[CodedLine]:
    """一条编码在一段日子里的各项，认名认过的也在内；依 id。``earliest``：只要最早的几项。"""
    if since > until:
        return []
    span = since.isoformat(), until.isoformat()
    only = f" ORDER BY l.day, l.id LIMIT {int(earliest)}" if earliest else ""
    sql = _LINES.format(tables=_BY_LINE, where=f"l.code_id = ?{_BETWEEN}") + only
    rows = look.raw(sql, code_id, *span, needs=_LOG)
    words = meanings(look).writings("code", code_id)
    if words:
        said = f"l.code_id IS NULL AND l.said_code {_IN}{_BETWEEN}"
        sql = _LINES.format(tables=_BY_LINE, where=said) + only
        rows += look.raw(sql, json.dumps(words), *span, needs=_LOG)
    return _coded(look, rows)


def coded_lines(
    look: Look, codes: Collection[int], *, keys: Collection[int] = (), people: Collection[int] = ()
) -> list[CodedLine]:
    """对应这些编码的各项，只要这些例的（来源键），和这些人做的；依 id。"""
    meant, found = meanings(look), list[tuple[Any, ...]]()
    if not codes:
        return []
    coded = json.dumps(sorted(codes)), _words(meant, "code", codes)
    asked = [(_BY_CASE, f"s.key {_IN}", json.dumps(sorted(keys)))] if keys else []
    if people:
        asked.append((_BY_LINE, _DONE_BY, json.dumps(sorted(people))))
        if (words := _words(meant, "person", people)) != "[]":
            asked.append((_BY_LINE, _SAID_BY, words))
    for tables, where, value in asked:
        sql = _LINES.format(tables=tables, where=f"{where} AND {_CODED}")
        found += look.raw(sql, value, *coded, needs=_LOG)
    return _coded(look, list(dict.fromkeys(found)))


def _words(meant: Meanings, kind: str, targets: Collection[int]) -> str:
    wanted = set(targets)
    return json.dumps([word for word, one in meant.words[kind].items() if one in wanted])


def _coded(look: Look, rows: Iterable[tuple[Any, ...]]) -> list[CodedLine]:
    """``_LINES`` 的各行，认过名的。"""
    meant, found = meanings(look), []
    for (
        number,
        surgery,
        key,
        ordinal,
        day,
        person,
        who,
        department,
        where,
        site,
        ref,
        *code,
    ) in rows:
        whom = person if person is not None else meant.of("person", who)
        unit = department if department is not None else meant.of("department", where)
        what = int(code[0] if code[0] is not None else meant.words["code"][code[1]])
        at = day_of(day)
        found.append(CodedLine(number, surgery, key, ordinal, at, whom, unit, what, site, ref))
    found.sort(key=lambda line: line.id)
    return found


def rewrite_technology_findings(
    page: Page,
    technologies: Collection[int] | None,
    kinds: Sequence[int],
    rows: Iterable[StoredFinding],
) -> None:
    """这些技术（None = 全部）的 ``kinds`` 各种和病例登记的发现，先清后写。"""
    clear = f"(case_id IS NOT NULL OR {_among(kinds)})"
    if technologies is None:
        _rewrite(page, clear, (), rows)
    else:
        chosen = f"{clear} AND technology_id {_IN}"
        _rewrite(page, chosen, (json.dumps(sorted(technologies)),), rows)


def rewrite_findings_of(
    page: Page, keys: Collection[int], kinds: Sequence[int], rows: Iterable[StoredFinding]
) -> None:
    """手术登记这些例（来源键）的 ``kinds`` 各种，先清后写。"""
    clear = f"case_id IS NULL AND {_among(kinds)} AND key {_IN}"
    _rewrite(page, clear, (json.dumps(sorted(keys)),), rows)


def rewrite_findings_of_cases(
    page: Page, cases: Collection[int], rows: Iterable[StoredFinding]
) -> None:
    """病例登记这些例的发现，先清后写。"""
    _rewrite(page, f"case_id {_IN}", (json.dumps(sorted(cases)),), rows)


def _among(kinds: Sequence[int]) -> str:
    return f"kind IN ({', '.join(str(int(kind)) for kind in kinds)})"


def _rewrite(
    page: Page, where: str, values: tuple[str, ...], rows: Iterable[StoredFinding]
) -> None:
    page.changed_tables.add("surgery_finding")
    page._connection.exec_driver_sql(f"DELETE FROM surgery_finding WHERE {where}", values)
    derive(page, "surgery_finding", _INSERT, list(rows))


_UNTOLD = (
    " AND NOT EXISTS (SELECT 1 FROM surgery_explanation e WHERE e.key = f.key"
    " AND e.ordinal = f.ordinal AND e.kind = f.kind AND NOT EXISTS (SELECT 1 FROM annulment u"
    " WHERE u.event_table = 'surgery_explanation' AND u.event_uid = e.uid))"
)
_TOLD = ("surgery_finding", "surgery_explanation", "annulment")


def open_findings(look: Look) -> tuple[int, int]:
    """没有说明过的违规几项、待核实几项。"""
    sql = "SELECT f.status, count(*) FROM surgery_finding f WHERE f.status < 3"
    rows = look.raw(f"{sql}{_UNTOLD} GROUP BY f.status", needs=_TOLD)
    counts = {int(status): int(number) for status, number in rows}
    return counts.get(1, 0), counts.get(2, 0)


def to_verify(look: Look, until: date) -> int:
    """到那一天为止待核实而没有说明的几项：只数，不把发现读进来。"""
    sql = "SELECT count(*) FROM surgery_finding f WHERE f.status = 2 AND f.day <= ?"
    [(count,)] = look.raw(f"{sql}{_UNTOLD}", until.isoformat(), needs=_TOLD)
    return int(count)


_UNKNOWN = (
    "SELECT DISTINCT w.id, w.text FROM surgery_line l JOIN surgery s ON s.id = l.surgery_id"
    " JOIN log_word w ON w.id = l.said_{kind} WHERE l.{kind}_id IS NULL AND " + COUNTS
)


def unknown_words(look: Look) -> tuple[int, int]:
    """没有认出、也没有认过名的写法：术者姓名、编码各几个。

    Both are asked through an index; departments are not, they would cost a pass over the log.
    """
    meant, found = meanings(look), []
    for kind in ("person", "code"):
        said, words = meant.said[kind], meant.words[kind]
        rows = look.raw(_UNKNOWN.format(kind=kind), needs=_LOG)
        found.append(sum(text not in said and word not in words for word, text in rows))
    return found[0], found[1]
