"""手术核查报告：一段日子、全院或一科的问题、没有判断的与其原因（第十八条、第二十条等）。冻结的记录。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.papers import Footer


@dataclass(frozen=True, slots=True)
class CountLine:
    """一行计数：名称、依据（没有为空）、条数、其中已说明的。"""

    name: str
    basis: str
    count: int
    explained: int = 0


@dataclass(frozen=True, slots=True)
class PersonCount:
    """一名术者：工号、姓名、科室、条数、其中待核实的。"""

    number: str
    name: str
    department: str
    count: int
    to_verify: int


@dataclass(frozen=True, slots=True)
class CheckLine:
    """一条发现：手术日、病例（患者号已遮住）、问题、术式、术者、科室、证据、状态、说明。

    ``evidence`` is the whole sentence; ``brief`` leaves out what the other columns say.
    """

    day: date
    case: str
    kind: str
    code: str
    procedure: str
    grade: str
    number: str
    person: str
    department: str
    evidence: str
    basis: str
    remedy: str
    state: str
    explanation: str = ""
    brief: str = ""


@dataclass(frozen=True, slots=True)
class LateLine:
    """逾期未备案的一项技术：期限、提交日、其间的例数、结论。"""

    number: str
    technology: str
    due: date
    submitted: date | None
    cases: int
    evidence: str
    basis: str
    state: str


@dataclass(frozen=True, slots=True)
class SurgeryCheckReport:
    """手术核查报告；``department`` 空 = 全院。"""

    hospital: str
    department: str
    since: date
    until: date
    surgeries: int
    lines: int
    judged: int
    problems: int
    to_verify: int
    explained: int
    cleared: int
    by_kind: tuple[CountLine, ...]
    by_department: tuple[CountLine, ...]
    by_month: tuple[CountLine, ...]
    unjudged: tuple[CountLine, ...]
    notes: tuple[str, ...]
    people: tuple[PersonCount, ...]
    findings: tuple[CheckLine, ...]
    late: tuple[LateLine, ...]
    printed_on: date
    footer: Footer

    @property
    def where(self) -> str:
        """全院或哪个科室。"""
        return self.department or "全院"

    @property
    def left_out(self) -> int:
        """没有判断的行数。"""
        return sum(one.count for one in self.unjudged)
