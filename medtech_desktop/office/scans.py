"""扫描件：挂到一条登记上；同一份在同一条登记下不重复。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medtech_desktop.office.acts import not_found
from medtech_desktop.store import attachments
from medtech_desktop.store.page import Page


@dataclass(frozen=True, slots=True)
class NewScan:
    """要挂的一份：挂到哪一次登记（标识），文件或内容；``valid_until`` 有效期末日。"""

    owner: str
    file: Path | None = None
    content: bytes = b""
    name: str = ""
    valid_until: date | None = None

    @property
    def called(self) -> str:
        """文件名。"""
        return self.file.name if self.file is not None else self.name


def attach_to(page: Page, table: str, owner_uid: str, role: str, words: str, scan: NewScan) -> None:
    """挂上一份；``words`` 说的是哪条登记。raises Refused (already there), Trouble."""
    if scan.file is not None:
        kept = attachments.keep_file(page, scan.file)
    else:
        kept = attachments.keep(page, scan.content, scan.name)
    held = attachments.linked_files(page, (owner_uid,))
    if any(one.attachment_id == kept for one in held):
        said = f"「{scan.called}」已经在「{words}」名下"
        raise not_found(said, "同一份不必再加一次", "files")
    attachments.link(
        page,
        kept,
        owner_table=table,
        owner_uid=owner_uid,
        role=role,
        position=len(held) + 1,
        valid_until=scan.valid_until,
    )
