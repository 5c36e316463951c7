"""附件：先存文件（写、落盘、换名、读回），再在同一操作中记一行。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.page import Look, Page, table_of
from medtech_desktop.store.tables.attachments import Attachment, AttachmentLink

MAX_BYTES = 20 * 1024 * 1024
"""一个附件不超过 20 MB。"""

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def keep_file(page: Page, source: Path) -> int:
    """收下一个文件，返回附件 id。raises Trouble: 读不到、过大、不是 PDF/JPG/PNG。"""
    try:
        size = source.stat().st_size
        if size > MAX_BYTES:
            raise too_big(source.name, size)
        content = source.read_bytes()
    except OSError as error:
        raise Trouble(
            f"读不到附件「{source.name}」，未保存，原数据完好",
            "请确认文件还在、没有被别的程序独占",
            "E-DB-34",
        ) from error
    return keep(page, content, source.name)


def keep(page: Page, content: bytes, name: str) -> int:
    """收下一份内容，返回附件 id；内容已有时就是那一个。raises Trouble."""
    if len(content) > MAX_BYTES:
        raise too_big(name, len(content))
    mime = kind_of(content, name)
    sha256 = page.vault.put(content)
    columns = table_of(Attachment).c
    known = page.rows(select(columns.id).where(columns.sha256 == sha256))
    if known:
        return int(known[0][0])
    return page.add(Attachment, sha256=sha256, size=len(content), mime=mime, name=name)


def kind_of(content: bytes, name: str) -> str:
    """按内容开头判断类型，不看扩展名。raises Trouble."""
    for magic, mime in _KINDS:
        if content.startswith(magic):
            return mime
    what = "是空文件" if not content else "不是 PDF、JPG 或 PNG"
    raise Trouble(
        f"附件「{name}」{what}，未保存，原数据完好",
        "请扫描或另存为 PDF、JPG 或 PNG 后再添加",
        "E-DB-34",
    )


def too_big(name: str, size: int) -> Trouble:
    """超过 20 MB。"""
    return Trouble(
        f"附件「{name}」有 {size / 1048576:.1f} MB，超过 20 MB，未保存，原数据完好",
        "请降低扫描分辨率（200 dpi 即可）或分成几个文件",
        "E-DB-34",
    )


def link(
    page: Page,
    attachment_id: int,
    *,
    owner_table: str,
    owner_uid: str,
    role: str,
    position: int = 1,
    page_number: int | None = None,
    valid_until: date | None = None,
) -> int:
    """某记录以某角色用到这个附件，返回链接 id。"""
    return page.add(
        AttachmentLink,
        attachment_id=attachment_id,
        owner_table=owner_table,
        owner_uid=owner_uid,
        role=role,
        position=position,
        page=page_number,
        valid_until=valid_until,
    )


def content_of(look: Look, attachment_id: int) -> bytes:
    """附件的内容。raises Trouble when it is missing or changed, LookupError: no such id."""
    columns = table_of(Attachment).c
    found = look.rows(select(columns.sha256).where(columns.id == attachment_id))
    if not found:
        raise LookupError(f"attachment {attachment_id}")
    return look.vault.get(str(found[0][0]))


def name_of(look: Look, attachment_id: int) -> str:
    """附件的来源文件名；没有这个附件则空。"""
    columns = table_of(Attachment).c
    found = look.rows(select(columns.name).where(columns.id == attachment_id))
    return str(found[0][0]) if found else ""


def harmed(look: Look) -> list[tuple[str, str]]:
    """缺失或被改动的附件：（文件名，说明）。"""
    columns = table_of(Attachment).c
    listed = look.rows(select(columns.name, columns.sha256).order_by(columns.id))
    states = ((name, look.vault.state(sha256)) for name, sha256 in listed)
    return [(name, why) for name, why in states if why]
