"""连接：SQLite（SQLCipher）自己的部分都在这里：设置、独占、事务与中途中断的防护。

One process, one thread, one connection. Without a key the file is plain SQLite.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, RootTransaction
from sqlalchemy.pool import StaticPool

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.trouble import (
    HURT,
    LostTransaction,
    code_of,
    explain,
    is_trouble,
    unreadable,
)

APPLICATION_ID = 0x4D544341
"""「MTCA」：写在文件头里，别的程序的 SQLite 文件因此一眼可辨。"""

PAGE_SIZE = 4096

WRITING: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "FULL", 2),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("cache_size", "-16384", -16384),  # in KiB: many rows at once, their indexes out of order
)
ALWAYS: tuple[tuple[str, str, object], ...] = (
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("recursive_triggers", "ON", 1),
    ("mmap_size", "0", 0),
)
BUSY_MS = 2000

sqlcipher3.dbapi2.register_adapter(type(None), {}.get)
"""空值照样是空值。Without an adapter the driver asks every None for ``__conform__`` and swallows
two AttributeErrors: eight times what all else of binding a value takes."""


class UnsafeSetting(Trouble):
    """设置不生效：这台电脑上的 SQLite 不接受安全设置，不打开数据文件。"""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            f"数据文件的安全设置 {name} 不生效（读回 {value}），没有打开",
            "请重新安装本软件",
            "E-DB-02",
        )


def settle(driver: Any, name: str, value: str, expected: object) -> None:
    """写一项设置并读回比较。raises UnsafeSetting."""
    driver.execute(f"PRAGMA {name}={value}").fetchall()
    row = driver.execute(f"PRAGMA {name}").fetchone()
    got = row[0] if row else 0
    if got != expected and not (name == "mmap_size" and row is None):
        raise UnsafeSetting(name, got)


def dial(path: Path, key: bytes | None, mode: str) -> Any:
    """驱动层的连接，设置齐全；``mode`` 为 rw、ro 或 rwc（仅新建）。"""
    uri = f"file:{quote(path.as_posix())}?mode={mode}"
    driver = sqlcipher3.dbapi2.connect(uri, uri=True, isolation_level=None)
    try:
        if key is not None:
            driver.execute("PRAGMA cipher_log_level=NONE").fetchall()
            driver.execute(f"PRAGMA key=\"x'{key.hex()}'\"").fetchall()
        driver.execute(f"PRAGMA busy_timeout={BUSY_MS}").fetchall()
        if mode == "rwc":
            driver.execute(f"PRAGMA page_size={PAGE_SIZE}").fetchall()
            driver.execute("PRAGMA auto_vacuum=NONE").fetchall()
            driver.execute(f"PRAGMA application_id={APPLICATION_ID}").fetchall()
        for name, value, expected in (*(WRITING if mode != "ro" else ()), *ALWAYS):
            settle(driver, name, value, expected)
        if mode == "ro":
            settle(driver, "query_only", "ON", 1)
            driver.execute("SELECT count(*) FROM sqlite_master").fetchall()
        else:
            driver.execute("BEGIN EXCLUSIVE")
            driver.execute("COMMIT")
    except BaseException:
        driver.close()
        raise
    return driver


class Line:
    """一条连接及其事务；只由打开它的线程使用。

    While a transaction is open every statement, and the commit, first asks the driver
    whether the transaction still is: an interrupt rolls everything back silently, and
    what follows would be saved alone.
    """

    def __init__(self, path: Path, key: bytes | None, mode: str) -> None:
        self.path = path
        self.key = key
        self.hurt = False
        self.closed = False
        self._inside = False
        self._begin = "BEGIN"
        try:
            self.driver = dial(path, key, mode)
        except sqlcipher3.dbapi2.Error as error:
            raise explain(error, path.parent) from error
        except UnicodeDecodeError as error:  # the driver's own complaint names broken text
            raise unreadable("数据文件") from error
        self.engine: Engine = create_engine(
            "sqlite://",
            module=sqlcipher3.dbapi2,
            creator=lambda: self.driver,
            poolclass=StaticPool,
        )
        self._listen()
        self.connection: Connection = self.engine.connect()
        self._transaction: RootTransaction | None = None

    def _listen(self) -> None:
        event.listen(self.engine, "begin", self._on_begin)
        event.listen(self.engine, "before_cursor_execute", self._on_execute)
        event.listen(self.engine, "commit", self._on_commit)
        event.listen(self.engine, "handle_error", self._on_error)

    def _on_begin(self, connection: Connection) -> None:
        self.driver.execute(self._begin)
        self._inside = True

    def _on_execute(self, *args: Any) -> None:
        if self._inside and not self.driver.in_transaction:
            raise LostTransaction

    def _on_commit(self, connection: Connection) -> None:
        if not self.driver.in_transaction:
            raise LostTransaction

    def _on_error(self, context: Any) -> None:
        error = context.original_exception
        self.hurt = self.hurt or code_of(error) in HURT
        if is_trouble(error):
            raise explain(error, self.path.parent) from error

    def begin(self, *, write: bool) -> None:
        """开始事务：写为 BEGIN IMMEDIATE。"""
        self._begin = "BEGIN IMMEDIATE" if write else "BEGIN"
        try:
            self._transaction = self.connection.begin()
        except sqlcipher3.dbapi2.Error as error:
            self.hurt = True
            raise explain(error, self.path.parent) from error

    def commit(self) -> None:
        """提交。失败时是否已保存未知，由 ``Book`` 重新打开查明。"""
        transaction, self._transaction = self._transaction, None
        if transaction is None:
            raise LostTransaction
        try:
            transaction.commit()
        finally:
            self._inside = False

    def rollback(self) -> None:
        """撤回；驱动已自行撤回时也可调用。"""
        self._inside = False
        transaction, self._transaction = self._transaction, None
        if transaction is not None:
            transaction.rollback()

    def ask_only(self, *, on: bool) -> None:
        """只许读；正在进行的写事务不受影响，关掉以后接着写。"""
        try:
            self.driver.execute(f"PRAGMA query_only={'ON' if on else 'OFF'}").fetchall()
        except sqlcipher3.dbapi2.Error as error:
            raise explain(error, self.path.parent) from error

    def pragma(self, name: str) -> Any:
        """读一项设置。"""
        try:
            row = self.driver.execute(f"PRAGMA {name}").fetchone()
        except sqlcipher3.dbapi2.Error as error:
            raise explain(error, self.path.parent) from error
        return row[0] if row else None

    def pragma_rows(self, name: str) -> list[tuple[Any, ...]]:
        """读一项检查的全部结果（空即无问题）。"""
        try:
            return list(self.driver.execute(f"PRAGMA {name}").fetchall())
        except sqlcipher3.dbapi2.Error as error:
            raise explain(error, self.path.parent) from error

    def cipher_problems(self) -> list[str]:
        """加密页校验不符的各页；文件末尾多出的内容不算。"""
        if self.key is None:
            return []
        pages = int(self.pragma("page_count"))
        found = [str(row[0]) for row in self.pragma_rows("cipher_integrity_check")]
        numbers = [re.search(r"page (\d+)", words) for words in found]
        return [
            words
            for words, number in zip(found, numbers, strict=True)
            if number is None or int(number[1]) <= pages
        ]

    @property
    def is_spent(self) -> bool:
        """已关闭，或下次用以前要重新打开：临时的设置不必还原。"""
        return self.closed or self.hurt

    def close(self) -> None:
        """关闭；任何时候都可调用，不报错。"""
        self.closed = True
        for step in (self.rollback, self.connection.close, self.engine.dispose, self.driver.close):
            _quietly(step)


def _quietly(step: Callable[[], object]) -> None:
    try:
        step()
    except (sqlcipher3.dbapi2.Error, Trouble):
        return
