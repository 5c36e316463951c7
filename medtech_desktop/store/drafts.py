"""草稿：没有保存的录入，一份一个文件；不是法定记录，不进审计，也不随备份走。

A draft outlives a crash, not a disk: the backups leave ``drafts/`` alone, and the doctor does
not look at it. An encrypted book keeps its drafts encrypted, by the key of its attachments.
"""

from __future__ import annotations

import errno
from datetime import datetime
from pathlib import Path

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.disk import write_whole
from medtech_desktop.store.page import Look
from medtech_desktop.store.vault import Vault

FOLDER = "drafts"
_SUFFIX = ".draft"


def last_recorded(look: Look) -> datetime | None:
    """最后一次操作记下的时刻：电脑的钟忽然快了一年，不因此就算满了期。"""
    ((at,),) = look.raw("SELECT max(recorded_at) FROM act")
    return datetime.fromisoformat(at) if at else None


class Drafts:
    """一个数据文件夹的草稿。"""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.folder = folder / FOLDER
        self._vault = vault

    def path(self, key: str) -> Path:
        """这份草稿的位置；从文件名看不出是什么。"""
        return self.folder / f"{self._vault.keyed_name(key)[:40]}{_SUFFIX}"

    def put(self, key: str, content: bytes) -> None:
        """存一份，换下旧的。raises Trouble."""
        path = self.path(key)
        try:
            self.folder.mkdir(exist_ok=True)
            write_whole(path, self._vault.sealed(content))
        except OSError as error:
            raise _not_kept(error) from error

    def get(self, key: str) -> bytes | None:
        """取一份；没有、读不出或被改动的，一律当作没有。"""
        return self._read(self.path(key))

    def all(self) -> list[bytes]:
        """全部读得出的草稿。"""
        read = (self._read(path) for path in self._files())
        return [content for content in read if content is not None]

    def drop(self, key: str) -> bool:
        """丢弃一份，返回原来有没有；删不掉的留着，以后再清。"""
        path = self.path(key)
        try:
            path.unlink()
        except OSError:
            return False
        return True

    def sweep(self, before: datetime) -> int:
        """清掉这以前写的与写到一半的文件，返回清了几份草稿。"""
        swept = 0
        for path in self._files("*"):
            try:
                half = path.suffix != _SUFFIX
                if half or path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    swept += not half
            except OSError:
                continue
        return swept

    def _files(self, pattern: str = f"*{_SUFFIX}") -> list[Path]:
        return sorted(self.folder.glob(pattern)) if self.folder.is_dir() else []

    def _read(self, path: Path) -> bytes | None:
        try:
            return self._vault.opened(path.read_bytes())
        except (OSError, ValueError):
            return None


def _not_kept(error: OSError) -> Trouble:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Trouble(
            "磁盘已满，没有留下草稿，所填的文字还在", "清理磁盘后接着填，会自动再留", "E-DB-03"
        )
    return Trouble("没有留下草稿，所填的文字还在", "请检查数据文件夹的写入权限与硬盘", "E-DB-09")
