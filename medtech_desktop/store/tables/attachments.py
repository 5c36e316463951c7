"""附件：内容按散列存放，用在哪里由链接说明。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import LegalRecord


class Attachment(LegalRecord):
    """附件：一份扫描件或电子件，内容不变；同一内容只存一份。"""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("size > 0", name="size"),
    )

    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(comment="字节")
    mime: Mapped[str]
    name: Mapped[str] = mapped_column(comment="来源文件名")


class AttachmentLink(LegalRecord):
    """附件链接：某记录以某种角色用到某附件，按顺序排列。"""

    __tablename__ = "attachment_link"
    __table_args__ = (Index(None, "owner_table", "owner_uid"),)

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), index=True)
    owner_table: Mapped[str]
    owner_uid: Mapped[str]
    role: Mapped[str] = mapped_column(comment="角色代码，如 signed_minutes")
    position: Mapped[int] = mapped_column(default=1)
    page: Mapped[int | None] = mapped_column(comment="所在页，从 1 起")
    valid_until: Mapped[date | None] = mapped_column(comment="有效期末日（含）")
