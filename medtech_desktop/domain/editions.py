"""医疗技术临床应用管理目录：本院全部技术的目录，按版审定（第十八条、第十五条第二项）。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.law import Finding, Severity, cites


@dataclass(frozen=True, slots=True)
class ManagementEdition:
    """管理目录的一版；``record`` 为冻结的内容（JSON）。"""

    id: int
    uid: str
    act_seq: int
    number: str
    name: str
    adopted_on: date
    since: date
    meeting: str
    document: str
    record: str


@dataclass(frozen=True, slots=True)
class ManagementRow:
    """管理目录的一行。"""

    number: str
    code: str
    name: str
    category: str
    departments: str
    leads: str
    state: str


@dataclass(frozen=True, slots=True)
class ManagementDiff:
    """两版之差：新增、调出、变化（前，后）。"""

    added: tuple[ManagementRow, ...]
    removed: tuple[ManagementRow, ...]
    changed: tuple[tuple[ManagementRow, ManagementRow], ...]


def management_diff(
    before: Sequence[ManagementRow], after: Sequence[ManagementRow]
) -> ManagementDiff:
    """按院内编号对照两版。"""
    old = {row.number: row for row in before}
    new = {row.number: row for row in after}
    return ManagementDiff(
        tuple(row for key, row in new.items() if key not in old),
        tuple(row for key, row in old.items() if key not in new),
        tuple((old[key], row) for key, row in new.items() if key in old and old[key] != row),
    )


def edition_on(editions: Sequence[ManagementEdition], day: date) -> ManagementEdition | None:
    """当日施行的一版。"""
    held = [e for e in editions if e.since <= day]
    return max(held, key=lambda e: (e.since, e.act_seq), default=None)


@cites("MTCA-18", "MTCA-15(2)")
def adoption_findings(
    meeting: str, adopted_on: date, since: date, prohibited: Sequence[str]
) -> tuple[Finding, ...]:
    """管理目录由专门组织的会议审定；禁止类不得列入；施行不早于审定。"""
    out = []
    if not meeting.strip():
        what = "管理目录须经医疗技术临床应用管理专门组织审定，没有填会议或决议"
        out.append(_no(what, "MTCA-15(2)", "填写审定的会议或决议编号", "meeting"))
    if since < adopted_on:
        what = f"施行日 {since.isoformat()} 早于审定日 {adopted_on.isoformat()}"
        out.append(_no(what, "MTCA-18", "施行日改为审定日或以后", "since"))
    for name in prohibited:
        what = f"「{name}」属于禁止类，不得列入管理目录"
        out.append(_no(what, "MTCA-9", "停止应用并移出目录", "rows"))
    return tuple(out)


@cites("MTCA-18")
def adjustment_due(diff: ManagementDiff, edition: ManagementEdition | None) -> tuple[Finding, ...]:
    """目录须及时调整：现状与施行的一版不同则提醒。"""
    if edition is None:
        what = "医疗技术临床应用管理目录还没有审定的版本"
        remedy = "生成目录，提交专门组织会议审定"
        return (Finding(Severity.WARN, what, "MTCA-18", remedy, "edition"),)
    changes = len(diff.added) + len(diff.removed) + len(diff.changed)
    if not changes:
        return ()
    what = f"本院技术与「{edition.name}」有 {changes} 处不同"
    remedy = "核对差异，提交会议审定新版"
    return (Finding(Severity.WARN, what, "MTCA-18", remedy, "edition"),)


def _no(what: str, article: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, what, article, remedy, field)
