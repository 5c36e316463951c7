"""备份：经 SQLite 备份接口复制，只读重开核验后才换成正式文件名。"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlcipher3

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.connection import Line, dial
from medtech_desktop.store.trouble import explain


def copy_verified(line: Line, target: Path) -> None:
    """把数据文件复制到 ``target`` 并核验；失败时不留下文件。raises Trouble."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        copy = dial(part, line.key, "rwc")
        try:
            line.driver.backup(copy)
        finally:
            copy.close()
        _verify(part, line.key)
        _sync(part)
        os.replace(part, target)
    except sqlcipher3.dbapi2.Error as error:
        found = explain(error, target.parent)
        raise Trouble(f"备份没有完成：{found.sentence}", found.remedy, "E-DB-40") from error
    except OSError as error:
        raise Trouble("备份没有完成，原数据完好", "请检查磁盘空间与权限", "E-DB-40") from error
    finally:
        for leftover in (part, part.with_name(part.name + "-journal")):
            leftover.unlink(missing_ok=True)


def _verify(path: Path, key: bytes | None) -> None:
    driver = dial(path, key, "ro")
    try:
        problems = [r for r in _ask(driver, "integrity_check") if r != ("ok",)]
        problems += _ask(driver, "foreign_key_check")
        if key is not None:
            problems += _ask(driver, "cipher_integrity_check")
    finally:
        driver.close()
    if problems:
        raise Trouble("备份核验没有通过，没有保留这份备份；原数据没有改动", "请运行体检", "E-DB-40")


def _ask(driver: Any, check: str) -> list[tuple[Any, ...]]:
    return list(driver.execute(f"PRAGMA {check}").fetchall())


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
