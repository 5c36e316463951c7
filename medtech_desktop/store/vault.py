"""附件库：按内容散列存放的文件；加密的数据文件，附件也加密（AES-256-GCM）。"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.disk import sync_folder, write_whole

_SEALED = b"MTA1"
_OVERHEAD = len(_SEALED) + 12 + 16
_NAME = re.compile(r"[0-9a-f]{64}")


class Vault:
    """``attachments/ab/abcd…``：文件名是内容的 SHA-256，内容从不改写。

    The backups of a library keep their scans in a vault of the same kind, once for all
    generations.
    """

    def __init__(self, folder: Path, key: bytes | None) -> None:
        self.folder = folder / "attachments"
        self._key = key

    def path(self, sha256: str) -> Path:
        """该内容的位置。"""
        return self.folder / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """存入并读回核对，返回 SHA-256；已有同样内容则不重写。raises Trouble."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if path.exists() and self.state(sha256) == "":
            return sha256
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, self.sealed(content))
            sync_folder(self.folder)
        except OSError as error:
            raise _not_kept(error) from error
        if self.state(sha256):
            raise Trouble(
                "附件写入后读回不一致，未保存，原数据完好", "请检查硬盘后再试一次", "E-DB-33"
            )
        return sha256

    def get(self, sha256: str) -> bytes:
        """取出内容。raises Trouble: 附件缺失或被改动。"""
        content, why = self._read(sha256)
        if why:
            raise Trouble(f"{why}，其他内容可照常使用", "请从备份恢复这个附件", "E-DB-33")
        return content

    def state(self, sha256: str) -> str:
        """空文本表示完好，否则「附件缺失」「附件读取出错」或「附件被改动」。"""
        return self._read(sha256)[1]

    def has(self, sha256: str, size: int) -> bool:
        """有这份内容而且大小相符；不读内容。"""
        try:
            found = self.path(sha256).stat().st_size
        except OSError:
            return False
        return found == size + (_OVERHEAD if self._key is not None else 0)

    def files(self) -> Iterator[tuple[str, Path]]:
        """库中各份内容的散列与位置；别的文件不算。"""
        for path in sorted(self.folder.glob("??/*")):
            if _NAME.fullmatch(path.name):
                yield path.name, path

    def _read(self, sha256: str) -> tuple[bytes, str]:
        try:
            content = self.opened(self.path(sha256).read_bytes())
        except FileNotFoundError:
            return b"", "附件缺失"
        except OSError:
            return b"", "附件读取出错"
        except ValueError:
            return b"", "附件被改动"
        right = hashlib.sha256(content).hexdigest() == sha256
        return (content, "") if right else (b"", "附件被改动")

    def _cipher_key(self) -> bytes:
        return hashlib.sha256(b"medtech attachments" + (self._key or b"")).digest()

    def keyed_name(self, name: str) -> str:
        """由密钥与一个名字得出的文件名：看不出原来的名字。"""
        return hashlib.sha256(self._cipher_key() + name.encode("utf-8", "replace")).hexdigest()

    def sealed(self, content: bytes) -> bytes:
        """加密的数据文件，内容也加密；否则原样。"""
        if self._key is None:
            return content
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(12)
        return _SEALED + nonce + AESGCM(self._cipher_key()).encrypt(nonce, content, _SEALED)

    def opened(self, stored: bytes) -> bytes:
        """解开 ``sealed`` 的内容。raises ValueError when it is not ours or was changed."""
        if self._key is None:
            return stored
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not stored.startswith(_SEALED):
            raise ValueError("not sealed")
        try:
            return AESGCM(self._cipher_key()).decrypt(stored[4:16], stored[16:], _SEALED)
        except InvalidTag as error:
            raise ValueError("changed") from error


def _not_kept(error: OSError) -> Trouble:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Trouble("磁盘已满，附件未保存，原数据完好", "请清理磁盘后再试一次", "E-DB-03")
    return Trouble("附件未能写入，原数据完好", "请检查数据文件夹的写入权限与硬盘", "E-DB-09")
