"""备案：一份备案的记录与状态（第十一条，湘11号二（二））。

One filing belongs to one technology and one licence.  The header and the events are
legal records; the draft, with its leads, may change until it is submitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.law import cites


class FilingCause(StrEnum):
    """备案缘由。"""

    FIRST_CASE = "first_case"
    BEFORE_FIRST_CASE = "before_first_case"
    IN_USE_2018 = "in_use_2018"
    EDITION_CHANGE = "edition_change"
    PRINCIPAL_CHANGE = "principal_change"
    LEAD_CHANGE = "lead_change"


CAUSE_LABELS: dict[FilingCause, str] = {
    FilingCause.FIRST_CASE: "首次开展",
    FilingCause.BEFORE_FIRST_CASE: "首例前备案",
    FilingCause.IN_USE_2018: "既往已开展",
    FilingCause.EDITION_CHANGE: "目录调整",
    FilingCause.PRINCIPAL_CHANGE: "主要负责人变更",
    FilingCause.LEAD_CHANGE: "技术负责人变更",
}

REFILING = frozenset({FilingCause.PRINCIPAL_CHANGE, FilingCause.LEAD_CHANGE})
"""重新提交备案表的缘由（附件2 注 2）：没有法定天数，不是附件5 的新行。"""


class FilingStep(StrEnum):
    """备案经过的步骤。"""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECEIVED = "received"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    CLOSED = "closed"


STEP_LABELS: dict[FilingStep, str] = {
    FilingStep.SUBMITTED: "提交备案",
    FilingStep.RETURNED: "要求补正",
    FilingStep.RECEIVED: "材料收齐",
    FilingStep.COMPLETED: "完成备案",
    FilingStep.CANCELLED: "备案取消",
    FilingStep.CLOSED: "结束办理",
}


class FilingState(StrEnum):
    """备案在某日的状态（值即界面用词）。"""

    OPEN = "待备案"
    OVERDUE = "逾期"
    WITH_AUTHORITY = "办理中"
    RETURNED = "补正中"
    FILED = "已备案"
    CANCELLED = "已取消"
    CLOSED = "已结束"


@dataclass(frozen=True, slots=True)
class Filing:
    """备案的抬头：编号（备案-2026-003）永不改变。"""

    id: int
    uid: str
    act_seq: int
    number: str
    technology_id: int
    licence_id: int
    cause: FilingCause
    opened_on: date
    day_zero: date | None


@dataclass(frozen=True, slots=True)
class FilingDraft:
    """备案表草稿：提交以前可改。``first_use``：是否首次开展。"""

    id: int
    uid: str
    act_seq: int
    version: int
    filing_id: int
    first_use: bool | None
    opinion: str


@dataclass(frozen=True, slots=True)
class FilingLead:
    """备案表上的技术负责人；``departments`` 空 = 全部开展科室。"""

    id: int
    uid: str
    act_seq: int
    version: int
    filing_id: int
    person_id: int
    departments: str
    training: str
    position: int


@dataclass(frozen=True, slots=True)
class FilingEvent:
    """备案的一步：日期、文号、说明，以及谁对材料真实性负责。"""

    id: int
    uid: str
    act_seq: int
    filing_id: int
    step: FilingStep
    day: date
    document: str
    note: str
    attested_by: int | None


@dataclass(frozen=True, slots=True)
class FilingFile:
    """一份备案的全部记录。"""

    filing: Filing
    draft: FilingDraft | None
    leads: tuple[FilingLead, ...] = ()
    events: tuple[FilingEvent, ...] = ()

    def steps(self, day: date) -> tuple[FilingEvent, ...]:
        """当日以前的各步，依日期与录入顺序。"""
        rows = (e for e in self.events if e.day <= day)
        return tuple(sorted(rows, key=lambda e: (e.day, e.act_seq)))

    def first(self, step: FilingStep, day: date) -> FilingEvent | None:
        """第一次走到某步。"""
        return next((e for e in self.steps(day) if e.step is step), None)

    def last(self, step: FilingStep, day: date) -> FilingEvent | None:
        """最近一次走到某步。"""
        return next((e for e in reversed(self.steps(day)) if e.step is step), None)

    def state(self, day: date) -> FilingState:
        """当日状态，逾期与否由钟表另算。"""
        steps = self.steps(day)
        if not steps:
            return FilingState.OPEN
        return _STATE_AFTER[steps[-1].step]

    def is_locked(self, day: date) -> bool:
        """已提交且未退回补正：备案表不能再改（HN-4，如实）。"""
        return self.state(day) not in (FilingState.OPEN, FilingState.RETURNED)


_STATE_AFTER = {
    FilingStep.SUBMITTED: FilingState.WITH_AUTHORITY,
    FilingStep.RETURNED: FilingState.RETURNED,
    FilingStep.RECEIVED: FilingState.WITH_AUTHORITY,
    FilingStep.COMPLETED: FilingState.FILED,
    FilingStep.CANCELLED: FilingState.CANCELLED,
    FilingStep.CLOSED: FilingState.CLOSED,
}

ALLOWED_NEXT: dict[FilingState, frozenset[FilingStep]] = {
    FilingState.OPEN: frozenset({FilingStep.SUBMITTED, FilingStep.CLOSED}),
    FilingState.WITH_AUTHORITY: frozenset(
        {
            FilingStep.RETURNED,
            FilingStep.RECEIVED,
            FilingStep.COMPLETED,
            FilingStep.CLOSED,
        }
    ),
    FilingState.RETURNED: frozenset({FilingStep.SUBMITTED, FilingStep.CLOSED}),
    FilingState.FILED: frozenset({FilingStep.CANCELLED}),
    FilingState.CANCELLED: frozenset(),
    FilingState.CLOSED: frozenset(),
}


def day_to_come(step: FilingStep, day: date, today: date) -> str:
    """还没有到的日子不能登记，登记的是已经发生的事：一句话，空为可以。"""
    if day <= today:
        return ""
    return f"{STEP_LABELS[step]}的日期 {day.isoformat()} 晚于今天（{today.isoformat()}）"


def open_filings(files: Sequence[FilingFile], day: date) -> tuple[FilingFile, ...]:
    """当日仍在进行中的备案。"""
    closed = (FilingState.CANCELLED, FilingState.CLOSED, FilingState.FILED)
    return tuple(f for f in files if f.state(day) not in closed)


@cites("MTCA-11¶2", "HN-2.2")
def register_remark(parts: Sequence[str], code: str, name: str, completed_on: date) -> str:
    """《医疗机构注册联网管理系统》备注三的文字：省文件所列各项，依其次序，供照抄。

    The date has eight figures, as annex 5 asks; a technology without a code begins with its name.
    """
    words = {"code": code, "name": name, "completed_on": completed_on.strftime("%Y%m%d")}
    return " ".join(words[part] for part in parts if words[part])


def filing_number(year: int, count: int) -> str:
    """第 ``count`` 份的编号：备案-2026-003。"""
    return f"备案-{year}-{count:03d}"
