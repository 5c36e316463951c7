"""一名术者在一个科室凭级别的回答：几个日子之间都一样，问过的记住；发现按种类归拢，成批写入。"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from medtech_desktop.domain.surgeries import Judged, Kind, Status
from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.surgery_practitioners import Doubt, Practitioner
from medtech_desktop.store.swift_rows import swift_rows

_FINDING = "surgery_finding"
_LACKS = f"?1 BETWEEN {int(Kind.NO_PRIVILEGE)} AND {int(Kind.REVOKED)}"
COLUMNS = (
    "kind, status, key, ordinal, surgery_id, line_id, day, person_id, department_id, code_id,"
    " needed, had"
)
_ROWS = (
    f"SELECT CASE WHEN s.emergency = 1 AND {_LACKS} THEN {int(Kind.EMERGENCY)} ELSE ?1 END,"
    f" CASE WHEN s.emergency = 1 AND {_LACKS} THEN {int(Status.TO_VERIFY)} ELSE ?2 END,"
    " s.key, l.ordinal, l.surgery_id, l.id, l.day, l.person_id, l.department_id, l.code_id,"
    " ?3, ?4 FROM json_each(?5) one CROSS JOIN surgery_line l ON l.id = one.value"
    " CROSS JOIN surgery s ON s.id = l.surgery_id WHERE s.cancelled = 0"
    " AND coalesce(s.research, 0) = 0"
    " AND NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = s.id)"
)
"""Of an emergency without a recorded use: ``domain.surgery_timelines.with_emergency``."""
_PUT = f"INSERT INTO surgery_finding ({COLUMNS}) {_ROWS}"
_LOG = ("surgery", "surgery_line", "surgery_gone")


@dataclass(slots=True)
class Found:
    """发现，按判断归拢：一样的判断，几项的号。"""

    lines: dict[Judged, list[int]] = field(default_factory=dict)

    def of(self, judged: Judged) -> list[int]:
        """这样判断的各项，往里添。"""
        return self.lines.setdefault(judged, [])

    def __len__(self) -> int:
        return sum(map(len, self.lines.values()))

    def write(self, page: Page) -> None:
        """写成发现；取消的、临床研究的、不算数的版本没有发现。"""
        derive(page, _FINDING, _PUT, self._asked())
        self._clear()

    def rows(self, look: Look) -> list[tuple[Any, ...]]:
        """要写的各条，依 ``COLUMNS``；不写。"""
        found = [row for one in self._asked() for row in swift_rows(look, _ROWS, *one, needs=_LOG)]
        self._clear()
        return found

    def _asked(self) -> list[tuple[Any, ...]]:
        return [
            (int(one.kind), int(one.status), one.needed, one.had, json.dumps(sorted(mine)))
            for one, mine in self.lines.items()
            if mine
        ]

    def _clear(self) -> None:
        for mine in self.lines.values():
            mine.clear()


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
    told: dict[tuple[int, int], list[int] | Doubt | None] = field(default_factory=dict)
    """第几段、须几级 → 有权为 None，无权的添在哪里，说不准的 ``Doubt``。"""

    def __post_init__(self) -> None:
        found = self.one.edges({one for one, _since, _until in self.specialties})
        for _one, since, until in self.specialties:
            found.update((since, f"{until}~"))
        self.edges = sorted(found)

    def ask(self, key: tuple[int, int], day: str) -> list[int] | Doubt | None:
        """还没有问过的：当日须几级。"""
        covering = [one for one, since, until in self.specialties if since <= day <= until]
        judged = self.one.by_grade(covering, day, key[1])
        to = self.found.of(judged) if isinstance(judged, Judged) else judged
        self.told[key] = Doubt.EVENTS if self.has_uses and to is not None else to
        return self.told[key]
