"""恢复：先整份核验备份，再搭好新的，最后一步才换上；断在哪里都是旧的或新的。"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlcipher3

from medtech_desktop.domain.backups import BackupReason
from medtech_desktop.domain.trouble import InUse, Trouble
from medtech_desktop.store import audit
from medtech_desktop.store.backup_log import RESTORED
from medtech_desktop.store.backups import Progress, back_up
from medtech_desktop.store.book import Book, Clerk
from medtech_desktop.store.copies import Copy, contents_of, scans_of
from medtech_desktop.store.disk import (
    copy_whole,
    put_in_place,
    sha256_of,
    sync_folder,
    write_whole,
)
from medtech_desktop.store.drafts import FOLDER as DRAFTS
from medtech_desktop.store.furnishing import ATTACHMENTS, BACKUPS, BOOK_NAME
from medtech_desktop.store.lock import LOCK_NAME, Lock
from medtech_desktop.store.manifests import Manifest, broken
from medtech_desktop.store.migrating import SCHEMA
from medtech_desktop.store.sniffing import too_new
from medtech_desktop.store.vault import Vault

MARKER = "restore.json"
"""有它，恢复已成定局：下次打开先把它做完。"""

WORK = "restore.part"
ASIDE = "恢复前-"
BESIDE = tuple(f"{BOOK_NAME}-{tail}" for tail in ("journal", "wal", "shm"))
_OURS = frozenset({*BESIDE, LOCK_NAME, ATTACHMENTS, BACKUPS, DRAFTS, MARKER, WORK})


@dataclass(frozen=True, slots=True)
class Restored:
    """恢复的结果：``head`` 是恢复之后的锚，``aside`` 是换下来的旧数据所在。"""

    folder: Path
    manifest: Manifest
    head: str
    entries: int
    aside: Path | None


def check(manifest: Manifest, key: bytes | None = None, progress: Progress | None = None) -> None:
    """整份核验：散列、完整性、引用、行数、审计末条、每个附件。raises Trouble; 不改动任何内容。"""
    if manifest.schema > SCHEMA:
        raise too_new(manifest.schema, SCHEMA)
    if manifest.encrypted != (key is not None):
        raise Trouble(
            "备份已加密，需要密码" if manifest.encrypted else "备份没有加密，不需要密码",
            "请用做备份时的密码恢复；没有改动任何数据",
            "E-DB-27",
        )
    path, tell = manifest.path, progress or _quietly
    tell(0, 0, "正在核对备份的散列")
    try:
        if path.stat().st_size != manifest.size:
            raise broken(path, f"应有 {manifest.size} 字节，实有 {path.stat().st_size} 字节")
        if sha256_of(path) != manifest.sha256:
            raise broken(path, "内容与清单的散列不符")
        tell(0, 0, "正在核验备份的内容")
        with Copy(path, key) as copy:
            problems = copy.problems()
            if problems:
                raise broken(path, problems[0][:80])
            found, scans = contents_of(copy), scans_of(copy)
    except OSError as error:
        raise broken(path, "读取出错") from error
    except sqlcipher3.dbapi2.Error as error:
        why = "密码不对，或内容读不出" if manifest.encrypted else "内容读不出"
        raise broken(path, why) from error
    head = (found.head_seq, found.head_hash)
    if head != (manifest.head_seq, manifest.head_hash) or found.book != manifest.book:
        raise broken(path, "审计末条与清单不符")
    if found.counts != dict(manifest.counts) or scans != manifest.attachments:
        raise broken(path, "行数与清单不符")
    _check_scans(manifest, key, tell)


def _quietly(_done: int, _total: int, _said: str) -> None:
    """没有人要看进度。"""


def _check_scans(manifest: Manifest, key: bytes | None, progress: Progress) -> None:
    scans = Vault(manifest.path.parent, key)
    lost = frozenset(manifest.missing)
    states = set()
    for place, (sha, _size) in enumerate(manifest.attachments):
        progress(place, len(manifest.attachments), "正在核验扫描件")
        states |= {scans.state(sha)} if sha not in lost else set()
    states.discard("")
    if states:
        raise broken(manifest.path, "、".join(sorted(states)))


def restore(
    manifest: Manifest,
    folder: Path,
    clerk: Clerk,
    *,
    key: bytes | None = None,
    live_head: str = "",
    replace: bool = False,
    progress: Progress | None = None,
) -> Restored:
    """把备份恢复成数据文件夹 ``folder``。raises Trouble, with everything as it was.

    ``folder`` is new or empty, or holds only what is left of a library without book.db;
    with ``replace`` it may hold a library, which is kept aside. The audit chain goes on
    with an act that names both heads; ``progress`` may stop it only before that.
    """
    check(manifest, key, progress)
    present = _present(folder)
    try:
        if not present:
            return _anew(manifest, folder, clerk, key, live_head, progress or _quietly)
        if BOOK_NAME not in present:
            if not all(n in _OURS or n.startswith(ASIDE) for n in present):
                raise _occupied(folder)
        elif not replace:
            raise _occupied(folder)
        return _in_place(manifest, folder, clerk, key, live_head)
    except (OSError, sqlcipher3.dbapi2.Error) as error:
        if unsettled(folder):
            raise Trouble(
                "恢复只差最后一步，下次打开时会接着做完；换下的数据留在「恢复前」文件夹",
                "请检查磁盘后打开这个数据文件夹",
                "E-DB-31",
            ) from error
        raise Trouble(
            "恢复没有完成：磁盘写入出错或已满。备份与现有数据都没有改动",
            "请检查磁盘空间与写入权限后再恢复一次",
            "E-DB-31",
        ) from error


def _present(folder: Path) -> list[str]:
    if folder.exists() and not folder.is_dir():
        raise _occupied(folder)
    return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


def _occupied(folder: Path) -> Trouble:
    return Trouble(f"没有恢复：{folder} 已有内容，没有改动它", "请另选一个新的空文件夹", "E-DB-01")


def _anew(
    manifest: Manifest,
    folder: Path,
    clerk: Clerk,
    key: bytes | None,
    live_head: str,
    progress: Progress,
) -> Restored:
    part = folder.with_name(f".{folder.name}.restore.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        progress(0, 0, "正在复制数据文件")
        _build(manifest, part, key)
        _bring_scans(manifest, part, key, None, progress)
        head, entries = _enter(part, manifest, clerk, key, live_head)
        (part / LOCK_NAME).unlink(missing_ok=True)
        sync_folder(part)
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
        _sync_at_last(folder.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Restored(folder, manifest, head, entries, None)


def _in_place(
    manifest: Manifest, folder: Path, clerk: Clerk, key: bytes | None, live_head: str
) -> Restored:
    settle(folder)
    aside = _set_aside(folder)
    done = False
    try:
        head_now = _keep_current(folder, key) if (folder / BOOK_NAME).exists() else ""
        lock = Lock(folder)
        try:
            head, entries = _ready(manifest, folder, clerk, key, live_head or head_now)
            _bring_scans(manifest, folder, key, aside)
            write_whole(folder / MARKER, json.dumps({"from": manifest.path.name}).encode())
            _finish(folder)
            done = True
        finally:
            lock.release(clean=done)
    finally:
        if not done and not unsettled(folder):
            _clear(folder, aside)
    return Restored(folder, manifest, head, entries, aside)


def _ready(
    manifest: Manifest, folder: Path, clerk: Clerk, key: bytes | None, live_head: str
) -> tuple[str, int]:
    """在旁边搭好新的数据文件，还没有换上。"""
    work = folder / WORK
    shutil.rmtree(work, ignore_errors=True)
    (folder / BACKUPS).mkdir(exist_ok=True)
    _build(manifest, work, key)
    return _enter(work, manifest, clerk, key, live_head)


def _clear(folder: Path, aside: Path | None) -> None:
    """没有换上：搭到一半的和多抄的一份都不留；换下过附件的那份留着。"""
    shutil.rmtree(folder / WORK, ignore_errors=True)
    if aside is not None and not (aside / ATTACHMENTS).exists():
        shutil.rmtree(aside, ignore_errors=True)


def _keep_current(folder: Path, key: bytes | None) -> str:
    """换下之前先备份一次；旧的打不开就只留原样的拷贝。返回旧的末条锚。"""
    try:
        with Book.open(folder, key=key) as book:
            return back_up(book.line, folder, folder / BACKUPS, BackupReason.RESTORE).head
    except InUse:
        raise
    except Trouble:
        return ""


def _build(manifest: Manifest, part: Path, key: bytes | None) -> None:
    part.mkdir(parents=True)
    for name in (ATTACHMENTS, BACKUPS):
        (part / name).mkdir()
    if copy_whole(manifest.path, part / BOOK_NAME) != manifest.sha256:
        raise broken(manifest.path, "读两次内容不同，U盘或磁盘可能有坏道")
    sync_folder(part)


def _bring_scans(
    manifest: Manifest,
    folder: Path,
    key: bytes | None,
    aside: Path | None,
    progress: Progress = _quietly,
) -> None:
    source, target = Vault(manifest.path.parent, key), Vault(folder, key)
    lost = frozenset(manifest.missing)
    for place, (sha256, _) in enumerate(manifest.attachments):
        progress(place, len(manifest.attachments), "正在抄扫描件")
        if sha256 in lost or target.state(sha256) == "":
            continue
        old = target.path(sha256)
        if aside is not None and old.exists():
            kept = Vault(aside, key).path(sha256)
            kept.parent.mkdir(parents=True, exist_ok=True)
            copy_whole(old, kept)
        target.put(source.get(sha256))


def _enter(
    part: Path, manifest: Manifest, clerk: Clerk, key: bytes | None, live_head: str
) -> tuple[str, int]:
    """接续审计链：一条「从备份恢复」，写明两边的末条锚。"""
    with Book.open(part, key=key) as book:
        with book.act(clerk, RESTORED, reason="从备份恢复") as page:
            page.remark(
                backup=manifest.path.name,
                made_at=manifest.made_at,
                backup_head=manifest.head,
                live_head=live_head,
            )
        with book.look() as look:
            seq, digest = look.raw("SELECT seq, hash FROM act ORDER BY seq DESC LIMIT 1")[0]
    return audit.anchor(int(seq), str(digest)), int(seq)


def _set_aside(folder: Path) -> Path | None:
    """旧的数据文件连同未了结的日志原样留一份。raises InUse."""
    old = [folder / n for n in (BOOK_NAME, *BESIDE) if (folder / n).exists()]
    if not old:
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside, count = folder / f"{ASIDE}{stamp}", 1
    while aside.exists():
        count += 1
        aside = folder / f"{ASIDE}{stamp}-{count}"
    lock = Lock(folder)
    try:
        aside.mkdir()
        for path in old:
            copy_whole(path, aside / path.name)
        sync_folder(aside)
        sync_folder(folder)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    finally:
        lock.release(clean=False)
    return aside


def unsettled(folder: Path) -> bool:
    """有一次恢复断在最后一步。"""
    return (folder / MARKER).exists()


def settle(folder: Path) -> bool:
    """把断在最后一步的恢复做完；做了则 True。raises InUse, OSError."""
    if not unsettled(folder):
        return False
    lock = Lock(folder)
    try:
        _finish(folder)
    finally:
        lock.release(clean=True)
    return True


def _finish(folder: Path) -> None:
    """换上搭好的数据文件；旧的 -journal、-wal、-shm 必须先删，否则会混进新的。"""
    ready = folder / WORK / BOOK_NAME
    if ready.exists():
        for name in BESIDE:
            (folder / name).unlink(missing_ok=True)
        sync_folder(folder)
        put_in_place(ready, folder / BOOK_NAME)
        sync_folder(folder)
    shutil.rmtree(folder / WORK, ignore_errors=True)
    (folder / MARKER).unlink(missing_ok=True)
    _sync_at_last(folder)


def _sync_at_last(folder: Path) -> None:
    """已经换上了：这一步报错也不说没有恢复。"""
    try:
        sync_folder(folder)
    except OSError:
        return
