"""院务公开：应用情况的数字、审定并冻结的三张表（第二十四条）。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import LegalRecord


class UsageFigureRow(LegalRecord):
    """限制类技术一个期间的应用情况，人工录入；空 = 未统计，不是零。"""

    __tablename__ = "usage_figure"
    __table_args__ = (
        CheckConstraint("period_to >= period_from", name="period"),
        CheckConstraint("cases IS NULL OR cases >= 0", name="cases"),
        CheckConstraint(
            "complications IS NULL OR (complications >= 0 AND complications <= cases)",
            name="complications",
        ),
        CheckConstraint("deaths IS NULL OR (deaths >= 0 AND deaths <= cases)", name="deaths"),
    )

    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    period_from: Mapped[date]
    period_to: Mapped[date]
    cases: Mapped[int | None]
    complications: Mapped[int | None]
    deaths: Mapped[int | None]
    source: Mapped[str]


class DisclosureRow(LegalRecord):
    """一次公开：谁审定、哪一天、当时的内容。"""

    __tablename__ = "disclosure"

    number: Mapped[str] = mapped_column(unique=True, comment="公开-2026-001")
    as_of: Mapped[date]
    approved_by: Mapped[str]
    approved_on: Mapped[date]
    posted_on: Mapped[date | None]
    record: Mapped[str] = mapped_column(comment="冻结的三张表，JSON")
    sha256: Mapped[str]
