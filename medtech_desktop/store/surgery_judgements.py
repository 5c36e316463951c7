"""核查手术登记的授权一面与知情同意：逐人取来各项，记下发现与没有判断的（law.md 第 6 节）。

Lines come one operator at a time in the order of the index; most are certainly fine by the
derived stretches and pass at a glance.  What is left is judged by the same stretches, and by
the events where lateness or a change of the very day matters.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import itemgetter
from typing import Any

from medtech_desktop.domain.grading_windows import GRADED, LEFT_OUT, UNLISTED
from medtech_desktop.domain.surgeries import Judged, Kind, Line, Status, Unjudged
from medtech_desktop.domain.surgery_timelines import consent_judged, uses_for, with_emergency
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import day_of, load_lines
from medtech_desktop.store.surgery_grades import ByGrade, Found
from medtech_desktop.store.surgery_practitioners import (
    Annulled,
    Between,
    Doubt,
    Practitioner,
    away_spans,
)
from medtech_desktop.store.surgery_reasons import LAW, Item, Placed, Reasons, Row, item_of
from medtech_desktop.store.swift_rows import swift_rows

_LOG = ("surgery", "surgery_line", "surgery_gone")
_IN = "IN (SELECT value FROM json_each(?))"
_DETAILS = (
    "SELECT l.id, l.ordinal, l.surgery_id, s.key, s.emergency, s.ref FROM surgery_line l"
    f" JOIN surgery s ON s.id = l.surgery_id WHERE l.id {_IN} AND s.cancelled = 0"
    " AND coalesce(s.research, 0) = 0"
    " AND NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = s.id)"
)
_NO_CONSENT = (
    "SELECT l.id FROM surgery s JOIN surgery_line l ON l.surgery_id = s.id"
    " WHERE s.consent = 0 AND s.cancelled = 0{more}"
    " AND NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = s.id)"
)
_PART = 1000

Finding = tuple[Any, ...]
_LACKING = frozenset(
    {Kind.NO_PRIVILEGE, Kind.ABOVE_GRADE, Kind.SUSPENDED, Kind.EXPIRED, Kind.REVOKED}
)
_UNLISTED = Judged(Kind.UNLISTED, Status.VIOLATION)
_DAY, _CODE, _DEPARTMENT = itemgetter(1), itemgetter(2), itemgetter(3)


@dataclass(slots=True)
class LogCheck:
    """一次核查：逐人取来，记下发现；要计数的，记下各日各科室几项、没有判断的几项。"""

    look: Look
    reasons: Reasons
    findings: list[Finding] = field(default_factory=list)
    counts: dict[int | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """科室 → 各月几项。"""
    found: Found = field(default_factory=Found)
    unjudged: Counter[tuple[str, int | None, int]] = field(default_factory=Counter)
    _pending: list[tuple[int | None, Item, Judged]] = field(default_factory=list)

    def count(self, rows: Sequence[Row]) -> None:
        """数进这些项，依日期的。"""
        for department, mine in _by_department(rows):
            counts, days, at = self.counts[department], list(map(_DAY, mine)), 0
            while at < len(days):
                month = days[at][:7]
                end = bisect_right(days, f"{month}~", at)
                counts[month] += end - at
                at = end

    def note(self, person: int, rows: Sequence[Row]) -> None:
        """一名术者的各项，只记没有判断的。"""
        for item in self._items(rows):
            self.note_item(item, person)

    def note_item(self, item: Item, person: int | None) -> Placed:
        """一项归到何处；没有判断的记下。"""
        place = self.reasons.place(item, person)
        if place.reason:
            self.unjudged[item.day[:7], item.department, place.reason] += 1
        return place

    def take(
        self,
        person: int,
        rows: Sequence[Row],
        annulled: Annulled,
        meant: Sequence[Row] = (),
        *,
        counted: bool = False,
    ) -> None:
        """一名术者的各项，依日期；``meant``：认名认过才归他的；``counted``：也数进去。"""
        if not rows and not meant:
            return
        if counted:
            for some in (rows, meant):
                self.count(some)
        one = Practitioner(self.look, person, annulled, self.reasons.after)
        away = away_spans(self.reasons.grounds.staff, person)
        gone: list[Row] = []
        if rows and any(a <= rows[-1][1] and rows[0][1] <= b for a, b in away):
            gone = [row for row in rows if _is_within(away, row[1])]
            rows = [row for row in rows if not _is_within(away, row[1])]
        # what a meaning told is not in the columns of its line: never written in bulk
        hard = [*meant, *gone]
        gone += [row for row in meant if _is_within(away, row[1])]
        for department, mine in _by_department(rows) if rows else ():
            if department is None:
                hard += mine
            else:
                self._sift(one, department, mine, hard)
        if hard:
            self._settle(one, self._items(hard), {row[0] for row in gone})

    def _sift(
        self, one: Practitioner, department: int, rows: Sequence[Row], hard: list[Row]
    ) -> None:
        """当然有权的过去，凭级别的当场判断；点过名的、说不准的另看。"""
        windows = self.reasons.windows
        codes = tuple(map(_CODE, rows))
        span, present = (rows[0][1], rows[-1][1]), set(codes)
        certain = self.certain(one, department, span)
        named = one.named & present
        doubtful = present - windows.at_most[certain] - named
        told = {code for code in named if not one.is_always(code, span, windows.usual)}
        doubtful |= {code for code in told if windows.usual.get(code, 0) <= 0}
        told -= doubtful
        if told or doubtful:
            unsure = doubtful | told
            rows = list(compress(rows, map(unsure.__contains__, codes)))
        if doubtful:
            plain = rows if not told else [row for row in rows if row[2] in doubtful]
            self._by_grade(one, department, plain, hard)
        if told:
            self._by_name(one, [row for row in rows if row[2] in told], hard)

    def certain(self, one: Practitioner, department: int, days: Between) -> int:
        """这些日子里当然一直有的级别；0 = 没有。"""
        levels = one.levels(self.reasons.windows.specialties.get(department, ()))
        certain = 0
        while certain < 4 and _covers([one for one in levels if one[2] > certain], days):
            certain += 1
        return certain

    def _by_name(self, one: Practitioner, rows: Sequence[Row], hard: list[Row]) -> None:
        """点过名的各项。"""
        known: dict[int, list[Between]] = {}
        for row in rows:
            code, day = row[2] or 0, row[1]
            if code not in known:
                known[code] = one.fine_spans(code)
            for after, before in known[code]:
                if after < day < before:
                    break
            else:
                hard.append(row)

    def _by_grade(
        self, one: Practitioner, department: int, rows: Sequence[Row], hard: list[Row]
    ) -> None:
        """没有点过名的各项；点过名而不总是要授权的也在这里问目录。"""
        windows, unlisted, named = self.reasons.windows, self.found.of(_UNLISTED), one.named
        has_uses = bool(self.reasons.grounds.uses.get(one.person_id))
        specialties = windows.specialties.get(department, ())
        by_grade = ByGrade(one, specialties, self.found, has_uses)
        graded = windows.within(department)
        edges, told = by_grade.edges, by_grade.told
        for row in rows:
            line, day, code, _department = row
            stood = needed = 0
            if code is not None and day >= LAW:
                for span in graded[code]:
                    if span[0] <= day <= span[1]:
                        stood, needed = span[2], span[3]
                        break
            if stood == GRADED and code in named:
                hard.append(row)
            elif stood == GRADED:
                key = bisect_right(edges, day), needed
                to = told[key] if key in told else by_grade.ask(key, day)
                if to is Doubt.EVENTS:
                    hard.append(row)
                elif to is not None:
                    to.append(line)
            elif stood == LEFT_OUT:
                self.unjudged[day[:7], department, Unjudged.LEFT_OUT] += 1
            elif stood == UNLISTED:
                unlisted.append(line)
            else:
                hard.append(row)

    def _items(self, rows: Sequence[Row]) -> list[Item]:
        items = self.reasons.items(rows)
        self._move(rows, items)
        return items

    def _move(self, rows: Sequence[Row], items: Sequence[Item]) -> None:
        """科室认过名的，记在认得的科室。"""
        bare = {row[0] for row in rows if row[3] is None}
        for item in items if bare else ():
            if item.department is not None and item.line in bare:
                self.counts[None][item.day[:7]] -= 1
                self.counts[item.department][item.day[:7]] += 1

    def _settle(self, one: Practitioner, items: Sequence[Item], gone: set[int]) -> None:
        placed = []
        for item in items:
            place = self.note_item(item, one.person_id)
            if not place.reason:
                placed.append((item, place))
        one.prepare(item.code for item, _place in placed if item.code)
        found: list[tuple[Item, Judged]] = []
        for item, place in placed:
            away = item.line in gone
            if away:
                found.append((item, _not_ours(place)))
            if place.standing == UNLISTED:
                found.append((item, _UNLISTED))
            elif item.code is not None:
                judged = one.judged(item.code, place.specialties, item.day, place.needed)
                if judged and not (away and judged.kind is Kind.NO_PRIVILEGE):
                    found.append((item, judged))
        self._record(one.person_id, found)

    def nobody(self, lines: Iterable[Line]) -> None:
        """没有认出术者的各项：没有写，认不出，或不是本院的人。"""
        found: list[tuple[Item, Judged]] = []
        for item in map(item_of, lines):
            place = self.note_item(item, None)
            if place.reason:
                continue
            found.append((item, _not_ours(place)))
            if place.standing == UNLISTED:
                found.append((item, _UNLISTED))
        self._record(None, found)

    def _record(self, person: int | None, found: Sequence[tuple[Item, Judged]]) -> None:
        self._pending += [(person, item, judged) for item, judged in found]
        if len(self._pending) >= _PART:
            self.settle_pending()

    def settle_pending(self) -> None:
        """写成发现；取消的、临床研究的、不算数的版本没有发现。"""
        pending, self._pending = self._pending, []
        for start in range(0, len(pending), _PART):
            part = pending[start : start + _PART]
            ids = json.dumps(sorted({item.line for _person, item, _judged in part}))
            rows = swift_rows(self.look, _DETAILS, ids, needs=_LOG)
            details = {row[0]: row[1:] for row in rows}
            for person, item, judged in part:
                if item.line in details:
                    self.findings.append(self._told(details[item.line], person, item, judged))

    def _told(
        self, known: tuple[Any, ...], person: int | None, item: Item, judged: Judged
    ) -> Finding:
        ordinal, surgery, key, emergency, ref = known
        uses = self.reasons.grounds.uses.get(person or 0, ())
        if judged.kind in _LACKING and (emergency or uses):
            line = _line(item, person, ref)
            judged = with_emergency(judged, uses_for(line, uses), bool(emergency))
        return _finding(key, ordinal, surgery, item, person, judged)

    def consents(self, more: str = "", *values: Any) -> None:
        """没有知情同意的各例，记在归本办法管的第一项上。"""
        rows = self.look.raw(_NO_CONSENT.format(more=more), *values, needs=_LOG)
        ids = [row[0] for row in rows]
        first: dict[int, tuple[Line, Judged]] = {}
        for start in range(0, len(ids), _PART):
            for line in load_lines(self.look, ids=ids[start : start + _PART]):
                judged = consent_judged(line, self.reasons.grounds.unscoped)
                before = first.get(line.surgery_id)
                if judged is not None and (before is None or line.ordinal < before[0].ordinal):
                    first[line.surgery_id] = line, judged
        for line, judged in first.values():
            item = Item(line.id, line.day.isoformat(), line.code_id, line.department_id)
            told = _finding(line.key, line.ordinal, line.surgery_id, item, line.person_id, judged)
            self.findings.append(told)


def _by_department(rows: Sequence[Row]) -> list[tuple[int | None, Sequence[Row]]]:
    """按科室分开；多半只有一个。"""
    departments = set(map(_DEPARTMENT, rows))
    if len(departments) == 1:
        return [(departments.pop(), rows)]
    return [(one, [row for row in rows if row[3] == one]) for one in departments]


def _covers(spans: Iterable[tuple[str, str, int]], days: Between) -> bool:
    return any(after < days[0] and days[1] < before for after, before, _level in spans)


def _not_ours(place: Placed) -> Judged:
    return Judged(Kind.NOT_OURS, Status.VIOLATION, place.needed or None)


def _is_within(spans: Iterable[tuple[str, str]], day: str) -> bool:
    return any(since <= day <= until for since, until in spans)


def _line(item: Item, person: int | None, ref: str) -> Line:
    day = day_of(item.day)
    return Line(item.line, 0, 0, 0, day, person, "", item.code, "", item.department, ref=ref)


def _finding(
    key: int, ordinal: int, surgery: int, item: Item, person: int | None, judged: Judged
) -> Finding:
    return (
        *(int(judged.kind), int(judged.status), key, ordinal, surgery, item.line, item.day),
        *(person, item.department, item.code, judged.needed, judged.had),
    )
