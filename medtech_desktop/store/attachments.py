"""附件：先存文件（写、落盘、换名、读回），再在同一操作中记一行。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.store.backups import sweep_vault
from medtech_desktop.store.page import Look, Page, table_of
from medtech_desktop.store.tables.attachments import Attachment, AttachmentLink
from medtech_desktop.store.vault import Vault

MAX_BYTES = 20 * 1024 * 1024
"""一个附件不超过 20 MB。"""

MAX_PIXELS = 100_000_000
"""一张图片不超过 1 亿像素；看图片头，不解码。"""

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def keep_file(page: Page, source: Path) -> int:
    """收下一个文件，返回附件 id。raises Trouble: 读不到、过大、不是 PDF/JPG/PNG。"""
    return keep(page, read_file(source), source.name)


def read_file(source: Path) -> bytes:
    """读一个要收下的文件；过大的不读。raises Trouble."""
    try:
        size = source.stat().st_size
        if size > MAX_BYTES:
            raise too_big(source.name, size)
        with source.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(
            f"读不到附件「{source.name}」，未保存，原数据完好",
            "请确认文件还在、没有被别的程序独占",
            "E-DB-34",
        ) from error
    return content


def check(content: bytes, name: str) -> str:
    """收不收得下，返回类型；看文件头，不解码。raises Trouble."""
    if len(content) > MAX_BYTES:
        raise too_big(name, len(content))
    mime = kind_of(content, name)
    _check_pixels(content, mime, name)
    return mime


def keep(page: Page, content: bytes, name: str) -> int:
    """收下一份内容，返回附件 id；内容已有时就是那一个。raises Trouble."""
    mime = check(content, name)
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
    raise BadInput(
        f"附件「{name}」{what}，未保存，原数据完好",
        "请扫描或另存为 PDF、JPG 或 PNG 后再添加",
        "E-DB-34",
    )


def too_big(name: str, size: int) -> BadInput:
    """超过 20 MB。"""
    return BadInput(
        f"附件「{name}」有 {size / 1048576:.1f} MB，超过 20 MB，未保存，原数据完好",
        "请降低扫描分辨率（200 dpi 即可）或分成几个文件",
        "E-DB-34",
    )


def _check_pixels(content: bytes, mime: str, name: str) -> None:
    if mime == "application/pdf":
        return
    width, height = picture_size(content, mime)
    if not width or not height:
        raise BadInput(
            f"图片「{name}」不完整，读不出尺寸，未保存，原数据完好",
            "请重新扫描或另存后再添加",
            "E-DB-34",
        )
    if width * height > MAX_PIXELS:
        raise BadInput(
            f"图片「{name}」有 {width}×{height} 像素，像素过大（至多 1 亿），未保存，原数据完好",
            "请降低扫描分辨率（200 dpi 即可）",
            "E-DB-34",
        )


def picture_size(content: bytes, mime: str) -> tuple[int, int]:
    """图片头里的宽与高（像素）；读不出则 (0, 0)。不解码。"""
    if mime == "image/png":
        if content[12:16] != b"IHDR" or len(content) < 24:
            return 0, 0
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    return _jpeg_size(content)


_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg_size(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 <= len(content):
        if content[place] != 0xFF:
            return 0, 0
        marker = content[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
        elif marker in _NO_LENGTH:
            place += 2
        elif marker in _FRAMES:
            height = int.from_bytes(content[place + 5 : place + 7], "big")
            return int.from_bytes(content[place + 7 : place + 9], "big"), height
        elif marker in (0xD9, 0xDA):
            return 0, 0
        else:
            place += 2 + max(2, int.from_bytes(content[place + 2 : place + 4], "big"))
    return 0, 0


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


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """一个附件：来源文件名与大小（字节）。"""

    id: int
    name: str
    size: int
    mime: str


def attachment_files(look: Look) -> dict[int, AttachmentFile]:
    """全部附件，按 id；不读内容。"""
    return {one.id: one for one in look.fetch(Attachment, AttachmentFile)}


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """某记录用到的一个附件。"""

    attachment_id: int
    owner_uid: str
    role: str
    valid_until: date | None


def linked_files(look: Look, owners: Sequence[str]) -> tuple[LinkedFile, ...]:
    """这些记录（uid）以链接用到的附件。"""
    where = AttachmentLink.owner_uid.in_(list(owners))
    return tuple(look.fetch(AttachmentLink, LinkedFile, where))


def content_of(look: Look, attachment_id: int) -> bytes:
    """附件的内容。raises Trouble when it is missing or changed, LookupError: no such id."""
    columns = table_of(Attachment).c
    found = look.rows(select(columns.sha256).where(columns.id == attachment_id))
    if not found:
        raise LookupError(f"attachment {attachment_id}")
    return look.vault.get(str(found[0][0]))


def state_of(look: Look, attachment_id: int) -> str:
    """空文本表示完好，否则「附件缺失」「附件读取出错」或「附件被改动」。"""
    columns = table_of(Attachment).c
    found = look.rows(select(columns.sha256).where(columns.id == attachment_id))
    return look.vault.state(str(found[0][0])) if found else "附件缺失"


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


def sweep_orphans(look: Look) -> int:
    """清掉没有记录用到、且满 30 日的附件文件，返回个数；有记录用到的从不清理。"""
    used = {str(row[0]) for row in look.rows(select(table_of(Attachment).c.sha256))}
    return sweep_vault(look.vault, used)


def bring_back(look: Look, places: Sequence[Path], key: bytes | None) -> tuple[int, list[str]]:
    """缺失或被改动的附件从备份取回：取回几个，还缺哪些（文件名）。raises Trouble."""
    columns = table_of(Attachment).c
    listed = look.rows(select(columns.name, columns.sha256).order_by(columns.id))
    back, lost = 0, []
    for name, sha256 in listed:
        if not look.vault.state(sha256):
            continue
        stores = (Vault(place, key) for place in places)
        whole = next((v for v in stores if v.state(sha256) == ""), None)
        if whole is None:
            lost.append(str(name))
        else:
            look.vault.put(whole.get(sha256))
            back += 1
    return back, lost
