"""导入的批次与记住的表头。"""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import LegalRecord


class ImportBatchRow(LegalRecord):
    """导入批次：一个文件一次导入；撤销即撤销同一操作写入的全部记录。"""

    __tablename__ = "import_batch"
    __table_args__ = (CheckConstraint("read = accepted + duplicates + misfits", name="sum"),)

    number: Mapped[str] = mapped_column(unique=True, comment="导入-2026-001")
    kind: Mapped[str] = mapped_column(index=True)
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    read: Mapped[int]
    accepted: Mapped[int]
    duplicates: Mapped[int]
    misfits: Mapped[int] = mapped_column(comment="有问题的行数")
    mapping: Mapped[str] = mapped_column(comment="表头对应，JSON")


class HeadingRow(LegalRecord):
    """记住的表头：本院某类文件里这个表头指哪一列。"""

    __tablename__ = "heading"

    kind: Mapped[str] = mapped_column(index=True)
    heading: Mapped[str]
    column: Mapped[str] = mapped_column(comment="列键，空 = 不用这一列")
