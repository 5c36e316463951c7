"""院务公开：三张表的内容、缺口与率（第二十四条，湘11号三（二））。

What was never recorded prints 「未统计」, not 0, and a list with such gaps cannot be
approved.  Nothing here knows a patient or a telephone number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.law import Finding, Severity, cites


@dataclass(frozen=True, slots=True)
class UsageFigure:
    """一项技术一个期间的应用情况；None = 未统计。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    period_from: date
    period_to: date
    cases: int | None
    complications: int | None
    deaths: int | None
    source: str


@dataclass(frozen=True, slots=True)
class PostedDisclosure:
    """一次公开：审定人、日期与冻结的内容（JSON）。"""

    id: int
    uid: str
    act_seq: int
    number: str
    as_of: date
    approved_by: str
    approved_on: date
    posted_on: date | None
    record: str
    sha256: str


def figure_for(
    figures: Sequence[UsageFigure], technology_id: int, first: date, last: date
) -> UsageFigure | None:
    """该期间最后一次录入的数字。"""
    found = [
        f
        for f in figures
        if f.technology_id == technology_id and (f.period_from, f.period_to) == (first, last)
    ]
    return max(found, key=lambda f: f.act_seq, default=None)


@cites("MTCA-24", "HN-3.2")
def usage_gaps(name: str, figure: UsageFigure | None) -> tuple[Finding, ...]:
    """应用情况有「未统计」的，不能审定公开。"""
    missing = []
    if figure is None or figure.cases is None:
        missing.append("例数")
    if figure is None or figure.complications is None:
        missing.append("并发症")
    if figure is None or figure.deaths is None:
        missing.append("死亡")
    if not missing:
        return ()
    what = f"{name}的{'、'.join(missing)}未统计"
    remedy = "录入本期数字；没有发生的录 0，并注明来源"
    return (Finding(Severity.REFUSE, what, "MTCA-24", remedy, "figures"),)


@cites("MTCA-24", "HN-3.2")
def approval_gaps(approver: str, grading_rows: int) -> tuple[Finding, ...]:
    """审定人必填；没有手术分级管理目录的，三张表不全。"""
    out = []
    if not approver.strip():
        what = "没有填审定人"
        out.append(Finding(Severity.REFUSE, what, "MTCA-24", "填写审定人姓名", "approver"))
    if grading_rows == 0:
        what = "手术分级管理目录还没有登记，公开内容只有两张表"
        remedy = "登记分级目录后再审定；确须先公开的写明理由"
        out.append(Finding(Severity.WARN, what, "MTCA-24", remedy, "grading"))
    return tuple(out)


_PUBLIC_STATES = {"逾期": "待备案", "补正中": "办理中"}


def public_state(state: str) -> str:
    """公开用的状态：内部办理的细节（逾期、补正）不写进公开的表。"""
    return _PUBLIC_STATES.get(state, state)


@cites("MTCA-24")
def period_open(period_to: date, on: date) -> tuple[Finding, ...]:
    """统计期间还没有结束的，须说明理由再审定。"""
    if period_to < on:
        return ()
    what = f"统计期间到 {period_to.isoformat()} 才结束，现在的数字不是全期"
    return (Finding(Severity.WARN, what, "MTCA-24", "改选已结束的期间，或写明理由", "period"),)


@cites("MTCA-24")
def is_outdated(posted: PostedDisclosure | None, changed_lines: int) -> tuple[Finding, ...]:
    """已公开的内容与现在不符时提醒重新审定。"""
    if posted is None:
        what = "限制类技术目录、手术分级管理目录和应用情况还没有公开"
        remedy = "生成三张表，审定后公开"
        return (Finding(Severity.WARN, what, "MTCA-24", remedy, "disclosure"),)
    if changed_lines:
        what = f"公开内容与现在有 {changed_lines} 处不同（上次 {posted.approved_on.isoformat()}）"
        remedy = "核对差异后重新审定公开"
        return (Finding(Severity.WARN, what, "MTCA-24", remedy, "disclosure"),)
    return ()
