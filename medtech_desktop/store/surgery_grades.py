"""一名术者在一个科室凭级别的回答：几个日子之间都一样，问过的记住；发现按种类归拢，成批写入。"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from medtech_desktop.domain.surgeries import Judged, Kind, Status
from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.surgery_practitioners import Doubt, Practitioner
from medtech_desktop.store.swift_rows import swift_rows

_FINDING = "surgery_finding"
_LACKS = f"j.kind BETWEEN {int(Kind.NO_PRIVILEGE)} AND {int(Kind.REVOKED)}"
_MOST = 4096
"""至多几种判断：种类、情形、须几级、所持几级。"""
COLUMNS = (
    "kind, status, key, ordinal, surgery_id, line_id, day, person_id, department_id, code_id,"
    " needed, had"
)
_ROWS = (
    "WITH judged(n, kind, status, needed, had) AS MATERIALIZED (SELECT key, value ->> 0,"
    " value ->> 1, value ->> 2, value ->> 3 FROM json_each(?1))"
    f" SELECT CASE WHEN s.emergency = 1 AND {_LACKS} THEN {int(Kind.EMERGENCY)} ELSE j.kind END,"
    f" CASE WHEN s.emergency = 1 AND {_LACKS} THEN {int(Status.TO_VERIFY)} ELSE j.status END,"
    " s.key, l.ordinal, l.surgery_id, l.id, l.day, l.person_id, l.department_id, l.code_id,"
    f" j.needed, j.had FROM json_each(?2) one CROSS JOIN judged j ON j.n = one.value % {_MOST}"
    f" CROSS JOIN surgery_line l ON l.id = one.value / {_MOST}"
    " CROSS JOIN surgery s ON s.id = l.surgery_id WHERE s.cancelled = 0"
    " AND coalesce(s.research, 0) = 0"
    " AND NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = s.id)"
)
"""Of an emergency without a recorded use: ``domain.surgery_timelines.with_emergency``."""
_PUT = f"INSERT INTO surgery_finding ({COLUMNS}) {_ROWS}"
_LOG = ("surgery", "surgery_line", "surgery_gone")
_PART = 5000


@dataclass(slots=True)
class Found:
    """发现，按判断归拢：一样的判断，几项的号。

    All are written at the end, in the order of the log: its pages are each read once.
    """

    lines: dict[Judged, array[int]] = field(default_factory=dict)

    def of(self, judged: Judged) -> array[int]:
        """这样判断的各项，往里添。"""
        if judged not in self.lines:
            self.lines[judged] = array("q")
        return self.lines[judged]

    def write(self, page: Page, tell: Callable[[], object] | None = None) -> None:
        """写成发现；取消的、临床研究的、不算数的版本没有发现。``tell``：写完一份就叫。"""
        for asked in self._asked():
            derive(page, _FINDING, _PUT, [asked])
            if tell is not None:
                tell()

    def rows(self, look: Look) -> list[tuple[Any, ...]]:
        """要写的各条，依 ``COLUMNS``；不写。"""
        return [row for one in self._asked() for row in swift_rows(look, _ROWS, *one, needs=_LOG)]

    def _asked(self) -> Iterator[tuple[str, str]]:
        """一份份，依各项的号；取过就没有了。"""
        found, self.lines = self.lines, {}
        told = json.dumps([(one.kind, one.status, one.needed, one.had) for one in found])
        marks = sorted(
            line * _MOST + place for place, mine in enumerate(found.values()) for line in mine
        )
        for start in range(0, len(marks), _PART):
            yield told, json.dumps(marks[start : start + _PART])


@dataclass(slots=True)
class ByGrade:
    """没有点过名的编码，凭级别有没有权。"""

    one: Practitioner
    specialties: Sequence[tuple[int, str, str]]
    """科室属于哪些专业的各段。"""
    found: Found
    has_uses: bool
    """有急诊超权限的登记：无权的要一例例看。"""
    edges: list[str] = field(default_factory=list)
    told: dict[tuple[int, int], array[int] | Doubt | None] = field(default_factory=dict)
    """第几段、须几级 → 有权为 None，无权的添在哪里，说不准的 ``Doubt``。"""

    def __post_init__(self) -> None:
        found = self.one.edges({one for one, _since, _until in self.specialties})
        for _one, since, until in self.specialties:
            found.update((since, f"{until}~"))
        self.edges = sorted(found)

    def ask(self, key: tuple[int, int], day: str) -> array[int] | Doubt | None:
        """还没有问过的：当日须几级。"""
        covering = [one for one, since, until in self.specialties if since <= day <= until]
        judged = self.one.by_grade(covering, day, key[1])
        to = self.found.of(judged) if isinstance(judged, Judged) else judged
        self.told[key] = Doubt.EVENTS if self.has_uses and to is not None else to
        return self.told[key]
