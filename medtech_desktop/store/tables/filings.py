"""备案、草稿、经过、材料与定稿文书的表。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.domain.dossiers import MaterialForm, MaterialKind
from medtech_desktop.domain.filings import FilingCause, FilingStep
from medtech_desktop.store.tables import Code, DraftRecord, LegalRecord


class FilingRow(LegalRecord):
    """备案的抬头。"""

    __tablename__ = "filing"

    number: Mapped[str] = mapped_column(unique=True, comment="备案-2026-003，永不改变")
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"))
    cause: Mapped[FilingCause] = mapped_column(Code(FilingCause))
    opened_on: Mapped[date]
    day_zero: Mapped[date | None] = mapped_column(comment="首例日或变更日")


class FilingDraftRow(DraftRecord):
    """备案表草稿。"""

    __tablename__ = "filing_draft"
    __table_args__ = (UniqueConstraint("filing_id"),)

    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    first_use: Mapped[bool | None] = mapped_column(comment="是否首次开展")
    opinion: Mapped[str] = mapped_column(comment="医疗机构意见")


class FilingLeadRow(DraftRecord):
    """备案表上的技术负责人。"""

    __tablename__ = "filing_lead"
    __table_args__ = (UniqueConstraint("filing_id", "person_id"),)

    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    departments: Mapped[str] = mapped_column(comment="负责科室，空 = 全部开展科室")
    training: Mapped[str] = mapped_column(comment="相关培训情况")
    position: Mapped[int]


class FilingEventRow(LegalRecord):
    """备案的一步。"""

    __tablename__ = "filing_event"

    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    step: Mapped[FilingStep] = mapped_column(Code(FilingStep))
    day: Mapped[date]
    document: Mapped[str] = mapped_column(comment="回执号或文号")
    note: Mapped[str]
    attested_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), comment="对材料真实性负责的人"
    )


class MaterialRow(LegalRecord):
    """备案材料；同一件以最后一条为准。"""

    __tablename__ = "material"
    __table_args__ = (
        CheckConstraint("copies >= 0", name="copies"),
        CheckConstraint("form <> 'exempt' OR length(trim(note)) > 0", name="exempt"),
    )

    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    kind: Mapped[MaterialKind] = mapped_column(Code(MaterialKind))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    form: Mapped[MaterialForm] = mapped_column(Code(MaterialForm))
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    copies: Mapped[int]
    title: Mapped[str]
    note: Mapped[str]
    valid_until: Mapped[date | None]
    day: Mapped[date]


class IssuedPaperRow(LegalRecord):
    """定稿文书：提交的字节原样保存，连同散列、表式、省份包与负责人。"""

    __tablename__ = "issued_paper"

    paper: Mapped[str] = mapped_column(comment="annex2、annex3 等")
    owner_table: Mapped[str]
    owner_uid: Mapped[str] = mapped_column(index=True)
    format: Mapped[str]
    layout: Mapped[str] = mapped_column(comment="表式版本")
    province: Mapped[str] = mapped_column(comment="省份包编号与版本")
    record: Mapped[str] = mapped_column(comment="冻结的文书记录，JSON")
    sha256: Mapped[str]
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    attested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
