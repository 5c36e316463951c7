"""表的基类：类型、命名、只追加的触发器。

Tables are written by noun beside this file. Only portable types are used; what the
columns become on SQLite (STRICT tables, TEXT days) is said here once.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from importlib import import_module
from typing import Any, ClassVar, Generic, TypeVar, cast

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Enum,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
    event,
    text,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from medtech_desktop.store.triggers import append_only

E = TypeVar("E", bound=StrEnum)

ERASABLE: dict[str, Any] = {"erasable": True}
"""列标记：``mapped_column(..., info=ERASABLE)`` 的内容只以带密钥的散列进入审计。"""

BY_COLUMNS = "by columns"
"""表的标记：成批写入的内容散列逐列算，见 ``store.digests``。"""


class Code(TypeDecorator[E], Generic[E]):
    """代码：枚举存为其代码文本，读回为枚举。raises ValueError for an unknown code."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> E | None:
        return None if value is None else self.kind(value)


def _as_text(element: Any, compiler: Any, **kw: Any) -> str:
    return "TEXT"


def _as_integer(element: Any, compiler: Any, **kw: Any) -> str:
    return "INTEGER"


def _as_real(element: Any, compiler: Any, **kw: Any) -> str:
    return "REAL"


for _kinds, _render in (
    ((String, Text, Date, DateTime, Enum, Numeric), _as_text),
    ((Boolean,), _as_integer),
    ((Float,), _as_real),
):
    for _kind in _kinds:
        compiles(_kind, "sqlite")(_render)


class Record(DeclarativeBase):
    """表：STRICT，约束都有名字；日期为 ISO 文本，布尔为 0/1，枚举用 ``Code``。"""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: Integer(),
        bool: Boolean(create_constraint=False),
        float: Float(),
        bytes: LargeBinary(),
        date: Date(),
        datetime: DateTime(),
    }

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        table = cls.__dict__.get("__table__")
        if isinstance(table, Table):
            table.dialect_options["sqlite"]["strict"] = True
            table.info["kind"] = cls


def _act_seq() -> Mapped[int]:
    return mapped_column(
        ForeignKey("act.seq", deferrable=True, initially="DEFERRED"),
        index=True,
        comment="写入它的操作的序号",
    )


class LegalRecord(Record):
    """法律事实：只追加；更正是新记录，撤销用 ``Page.annul``。触发器拒绝修改与删除。"""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    uid: Mapped[str] = mapped_column(unique=True, sort_order=-2, comment="UUIDv7")

    @declared_attr
    def act_seq(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy calls it on the class
        return _act_seq()

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        table = cls.__dict__.get("__table__")
        if isinstance(table, Table):
            table.info["append_only"] = True
            event.listen(table, "after_create", _guard)


class LogRecord(Record):
    """登记：别的系统的记录的抄本，成批写入，只追加；没有 uid，凭来源键认，不逐条撤销。"""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)

    @declared_attr
    def act_seq(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy calls it on the class
        return _act_seq()


class DraftRecord(Record):
    """草稿：可改可删；``version`` 每改一次加一，防止互相覆盖。"""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    uid: Mapped[str] = mapped_column(unique=True, sort_order=-2, comment="UUIDv7")
    version: Mapped[int] = mapped_column(default=1, sort_order=-1)

    @declared_attr
    def act_seq(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy calls it on the class
        return _act_seq()


def _guard(table: Table, connection: Connection, **kw: Any) -> None:
    for statement in append_only(table.name):
        connection.execute(text(statement))


def never_changed(kind: type[Record]) -> None:
    """不是法律事实而也只追加的表，加同样的触发器。"""
    event.listen(kind.__table__, "after_create", _guard)


def hashed_by_columns(kind: type[Record]) -> None:
    """成批写入的内容散列逐列算（``store.digests``）：一百万行一批的登记。"""
    cast(Table, kind.__table__).info[BY_COLUMNS] = True


def every_table() -> Iterator[Table]:
    """所有表（先导入本包的每个模块），按外键先后排序。"""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    yield from Record.metadata.sorted_tables
