"""审计链：每次操作一条，SHA-256 首尾相接。可发现篡改。

The hash covers every column of the entry; what may have to be erased one day never
enters it, only its keyed hash (``ERASABLE`` columns).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from medtech_desktop.domain.trouble import BadInput

COLUMNS = (
    "seq",
    "uid",
    "recorded_at",
    "offset_minutes",
    "run",
    "run_ms",
    "person_id",
    "person_name",
    "pc",
    "os_user",
    "action",
    "reason",
    "effective",
    "body",
    "prev",
)
"""散列所覆盖的列，即除 hash 之外的全部。"""

_CHANGES = '{"changes":['
ANCHOR_DIGITS = 12
_STEP = 2000


class Reading(Protocol):
    """能读审计日志的（Look 或 Page）。"""

    def raw(self, sql: str, *values: Any) -> Sequence[Sequence[Any]]: ...


@dataclass(frozen=True, slots=True)
class AuditReport:
    """核验结果：条数、是否相符、第一条不符的序号、末条锚、说明。"""

    entries: int
    ok: bool
    first_bad: int | None
    head: str
    why: str = ""


def canonical(value: object) -> str:
    """规范 JSON：键有序、无空白、不转义汉字、不许 NaN。"""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def body_text(changes: Sequence[object], facts: object) -> str:
    """一次操作的审计内容，规范 JSON；逐处写，几千处时别的线程不等。"""
    listed = ",".join([canonical(one) for one in changes])
    return f'{{"changes":[{listed}],"facts":{canonical(facts)}}}'


def changes_in(body: str) -> Iterator[dict[str, Any]]:
    """审计内容里的各处改动；逐处读。raises ValueError, KeyError, TypeError."""
    if not body.startswith(_CHANGES):  # not as this program writes it
        yield from json.loads(body)["changes"]
        return
    decoder, at = json.JSONDecoder(), len(_CHANGES)
    while body[at] != "]":
        change, at = decoder.raw_decode(body, at)
        yield change
        at += body[at] == ","
    json.loads(_CHANGES + body[at:])  # the rest is whole, too


def entry_hash(entry: Mapping[str, Any]) -> str:
    """一条的散列（64 位十六进制）。"""
    covered = {name: entry[name] for name in COLUMNS}
    return hashlib.sha256(canonical(covered).encode("utf-8", "surrogatepass")).hexdigest()


def genesis(book_uid: str) -> str:
    """链的起点：由数据文件自己的标识算出，别的数据文件的日志接不上。"""
    return hashlib.sha256(f"medtech book {book_uid}".encode()).hexdigest()


def keyed(secret: bytes, value: object) -> str:
    """可删除内容在审计中的样子：带密钥的散列。"""
    text = canonical(value).encode("utf-8")
    return "hmac:" + hmac.new(secret, text, hashlib.sha256).hexdigest()


def anchor(seq: int, digest: str) -> str:
    """锚：序号与散列前 12 位，印在表格页脚、写进备份清单。"""
    return f"{seq}-{digest[:ANCHOR_DIGITS]}"


def parse_anchor(text: str) -> tuple[int, str]:
    """读入印出的锚。raises BadInput when it is not one."""
    found = re.fullmatch(r"(\d+)-([0-9a-f]{12})", text.strip().lower())
    if found is None:
        raise BadInput(
            f"「{text}」不是审计锚", "锚的样子是 128-3fa9c0d1e2b4，印在表格页脚", "E-DB-36"
        )
    return int(found[1]), found[2]


def _entries(look: Reading, first: int) -> Iterator[Sequence[Any]]:
    names = ", ".join((*COLUMNS, "hash"))
    while True:
        rows = look.raw(
            f"SELECT {names} FROM act WHERE seq >= ? ORDER BY seq LIMIT {_STEP}",
            first,
        )
        yield from rows
        if len(rows) < _STEP:
            return
        first = int(rows[-1][0]) + 1


def _wrong(entry: Mapping[str, Any], digest: str, seq: int, prev: str) -> str:
    if entry["seq"] != seq:
        return f"缺少第 {seq} 条（下一条是第 {entry['seq']} 条）"
    if entry["prev"] != prev:
        return f"第 {seq} 条与上一条接不上"
    try:
        right = entry_hash(entry) == digest
    except (TypeError, ValueError):
        right = False
    return "" if right else f"第 {seq} 条的内容与散列不符"


def verify(look: Reading, anchor: str | None = None, last: int | None = None) -> AuditReport:
    """核验审计日志；``anchor`` 是印出的锚，``last`` 只核验最后若干条。

    Edited, deleted, inserted and reordered entries are found by the chain, a cut tail
    only with an anchor. raises Trouble for a malformed anchor.
    """
    held = parse_anchor(anchor) if anchor else None
    seq, prev = _start(look, last)
    before, hashes = seq - 1, {seq - 1: prev}
    for row in _entries(look, 0 if before == 0 else seq):
        entry = dict(zip(COLUMNS, row, strict=False))
        digest = row[-1]
        why = _wrong(entry, digest, seq, prev)
        if why:
            return AuditReport(seq - 1 - before, False, seq, _head(look), f"审计日志不符：{why}")
        if held and held[0] == seq:
            hashes[seq] = digest
        seq, prev = seq + 1, digest
    return _against(look, held, seq - 1, before, hashes)


def _start(look: Reading, last: int | None) -> tuple[int, str]:
    top = look.raw("SELECT coalesce(max(seq), 0) FROM act")[0][0]
    if last is not None and top > last:
        found = look.raw("SELECT hash FROM act WHERE seq = ?", top - last)
        return top - last + 1, found[0][0] if found else ""
    return 1, look.raw("SELECT genesis FROM book_info")[0][0]


def _head(look: Reading) -> str:
    rows = look.raw("SELECT seq, hash FROM act ORDER BY seq DESC LIMIT 1")
    return anchor(rows[0][0], str(rows[0][1])) if rows else ""


def _against(
    look: Reading, held: tuple[int, str] | None, top: int, before: int, hashes: dict[int, str]
) -> AuditReport:
    head = _head(look)
    entries = top - before
    if held is None:
        return AuditReport(entries, True, None, head)
    seq, digits = held
    if seq > top:
        why = f"审计日志不符：锚指到第 {seq} 条，日志只到第 {top} 条，末尾被删或换回了旧文件"
        return AuditReport(entries, False, top + 1, head, why)
    if seq not in hashes:
        found = look.raw("SELECT hash FROM act WHERE seq = ?", seq)
        hashes[seq] = found[0][0] if found else ""
    if not hashes[seq].startswith(digits):
        why = f"审计日志不符：第 {seq} 条与锚 {seq}-{digits} 不同"
        return AuditReport(entries, False, seq, head, why)
    return AuditReport(entries, True, None, head)
