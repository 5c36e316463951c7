"""须几级、属哪个专业的各段（派生，可重建）：核查手术登记时一行一问。"""

from __future__ import annotations

from functools import partial

from medtech_desktop.domain.grading_windows import grading_windows, specialty_windows
from medtech_desktop.store.derived import clear, derive
from medtech_desktop.store.gradings import load_grading, load_grading_editions
from medtech_desktop.store.institutions import load_departments
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.specialties import load_specialties

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
FACTS = frozenset(
    {
        *("grading_edition", "grading_line", "procedure", "procedure_code", "code_edition"),
        *("specialty", "specialty_department", "department", "department_fact"),
    }
)
"""这些表改了，各段可能要变。"""
Rows = dict[str, list[tuple[object, ...]]]


def window_rows(look: Look) -> Rows:
    """由目录、专业、科室重推的各段。"""
    tree = look.kept(load_departments)
    windows = grading_windows(look.kept(load_grading_editions), partial(load_grading, look), tree)
    spans = specialty_windows(look.kept(load_specialties), (one.id for one in tree.departments))
    return {
        _GRADING: [
            (w.code_id, w.department_id, w.since.isoformat(), w.until.isoformat())
            + (w.standing, w.needed)
            for w in windows
        ],
        _SPECIALTY: [
            (s.department_id, s.specialty_id, s.since.isoformat(), s.until.isoformat())
            for s in spans
        ],
    }


def differing_windows(look: Look) -> bool:
    """派生的各段与重推的是否不同。"""
    return any(rows != look.raw(_STORED[table]) for table, rows in window_rows(look).items())


def refresh_windows(page: Page) -> bool:
    """重推；不同的重写。返回是否变了。"""
    changed = False
    for table, rows in window_rows(page).items():
        if rows != page.raw(_STORED[table], needs=(table,)):
            clear(page, table)
            derive(page, table, _PUT[table], rows)
            changed = True
    return changed
