"""从备份恢复：先说会失去什么，再恢复成新的数据文件夹。"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.acts import Clerk, clerk_here
from medtech_desktop.office.backups import BackupItem, item_of
from medtech_desktop.office.library import audit_anchor
from medtech_desktop.store.backups import Progress
from medtech_desktop.store.book import Book
from medtech_desktop.store.losses import Loss, losses
from medtech_desktop.store.manifests import find_backup
from medtech_desktop.store.restoring import check, restore

__all__ = ["Preview", "RestoreDone", "preview_restore", "restore_library"]


@dataclass(frozen=True, slots=True)
class Preview:
    """恢复之前看的：哪一份备份，已核验，会失去什么（没有可比的数据时 None）。"""

    item: BackupItem
    loss: Loss | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestoreDone:
    """恢复的结果；``aside`` 是换下来的旧数据所在。"""

    folder: Path
    item: BackupItem
    head: str
    entries: int
    aside: Path | None
    said: str


def preview_restore(
    backup: Path,
    live: Book | None = None,
    *,
    key: bytes | None = None,
    progress: Progress | None = None,
) -> Preview:
    """核验备份并与 ``live`` 比较；不改动任何内容。raises Trouble when the backup is damaged."""
    manifest = find_backup(backup)
    check(manifest, key, progress)
    item = item_of(manifest)
    said = [f"备份 {item.path.name}（{item.said_at}，{item.why}）核验完好"]
    if live is None:
        return Preview(item, None, (*said, "没有可比较的现有数据"))
    loss = losses(manifest, key, live)
    if not loss.related:
        said.append("这是另一个数据文件夹的备份，与现有数据没有共同的记录")
    elif loss.acts or loss.records:
        said.append(f"此备份之后有 {loss.records} 条记录将消失（{loss.acts} 次操作）")
        said += [f"　{label} {number}" for label, number in loss.by_kind]
    else:
        said.append("此备份之后没有新的记录，恢复不会失去内容")
    if loss.related and loss.extra:
        said.append(f"备份里有 {loss.extra} 次操作是现有数据没有的")
    return Preview(item, loss, tuple(said))


def restore_library(
    backup: Path,
    folder: Path,
    clerk: Clerk | None = None,
    *,
    key: bytes | None = None,
    live: Book | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> RestoreDone:
    """把备份恢复成 ``folder``（新的或空的）。raises Trouble, with everything as it was.

    ``live`` is the library that was in use, for its audit head in the new chain. With
    ``replace`` an existing library in ``folder`` is kept aside as 「恢复前-…」 first; it must
    be closed.
    """
    manifest = find_backup(backup)
    if live is not None and live.folder.resolve() == folder.resolve():
        raise Trouble("没有恢复：这个数据文件夹正打开着，没有改动它", "请先关闭它再恢复", "E-DB-10")
    head = audit_anchor(live) if live is not None else ""
    done = restore(
        manifest,
        folder,
        clerk or clerk_here(),
        key=key,
        live_head=head,
        replace=replace,
        progress=progress,
    )
    said = (
        f"已从 {manifest.said_at} 的备份恢复到 {done.folder}，"
        f"备份末条锚 {manifest.head or '（无）'}，现末条锚 {done.head}"
    )
    if done.aside is not None:
        said += f"；换下的数据留在 {done.aside.name}"
    return RestoreDone(done.folder, item_of(manifest), done.head, done.entries, done.aside, said)
