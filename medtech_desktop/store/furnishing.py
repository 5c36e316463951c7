"""新的数据文件夹里先放什么：附件、备份两个文件夹，建好各表的数据文件。"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from medtech_desktop import __version__
from medtech_desktop.store import migrating
from medtech_desktop.store.audit import genesis
from medtech_desktop.store.connection import Line
from medtech_desktop.store.page import table_of
from medtech_desktop.store.tables.acts import BookInfo
from medtech_desktop.store.uids import new_uid

BOOK_NAME = "book.db"
ATTACHMENTS = "attachments"
BACKUPS = "backups"


def furnish(folder: Path, key: bytes | None) -> None:
    """放好；``folder`` 是空的。"""
    (folder / ATTACHMENTS).mkdir()
    (folder / BACKUPS).mkdir()
    line = Line(folder / BOOK_NAME, key, "rwc")
    try:
        migrating.migrate(line)
        uid = new_uid()
        line.begin(write=True)
        line.connection.execute(
            insert(table_of(BookInfo)).values(
                id=1,
                uid=uid,
                created_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                created_by=__version__,
                genesis=genesis(uid),
                secret=os.urandom(32),
            )
        )
        line.commit()
    finally:
        line.close()


def sync_folder(folder: Path) -> None:
    """改名以后，让文件夹自己也写到磁盘上。"""
    if os.name != "posix":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
