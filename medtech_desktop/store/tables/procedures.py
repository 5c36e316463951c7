"""手术操作编码：编码库的版与条目。"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import LegalRecord


class CodeEditionRow(LegalRecord):
    """编码库的一版，由本院导入自己持有的版本。"""

    __tablename__ = "code_edition"

    key: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    source: Mapped[str]
    since: Mapped[date]
    note: Mapped[str]


class ProcedureRow(LegalRecord):
    """手术操作编码一条；编码以是否在册为准，不按样式判断。"""

    __tablename__ = "procedure"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("code_edition.id"))
    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    category: Mapped[str] = mapped_column(comment="手术、治疗性操作、诊断性操作、介入治疗，可空")
