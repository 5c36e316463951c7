"""核查一名术者：派生的区间铺成一段段，当然有权的一眼看过；说不准的由事件推演。

On a day on which all that had happened in a chain was on record, the record of that day says
the same as the record of today; the other days of it are ``late``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from medtech_desktop.domain.dated import Spanned
from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.domain.privilege_answers import Asked, Held, Source, held
from medtech_desktop.domain.privileges import (
    BARS,
    OPEN,
    Interval,
    PrivilegeEvent,
    State,
    Target,
    TargetKind,
    as_known,
    interval_on,
    intervals,
)
from medtech_desktop.domain.surgeries import Judged, Kind, Status
from medtech_desktop.domain.surgery_rules import is_ours, privilege_judged
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_chains import chains_for, shanghai_day
from medtech_desktop.store.swift_rows import swift_rows

Stretch = tuple[str, str, int, int, str, int]
"""起、止、low、high、登记日、情形。"""
Between = tuple[str, str]
_Then = tuple[tuple[PrivilegeEvent, ...], tuple[Interval, ...]]
_NEEDS = ("privilege_interval",)
_GRADES = (
    "SELECT target, since, until, low, high, recorded_on, state FROM privilege_interval"
    " WHERE person_id = ? AND kind = 1 ORDER BY target, since"
)
_NAMED = (
    "SELECT target, min(since), group_concat(CASE WHEN low = 0 THEN since || until END, ''),"
    " group_concat(CASE WHEN recorded_on > since THEN since || recorded_on END, '')"
    " FROM privilege_interval INDEXED BY ix_privilege_interval_covering"
    " WHERE person_id = ? AND kind = 2 GROUP BY target"
)
_SOME = (
    "SELECT target, since, until, low, high, recorded_on, state FROM privilege_interval"
    " WHERE person_id = ? AND kind = 2 AND target IN (SELECT value FROM json_each(?))"
    " ORDER BY target, since"
)
_ANNULLED = (
    "SELECT {person}e.specialty_id, e.code_id, max(a.recorded_at) FROM {tables} JOIN act a"
    " ON a.seq = u.act_seq WHERE u.event_table = 'privilege_event'{more} GROUP BY 1, 2{third}"
)
_OF_ALL = _ANNULLED.format(
    person="e.person_id, ",
    tables="annulment u JOIN privilege_event e ON e.uid = u.event_uid",
    more="",
    third=", 3",
)
_OF_ONE = _ANNULLED.format(
    person="",
    tables="privilege_event e JOIN annulment u ON u.event_uid = e.uid",
    more=" AND e.person_id = ?",
    third="",
)
_DAY = timedelta(days=1)
_NEVER, _LAST, _EVER = "9999-12-31", "9999-12-31", "9999-12-31~"
_SUSPENDED, _EXPIRED, _REVOKED = int(State.SUSPENDED), int(State.EXPIRED), int(State.REVOKED)
_SAME_DAY = int(State.SAME_DAY)
_BARS = {int(one) for one in BARS}


class Doubt(Enum):
    """由事件推演才知道。"""

    EVENTS = 1


Annulled = dict[tuple[int | None, int | None], str]
"""撤销过登记的各串：专业、编码 → 最后一次撤销的日子。"""


def annulled_by_person(look: Look) -> dict[int, Annulled]:
    """全部人的。"""
    found: dict[int, Annulled] = {}
    for person, specialty, code, at in look.raw(_OF_ALL, needs=("annulment", "privilege_event")):
        found.setdefault(person, {})[specialty, code] = shanghai_day(at).isoformat()
    return found


def annulled_of(look: Look, person_id: int) -> Annulled:
    """一人的。"""
    rows = swift_rows(look, _OF_ONE, person_id, needs=("annulment", "privilege_event"))
    return {(specialty, code): shanghai_day(at).isoformat() for specialty, code, at in rows}


def away_spans(staff: Staff, person_id: int) -> list[Between]:
    """不在本院、也没有外请的各段日子。"""
    days = {date.min}
    for fact in staff.facts_of(person_id):
        if fact.kind == "presence":
            days.add(fact.since)
    rows: list[Spanned] = [*staff.registrations_of(person_id), *staff.invitations_of(person_id)]
    for row in rows:
        days.add(row.since)
        if row.until is not None and row.until < OPEN:
            days.add(row.until + _DAY)
    ordered = sorted(days)
    return [
        (
            day.isoformat(),
            (ordered[place + 1] - _DAY if place + 1 < len(ordered) else OPEN).isoformat(),
        )
        for place, day in enumerate(ordered)
        if not is_ours(staff, person_id, day)
    ]


def _before(day: str) -> str:
    """比这一天小、比前一天大的文本：开区间的下端。"""
    return day[:-1] + chr(ord(day[-1]) - 1)


@dataclass(slots=True)
class Practitioner:
    """一名术者的授权，由派生的区间读入。"""

    look: Look
    person_id: int
    annulled: Annulled
    least: str
    """开区间的下端：授权一面自那以后才有得判断。"""
    grades: dict[int, list[Stretch]] = field(default_factory=dict)
    late: dict[tuple[int, int], list[Between]] = field(default_factory=dict)
    """那时未必在册的各段：自哪天起，到哪天（不含）为止。"""
    _told: dict[int, tuple[str, str]] = field(default_factory=dict)
    _named_stretches: dict[int, list[Stretch]] = field(default_factory=dict)
    _chains: dict[Target, list[PrivilegeEvent]] = field(default_factory=dict)
    _replayed: dict[Target, tuple[Interval, ...]] = field(default_factory=dict)
    _then: dict[tuple[Target, int], _Then] = field(default_factory=dict)
    _steps: dict[Target, list[date]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        look, person = self.look, self.person_id
        for target, *stretch in swift_rows(look, _GRADES, person, needs=_NEEDS):
            self.grades.setdefault(target, []).append(tuple(stretch))
        for specialty, mine in self.grades.items():
            late = [(one[0], one[4]) for one in mine if one[4] > one[0]]
            if late:
                self.late[1, specialty] = late
        for code, first, lacks, told in swift_rows(look, _NAMED, person, needs=_NEEDS):
            late = _pairs(told) if told else []
            if late:
                self.late[2, code] = late
            self._told[code] = first, lacks or ""
        for (field_of, code), day in self.annulled.items():
            if field_of is not None:
                self.late.setdefault((1, field_of), []).append(("", day))
            elif code is not None:  # what was annulled may have barred then
                self.late.setdefault((2, code), []).append(("", day))
                self._told.setdefault(code, (_NEVER, ""))

    @property
    def named(self) -> Set[int]:
        """点过名的编码。"""
        return self._told.keys()

    def is_always(self, code: int, days: Between, usual: Mapping[int, int]) -> bool:
        """点过名的编码在这些日子里当然一直有权。"""
        first, lacks = self._told[code]
        if usual.get(code, 0) <= 0 or (self.late and (2, code) in self.late):
            return False
        if days[0] < first or days[0] <= self.least:
            return False
        since, until = days
        return all(
            until < lacks[at : at + 10] or lacks[at + 10 : at + 20] < since
            for at in range(0, len(lacks), 20)
        )

    def fine_spans(self, code: int) -> list[Between]:
        """点过名的编码当然有权的各段（开区间）。"""
        first, lacks = self._told[code]
        late = self.late.get((2, code)) if self.late else None
        at = max(_before(first), self.least)
        if late:
            bad = sorted([*_pairs(lacks), *((since, _before(until)) for since, until in late)])
            return list(_cut(at, _EVER, bad))
        found = []
        for place in range(0, len(lacks), 20):
            since = lacks[place : place + 10]
            if at < since:
                found.append((at, since))
            at = max(at, lacks[place + 10 : place + 20])
        if at < _LAST:
            found.append((at, _EVER))
        return found

    def is_sure(self, kind: int, target: int, day: str) -> bool:
        """这一串在那一天在册的与现在所知的一样。"""
        late = self.late.get((kind, target))
        return not late or not any(since <= day < until for since, until in late)

    def levels(self, windows: Iterable[tuple[int, str, str]]) -> list[tuple[str, str, int]]:
        """某科室（它的各专业）里当然有的级别：各段（开区间）、级别。"""
        found = []
        for specialty, since, until in windows:
            late = sorted((a, _before(b)) for a, b in self.late.get((1, specialty), ()))
            for one in self.grades.get(specialty, ()):
                if one[2]:
                    after = max(_before(max(since, one[0])), self.least)
                    before = min(until, one[1]) + "~"
                    found += [(*part, one[2]) for part in _cut(after, before, late)]
        return found

    def prepare(self, codes: Iterable[int]) -> None:
        """说不准的这些编码的各段区间，一次读入。"""
        wanted = [one for one in set(codes) if one in self._told]
        news = [one for one in wanted if one not in self._named_stretches]
        if news:
            self._named_stretches.update((one, []) for one in news)
            rows = swift_rows(self.look, _SOME, self.person_id, json.dumps(news), needs=_NEEDS)
            for target, *stretch in rows:
                self._named_stretches[target].append(tuple(stretch))

    def judged(self, code: int, specialties: Sequence[int], day: str, needed: int) -> Judged | None:
        """``prepare`` 过的一项：有权为 None。"""
        named = _on(self._named_stretches.get(code, ()), day)
        is_sure = self.is_sure(2, code, day)
        found = self._by_stretches(named, is_sure, specialties, day, needed)
        if found is Doubt.EVENTS:
            return self._exactly(code, specialties, day, needed)
        return found

    def by_grade(self, specialties: Sequence[int], day: str, needed: int) -> Judged | Doubt | None:
        """没有点过名的编码：凭级别有权为 None，要由事件推演的为 ``Doubt``。"""
        return self._by_stretches(None, True, specialties, day, needed)

    def edges(self, specialties: Iterable[int]) -> set[str]:
        """凭这些专业的级别，回答或许在哪些日子变。"""
        found: set[str] = set()
        for one in specialties:
            for stretch in self.grades.get(one, ()):
                found.update((stretch[0], f"{stretch[1]}~"))
            for span in self.late.get((1, one), ()):
                found.update(span)
        return found

    def _by_stretches(
        self,
        named: Stretch | None,
        is_sure: bool,
        specialties: Sequence[int],
        day: str,
        needed: int,
    ) -> Judged | Doubt | None:
        by_grade = [
            (one, found)
            for one in specialties
            if (found := _on(self.grades.get(one, ()), day)) is not None
        ]
        states = [found[5] for _one, found in by_grade]
        if named is not None:
            states.append(named[5])
        if _SAME_DAY in states:
            return Doubt.EVENTS
        held = self._is_held(is_sure, named, by_grade, day, needed)
        if held is None:
            return Doubt.EVENTS
        if held:
            return None
        highest = max((found[3] for _one, found in by_grade), default=0)
        return Judged(_kind(states, highest), Status.VIOLATION, needed, highest or None)

    def _is_held(
        self,
        is_sure: bool,
        named: Stretch | None,
        by_grade: Sequence[tuple[int, Stretch]],
        day: str,
        needed: int,
    ) -> bool | None:
        """有权、无权；有权而那时未必在册的 None。"""
        if named is not None and named[2]:
            return True if is_sure else None
        if named is not None and named[5] in _BARS:
            return False
        enough = [one for one, found in by_grade if found[2] >= needed]
        if not enough:
            return False
        certain = is_sure and any(self.is_sure(1, one, day) for one in enough)
        return True if certain else None

    # By the events

    def _exactly(
        self, code: int, specialties: Sequence[int], day: str, needed: int
    ) -> Judged | None:
        targets = [Target(TargetKind.PROCEDURE, code)]
        targets += [Target(TargetKind.GRADE, one) for one in specialties]
        return privilege_judged(self.held(Asked(date.fromisoformat(day), needed), targets))

    def held(self, asked: Asked, targets: Iterable[Target]) -> Held:
        """由事件推演；推演过的记住。"""
        asked_for = list(targets)
        news = [(self.person_id, one) for one in asked_for if one not in self._chains]
        for (_person, target), chain in chains_for(self.look, news).items():
            self._chains[target] = chain
        sources = []
        for target in asked_for:
            chain = self._chains[target]
            if chain:
                if target not in self._replayed:
                    self._replayed[target] = intervals(chain)
                found = interval_on(self._replayed[target], asked.day)
                sources.append(Source(target, "", tuple(chain), found))
        return held(asked, sources, self._known_then)

    def _known_then(self, sources: Sequence[Source], day: date) -> list[Source]:
        """照某日在册的；在册的只在登记、撤销登记的日子变。"""
        found = []
        for one in sources:
            if one.target not in self._steps:
                known = [event.known_on for event in one.chain]
                known += [e.annulled_on for e in one.chain if e.annulled_on is not None]
                self._steps[one.target] = sorted(known)
            step = sum(known <= day for known in self._steps[one.target])
            key = one.target, step
            if key not in self._then:
                chain = as_known(one.chain, day)
                self._then[key] = tuple(chain), intervals(chain)
            known_chain, stretches = self._then[key]
            found.append(Source(one.target, "", known_chain, interval_on(stretches, day)))
        return found


def _on(stretches: Sequence[Stretch], day: str) -> Stretch | None:
    for one in stretches:
        if one[0] <= day <= one[1]:
            return one
    return None


def _kind(states: Sequence[int], highest: int) -> Kind:
    """为什么没有：暂停、撤销、过期，级别不够，从未授权。"""
    if _SUSPENDED in states:
        return Kind.SUSPENDED
    if _REVOKED in states:
        return Kind.REVOKED
    if _EXPIRED in states:
        return Kind.EXPIRED
    return Kind.ABOVE_GRADE if highest else Kind.NO_PRIVILEGE


def _pairs(told: str) -> list[Between]:
    return [
        (told[place : place + 10], told[place + 10 : place + 20])
        for place in range(0, len(told), 20)
    ]


def _cut(after: str, before: str, bad: Iterable[Between]) -> Iterator[Between]:
    """开区间里除去几段；``bad``：自哪天起，到哪天（含）为止，依先后。"""
    for since, until in bad:
        if after < since:
            yield after, min(since, before)
        after = max(after, until)
        if after >= before:
            return
    yield after, before
