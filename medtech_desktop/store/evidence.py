"""对账：表中的每一行，是否就是审计条目所记的那样。可发现绕过程序的修改。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table

from medtech_desktop.store.audit import changes_in
from medtech_desktop.store.digests import digest_of, masked, stored_rows
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import every_table

_STEP = 1000
_LIMIT = 20


class _Account:
    """逐条走过审计，记下各表应有的样子。"""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.secret: bytes = look.raw("SELECT secret FROM book_info")[0][0]
        self.tables = {table.name: table for table in every_table()}
        self.counts: Counter[str] = Counter()
        self.drafts: dict[tuple[str, str], dict[str, Any]] = {}
        self.batches: dict[tuple[str, int], tuple[int, dict[str, Any]]] = {}
        self.problems: list[str] = []

    def take(self, seq: int, change: dict[str, Any]) -> None:
        table = self.tables.get(change["table"])
        if table is None:
            return
        if change["do"] == "add_many":
            self._batch(seq, table, change)
        elif change["do"] == "amend":
            self.drafts[(table.name, change["uid"])].update(change["after"])
        elif change["do"] == "discard_many":
            for first, count in change["batches"]:
                del self.batches[(table.name, first)]
                self.counts[table.name] -= count
        elif change["do"] == "discard":
            del self.drafts[(table.name, change["values"]["uid"])]
            self.counts[table.name] -= 1
        else:
            self._added(seq, table, change["values"])

    def _added(self, seq: int, table: Table, values: dict[str, Any]) -> None:
        self.counts[table.name] += 1
        if "version" in table.c:
            self.drafts[(table.name, values["uid"])] = dict(values)
        else:
            self._compare(seq, table, values)

    def _compare(self, seq: int, table: Table, values: dict[str, Any]) -> None:
        key = next(iter(table.primary_key)).name
        found = stored_rows(self.look, table, f"{key} = ?", values[key])
        if not found:
            self.problems.append(f"{table.name} 缺少第 {seq} 号操作写入的一行（{values[key]}）")
            return
        now = masked(table, found[0], self.secret)
        changed = [name for name, value in values.items() if name in now and now[name] != value]
        if changed:
            self.problems.append(
                f"{table.name} 第 {values[key]} 行与第 {seq} 号操作所记不同：{'、'.join(changed)}"
            )

    def _batch(self, seq: int, table: Table, change: dict[str, Any]) -> None:
        self.counts[table.name] += change["count"]
        if "version" in table.c:  # drafts may be taken away again
            self.batches[(table.name, change["first"])] = (seq, change)
        else:
            self._compare_batch(seq, table, change)

    def _compare_batch(self, seq: int, table: Table, change: dict[str, Any]) -> None:
        digest, _, _ = digest_of(self.look, table, change["first"], change["last"])
        if digest != change["sha256"]:
            self.problems.append(f"{table.name} 与第 {seq} 号操作成批写入的内容不同")

    def settle(self) -> list[str]:
        for (name, _), values in self.drafts.items():
            self._compare(values["act_seq"], self.tables[name], values)
        for (name, _first), (seq, change) in self.batches.items():
            self._compare_batch(seq, self.tables[name], change)
        for name, table in self.tables.items():
            if "act_seq" not in table.c:
                continue
            found = int(self.look.raw(f'SELECT count(*) FROM "{name}"')[0][0])
            if found != self.counts[name]:
                self.problems.append(f"{name} 有 {found} 行，审计所记 {self.counts[name]} 行")
        return self.problems[:_LIMIT]


def unexplained(look: Look) -> list[str]:
    """与审计对不上的行（至多 20 条说明）；空即全部对得上。"""
    account = _Account(look)
    for seq, body in _bodies(look):
        try:
            for change in changes_in(body):
                account.take(seq, change)
        except (ValueError, LookupError, TypeError):
            account.problems.append(f"第 {seq} 号操作的审计内容读不懂")
    return account.settle()


def _bodies(look: Look) -> Iterator[tuple[int, str]]:
    last = -1
    while True:
        rows = look.raw(f"SELECT seq, body FROM act WHERE seq > ? ORDER BY seq LIMIT {_STEP}", last)
        yield from ((int(seq), str(body)) for seq, body in rows)
        if len(rows) < _STEP:
            return
        last = int(rows[-1][0])
