"""急诊超权限：情况紧急做了权限以外的手术，由上级确认；绝不删除，也不算普通违规（第二十条）。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.practitioners import PractitionerKind, Staff, Whereabouts
from medtech_desktop.domain.privilege_answers import Answer, Held

_ARTICLE = "MTCA-20"


@dataclass(frozen=True, slots=True)
class EmergencyUse:
    """急诊超权限的一例；``case_ref`` 为手术单号等，不含患者信息。"""

    id: int
    uid: str
    act_seq: int
    number: str
    person_id: int
    code_id: int
    department_id: int | None
    day: date
    case_ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class EmergencyConfirmation:
    """上级的确认，或不予确认。"""

    id: int
    uid: str
    act_seq: int
    emergency_use_id: int
    superior_id: int
    day: date
    confirmed: bool
    opinion: str


class EmergencyState(StrEnum):
    """待确认、已确认、不予确认。"""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


EMERGENCY_LABELS: dict[EmergencyState, str] = {
    EmergencyState.PENDING: "待确认",
    EmergencyState.CONFIRMED: "已确认",
    EmergencyState.DECLINED: "不予确认",
}


def confirmation_of(
    use: EmergencyUse, confirmations: Iterable[EmergencyConfirmation]
) -> EmergencyConfirmation | None:
    """这一例的最后一次意见。"""
    mine = [one for one in confirmations if one.emergency_use_id == use.id]
    return max(mine, key=lambda one: (one.day, one.act_seq), default=None)


def emergency_state(confirmation: EmergencyConfirmation | None) -> EmergencyState:
    """某一例现在的情形。"""
    if confirmation is None:
        return EmergencyState.PENDING
    return EmergencyState.CONFIRMED if confirmation.confirmed else EmergencyState.DECLINED


@cites("MTCA-20")
def use_findings(
    staff: Staff, person_id: int, day: date, reason: str, today: date
) -> Iterator[Finding]:
    """记一例急诊超权限：已经发生，术者是医师，写明紧急的情形。"""
    name = staff.name(person_id, day) or "该人员"
    if day > today:
        said = f"手术日期 {day.isoformat()} 晚于今天（{today.isoformat()}）"
        yield Finding(Severity.REFUSE, said, "INPUT", "核对日期；做了以后再登记", "day")
    if not reason.strip():
        yield _no("没有写紧急的情形", "写明为什么来不及由有权限的人做", "reason")
    kinds = {row.kind for row in held_on(staff.practices_of(person_id), day)}
    if PractitionerKind.PHYSICIAN not in kinds:
        yield _no(
            f"{name}在 {day.isoformat()} 不是执业医师", "核对术者；急诊也须由医师施行", "person"
        )
    where = staff.whereabouts(person_id, day)
    if where in (Whereabouts.LEFT, Whereabouts.DIED):
        yield _no(f"{name}在 {day.isoformat()} 已不在院", "核对术者和日期", "person")


@cites("MTCA-20")
def confirmation_findings(
    staff: Staff,
    use: EmergencyUse,
    earlier: Sequence[EmergencyConfirmation],
    new: tuple[int, date, bool, str],
    today: date,
) -> Iterator[Finding]:
    """上级确认：不是本人，是在院的医师；已有意见的不再写；不予确认要写意见。

    ``new``: the superior, the day, confirmed or not, the opinion.
    """
    superior, day, confirmed, opinion = new
    name = staff.name(superior, day) or "该人员"
    if superior == use.person_id:
        yield _no(f"{name}是术者本人，不能由本人确认", "由上级医师或科主任确认", "superior")
    if earlier:
        label = EMERGENCY_LABELS[emergency_state(earlier[-1])]
        yield _no(f"{use.number} {label}，不再重复", "意见只有一次；有新的情况另作说明", "number")
    if not use.day <= day <= today:
        said = f"确认日期 {day.isoformat()} 不在手术之日 {use.day.isoformat()} 与今天之间"
        yield Finding(Severity.REFUSE, said, "INPUT", "核对日期", "day")
    kinds = {row.kind for row in held_on(staff.practices_of(superior), day)}
    if PractitionerKind.PHYSICIAN not in kinds:
        yield _no(f"{name}不是执业医师，不能确认", "由上级医师确认", "superior")
    elif staff.whereabouts(superior, day) not in (Whereabouts.HERE, Whereabouts.LEAVE):
        yield _no(
            f"{name}在 {day.isoformat()} 不是本院在院的医师", "由本院上级医师确认", "superior"
        )
    if not confirmed and not opinion.strip():
        yield _no("不予确认没有写意见", "写明不予确认的理由", "opinion")


@cites("MTCA-20")
def unconfirmed(
    use: EmergencyUse, confirmation: EmergencyConfirmation | None
) -> tuple[Finding, ...]:
    """还没有上级意见的，提示去办。"""
    if confirmation is not None:
        return ()
    said = f"{use.number}（{use.day.isoformat()}）还没有上级确认"
    return (Finding(Severity.WARN, said, _ARTICLE, "请上级医师确认或写明不予确认", "superior"),)


@cites("MTCA-20")
def privileged_findings(held: Held, who: str, number: str) -> Iterator[Finding]:
    """术者当日其实有权的，说明：这一例按有权论，登记照留。"""
    if held.answer is Answer.HELD and held.by is not None:
        said = f"{who}当日有权（{held.by.label}），{number} 按有权论"
        yield Finding(Severity.NOTE, said, _ARTICLE, "核对术者与术式；登记留存，不删除")


def _no(said: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, said, _ARTICLE, remedy, field)
