"""手术核查所列：计数、发现、登记的各行（第十八条、第二十条、第二十五条等）。

For a screen with a ``LongTable``::

    ids = finding_ids(library, LogQuestion(kind=…, words=…), Order(Column.DAY), on)
    table.show_ids(ids, lambda b, some: finding_rows(b, some, on), …)
    log_summary(library, LogQuestion(since=…, until=…), on)   # counts; each list of counts
    # leaves its own filter out, so that the kinds beside the chosen one keep their numbers

``line_ids`` and ``line_rows`` are the same over every logged line.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from medtech_desktop.domain.surgeries import (
    KIND_LABELS,
    UNJUDGED_LABELS,
    Kind,
    Outcome,
    Status,
    Unjudged,
)
from medtech_desktop.domain.surgery_explanations import finding_key, outcome_of
from medtech_desktop.domain.surgery_index import (
    Column,
    Filter,
    FindingIndex,
    LogQuestion,
    Order,
    Stored,
)
from medtech_desktop.office.log_names import LogNames, log_names
from medtech_desktop.office.registered_cases import RegisterCounts, register_counts
from medtech_desktop.office.surgery_checks import catch_up
from medtech_desktop.office.surgery_gaps import gap_notes
from medtech_desktop.office.surgery_lines import line_ids, line_rows
from medtech_desktop.office.surgery_rows import FindingRow, LineRow, finding_row, had_said
from medtech_desktop.office.surgery_today_rows import (
    DueFindings,
    TechnologyFinding,
    UnreportedRow,
    due_findings,
    technology_findings,
    unreported_findings,
)
from medtech_desktop.office.surgery_totals import totals
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import log_counts
from medtech_desktop.store.surgery_explanations import explanations_of
from medtech_desktop.store.surgery_lists import (
    finding_facts,
    stored_findings,
    texts_of_findings,
)
from medtech_desktop.store.surgery_stale import load_stale

__all__ = [
    "Column",
    "FindingRow",
    "LineRow",
    "LogQuestion",
    "LogSummary",
    "Order",
    "TechnologyFinding",
    "UnreportedRow",
    "finding_ids",
    "finding_rows",
    "line_ids",
    "line_rows",
    "log_summary",
    "technology_findings",
    "unreported_findings",
]

_MONTHS = 12
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class LogSummary:
    """核查的计数。

    ``problems`` = 违规、已确认属实、已说明的；``to_verify`` 待核实；``explained`` 其中已说明的；
    ``cleared`` 核实无误的，不算问题。``by_*`` 是（键、名称、条数），核实无误的不计入；
    ``by_month`` 是至末月的 12 个月，没有的为 0。``unjudged`` 没有判断的行，按整月计。
    """

    surgeries: int
    lines: int
    problems: int
    to_verify: int
    explained: int
    cleared: int
    by_kind: tuple[tuple[Kind, str, int], ...]
    by_department: tuple[tuple[int, str, int], ...]
    by_month: tuple[tuple[str, str, int], ...]
    by_person: tuple[tuple[int, str, int], ...]
    by_outcome: tuple[tuple[Outcome, int], ...]
    judged: int
    unjudged: tuple[tuple[Unjudged, str, int], ...]
    notes: tuple[str, ...]
    first: date | None
    last: date | None
    register: RegisterCounts = RegisterCounts()

    @property
    def is_empty(self) -> bool:
        """还没有导入过登记。"""
        return self.first is None

    @property
    def findings(self) -> int:
        """列出来要人看的：问题与待核实的。"""
        return self.problems + self.to_verify


def log_summary(
    library: Book, question: LogQuestion, on: date, progress: Progress | None = None
) -> LogSummary:
    """核查的计数；核查落后的先补上。"""
    brought_up(library, progress)
    with library.look() as look:
        return summary_of(look, question, on)


def finding_ids(library: Book, question: LogQuestion, order: Order, on: date) -> array[int]:
    """合上所问的发现的号，依所要的次序；核查落后的先补上。"""
    brought_up(library)
    with library.look() as look:
        names, index = log_names(look, on), findings_of(look)
        places = index.find(filter_of(look, names, question))
        return index.ids(places, order, _sorted_by(look, order.column, names))


def finding_rows(library: Book, ids: Sequence[int], on: date) -> tuple[FindingRow, ...]:
    """一页的各行，按所给的次序；已经没有的略去。"""
    if not ids:
        return ()
    with library.look() as look:
        return rows_of(look, ids, on)


def brought_up(library: Book, progress: Progress | None = None) -> None:
    """核查跟上登记与授权的改动；没有改动的几乎不费时。"""
    if progress is None:
        catch_up(library)
        return
    catch_up(library, lambda done, whole: progress(done, whole, "正在核查"))


# Inside an open look


def rows_of(look: Look, ids: Sequence[int], on: date) -> tuple[FindingRow, ...]:
    """同 ``finding_rows``，在已经打开的查看里。"""
    names, facts = log_names(look, on), finding_facts(look, ids)
    said = look.kept(explanations_of)
    rows = []
    for one in ids:
        if (found := facts.get(one)) is not None:
            key = finding_key(found.key, found.ordinal, found.kind, found.technology_id)
            rows.append(finding_row(names, found, outcome_of(found.status, said.get(key))))
    return tuple(rows)


def findings_of(look: Look) -> FindingIndex:
    """发现的索引；发现与说明没有变过就不重做。"""
    return look.kept(_index)


def _index(look: Look) -> FindingIndex:
    rows, said = stored_findings(look), look.kept(explanations_of)
    if said:
        outcomes = bytes(
            outcome_of(
                row.status,
                said.get(finding_key(row.key, row.ordinal, row.kind, row.technology)),
            )
            for row in rows
        )
    else:
        plain = {int(status): int(outcome_of(status, None)) for status in Status}
        outcomes = bytes([plain[row.status] for row in rows])
    return FindingIndex(rows, outcomes)


def open_findings(look: Look, on: date) -> dict[int, frozenset[int]]:
    """到那一天为止未了结的违规：人 → 术式的内部号；核查没有补上的照已有的。"""
    return look.kept(_open_findings, on)


def _open_findings(look: Look, on: date) -> dict[int, frozenset[int]]:
    index = findings_of(look)
    found: dict[int, set[int]] = {}
    for place in index.find(Filter(until=on, outcome=Outcome.VIOLATION)):
        row = index.rows[place]
        if row.person and row.code:
            found.setdefault(row.person, set()).add(row.code)
    return {person: frozenset(codes) for person, codes in found.items()}


def filter_of(look: Look, names: LogNames, question: LogQuestion) -> Filter:
    """所问 → 索引的条件。"""
    asked = names.asked(question.words)
    return Filter(
        question.since,
        question.until,
        question.kind,
        question.outcome,
        question.department_id,
        question.person_id,
        question.technology_id,
        asked,
        texts_of_findings(look) if asked else {},
    )


def _sorted_by(look: Look, column: Column, names: LogNames) -> Callable[[Stored], object] | None:
    """依一栏排序的键。"""
    if column is Column.CASE:
        written = texts_of_findings(look)
        return lambda row: written[row.id].ref or "\U0010ffff"
    had: dict[tuple[int, int], tuple[str, int]] = {}

    def told(row: Stored) -> tuple[str, int]:
        key = row.kind, row.had
        if key not in had:
            had[key] = had_said(Kind(row.kind), row.had), row.had
        return had[key]

    keys: dict[Column, Callable[[Stored], object]] = {
        Column.KIND: lambda row: row.kind,
        Column.PROCEDURE: lambda row: names.sorted_as("code", row.code),
        Column.GRADE: lambda row: row.needed,
        Column.PERSON: lambda row: names.sorted_as("person", row.person),
        Column.DEPARTMENT: lambda row: names.sorted_as("department", row.department),
        Column.HAD: told,
    }
    return keys.get(column)


def summary_of(look: Look, question: LogQuestion, on: date) -> LogSummary:
    """同 ``log_summary``，在已经打开的查看里。"""
    names, index = log_names(look, on), findings_of(look)
    wanted = filter_of(look, names, question)
    span = log_counts(look)
    outcomes, due = Counter(index.counted(index.find(wanted))), due_findings(look, question, on)
    outcomes.update(due.outcomes())
    register = register_counts(look, question, on)
    whole = totals(look, question.since, question.until, question.department_id, question.person_id)
    return LogSummary(
        whole.surgeries,
        whole.lines,
        outcomes[Outcome.VIOLATION] + outcomes[Outcome.CONFIRMED] + outcomes[Outcome.EXPLAINED],
        outcomes[Outcome.TO_VERIFY],
        outcomes[Outcome.EXPLAINED],
        outcomes[Outcome.CLEARED],
        _by_kind(index, replace(wanted, kind=None), _due_kinds(look, question, on)),
        _by_department(index, replace(wanted, department=None), names),
        _by_month(index, wanted, question.until or span.last or on),
        _by_person(index, replace(wanted, person=None), names),
        tuple(index.counted(index.find(replace(wanted, outcome=None))).items()),
        whole.judged,
        tuple((why, UNJUDGED_LABELS[why], number) for why, number in whole.unjudged),
        (
            *whole.notes,
            *_register_notes(register),
            *gap_notes(look, question),
            *_due_notes(due),
            *_behind(look),
        ),
        span.first,
        span.last,
        register,
    )


def _open(index: FindingIndex, wanted: Filter) -> list[int]:
    """要人看的：核实无误的不计，除非问的就是它。"""
    places = index.find(wanted)
    if wanted.outcome is not None:
        return places
    cleared = int(Outcome.CLEARED)
    return [n for n in places if index.outcomes[n] != cleared]


def _by_kind(
    index: FindingIndex, wanted: Filter, due: dict[Kind, int]
) -> tuple[tuple[Kind, str, int], ...]:
    rows = index.rows
    counts = Counter(rows[n].kind for n in _open(index, wanted))
    counts.update(due)
    return tuple((one, KIND_LABELS[one], counts[one]) for one in Kind if counts[one])


def _due_kinds(look: Look, question: LogQuestion, on: date) -> dict[Kind, int]:
    """随今天而变的两种各几条，核实无误的不计。"""
    due = due_findings(look, replace(question, kind=None), on)
    return {
        Kind.LATE_FILING: _counting(question, [one.outcome for one in due.late]),
        Kind.NOT_REPORTED: _counting(question, [one.outcome for one in due.unreported]),
    }


def _counting(question: LogQuestion, outcomes: Sequence[Outcome]) -> int:
    cleared = Outcome.CLEARED if question.outcome is None else None
    return sum(one is not cleared for one in outcomes)


def _behind(look: Look) -> tuple[str, ...]:
    """只读的库补不上核查，说出来。"""
    if not look.kept(load_stale):
        return ()
    return ("核查落后于登记与授权的改动，这些数不是最新的",)


def _register_notes(register: RegisterCounts) -> tuple[str, ...]:
    return (register.note,) if register.note else ()


def _due_notes(due: DueFindings) -> tuple[str, ...]:
    if not due.undated:
        return ()
    return (f"{due.undated:,} 例次的报送没有判断：平台没有定几天内报送",)


def _by_department(
    index: FindingIndex, wanted: Filter, names: LogNames
) -> tuple[tuple[int, str, int], ...]:
    rows = index.rows
    counts = Counter(rows[n].department for n in _open(index, wanted))
    named = [(one, names.department(one) if one else "没有认出科室") for one in counts]
    return _most_first((one, name, counts[one]) for one, name in named)


def _by_person(
    index: FindingIndex, wanted: Filter, names: LogNames
) -> tuple[tuple[int, str, int], ...]:
    rows = index.rows
    counts = Counter(rows[n].person for n in _open(index, wanted))
    named = [(one, names.person(one) if one else "不在名册的") for one in counts]
    return _most_first((one, name, counts[one]) for one, name in named)


def _most_first(counted: Iterable[tuple[int, str, int]]) -> tuple[tuple[int, str, int], ...]:
    return tuple(sorted(counted, key=lambda one: (-one[2], one[1], one[0])))


def _by_month(index: FindingIndex, wanted: Filter, last: date) -> tuple[tuple[str, str, int], ...]:
    """至末月的 12 个月，各月几条问题与待核实的。"""
    months, day = [], last.replace(day=1)
    for _ in range(_MONTHS):
        months.append(day.isoformat()[:7])
        day = (day - timedelta(days=1)).replace(day=1)
    first = date.fromisoformat(f"{months[-1]}-01")
    rows = index.rows
    places = _open(index, replace(wanted, since=first, until=last))
    counts = Counter(rows[n].day[:7] for n in places)
    return tuple((one, f"{int(one[5:])}月", counts[one]) for one in reversed(months))
