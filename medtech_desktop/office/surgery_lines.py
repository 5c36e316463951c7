"""登记的各行：一百万行里按日子、科室、术者、词取，各栏可排序；一页一页读。"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date

from medtech_desktop.domain.surgery_index import Column, Hits, LogQuestion, Order
from medtech_desktop.office.surgery_names import LogNames, log_names
from medtech_desktop.office.surgery_rows import LineRow, line_row
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgery_lists import line_facts, lines_between, lines_by

_SORTED = {
    Column.PERSON: "person_id",
    Column.PROCEDURE: "code_id",
    Column.DEPARTMENT: "department_id",
    Column.GRADE: "grade",
}

_NAMED = {Column.PERSON: "person", Column.PROCEDURE: "code", Column.DEPARTMENT: "department"}


def line_ids(library: Book, question: LogQuestion, order: Order, on: date) -> array[int]:
    """登记的各行的号，依所要的次序；种类、状态、技术不问（那是发现的事）。"""
    with library.look() as look:
        names = log_names(look, on)
        if order.column not in _SORTED:
            found = _found(look, question, names)
            return found if order.descending else found[::-1]
        if _is_all(question):
            return look.kept(_every_line_by, order, on)
        return _ordered(look, _found(look, question, names), order, names)


def line_rows(library: Book, ids: Sequence[int], on: date) -> tuple[LineRow, ...]:
    """一页的各行，按所给的次序；已经没有的略去。"""
    if not ids:
        return ()
    with library.look() as look:
        names, facts = log_names(look, on), line_facts(look, ids)
        return tuple(line_row(names, facts[one]) for one in ids if one in facts)


def _is_all(question: LogQuestion) -> bool:
    """问的是全部各行。"""
    narrowed = (question.since, question.until, question.department_id, question.person_id)
    return not question.words.split() and all(one is None for one in narrowed)


def _found(look: Look, question: LogQuestion, names: LogNames) -> array[int]:
    if _is_all(question):
        return look.kept(_every_line)
    asked = [hits for _word, hits in names.asked(question.words)]
    if question.department_id is not None:
        asked.append(Hits(departments=frozenset({question.department_id})))
    if question.person_id is not None:
        asked.append(Hits(people=frozenset({question.person_id})))
    return lines_between(look, question.since, question.until, asked)


def _every_line(look: Look) -> array[int]:
    return lines_between(look, None, None, ())


def _every_line_by(look: Look, order: Order, on: date) -> array[int]:
    return _ordered(look, None, order, log_names(look, on))


def _ordered(look: Look, found: array[int] | None, order: Order, names: LogNames) -> array[int]:
    """依一栏：同值的归在一起，值按名称排；同值之内新的在前。"""
    groups = lines_by(look, _SORTED[order.column], found)
    ranked = sorted(
        groups, key=lambda value: _key(order.column, value, names), reverse=order.descending
    )
    ids = array("q")
    for value in ranked:
        ids.extend(groups[value])
    return ids


def _key(column: Column, value: int, names: LogNames) -> tuple[int, str]:
    if column is Column.GRADE:
        return value, ""
    return 0, names.sorted_as(_NAMED[column], value)
