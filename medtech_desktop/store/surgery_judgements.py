"""核查手术登记的授权一面与知情同意：逐人取来各项，记下发现与没有判断的（law.md 第 6 节）。

Lines come one operator at a time in the order of the index; most are certainly fine by the
derived stretches and pass at a glance.  What is left is judged by the same stretches, and by
the events where lateness or a change of the very day matters.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from medtech_desktop.domain.grading_windows import UNLISTED
from medtech_desktop.domain.surgeries import Judged, Kind, Line, Status, Unjudged
from medtech_desktop.domain.surgery_timelines import consent_judged, uses_for, with_emergency
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import load_lines
from medtech_desktop.store.surgery_practitioners import (
    Annulled,
    Between,
    Practitioner,
    away_spans,
)
from medtech_desktop.store.surgery_reasons import Item, Placed, Reasons, Row, day_of, item_of
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
    "SELECT (SELECT l.id FROM surgery_line l WHERE l.surgery_id = s.id ORDER BY l.ordinal, l.id"
    " LIMIT 1) FROM surgery s WHERE s.consent = 0 AND s.cancelled = 0{more}"
    " AND NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = s.id)"
)
_PART = 1000

Finding = tuple[Any, ...]
_LACKING = frozenset(
    {Kind.NO_PRIVILEGE, Kind.ABOVE_GRADE, Kind.SUSPENDED, Kind.EXPIRED, Kind.REVOKED}
)
_DAY, _CODE, _DEPARTMENT = itemgetter(1), itemgetter(2), itemgetter(3)


@dataclass(slots=True)
class LogCheck:
    """一次核查：逐人取来，记下发现；要计数的，记下各日各科室几项、没有判断的几项。"""

    look: Look
    reasons: Reasons
    findings: list[Finding] = field(default_factory=list)
    counts: dict[int | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """科室 → 各日几项。"""
    unjudged: Counter[tuple[str, int | None, int]] = field(default_factory=Counter)
    _pending: list[tuple[int | None, Item, Judged]] = field(default_factory=list)

    def count(self, rows: Sequence[Row]) -> None:
        """数进这些项。"""
        for department, mine in _by_department(rows):
            self.counts[department].update(map(_DAY, mine))

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
        self, person: int, rows: Sequence[Row], annulled: Annulled, *, counted: bool = False
    ) -> None:
        """一名术者的各项，依日期；``counted``：也数进去。"""
        one = Practitioner(self.look, person, annulled, self.reasons.after)
        unsure: list[Row] = []
        for department, mine in _by_department(rows):
            if counted:
                self.counts[department].update(map(_DAY, mine))
            if department is None:
                unsure += mine
            else:
                self._sift(one, department, mine, unsure)
        away = away_spans(self.reasons.grounds.staff, person)
        if not unsure and not away:
            return
        here = {row[0] for row in unsure}
        gone = {row[0] for row in rows if _is_within(away, row[1])} if away else set()
        if gone:
            unsure += [row for row in rows if row[0] in gone and row[0] not in here]
        self._settle(one, self._items(unsure), here, gone)

    def _sift(
        self, one: Practitioner, department: int, rows: Sequence[Row], unsure: list[Row]
    ) -> None:
        """当然有权的过去，总是不纳入的记下，其余说不准。"""
        usual, begin = self.reasons.windows.usual, self.reasons.begin
        levels = one.levels(self.reasons.windows.specialties.get(department, ()))
        enough = [
            [(after, before) for after, before, level in levels if level >= need]
            for need in range(5)
        ]
        enough[0] = []
        codes = set(map(_CODE, rows))
        named = {
            code: one.fine_spans(code) if usual.get(code, 0) > 0 else []
            for code in one.named.intersection(codes)
        }
        days = rows[0][1], rows[-1][1]
        whole = {need for need, spans in enumerate(enough) if _covers(spans, days)}
        always = {code for code in codes - named.keys() if usual.get(code, 0) in whole}
        always.update(code for code, spans in named.items() if _covers(spans, days))
        for row in [row for row in rows if row[2] not in always]:
            code, day = row[2] or 0, row[1]
            need = usual.get(code, 0)
            spans = named[code] if code in named else enough[max(need, 0)]
            for after, before in spans:
                if after < day < before:
                    break
            else:
                if need < 0 and day >= begin:
                    self.unjudged[day[:7], department, Unjudged.LEFT_OUT] += 1
                else:
                    unsure.append(row)

    def _items(self, rows: Sequence[Row]) -> list[Item]:
        items = self.reasons.items(rows)
        self._move(rows, items)
        return items

    def _move(self, rows: Sequence[Row], items: Sequence[Item]) -> None:
        """科室认过名的，记在认得的科室。"""
        bare = {row[0] for row in rows if row[3] is None}
        for item in items if bare else ():
            if item.department is not None and item.line in bare:
                self.counts[None][item.day] -= 1
                self.counts[item.department][item.day] += 1

    def _settle(
        self, one: Practitioner, items: Sequence[Item], unsure: set[int], gone: set[int]
    ) -> None:
        placed = []
        for item in items:
            noted = item.line in unsure  # the others are noted, or fine but for the person
            place = (self.note_item if noted else self.reasons.place)(item, one.person_id)
            if not place.reason:
                placed.append((item, place))
        one.prepare(item.code for item, _place in placed if item.code and item.line in unsure)
        found: list[tuple[Item, Judged]] = []
        for item, place in placed:
            away = item.line in gone
            if away:
                found.append((item, _not_ours(place)))
            if place.standing == UNLISTED:
                found.append((item, Judged(Kind.UNLISTED, Status.VIOLATION)))
            elif item.line in unsure and item.code is not None:
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
                found.append((item, Judged(Kind.UNLISTED, Status.VIOLATION)))
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
        """没有知情同意的各例，记在第一项上。"""
        rows = self.look.raw(_NO_CONSENT.format(more=more), *values, needs=_LOG)
        ids = [row[0] for row in rows if row[0]]
        for start in range(0, len(ids), _PART):
            for line in load_lines(self.look, ids=ids[start : start + _PART]):
                judged = consent_judged(line, self.reasons.grounds.unscoped)
                if judged is not None:
                    item = Item(line.id, line.day.isoformat(), line.code_id, line.department_id)
                    told = _finding(
                        line.key, line.ordinal, line.surgery_id, item, line.person_id, judged
                    )
                    self.findings.append(told)


def _by_department(rows: Sequence[Row]) -> list[tuple[int | None, Sequence[Row]]]:
    """按科室分开；多半只有一个。"""
    departments = set(map(_DEPARTMENT, rows))
    if len(departments) == 1:
        return [(departments.pop(), rows)]
    return [(one, [row for row in rows if row[3] == one]) for one in departments]


def _covers(spans: Iterable[Between], days: Between) -> bool:
    return any(after < days[0] and days[1] < before for after, before in spans)


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
