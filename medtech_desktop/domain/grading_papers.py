"""手术分级管理目录的文书：按科室、再按级别，四级在前（第十八条）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.papers import Footer


@dataclass(frozen=True, slots=True)
class GradedProcedure:
    """目录的一行：编码、名称、级别、按几级管理（同级别的空）、标记。"""

    code: str
    name: str
    grade: str
    managed_as: str
    marks: str


@dataclass(frozen=True, slots=True)
class GradingGroup:
    """同一科室、同一级别的各行。"""

    department: str
    grade: str
    rows: tuple[GradedProcedure, ...]


@dataclass(frozen=True, slots=True)
class GradingPaper:
    """手术分级管理目录的一版；草稿的 ``adopted_on`` 与 ``since`` 为 None。"""

    hospital: str
    name: str
    number: str
    adopted_by: str
    adopted_on: date | None
    since: date | None
    code_edition: str
    managed: tuple[str, ...]
    groups: tuple[GradingGroup, ...]
    footer: Footer

    @property
    def count(self) -> int:
        """行数。"""
        return sum(len(group.rows) for group in self.groups)
