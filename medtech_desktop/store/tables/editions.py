"""本院医疗技术临床应用管理目录的版（第十八条）。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import LegalRecord


class ManagementEditionRow(LegalRecord):
    """管理目录的一版：由会议审定，内容冻结。"""

    __tablename__ = "management_edition"
    __table_args__ = (CheckConstraint("length(trim(meeting)) > 0", name="meeting"),)

    number: Mapped[str] = mapped_column(unique=True, comment="目录-2026-001")
    name: Mapped[str]
    adopted_on: Mapped[date]
    since: Mapped[date]
    meeting: Mapped[str] = mapped_column(comment="审定的会议或决议")
    document: Mapped[str]
    record: Mapped[str] = mapped_column(comment="冻结的目录内容，JSON")
