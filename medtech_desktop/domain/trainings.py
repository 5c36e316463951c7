"""规范化培训基地：备案的期限与条件（第二十八、二十九条，湘11号五）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.law import (
    MTCA_IN_FORCE,
    TRAINING_BASE_WORKING_DAYS,
    Finding,
    Severity,
    cites,
)
from medtech_desktop.domain.working_days import Calendar, CountedTerm, count


@dataclass(frozen=True, slots=True)
class TrainingBase:
    """拟承担培训的一项技术；``announced_on``：首次发布招生公告之日，可空。"""

    id: int
    uid: str
    act_seq: int
    number: str
    technology_id: int
    announced_on: date | None
    opened_on: date


@dataclass(frozen=True, slots=True)
class TrainingAnnouncement:
    """登记培训基地以后才发布的首次招生公告。"""

    id: int
    uid: str
    act_seq: int
    training_base_id: int
    day: date


@dataclass(frozen=True, slots=True)
class TrainingBaseDraft:
    """附件4 的填写内容；``first_year`` 为近三年的第一年。"""

    id: int
    uid: str
    act_seq: int
    version: int
    training_base_id: int
    first_year: int
    cases1: int | None
    cases2: int | None
    cases3: int | None
    quality: str
    conditions: str
    plan: str


@dataclass(frozen=True, slots=True)
class TrainingBaseFiled:
    """培训基地已向省级备案。"""

    id: int
    uid: str
    act_seq: int
    training_base_id: int
    day: date
    document: str


@cites("MTCA-29")
def late_base(term: CountedTerm | None, filed_on: date) -> tuple[Finding, ...]:
    """逾期备案须写明原因；没有公告就没有期限。"""
    if term is None or filed_on <= term.due:
        return ()
    what = f"应于 {term.due.isoformat()} 前备案，实际 {filed_on.isoformat()}"
    return (Finding(Severity.WARN, what, "MTCA-29", "写明逾期的原因", "day"),)


@cites("MTCA-29")
def base_term(base: TrainingBase, calendar: Calendar) -> CountedTerm | None:
    """首次发布招生公告之日起 3 个工作日内向省级备案；未发布则没有期限。"""
    day = base.announced_on
    if day is None or day < MTCA_IN_FORCE:
        return None
    days = TRAINING_BASE_WORKING_DAYS.on(day)
    return count(day, days, calendar, "公告不计")


@cites("MTCA-29", "MTCA-28")
def base_gaps(is_filed: bool, draft: TrainingBaseDraft | None) -> tuple[Finding, ...]:
    """承担培训的技术须已备案；附件4 的各栏须填写。"""
    out = []
    if not is_filed:
        what = "这项技术尚未完成临床应用备案，缺备案证明材料"
        out.append(_no(what, "MTCA-29", "完成备案后再申报培训基地", "filing"))
    if draft is None:
        return tuple(out)
    years = (draft.cases1, draft.cases2, draft.cases3)
    for place, cases in enumerate(years):
        if cases is None:
            what = f"{draft.first_year + place} 年开展例数未填"
            out.append(_no(what, "MTCA-29", "填写该年例数，没有开展的填 0", f"cases{place + 1}"))
    for name, label in (
        ("quality", "近3年医疗质量和医疗安全情况"),
        ("conditions", "软件、硬件条件"),
        ("plan", "培训方案、培训师资、课程设置、考核方案等"),
    ):
        if not str(getattr(draft, name)).strip():
            out.append(_no(f"「{label}」未填", "MTCA-29", f"填写{label}", name))
    return tuple(out)


def _no(what: str, article: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, what, article, remedy, field)
