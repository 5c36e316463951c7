"""须几级、属哪个专业的各段（派生，可重建）：核查手术登记时一行一问。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from medtech_desktop.domain.grading_windows import (
    GRADED,
    LEFT_OUT,
    Span,
    changed_days,
    grading_windows,
    specialty_windows,
)
from medtech_desktop.domain.privileges import OPEN
from medtech_desktop.store.derived import clear, derive
from medtech_desktop.store.gradings import load_grading, load_grading_editions
from medtech_desktop.store.institutions import load_departments
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.specialties import load_specialties
from medtech_desktop.store.surgery_grounds import load_unscoped

_GRADING, _SPECIALTY = "grading_window", "specialty_window"
_STORED = {
    _GRADING: "SELECT code_id, department_id, since, until, standing, needed FROM grading_window"
    " ORDER BY code_id, department_id, since",
    _SPECIALTY: "SELECT department_id, specialty_id, since, until FROM specialty_window"
    " ORDER BY department_id, specialty_id, since",
}
_PUT = {
    _GRADING: "INSERT INTO grading_window (code_id, department_id, since, until, standing, needed)"
    " VALUES (?, ?, ?, ?, ?, ?)",
    _SPECIALTY: "INSERT INTO specialty_window (department_id, specialty_id, since, until)"
    " VALUES (?, ?, ?, ?)",
}
_OPEN = OPEN.isoformat()
_MIXED = 0
_DAY = timedelta(days=1)
Rows = dict[str, list[tuple[object, ...]]]


class Graded(dict[int, Sequence[Span]]):
    """编码 → 一个科室的各段：科室另行定级的在前；问过的记住。"""

    def __init__(self, spans: Mapping[tuple[int, int], Sequence[Span]], department: int) -> None:
        super().__init__()
        self._spans, self._department = spans, department

    def __missing__(self, code: int) -> Sequence[Span]:
        own, usual = self._spans.get((code, self._department)), self._spans.get((code, 0), ())
        self[code] = made = usual if own is None else (*own, *usual)
        return made


@dataclass(frozen=True, slots=True)
class Windows:
    """各段，一次读入；日子是文本。

    ``usual``: a code that is graded at every day since ``first``, for every department, by the
    highest grade it ever needs; one that is always left out by -1.  Others are in ``spans``.
    """

    first: str
    usual: dict[int, int]
    spans: dict[tuple[int, int], list[Span]]
    specialties: dict[int, list[tuple[int, str, str]]]
    at_most: tuple[frozenset[int], ...] = ()
    """``usual`` 里至多须 0、1……4 级的编码。"""
    _within: dict[int, Graded] = field(default_factory=dict)

    def within(self, department_id: int) -> Graded:
        """一个科室里各编码的各段。"""
        if department_id not in self._within:
            self._within[department_id] = Graded(self.spans, department_id)
        return self._within[department_id]

    def graded(self, code_id: int, department_id: int, day: str) -> tuple[int, int]:
        """(standing, needed)；没有为 (0, 0)。科室 0 = 不知道。"""
        for key in ((code_id, department_id), (code_id, 0)):
            for since, until, standing, needed in self.spans.get(key, ()):
                if since <= day <= until:
                    return standing, needed
        return 0, 0

    def covering(self, department_id: int, day: str) -> list[int]:
        """科室当日属于的专业。"""
        mine = self.specialties.get(department_id, ())
        return [one for one, since, until in mine if since <= day <= until]


def load_windows(look: Look) -> Windows:
    """各段；表没有改就不重读。"""
    return look.kept(_read_windows)


def _read_windows(look: Look) -> Windows:
    spans: dict[tuple[int, int], list[Span]] = {}
    for code, department, *span in look.raw(_STORED[_GRADING], needs=(_GRADING,)):
        spans.setdefault((code, department), []).append(tuple(span))
    sinces = [one.since for one in look.kept(load_grading_editions)]
    first = min(sinces, default=OPEN).isoformat()
    usual: dict[int, int] = {}
    for (code, department), mine in spans.items():
        # only the row for every department has to be there from the first day to the last
        whole = department != 0 or _is_whole(mine, first)
        said = _usual(mine) if whole else _MIXED
        before = usual.get(code, said)
        fits = (before > 0) == (said > 0) and (before < 0) == (said < 0)
        usual[code] = (max(before, said) if said > 0 else said) if fits else _MIXED
    specialties: dict[int, list[tuple[int, str, str]]] = {}
    for department, *rest in look.raw(_STORED[_SPECIALTY], needs=(_SPECIALTY,)):
        specialties.setdefault(department, []).append(tuple(rest))
    known = {code: said for code, said in usual.items() if said != _MIXED}
    at_most = tuple(
        frozenset(code for code, need in known.items() if 0 < need <= most) for most in range(5)
    )
    return Windows(first, known, spans, specialties, at_most)


def _is_whole(spans: list[tuple[str, str, int, int]], first: str) -> bool:
    """自第一天到没有末日，中间不断。"""
    if spans[0][0] != first or spans[-1][1] != _OPEN:
        return False
    ends = [date.fromisoformat(one[1]) + _DAY for one in spans[:-1]]
    return ends == [date.fromisoformat(one[0]) for one in spans[1:]]


def _usual(spans: Iterable[tuple[str, str, int, int]]) -> int:
    standings = {one[2] for one in spans}
    if standings == {GRADED}:
        return max(one[3] for one in spans)
    return -1 if standings == {LEFT_OUT} else _MIXED


# Derived


def window_rows(look: Look) -> Rows:
    """由目录、专业、科室重推的各段。"""
    tree = look.kept(load_departments)
    windows = grading_windows(
        look.kept(load_grading_editions),
        partial(load_grading, look),
        tree,
        look.kept(load_unscoped),
    )
    spans = specialty_windows(look.kept(load_specialties), (one.id for one in tree.departments))
    return {
        _GRADING: [
            (
                *(w.code_id, w.department_id, w.since.isoformat(), w.until.isoformat()),
                *(w.standing, w.needed),
            )
            for w in windows
        ],
        _SPECIALTY: [
            (s.department_id, s.specialty_id, s.since.isoformat(), s.until.isoformat())
            for s in spans
        ],
    }


def differing_windows(look: Look) -> Rows:
    """派生的各段与重推的不同的，重推的；都相同为空。"""
    return {
        table: rows
        for table, rows in window_rows(look).items()
        if rows != look.raw(_STORED[table], needs=(table,))
    }


@dataclass(frozen=True, slots=True)
class Change:
    """各段变了什么：哪些编码的级别在哪些日子；``whole``：专业变了，或从头有了，都要重判。"""

    codes: dict[int, tuple[str, str]] = field(default_factory=dict)
    whole: bool = False


def refresh_windows(page: Page, *, afresh: bool = False) -> Change:
    """重推；不同的重写。返回变了什么。``afresh``：不信记得的。"""
    differing = differing_windows(page) if afresh else page.kept(differing_windows)
    codes: dict[int, tuple[str, str]] = {}
    whole = _SPECIALTY in differing
    if _GRADING in differing:
        before: Any = page.raw(_STORED[_GRADING], needs=(_GRADING,))
        after: Any = differing[_GRADING]
        whole = whole or not before
        codes = {} if whole else changed_days(before, after)
    for table, rows in differing.items():
        clear(page, table)
        derive(page, table, _PUT[table], rows)
    return Change(codes, whole)
