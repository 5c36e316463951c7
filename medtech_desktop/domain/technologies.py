"""医疗技术：本院的每项技术、它的生命周期，以及挡住下一步的是什么。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.appraisals import Appraisal, EthicsReview
from medtech_desktop.domain.dated import Fact, Moment, held_on, value_on
from medtech_desktop.domain.products import Product, ProductApproval
from medtech_desktop.domain.prohibited import ProhibitedAnswer, Wording
from medtech_desktop.domain.scope import ScopeDecision
from medtech_desktop.domain.stops import Start, Stop
from medtech_desktop.domain.terms import split_terms


class TechnologyFactKind(StrEnum):
    """技术事实的种类。"""

    NAME = "name"
    ALIASES = "aliases"
    CODES = "codes"
    INDICATION = "indication"
    RADIOLOGY = "radiology"
    RESEARCH = "research"
    ETHICAL_RISK = "ethical_risk"
    CONSENT_FORM = "consent_form"


class FoundBy(StrEnum):
    """首例从哪里发现：录入、手术登记、病例登记。"""

    ENTERED = "entered"
    LOG = "log"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Technology:
    """本院技术；``number`` 为院内编号（技-001），处处可用。"""

    id: int
    uid: str
    act_seq: int
    number: str


@dataclass(frozen=True, slots=True)
class TechnologyLineage:
    """技术对应的目录条目（跨版谱系）。links are data, never name guessing."""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    lineage: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class TechnologyDepartment:
    """开展科室。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    department_id: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class TechnologyLead:
    """技术负责人。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    person_id: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """安全性、有效性已经证明的依据（第二条、第四条、第二十一条）。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    source: str
    day: date


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """自我评估：按管理规范的哪一版，是否对照，是否符合（第十一条）。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    norm_id: int | None
    assessed_on: date
    compared: bool
    meets: bool
    report: str


@dataclass(frozen=True, slots=True)
class FirstCase:
    """首例：第一次临床应用的日子；``counts`` 为假须有理由（放弃的首例）。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    site_id: int
    day: date
    found_on: date
    found_by: FoundBy
    case_ref: str
    counts: bool
    reason: str


@dataclass(frozen=True, slots=True)
class TechnologyFile:
    """一项技术的全部记录，一次读入，按日提问。"""

    technology: Technology
    facts: tuple[Fact, ...] = ()
    lineages: tuple[TechnologyLineage, ...] = ()
    departments: tuple[TechnologyDepartment, ...] = ()
    leads: tuple[TechnologyLead, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    self_assessments: tuple[SelfAssessment, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    ethics_reviews: tuple[EthicsReview, ...] = ()
    starts: tuple[Start, ...] = ()
    stops: tuple[Stop, ...] = ()
    first_cases: tuple[FirstCase, ...] = ()
    answers: tuple[ProhibitedAnswer, ...] = ()
    scope_decisions: tuple[ScopeDecision, ...] = ()
    products: tuple[Product, ...] = ()
    approvals: tuple[ProductApproval, ...] = ()

    def value(self, kind: TechnologyFactKind, day: date) -> str:
        """某项内容在当日的值；登记起始日以前取最早一条。"""
        held = value_on(self.facts, kind, day)
        if held:
            return held
        rows = [f for f in self.facts if f.kind == kind]
        if any(f.since <= day for f in rows):
            return ""
        return min(rows, key=lambda f: f.since).value if rows else ""

    def name(self, day: date) -> str:
        """当日的名称（本院叫法；限制类的正式名称以目录为准）。"""
        return self.value(TechnologyFactKind.NAME, day)

    def flag(self, kind: TechnologyFactKind, day: date) -> bool:
        """是/否类事实。"""
        return self.value(kind, day) == "yes"

    def wording(self, day: date) -> Wording:
        """名称、别名、编码与适应证，供核对禁止类与适用范围。"""
        return Wording(
            self.name(day),
            split_terms(self.value(TechnologyFactKind.ALIASES, day)),
            split_terms(self.value(TechnologyFactKind.CODES, day)),
            self.value(TechnologyFactKind.INDICATION, day),
        )

    def lineages_on(self, day: date) -> tuple[str, ...]:
        """当日对应的目录谱系；早于登记对应之日的，取最早的对应。

        A technology entered today with last month's steps is the same technology then: the
        gates and the clock must see the same entry.
        """
        held = tuple(row.lineage for row in held_on(self.lineages, day))
        if held or any(row.since <= day for row in self.lineages):
            return held
        first = min((row.since for row in self.lineages), default=None)
        return tuple(row.lineage for row in self.lineages if row.since == first)

    def department_ids(self, day: date) -> tuple[int, ...]:
        """当日的开展科室。"""
        return tuple(row.department_id for row in held_on(self.departments, day))

    def lead_ids(self, day: date) -> tuple[int, ...]:
        """当日的技术负责人。"""
        return tuple(row.person_id for row in held_on(self.leads, day))

    def decided_out_of_scope(self, day: date) -> bool:
        """当日有效的书面判定为不适用本办法（第四十七条）。"""
        held = [one for one in self.scope_decisions if one.holds_on(day)]
        last = max(held, key=lambda one: (one.since, one.id), default=None)
        return last is not None and not last.in_scope

    def assessment_on(self, day: date) -> SelfAssessment | None:
        """当日以前最近一次自我评估。"""
        held = [a for a in self.self_assessments if a.assessed_on <= day]
        return max(held, key=lambda a: (a.assessed_on, a.act_seq), default=None)

    def counting_cases(self, day: date, after: Moment | None = None) -> tuple[FirstCase, ...]:
        """当日以前计入的首例，最早的在前；临床研究的病例不是临床应用，不计。"""
        rows = (
            c
            for c in self.first_cases
            if c.counts
            and c.day <= day
            and (after is None or (c.day, c.act_seq) > after)
            and not self.flag(TechnologyFactKind.RESEARCH, c.day)
        )
        return tuple(sorted(rows, key=lambda c: (c.day, c.id)))
