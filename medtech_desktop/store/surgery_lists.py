"""手术核查所列：发现、登记的各行、计数；元组读出，几十万行也不慢；按栏读的见 ``log_columns``。

What is read whole is kept until the log or its check changes.  ``surgery_gone`` 1 and 2 (a
newer version, an undone batch) are not listed; 3 (cancelled) is: it is in the log.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from medtech_desktop.domain.log_questions import Hits
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import Meanings, meanings

_LOG = ("surgery", "surgery_line", "surgery_gone", "log_meaning", "annulment")
_FINDING = (
    "SELECT f.id, f.kind, f.status, f.key, f.ordinal, f.day, f.person_id, f.department_id,"
    " f.code_id, f.technology_id, f.needed, f.had, f.surgery_id, f.line_id, f.case_id,"
    " coalesce(s.ref, c.ref, ''), s.line, p.number, p.admission, pw.text, nw.text, cw.text,"
    " s.started, s.emergency, coalesce(s.act_seq, c.act_seq), p.id, dw.text, c.said_person"
    " FROM surgery_finding f LEFT JOIN surgery s ON s.id = f.surgery_id"
    " LEFT JOIN surgery_line l ON l.id = f.line_id"
    " LEFT JOIN registered_case c ON c.id = f.case_id"
    " LEFT JOIN patient p ON p.id = coalesce(s.patient_id, c.patient_id)"
    " LEFT JOIN log_word pw ON pw.id = l.said_person LEFT JOIN log_word nw ON nw.id = l.said_name"
    " LEFT JOIN log_word cw ON cw.id = l.said_code LEFT JOIN log_word dw"
    " ON dw.id = s.said_department WHERE f.id IN (SELECT value FROM json_each(?))"
)
_LINE = (
    "SELECT l.id, l.surgery_id, l.ordinal, l.day, l.person_id, l.department_id, l.code_id, l.grade,"
    " s.ref, s.line, p.number, p.admission, pw.text, nw.text, cw.text, dw.text, s.started,"
    " s.emergency, s.cancelled, s.key, l.said_person, l.said_code,"
    " s.said_department, (SELECT group_concat(f.id) FROM surgery_finding f"
    " WHERE f.key = s.key AND f.line_id = l.id)"
    " FROM surgery_line l JOIN surgery s ON s.id = l.surgery_id"
    " LEFT JOIN patient p ON p.id = s.patient_id"
    " LEFT JOIN log_word pw ON pw.id = l.said_person LEFT JOIN log_word nw ON nw.id = l.said_name"
    " LEFT JOIN log_word cw ON cw.id = l.said_code LEFT JOIN log_word dw"
    " ON dw.id = s.said_department WHERE l.id IN (SELECT value FROM json_each(?))"
)
_LIVING = " NOT IN (SELECT surgery_id FROM surgery_gone WHERE why IN (1, 2))"
_FURTHER = (
    "SELECT substr(s.day, 1, 7), s.department_id, s.said_department, sum(m.more) FROM"
    " (SELECT surgery_id, count(*) - 1 AS more FROM surgery_line GROUP BY surgery_id"
    " HAVING count(*) > 1) m JOIN surgery s ON s.id = m.surgery_id"
    f" WHERE s.id{_LIVING} GROUP BY 1, 2, 3"
)
"""Along the index of surgeries: the table of surgeries itself is wide."""
_TALLY = "SELECT month, department_id, reason, lines FROM surgery_tally"
_GONE = "SELECT 1 FROM surgery_gone WHERE why IN (1, 2) LIMIT 1"
STANDING = (
    "NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = surgery_line.surgery_id"
    " AND g.why IN (1, 2))"
)
"""登记的一行现在算数：没有更新的版本，所在批次没有撤销。"""
_DISTINCT = (
    "WITH RECURSIVE one(id) AS (SELECT min({column}) FROM surgery_line UNION ALL"
    " SELECT (SELECT min({column}) FROM surgery_line WHERE {column} > one.id) FROM one"
    " WHERE one.id IS NOT NULL) SELECT id FROM one WHERE id IS NOT NULL"
)
_FIRST_DAYS = (
    "SELECT value, (SELECT min(day) FROM surgery_line WHERE person_id = value"
    " AND day BETWEEN ? AND ?) FROM json_each(?)"
)
_COUNT_OF_CODE = (
    "SELECT count(*) FROM surgery_line l WHERE l.code_id = ? AND l.day BETWEEN ? AND ?"
    " AND NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = l.surgery_id)"
)
_CALLED = (  # without the second condition the index of the numbered ones cannot serve
    f"SELECT DISTINCT key FROM surgery WHERE ref = ?1 AND ref <> '' AND id{_LIVING}"
    " UNION SELECT key FROM registered_case WHERE ref = ?1"
)
_WORDS = "SELECT id, text FROM log_word"
_IN = "IN (SELECT value FROM json_each(?))"
_WRITTEN = {
    "person": f"(person_id IS NULL AND said_person {_IN})",
    "code": f"(code_id IS NULL AND said_code {_IN})",
    "department": "(department_id IS NULL AND surgery_id IN"
    f" (SELECT id FROM surgery WHERE said_department {_IN}))",
}


class FindingFacts(NamedTuple):
    """一条发现连同登记里的写法；日子是 ISO 文本。"""

    id: int
    kind: int
    status: int
    key: int
    ordinal: int
    day: str
    person_id: int | None
    department_id: int | None
    code_id: int | None
    technology_id: int | None
    needed: int | None
    had: int | None
    surgery_id: int | None
    line_id: int | None
    case_id: int | None
    ref: str
    line: int | None
    number: str | None
    admission: str | None
    said_person: str | None
    said_name: str | None
    said_code: str | None
    started: str | None
    emergency: int | None
    act_seq: int
    patient_id: int | None
    said_department: str | None
    registered_as: str | None


class LineFacts(NamedTuple):
    """登记的一行（一项），连同写法；``findings`` 是它的发现的号。"""

    id: int
    surgery_id: int
    ordinal: int
    day: str
    person_id: int | None
    department_id: int | None
    code_id: int | None
    grade: int | None
    ref: str
    line: int
    number: str | None
    admission: str | None
    said_person: str | None
    said_name: str | None
    said_code: str | None
    said_department: str | None
    started: str | None
    emergency: int | None
    cancelled: int
    key: int
    person_word: int | None
    code_word: int | None
    department_word: int | None
    findings: str | None


def finding_facts(look: Look, ids: Iterable[int]) -> dict[int, FindingFacts]:
    """这些发现：号 → 内容；已经没有的略去。"""
    rows = look.raw(_FINDING, json.dumps(list(ids)))
    return {int(row[0]): FindingFacts(*row) for row in rows}


def line_facts(look: Look, ids: Iterable[int]) -> dict[int, LineFacts]:
    """登记的这些行：号 → 内容。"""
    meant = meanings(look)
    rows = (LineFacts(*row) for row in look.raw(_LINE, json.dumps(list(ids))))
    return {
        row.id: row._replace(
            person_id=row.person_id or meant.of("person", row.person_word),
            code_id=row.code_id or meant.of("code", row.code_word),
            department_id=row.department_id or meant.of("department", row.department_word),
        )
        for row in rows
    }


def further_lines(look: Look) -> Counter[tuple[str, int]]:
    """各月各科室，一例里第一项以外的各几项：行数减去它就是例数；没有变过就不重数。"""
    return look.kept(_further_lines)


def _further_lines(look: Look) -> Counter[tuple[str, int]]:
    meant, found = meanings(look), Counter[tuple[str, int]]()
    for month, department, word, lines in look.raw(_FURTHER, needs=_LOG):
        place = department or meant.of("department", word) or 0
        found[str(month), int(place)] += int(lines)
    return found


def tallies(look: Look) -> tuple[tuple[str, int, int, int], ...]:
    """各月各科室、各原因几行：月份、科室（0 = 不知道）、原因、行数。"""
    rows = look.raw(_TALLY, needs=("surgery_tally",))
    return tuple((str(m), int(d), int(r), int(n)) for m, d, r, n in rows)


def counted_between(
    look: Look, since: date, until: date, department: int | None = None, person: int | None = None
) -> tuple[int, int]:
    """其间的例数、行数：不满一个月的、某人的，照行去数。"""
    where = ["l.day BETWEEN ? AND ?"]
    values: list[Any] = [since.isoformat(), until.isoformat()]
    for column, value in (("department_id", department), ("person_id", person)):
        if value is not None:
            where.append(f"l.{column} = ?")
            values.append(value)
    sql = "SELECT count(DISTINCT l.surgery_id), count(*) FROM surgery_line l WHERE "
    sql += " AND ".join(where) + f" AND l.surgery_id{_LIVING}"
    found = look.raw(sql, *values, needs=_LOG)[0]
    return int(found[0]), int(found[1])


def used_in_log(look: Look, column: str) -> tuple[int, ...]:
    """登记里出现过的人或编码（``person_id``、``code_id``）；在索引上跳着取。"""
    rows = look.raw(_DISTINCT.format(column=column), needs=_LOG)
    return tuple(int(row[0]) for row in rows)


def first_days(look: Look, since: date, until: date) -> dict[int, date]:
    """其间各术者最早的一天；在索引上取，不翻各行。"""
    people = json.dumps(used_in_log(look, "person_id"))
    rows = look.raw(_FIRST_DAYS, since.isoformat(), until.isoformat(), people, needs=_LOG)
    return {int(person): date.fromisoformat(day) for person, day in rows if day is not None}


def count_of_code(look: Look, code_id: int, since: date, until: date) -> int:
    """其间一条编码有几行，现在算数的；取消的不算。"""
    [(count,)] = look.raw(_COUNT_OF_CODE, code_id, since.isoformat(), until.isoformat(), needs=_LOG)
    return int(count)


def log_words(look: Look) -> dict[int, str]:
    """登记里出现过而没有认出的写法。"""
    return {int(one): str(text) for one, text in look.raw(_WORDS, needs=("log_word", *_LOG))}


def has_gone(look: Look) -> bool:
    """有没有不再算数的行；没有的不必逐行去看。"""
    return bool(look.raw(_GONE, needs=_LOG))


def lines_between(
    look: Look, since: date | None, until: date | None, asked: Sequence[Hits]
) -> array[int]:
    """合上的各行的号，按日子，新的在前；``asked`` 的每一样都要合上其中之一。"""
    where = [STANDING] if look.kept(has_gone) else []
    values: list[Any] = []
    for sign, day in ((">=", since), ("<=", until)):
        if day is not None:
            where.append(f"day {sign} ?")
            values.append(day.isoformat())
    meant = meanings(look)
    for hits in asked:
        clause, given = _either(hits, meant)
        where.append(clause)
        values += given
    sql = "SELECT id FROM surgery_line" + (" WHERE " + " AND ".join(where) if where else "")
    return _ids(look, sql + " ORDER BY day DESC, id DESC", values)


def _either(hits: Hits, meant: Meanings) -> tuple[str, list[str]]:
    """认出的按内部号，没有认出的按认过的写法。"""
    parts, values = [], []
    for kind, wanted in (
        ("person", hits.people),
        ("code", hits.codes),
        ("department", hits.departments),
    ):
        if not wanted:
            continue
        parts.append(f"{kind}_id {_IN}")
        values.append(json.dumps(sorted(wanted)))
        said = [word for one in wanted for word in meant.writings(kind, one)]
        if said:
            parts.append(_WRITTEN[kind])
            values.append(json.dumps(sorted(said)))
    if hits.words:
        for column in ("said_person", "said_name", "said_code"):
            parts.append(f"{column} {_IN}")
            values.append(json.dumps(sorted(hits.words)))
    return "(" + (" OR ".join(parts) or "0") + ")", values


def _ids(look: Look, sql: str, values: Sequence[Any]) -> array[int]:
    look._note(*_LOG)
    cursor = look._connection.connection.driver_connection
    assert cursor is not None
    return array("q", map(itemgetter(0), cursor.execute(sql, tuple(values))))


# One case


def keys_called(look: Look, ref: str) -> list[int]:
    """手术单号或病例代号恰是这个的各例的来源键；边打字边问，按单号的索引找。"""
    return [int(row[0]) for row in look.raw(_CALLED, ref)]


def called_elsewhere(look: Look, cases: Mapping[str, tuple[int, str]]) -> int:
    """各例（单号 → 来源键、日子）里，单号与日子都在册而来源键不同的有几例。"""
    sql = f"SELECT key, day FROM surgery WHERE ref = ? AND ref <> '' AND id{_LIVING}"
    count = 0
    for ref, (key, day) in cases.items():
        held = look.raw(sql, ref)
        known = any(row[0] == key for row in held)
        count += not known and any(row[1] == day for row in held)
    return count


def findings_of_case(look: Look, key: int) -> list[int]:
    """一例的各条发现的号，依项、种类。"""
    sql = "SELECT id FROM surgery_finding WHERE key = ? ORDER BY ordinal, kind"
    return [int(row[0]) for row in look.raw(sql, key)]


def patient_numbers(look: Look, key: int) -> tuple[int, int | None, str | None, str | None] | None:
    """一例的患者：内部号、手术的内部号（病例登记的没有）、患者号、住院号；没有为 None。"""
    sql = (
        "SELECT p.id, s.id, p.number, p.admission, s.id AS nth FROM surgery s JOIN patient p"
        f" ON p.id = s.patient_id WHERE s.key = ?1 AND s.id{_LIVING}"
        " UNION ALL SELECT p.id, NULL, p.number, p.admission, c.id FROM registered_case c"
        " JOIN patient p ON p.id = c.patient_id WHERE c.key = ?1 AND NOT EXISTS (SELECT 1 FROM"
        " annulment u WHERE u.event_table = 'registered_case' AND u.event_uid = c.uid)"
        " ORDER BY nth DESC LIMIT 1"
    )
    rows = look.raw(sql, key)
    return (int(rows[0][0]), *rows[0][1:4]) if rows else None
