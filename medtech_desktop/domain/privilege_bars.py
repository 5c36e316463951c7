"""授权的横条：手术日前后，各处授权在哪几段日子里够、不够、暂停、过期（第二十条）。

One row per source and grade that matters; stretches meet and fill the window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privileges import (
    OPEN,
    STATE_LABELS,
    Interval,
    PrivilegeEvent,
    State,
    TargetKind,
    intervals,
)

BEFORE = timedelta(days=365)
AFTER = timedelta(days=45)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """横条的一段：哪一处、自哪天至哪天、什么情形、写什么字。同一 ``label`` 的几段是一条。"""

    label: str
    since: date
    until: date
    state: State
    said: str


def window(day: date) -> tuple[date, date]:
    """横条画哪一段日子：手术日以前一年，以后一个半月。"""
    return day - BEFORE, day + AFTER


def empty_bar(label: str, day: date, said: str) -> Bar:
    """没有授权过的一条。"""
    return Bar(label, *window(day), State.NONE, said)


def bars_of(
    label: str, kind: TargetKind, chain: Sequence[PrivilegeEvent], needed: int | None, day: date
) -> tuple[Bar, ...]:
    """一处授权的各条：按级别的，须有的级别一条，持有而不够的级别一条；其余只一条。

    Where no grade is needed (not in the list), the highest that was ever held.
    """
    spans = intervals(chain)
    if kind is not TargetKind.GRADE:
        return _bar(label, spans, 1, day)
    wanted = needed or max((one.high for one in spans), default=0) or 1
    below = [one.high for one in spans if 0 < one.high < wanted]
    found: list[Bar] = []
    for level in sorted({wanted, *([max(below)] if below else [])}):
        found += _bar(f"{label}{GRADE_NAMES[level]}手术", spans, level, day)
    return tuple(found)


def _bar(label: str, spans: Sequence[Interval], level: int, day: date) -> tuple[Bar, ...]:
    first, last = window(day)
    found: list[Bar] = []
    start = first
    for one in _whole(label, spans, level):
        if one.until < first or one.since > last:
            continue
        since, until = max(one.since, first), min(one.until, last)
        if since > start:
            found.append(Bar(label, start, since - _DAY, State.NONE, "无授权"))
        found.append(replace(one, since=since, until=until))
        start = until + _DAY
    if start <= last:
        found.append(Bar(label, start, last, State.NONE, "无授权"))
    return tuple(_joined(found))


def _whole(label: str, spans: Sequence[Interval], level: int) -> Iterator[Bar]:
    """各区间对这一级别的情形；从来没有够过的级别不说「已过期」。"""
    best = 0
    for one in spans:
        best = max(best, one.high)
        if one.low >= level:
            state = State.VALID
        elif one.high >= level:
            state = State.SAME_DAY
        elif one.state in (State.VALID, State.SAME_DAY) or best < level:
            state = State.NONE
        else:
            state = one.state
        yield Bar(label, one.since, one.until, state, _said(state, one.until))


def _said(state: State, until: date) -> str:
    if state is State.VALID:
        return "有效" if until == OPEN else f"有效至 {until.isoformat()}"
    return "无授权" if state is State.NONE else STATE_LABELS[state]


def _joined(found: Sequence[Bar]) -> Iterator[Bar]:
    """情形相同、首尾相接的并成一段；有效的以后一段的末日为准。"""
    last: Bar | None = None
    for one in found:
        if last is not None and last.state is one.state and last.until + _DAY == one.since:
            last = replace(last, until=one.until, said=one.said)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
