"""人工登记的工作量的读入；没有登记不等于零。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.privileges import WorkloadRow


@dataclass(frozen=True, slots=True)
class Workload:
    """一段时间的例数；术式与技术都空的是全部手术合计。"""

    id: int
    person_id: int
    code_id: int | None
    technology_id: int | None
    period_from: date
    period_to: date
    cases: int


def workload_within(look: Look, person_id: int, first: date, last: date) -> tuple[Workload, ...]:
    """某人整段都落在 ``first`` 至 ``last`` 之内的工作量。"""
    return tuple(
        look.fetch(
            WorkloadRow,
            Workload,
            WorkloadRow.person_id == person_id,
            WorkloadRow.period_from >= first,
            WorkloadRow.period_to <= last,
        )
    )
