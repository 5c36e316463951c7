"""备份：经 SQLite 备份接口复制，只读重开核验后才换成正式文件名；扫描件只抄缺的。"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlcipher3

from medtech_desktop import __version__
from medtech_desktop.domain.backups import BackupReason, kept_generations
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import audit
from medtech_desktop.store.connection import Line, dial
from medtech_desktop.store.copies import Asked, Contents, Copy, contents_of, scans_of
from medtech_desktop.store.disk import put_in_place, sha256_of, sync_file, sync_folder
from medtech_desktop.store.manifests import (
    STEM,
    Manifest,
    beside,
    manifests_in,
    write_manifest,
)
from medtech_desktop.store.trouble import FULL, IOERR, code_of, short_of_space
from medtech_desktop.store.vault import Vault

Progress = Callable[[int, int, str], None]
"""进度：已做、总数、一句话。它抛出异常即取消，做到一半的不留下。"""

ORPHAN_DAYS = 30
"""没有记录用到的附件文件，满 30 日才清理。"""

_KEPT = "现有数据与以前的备份没有改动"


def copy_verified(line: Line, target: Path) -> None:
    """把数据文件复制到 ``target`` 并核验；失败时不留下文件。raises Trouble."""
    part = _part(target)
    try:
        _copy(line, part)
        with Copy(part, line.key) as copy:
            _compare(copy, line)
        sync_file(part)
        put_in_place(part, target)
    except (sqlcipher3.dbapi2.Error, OSError) as error:
        raise _failed(error, target.parent) from error
    finally:
        _drop(part)


def back_up(
    line: Line,
    folder: Path,
    place: Path,
    why: BackupReason,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """在 ``place`` 做一份核验过的备份，返回清单。raises Trouble; older ones stay as they are.

    ``folder`` is the library, whose scans are copied where ``place`` lacks them. Must not
    be called inside a transaction.
    """
    moment = now or datetime.now(UTC)
    try:
        place.mkdir(parents=True, exist_ok=True)
        _tidy(place)
        seq = int(line.driver.execute("SELECT coalesce(max(seq), 0) FROM act").fetchone()[0])
        target = _free_name(place, moment, seq)
        return _make(line, Vault(folder, line.key), target, why, moment, progress or _quietly)
    except (sqlcipher3.dbapi2.Error, OSError) as error:
        raise _failed(error, place) from error


def _quietly(_done: int, _total: int, _said: str) -> None:
    """没有人要看进度。"""


def _make(
    line: Line,
    scans: Vault,
    target: Path,
    why: BackupReason,
    moment: datetime,
    progress: Progress,
) -> Manifest:
    part = _part(target)
    try:
        _copy(line, part, progress)
        with Copy(part, line.key) as copy:
            contents = _compare(copy, line, progress)
            report, listed = audit.verify(copy), scans_of(copy)
        sync_file(part)
        manifest = Manifest(
            path=target,
            app=__version__,
            schema=contents.schema,
            book=contents.book,
            made_at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            why=why,
            encrypted=line.key is not None,
            head_seq=contents.head_seq,
            head_hash=contents.head_hash,
            audit=report.why,
            counts=contents.counts,
            size=part.stat().st_size,
            sha256=sha256_of(part),
            attachments=listed,
            missing=_bring(scans, Vault(target.parent, line.key), listed, progress),
        )
        write_manifest(manifest)
        put_in_place(part, target)
        sync_folder(target.parent)
    finally:
        _drop(part)
        if not _there(target):
            _drop(beside(target))
    return manifest


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True


def _part(target: Path) -> Path:
    part = target.with_name(target.name + ".part")
    _drop(part)
    return part


def _drop(part: Path) -> None:
    for leftover in (part, part.with_name(part.name + "-journal")):
        try:
            leftover.unlink(missing_ok=True)
        except OSError:  # the stick is gone; the next backup there tidies up
            continue


_PAGES = 512


def _copy(line: Line, part: Path, progress: Progress | None = None) -> None:
    copy = dial(part, line.key, "rwc")

    def told(_state: int, left: int, total: int) -> None:
        if progress is not None:
            progress(total - left, total, "正在复制数据文件")

    try:
        if progress is None:
            line.driver.backup(copy)
        else:
            line.driver.backup(copy, pages=_PAGES, progress=told)
    finally:
        copy.close()


def _compare(copy: Copy, line: Line, progress: Progress = _quietly) -> Contents:
    progress(0, 0, "正在核验备份")
    problems = copy.problems()
    found = contents_of(copy) if not problems else None
    if found is None or found != contents_of(Asked(line.driver)):
        why = f"（{problems[0][:80]}）" if problems else "（与数据文件不一致）"
        raise Trouble(
            f"备份核验没有通过{why}，没有保留这份备份；{_KEPT}",
            "请运行体检，并保管好以前的备份",
            "E-DB-40",
        )
    return found


def _bring(
    source: Vault, target: Vault, listed: tuple[tuple[str, int], ...], progress: Progress
) -> tuple[str, ...]:
    """抄缺的扫描件，逐份读回核对；返回两边都没有完好内容的。"""
    missing = []
    for place, (sha256, size) in enumerate(listed):
        progress(place, len(listed), f"正在抄扫描件，第 {place + 1} 件，共 {len(listed)} 件")
        if target.has(sha256, size):
            continue
        try:
            content = source.get(sha256)
        except Trouble:
            missing.append(sha256)
            continue
        try:
            target.put(content)
        except Trouble as trouble:
            if isinstance(trouble.__cause__, OSError):
                raise trouble.__cause__ from trouble
            raise
    return tuple(missing)


def _free_name(place: Path, moment: datetime, seq: int) -> Path:
    stem = f"{moment:%Y%m%dT%H%M%SZ}-{seq:06d}"
    path, count = place / f"{stem}.db", 1
    while path.exists() or beside(path).exists():
        count += 1
        path = place / f"{stem}-{count}.db"
    return path


def _tidy(place: Path) -> None:
    """清掉断在半路的：临时文件，与没有数据文件的清单。"""
    for path in place.iterdir():
        if not STEM.fullmatch(path.name.split(".")[0]):
            continue
        alone = path.suffix == ".json" and not path.with_suffix(".db").exists()
        if alone or path.name.endswith((".part", ".part-journal")):
            path.unlink(missing_ok=True)


_WORDS = {"database or disk is full": FULL, "disk I/O error": IOERR}


def _failed(error: Exception, place: Path) -> Trouble:
    code = code_of(error) or _WORDS.get(str(error), 0)  # backup() raises without a code
    number = getattr(error, "errno", None)
    full = code == FULL or number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if full or (code == IOERR and place.is_dir() and short_of_space(place)):
        return Trouble(
            f"备份没有完成：备份所在的磁盘已满。{_KEPT}", "请清理该磁盘后再备份一次", "E-DB-40"
        )
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Trouble(f"备份没有完成：备份位置没有写入权限。{_KEPT}", "请另选备份位置", "E-DB-40")
    return Trouble(
        f"备份没有完成：备份位置读写出错，或 U盘已拔出。{_KEPT}",
        "请插好 U盘或检查磁盘后再备份一次",
        "E-DB-40",
    )


def thin(place: Path, book: str) -> list[str]:
    """疏减：留 30 日、24 月各一份，返回删去的文件名。

    Nothing is removed while the newest generation cannot be shown to be whole, and never
    a backup of another library.
    """
    found = [m for m in manifests_in(place)[0] if m.book == book]
    if not found or not is_whole(found[0]):
        return []
    keep = kept_generations(m.generation() for m in found)
    gone = []
    for manifest in found:
        if manifest.path.stem not in keep:
            manifest.path.unlink(missing_ok=True)
            beside(manifest.path).unlink(missing_ok=True)
            gone.append(manifest.path.name)
    if gone:
        sync_folder(place)
        _sweep_store(place)
    return gone


def is_whole(manifest: Manifest) -> bool:
    """数据文件与清单相符，扫描件都在。"""
    scans = Vault(manifest.path.parent, b"" if manifest.encrypted else None)
    lost = frozenset(manifest.missing)
    try:
        same = (
            manifest.path.stat().st_size == manifest.size
            and sha256_of(manifest.path) == manifest.sha256
        )
    except OSError:
        return False
    return same and all(sha in lost or scans.has(sha, size) for sha, size in manifest.attachments)


def _sweep_store(place: Path) -> None:
    """不再被任何一份备份用到、且满 30 日的扫描件。"""
    found, troubles = manifests_in(place)
    if troubles:
        return
    used = {sha for manifest in found for sha, _ in manifest.attachments}
    sweep_vault(Vault(place, None), used)


def sweep_vault(vault: Vault, used: set[str]) -> int:
    """清掉 ``used`` 之外、满 30 日的内容，返回个数；被用到的从不清理。"""
    before = time.time() - timedelta(days=ORPHAN_DAYS).total_seconds()
    swept = 0
    for sha256, path in vault.files():
        if sha256 not in used and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            swept += 1
    return swept
