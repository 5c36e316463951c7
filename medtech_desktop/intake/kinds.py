"""导入种类的名册。"""

from __future__ import annotations

from collections.abc import Iterable

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.columns import Kind
from medtech_desktop.intake.kinds_cases import CASES
from medtech_desktop.intake.kinds_catalogs import CATALOG, PROHIBITED
from medtech_desktop.intake.kinds_filings import FILINGS, HOLIDAYS
from medtech_desktop.intake.kinds_gradings import GRADING
from medtech_desktop.intake.kinds_people import DEPARTMENTS, PRACTITIONERS
from medtech_desktop.intake.kinds_privileges import PRIVILEGES
from medtech_desktop.intake.kinds_surgeries import SURGERIES, shaped
from medtech_desktop.intake.kinds_technologies import PROCEDURES, TECHNOLOGIES
from medtech_desktop.intake.kinds_trainings import TRAININGS
from medtech_desktop.intake.kinds_workloads import WORKLOADS

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        TECHNOLOGIES,
        CATALOG,
        PROHIBITED,
        PROCEDURES,
        GRADING,
        DEPARTMENTS,
        PRACTITIONERS,
        PRIVILEGES,
        WORKLOADS,
        TRAININGS,
        FILINGS,
        HOLIDAYS,
        SURGERIES,
        CASES,
    )
}
"""命令行与模板用的名字 → 栏目定义。"""


def kind_of(key: str) -> Kind:
    """按名字取一种导入。raises Trouble for an unknown one."""
    if key not in KINDS:
        raise Trouble(f"没有「{key}」这种导入", f"可用的有：{'、'.join(KINDS)}", "E-IN-21")
    return KINDS[key]


def kind_of_places(key: str, places: Iterable[str]) -> Kind:
    """按名字与对上的栏目键取一种导入；the columns of a front page stand in groups."""
    return shaped(places) if key == SURGERIES.key else kind_of(key)
