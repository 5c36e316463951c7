"""变更后重新提交备案表（附件2 注 2）。

The annex names no number of days, so no due date is invented.  Leave is no change;
leaving, death or a registration moved away is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import changes, fact_on, value_on
from medtech_desktop.domain.filings import FilingCause, FilingFile, FilingState, FilingStep
from medtech_desktop.domain.institutions import Hospital, InstitutionKind
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.practitioners import Staff, lead_registration
from medtech_desktop.domain.technologies import TechnologyFile


@dataclass(frozen=True, slots=True)
class RefilingTask:
    """重新提交任务：``changed_on`` 变更日，``filing`` 为正在办理的那份（可空）。"""

    technology_id: int
    licence_id: int
    cause: FilingCause
    changed_on: date
    what: str
    filing: FilingFile | None


def _baseline(filings: Sequence[FilingFile], on: date) -> tuple[date, int, FilingFile] | None:
    """最近一次提交备案表的日子、登记它的操作序号与那份备案。"""
    sent = [
        (e.day, e.act_seq, f)
        for f in filings
        if f.state(on) not in (FilingState.CLOSED, FilingState.CANCELLED)
        for e in f.steps(on)
        if e.step is FilingStep.SUBMITTED
    ]
    if not sent:
        return None
    return max(sent, key=lambda row: (row[0], row[1]))


def _under_way(filings: Sequence[FilingFile], cause: FilingCause, on: date) -> FilingFile | None:
    """同一事由还没有交出去的那份：待提交，或退回补正。"""
    drafts = (FilingState.OPEN, FilingState.RETURNED)
    return next((f for f in filings if f.filing.cause is cause and f.state(on) in drafts), None)


@cites("HN-annex2(2)")
def refiling_tasks(
    file: TechnologyFile,
    filings: Sequence[FilingFile],
    hospital: Hospital,
    staff: Staff,
    licence_id: int,
    on: date,
) -> tuple[RefilingTask, ...]:
    """某技术某证下应重新提交备案表的事：负责人变更。尚未提交过的没有此事。"""
    base = _baseline(filings, on)
    if base is None:
        return ()
    day, seq, sent = base
    found = (
        (FilingCause.PRINCIPAL_CHANGE, _principal_change(hospital, day, seq, on)),
        (FilingCause.LEAD_CHANGE, _lead_change(file, sent, staff, licence_id, day, on)),
    )
    return tuple(
        RefilingTask(file.technology.id, licence_id, cause, *change, _under_way(filings, cause, on))
        for cause, change in found
        if change is not None
    )


def _principal_change(hospital: Hospital, day: date, seq: int, on: date) -> tuple[date, str] | None:
    """主要负责人与交出去的备案表上的不同，即为变更。

    The form carried what was on record when it was submitted (``seq``); a change typed in
    later, though effective earlier, still stands on no form.
    """
    then = tuple(f for f in hospital.facts if f.act_seq <= seq)
    known = changes(then or hospital.facts, InstitutionKind.PRINCIPAL)
    first = known[0].value if known else ""
    before = value_on(then, InstitutionKind.PRINCIPAL, day) or first
    now = fact_on(hospital.facts, InstitutionKind.PRINCIPAL, on)
    if now is None or not before or now.value == before:
        return None
    return now.since, f"主要负责人由{before}变为{now.value}"


def _lead_change(
    file: TechnologyFile, sent: FilingFile, staff: Staff, licence_id: int, day: date, on: date
) -> tuple[date, str] | None:
    """备案表上的负责人与现在能任的负责人不同，即为变更；休假不算。"""
    filed = {lead.person_id for lead in sent.leads}
    able = {p for p in file.lead_ids(on) if not lead_registration(staff, p, licence_id, on)}
    if filed == able:
        return None
    gone = "、".join(staff.name(p, on) for p in sorted(filed - able))
    come = "、".join(staff.name(p, on) for p in sorted(able - filed))
    parts = [f"不再担任：{gone}" if gone else "", f"新任：{come}" if come else ""]
    rows = [r.since for r in file.leads if day < r.since <= on]
    ends = [_next_day(r.until) for r in file.leads if r.until is not None]
    moved = [
        f.since
        for person in filed
        for f in staff.facts_of(person)
        if f.kind == "presence" and day < f.since <= on
    ]
    left = [_next_day(r.until) for p in filed for r in staff.registrations_of(p) if r.until]
    since = max([*rows, *moved, *(d for d in (*ends, *left) if day < d <= on)], default=on)
    return since, "技术负责人变更，" + "；".join(p for p in parts if p)


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


@cites("MTCA-11(3)", "MTCA-25(2)")
def no_lead_left(
    file: TechnologyFile, staff: Staff, licence_id: int, on: date
) -> tuple[Finding, ...]:
    """在用的限制类技术没有一名合格的负责人：提出第二十五条第二项的问题，由人回答。"""
    if any(not lead_registration(staff, p, licence_id, on) for p in file.lead_ids(on)):
        return ()
    return (
        Finding(
            Severity.WARN,
            "没有在本院注册的技术负责人，须判断是否已不能满足规范要求或影响应用效果",
            "MTCA-25(2)",
            "确定新的负责人并重新提交备案表；不能满足的，停止应用并报告",
            "lead",
        ),
    )
