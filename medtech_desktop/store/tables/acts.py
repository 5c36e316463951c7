"""操作（审计日志）、撤销与数据文件本身的信息。"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Table, UniqueConstraint, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import LegalRecord, Record
from medtech_desktop.store.triggers import ACT_CHAIN, append_only


class Act(Record):
    """操作：一次保存即一条，首尾以散列相接；只追加。可发现篡改。"""

    __tablename__ = "act"

    seq: Mapped[int] = mapped_column(primary_key=True, comment="序号，从 1 起连续")
    uid: Mapped[str] = mapped_column(unique=True, comment="操作标识，重试时不变")
    recorded_at: Mapped[str] = mapped_column(comment="UTC，2026-11-22T08:00:00.123Z")
    offset_minutes: Mapped[int] = mapped_column(comment="当地时间与 UTC 之差（分钟）")
    run: Mapped[int] = mapped_column(comment="第几次打开数据文件")
    run_ms: Mapped[int] = mapped_column(comment="打开以来的毫秒数（单调时钟）")
    person_id: Mapped[int | None]
    person_name: Mapped[str]
    pc: Mapped[str]
    os_user: Mapped[str]
    action: Mapped[str] = mapped_column(index=True, comment="操作代码，如 filing.open")
    reason: Mapped[str]
    effective: Mapped[date | None] = mapped_column(comment="生效日（与记录时间不同时）")
    body: Mapped[str] = mapped_column(comment="规范 JSON：changes 与 facts")
    prev: Mapped[str] = mapped_column(comment="上一条的散列")
    hash: Mapped[str] = mapped_column(comment="SHA-256，覆盖以上各列")


class BookInfo(Record):
    """数据文件信息：只有一行，建立后不变。"""

    __tablename__ = "book_info"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(comment="本数据文件的标识")
    created_at: Mapped[str]
    created_by: Mapped[str] = mapped_column(comment="建立它的程序版本")
    genesis: Mapped[str] = mapped_column(comment="审计链的起点")
    secret: Mapped[bytes] = mapped_column(comment="可删除内容的散列密钥")


class Annulment(LegalRecord):
    """撤销：声明另一条法律事实自始不算数，须有理由；被撤销的行仍在。"""

    __tablename__ = "annulment"
    __table_args__ = (
        UniqueConstraint("event_table", "event_uid"),
        CheckConstraint("length(trim(reason)) > 0", name="reason"),
    )

    event_table: Mapped[str]
    event_uid: Mapped[str]
    reason: Mapped[str]


def _guard_chain(table: Table, connection: Connection, **kw: Any) -> None:
    for statement in (*append_only(table.name), ACT_CHAIN):
        connection.execute(text(statement))


def _guard_info(table: Table, connection: Connection, **kw: Any) -> None:
    for statement in append_only(table.name):
        connection.execute(text(statement))


event.listen(Act.__table__, "after_create", _guard_chain)
event.listen(BookInfo.__table__, "after_create", _guard_info)
