"""授权矩阵：术式为行、人员为列，一格一个字节（第二十条）。

A cell says what ``privilege_answers.held`` says, in one byte.  Coverage by grade is a run of
rows, so a column is four slices laid over the grade bands; the chains of single procedures
and technologies are set on top.  Six million cells are six megabytes and take no objects.
Days are ISO texts here: half a million are compared and none is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from medtech_desktop.domain.privileges import (
    PrivilegeEvent,
    State,
    Target,
    TargetKind,
    Temporary,
    Verb,
)

SOON_DAYS = 60
"""多少天以内到期的另作标记。"""
FINDING = 0x80
"""这一格有未了结的核查问题。"""
_MARK = 0x0F


class Mark(IntEnum):
    """一格的记号。"""

    EMPTY = 0
    VALID = 1
    BY_GRADE = 2
    EXPIRING = 3
    APPLIED = 4
    SUSPENDED = 5
    EXPIRED = 6
    REVOKED = 7
    VISITING = 8
    SAME_DAY = 9


MARK_LABELS: dict[Mark, str] = {
    Mark.EMPTY: "没有授权",
    Mark.VALID: "有效",
    Mark.BY_GRADE: "按级别可做",
    Mark.EXPIRING: "60 天内到期",
    Mark.APPLIED: "申请中",
    Mark.SUSPENDED: "暂停",
    Mark.EXPIRED: "已过期",
    Mark.REVOKED: "已撤销",
    Mark.VISITING: "临时（外院）",
    Mark.SAME_DAY: "当日，待核实",
}
_LACKS = (
    (State.SUSPENDED, Mark.SUSPENDED),
    (State.REVOKED, Mark.REVOKED),
    (State.EXPIRED, Mark.EXPIRED),
)
_BARS = (State.SUSPENDED, State.REVOKED)
_MAY_BE_APPLIED = frozenset({Mark.EMPTY, Mark.EXPIRED, Mark.REVOKED})


class Band(IntEnum):
    """一段的行：四级至一级、目录没有列入的术式、技术；数字是须有的级别。"""

    FOUR = 4
    THREE = 3
    TWO = 2
    ONE = 1
    UNLISTED = 0
    TECHNOLOGY = -1


BAND_LABELS: dict[Band, str] = {
    Band.FOUR: "四级手术",
    Band.THREE: "三级手术",
    Band.TWO: "二级手术",
    Band.ONE: "一级手术",
    Band.UNLISTED: "目录没有列入的术式",
    Band.TECHNOLOGY: "技术",
}


class MatrixRow(NamedTuple):
    """一行：哪一段、术式还是技术、内部号、编码、名称、要知道的（如按几级管理）。"""

    band: Band
    kind: TargetKind
    id: int
    code: str
    name: str
    note: str = ""

    @property
    def target(self) -> Target:
        """授权对象。"""
        return Target(self.kind, self.id)


class Reach(NamedTuple):
    """某人某一授权对象在所看那天的情形；``until`` 为接连有效到哪天，``visiting`` 为外请临时。

    ``barred``: on this day of a change it was, before or in between, suspended or revoked.
    """

    kind: int
    target: int
    low: int
    high: int
    state: int
    known_on: str
    until: str
    visiting: bool = False
    barred: bool = False


Stretch = tuple[int, int, str, str, int, int, str, int]
"""派生区间的一行：kind、对象、起、止、low、high、登记日、情形。"""
Key = tuple[int, int]
"""kind 与对象。"""
_GIVES = frozenset({Verb.OPENING, Verb.GRANT, Verb.RENEW})


def reaches_of(
    rows: Iterable[Stretch],
    day: date,
    visiting: Collection[Key] = frozenset(),
    barred: Collection[Key] = frozenset(),
) -> list[Reach]:
    """一个人的各对象在某日的情形；各行依对象、起日排好，含那天以后不久起的。

    What ends soon and is followed at once by no less does not end soon.
    """
    today = day.isoformat()
    found: list[Reach] = []
    now: Reach | None = None
    for kind, target, since, until, low, high, known_on, state in rows:
        if until < today:
            continue
        if now is not None and (now.kind, now.target) == (kind, target):
            if low >= now.low and since == _day_after(now.until):
                now = found[-1] = now._replace(until=until)
            elif since > today:
                now = None
        elif since <= today:
            key = (kind, target)
            now = Reach(
                kind, target, low, high, state, known_on, until, key in visiting, key in barred
            )
            found.append(now)
        else:
            now = None
    return found


def _day_after(text: str) -> str:
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()


def is_visiting(chain: Iterable[PrivilegeEvent], day: date) -> bool:
    """某日这一串授权是不是外请临时的：看那天以前最近一次授予或续授。"""
    given = [
        event
        for event in chain
        if event.annulled_on is None and event.verb in _GIVES and event.day <= day
    ]
    last = max(given, key=lambda event: (event.day, event.act_seq, event.id), default=None)
    return last is not None and last.temporary is Temporary.VISITING


class Wish(NamedTuple):
    """正在申请的一项；``grade`` 只有级别申请才有。"""

    kind: int
    target: int
    grade: int = 0


@dataclass(frozen=True, slots=True)
class Axis:
    """各行，依段排好；``bands`` 为每段的起止（不含止）。"""

    rows: tuple[MatrixRow, ...]
    bands: tuple[tuple[Band, int, int], ...] = field(init=False)
    places: dict[tuple[int, int], int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found, start = [], 0
        for band, group in groupby(self.rows, key=lambda row: row.band):
            end = start + sum(1 for _ in group)
            found.append((band, start, end))
            start = end
        if len({band for band, _start, _end in found}) != len(found):
            raise ValueError("the rows of a band stand together")
        object.__setattr__(self, "bands", tuple(found))
        places = {(int(row.kind), row.id): place for place, row in enumerate(self.rows)}
        object.__setattr__(self, "places", places)

    def __len__(self) -> int:
        return len(self.rows)


def in_bands(rows: Iterable[MatrixRow]) -> Axis:
    """依段、依编码排成各行。"""
    return Axis(tuple(sorted(rows, key=lambda row: (-row.band, row.code, row.name, row.id))))


@dataclass(frozen=True, slots=True)
class Scope:
    """怎样看：哪一天，哪些专业的级别算数。"""

    day: date
    specialties: frozenset[int]

    @property
    def soon(self) -> str:
        """到这一天（含）到期的算快到期。"""
        return (self.day + timedelta(days=SOON_DAYS)).isoformat()


def column_of(
    axis: Axis,
    scope: Scope,
    reaches: Sequence[Reach],
    wishes: Sequence[Wish] = (),
    findings: Iterable[int] = (),
) -> bytes:
    """一个人的一列；``findings`` 他有未了结的核查问题的术式。"""
    today, soon = scope.day.isoformat(), scope.soon
    grades = [
        one for one in reaches if one.kind == TargetKind.GRADE and one.target in scope.specialties
    ]
    made = bytearray(len(axis))
    for band, start, end in axis.bands:
        if band > 0 and grades:
            made[start:end] = bytes((_judged(grades, band, today, soon),)) * (end - start)
    places, rows = axis.places, axis.rows
    for one in reaches:
        place = places.get((one[0], one[1]))
        if place is None:
            continue
        if one.low and one.known_on <= today:  # nothing ranks before it
            made[place] = _held_mark(one, soon)
            continue
        band = rows[place].band
        others = grades if band > 0 else []
        made[place] = _judged([one, *others], band, today, soon)
    if wishes:
        _wish(made, axis, scope, wishes)
    for code in findings:
        place = places.get((int(TargetKind.PROCEDURE), code))
        if place is not None:
            made[place] |= FINDING
    return bytes(made)


def _judged(sources: Sequence[Reach], needed: int, today: str, soon: str) -> int:
    """``privilege_answers.held`` in one byte: who holds it best, else the gravest lack."""
    best: tuple[bool, bool, int] | None = None
    by: Reach | None = None
    possible = False
    named = next((one for one in sources if one.kind != TargetKind.GRADE), None)
    barred = named is not None and named.state in _BARS
    doubtful = named is not None and named.barred
    for one in sources:
        by_grade = one.kind == TargetKind.GRADE
        if by_grade and barred:
            continue
        least = needed if by_grade else 1
        if one.low >= least and not (by_grade and doubtful):
            rank = (one.known_on > today, by_grade, -one.low)
            if best is None or rank < best:
                best, by = rank, one
        possible = possible or one.high >= least
    if by is not None:
        return _held_mark(by, soon)
    if possible:
        return Mark.SAME_DAY
    states = {one.state for one in sources}
    return next((mark for state, mark in _LACKS if state in states), Mark.EMPTY)


def _held_mark(by: Reach, soon: str) -> int:
    if by.visiting:
        return Mark.VISITING
    if by.until <= soon:
        return Mark.EXPIRING
    return Mark.BY_GRADE if by.kind == TargetKind.GRADE else Mark.VALID


def _wish(made: bytearray, axis: Axis, scope: Scope, wishes: Sequence[Wish]) -> None:
    """正在申请而还没有的各格。"""
    wanted: set[int] = set()
    for one in wishes:
        if one.kind == TargetKind.GRADE and one.target in scope.specialties:
            for band, start, end in axis.bands:
                if 0 < band <= one.grade:
                    wanted.update(range(start, end))
        elif (place := axis.places.get((one.kind, one.target))) is not None:
            wanted.add(place)
    for place in wanted:
        if made[place] in _MAY_BE_APPLIED:
            made[place] = Mark.APPLIED


# What a made matrix tells


class MatrixPerson(NamedTuple):
    """一列：人员、姓名、工号、职称（短）、科室；``visiting`` 为外院来的。"""

    id: int
    name: str
    number: str
    title: str
    department: str
    visiting: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """做好的矩阵：``cells`` 一人一列，一格一字节。"""

    day: date
    axis: Axis
    people: tuple[MatrixPerson, ...]
    cells: tuple[bytes, ...]
    counts: tuple[int, ...]
    findings: int = 0

    def mark(self, row: int, column: int) -> Mark:
        """一格的记号。"""
        return Mark(self.cells[column][row] & _MARK)

    def count(self, mark: Mark) -> int:
        """这种记号有几格。"""
        return self.counts[mark]


def made_matrix(
    day: date, axis: Axis, people: Sequence[MatrixPerson], columns: Iterable[bytes]
) -> Matrix:
    """把各列合成矩阵，数好各种记号。"""
    cells = tuple(columns)
    counts = [0] * len(Mark)
    findings = 0
    for column in cells:
        for mark in Mark:
            counts[mark] += column.count(mark) + column.count(mark | FINDING)
        findings += sum(column.count(mark | FINDING) for mark in Mark)
    return Matrix(day, axis, tuple(people), cells, tuple(counts), findings)


def having(matrix: Matrix, wanted: Collection[int]) -> tuple[list[int], list[int]]:
    """有这些字节之一的各行、各列。"""
    table = bytes(1 if byte in wanted else 0 for byte in range(256))
    rows, columns = 0, []
    for place, column in enumerate(matrix.cells):
        found = int.from_bytes(column.translate(table), "little")
        if found:
            columns.append(place)
            rows |= found
    told = rows.to_bytes(len(matrix.axis), "little") if len(matrix.axis) else b""
    return list(_places(told)), columns


def _places(told: bytes) -> Iterator[int]:
    place = told.find(1)
    while place >= 0:
        yield place
        place = told.find(1, place + 1)


def bytes_of(mark: Mark) -> frozenset[int]:
    """这种记号写成的字节，有没有核查问题都算。"""
    return frozenset({int(mark), mark | FINDING})


FINDING_BYTES = frozenset(mark | FINDING for mark in Mark)
"""有核查问题的各种字节。"""
