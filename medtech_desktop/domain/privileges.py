"""授权：不可改的有日期的事件，逐件推演得某日的情形与有效区间（第二十条）。

One chain is one practitioner and one target (a specialty with its grade, a procedure, a
technology).  The chain is replayed in the order of its days; what an event did on its own
day, before or after a surgery of that day, nobody knows: that day is 「当日，待核实」.  An
opening balance (期初) changed nothing: the hospital held it already; nor did a renewal from
the day after the last one: there was no gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from itertools import groupby

OPEN = date(9999, 12, 31)
"""没有末日。"""
WHOLE = 4
"""按术式、按技术的授权没有级别之分，有即为四级。"""
_DAY = timedelta(days=1)


class Verb(StrEnum):
    """授权事件：期初、授予、续授、升级、降级、暂停、恢复、撤销授权。

    An entry made in error is annulled with its reason (``Page.annul``), that is no verb.
    """

    OPENING = "opening"
    GRANT = "grant"
    RENEW = "renew"
    RAISE = "raise"
    LOWER = "lower"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"


VERB_LABELS: dict[Verb, str] = {
    Verb.OPENING: "期初授权",
    Verb.GRANT: "授予",
    Verb.RENEW: "续授",
    Verb.RAISE: "升级",
    Verb.LOWER: "降级",
    Verb.SUSPEND: "暂停",
    Verb.REINSTATE: "恢复",
    Verb.REVOKE: "撤销授权",
}
_GIVING = (Verb.OPENING, Verb.GRANT)


class DecisionKind(StrEnum):
    """决定的种类：期初登记、授权、年度续授、暂停或撤销、申请获准、外请临时。"""

    OPENING = "opening"
    GRANT = "grant"
    RENEWAL = "renewal"
    RESTRICTION = "restriction"
    APPLICATION = "application"
    VISITING = "visiting"


DECISION_LABELS: dict[DecisionKind, str] = {
    DecisionKind.OPENING: "期初登记",
    DecisionKind.GRANT: "授权",
    DecisionKind.RENEWAL: "续授",
    DecisionKind.RESTRICTION: "暂停、降级、撤销与恢复",
    DecisionKind.APPLICATION: "申请获准",
    DecisionKind.VISITING: "外请临时授权",
}


class Temporary(StrEnum):
    """临时授权：不是、外请。"""

    NO = ""
    VISITING = "visiting"


class TargetKind(IntEnum):
    """授权对象：专业内的级别、术式、技术；数字即派生区间表里的 kind。"""

    GRADE = 1
    PROCEDURE = 2
    TECHNOLOGY = 3


class State(IntEnum):
    """某日的情形：没有、有效、暂停、已过期、已撤销、当日待核实。"""

    NONE = 0
    VALID = 1
    SUSPENDED = 2
    EXPIRED = 3
    REVOKED = 4
    SAME_DAY = 5


STATE_LABELS: dict[State, str] = {
    State.NONE: "没有授权",
    State.VALID: "有效",
    State.SUSPENDED: "暂停",
    State.EXPIRED: "已过期",
    State.REVOKED: "已撤销",
    State.SAME_DAY: "当日，待核实",
}


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """授权对象：``id`` 是专业、手术编码内部号或技术的内部编号。"""

    kind: TargetKind
    id: int


@dataclass(frozen=True, slots=True)
class Decision:
    """一次授权决定。"""

    id: int
    uid: str
    act_seq: int
    number: str
    kind: DecisionKind
    decided_on: date
    basis: str
    meeting: str
    document: str
    approver_id: int | None
    concurrent: str
    note: str


@dataclass(frozen=True, slots=True)
class PrivilegeEvent:
    """一件授权事件；``annulled_on`` 非空 = 已撤销（登记有误），推演时不算。"""

    id: int
    uid: str
    act_seq: int
    decision_id: int
    person_id: int
    specialty_id: int | None
    code_id: int | None
    technology_id: int | None
    verb: Verb
    day: date
    until: date | None
    grade: int | None
    temporary: Temporary
    invitation_id: int | None
    reason: str
    late: bool
    recorded_on: date
    annulled_on: date | None = None

    @property
    def target(self) -> Target:
        """授权对象。"""
        return target_of(self.specialty_id, self.code_id, self.technology_id)

    @property
    def known_on(self) -> date:
        """从哪天起在册：期初是原始事实，从它的日子起。"""
        return self.day if self.verb is Verb.OPENING else self.recorded_on


def target_of(specialty: int | None, code: int | None, technology: int | None) -> Target:
    """三列之一得授权对象。"""
    if specialty is not None:
        return Target(TargetKind.GRADE, specialty)
    if code is not None:
        return Target(TargetKind.PROCEDURE, code)
    if technology is not None:
        return Target(TargetKind.TECHNOLOGY, technology)
    raise ValueError("a privilege has one target")


def columns_of(target: Target) -> dict[str, int | None]:
    """授权对象得三列。"""
    return {
        "specialty_id": target.id if target.kind is TargetKind.GRADE else None,
        "code_id": target.id if target.kind is TargetKind.PROCEDURE else None,
        "technology_id": target.id if target.kind is TargetKind.TECHNOLOGY else None,
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """一串事件推演到某一件之后的情形。``known_on``：它靠的登记最晚是哪天作的。"""

    grade: int
    until: date
    known_on: date
    suspended: bool = False
    suspended_until: date = OPEN
    revoked: bool = False

    def state(self, day: date) -> State:
        """某日的情形（``day`` 不早于造成它的事件）。"""
        if self.revoked:
            return State.REVOKED
        if day > self.until:
            return State.EXPIRED
        if self.suspended and day <= self.suspended_until:
            return State.SUSPENDED
        return State.VALID

    def level(self, day: date) -> int:
        """某日的级别；无效为 0。"""
        return self.grade if self.state(day) is State.VALID else 0


def after(standing: Standing | None, event: PrivilegeEvent) -> Standing | None:
    """一件事件之后的情形。

    What needs a running privilege has no effect without one; an annulled event has none
    either, but what now stands was not known before the annulment.
    """
    if event.annulled_on is not None:
        if standing is None:
            return None
        return replace(standing, known_on=max(standing.known_on, event.annulled_on))
    if event.verb in _GIVING:
        grade = event.grade if event.specialty_id is not None else None
        return Standing(grade or WHOLE, event.until or OPEN, event.known_on)
    if standing is None or standing.revoked:
        return standing
    changed = _changed(standing, event)
    return replace(changed, known_on=max(standing.known_on, event.known_on))


def _changed(standing: Standing, event: PrivilegeEvent) -> Standing:
    if event.verb is Verb.RENEW:
        return replace(standing, until=event.until or OPEN, grade=_grade(standing, event))
    if event.verb in (Verb.RAISE, Verb.LOWER):
        return replace(standing, until=event.until or standing.until, grade=_grade(standing, event))
    if event.verb is Verb.SUSPEND:
        return replace(standing, suspended=True, suspended_until=event.until or OPEN)
    if event.verb is Verb.REINSTATE:
        return replace(standing, suspended=False, suspended_until=OPEN)
    return replace(standing, revoked=True)


def _grade(standing: Standing, event: PrivilegeEvent) -> int:
    if event.specialty_id is None or event.grade is None:
        return standing.grade
    return event.grade


@dataclass(frozen=True, slots=True)
class Interval:
    """有效区间，首尾日都含：``low`` 一定有的级别，``high`` 可能有的级别。

    ``known_on`` later than a day means: on that day the record may have said less.
    """

    since: date
    until: date
    low: int
    high: int
    known_on: date
    state: State


def in_order(events: Iterable[PrivilegeEvent]) -> list[PrivilegeEvent]:
    """依日期；同日的依登记先后。"""
    return sorted(events, key=lambda event: (event.day, event.act_seq, event.id))


def intervals(events: Iterable[PrivilegeEvent]) -> tuple[Interval, ...]:
    """一串事件（同一人、同一对象）的区间：自第一件起首尾相接，直到没有末日。"""
    ordered = in_order(events)
    days = [(day, list(group)) for day, group in groupby(ordered, key=lambda one: one.day)]
    standing: Standing | None = None
    found: list[Interval] = []
    for place, (day, group) in enumerate(days):
        before = standing
        seen = [before]
        for event in group:
            if _is_no_change(standing, event):
                seen.clear()
            standing = after(standing, event)
            seen.append(standing)
        end = days[place + 1][0] - _DAY if place + 1 < len(days) else OPEN
        levels = [one.level(day) if one is not None else 0 for one in seen]
        start = day
        if min(levels) != max(levels):
            known = standing.known_on if standing is not None else day
            found.append(Interval(day, day, min(levels), max(levels), known, State.SAME_DAY))
            start = day + _DAY
        if standing is not None and start <= end:
            found.extend(_stretches(standing, start, end))
    return tuple(_joined(found))


def _is_no_change(standing: Standing | None, event: PrivilegeEvent) -> bool:
    """期初本来就有；昨天期满、今天接着续授的，没有断过：那一天不算变动。"""
    if event.annulled_on is not None:
        return False
    if standing is None:
        return event.verb is Verb.OPENING
    yesterday = event.day - _DAY
    goes_on = event.verb in _GIVING or event.verb is Verb.RENEW
    return goes_on and standing.until == yesterday and standing.level(yesterday) > 0


def _stretches(standing: Standing, start: date, end: date) -> Iterator[Interval]:
    """两件事件之间：到暂停末日、到有效期末日各断一次。"""
    while start <= end:
        state = standing.state(start)
        stop = end
        if state is State.SUSPENDED:
            stop = min(end, standing.suspended_until, standing.until)
        elif state is State.VALID:
            stop = min(end, standing.until)
        level = standing.level(start)
        yield Interval(start, stop, level, level, standing.known_on, state)
        if stop >= end or stop == OPEN:
            return
        start = stop + _DAY


def _joined(found: Sequence[Interval]) -> Iterator[Interval]:
    last: Interval | None = None
    for one in found:
        if last is not None and replace(last, since=one.since, until=one.until) == one:
            last = replace(last, until=one.until)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def interval_on(found: Sequence[Interval], day: date) -> Interval | None:
    """某日所在的区间；第一件事件以前为 None。"""
    return next((one for one in found if one.since <= day <= one.until), None)


BARS = frozenset({State.SUSPENDED, State.REVOKED})
"""点名不许做的情形。"""


def barred_within(events: Sequence[PrivilegeEvent], day: date) -> bool:
    """变动的那一天，之前或其间有没有暂停、撤销；新授予的不算。"""
    before = interval_on(intervals(events), day - _DAY)
    if before is not None and before.state in BARS:
        return True
    return any(
        event.day == day and event.annulled_on is None and event.verb in (Verb.SUSPEND, Verb.REVOKE)
        for event in events
    )


def as_known(events: Iterable[PrivilegeEvent], day: date) -> list[PrivilegeEvent]:
    """某日（含当日）在册的事件：以后补录的不算，以后才撤销的仍算。"""
    return [
        replace(event, annulled_on=_until(event.annulled_on, day))
        for event in events
        if event.known_on <= day
    ]


def _until(annulled_on: date | None, day: date) -> date | None:
    return annulled_on if annulled_on is not None and annulled_on <= day else None
