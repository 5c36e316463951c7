"""授权申请：申请、各项、各步意见；本人不得审自己的申请（第二十条）。"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Table, UniqueConstraint, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.domain.applications import ApplicationKind, ReviewStep, StepVerdict
from medtech_desktop.store.tables import Code, LegalRecord
from medtech_desktop.store.tables.privileges import ONE_TARGET
from medtech_desktop.store.triggers import (
    REVIEWED_BY_ANOTHER,
    REVIEWED_BY_DIFFERENT,
    REVIEWED_IN_OFFICE,
    STEPS_IN_TURN,
)


class ApplicationRow(LegalRecord):
    """授权申请的抬头：谁申请、哪一天、首次还是续授。"""

    __tablename__ = "privilege_application"

    number: Mapped[str] = mapped_column(unique=True, comment="申请-2026-001，永不改变")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ApplicationKind] = mapped_column(Code(ApplicationKind))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    day: Mapped[date]
    statement: Mapped[str] = mapped_column(comment="申请理由：例数、培训、考核等")


class ApplicationItemRow(LegalRecord):
    """申请的一项：专业级别、术式或技术。"""

    __tablename__ = "privilege_application_item"
    __table_args__ = (
        CheckConstraint(ONE_TARGET, name="target"),
        CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 4", name="grade"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("privilege_application.id"), index=True)
    specialty_id: Mapped[int | None] = mapped_column(ForeignKey("specialty.id"))
    code_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_code.id"))
    technology_id: Mapped[int | None] = mapped_column(ForeignKey("technology.id"))
    grade: Mapped[int | None]
    until: Mapped[date | None] = mapped_column(comment="希望的有效期末日")


class ApplicationStepRow(LegalRecord):
    """申请的一步：三步审、重新提交、撤回；触发器管住谁不能审、哪一步不能来。"""

    __tablename__ = "privilege_application_step"
    __table_args__ = (
        CheckConstraint("verdict <> 'refuse' OR length(trim(opinion)) > 0", name="opinion"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("privilege_application.id"), index=True)
    step: Mapped[ReviewStep] = mapped_column(Code(ReviewStep))
    verdict: Mapped[StepVerdict] = mapped_column(Code(StepVerdict))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="作出意见的人")
    day: Mapped[date]
    opinion: Mapped[str]
    meeting: Mapped[str]
    concurrent: Mapped[str] = mapped_column(comment="兼任声明：同一人先后审两步时必填")
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("privilege_decision.id"), comment="委员会同意后据以授权的决定"
    )


class ApplicationResultRow(LegalRecord):
    """委员会对申请一项的结论：同意（至何日），或不同意（理由）。"""

    __tablename__ = "privilege_application_result"
    __table_args__ = (
        CheckConstraint("agreed = 1 OR length(trim(note)) > 0", name="note"),
        UniqueConstraint("step_id", "item_id"),
    )

    step_id: Mapped[int] = mapped_column(ForeignKey("privilege_application_step.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("privilege_application_item.id"))
    agreed: Mapped[bool]
    until: Mapped[date | None] = mapped_column(comment="同意的有效期末日")
    note: Mapped[str] = mapped_column(comment="不同意的理由")


_GUARDS = (REVIEWED_BY_ANOTHER, REVIEWED_BY_DIFFERENT, STEPS_IN_TURN, REVIEWED_IN_OFFICE)


def _guard_reviews(table: Table, connection: Connection, **kw: Any) -> None:
    for statement in _GUARDS:
        connection.execute(text(statement))


event.listen(ApplicationStepRow.__table__, "after_create", _guard_reviews)
