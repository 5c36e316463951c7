"""手术量的读入：一个人的，一段时间里的；没有登记不等于零。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.domain.workloads import Workload
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.privileges import WorkloadRow

_WORK = (
    "SELECT w.person_id, w.code_id, w.technology_id, w.period_from, w.period_to, w.cases"
    " FROM workload w WHERE w.period_to >= ? AND w.period_from <= ? AND NOT EXISTS"
    " (SELECT 1 FROM annulment u WHERE u.event_table = 'workload' AND u.event_uid = w.uid)"
    " ORDER BY w.person_id, w.period_from"
)


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
