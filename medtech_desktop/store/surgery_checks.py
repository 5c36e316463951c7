"""核查手术登记：全部、某些人的、某些批的；写成派生的发现与各月的计数（law.md 第 6 节）。"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from operator import itemgetter
from typing import Any

from medtech_desktop.domain.surgeries import Line, Unjudged
from medtech_desktop.store.derived import clear, derive
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.surgeries import meanings
from medtech_desktop.store.surgery_grades import COLUMNS
from medtech_desktop.store.surgery_judgements import Finding, LogCheck
from medtech_desktop.store.surgery_practitioners import annulled_by_person, annulled_of
from medtech_desktop.store.surgery_reasons import Item, Reasons, Row, item_of
from medtech_desktop.store.swift_rows import swift_rows

Progress = Callable[[int, int], object]
"""查了几人，共几人；什么也不返回，抛出的使整次核查作废。"""
PRIVILEGE = (1, 2, 3, 4, 5, 6, 7, 13, 19, 20)
"""授权一面的种类；知情同意（16）不因人的授权而变。"""
_FINDING, _TALLY = "surgery_finding", "surgery_tally"
_LOG = ("surgery", "surgery_line", "surgery_gone", "log_meaning")
_IN = "IN (SELECT value FROM json_each(?))"
_PUT = f"INSERT INTO surgery_finding ({COLUMNS}) VALUES ({', '.join('?' * 12)})"
_PUT_TALLY = "INSERT INTO surgery_tally (month, department_id, reason, lines) VALUES (?, ?, ?, ?)"
_KINDS = f"kind IN ({', '.join(map(str, PRIVILEGE))})"
_DROP = f"DELETE FROM surgery_finding WHERE case_id IS NULL AND ({_KINDS} OR kind = 16)"
_STORED = (
    f"SELECT id, {COLUMNS} FROM surgery_finding WHERE person_id = ? AND case_id IS NULL"
    f" AND {_KINDS}"
)
_OF_PERSON = (
    "SELECT id, day, code_id, department_id FROM surgery_line WHERE person_id = ? ORDER BY day"
)
_UNKNOWN = "SELECT id FROM surgery_line WHERE person_id IS NULL"
_PEOPLE = (
    "WITH RECURSIVE one(id) AS (SELECT min(person_id) FROM surgery_line UNION ALL"
    " SELECT (SELECT min(person_id) FROM surgery_line WHERE person_id > one.id) FROM one"
    " WHERE one.id IS NOT NULL) SELECT id FROM one WHERE id IS NOT NULL"
)
_KEYS = "SELECT value FROM json_each(?)"
_OF_KEYS = (
    "SELECT l.person_id, l.id, l.day, l.code_id, l.department_id FROM surgery s"
    f" JOIN surgery_line l ON l.surgery_id = s.id WHERE s.key IN ({_KEYS}) AND NOT EXISTS"
    " (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = s.id AND g.why < 3)"
    " ORDER BY l.person_id, l.day"
)
_MONTHS = f"SELECT DISTINCT substr(s.day, 1, 7) FROM surgery s WHERE s.key IN ({_KEYS}) ORDER BY 1"
_OF_MONTH = (
    "SELECT person_id, id, day, code_id, department_id FROM surgery_line"
    " INDEXED BY ix_surgery_line_day WHERE day BETWEEN ? AND ?"
)
_ASIDE = (
    "SELECT l.id, l.day, l.code_id, l.department_id, l.person_id, g.why, s.cancelled"
    " FROM {tables} WHERE {where}"
)
_GONE = _ASIDE.format(
    tables="surgery_gone g JOIN surgery s ON s.id = g.surgery_id"
    " JOIN surgery_line l ON l.surgery_id = s.id",
    where="{more}",
)
_FLAGGED = _ASIDE.format(
    tables="surgery s JOIN surgery_line l ON l.surgery_id = s.id"
    " LEFT JOIN surgery_gone g ON g.surgery_id = s.id",
    where="(s.research = 1 OR s.cancelled = 1) AND g.why IS NULL AND {more}",
)
_ODD = (
    "SELECT id, consent = 0, research = 1 OR cancelled = 1 FROM surgery"
    " WHERE consent = 0 OR research = 1 OR cancelled = 1"
)


def judge_all(page: Page, progress: Progress | None = None) -> int:
    """全部重判，返回几条发现；逐人一片，其间可以取消。技术一面的随后另写。"""
    check = LogCheck(page, Reasons.of(page))
    annulled = annulled_by_person(page)
    people = people_of_log(page)
    unknown, meant = _unknown(check)
    everyone = sorted({*people, *meant})
    clear(page, _FINDING)  # a DELETE without WHERE is quick; all of it is written anew
    for place, person in enumerate(everyone):
        if progress is not None:
            progress(place, len(everyone))
        rows = _of_person(page, person)
        told = _rows_of(meant.get(person, ()))
        check.take(person, rows, annulled.get(person, {}), told, counted=True)
        _put_few(page, check)
    check.nobody(unknown)
    odd = page.raw(_ODD, needs=_LOG)
    check.consents(f" AND s.id {_IN}", json.dumps([row[0] for row in odd if row[1]]))
    flagged = json.dumps([row[0] for row in odd if row[2]])
    _set_aside(check, page.raw(_GONE.format(more="1"), needs=_LOG))
    _set_aside(check, page.raw(_FLAGGED.format(more=f"s.id {_IN}"), flagged, needs=_LOG))
    clear(page, _TALLY)
    _put_tallies(page, check)
    _flush(page, check, _teller(progress, len(everyone)))
    return int(page.raw(f"SELECT count(*) FROM {_FINDING}")[0][0])


def people_of_log(look: Look) -> list[int]:
    """登记里写明了的术者，依内部号。"""
    return [int(row[0]) for row in look.raw(_PEOPLE, needs=("surgery_line",))]


def judge_people(page: Page, people: Collection[int], progress: Progress | None = None) -> None:
    """这些人的各项：授权、注册、邀请、急诊超权限变了以后。计数不因此变。"""
    check = LogCheck(page, Reasons.of(page))
    said = meanings(page)
    for place, person in enumerate(sorted(people)):
        if progress is not None:
            progress(place, len(people))
        written = said.writings("person", person)
        told = _rows_of(_unknown(check)[1].get(person, ())) if written else []
        check.take(person, _of_person(page, person), annulled_of(page, person), told)
        check.settle_pending()
        _replace(page, person, [*check.findings, *check.found.rows(page)])
        check.findings = []


def _replace(page: Page, person: int, rows: list[Finding]) -> None:
    """一人的发现：不再有的去掉，新有的写上；一样的不动。"""
    fresh = Counter(rows)
    lost = []
    for number, *row in swift_rows(page, _STORED, person, needs=(_FINDING,)):
        if fresh[tuple(row)] > 0:
            fresh[tuple(row)] -= 1
        else:
            lost.append((number,))
    derive(page, _FINDING, "DELETE FROM surgery_finding WHERE id = ?", lost)
    derive(page, _FINDING, _PUT, list(fresh.elements()))


def judge_cases(page: Page, keys: Collection[int], progress: Progress | None = None) -> None:
    """这些来源键的各例（同键的各版本都重判），连同它们各月的计数。"""
    if not keys:
        return
    asked = json.dumps(sorted(keys))
    months = [str(row[0]) for row in page.raw(_MONTHS, asked, needs=_LOG)]
    page.changed_tables.add(_FINDING)
    page._connection.exec_driver_sql(f"{_DROP} AND key IN ({_KEYS})", (asked,))
    check = LogCheck(page, Reasons.of(page))
    _take_lines(check, page.raw(_OF_KEYS, asked, needs=_LOG), progress)
    check.consents(f" AND s.key IN ({_KEYS})", asked)
    _flush(page, check)
    for month in months:
        _recount(page, month)


def _take_lines(
    check: LogCheck, rows: Iterable[tuple[Any, ...]], progress: Progress | None
) -> None:
    """各项，按术者。"""
    groups: dict[int | None, list[Row]] = {}
    for person, *row in rows:
        groups.setdefault(person, []).append(tuple(row))
    lost = [row[0] for row in groups.pop(None, [])]
    meant: dict[int, list[Row]] = {}
    for line in check.reasons.lines_of(lost):
        if line.person_id is not None:
            groups.setdefault(line.person_id, [])
            meant.setdefault(line.person_id, []).extend(_rows_of([line]))
    for place, (person, mine) in enumerate(groups.items()):
        if progress is not None:
            progress(place, len(groups))
        assert person is not None
        told = meant.get(person, ())
        check.take(person, mine, annulled_of(check.look, person), told)
    check.nobody(line for line in check.reasons.lines_of(lost) if line.person_id is None)


def _of_person(look: Look, person: int) -> list[Row]:
    return swift_rows(look, _OF_PERSON, person, needs=("surgery_line",))


def _unknown(check: LogCheck) -> tuple[list[Line], dict[int, list[Line]]]:
    """没有写明内部号的术者：认不出的，认名认过的按人。"""
    ids = [int(row[0]) for row in check.look.raw(_UNKNOWN, needs=("surgery_line",))]
    nobody: list[Line] = []
    meant: dict[int, list[Line]] = {}
    for line in check.reasons.lines_of(ids):
        if line.person_id is None:
            nobody.append(line)
        else:
            meant.setdefault(line.person_id, []).append(line)
    check.count(_rows_of(nobody))
    return nobody, meant


def _rows_of(lines: Iterable[Line]) -> list[Row]:
    found = [item_of(line) for line in lines]
    rows: list[Row] = [(one.line, one.day, one.code, one.department) for one in found]
    return sorted(rows, key=itemgetter(1))


def _flush(page: Page, check: LogCheck, tell: Callable[[], object] | None = None) -> None:
    """全部写成发现。"""
    check.settle_pending()
    check.found.write(page, tell)
    _put_few(page, check, 0)


def _put_few(page: Page, check: LogCheck, least: int = 2000) -> None:
    """一项项看过的，够多了就写。"""
    if len(check.findings) > least:
        rows: list[Finding] = check.findings
        derive(page, _FINDING, _PUT, rows)
        check.findings = []


def _teller(progress: Progress | None, count: int) -> Callable[[], object] | None:
    """各人都看过了，还在写。"""
    return None if progress is None else lambda: progress(count, count)


# Tallies


def _set_aside(check: LogCheck, rows: Iterable[tuple[Any, ...]]) -> None:
    """已经数进去的：不算数的版本去掉，取消的、临床研究的另记原因。"""
    for line, day, code, department, person, why, cancelled in rows:
        row = line, day, code, department
        if why in (1, 2):
            if person is not None:
                _forget(check, row, person)
            continue
        item, operator = _item(check, row, person)
        reason = check.reasons.place(item, operator).reason
        now = Unjudged.CANCELLED if why == 3 or cancelled else Unjudged.RESEARCH
        if reason == 0 or now < reason:
            check.unjudged[item.day[:7], item.department, reason] -= 1 if reason else 0
            check.unjudged[item.day[:7], item.department, now] += 1


def _forget(check: LogCheck, row: Row, person: int) -> None:
    """一个不算数的版本的一项；其中没有认出的，不曾认过名。"""
    check.counts[row[3]][row[1][:7]] -= 1
    if row[2] is not None and row[3] is not None:
        reason = check.reasons.place(Item(*row), person).reason
        if reason:
            check.unjudged[row[1][:7], row[3], reason] -= 1


def _item(check: LogCheck, row: Row, person: int | None) -> tuple[Item, int | None]:
    if person is not None and row[2] is not None and row[3] is not None:
        return Item(*row), person
    [line] = check.reasons.lines_of([row[0]])
    return item_of(line), line.person_id


def _tallies(check: LogCheck) -> Iterator[tuple[str, int, int, int]]:
    """各月各科室：判断了的、没有判断的各因什么，各几项。"""
    told: Counter[tuple[str, int, int]] = Counter()
    for department, months in check.counts.items():
        for month, lines in months.items():
            told[month, department or 0, 0] += lines
    for (month, department, reason), lines in check.unjudged.items():
        told[month, department or 0, 0] -= lines
        told[month, department or 0, int(reason)] += lines
    return ((*key, lines) for key, lines in sorted(told.items()) if lines)


def _put_tallies(page: Page, check: LogCheck) -> None:
    derive(page, _TALLY, _PUT_TALLY, list(_tallies(check)))


def _recount(page: Page, month: str) -> None:
    """一个月重新数过；只看归到何处，不问授权。"""
    check = LogCheck(page, Reasons.of(page))
    span = f"{month}-01", f"{month}-31"
    lost: list[int] = []
    usual, begin = check.reasons.windows.usual, check.reasons.begin
    odd: dict[int, list[Row]] = {}
    for person, *rest in page.raw(_OF_MONTH, *span, needs=_LOG):
        row: Row = tuple(rest)
        if person is None:
            lost.append(row[0])
            continue
        check.counts[row[3]][month] += 1
        if row[3] is None or row[1] < begin or usual.get(row[2] or 0, 0) <= 0:
            odd.setdefault(person, []).append(row)
    for person, mine in odd.items():
        check.note(person, mine)
    for line in check.reasons.lines_of(lost):
        item = item_of(line)
        check.counts[item.department][month] += 1
        check.note_item(item, line.person_id)
    for sql in (_GONE, _FLAGGED):
        rows = page.raw(sql.format(more="l.day BETWEEN ? AND ?"), *span, needs=_LOG)
        _set_aside(check, rows)
    derive(page, _TALLY, "DELETE FROM surgery_tally WHERE month = ?", [(month,)])
    _put_tallies(page, check)
