"""核心问题：某人某日对某术式（或技术）有没有权，凭哪一项，为什么没有（第二十条）。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.privileges import (
    BARS,
    STATE_LABELS,
    Interval,
    PrivilegeEvent,
    Standing,
    State,
    Target,
    TargetKind,
    after,
    as_known,
    barred_within,
    in_order,
    interval_on,
    intervals,
)

UNLISTED = "目录里没有这个术式"


class Answer(StrEnum):
    """回答：有、没有、当日待核实、不纳入分级管理。"""

    HELD = "held"
    NOT_HELD = "not_held"
    SAME_DAY = "same_day"
    NOT_MANAGED = "not_managed"


ANSWER_LABELS: dict[Answer, str] = {
    Answer.HELD: "有权",
    Answer.NOT_HELD: "无权",
    Answer.SAME_DAY: "当日，待核实",
    Answer.NOT_MANAGED: "不纳入分级管理",
}


class Lack(StrEnum):
    """为什么没有：从未授权、级别不够、暂停、已过期、已撤销、当时没有在册（补录）。"""

    NONE = "none"
    GRADE = "grade"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"
    LATE = "late"


_LACKS = {
    State.SUSPENDED: Lack.SUSPENDED,
    State.EXPIRED: Lack.EXPIRED,
    State.REVOKED: Lack.REVOKED,
}
_BEST = (Lack.SUSPENDED, Lack.REVOKED, Lack.EXPIRED, Lack.GRADE, Lack.NONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """问的是什么：``needed`` 须有的级别（按术式、按技术的授权不看级别），空 = 目录里没有。

    ``unlisted`` says why there is none: not in the list of that day, or no list in force.
    """

    day: date
    needed: int | None = None
    managed: bool = True
    unlisted: str = UNLISTED


@dataclass(frozen=True, slots=True)
class Source:
    """一处来源：授权对象、它的名称、全部事件，和问的那一天所在的区间。"""

    target: Target
    label: str
    chain: tuple[PrivilegeEvent, ...]
    interval: Interval | None
    ending: Standing | None = None
    """当日终了时的情形。"""

    def covers(self, asked: Asked) -> tuple[bool, bool]:
        """一定够，可能够。"""
        if self.interval is None:
            return False, False
        needed = self._needed(asked)
        if needed is None:
            return False, False
        return self.interval.low >= needed, self.interval.high >= needed

    def covers_at_end(self, asked: Asked) -> bool:
        """当日各件都办完以后够不够。"""
        needed = self._needed(asked)
        return (
            needed is not None
            and self.ending is not None
            and self.ending.level(asked.day) >= needed
        )

    def _needed(self, asked: Asked) -> int | None:
        return asked.needed if self.target.kind is TargetKind.GRADE else 1

    def lack(self) -> Lack:
        """这一处为什么不够。"""
        if self.interval is None:
            return Lack.NONE
        found = _LACKS.get(self.interval.state)
        if found is not None:
            return found
        return Lack.GRADE if self.interval.high else Lack.NONE


@dataclass(frozen=True, slots=True)
class Held:
    """回答：``by`` 凭哪一处，``lack`` 为什么没有，``late`` 有权但当时没有在册。"""

    asked: Asked
    answer: Answer
    by: Source | None
    sources: tuple[Source, ...]
    lack: Lack | None
    late: bool = False

    @property
    def at_end(self) -> bool:
        """当日终了时有没有权：当日授予的有，当日撤销的没有；当日的手术仍待核实。"""
        if self.answer is not Answer.SAME_DAY:
            return self.answer is Answer.HELD
        barred = any(
            one.ending is not None and one.ending.state(self.asked.day) in BARS
            for one in self.sources
            if one.target.kind is not TargetKind.GRADE
        )
        return any(
            one.covers_at_end(self.asked)
            for one in self.sources
            if not (barred and one.target.kind is TargetKind.GRADE)
        )

    @property
    def because(self) -> tuple[PrivilegeEvent, ...]:
        """据以回答的事件：凭的那一处，没有时各处的。"""
        if self.by is not None:
            return self.by.chain
        return tuple(event for source in self.sources for event in source.chain)


def source_of(target: Target, label: str, chain: Sequence[PrivilegeEvent], day: date) -> Source:
    """由事件推得来源。"""
    ending: Standing | None = None
    for event in in_order(event for event in chain if event.day <= day):
        ending = after(ending, event)
    return Source(target, label, tuple(chain), interval_on(intervals(chain), day), ending)


Then = Callable[[Sequence[Source], date], Sequence[Source]]
"""各处来源在某日在册的样子。"""


def held(asked: Asked, sources: Iterable[Source], then: Then | None = None) -> Held:
    """由各处来源回答。术式、技术的授权在前，专业级别在后；同类取级别高的。

    A procedure that was suspended or revoked by name is not opened again by a grade: who
    forbade it by name meant it.  On the very day of such a change a grade alone is not certain.
    ``then``: for a caller who asks about one person many times and keeps what was replayed.
    """
    listed = tuple(sources)
    if not asked.managed:
        return Held(asked, Answer.NOT_MANAGED, None, listed, None)
    doubt = _doubt(listed, asked.day)
    certain = [
        one
        for one in listed
        if one.covers(asked)[0] and not (doubt and one.target.kind is TargetKind.GRADE)
    ]
    if certain:
        best = min(certain, key=lambda one: _rank(one, asked.day))
        late = _known_late(asked, listed, then or sources_then)
        return Held(asked, Answer.HELD, best, listed, Lack.LATE if late else None, late)
    possible = [
        one
        for one in listed
        if one.covers(asked)[1] and not (doubt in BARS and one.target.kind is TargetKind.GRADE)
    ]
    if possible:
        return Held(asked, Answer.SAME_DAY, possible[0], listed, None)
    lacks = {one.lack() for one in listed} or {Lack.NONE}
    return Held(asked, Answer.NOT_HELD, None, listed, next(one for one in _BEST if one in lacks))


def _doubt(sources: Sequence[Source], day: date) -> State | None:
    """点名的那一项（术式）当日的情形，若使级别授权不足凭：暂停、已撤销、当日变动。"""
    for one in sources:
        if one.target.kind is not TargetKind.GRADE and one.interval is not None:
            state = one.interval.state
            if state in BARS or (state is State.SAME_DAY and barred_within(one.chain, day)):
                return state
    return None


def _rank(source: Source, day: date) -> tuple[bool, bool, int]:
    assert source.interval is not None
    on_record = source.interval.known_on <= day
    return not on_record, source.target.kind is TargetKind.GRADE, -source.interval.low


def sources_then(sources: Sequence[Source], day: date) -> list[Source]:
    """各处来源照某日在册的推演。"""
    return [source_of(one.target, one.label, as_known(one.chain, day), day) for one in sources]


def _known_late(asked: Asked, sources: Sequence[Source], then: Then) -> bool:
    """当时在册的够不够：以后才登记、才撤销的都不算。"""
    if not _later(asked.day, sources):
        return False
    return held(asked, then(sources, asked.day)).answer is not Answer.HELD


def _later(day: date, sources: Sequence[Source]) -> list[date]:
    """某日以后才登记或才撤销的，各在哪天。"""
    events = [event for one in sources for event in one.chain if event.day <= day]
    dates = [event.known_on for event in events]
    dates += [event.annulled_on for event in events if event.annulled_on is not None]
    return [one for one in dates if one > day]


@cites("MTCA-20")
def privilege_finding(answer: Held, who: str, what: str) -> tuple[Finding, ...]:
    """没有权、当日待核实、补录的各一句结论；有权或不纳入的没有。"""
    day = answer.asked.day.isoformat()
    if answer.answer is Answer.SAME_DAY:
        said = f"{who}的授权正在 {day} 当日变动，{what}在变动之前还是之后，待核实"
        return (Finding(Severity.WARN, said, "MTCA-20", "核对手术时间与授权文件，写明理由"),)
    if answer.late:
        known = max(_later(answer.asked.day, answer.sources)).isoformat()
        said = f"{who} {day} 有权做{what}，但登记于 {known}，当时没有在册（补录）"
        return (Finding(Severity.WARN, said, "MTCA-20", "核对补录的依据；原来的问题不因补录消失"),)
    if answer.answer is not Answer.NOT_HELD:
        return ()
    why = _why(answer)
    remedy = "办理授权；已经做了的，写明情况并由科室、医务部门处理"
    return (Finding(Severity.REFUSE, f"{who} {day} 无权做{what}：{why}", "MTCA-20", remedy),)


def _why(answer: Held) -> str:
    lack, asked = answer.lack, answer.asked
    if lack is Lack.GRADE:
        highest = max((s.interval.high for s in answer.sources if s.interval), default=0)
        if asked.needed is None:
            return f"{asked.unlisted}，级别授权不能据以判断"
        return f"持有{GRADE_NAMES.get(highest, '')}，须{GRADE_NAMES[asked.needed]}"
    states = {Lack.SUSPENDED: State.SUSPENDED, Lack.EXPIRED: State.EXPIRED}
    states[Lack.REVOKED] = State.REVOKED
    if lack in states:
        return f"授权{STATE_LABELS[states[lack]]}"
    return "没有授权"


@cites("MTCA-19")
def technology_finding(permission: Held, who: str, technology: str, condition: str) -> Finding:
    """限制类技术的编码两样都要：手术权限以外，还要这项技术的权限。``condition`` 空 = 一律算。"""
    day = permission.asked.day.isoformat()
    when = f"（符合「{condition}」时）" if condition else ""
    if permission.answer is Answer.HELD:
        said = f"限制类技术「{technology}」的权限，{who} {day} 有效"
        return Finding(Severity.NOTE, said, "MTCA-19", "两样都有")
    said = f"这一编码属限制类技术「{technology}」{when}，{who} {day} 没有这项技术的权限"
    severity = Severity.NOTE if condition else Severity.WARN
    return Finding(severity, said, "MTCA-19", "手术权限以外，另授这项技术的权限")


@cites("MTCA-20")
def emergency_findings(
    answer: Held, who: str, uses: Iterable[tuple[str, str, bool | None]]
) -> tuple[Finding, ...]:
    """无权而有急诊超权限登记的：不作一般的超权限论，看上级确认了没有。

    Each use is its number, the superior's name, and confirmed (None: not yet said).
    """
    if answer.answer is not Answer.NOT_HELD:
        return ()
    found = []
    for number, superior, confirmed in uses:
        if confirmed:
            said, remedy = f"{who}急诊超权限（{number}），{superior}已确认", "随手术登记存档"
            found.append(Finding(Severity.NOTE, said, "MTCA-20", remedy))
        elif confirmed is None:
            said, remedy = f"{who}急诊超权限（{number}），上级还没有确认", "请上级核实后确认"
            found.append(Finding(Severity.WARN, said, "MTCA-20", remedy))
        else:
            said = f"{who}登记的急诊超权限（{number}），{superior}不予确认：按无权论"
            remedy = "写明情况并由科室、医务部门处理"
            found.append(Finding(Severity.REFUSE, said, "MTCA-20", remedy))
    return tuple(found)
