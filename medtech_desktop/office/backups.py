"""备份与恢复：何时做、做到哪里、恢复会失去什么、状态栏与待办怎么说。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medtech_desktop.domain.backups import REASON_LABELS, BackupReason, Lateness, lateness
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.acts import Clerk, Done, clerk_here
from medtech_desktop.store import backup_log
from medtech_desktop.store.attachments import bring_back, sweep_orphans
from medtech_desktop.store.backup_log import HERE, OTHER, SECOND
from medtech_desktop.store.backups import Progress, back_up, thin
from medtech_desktop.store.book import Book
from medtech_desktop.store.furnishing import BACKUPS
from medtech_desktop.store.manifests import Manifest, copies_in, manifests_in, read_manifest
from medtech_desktop.store.tables.institutions import LibraryFact

__all__ = [
    "BackupDone",
    "BackupItem",
    "BackupReason",
    "BackupState",
    "Lateness",
    "PlaceDone",
    "backup_library",
    "backup_now",
    "backup_on_exit",
    "backup_state",
    "bring_back_attachments",
    "list_backups",
    "set_second_place",
]

_CHANGED = frozenset({"backup"})
_PLACE_LABELS = {HERE: "数据文件夹", SECOND: "第二备份位置", OTHER: "所指的文件夹"}


@dataclass(frozen=True, slots=True)
class BackupItem:
    """一份备份：文件、时刻、缘由、审计锚、记录行数、附件数、备份时已缺的附件数、字节。"""

    path: Path
    said_at: str
    why: str
    head: str
    entries: int
    rows: int
    attachments: int
    missing: int
    size: int
    encrypted: bool


def item_of(manifest: Manifest) -> BackupItem:
    """清单 → 列表中的一行。"""
    return BackupItem(
        manifest.path,
        manifest.said_at,
        REASON_LABELS[manifest.why],
        manifest.head,
        manifest.head_seq,
        sum(manifest.counts.values()),
        len(manifest.attachments),
        len(manifest.missing),
        manifest.size,
        manifest.encrypted,
    )


@dataclass(frozen=True, slots=True)
class PlaceDone:
    """一个位置的结果：完成的有 ``item``，没有完成的有 ``trouble``。"""

    place: str
    folder: Path
    item: BackupItem | None
    trouble: Trouble | None
    thinned: int

    @property
    def said(self) -> str:
        """一句话。"""
        where = f"{_PLACE_LABELS[self.place]} {self.folder}"
        if self.item is None:
            return f"{where}：{self.trouble}"
        words = f"已备份到{where}（{self.item.path.name}，{self.item.attachments} 个附件，已核验）"
        if self.item.missing:
            words += f"；{self.item.missing} 个附件在备份前已缺失或被改动，请运行体检"
        return words


@dataclass(frozen=True, slots=True)
class BackupDone:
    """一次备份在各位置的结果。"""

    places: tuple[PlaceDone, ...]

    @property
    def ok(self) -> bool:
        """各位置都完成。"""
        return all(p.item is not None for p in self.places)

    @property
    def said(self) -> str:
        """一句话。"""
        return "；".join(p.said for p in self.places)


def backup_library(
    library: Book,
    clerk: Clerk | None = None,
    folder: Path | None = None,
    *,
    why: BackupReason = BackupReason.ASKED,
    progress: Progress | None = None,
) -> BackupDone:
    """做一份核验过的备份：到 ``folder``，或到数据文件夹与第二备份位置。

    A place that fails is told in the result and does not stop the others; its older
    backups stay as they are. Not inside an act.
    """
    second = _second(library)
    if folder is None:
        wanted = [(HERE, library.folder / BACKUPS)]
        wanted += [(SECOND, second)] if second else []
    else:
        wanted = [(SECOND if second and _same(folder, second) else OTHER, folder)]
    return _at(library, clerk or clerk_here(), wanted, why, progress)


def backup_now(
    library: Book,
    why: BackupReason = BackupReason.IMPORT,
    clerk: Clerk | None = None,
    progress: Progress | None = None,
) -> BackupItem:
    """办大事之前的备份，只到数据文件夹。raises Trouble: 没有备份成，那件大事不要办。"""
    done = _at(library, clerk or clerk_here(), [(HERE, library.folder / BACKUPS)], why, progress)
    (place,) = done.places
    if place.item is None:
        raise place.trouble or Trouble("备份没有完成", "请检查磁盘", "E-DB-40")
    return place.item


def backup_on_exit(library: Book, clerk: Clerk | None = None) -> BackupDone | None:
    """退出时：上次备份之后有改动的位置才做；都没有改动则 None。不抛出故障。"""
    wanted = [(HERE, library.folder / BACKUPS)]
    second = _second(library)
    if second is not None and second.is_dir():
        wanted.append((SECOND, second))
    due = [(place, folder) for place, folder in wanted if _is_due(library, folder)]
    if not due or library.read_only:
        return None
    return _at(library, clerk or clerk_here(), due, BackupReason.EXIT)


def _is_due(library: Book, folder: Path) -> bool:
    try:
        newest = next((read_manifest(path) for path in copies_in(folder)), None)
    except Trouble:
        newest = None
    with library.look() as look:
        return backup_log.changes_after(look, newest.head_seq if newest else 0) > 0


def _at(
    library: Book,
    clerk: Clerk,
    wanted: list[tuple[str, Path]],
    why: BackupReason,
    progress: Progress | None = None,
) -> BackupDone:
    done = tuple(_one(library, clerk, place, folder, why, progress) for place, folder in wanted)
    if not library.read_only and any(p.place == HERE and p.item for p in done):
        with library.look() as look:
            sweep_orphans(look)
    return BackupDone(done)


def _one(
    library: Book,
    clerk: Clerk,
    place: str,
    folder: Path,
    why: BackupReason,
    progress: Progress | None,
) -> PlaceDone:
    try:
        _check_place(library, place, folder)
        manifest = back_up(library.line, library.folder, folder, why, progress=progress)
    except Trouble as trouble:
        _log_failure(library, clerk, trouble, place)
        return PlaceDone(place, folder, None, trouble, 0)
    try:
        thinned = thin(folder, manifest.book)
    except OSError:  # the new backup stands; the next one thins again
        thinned = []
    if not library.read_only:
        with library.act(clerk, backup_log.MADE) as page:
            backup_log.remark_made(page, manifest, place, thinned)
    return PlaceDone(place, folder, item_of(manifest), None, len(thinned))


def _log_failure(library: Book, clerk: Clerk, trouble: Trouble, place: str) -> None:
    if library.read_only:
        return
    try:
        with library.act(clerk, backup_log.FAILED) as page:
            backup_log.remark_failed(page, trouble, place)
    except Trouble:  # the same full disk; the first trouble is the one to tell
        return


def _check_place(library: Book, place: str, folder: Path) -> None:
    inside = folder.resolve().is_relative_to(library.folder.resolve())
    if place != HERE and inside:
        raise Trouble(
            "备份没有完成：备份位置在数据文件夹里面。现有数据与以前的备份没有改动",
            "请另选一个位置，最好在另一块磁盘或 U盘上",
            "E-DB-40",
        )
    copies = copies_in(folder)
    if place == SECOND:
        with library.look() as look:
            before = backup_log.last_made(look, SECOND)
        if not folder.is_dir() or (before is not None and not copies):
            raise Trouble(
                f"备份没有完成：第二备份位置 {folder} 不在，或不是原来那一个。以前的备份没有改动",
                "请插好 U盘再备份一次；换了新盘的，请重新登记第二备份位置",
                "E-DB-40",
            )
    _check_stranger(library, folder, copies)


def _check_stranger(library: Book, folder: Path, copies: list[Path]) -> None:
    with library.look() as look:
        mine = str(look.raw("SELECT uid FROM book_info")[0][0])
    if any(m.book != mine for m in manifests_in(folder)[0]) if copies else False:
        raise Trouble(
            f"备份没有完成：{folder} 里是另一个数据文件夹的备份，没有改动它们",
            "请另选一个文件夹",
            "E-DB-40",
        )


def _second(library: Book) -> Path | None:
    with library.look() as look:
        place = backup_log.second_place(look)
    return Path(place) if place else None


def _same(one: Path, two: Path) -> bool:
    return one.resolve() == two.resolve()


def set_second_place(
    library: Book, clerk: Clerk, folder: Path | None, progress: Progress | None = None
) -> Done:
    """登记第二备份位置（U盘、另一块磁盘），当场备份一次；None 为取消登记。raises Trouble."""
    if folder is None:
        with library.act(clerk, "backup.place") as page:
            page.add(LibraryFact, kind=backup_log.SECOND_PLACE, value="")
        return Done(_CHANGED, "已取消第二备份位置")
    folder = folder.absolute()
    _check_place(library, OTHER, folder)
    try:
        why = BackupReason.ASKED
        manifest = back_up(library.line, library.folder, folder, why, progress=progress)
    except Trouble as trouble:
        _log_failure(library, clerk, trouble, OTHER)
        raise
    with library.act(clerk, "backup.place") as page:
        page.add(LibraryFact, kind=backup_log.SECOND_PLACE, value=str(folder))
    with library.act(clerk, backup_log.MADE) as page:
        backup_log.remark_made(page, manifest, SECOND, [])
    same = folder.stat().st_dev == library.folder.stat().st_dev
    note = "；它与数据文件夹在同一块磁盘上，磁盘坏了会一起丢失" if same else ""
    return Done(_CHANGED, f"已登记第二备份位置 {folder}，并备份一次{note}")


def list_backups(
    library: Book, folder: Path | None = None
) -> tuple[tuple[BackupItem, ...], tuple[str, ...]]:
    """各份备份（新的在前）与读不懂的说明；缺省看数据文件夹与第二备份位置。"""
    second = _second(library)
    places = [folder] if folder else [library.folder / BACKUPS, *([second] if second else [])]
    found: list[Manifest] = []
    troubles: list[str] = []
    for place in places:
        manifests, bad = manifests_in(place)
        found += manifests
        troubles += [str(t) for t in bad]
    found.sort(key=lambda m: (m.made_at, m.head_seq), reverse=True)
    return tuple(item_of(m) for m in found), tuple(troubles)


@dataclass(frozen=True, slots=True)
class BackupState:
    """备份的状态：``words`` 给状态栏；``level`` 迟误程度；``gap`` 非空的进待办。"""

    words: str
    level: Lateness
    last: date | None
    second: str
    second_last: date | None
    gap: str
    detail: str


def backup_state(library: Book, on: date) -> BackupState:
    """``on`` 那天看的备份状态：第二备份位置超过 7 日提醒，超过 30 日为红色。"""
    with library.look() as look:
        here = backup_log.last_made(look, HERE)
        other = backup_log.last_made(look, SECOND)
        failed = backup_log.last_failed(look, HERE)
        second = backup_log.second_place(look)
        created = backup_log.created_on(look)
    if here is not None and not copies_in(library.folder / BACKUPS):
        here = None
    last, second_last = (here.day if here else None), (other.day if other else None)
    level = lateness(second_last, created, on)
    gap, detail = "", ""
    if level is not Lateness.FINE:
        days = (on - (second_last or created)).days
        gap = f"第二备份位置 {days} 日没有备份" if second else "没有登记第二备份位置"
        detail = f"电脑坏了，这 {days} 日的内容无法找回" if second else "电脑坏了，全部内容无法找回"
    words = f"备份 {_said_day(last, on)}" if last else "还没有备份"
    if failed is not None:
        words = "上次备份没有完成"
        gap, detail = gap or words, detail or failed.said
        level = level if level is Lateness.LATE else Lateness.WARN
    return BackupState(words, level, last, second, second_last, gap, detail)


def _said_day(day: date, on: date) -> str:
    days = (on - day).days
    return {0: "今天", 1: "昨天"}.get(days, f"{days} 日前" if days > 0 else day.isoformat())


def bring_back_attachments(
    library: Book, clerk: Clerk | None = None, folder: Path | None = None
) -> Done:
    """缺失或被改动的附件从备份取回；取不回的说明是哪些。raises Trouble."""
    second = _second(library)
    places = [folder] if folder else [library.folder / BACKUPS, *([second] if second else [])]
    with library.act(clerk or clerk_here(), "attachment.bring_back") as page:
        back, lost = bring_back(page, places, library.key)
        page.remark(brought_back=back, lost=len(lost))
    said = f"取回 {back} 个附件" if back else "没有取回附件"
    if lost:
        said += f"；备份里也没有的 {len(lost)} 个：{'、'.join(lost[:10])}"
    return Done(frozenset({"attachment"}), said)
