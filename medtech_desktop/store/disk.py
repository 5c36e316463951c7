"""磁盘：落盘、换名、散列。写完、落盘、再换名，断在哪里都不会留下半个文件。"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)  # an antivirus may hold a new file for a moment
_BLOCK = 1 << 20


def sync_file(path: Path) -> None:
    """文件内容落盘。"""
    fd = os.open(path, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_folder(folder: Path) -> None:
    """文件夹中的改名与删除落盘；Windows 没有这一步。"""
    if os.name != "posix":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def put_in_place(part: Path, path: Path) -> None:
    """换成正式文件名；被杀毒软件占住时稍候再试。"""
    for wait in _WAITS:
        try:
            os.replace(part, path)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    os.replace(part, path)


def write_whole(path: Path, content: bytes) -> None:
    """写一个文件：临时名、落盘、换名，文件夹也落盘。"""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def copy_whole(source: Path, target: Path) -> str:
    """抄一个文件并落盘，返回其 SHA-256。"""
    sha256 = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(_BLOCK):
            sha256.update(block)
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    return sha256.hexdigest()


def sha256_of(path: Path) -> str:
    """文件的 SHA-256。"""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
