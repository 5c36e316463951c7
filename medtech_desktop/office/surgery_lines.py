"""登记的各行：一百万行里按日子、科室、术者、词取，各栏可排序；一页一页读。"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date

from medtech_desktop.domain.log_columns import COLUMN_NAMES
from medtech_desktop.domain.log_questions import Hits, LogQuestion, Order
from medtech_desktop.office.log_names import LogNames, log_names
from medtech_desktop.office.surgery_rows import LineRow, line_row
from medtech_desktop.store.book import Book
from medtech_desktop.store.log_columns import every_line, log_columns
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import log_counts
from medtech_desktop.store.surgery_lists import line_facts, lines_between

_FEW_PEOPLE, _FEW_CODES = 20, 40
"""合上的人、编码不多的，按索引取；多的在内存里过一遍。"""


def line_ids(library: Book, question: LogQuestion, order: Order, on: date) -> array[int]:
    """登记的各行的号，依所要的次序；种类、状态、技术不问（那是发现的事）。"""
    with library.look() as look:
        names = log_names(look, on)
        if order.column in COLUMN_NAMES:
            if _is_all(question):
                return look.kept(_every_line_by, order, on)
            return _ordered(look, question, order, names)
        found = _found(look, question, names)
        return found if order.descending else found[::-1]


def line_rows(library: Book, ids: Sequence[int], on: date) -> tuple[LineRow, ...]:
    """一页的各行，按所给的次序；已经没有的略去。"""
    if not ids:
        return ()
    with library.look() as look:
        names, facts = log_names(look, on), line_facts(look, ids)
        return tuple(line_row(names, facts[one]) for one in ids if one in facts)


def make_ready(library: Book, on: date, tell: Callable[[int, int, str], None]) -> None:
    """打词、按栏排序所用的先备好；随备随报，其间别的提问照答。"""
    with library.look() as look:
        whole = log_counts(look).lines

        def told(lines: int) -> None:
            tell(lines, whole, "正在准备全部手术的筛选与排序")

        told(0)
        log_columns(look, tell=told)
        told(whole)
        log_names(look, on).make_ready(lambda: told(whole))


def _is_all(question: LogQuestion) -> bool:
    """问的是全部各行。"""
    narrowed = (question.since, question.until, question.department_id, question.person_id)
    return not question.words.split() and all(one is None for one in narrowed)


def _asked(question: LogQuestion, names: LogNames) -> list[Hits]:
    asked = [hits for _word, hits in names.asked(question.words)]
    if question.department_id is not None:
        asked.append(Hits(departments=frozenset({question.department_id})))
    if question.person_id is not None:
        asked.append(Hits(people=frozenset({question.person_id})))
    return asked


def _found(look: Look, question: LogQuestion, names: LogNames) -> array[int]:
    if _is_all(question):
        return look.kept(every_line)
    asked = _asked(question, names)
    if not asked or any(map(_is_narrow, asked)):
        return lines_between(look, question.since, question.until, asked)
    columns = log_columns(look)
    return columns.ids_of(columns.find(question.since, question.until, asked))


def _is_narrow(hits: Hits) -> bool:
    """只合上不多的人与编码。"""
    if hits.departments or hits.words:
        return False
    return len(hits.people) <= _FEW_PEOPLE and len(hits.codes) <= _FEW_CODES


def _every_line_by(look: Look, order: Order, on: date) -> array[int]:
    return _ordered(look, LogQuestion(), order, log_names(look, on))


def _ordered(look: Look, question: LogQuestion, order: Order, names: LogNames) -> array[int]:
    """依一栏：值按名称的拼音排；同值之内新的在前。"""
    column = COLUMN_NAMES[order.column]
    columns = log_columns(look, grades=column == "grade")
    found = columns.find(question.since, question.until, _asked(question, names))

    def rank(value: int) -> object:
        return value if column == "grade" else names.sorted_as(column, value)

    return columns.ordered(found, column, rank, order.descending)
