"""备份清单：一份备份里有什么、审计到哪一条、每个文件的散列。

``<时刻>-<序号>.db`` with ``….json`` beside it; the scans of all generations lie once in
``attachments/``. The manifest is in place before the copy gets its final name, so a
``.db`` under a final name is always a verified one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from medtech_desktop.domain.backups import BackupReason, Generation
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.audit import anchor, canonical
from medtech_desktop.store.disk import write_whole

FORMAT = 1
STEM = re.compile(r"(\d{8}T\d{6}Z)-(\d+)(?:-\d+)?")
_SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """一份备份的清单。``path`` 是其中的数据文件；``missing`` 是备份时已缺的附件。"""

    path: Path
    app: str
    schema: int
    book: str
    made_at: str
    why: BackupReason
    encrypted: bool
    head_seq: int
    head_hash: str
    audit: str
    counts: Mapping[str, int]
    size: int
    sha256: str
    attachments: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]

    @property
    def head(self) -> str:
        """末条锚；没有记录则空。"""
        return anchor(self.head_seq, self.head_hash) if self.head_seq else ""

    @property
    def day(self) -> date:
        """哪一天做的（北京时间）。"""
        return moment_of(self.made_at).astimezone(_SHANGHAI).date()

    @property
    def said_at(self) -> str:
        """哪一刻做的：2026-11-22 16:54（北京时间）。"""
        return moment_of(self.made_at).astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M")

    def generation(self) -> Generation:
        """供疏减判断。"""
        return Generation(self.path.stem, self.made_at, self.day, self.head_seq, self.why)


def moment_of(made_at: str) -> datetime:
    """清单里的时刻文本。"""
    return datetime.strptime(made_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def broken(path: Path, why: str) -> Trouble:
    """这份备份不能用；没有动任何数据。"""
    return Trouble(
        f"备份 {path.name} 已损坏（{why}），没有使用它，现有数据没有改动",
        "请改用另一份备份",
        "E-DB-30",
    )


def beside(path: Path) -> Path:
    """备份的清单文件。"""
    return path.with_suffix(".json")


def write_manifest(manifest: Manifest) -> None:
    """写下清单。raises OSError."""
    body: dict[str, Any] = {
        "manifest": FORMAT,
        "app": manifest.app,
        "schema": manifest.schema,
        "book": manifest.book,
        "made_at": manifest.made_at,
        "why": manifest.why.value,
        "encrypted": manifest.encrypted,
        "head": {"seq": manifest.head_seq, "hash": manifest.head_hash},
        "audit": manifest.audit,
        "counts": dict(manifest.counts),
        "file": {
            "name": manifest.path.name,
            "size": manifest.size,
            "sha256": manifest.sha256,
        },
        "attachments": [list(one) for one in manifest.attachments],
        "missing": list(manifest.missing),
    }
    body["seal"] = _seal(body)
    text = json.dumps(body, ensure_ascii=False, indent=1)
    write_whole(beside(manifest.path), text.encode("utf-8"))


def _seal(body: Mapping[str, Any]) -> str:
    return sha256(canonical(body).encode("utf-8")).hexdigest()


def read_manifest(path: Path) -> Manifest:
    """读 ``path``（.db）的清单。raises Trouble E-DB-30 when it is missing or damaged."""
    try:
        body = json.loads(beside(path).read_bytes().decode("utf-8"))
        seal = body.pop("seal")
    except FileNotFoundError as error:
        raise broken(path, "没有清单") from error
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise broken(path, "清单读不懂") from error
    if seal != _seal(body):
        raise broken(path, "清单被改动")
    if body["manifest"] > FORMAT:
        raise Trouble(
            f"备份 {path.name} 由更高版本创建，没有使用它", "请升级本软件后再恢复", "E-DB-24"
        )
    try:
        return _built(path, body)
    except (ValueError, KeyError, TypeError) as error:
        raise broken(path, "清单读不懂") from error


def _built(path: Path, body: Mapping[str, Any]) -> Manifest:
    attachments = tuple((str(sha), int(size)) for sha, size in body["attachments"])
    if not all(_HEX.fullmatch(sha) for sha, _ in attachments) or path.name != body["file"]["name"]:
        raise ValueError(path.name)
    moment_of(body["made_at"])
    return Manifest(
        path=path,
        app=str(body["app"]),
        schema=int(body["schema"]),
        book=str(body["book"]),
        made_at=str(body["made_at"]),
        why=BackupReason(body["why"]),
        encrypted=bool(body["encrypted"]),
        head_seq=int(body["head"]["seq"]),
        head_hash=str(body["head"]["hash"]),
        audit=str(body["audit"]),
        counts={str(name): int(n) for name, n in body["counts"].items()},
        size=int(body["file"]["size"]),
        sha256=str(body["file"]["sha256"]),
        attachments=attachments,
        missing=tuple(str(sha) for sha in body["missing"]),
    )


def copies_in(place: Path) -> list[Path]:
    """``place`` 中各份备份的数据文件，新的在前；只看文件名。"""
    try:
        found = [p for p in place.iterdir() if p.suffix == ".db" and STEM.fullmatch(p.stem)]
    except OSError:
        return []
    return sorted(found, key=lambda p: p.stem, reverse=True)


def manifests_in(place: Path) -> tuple[list[Manifest], list[Trouble]]:
    """各份清单（新的在前），与读不懂的。"""
    found: list[Manifest] = []
    troubles: list[Trouble] = []
    for path in copies_in(place):
        try:
            found.append(read_manifest(path))
        except Trouble as trouble:
            troubles.append(trouble)
    found.sort(key=lambda m: (m.made_at, m.head_seq), reverse=True)
    return found, troubles


def find_backup(source: Path) -> Manifest:
    """所指的备份：给 .db 或 .json 文件，或备份文件夹（取其中最新的一份）。raises Trouble."""
    if source.is_file() or source.suffix in (".db", ".json"):
        path = source.with_suffix(".db")
        if not path.is_file():
            raise Trouble(f"找不到备份：{source}", "请选择备份文件夹中的 .db 文件", "E-DB-23")
        return read_manifest(path)
    places = [source, *(p for p in (_folders(source)) if copies_in(p))]
    whole = [m for place in places for m in manifests_in(place)[0]]
    if not whole:
        raise Trouble(f"这里没有备份：{source}", "请选择备份文件夹，或其中的 .db 文件", "E-DB-23")
    if len({m.book for m in whole}) > 1:
        raise Trouble(
            f"这里有几个数据文件夹的备份：{source}", "请指明其中一份的 .db 文件", "E-DB-23"
        )
    return max(whole, key=lambda m: (m.made_at, m.head_seq))


def _folders(source: Path) -> list[Path]:
    try:
        return sorted(p for p in source.iterdir() if p.is_dir())
    except OSError:
        return []
