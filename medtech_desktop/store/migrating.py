"""迁移：Alembic，一次事务，先有核验过的备份；数据版本写在 user_version。"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from medtech_desktop.domain.backups import BackupReason
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.backups import back_up
from medtech_desktop.store.connection import Line, settle

SCHEMA = 4
"""本程序的数据版本，等于最末一个迁移的编号。"""

SCRIPTS = "medtech_desktop.store:migrations"


def bring_up_to_date(
    line: Line,
    folder: Path,
    *,
    read_only: bool,
    schema: int = SCHEMA,
    scripts: str = SCRIPTS,
) -> Path | None:
    """旧版本的数据升到本程序的版本；返回升级前的备份，不需要时 None。raises Trouble."""
    found = int(line.pragma("user_version"))
    if found == schema:
        return None
    if read_only:
        raise Trouble(
            f"数据文件是旧版本（{found}），需要升级后才能打开，而这里没有写入权限；没有改动它",
            "请在有写入权限的电脑上打开一次",
            "E-DB-25",
        )
    _ask_for_room(folder, line.path.stat().st_size)
    kept = back_up(line, folder, folder / "backups", BackupReason.MIGRATION)
    migrate(line, schema=schema, scripts=scripts)
    return kept.path


def _ask_for_room(folder: Path, size: int) -> None:
    """备份一份、重建一份，各需数据文件那么大。"""
    if shutil.disk_usage(folder).free < 3 * size:
        raise Trouble(
            f"磁盘空间不足，没有升级，数据文件仍是原来的版本（需要 {3 * size // 1048576 + 1} MB）",
            "请清理磁盘后再打开",
            "E-DB-05",
        )


def migrate(line: Line, *, schema: int = SCHEMA, scripts: str = SCRIPTS) -> None:
    """跑完所有迁移，一个事务：要么全部，要么原样。raises Trouble."""
    try:
        settle(line.driver, "foreign_keys", "OFF", 0)
        try:
            _in_one_transaction(line, schema, scripts)
        finally:
            settle(line.driver, "foreign_keys", "ON", 1)
    except Trouble as trouble:
        raise Trouble(
            f"数据升级没有完成，仍是原来的版本，原数据完好（{trouble.sentence}）",
            trouble.remedy,
            trouble.number or "E-DB-05",
        ) from trouble
    except Exception as error:  # whatever a migration raises, the user is told what was kept
        raise Trouble(
            "数据升级没有完成，仍是原来的版本，原数据完好",
            "请继续使用原来的程序版本，并把错误号告诉开发者",
            "E-DB-05",
        ) from error


def _in_one_transaction(line: Line, schema: int, scripts: str) -> None:
    line.begin(write=True)
    try:
        _upgrade(line, scripts)
        bad = line.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if bad:
            raise Trouble(f"升级后有 {len(bad)} 处引用不成立", "请联系开发者", "E-DB-05")
        line.connection.exec_driver_sql(f"PRAGMA user_version={schema}")
        line.commit()
    except BaseException:
        line.rollback()
        raise


def _upgrade(line: Line, scripts: str) -> None:
    from alembic import command  # 0.45 s, and needed only when the version differs

    command.upgrade(configuration(scripts, line.connection), "head")


def configuration(scripts: str, connection: Any = None) -> Any:
    """Alembic 的设置，没有 ini 文件。"""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", scripts)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
