"""页：一次读（Look）或一次写（Page）的事务，由 ``Book`` 打开。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import visitors

from medtech_desktop.domain.trouble import Clash
from medtech_desktop.store.audit import body_text
from medtech_desktop.store.bulk import Batch, must_be_text, slices, tuples_of
from medtech_desktop.store.digests import digest_of, masked, stored_rows
from medtech_desktop.store.memory import EVERY, Memory
from medtech_desktop.store.tables import LegalRecord, Record
from medtech_desktop.store.tables.acts import Act, Annulment
from medtech_desktop.store.trouble import unreadable
from medtech_desktop.store.uids import new_uid
from medtech_desktop.store.vault import Vault
from medtech_desktop.store.whole_tables import read_whole

T = TypeVar("T", bound=Record)
R = TypeVar("R")


def table_of(kind: type[Record]) -> Table:
    """表类的 Core 表。"""
    return cast(Table, kind.__table__)


_UNDONE = table_of(Annulment).alias("undone")


def _is_legal(kind: type[Record]) -> bool:
    return issubclass(kind, LegalRecord)


class Look:
    """查看：读事务。``known`` 是操作序号，只看到那时已记录的（按序号，不按钟点）。"""

    def __init__(
        self,
        connection: Connection,
        vault: Vault,
        known: int | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.known = known
        self.vault = vault
        self.memory = memory if memory is not None and known is None else Memory()
        self._connection = connection
        self._needs: list[set[str]] = []

    def as_known(self, seq: int) -> Look:
        """同一个读事务里，看到那次操作为止已记录的。"""
        return Look(self._connection, self.vault, seq)

    def fetch(
        self,
        table: type[T],
        record: type[R],
        *where: ColumnElement[bool],
        order: Any = None,
        annulled: bool = False,
    ) -> list[R]:
        """按列名填入冻结的领域记录；略去已撤销的和 ``known`` 之后的。

        Drafts have no past: they are given as they are now, whatever ``known``.
        Fields with a default may have no column. ``order`` is one expression or a
        sequence of them; without it rows come by id.
        """
        build: Any = record
        if not where and not annulled:
            key = (table, record, str(order))
            return list(self._once(key, lambda: self._whole_table(table, build, order)))
        self._note(table.__tablename__)
        names, query = _whole(table, build, annulled, self.known)
        query = query.where(*where) if where else query
        if order is not None:
            query = query.order_by(None).order_by(*_order(table, order))
        return [build(**dict(zip(names, row, strict=True))) for row in self._read(table, query)]

    def kept(self, read: Callable[..., R], *args: Hashable) -> R:
        """同样的内容只读一次：``read(look, *args)`` 靠的表改了才重读。

        The answer must be one that nobody changes, and come from this book and ``args``
        alone: no clock, no file.
        """
        return self._once((read, *args), lambda: read(self, *args))

    def kept_as(self, key: Hashable, read: Callable[[], R]) -> R:
        """同 ``kept``，``read`` 另带着不算内容的（如报告进度的）；``key`` 认出同样的内容。"""
        return self._once(key, read)

    def _whole_table(self, table: type[Record], build: Any, order: Any) -> tuple[Any, ...]:
        self._note(table.__tablename__)
        if order is None:
            names = [column.name for column in _columns(table, build)]
            rows = read_whole(self._connection, table, names, self.known)
        else:
            names, query = _whole(table, build, False, self.known)
            rows = self._read(table, query.order_by(None).order_by(*_order(table, order)))
        if len(names) == len(fields(build)) and names == [one.name for one in fields(build)]:
            return tuple([build(*row) for row in rows])
        return tuple([build(**dict(zip(names, row, strict=True))) for row in rows])

    def _once(self, key: object, read: Callable[[], R]) -> R:
        known = self.memory.recall(key)
        if known is not None and not self._is_stale(known[0]):
            self._note(*known[0])
            return cast(R, known[1])
        self._needs.append(set())
        try:
            value = read()
        finally:
            needs = self._needs.pop()
            self._note(*needs)
        if not self._is_touched(needs):
            self.memory.keep(key, needs, value)
        return value

    def _note(self, *tables: str) -> None:
        """正在读的内容靠这些表。"""
        if self._needs:
            self._needs[-1].update(tables)

    def _is_touched(self, needs: Collection[str]) -> bool:
        """本事务里已经改过其中的表，尚未提交。"""
        return False

    def _is_stale(self, needs: Collection[str]) -> bool:
        """记得的靠这些表，不能再用。"""
        return self._is_touched(needs)

    def _read(self, table: type[Record], query: Select[Any]) -> Sequence[Any]:
        try:
            return self._connection.execute(query).all()
        except ValueError as error:  # a day or a code that none of ours wrote
            raise unreadable(f"表 {table.__tablename__} ") from error

    def one(self, table: type[T], record: type[R], *where: ColumnElement[bool]) -> R | None:
        """唯一的一条，没有则 None。raises LookupError when there are several."""
        if len(found := self.fetch(table, record, *where)) > 1:
            raise LookupError(f"{table.__tablename__}: {len(found)} rows where one was expected")
        return found[0] if found else None

    def count(
        self, table: type[Record], *where: ColumnElement[bool], annulled: bool = False
    ) -> int:
        """条数，与 ``fetch`` 同一口径。"""
        self._note(table.__tablename__)
        query = select(func.count()).select_from(table_of(table))
        query = query.where(*self.holding(table, annulled=annulled), *where)
        return int(self._connection.execute(query).scalar_one())

    def holding(self, table: type[Record], *, annulled: bool = False) -> list[ColumnElement[bool]]:
        """``fetch`` 自加的条件：已记录、未撤销；供本层的联表查询使用。"""
        return _holding(table, annulled, self.known)

    def rows(self, query: Select[Any]) -> list[tuple[Any, ...]]:
        """Core 查询的全部结果；只在 store/<noun>.py 内使用。"""
        if self._needs:
            self._note(*(one.name for one in visitors.iterate(query) if isinstance(one, Table)))
        return [tuple(row) for row in self._connection.execute(query)]

    def raw(
        self, sql: str, *values: Any, needs: Collection[str] = (EVERY,)
    ) -> list[tuple[Any, ...]]:
        """一句 SQL 的全部原始值；只在 store 内使用。``needs``：靠哪些表，不写的任何操作都算。"""
        self._note(*needs)
        found = self._connection.exec_driver_sql(sql, tuple(values)).fetchall()
        return [tuple(row) for row in found]

    def last_seq(self) -> int:
        """最后一次操作的序号；空的数据文件为 0。"""
        self._note(EVERY)
        return int(self._connection.execute(select(func.max(table_of(Act).c.seq))).scalar() or 0)


def _holding(table: type[Record], annulled: bool, known: int | None) -> list[ColumnElement[bool]]:
    if not _is_legal(table):
        return []
    columns = table_of(table).c
    held: list[ColumnElement[bool]] = []
    if known is not None:
        held.append(columns.act_seq <= known)
    if not annulled and table is not Annulment:
        undone = _UNDONE
        match = (undone.c.event_table == table.__tablename__) & (undone.c.event_uid == columns.uid)
        if known is not None:
            match &= undone.c.act_seq <= known
        held.append(~select(1).select_from(undone).where(match).exists())
    return held


@lru_cache(maxsize=256)
def _whole(
    table: type[Record], record: type[Any], annulled: bool, known: int | None
) -> tuple[list[str], Select[Any]]:
    """列名与不带条件的查询；同样的查询每次打开要问几十张表，只写一次。"""
    columns = _columns(table, record)
    query = select(*columns).where(*_holding(table, annulled, known))
    query = query.order_by(*_order(table, None))
    return [column.name for column in columns], query


def _columns(table: type[Record], record: type[Any]) -> list[Any]:
    columns, found = table_of(table).c, []
    for field in fields(record):
        if field.name in columns:
            found.append(columns[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise TypeError(
                f"{table.__tablename__} has no column for {record.__name__}.{field.name}"
            )
    return found


def _order(table: type[Record], order: Any) -> tuple[Any, ...]:
    if order is None:
        return tuple(table_of(table).primary_key)
    return tuple(order) if isinstance(order, (list, tuple)) else (order,)


class Page(Look):
    """写的事务：``seq`` 是本次操作的序号；每处改动都进入它的审计条目。"""

    def __init__(
        self,
        connection: Connection,
        vault: Vault,
        seq: int,
        secret: bytes,
        memory: Memory | None = None,
    ) -> None:
        super().__init__(connection, vault, None, memory)
        self.seq = seq
        self._secret = secret
        self.changed_tables: set[str] = set()
        self._changes: list[dict[str, Any]] = []
        self._facts: dict[str, Any] = {}

    def _is_touched(self, needs: Collection[str]) -> bool:
        changed = self.changed_tables
        if not changed:
            return False
        return EVERY in needs or not changed.isdisjoint(needs)

    def _enter(self, change: dict[str, Any]) -> None:
        self._changes.append(change)
        self.changed_tables.add(change["table"])

    def _undo(self, table: type[Record], undone: Iterable[Any]) -> None:
        """撤销的记录，原来在哪些表：那些表也变了。"""
        if table is Annulment:
            self.changed_tables.update(map(str, undone))

    def add(self, table: type[Record], **values: Any) -> int:
        """添一条，返回 id；uid 与 act_seq 自动填。raises Broken when a constraint refuses."""
        core = table_of(table)
        self._undo(table, [values.get("event_table")])
        done = self._connection.execute(insert(core).values(**self._filled(core, values)))
        row_id = int(done.inserted_primary_key[0])  # type: ignore[index]
        change = {"do": "add", "table": core.name, "values": self._stored(core, row_id)}
        self._enter(change)
        return row_id

    def add_many(self, table: type[Record], rows: Sequence[Mapping[str, Any]]) -> int:
        """成批添加，返回条数；审计记条数、id 范围与内容散列，而不逐条记内容。

        Every row names the same columns. raises BadInput, Broken, TypeError.
        """
        return self.add_tuples(table, *tuples_of(rows)) if rows else 0

    def add_tuples(
        self,
        table: type[Record],
        names: Sequence[str],
        rows: Iterable[tuple[Any, ...]],
        progress: Callable[[int], object] | None = None,
    ) -> int:
        """成批添加，各行是依 ``names`` 的元组；边取边写，几十万行也只占一片的内存。

        ``progress`` is told after every slice how many rows are in; what it raises undoes the
        act. ``rows`` must not itself write to the table. raises BadInput, Broken, TypeError.
        """
        batch = self.open_batch(table, names)
        undone = names.index("event_table") if table is Annulment else 0
        for part in slices(rows):
            batch.take(part)
            self._undo(table, {row[undone] for row in part} if table is Annulment else ())
            if progress is not None:
                progress(batch.count)
        self.close_batch(batch)
        return batch.count

    def open_batch(self, table: type[Record], names: Sequence[str]) -> Batch:
        """一批，由 store 自己一片一片地写：几张表交替写时用；写完须 ``close_batch``。"""
        self.changed_tables.add(table.__tablename__)
        return Batch(self._connection, table_of(table), names, self.seq)

    def close_batch(self, batch: Batch) -> None:
        """一批写完，进入审计条目。"""
        if batch.count:
            self._enter(self._account(batch))

    def _account(self, batch: Batch) -> dict[str, Any]:
        """一批在审计里的样子。"""
        core, count, last = batch.core, batch.count, batch.last
        if batch.digest is not None:
            digest = batch.digest.hexdigest()
        else:
            digest, count, last = digest_of(self, core, batch.first)
        told = {"count": count, "first": batch.first, "last": last, "sha256": digest}
        return {"do": "add_many", "table": core.name, **told}

    def amend(self, table: type[Record], id: int, version: int, **values: Any) -> None:
        """改草稿。raises Clash when someone changed it since ``version``."""
        core = self._draft(table)
        before = self._stored(core, id)
        must_be_text(values.values())
        changed = {**values, "version": version + 1, "act_seq": self.seq}
        statement = update(core).where(core.c.id == id, core.c.version == version)
        if self._connection.execute(statement.values(**changed)).rowcount != 1:
            raise self._clash(before)
        after = self._stored(core, id)
        names = [name for name in after if after[name] != before[name]]
        self._enter(
            {
                "do": "amend",
                "table": core.name,
                "uid": after["uid"],
                "before": {name: before[name] for name in names},
                "after": {name: after[name] for name in names},
            }
        )

    def discard(self, table: type[Record], id: int, version: int) -> None:
        """删草稿。raises Clash when someone changed it since ``version``."""
        core = self._draft(table)
        before = self._stored(core, id)
        statement = delete(core).where(core.c.id == id, core.c.version == version)
        if self._connection.execute(statement).rowcount != 1:
            raise self._clash(before)
        self._enter({"do": "discard", "table": core.name, "values": before})

    def annul(self, table: type[Record], uid: str, reason: str) -> None:
        """撤销一条法律事实，理由必填。raises Clash (already), LookupError (no such)."""
        if not reason.strip():
            raise ValueError("an annulment needs its reason")
        if not _is_legal(table) or table is Annulment:
            raise TypeError(f"{table.__tablename__} cannot be annulled")
        core = table_of(table)
        if not self.rows(select(core.c.id).where(core.c.uid == uid)):
            raise LookupError(f"{core.name}: no record {uid}")
        done = table_of(Annulment).c
        earlier = self.rows(
            select(done.act_seq).where(done.event_table == core.name, done.event_uid == uid)
        )
        if earlier:
            raise self._clash({"act_seq": earlier[0][0]}, "撤销")
        self.add(Annulment, event_table=core.name, event_uid=uid, reason=reason.strip())

    def remark(self, **facts: Any) -> None:
        """把另外的事实（被提醒的结论、理由……）写进本次的审计条目。"""
        self._facts.update(facts)

    def body(self) -> str:
        """本次审计条目的内容；由 ``Book`` 在提交前取走。"""
        return body_text(self._changes, self._facts)

    def _filled(self, core: Table, values: Mapping[str, Any]) -> dict[str, Any]:
        must_be_text(values.values())
        filled = dict(values)
        if "uid" in core.c:
            filled["uid"] = filled.get("uid") or new_uid()
        if "act_seq" in core.c:
            filled["act_seq"] = self.seq
        return filled

    def _stored(self, core: Table, row_id: int) -> dict[str, Any]:
        key = next(iter(core.primary_key)).name
        rows = stored_rows(self, core, f"{key} = ?", row_id)
        return masked(core, rows[0], self._secret) if rows else {}

    def _draft(self, table: type[Record]) -> Table:
        if _is_legal(table) or "version" not in table_of(table).c:
            raise TypeError(f"{table.__tablename__} is not a draft")
        return table_of(table)

    def _clash(self, before: Mapping[str, Any], did: str = "修改") -> Clash:
        if not before:
            return Clash("这条草稿已被删除，本次没有保存", "请关闭后重新打开列表", "E-DB-41")
        act = table_of(Act).c
        wanted = select(act.person_name, act.recorded_at, act.offset_minutes)
        found = self.rows(wanted.where(act.seq == before["act_seq"]))
        who, at = (found[0][0], local_time(found[0][1], found[0][2])) if found else ("本人", "刚才")
        return Clash(
            f"这条记录已被 {who} 于 {at} {did}，本次没有覆盖它",
            "请重新打开，核对后再保存",
            "E-DB-41",
        )


class DerivedPage(Page):
    """只写派生表的页（``store.derived``）；事实在这里写不进去。"""

    def _enter(self, change: dict[str, Any]) -> None:
        raise TypeError(f"{change['table']} is written by an act")


def local_time(recorded_at: str, offset_minutes: int) -> str:
    """记录时间的当地写法：2026-11-22 16:05。"""
    moment = datetime.fromisoformat(recorded_at) + timedelta(minutes=offset_minutes)
    return moment.strftime("%Y-%m-%d %H:%M")
