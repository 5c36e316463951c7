"""数据文件夹：迁移一次的样板，每个测试用一份拷贝。"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from medtech_desktop.store.book import Book, Clerk

CLERK = Clerk(None, "王经办", "测试机", "tester")
KEY = bytes(range(32))
KEYS = [pytest.param(None, id="plain"), pytest.param(KEY, id="keyed")]


@cache
def template(key: bytes | None = None) -> Path:
    """本进程的样板：空的、已迁移的数据文件夹。"""
    place = Path(tempfile.mkdtemp(prefix="medtech-book-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    Book.create(place / "样板", key=key).close()
    return place / "样板"


def fresh_folder(tmp_path: Path, name: str = "数据", key: bytes | None = None) -> Path:
    """样板的一份拷贝，还没有打开。"""
    folder = tmp_path / name
    shutil.copytree(template(key), folder)
    return folder


def fresh_book(tmp_path: Path, key: bytes | None = None) -> Book:
    """样板的一份拷贝，已打开；用完由测试关闭。"""
    return Book.open(fresh_folder(tmp_path, key=key), key=key)
