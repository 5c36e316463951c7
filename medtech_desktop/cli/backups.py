"""backup、restore、mend：备份、恢复、从备份取回附件。"""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import BadUsage, a_path, book_path, refuse_on, the_clerk
from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.office import backups as office
from medtech_desktop.office import restoring
from medtech_desktop.office.backups import BackupItem


def add_commands(commands: Any) -> None:
    """登记命令。"""
    backup = commands.add_parser("backup", help="核验过的备份；缺省到数据文件夹与第二备份位置")
    backup.add_argument("folder", nargs="?", type=a_path, metavar="文件夹", help="备份到这里")
    backup.add_argument("--remember", action="store_true", help="登记为第二备份位置")
    backup.add_argument("--list", action="store_true", dest="listing", help="只列出已有的备份")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="从备份恢复成新的数据文件夹")
    restore.add_argument(
        "backup", type=a_path, metavar="备份", help="备份的 .db 文件，或备份文件夹（取最新）"
    )
    restore.add_argument("folder", type=a_path, metavar="新文件夹")
    restore.add_argument("--dry-run", action="store_true", help="只核验，并说会失去什么")
    restore.add_argument("--replace", action="store_true", help="换下已有的，旧的留在「恢复前」")
    restore.set_defaults(run=_restore)
    mend = commands.add_parser("mend", help="缺失或被改动的附件从备份取回")
    mend.add_argument("folder", nargs="?", type=a_path, metavar="备份文件夹")
    mend.set_defaults(run=_mend)


def _item_data(item: BackupItem) -> dict[str, Any]:
    return {
        "file": str(item.path),
        "made_at": item.said_at,
        "why": item.why,
        "head": item.head,
        "entries": item.entries,
        "rows": item.rows,
        "attachments": item.attachments,
        "missing": item.missing,
        "size": item.size,
        "encrypted": item.encrypted,
    }


def _backup(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    folder = Path(asked.folder) if asked.folder else None
    if asked.listing:
        return _list(asked, folder)
    if asked.remember:
        if folder is None:
            raise BadUsage("--remember 要指明文件夹", "用法：medtech backup 文件夹 --remember")
        with opened(asked) as library:
            done = office.set_second_place(library, the_clerk(asked), folder)
            items, _ = office.list_backups(library, folder)
        return Reply({"done": True, "said": done.said, **_item_data(items[0])}, (done.said,))
    with opened(asked) as library:
        result = office.backup_library(library, the_clerk(asked), folder)
    places = [
        {
            "place": p.place,
            "folder": str(p.folder),
            "verified": p.item is not None,
            "thinned": p.thinned,
            **(_item_data(p.item) if p.item else {}),
            **(_trouble_data(p) if p.trouble else {}),
        }
        for p in result.places
    ]
    first = next((p.item for p in result.places if p.item is not None), None)
    data = {**(_item_data(first) if first else {}), "ok": result.ok, "backups": places}
    said = tuple(p.said for p in result.places if p.item is not None)
    failed = "\n".join(p.said for p in result.places if p.item is None)
    return Reply(data, said, 0 if result.ok else 3, trouble=failed)


def _trouble_data(place: office.PlaceDone) -> dict[str, Any]:
    trouble = place.trouble
    if trouble is None:
        return {}
    return {
        "error": {
            "sentence": trouble.sentence,
            "remedy": trouble.remedy,
            "number": trouble.number,
        }
    }


def _list(asked: argparse.Namespace, folder: Path | None) -> Reply:
    with opened(asked) as library:
        items, troubles = office.list_backups(library, folder)
    rows = [(i.said_at, i.why, i.entries, i.attachments, i.path) for i in items]
    lines = table(("时刻", "缘由", "到第几条", "附件", "文件"), rows) if items else ("没有备份",)
    data = {"backups": [_item_data(i) for i in items], "troubles": list(troubles)}
    return Reply(data, (*lines, *troubles), 3 if troubles else 0)


def _restore(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    source, folder = Path(asked.backup), Path(asked.folder)
    live = book_path(asked)
    compared = bool(asked.book) or asked.dry_run
    there = (live if live.name != "book.db" else live.parent) / "book.db"
    with opened(asked, read_only=True) if compared and there.is_file() else nullcontext() as book:
        if asked.dry_run:
            return _preview(restoring.preview_restore(source, book))
        if book is not None and book.folder.resolve() == folder.resolve():
            book.close()
            book = None
        done = restoring.restore_library(
            source, folder, the_clerk(asked), live=book, replace=asked.replace
        )
    data = {
        "book": str(done.folder),
        "from": str(done.item.path),
        "backup_head": done.item.head,
        "head": done.head,
        "entries": done.entries,
        "aside": str(done.aside) if done.aside else None,
    }
    return Reply(data, (done.said,))


def _preview(preview: restoring.Preview) -> Reply:
    loss = preview.loss
    data: dict[str, Any] = {"dry_run": True, **_item_data(preview.item)}
    if loss is not None:
        data.update(
            related=loss.related,
            lost=loss.records,
            acts=loss.acts,
            by_kind=dict(loss.by_kind),
            extra=loss.extra,
            live_head=loss.live_head,
        )
    return Reply(data, preview.said)


def _mend(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    folder = Path(asked.folder) if asked.folder else None
    with opened(asked) as library:
        done = office.bring_back_attachments(library, the_clerk(asked), folder)
    return Reply({"done": True, "said": done.said}, (done.said,))
