"""附件库：按内容散列存放的文件；加密的数据文件，附件也加密（AES-256-GCM）。"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from pathlib import Path

from medtech_desktop.domain.trouble import Trouble

_SEALED = b"MTA1"
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)  # an antivirus may hold a new file for a moment


class Vault:
    """``attachments/ab/abcd…``：文件名是内容的 SHA-256，内容从不改写。"""

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
            self._write(path, self._sealed(content))
        except OSError as error:
            raise _not_kept(error) from error
        if self.state(sha256):
            raise Trouble(
                "附件写入后读回不一致，未保存，原数据完好", "请检查硬盘后再试一次", "E-DB-33"
            )
        return sha256

    def get(self, sha256: str) -> bytes:
        """取出内容。raises Trouble: 附件缺失或被改动。"""
        why = self.state(sha256)
        if why:
            raise Trouble(f"{why}，其他内容可照常使用", "请从备份恢复这个附件", "E-DB-33")
        return self._opened(self.path(sha256).read_bytes())

    def state(self, sha256: str) -> str:
        """空文本表示完好，否则「附件缺失」或「附件被改动」。"""
        try:
            content = self._opened(self.path(sha256).read_bytes())
        except FileNotFoundError:
            return "附件缺失"
        except OSError:
            return "附件读取出错"
        except ValueError:
            return "附件被改动"
        return "" if hashlib.sha256(content).hexdigest() == sha256 else "附件被改动"

    def _write(self, path: Path, content: bytes) -> None:
        part = path.with_name(path.name + ".part")
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        if os.name == "posix":
            for folder in (path.parent, path.parent.parent):
                fd = os.open(folder, os.O_RDONLY)
                try:
                    os.fsync(fd)
                finally:
                    os.close(fd)

    def _cipher_key(self) -> bytes:
        return hashlib.sha256(b"medtech attachments" + (self._key or b"")).digest()

    def _sealed(self, content: bytes) -> bytes:
        if self._key is None:
            return content
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(12)
        return _SEALED + nonce + AESGCM(self._cipher_key()).encrypt(nonce, content, _SEALED)

    def _opened(self, stored: bytes) -> bytes:
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


def _replace(part: Path, path: Path) -> None:
    for wait in _WAITS:
        try:
            os.replace(part, path)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    os.replace(part, path)


def _not_kept(error: OSError) -> Trouble:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Trouble("磁盘已满，附件未保存，原数据完好", "请清理磁盘后再试一次", "E-DB-03")
    return Trouble("附件未能写入，原数据完好", "请检查数据文件夹的写入权限与硬盘", "E-DB-09")
