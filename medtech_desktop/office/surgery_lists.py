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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from medtech_desktop.domain.finding_index import Filter, FindingIndex, Written, asks_ref
from medtech_desktop.domain.log_columns import Chosen
from medtech_desktop.domain.log_questions import Column, LogQuestion, Order
from medtech_desktop.domain.surgeries import (
    KIND_LABELS,
    UNJUDGED_LABELS,
    Kind,
    Outcome,
    Status,
    Unjudged,
)
from medtech_desktop.domain.surgery_explanations import finding_key, outcome_of
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
from medtech_desktop.store.log_columns import (
    finding_columns,
    findings_called,
    had_of,
    texts_of_findings,
)
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import log_counts
from medtech_desktop.store.surgery_explanations import explanations_of
from medtech_desktop.store.surgery_lists import finding_facts
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
        found = index.find(*filter_of(look, names, question))
        if order.column is Column.CASE:
            return index.ids_by_ref(found, order, texts_of_findings(look, refs=True).refs)
        return index.ids(found, order, *_sorted_by(order.column, names))


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
    columns, said = finding_columns(look), look.kept(explanations_of)
    plain = {int(status): int(outcome_of(status, None)) for status in Status}
    outcomes = array("i", [plain[one] for one in columns.numbers["status"]])
    told = {
        number: int(outcome_of(status, said[about]))
        for number, *about_it, status in findings_called(look, {key for key, *_ in said})
        if (about := finding_key(*about_it)) in said
    }
    if told:
        for place, number in enumerate(columns.ids):
            if number in told:
                outcomes[place] = told[number]
    return FindingIndex(columns.beside({"outcome": outcomes}))


def open_findings(look: Look, on: date) -> dict[int, frozenset[int]]:
    """到那一天为止未了结的违规：人 → 术式的内部号；核查没有补上的照已有的。"""
    return look.kept(_open_findings, on)


def _open_findings(look: Look, on: date) -> dict[int, frozenset[int]]:
    index = findings_of(look)
    bad = index.find(Filter(until=on, outcome=Outcome.VIOLATION))
    people, codes = index.columns.numbers["person"], index.columns.numbers["code"]
    found: dict[int, set[int]] = {}
    for person, code in set(zip(bad.of(people), bad.of(codes), strict=True)):
        if person and code:
            found.setdefault(person, set()).add(code)
    return {person: frozenset(mine) for person, mine in found.items()}


def filter_of(look: Look, names: LogNames, question: LogQuestion) -> tuple[Filter, Written | None]:
    """所问 → 索引的条件，打了词的连同各条在登记里的写法。"""
    asked = names.asked(question.words)
    wanted = Filter(
        question.since,
        question.until,
        question.kind,
        question.outcome,
        question.department_id,
        question.person_id,
        question.technology_id,
        asked,
    )
    return wanted, texts_of_findings(look, refs=asks_ref(asked)) if asked else None


def _sorted_by(column: Column, names: LogNames) -> tuple[str, Callable[[int], object]]:
    """依一栏排序：索引里的哪一栏，各值怎样排；依日子为空。"""

    def told(value: int) -> tuple[str, int]:
        kind, had = had_of(value)
        return had_said(Kind(kind), had), had

    def named(name: str) -> tuple[str, Callable[[int], object]]:
        return name, lambda number: names.sorted_as(name, number)

    keys: dict[Column, tuple[str, Callable[[int], object]]] = {
        Column.KIND: ("kind", int),
        Column.PROCEDURE: named("code"),
        Column.GRADE: ("needed", int),
        Column.PERSON: named("person"),
        Column.DEPARTMENT: named("department"),
        Column.HAD: ("had", told),
        Column.STATE: ("outcome", int),
    }
    return keys.get(column, ("", int))


def summary_of(look: Look, question: LogQuestion, on: date) -> LogSummary:
    """同 ``log_summary``，在已经打开的查看里。"""
    names, index = log_names(look, on), findings_of(look)
    wanted, written = filter_of(look, names, question)
    count = _Counts(index, wanted, written)
    span = log_counts(look)
    outcomes, due = Counter(count.outcomes(wanted)), due_findings(look, question, on)
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
        count.kinds(_due_kinds(look, question, on)),
        count.departments(names),
        count.months(question.until or span.last or on),
        count.people(names),
        tuple(count.outcomes(replace(wanted, outcome=None)).items()),
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


@dataclass(frozen=True, slots=True)
class _Counts:
    """要人看的各数；每一样计数都放开它自己的限定。"""

    index: FindingIndex
    wanted: Filter
    written: Written | None

    def outcomes(self, wanted: Filter) -> Mapping[Outcome, int]:
        return self.index.outcomes(self.index.find(wanted, self.written))

    def _by(self, name: str, free: Filter) -> Counter[int]:
        return self.index.columns.count(self._listed(free), name)

    def _listed(self, wanted: Filter) -> Chosen:
        return self.index.find(wanted, self.written, listed=True)

    def kinds(self, due: dict[Kind, int]) -> tuple[tuple[Kind, str, int], ...]:
        counts = self._by("kind", replace(self.wanted, kind=None))
        counts.update(due)
        return tuple((one, KIND_LABELS[one], counts[one]) for one in Kind if counts[one])

    def departments(self, names: LogNames) -> tuple[tuple[int, str, int], ...]:
        counts = self._by("department", replace(self.wanted, department=None))
        named = [(one, names.department(one) if one else "没有认出科室") for one in counts]
        return _most_first((one, name, counts[one]) for one, name in named)

    def people(self, names: LogNames) -> tuple[tuple[int, str, int], ...]:
        counts = self._by("person", replace(self.wanted, person=None))
        named = [(one, names.person(one) if one else "不在名册的") for one in counts]
        return _most_first((one, name, counts[one]) for one, name in named)

    def months(self, last: date) -> tuple[tuple[str, str, int], ...]:
        """至末月的 12 个月，各月几条问题与待核实的。"""
        months, day = [], last.replace(day=1)
        for _ in range(_MONTHS):
            months.append(day)
            day = (day - timedelta(days=1)).replace(day=1)
        wanted = replace(self.wanted, since=months[-1], until=last)
        counts = self.index.columns.count_months(self._listed(wanted))
        return tuple(
            (f"{one:%Y-%m}", f"{one.month}月", counts[one.year * 100 + one.month])
            for one in reversed(months)
        )


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


def _most_first(counted: Iterable[tuple[int, str, int]]) -> tuple[tuple[int, str, int], ...]:
    return tuple(sorted(counted, key=lambda one: (-one[2], one[1], one[0])))
