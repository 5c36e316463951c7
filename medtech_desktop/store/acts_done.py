"""做到第几次操作了；某一次在不在。"""

from __future__ import annotations

from sqlalchemy import select

from medtech_desktop.store.connection import Line
from medtech_desktop.store.page import table_of
from medtech_desktop.store.tables.acts import Act, BookInfo


def last_entry(line: Line) -> tuple[int, str, str]:
    """最后一次操作：序号、散列、何时记录；还没有的为 0 与起点。"""
    act = table_of(Act).c
    query = select(act.seq, act.hash, act.recorded_at).order_by(act.seq.desc()).limit(1)
    row = line.connection.execute(query).first()
    if row is not None:
        return int(row[0]), str(row[1]), str(row[2])
    start = line.connection.execute(select(table_of(BookInfo).c.genesis)).scalar_one()
    return 0, str(start), ""


def seq_of(line: Line, uid: str) -> int | None:
    """这一标识的操作的序号。"""
    act = table_of(Act).c
    outside = line.connection.in_transaction()
    found = line.connection.execute(select(act.seq).where(act.uid == uid)).scalar()
    if not outside:
        line.connection.rollback()
    return None if found is None else int(found)
