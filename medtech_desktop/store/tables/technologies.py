"""医疗技术及其论证、伦理、自评、首例、启停的表。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.products import ApprovalState, ProductKind
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.domain.technologies import FoundBy
from medtech_desktop.store.tables import Code, LegalRecord
from medtech_desktop.store.tables.institutions import SPAN


class TechnologyRow(LegalRecord):
    """本院技术。"""

    __tablename__ = "technology"

    number: Mapped[str] = mapped_column(unique=True, comment="院内编号 技-001")


class TechnologyFact(LegalRecord):
    """技术事实：名称、别名、编码、适应证、是否涉及放射、研究、伦理风险、适用范围。"""

    __tablename__ = "technology_fact"

    subject_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    since: Mapped[date]


class TechnologyLineageRow(LegalRecord):
    """技术与目录条目的对应（按谱系）。"""

    __tablename__ = "technology_lineage"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    lineage: Mapped[str] = mapped_column(index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class TechnologyDepartmentRow(LegalRecord):
    """开展科室。"""

    __tablename__ = "technology_department"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    since: Mapped[date]
    until: Mapped[date | None]


class TechnologyLeadRow(LegalRecord):
    """技术负责人。"""

    __tablename__ = "technology_lead"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since: Mapped[date]
    until: Mapped[date | None]


class EvidenceRow(LegalRecord):
    """安全有效的依据。"""

    __tablename__ = "evidence"

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    source: Mapped[str]
    day: Mapped[date]


class ProhibitedAnswerRow(LegalRecord):
    """对「可能属于禁止类」的书面判定。"""

    __tablename__ = "prohibited_answer"
    __table_args__ = (CheckConstraint("length(trim(reason)) > 0", name="reason"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("prohibited_entry.id"))
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    indication: Mapped[str]
    is_prohibited: Mapped[bool]
    reason: Mapped[str]
    decided_on: Mapped[date]
    decided_by: Mapped[str]


class ScopeDecisionRow(LegalRecord):
    """是否适用本办法的书面判定（第四十七条）。"""

    __tablename__ = "scope_decision"
    __table_args__ = (
        CheckConstraint(SPAN, name="span"),
        CheckConstraint("length(trim(reason)) > 0", name="reason"),
    )

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    in_scope: Mapped[bool]
    reason: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    family: Mapped[str]
    decided_by: Mapped[str]


class SelfAssessmentRow(LegalRecord):
    """自我评估。"""

    __tablename__ = "self_assessment"

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    norm_id: Mapped[int | None] = mapped_column(ForeignKey("norm.id"))
    assessed_on: Mapped[date]
    compared: Mapped[bool] = mapped_column(comment="是否对照规范")
    meets: Mapped[bool] = mapped_column(comment="是否符合规范要求")
    report: Mapped[str]


class AppraisalRow(LegalRecord):
    """论证：专门组织的结论。"""

    __tablename__ = "appraisal"

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    held_on: Mapped[date]
    ability: Mapped[Verdict] = mapped_column(Code(Verdict), comment="技术能力")
    safety: Mapped[Verdict] = mapped_column(Code(Verdict), comment="安全保障能力")
    verdict: Mapped[Verdict] = mapped_column(Code(Verdict))
    conclusion: Mapped[str]
    meeting: Mapped[str]


class EthicsReviewRow(LegalRecord):
    """伦理审查。"""

    __tablename__ = "ethics_review"

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    held_on: Mapped[date]
    waived: Mapped[bool] = mapped_column(comment="不涉及重大伦理风险")
    verdict: Mapped[Verdict] = mapped_column(Code(Verdict))
    conclusion: Mapped[str]
    meeting: Mapped[str]
    consulted: Mapped[str] = mapped_column(comment="咨询过的省级、国家医学伦理专家委员会")


class StartRow(LegalRecord):
    """获准开展。"""

    __tablename__ = "technology_start"

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    day: Mapped[date]
    opening: Mapped[bool] = mapped_column(comment="期初：早于启用日的原始事实")
    document: Mapped[str]


class StopRow(LegalRecord):
    """停止应用。"""

    __tablename__ = "technology_stop"

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    day: Mapped[date]
    ground: Mapped[StopGround] = mapped_column(Code(StopGround))
    reason: Mapped[str]
    document: Mapped[str]


class FirstCaseRow(LegalRecord):
    """首例。"""

    __tablename__ = "first_case"
    __table_args__ = (CheckConstraint("counts = 1 OR length(trim(reason)) > 0", name="reason"),)

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date]
    found_on: Mapped[date]
    found_by: Mapped[FoundBy] = mapped_column(Code(FoundBy))
    case_ref: Mapped[str] = mapped_column(comment="手术单号等，不含患者信息")
    counts: Mapped[bool]
    reason: Mapped[str]


class ProductRow(LegalRecord):
    """所用产品：药品、器械或相似属性产品。"""

    __tablename__ = "product"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    kind: Mapped[ProductKind] = mapped_column(Code(ProductKind))
    name: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]


class ProductApprovalRow(LegalRecord):
    """产品的上市批准情形。"""

    __tablename__ = "product_approval"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    state: Mapped[ApprovalState] = mapped_column(Code(ApprovalState))
    number: Mapped[str] = mapped_column(comment="批准文号或注册证号")
    since: Mapped[date]
    until: Mapped[date | None]


class NormRow(LegalRecord):
    """管理规范的一版。"""

    __tablename__ = "norm"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    lineage: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    edition: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    document_number: Mapped[str]
    unverified: Mapped[bool]
    note: Mapped[str]
