"""目录系列、版、条目、沿革、施行记录、禁止类与不适用名单的表。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.domain.catalogs import Level, LinkKind
from medtech_desktop.domain.prohibited import Ground, IndicationRule, Issuer
from medtech_desktop.domain.scope import Family
from medtech_desktop.store.tables import Code, LegalRecord
from medtech_desktop.store.tables.institutions import SPAN


class SeriesRow(LegalRecord):
    """目录系列：国家目录、某省目录。"""

    __tablename__ = "series"

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    level: Mapped[Level] = mapped_column(Code(Level))
    note: Mapped[str]


class EditionRow(LegalRecord):
    """目录的一版。"""

    __tablename__ = "edition"

    series_key: Mapped[str] = mapped_column(ForeignKey("series.key"), index=True)
    key: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    printed_as: Mapped[str] = mapped_column(comment="印着它的目录，如 湖南2018")
    source: Mapped[str]
    source_date: Mapped[date | None]
    has_codes: Mapped[bool]
    unverified: Mapped[bool] = mapped_column(comment="请核对原文")
    note: Mapped[str]


class EntryRow(LegalRecord):
    """目录条目。"""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("edition_id", "ordinal"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    ordinal: Mapped[int]
    code: Mapped[str] = mapped_column(comment="技术编号，可空")
    name: Mapped[str]
    lineage: Mapped[str] = mapped_column(index=True, comment="跨版谱系")
    aliases: Mapped[str]
    restored: Mapped[bool] = mapped_column(comment="缺字已补")
    unverified: Mapped[bool]
    note: Mapped[str]


class EntryLinkRow(LegalRecord):
    """条目沿革。"""

    __tablename__ = "entry_link"
    __table_args__ = (CheckConstraint("from_entry_id <> to_entry_id", name="ends"),)

    from_entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    to_entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(Code(LinkKind))
    source: Mapped[str]
    note: Mapped[str]


class ForceEventRow(LegalRecord):
    """施行记录。"""

    __tablename__ = "force_event"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    level: Mapped[Level] = mapped_column(Code(Level))
    into_force: Mapped[bool]
    day: Mapped[date]
    document_number: Mapped[str]
    document_title: Mapped[str]
    filing_due: Mapped[date | None] = mapped_column(comment="文件写明的补备案期限")
    unverified: Mapped[bool]
    note: Mapped[str]


class ProhibitedEntryRow(LegalRecord):
    """禁止类条目。"""

    __tablename__ = "prohibited_entry"
    __table_args__ = (CheckConstraint(SPAN, name="span"),)

    technology: Mapped[str]
    indication: Mapped[str]
    indication_rule: Mapped[IndicationRule] = mapped_column(Code(IndicationRule))
    ground: Mapped[Ground] = mapped_column(Code(Ground))
    issuer: Mapped[Issuer] = mapped_column(Code(Issuer))
    since: Mapped[date]
    until: Mapped[date | None]
    source: Mapped[str]
    aliases: Mapped[str]
    codes: Mapped[str]
    exceptions: Mapped[str]
    indication_terms: Mapped[str]
    allowed_terms: Mapped[str]
    interim: Mapped[bool] = mapped_column(comment="国家目录发布前")
    unverified: Mapped[bool]
    note: Mapped[str]


class OutOfScopeEntryRow(LegalRecord):
    """不适用本办法的技术（第四十七条）。"""

    __tablename__ = "out_of_scope_entry"

    family: Mapped[Family] = mapped_column(Code(Family))
    name: Mapped[str]
    aliases: Mapped[str]
    exceptions: Mapped[str]
    source: Mapped[str]
    note: Mapped[str]
