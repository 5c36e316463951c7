"""规范化培训基地备案的草稿（第二十八、二十九条，附件4）。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import DraftRecord, LegalRecord


class TrainingBaseRow(LegalRecord):
    """拟承担培训的技术；``announced_on`` 为首次发布招生公告之日。"""

    __tablename__ = "training_base"

    number: Mapped[str] = mapped_column(unique=True, comment="基地-2026-001")
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"))
    announced_on: Mapped[date | None]
    opened_on: Mapped[date]


class TrainingAnnouncementRow(LegalRecord):
    """后登记的首次招生公告；登记错的撤销再登。"""

    __tablename__ = "training_announcement"

    training_base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"), index=True)
    day: Mapped[date]


class TrainingBaseDraftRow(DraftRecord):
    """附件4 的填写内容。"""

    __tablename__ = "training_base_draft"

    training_base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"), unique=True)
    first_year: Mapped[int] = mapped_column(comment="近三年的第一年")
    cases1: Mapped[int | None]
    cases2: Mapped[int | None]
    cases3: Mapped[int | None]
    quality: Mapped[str] = mapped_column(comment="医疗质量和医疗安全情况")
    conditions: Mapped[str] = mapped_column(comment="软件、硬件条件")
    plan: Mapped[str] = mapped_column(comment="方案、师资、课程、考核")


class TrainingBaseFiledRow(LegalRecord):
    """培训基地已向省级备案。"""

    __tablename__ = "training_base_filed"

    training_base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"), index=True)
    day: Mapped[date]
    document: Mapped[str] = mapped_column(comment="回执号或文号，可空")
