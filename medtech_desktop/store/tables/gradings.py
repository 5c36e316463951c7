"""手术分级管理目录：版、行、草稿；限制类技术与手术编码的对应（第十八条）。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import DraftRecord, LegalRecord, Record
from medtech_desktop.store.tables.institutions import SPAN

_GRADE = "grade IS NULL OR grade BETWEEN 1 AND 4"
_MANAGED_AS = "managed_as IS NULL OR managed_as BETWEEN 1 AND 4"


class ProcedureCodeRow(Record):
    """手术编码的内部号：同一编码在各版里是同一个号；只增不减，不是法律事实。"""

    __tablename__ = "procedure_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)


class GradingEditionRow(LegalRecord):
    """手术分级管理目录的一版：由会议审定，自 ``since`` 起施行，到下一版为止。"""

    __tablename__ = "grading_edition"
    __table_args__ = (
        CheckConstraint("length(trim(meeting)) > 0", name="meeting"),
        CheckConstraint("since >= adopted_on OR length(trim(note)) > 0", name="since"),
    )

    number: Mapped[str] = mapped_column(unique=True, comment="分级-2026-001")
    name: Mapped[str]
    code_edition_id: Mapped[int] = mapped_column(ForeignKey("code_edition.id"))
    managed: Mapped[str] = mapped_column(comment="纳入管理的类别代码，顿号分隔；其余不纳入")
    adopted_on: Mapped[date]
    since: Mapped[date]
    meeting: Mapped[str] = mapped_column(comment="审定的会议或决议")
    document: Mapped[str] = mapped_column(comment="文号")
    note: Mapped[str]


class GradingLineRow(LegalRecord):
    """分级目录的一行：编码、科室（空 = 全院）→ 级别；级别空 = 不纳入。"""

    __tablename__ = "grading_line"
    __table_args__ = (
        CheckConstraint(_GRADE, name="grade"),
        CheckConstraint(_MANAGED_AS, name="managed_as"),
        Index(None, "edition_id", "code_id", "department_id"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("grading_edition.id"))
    code_id: Mapped[int] = mapped_column(ForeignKey("procedure_code.id"), index=True)
    name: Mapped[str] = mapped_column(comment="目录所印的手术名称")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    grade: Mapped[int | None] = mapped_column(comment="一至四级；空 = 不纳入")
    managed_as: Mapped[int | None] = mapped_column(
        comment="按几级管理（限制类按四级），空 = 同级别"
    )
    minimally_invasive: Mapped[bool] = mapped_column(comment="微创")
    day_surgery: Mapped[bool] = mapped_column(comment="日间")
    interventional: Mapped[bool] = mapped_column(comment="介入")


class GradingDraftRow(DraftRecord):
    """正在编的一版；``base_id`` 是所依据的版，草稿行只记与它不同的。"""

    __tablename__ = "grading_draft"

    name: Mapped[str]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("grading_edition.id"))
    code_edition_id: Mapped[int] = mapped_column(ForeignKey("code_edition.id"))
    managed: Mapped[str]
    note: Mapped[str]


class GradingDraftLineRow(DraftRecord):
    """草稿的一行：改或加的一行；``dropped`` = 删去依据版里的这一行。"""

    __tablename__ = "grading_draft_line"
    __table_args__ = (
        CheckConstraint(_GRADE, name="grade"),
        CheckConstraint(_MANAGED_AS, name="managed_as"),
        Index(None, "draft_id", "code_id", "department_id"),
    )

    draft_id: Mapped[int] = mapped_column(ForeignKey("grading_draft.id"))
    code_id: Mapped[int] = mapped_column(ForeignKey("procedure_code.id"), index=True)
    name: Mapped[str]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    grade: Mapped[int | None]
    managed_as: Mapped[int | None]
    minimally_invasive: Mapped[bool]
    day_surgery: Mapped[bool]
    interventional: Mapped[bool]
    dropped: Mapped[bool]


class TechnologyCodeRow(LegalRecord):
    """技术与手术编码的对应，有起止日；``condition`` 非空 = 只在符合这一条件时才算这项技术。"""

    __tablename__ = "technology_code"
    __table_args__ = (
        CheckConstraint(SPAN, name="span"),
        UniqueConstraint("technology_id", "code_id", "since", "act_seq"),
    )

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("procedure_code.id"), index=True)
    condition: Mapped[str] = mapped_column(comment="纳入条件，空 = 一律算")
    since: Mapped[date]
    until: Mapped[date | None]
