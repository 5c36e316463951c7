"""派生的发现：技术一面与病例登记的，成批重写；对应某些编码的手术行。"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.surgeries import COUNTS, meanings

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
    " l.department_id, s.said_department, s.site_id, s.ref FROM surgery_line l"
    " JOIN surgery s ON s.id = l.surgery_id WHERE {where} AND l.day BETWEEN ? AND ?"
    " AND s.cancelled = 0 AND coalesce(s.research, 0) = 0 AND " + COUNTS
)


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
    meant = meanings(look)
    span = since.isoformat(), until.isoformat()
    only = f" ORDER BY l.day, l.id LIMIT {int(earliest)}" if earliest else ""
    rows = look.raw(_LINES.format(where="l.code_id = ?") + only, code_id, *span, needs=_LOG)
    words = meant.writings("code", code_id)
    if words:
        said = "l.code_id IS NULL AND l.said_code IN (SELECT value FROM json_each(?))"
        sql = _LINES.format(where=said) + only
        rows += look.raw(sql, json.dumps(words), *span, needs=_LOG)
    days: dict[str, date] = {}
    found = []
    for number, surgery, key, ordinal, day, person, who, department, where, site, ref in rows:
        at = days.get(day)
        if at is None:
            at = days[day] = date.fromisoformat(day)
        whom = person if person is not None else meant.of("person", who)
        unit = department if department is not None else meant.of("department", where)
        found.append(CodedLine(number, surgery, key, ordinal, at, whom, unit, code_id, site, ref))
    found.sort(key=lambda line: line.id)
    return found


def rewrite_technology_findings(
    page: Page,
    technologies: Collection[int] | None,
    kinds: Sequence[int],
    rows: Iterable[StoredFinding],
) -> None:
    """这些技术（None = 全部）的 ``kinds`` 各种和病例登记的发现，先清后写。"""
    clear = (
        "DELETE FROM surgery_finding WHERE (case_id IS NOT NULL"
        f" OR kind IN ({', '.join(str(int(kind)) for kind in kinds)}))"
    )
    page.changed_tables.add("surgery_finding")
    if technologies is None:
        page._connection.exec_driver_sql(clear)
    else:
        chosen = f"{clear} AND technology_id IN (SELECT value FROM json_each(?))"
        page._connection.exec_driver_sql(chosen, (json.dumps(sorted(technologies)),))
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


_WORDS = (
    "SELECT count(DISTINCT l.said_{kind}) FROM surgery_line l JOIN surgery s ON s.id = l.surgery_id"
    " JOIN log_word w ON w.id = l.said_{kind} WHERE l.{kind}_id IS NULL"
    " AND l.said_{kind} IS NOT NULL AND " + COUNTS + " AND NOT EXISTS (SELECT 1 FROM log_meaning m"
    " WHERE m.kind = ? AND m.said = w.text AND NOT EXISTS (SELECT 1 FROM annulment u WHERE"
    " u.event_table = 'log_meaning' AND u.event_uid = m.uid))"
)


def unknown_words(look: Look) -> tuple[int, int]:
    """没有认出、也没有认过名的写法：术者姓名、编码各几个。

    Both are asked through an index; departments are not, they would cost a pass over the log.
    """
    found = []
    for kind in ("person", "code"):
        [(count,)] = look.raw(_WORDS.format(kind=kind), kind, needs=_LOG)
        found.append(int(count))
    return found[0], found[1]
