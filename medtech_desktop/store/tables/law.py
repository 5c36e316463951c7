"""附入的官方文本。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import LegalRecord


class LawTextRow(LegalRecord):
    """官方文本：医务科附入的文件全文，用时拆成各条；同一文件以后附的为准。"""

    __tablename__ = "law_text"
    __table_args__ = (CheckConstraint("length(content) > 0", name="content"),)

    document: Mapped[str] = mapped_column(index=True, comment="MTCA、HN")
    name: Mapped[str] = mapped_column(comment="来源文件名")
    sha256: Mapped[str] = mapped_column(comment="来源文件的散列")
    content: Mapped[str]
    day: Mapped[date]
