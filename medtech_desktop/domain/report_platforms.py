"""逐例报送：平台，一例在一个平台的情形，到期没有报的（第三十七条，湘11号 三（二））。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from medtech_desktop.domain.dated import holds_on
from medtech_desktop.domain.law import MTCA_IN_FORCE, Finding, Severity, cites


class ReportState(StrEnum):
    """报送情形；没有登记过的是待报。"""

    SENT = "sent"
    RETURNED = "returned"
    CORRECTED = "corrected"
    DOWN = "down"
    NOT_DUE = "not_due"


REPORT_LABELS: dict[ReportState, str] = {
    ReportState.SENT: "已报",
    ReportState.RETURNED: "退回",
    ReportState.CORRECTED: "已更正",
    ReportState.DOWN: "平台故障",
    ReportState.NOT_DUE: "不必报",
}
_SETTLED = frozenset(ReportState) - {ReportState.RETURNED}


@dataclass(frozen=True, slots=True)
class ReportPlatform:
    """报送平台；``days`` 空 = 没有定几天内报，不提醒也不判断。"""

    id: int
    uid: str
    act_seq: int
    name: str
    national: bool
    since: date
    until: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class CaseReport:
    """一例在一个平台的一次登记；后一次为准。"""

    id: int
    uid: str
    act_seq: int
    key: int
    technology_id: int
    platform_id: int
    state: ReportState
    day: date
    receipt: str
    note: str


@cites("MTCA-37", "HN-3.2")
def is_owed(platform: ReportPlatform, day: date, *, restricted: bool, national: bool) -> bool:
    """这一天做的病例要不要报这个平台：国家平台收国家目录的，省级平台收全部限制类的。

    Before a platform existed nothing was owed to it.
    """
    if day < MTCA_IN_FORCE or not restricted or not holds_on(platform, day):
        return False
    return national or not platform.national


@cites("MTCA-37", "HN-3.2")
def overdue_since(
    platform: ReportPlatform, day: date, last: CaseReport | None, on: date
) -> date | None:
    """过了本院所定的天数还没有报（或退回没有更正）的，应报的末日；没有过的 None。"""
    if platform.days is None or (last is not None and last.state in _SETTLED):
        return None
    due = day + timedelta(days=platform.days)
    return due if on > due else None


@cites("MTCA-37", "HN-3.2")
def report_findings(state: ReportState, receipt: str, note: str) -> tuple[Finding, ...]:
    """登记报送情形：平台故障的须有证明，不必报的须写理由；已报的提醒写回执号。"""
    if state in (ReportState.DOWN, ReportState.NOT_DUE) and not note.strip():
        what = f"「{REPORT_LABELS[state]}」没有写凭据或理由"
        remedy = "写明故障的证明（截图、通知的编号），或为什么不必报"
        return (Finding(Severity.REFUSE, what, "MTCA-37", remedy, "note"),)
    if state in (ReportState.SENT, ReportState.CORRECTED) and not receipt.strip():
        remedy = "平台给了回执号的写上，核对时要用"
        return (Finding(Severity.NOTE, "没有写回执号", "MTCA-37", remedy, "receipt"),)
    return ()
