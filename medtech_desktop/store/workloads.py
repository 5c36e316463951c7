"""手术量的读入：一个人的，一段时间里的；没有登记不等于零。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.domain.workloads import Workload
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import meanings
from medtech_desktop.store.tables.privileges import WorkloadRow

_WORK = (
    "SELECT w.person_id, w.code_id, w.technology_id, w.period_from, w.period_to, w.cases"
    " FROM workload w WHERE w.period_to >= ? AND w.period_from <= ? AND NOT EXISTS"
    " (SELECT 1 FROM annulment u WHERE u.event_table = 'workload' AND u.event_uid = w.uid)"
    " ORDER BY w.person_id, w.period_from"
)
_LOGGED = (
    "SELECT l.{who}, l.code_id, min(l.day), max(l.day), count(*) FROM surgery_line l"
    " WHERE l.day BETWEEN ? AND ? AND l.{who} IS NOT NULL{more} GROUP BY l.{who}, l.code_id"
)
_YEARS = (
    "SELECT min(l.day), max(l.day), count(DISTINCT l.surgery_id) FROM surgery_line l"
    " WHERE l.day <= ? AND l.{who} IS NOT NULL{more} GROUP BY substr(l.day, 1, 4)"
)
_COUNTING = " AND NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = l.surgery_id)"
_LOG = ("surgery_line", "surgery_gone", "log_meaning", "log_word", "annulment")


def load_workloads(look: Look) -> tuple[Workload, ...]:
    """全部登记过的手术量。"""
    return tuple(look.fetch(WorkloadRow, Workload))


def workload_of(look: Look, person_id: int) -> list[Workload]:
    """一个人登记过的手术量，新的在前。"""
    mine = WorkloadRow.person_id == person_id
    newest = [WorkloadRow.period_to.desc(), WorkloadRow.id.desc()]
    return look.fetch(WorkloadRow, Workload, mine, order=newest)


def workload_within(look: Look, person_id: int, first: date, last: date) -> tuple[Workload, ...]:
    """某人整段都落在 ``first`` 至 ``last`` 之内的手术量。"""
    return tuple(
        look.fetch(
            WorkloadRow,
            Workload,
            WorkloadRow.person_id == person_id,
            WorkloadRow.period_from >= first,
            WorkloadRow.period_to <= last,
        )
    )


def target_of(one: Workload) -> Target | None:
    """例数所说的对象；全部手术合计为 None。"""
    return _target(one.code_id, one.technology_id)


def _target(code: int | None, technology: int | None) -> Target | None:
    if code is not None:
        return Target(TargetKind.PROCEDURE, code)
    return Target(TargetKind.TECHNOLOGY, technology) if technology is not None else None


def workload_in(look: Look, first: date, last: date) -> Iterator[tuple[int, Target | None, Any]]:
    """与这段时间相交的：人、对象（None = 全部手术合计）、（起，止，例数）。

    Raw tuples: the list of privileges reads those of the whole hospital at once.
    """
    days = first.isoformat(), last.isoformat()
    rows = look.raw(_WORK, *days, needs=(WorkloadRow.__tablename__,))
    for person, code, technology, begun, ended, cases in rows:
        span = (date.fromisoformat(begun), date.fromisoformat(ended), int(cases))
        yield person, _target(code, technology), span


def logged_in(
    look: Look, first: date, last: date, person_id: int | None = None
) -> Iterator[tuple[int, Target | None, Any]]:
    """手术登记里这段时间做过的，同 ``workload_in`` 的样子；取消的、不算数的不在内。

    Only what was done: a person without a row here may still stand under an unclear name.
    """
    gone = bool(look.raw("SELECT 1 FROM surgery_gone LIMIT 1", needs=_LOG))
    days = first.isoformat(), last.isoformat()
    for who, more, meant in _writings(look, person_id):
        more += _COUNTING if gone else ""
        sql = _LOGGED.format(who=who, more=more)
        for one, code, begun, ended, cases in look.raw(sql, *days, needs=_LOG):
            person = meant.get(one) if meant is not None else one
            if person is None:
                continue
            span = (date.fromisoformat(begun), date.fromisoformat(ended), int(cases))
            yield person, None, span
            if code is not None:
                yield person, Target(TargetKind.PROCEDURE, code), span


def _writings(
    look: Look, person_id: int | None
) -> Iterator[tuple[str, str, dict[int, int] | None]]:
    """按内部号的；没有认出而认过名的。"""
    known = meanings(look)
    mine = f" AND l.person_id = {person_id:d}" if person_id is not None else ""
    yield "person_id", mine, None
    words = known.words["person"]
    if person_id is not None:
        words = {word: one for word, one in words.items() if one == person_id}
    if words:
        listed = ", ".join(map(str, sorted(words)))
        yield "said_person", f" AND l.person_id IS NULL AND l.said_person IN ({listed})", words


def logged_years(look: Look, person_id: int, until: date) -> list[tuple[date, date, int]]:
    """某人在手术登记里各年作为术者的例数：那年的头一例、末一例、几例；新的在前。"""
    found: dict[int, tuple[date, date, int]] = {}
    for who, more, _meant in _writings(look, person_id):
        sql = _YEARS.format(who=who, more=more + _COUNTING)
        for begun, ended, cases in look.raw(sql, until.isoformat(), needs=_LOG):
            first, last = date.fromisoformat(begun), date.fromisoformat(ended)
            before = found.get(first.year)
            if before is not None:
                first, last = min(first, before[0]), max(last, before[1])
                cases += before[2]
            found[first.year] = first, last, int(cases)
    return [found[year] for year in sorted(found, reverse=True)]
