"""人员、标识号、角色、执业、注册、科室、证书的表。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.domain.practitioners import (
    CertificateKind,
    PractitionerKind,
    RegistrationPlace,
)
from medtech_desktop.store.tables import Code, LegalRecord
from medtech_desktop.store.tables.institutions import SPAN


class PersonRow(LegalRecord):
    """人员：使用者、委员、医务人员。姓名是有日期的事实。"""

    __tablename__ = "person"


class PersonFact(LegalRecord):
    """人员事实：姓名、职称、在院情况。"""

    __tablename__ = "person_fact"

    subject_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    since: Mapped[date]


class IdentifierRow(LegalRecord):
    """标识号：工号、证号。"""

    __tablename__ = "identifier"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    scheme: Mapped[str] = mapped_column(comment="staff_no 等")
    value: Mapped[str] = mapped_column(index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class RoleRow(LegalRecord):
    """使用者角色。"""

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint(SPAN, name="span"),
        CheckConstraint(
            "role IN ('clerk', 'head', 'member', 'administrator', 'auditor')", name="role"
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]


class PracticeRow(LegalRecord):
    """执业类别：医师、护士、技师。"""

    __tablename__ = "practice"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[PractitionerKind] = mapped_column(Code(PractitionerKind))
    since: Mapped[date]
    until: Mapped[date | None]


class RegistrationRow(LegalRecord):
    """执业注册。"""

    __tablename__ = "registration"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    place: Mapped[RegistrationPlace] = mapped_column(Code(RegistrationPlace))
    licence_id: Mapped[int | None] = mapped_column(ForeignKey("licence.id"))
    institution: Mapped[str] = mapped_column(comment="外院名称")
    since: Mapped[date]
    until: Mapped[date | None]


class MembershipRow(LegalRecord):
    """所在科室。"""

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class CertificateRow(LegalRecord):
    """证书与培训证明。"""

    __tablename__ = "certificate"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[CertificateKind] = mapped_column(Code(CertificateKind))
    title: Mapped[str]
    number: Mapped[str]
    issuer: Mapped[str]
    lineage: Mapped[str] = mapped_column(comment="对应的限制类技术谱系，空 = 通用")
    since: Mapped[date]
    until: Mapped[date | None]


class InvitationRow(LegalRecord):
    """外请（外院医师来院）的邀请：谁、哪个单位、邀请文件、期限。"""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(SPAN, name="span"),
        CheckConstraint("length(trim(document)) > 0", name="document"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    institution: Mapped[str] = mapped_column(comment="所在单位")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    document: Mapped[str] = mapped_column(comment="邀请文件")
    since: Mapped[date]
    until: Mapped[date]


class TrainingExemptionRow(LegalRecord):
    """免训：依哪一条规定不必再培训（第二十六条、湘11号 五）。"""

    __tablename__ = "training_exemption"
    __table_args__ = (
        CheckConstraint(SPAN, name="span"),
        CheckConstraint("length(trim(basis)) > 0", name="basis"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    lineage: Mapped[str] = mapped_column(comment="限制类技术谱系")
    basis: Mapped[str] = mapped_column(comment="依据的规定")
    reason: Mapped[str]
    document: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
