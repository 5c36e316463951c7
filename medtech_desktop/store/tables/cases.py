"""病例登记：没有手术行的技术一例一条；逐例报送的平台与状态（第三十七条）。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import LegalRecord
from medtech_desktop.store.tables.institutions import SPAN


class RegisteredCaseRow(LegalRecord):
    """病例登记的一例：哪天、哪项技术、谁做的、病例代号；同键的以后一条为准。"""

    __tablename__ = "registered_case"

    key: Mapped[int] = mapped_column(index=True, comment="来源键的散列，同 surgery.key")
    content: Mapped[int]
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    day: Mapped[date]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    said_person: Mapped[str] = mapped_column(comment="没有认出的写法")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))
    ref: Mapped[str] = mapped_column(comment="病例代号，不含患者信息")
    cancelled: Mapped[bool]
    consent: Mapped[bool | None]
    research: Mapped[bool | None]
    complication: Mapped[bool | None]
    died: Mapped[bool | None]
    note: Mapped[str]


class ReportPlatformRow(LegalRecord):
    """逐例报送的平台：国家、省级；有起止日。``days`` 提醒天数由本院定，空 = 不提醒也不判断。"""

    __tablename__ = "report_platform"
    __table_args__ = (
        CheckConstraint(SPAN, name="span"),
        CheckConstraint("days IS NULL OR days >= 0", name="days"),
    )

    name: Mapped[str]
    national: Mapped[bool] = mapped_column(comment="国家平台；否则省级")
    since: Mapped[date]
    until: Mapped[date | None]
    days: Mapped[int | None] = mapped_column(comment="几天内报送，天")


class CaseReportRow(LegalRecord):
    """一例在一个平台的报送状态；同一例同一平台以后一条为准。"""

    __tablename__ = "case_report"
    __table_args__ = (
        CheckConstraint(
            "state IN ('sent', 'returned', 'corrected', 'down', 'not_due')", name="state"
        ),
        CheckConstraint("state NOT IN ('down', 'not_due') OR length(trim(note)) > 0", name="note"),
    )

    key: Mapped[int] = mapped_column(index=True, comment="病例的来源键")
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("report_platform.id"))
    state: Mapped[str] = mapped_column(comment="已报 退回 更正 平台故障 不必报")
    day: Mapped[date]
    receipt: Mapped[str] = mapped_column(comment="回执号")
    note: Mapped[str]


class LicenceSubjectRow(LegalRecord):
    """许可证登记的诊疗科目，有起止日（第四十三条第（一）项）。"""

    __tablename__ = "licence_subject"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"), index=True)
    name: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]


class TechnologySubjectRow(LegalRecord):
    """开展一项技术须有的诊疗科目，有起止日；几个的都要有。"""

    __tablename__ = "technology_subject"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    name: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
