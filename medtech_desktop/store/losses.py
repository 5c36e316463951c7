"""恢复会失去什么：备份与正在使用的数据，从哪一条起不同。"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from medtech_desktop.store.audit import Reading, anchor
from medtech_desktop.store.backup_log import FAILED, MADE
from medtech_desktop.store.book import Book
from medtech_desktop.store.copies import Copy
from medtech_desktop.store.manifests import Manifest
from medtech_desktop.store.tables import every_table


@dataclass(frozen=True, slots=True)
class Loss:
    """恢复之后会消失的：操作次数、记录条数、按种类；``extra`` 是只在备份里有的操作。

    ``related`` is False when the two have no common entry: another library's backup.
    """

    related: bool
    acts: int
    records: int
    by_kind: tuple[tuple[str, int], ...]
    extra: int
    live_head: str
    backup_head: str


def losses(manifest: Manifest, key: bytes | None, live: Book) -> Loss:
    """比较；不改动任何一边。raises sqlcipher3 errors when the backup cannot be read."""
    with live.look() as look, Copy(manifest.path, key) as copy:
        same_book = look.raw("SELECT uid FROM book_info")[0][0] == manifest.book
        common = _common(look, copy) if same_book else 0
        counts: Counter[str] = Counter()
        acts = 0
        rows = look.raw("SELECT action, body FROM act WHERE seq > ? ORDER BY seq", common)
        for action, body in rows:
            acts += action not in (MADE, FAILED)
            counts.update(_records(str(body)))
        head, hashed = _head(look)
    labels = labels_of_tables()
    by_kind: Counter[str] = Counter()
    for table, number in counts.items():
        by_kind[labels.get(table, table)] += number
    return Loss(
        same_book,
        acts,
        sum(counts.values()),
        tuple(sorted(by_kind.items(), key=lambda one: (-one[1], one[0]))),
        manifest.head_seq - common,
        anchor(head, hashed) if head else "",
        manifest.head,
    )


def _head(reading: Reading) -> tuple[int, str]:
    rows = reading.raw("SELECT seq, hash FROM act ORDER BY seq DESC LIMIT 1")
    return (int(rows[0][0]), str(rows[0][1])) if rows else (0, "")


def _common(one: Reading, two: Reading) -> int:
    """两边相同的最后一条：链的前段相同，之后不再相同，故可对半查找。"""
    low, high = 0, min(_head(one)[0], _head(two)[0])
    while low < high:
        middle = (low + high + 1) // 2
        if _hash(one, middle) == _hash(two, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _hash(reading: Reading, seq: int) -> str:
    rows = reading.raw("SELECT hash FROM act WHERE seq = ?", seq)
    return str(rows[0][0]) if rows else ""


def _records(body: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for change in json.loads(body)["changes"]:
        if change["do"] == "add":
            found[change["table"]] += 1
        elif change["do"] == "add_many":
            found[change["table"]] += int(change["count"])
    return found


def labels_of_tables() -> dict[str, str]:
    """各表的中文名，取自表的说明的头一个词。"""
    labels = {}
    for table in every_table():
        kind = table.info.get("kind")
        words = (kind.__doc__ or "").strip().splitlines() if kind else []
        label = words[0] if words else table.name
        for sign in "：；。，（":
            label = label.split(sign, 1)[0]
        labels[table.name] = label or table.name
    return labels
