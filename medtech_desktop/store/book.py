"""数据文件夹：新建、打开、查看、操作、关闭。写入只有 ``act`` 这一扇门。"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError

from medtech_desktop.domain.trouble import AlreadyDone, NotNow, Trouble
from medtech_desktop.store import sniffing
from medtech_desktop.store.acts_done import last_entry, seq_of
from medtech_desktop.store.audit import entry_hash, verify
from medtech_desktop.store.between import Between
from medtech_desktop.store.connection import Line
from medtech_desktop.store.furnishing import BOOK_NAME, furnish, sync_folder
from medtech_desktop.store.lock import Lock
from medtech_desktop.store.memory import Memory
from medtech_desktop.store.page import DerivedPage, Look, Page, table_of
from medtech_desktop.store.privileges import refresh_intervals
from medtech_desktop.store.surgery_stale import mark_stale
from medtech_desktop.store.tables.acts import Act, BookInfo
from medtech_desktop.store.uids import new_uid
from medtech_desktop.store.vault import Vault

RECENT = 1000


@dataclass(frozen=True, slots=True)
class Clerk:
    """经办人：谁、在哪台电脑、用哪个系统账户做的。"""

    person_id: int | None
    name: str
    pc: str
    os_user: str


def library_folder(path: Path) -> Path:
    """数据文件夹；给的是其中的 book.db 时取其所在文件夹。"""
    return path.parent if path.name == BOOK_NAME else path


class Book:
    """一个打开着的数据文件夹；只由打开它的线程使用。

    ``notices``: troubles that did not prevent opening; whoever opens the book shows them.
    """

    def __init__(
        self,
        folder: Path,
        line: Line,
        lock: Lock | None,
        *,
        read_only: bool,
        notices: list[Trouble],
    ) -> None:
        self.folder = folder
        self.path = folder / BOOK_NAME
        self.read_only = read_only
        self.last_saved: datetime | None = None
        self.unclean_last_exit = False
        self.notices: list[Trouble] = list(notices)
        self._line: Line | None = line
        self._lock = lock
        self.vault = Vault(folder, line.key)
        self._memory = Memory()
        self._owner = threading.get_ident()
        self._busy = False
        self._page: Page | None = None
        self._aside: Memory | None = None
        self._between = False
        self.turned_back = 0
        self._opened = time.monotonic()
        self._run = 0
        self._secret = b""

    @classmethod
    def create(cls, folder: Path, *, key: bytes | None = None) -> Book:
        """新建并打开；文件夹须不存在或是空的。raises Trouble, leaving nothing behind."""
        folder = library_folder(folder)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Trouble(
                f"该位置已有内容，没有新建，原有内容没有改动：{folder}",
                "请另选一个空文件夹，或打开已有的数据文件夹",
                "E-DB-01",
            )
        part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
        try:
            part.mkdir(parents=True)
            furnish(part, key)
            if folder.exists():
                folder.rmdir()
            part.rename(folder)
            sync_folder(folder.parent)
        except OSError as error:
            raise Trouble(
                f"没有新建：不能写入 {folder.parent}", "请另选位置或检查磁盘", "E-DB-09"
            ) from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return cls.open(folder, key=key)

    @classmethod
    def open(cls, folder: Path, *, key: bytes | None = None, read_only: bool = False) -> Book:
        """打开；从不新建。raises InUse, Trouble. Without the right to write: read-only."""
        folder = library_folder(folder)
        if folder.is_file():
            sniffing.sniff(folder, key_given=key is not None)
            raise Trouble(
                f"请选择数据文件夹，而不是其中改了名的文件：{folder.name}；没有改动它",
                "数据文件夹中的数据文件名为 book.db",
                "E-DB-21",
            )
        from medtech_desktop.store.opening import open_book

        return open_book(cls, folder, key=key, read_only=read_only)

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def look(self, known: int | None = None) -> Iterator[Look]:
        """查看：一个读事务；``known`` 是操作序号。大事中间的，在它的事务里。"""
        if self._between and self._busy:
            yield self._look_between(known)
            return
        line = self._begin(write=False)
        try:
            yield Look(line.connection, self.vault, known, self._memory_at(line))
        finally:
            self._end(line)

    @property
    def is_between(self) -> bool:
        """正在一件大事中间答别人的提问：只能看。"""
        return self._between

    @contextmanager
    def between(self) -> Iterator[None]:
        """其间可以查看，不能写：只在本线程一件大事报告进度时用（见 store.between）。

        raises NotNow inside for whoever wants to write.
        """
        if self._between:
            raise RuntimeError("nobody asks between those who ask between")
        self.line.ask_only(on=True)
        self._between = True
        try:
            yield
        finally:
            self._between = False
            self.line.ask_only(on=self.read_only)

    @contextmanager
    def act(
        self,
        clerk: Clerk,
        action: str,
        *,
        uid: str | None = None,
        reason: str = "",
        effective: date | None = None,
    ) -> Iterator[Page]:
        """操作：一个写事务，审计条目在同一事务末尾写入，然后提交。

        raises AlreadyDone when ``uid`` is recorded, Trouble when nothing was saved. An
        exception inside the block undoes everything. After a failed commit the book is
        opened again and asked whether the act is in it.
        """
        self._may_write()
        uid = uid or new_uid()
        line = self._begin(write=True)
        try:
            done = seq_of(line, uid)
            if done is not None:
                raise AlreadyDone(done)
            last = last_entry(line)[0]
            self._memory.at(last)
            page = Page(line.connection, self.vault, last + 1, self._secret, self._memory)
            self._page = page
            yield page
            refresh_intervals(page)
            mark_stale(page)
            self._enter(line, page, clerk, action, uid, reason, effective)
        except BaseException:
            self._turn_back(line)
            raise
        self._commit(line, uid)
        self._memory.advance(page.seq, page.changed_tables)

    @contextmanager
    def derive(self) -> Iterator[Page]:
        """补算：只写派生表的写事务；没有审计条目，操作序号不变。raises Trouble."""
        self._may_write()
        line = self._begin(write=True)
        try:
            last = last_entry(line)[0]
            self._memory.at(last)
            page = DerivedPage(line.connection, self.vault, last, self._secret, self._memory)
            self._page = page
            yield page
            line.commit()
        except BaseException:
            self._turn_back(line)
            raise
        self._busy, self._page, self._aside = False, None, None
        self._memory.touch(page.changed_tables)

    def interrupt(self) -> None:
        """取消正在进行的语句；唯一可从别的线程调用的方法。"""
        line = self._line
        if line is not None:
            line.driver.interrupt()

    def close(self) -> None:
        """关闭；可重复调用。"""
        if self._line is not None:
            self._own()
            self._line.close()
            self._line = None
            self._memory.forget()
        if self._lock is not None:
            self._lock.release(clean=True)
            self._lock = None

    # Within the package

    @property
    def line(self) -> Line:
        """本线程的连接；只在 store 内使用。raises Trouble when closed."""
        self._own()
        if self._line is None:
            raise Trouble("数据文件已关闭", "请重新打开本软件", "E-DB-04")
        return self._line

    @property
    def key(self) -> bytes | None:
        """密钥；未加密则 None。只在 store 内使用。"""
        return self.line.key

    @property
    def run(self) -> int:
        """第几次打开；审计条目里记着同一个数。"""
        return self._run

    def start_run(self) -> None:
        """打开后读入本文件的密钥散列种子与运行次数。"""
        try:
            with self.look() as look:
                info = table_of(BookInfo).c
                self._secret = look.rows(select(info.secret))[0][0]
                self._run = int(look.raw("SELECT coalesce(max(run), 0) FROM act")[0][0]) + 1
                report = verify(look, last=RECENT)
        except (DatabaseError, Trouble):
            if not self.read_only:
                raise
            return  # what is left of a damaged book is only looked at
        if not report.ok:
            self.notices.append(
                Trouble(report.why, "数据仍可使用；请报告科长并用备份核对", "E-DB-35")
            )

    # Steps of a transaction

    def _own(self) -> None:
        if threading.get_ident() != self._owner:
            raise RuntimeError("a book is used only by the thread that opened it")

    def _may_write(self) -> None:
        if self.read_only:
            raise Trouble(
                "数据文件以只读方式打开，不能修改，原数据完好",
                "如需修改，请确认对该文件夹有写入权限后重新打开",
                "E-DB-09",
            )

    def _begin(self, *, write: bool) -> Line:
        line = self.line
        if write and self._between:
            raise NotNow
        if self._busy:
            raise RuntimeError("one transaction at a time")
        if line.hurt:
            line = self._reopen()
        line.begin(write=write)
        self._busy = True
        return line

    def _look_between(self, known: int | None) -> Look:
        line = self.line
        if known is not None or self._page is None:
            return Look(line.connection, self.vault, known, self._memory_at(line))
        if self._aside is None:
            self._aside = self._memory.aside()
        return Between(line.connection, self.vault, self._aside, self._page)

    def _end(self, line: Line) -> None:
        self._busy = False
        try:
            line.rollback()
        except Trouble:
            line.hurt = True

    def _turn_back(self, line: Line) -> None:
        """没有做成：撤回；中间有人问过的，他们留着的不算数。"""
        self._end(line)
        self.turned_back += self._aside is not None
        self._page = self._aside = None

    def _reopen(self) -> Line:
        old = self.line
        old.close()
        self._memory.forget()
        self._line = Line(old.path, old.key, "ro" if self.read_only else "rw")
        return self._line

    def _memory_at(self, line: Line) -> Memory | None:
        """只读的不记：那时别的程序可能在写，或者数据文件是坏的。"""
        if self.read_only:
            return None
        self._memory.at(last_entry(line)[0])
        return self._memory

    def _enter(
        self,
        line: Line,
        page: Page,
        clerk: Clerk,
        action: str,
        uid: str,
        reason: str,
        effective: date | None,
    ) -> None:
        now = datetime.now(UTC)
        last, prev, recorded = last_entry(line)
        stamp = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"
        if recorded and stamp < recorded:
            page.remark(clock_behind=recorded)
        offset = now.astimezone().utcoffset()
        entry: dict[str, Any] = {
            "seq": page.seq,
            "uid": uid,
            "recorded_at": stamp,
            "offset_minutes": int(offset.total_seconds() // 60) if offset else 0,
            "run": self._run,
            "run_ms": int((time.monotonic() - self._opened) * 1000),
            "person_id": clerk.person_id,
            "person_name": clerk.name,
            "pc": clerk.pc,
            "os_user": clerk.os_user,
            "action": action,
            "reason": reason,
            "effective": effective.isoformat() if effective else None,
            "body": page.body(),
            "prev": prev,
        }
        digest = entry_hash(entry)
        line.connection.execute(
            insert(table_of(Act)).values(**{**entry, "effective": effective, "hash": digest})
        )

    def _commit(self, line: Line, uid: str) -> None:
        try:
            line.commit()
        except Exception as error:
            self._look_again(uid, error)
        finally:
            self._busy, self._page, self._aside = False, None, None
        self.last_saved = datetime.now(UTC)

    def _look_again(self, uid: str, error: Exception) -> None:
        """提交报错后：重新打开，查这次操作在不在。"""
        self.turned_back += 1
        try:
            line = self._reopen()
            saved = seq_of(line, uid)
        except Trouble as trouble:
            raise Trouble(
                "保存结果未知：数据文件暂时打不开，上一次保存的内容完好",
                f"请重新打开本软件查看这一条在不在，再决定是否重做（{trouble.sentence}）",
                "E-DB-08",
            ) from error
        if saved is None:
            raise error
        self.notices.append(
            Trouble(
                f"磁盘报错，但本次已保存（第 {saved} 号记录）",
                "请尽快备份到另一个磁盘，并检查硬盘",
                "E-DB-08",
            )
        )
