"""手术量的登记：手术登记导入以前，某人某术式（或技术、全部手术）一段时间的例数。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.domain.privileges import TargetKind
from medtech_desktop.domain.workloads import (
    ALL_SURGERY,
    NewWorkload,
    Workload,
    workload_findings,
)
from medtech_desktop.office.acts import Clerk, Done, gate, not_found, today
from medtech_desktop.office.application_targets import guess_target, target_names
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.tables.privileges import WorkloadRow
from medtech_desktop.store.workloads import target_of, workload_of

CHANGED = frozenset({"workload"})
_WHOLE = frozenset({"", "全部", ALL_SURGERY, "合计"})


@dataclass(frozen=True, slots=True)
class WorkloadDraft:
    """所填的内容：``what`` 手术编码、技术编号，空或「全部」= 全部手术合计。"""

    what: str
    period_from: date
    period_to: date
    cases: int
    complications: int | None = None
    deaths: int | None = None
    source: str = ""


def record_workload(library: Book, clerk: Clerk, person_id: int, draft: WorkloadDraft) -> Done:
    """登记一段时间的例数。raises Refused."""
    with library.act(clerk, "practitioner.workload", effective=draft.period_to) as page:
        staff = page.kept(load_staff)
        world = read_world(page, today())
        code = technology = None
        name = ALL_SURGERY
        if draft.what.strip() not in _WHOLE:
            target = guess_target(page, world, draft.what)
            code = target.id if target.kind is TargetKind.PROCEDURE else None
            technology = target.id if target.kind is TargetKind.TECHNOLOGY else None
            if code is None and technology is None:
                raise not_found(
                    "手术量按手术编码、技术或全部手术登记，不按专业", "改填编码或技术", "what"
                )
            name = target_names(page, world, (target,))[target]
        new = NewWorkload(
            person_id,
            code,
            technology,
            draft.period_from,
            draft.period_to,
            draft.cases,
            draft.complications,
            draft.deaths,
            draft.source.strip(),
        )
        gate(page, workload_findings(staff, new, workload_of(page, person_id), today()))
        enter_workload(page, new)
        who = staff.name(person_id, draft.period_to)
    span = f"{draft.period_from.isoformat()} 至 {draft.period_to.isoformat()}"
    return Done(CHANGED, f"已登记 {who} {name} {span} {draft.cases:,} 例", subject=str(person_id))


def enter_workload(page: Page, new: NewWorkload) -> Workload:
    """写下一条；规则由调用的人先问。"""
    values = {
        "person_id": new.person_id,
        "code_id": new.code_id,
        "technology_id": new.technology_id,
        "period_from": new.period_from,
        "period_to": new.period_to,
        "cases": new.cases,
        "complications": new.complications,
        "deaths": new.deaths,
        "source": new.source,
    }
    number = page.add(WorkloadRow, **values)
    return Workload(number, "", 0, **values)  # type: ignore[arg-type]


def workload_words(
    look: Look, staff: Staff, person_id: int, on: date
) -> tuple[tuple[Workload, str], ...]:
    """一个人名下的各条手术量，怎么说，供撤销；新的在前。"""
    rows = workload_of(look, person_id)
    targets = [target for one in rows if (target := target_of(one)) is not None]
    names = target_names(look, read_world(look, on), targets)
    told = []
    for one in rows:
        target = target_of(one)
        name = names[target] if target is not None else ALL_SURGERY
        span = f"{one.period_from.isoformat()} 至 {one.period_to.isoformat()}"
        told.append((one, f"手术量 {name} {one.cases:,} 例，{span}"))
    return tuple(told)
