"""医疗机构、院区、许可证、机关、科室的表。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.domain.institutions import AuthorityRank
from medtech_desktop.store.tables import Code, LegalRecord

SPAN = "until IS NULL OR until >= since"


class LibraryFact(LegalRecord):
    """数据文件的约定：启用日、省份包、是否演示；同 ``kind`` 以后一条为准。"""

    __tablename__ = "library_fact"

    kind: Mapped[str] = mapped_column(index=True, comment="opened_on、province、demo 等")
    value: Mapped[str]


class InstitutionFact(LegalRecord):
    """机构事实：名称、类别、级别、主要负责人、手机、是否中医。"""

    __tablename__ = "institution_fact"

    subject_id: Mapped[int] = mapped_column(default=1, comment="机构，本库只有一个：1")
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(comment="空 = 自该日起没有")
    since: Mapped[date]


class AuthorityRow(LegalRecord):
    """卫生行政部门。"""

    __tablename__ = "authority"

    rank: Mapped[AuthorityRank] = mapped_column(Code(AuthorityRank))
    tcm: Mapped[bool] = mapped_column(comment="中医药主管部门")


class AuthorityFact(LegalRecord):
    """机关事实：名称、地址、联系人。"""

    __tablename__ = "authority_fact"

    subject_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    since: Mapped[date]


class LicenceRow(LegalRecord):
    """《医疗机构执业许可证》。"""

    __tablename__ = "licence"

    number: Mapped[str] = mapped_column(comment="登记号，可空")


class LicenceAuthorityRow(LegalRecord):
    """许可证由哪个机关核发。"""

    __tablename__ = "licence_authority"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    since: Mapped[date]
    until: Mapped[date | None]


class SiteRow(LegalRecord):
    """院区。"""

    __tablename__ = "site"

    is_default: Mapped[bool]


class SiteFact(LegalRecord):
    """院区事实：名称、地址。"""

    __tablename__ = "site_fact"

    subject_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    since: Mapped[date]


class SiteLicenceRow(LegalRecord):
    """院区属于哪张许可证。"""

    __tablename__ = "site_licence"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"))
    since: Mapped[date]
    until: Mapped[date | None]


class DepartmentRow(LegalRecord):
    """科室。"""

    __tablename__ = "department"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)


class DepartmentFact(LegalRecord):
    """科室事实：名称、上级、撤并。"""

    __tablename__ = "department_fact"

    subject_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    since: Mapped[date]


class SpecialDayRow(LegalRecord):
    """特别日：放假或调休上班，盖在内置放假安排之上。"""

    __tablename__ = "special_day"

    day: Mapped[date] = mapped_column(index=True)
    working: Mapped[bool]
    name: Mapped[str]
    source: Mapped[str]


class KnownYearRow(LegalRecord):
    """某年的放假安排已录入完整，期限不再暂定。"""

    __tablename__ = "known_year"
    __table_args__ = (UniqueConstraint("year", "act_seq"),)

    year: Mapped[int]
    source: Mapped[str]
