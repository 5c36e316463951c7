"""整张表：写好的一句 SQL；打开时要问五十张表，逐句由 SQLAlchemy 编译比读还久。

The same rows as ``Look.fetch`` without conditions: recorded by then, not annulled, by id.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from medtech_desktop.store.tables import LegalRecord, Record
from medtech_desktop.store.tables.acts import Annulment
from medtech_desktop.store.trouble import unreadable


def read_whole(
    connection: Connection, table: type[Record], names: Sequence[str], known: int | None
) -> Sequence[Sequence[Any]]:
    """这些列的各行；``known``：只看到第几次操作为止。raises Trouble for a value not of ours."""
    core = cast(Table, table.__table__)
    dialect = connection.dialect
    # what the types of SQLAlchemy would do to each value of a column
    made = [core.c[name].type._cached_result_processor(dialect, None) for name in names]
    sql = _sql(table, tuple(names), known is not None)
    values = () if known is None else (known,) * sql.count("?")
    try:
        rows = connection.exec_driver_sql(sql, values).fetchall()
        columns = [
            [process(value) for value in column] if process is not None else column
            for process, column in zip(made, zip(*rows, strict=True), strict=False)
        ]
    except ValueError as error:  # a day or a code that none of ours wrote
        raise unreadable(f"表 {table.__tablename__} ") from error
    return list(zip(*columns, strict=True))


@lru_cache(maxsize=256)
def _sql(table: type[Record], names: tuple[str, ...], bound: bool) -> str:
    """一句查询；``bound`` 时有几处要填 ``known``。"""
    core = cast(Table, table.__table__)
    listed = ", ".join(f't."{name}"' for name in names)
    where: list[str] = []
    if issubclass(table, LegalRecord):
        if bound:
            where.append("t.act_seq <= ?")
        if table is not Annulment:
            until = " AND u.act_seq <= ?" if bound else ""
            where.append(
                f"NOT EXISTS (SELECT 1 FROM annulment u WHERE u.event_table = '{core.name}'"
                f" AND u.event_uid = t.uid{until})"
            )
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    order = ", ".join(f't."{one.name}"' for one in core.primary_key)
    return f'SELECT {listed} FROM "{core.name}" t{condition} ORDER BY {order}'
