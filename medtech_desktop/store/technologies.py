"""医疗技术：一次读入，按技术分好。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from medtech_desktop.domain.appraisals import Appraisal, EthicsReview
from medtech_desktop.domain.dated import Fact
from medtech_desktop.domain.norms import Norm
from medtech_desktop.domain.products import Product, ProductApproval
from medtech_desktop.domain.prohibited import ProhibitedAnswer
from medtech_desktop.domain.scope import ScopeDecision
from medtech_desktop.domain.stops import Start, Stop
from medtech_desktop.domain.technologies import (
    Evidence,
    FirstCase,
    SelfAssessment,
    Technology,
    TechnologyDepartment,
    TechnologyFile,
    TechnologyLead,
    TechnologyLineage,
)
from medtech_desktop.store.filings import by
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import LegalRecord
from medtech_desktop.store.tables import technologies as t

_PARTS: dict[str, tuple[type[LegalRecord], type[Any]]] = {
    "lineages": (t.TechnologyLineageRow, TechnologyLineage),
    "departments": (t.TechnologyDepartmentRow, TechnologyDepartment),
    "leads": (t.TechnologyLeadRow, TechnologyLead),
    "evidence": (t.EvidenceRow, Evidence),
    "self_assessments": (t.SelfAssessmentRow, SelfAssessment),
    "appraisals": (t.AppraisalRow, Appraisal),
    "ethics_reviews": (t.EthicsReviewRow, EthicsReview),
    "starts": (t.StartRow, Start),
    "stops": (t.StopRow, Stop),
    "first_cases": (t.FirstCaseRow, FirstCase),
    "answers": (t.ProhibitedAnswerRow, ProhibitedAnswer),
    "scope_decisions": (t.ScopeDecisionRow, ScopeDecision),
    "products": (t.ProductRow, Product),
}


def load_technologies(look: Look) -> tuple[TechnologyFile, ...]:
    """全部技术，连同各自的记录。

    A file that is as it was stays the same object: what was judged of it holds.
    """
    made = {file.technology.id: file for file in _files(look)}
    return look.memory.steady("technologies", made)


def _files(look: Look) -> Iterator[TechnologyFile]:
    facts = by(look.fetch(t.TechnologyFact, Fact), "subject_id")
    parts: dict[str, dict[Any, tuple[Any, ...]]] = {
        name: by(look.fetch(table, record), "technology_id")
        for name, (table, record) in _PARTS.items()
    }
    approvals = by(look.fetch(t.ProductApprovalRow, ProductApproval), "product_id")
    yield from (
        TechnologyFile(
            technology=technology,
            facts=facts.get(technology.id, ()),
            approvals=tuple(
                approval
                for product in parts["products"].get(technology.id, ())
                for approval in approvals.get(product.id, ())
            ),
            **{name: rows.get(technology.id, ()) for name, rows in parts.items()},
        )
        for technology in look.fetch(t.TechnologyRow, Technology)
    )


def load_norms(look: Look) -> tuple[Norm, ...]:
    """管理规范的各版。"""
    return tuple(look.fetch(t.NormRow, Norm))


def next_technology_number(look: Look) -> str:
    """下一个院内编号；撤销过的编号不再使用。"""
    return f"技-{look.count(t.TechnologyRow, annulled=True) + 1:03d}"
