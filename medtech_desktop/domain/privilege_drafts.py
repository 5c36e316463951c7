"""拟作的授权决定：抬头与各件事件，核对过了才登记（第二十条）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.privileges import (
    DecisionKind,
    PrivilegeEvent,
    Target,
    Temporary,
    Verb,
    columns_of,
)


@dataclass(frozen=True, slots=True)
class NewDecision:
    """一次决定所填的内容。``approver_id`` 批准人；没有批准人的须写会议，期初除外。"""

    kind: DecisionKind
    decided_on: date
    basis: str = ""
    meeting: str = ""
    document: str = ""
    approver_id: int | None = None
    concurrent: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """一件事件所填的内容；``until`` 为有效期末日（含），暂停时为暂停末日。"""

    person_id: int
    target: Target
    verb: Verb
    day: date
    until: date | None = None
    grade: int | None = None
    reason: str = ""
    temporary: Temporary = Temporary.NO
    invitation_id: int | None = None


_LAST = 1 << 62
"""还没有登记的排在同日各件之后。"""


def as_event(new: NewEvent, recorded_on: date, place: int = 0) -> PrivilegeEvent:
    """当作已经登记的，供推演；``place``：本次决定里的第几件。"""
    columns = columns_of(new.target)
    return PrivilegeEvent(
        id=_LAST + place,
        uid="",
        act_seq=_LAST,
        decision_id=0,
        person_id=new.person_id,
        specialty_id=columns["specialty_id"],
        code_id=columns["code_id"],
        technology_id=columns["technology_id"],
        verb=new.verb,
        day=new.day,
        until=new.until,
        grade=new.grade,
        temporary=new.temporary,
        invitation_id=new.invitation_id,
        reason=new.reason,
        late=False,
        recorded_on=recorded_on,
    )
