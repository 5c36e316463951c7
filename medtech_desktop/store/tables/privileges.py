"""授权：专业、决定、事件、派生的有效区间；急诊超权限；工作量（第二十条）。"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.domain.privileges import DecisionKind, Temporary, Verb
from medtech_desktop.store.tables import Code, LegalRecord, Record
from medtech_desktop.store.tables.institutions import SPAN
from medtech_desktop.store.triggers import CONFIRMED_BY_ANOTHER, DECIDED_BY_ANOTHER

ONE_TARGET = "(specialty_id IS NOT NULL) + (code_id IS NOT NULL) + (technology_id IS NOT NULL) = 1"
"""按专业和级别、按术式、按技术，三者居一。"""


class SpecialtyRow(LegalRecord):
    """专业：一组科室的名称，级别授权在一个专业之内。"""

    __tablename__ = "specialty"

    name: Mapped[str]
    since: Mapped[date]


class SpecialtyDepartmentRow(LegalRecord):
    """专业包含的科室。"""

    __tablename__ = "specialty_department"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialty.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class PrivilegeDecisionRow(LegalRecord):
    """一次授权决定：依据、会议、文号、批准人；其下各事件随它生效，通知按它印。"""

    __tablename__ = "privilege_decision"
    __table_args__ = (
        CheckConstraint(
            "kind = 'opening' OR approver_id IS NOT NULL OR length(trim(meeting)) > 0",
            name="decided",
        ),
    )

    number: Mapped[str] = mapped_column(unique=True, comment="授权-2026-001，永不改变")
    kind: Mapped[DecisionKind] = mapped_column(Code(DecisionKind))
    decided_on: Mapped[date]
    basis: Mapped[str] = mapped_column(comment="依据：考核、评估、培训等")
    meeting: Mapped[str]
    document: Mapped[str] = mapped_column(comment="文号")
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="批准人")
    concurrent: Mapped[str] = mapped_column(comment="兼任声明，空 = 没有兼任")
    note: Mapped[str]


class PrivilegeEventRow(LegalRecord):
    """授权事件：不改不删；期满由 ``until`` 推得，不写成事件。"""

    __tablename__ = "privilege_event"
    __table_args__ = (
        CheckConstraint(ONE_TARGET, name="target"),
        CheckConstraint("until IS NULL OR until >= day", name="until"),
        CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 4", name="grade"),
        CheckConstraint(
            "specialty_id IS NULL OR grade IS NOT NULL"
            " OR verb NOT IN ('opening', 'grant', 'raise', 'lower')",
            name="grade_given",
        ),
        CheckConstraint(
            "verb NOT IN ('lower', 'suspend', 'revoke') OR length(trim(reason)) > 0", name="reason"
        ),
        CheckConstraint("late = 0 OR length(trim(reason)) > 0", name="late"),
        Index(None, "person_id", "specialty_id", "code_id", "technology_id"),
        Index(
            "ix_privilege_event_visiting", "person_id", sqlite_where=text("temporary = 'visiting'")
        ),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("privilege_decision.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    specialty_id: Mapped[int | None] = mapped_column(ForeignKey("specialty.id"))
    code_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_code.id"))
    technology_id: Mapped[int | None] = mapped_column(ForeignKey("technology.id"))
    verb: Mapped[Verb] = mapped_column(Code(Verb))
    day: Mapped[date]
    until: Mapped[date | None] = mapped_column(comment="有效期末日（含）；暂停时为暂停末日")
    grade: Mapped[int | None] = mapped_column(comment="级别授权的级别")
    temporary: Mapped[Temporary] = mapped_column(Code(Temporary))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    reason: Mapped[str]
    late: Mapped[bool] = mapped_column(comment="补录")
    recorded_on: Mapped[date] = mapped_column(comment="登记的日子（北京时间）")


class PrivilegeIntervalRow(Record):
    """派生：某人某项授权的有效区间，可由事件重建。``low`` 一定有的级别，``high`` 可能有的级别。

    ``kind``: 1 grade within a specialty, 2 procedure, 3 technology. ``target`` is the id of
    that specialty, procedure code or technology. Days are inclusive; 9999-12-31 is open.
    """

    __tablename__ = "privilege_interval"
    __table_args__ = (
        Index(
            "ix_privilege_interval_covering",
            "person_id",
            "kind",
            "target",
            "since",
            "until",
            "low",
            "high",
            "recorded_on",
        ),
        # 今日待办 asks at every start what will have expired, and who may use a technology
        Index(
            "ix_privilege_interval_expired",
            *("since", "person_id", "kind", "target"),
            sqlite_where=text("state = 3"),
        ),
        Index(
            "ix_privilege_interval_technology",
            *("target", "person_id", "since", "until", "low"),
            sqlite_where=text("kind = 3"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    kind: Mapped[int]
    target: Mapped[int]
    since: Mapped[date]
    until: Mapped[date]
    low: Mapped[int]
    high: Mapped[int]
    recorded_on: Mapped[date] = mapped_column(comment="这段有效是哪天登记的；晚于手术日的是补录")
    state: Mapped[int] = mapped_column(comment="1 有效 2 暂停 3 已过期 4 已撤销 5 当日待核实")


class EmergencyUseRow(LegalRecord):
    """急诊超权限：谁在哪天做了什么、为什么，须由上级确认，绝不删除。"""

    __tablename__ = "emergency_use"
    __table_args__ = (CheckConstraint("length(trim(reason)) > 0", name="reason"),)

    number: Mapped[str] = mapped_column(unique=True, comment="急诊-2026-001")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("procedure_code.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    day: Mapped[date]
    case_ref: Mapped[str] = mapped_column(comment="手术单号等，不含患者信息")
    reason: Mapped[str]


class EmergencyConfirmationRow(LegalRecord):
    """上级对急诊超权限的确认或不予确认；触发器不许本人确认。"""

    __tablename__ = "emergency_confirmation"

    emergency_use_id: Mapped[int] = mapped_column(ForeignKey("emergency_use.id"), index=True)
    superior_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    confirmed: Mapped[bool]
    opinion: Mapped[str]


class WorkloadRow(LegalRecord):
    """手术登记导入以前人工登记的工作量：某人某术式（或技术）一段时间的例数；没有登记不等于零。"""

    __tablename__ = "workload"
    __table_args__ = (
        CheckConstraint("period_to >= period_from", name="period"),
        CheckConstraint("(code_id IS NOT NULL) + (technology_id IS NOT NULL) <= 1", name="target"),
        CheckConstraint("cases >= 0", name="cases"),
        CheckConstraint(
            "complications IS NULL OR complications BETWEEN 0 AND cases", name="complications"
        ),
        CheckConstraint("deaths IS NULL OR deaths BETWEEN 0 AND cases", name="deaths"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_id: Mapped[int | None] = mapped_column(
        ForeignKey("procedure_code.id"), comment="与技术都空 = 全部手术合计"
    )
    technology_id: Mapped[int | None] = mapped_column(ForeignKey("technology.id"))
    period_from: Mapped[date]
    period_to: Mapped[date]
    cases: Mapped[int]
    complications: Mapped[int | None]
    deaths: Mapped[int | None]
    source: Mapped[str]


def _decided_by_another(table: Table, connection: Connection, **kw: Any) -> None:
    connection.execute(text(DECIDED_BY_ANOTHER))


def _confirmed_by_another(table: Table, connection: Connection, **kw: Any) -> None:
    connection.execute(text(CONFIRMED_BY_ANOTHER))


event.listen(PrivilegeEventRow.__table__, "after_create", _decided_by_another)
event.listen(EmergencyConfirmationRow.__table__, "after_create", _confirmed_by_another)
