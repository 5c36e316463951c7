"""Attachments: kept by content, read back, and honest about what is missing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import attachments
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables.attachments import Attachment, AttachmentLink
from tests.books import CLERK, KEY, KEYS, fresh_book

PDF = b"%PDF-1.7\n1 0 obj\n"


def jpg(width: int, height: int, frame: int = 0xC0) -> bytes:
    """The header of a JPEG: an application segment, a comment, then the frame."""
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return (
        b"\xff\xd8\xff\xe0\x00\x07JFIF\x00\xff\xff\xfe\x00\x04ab"
        + bytes((0xFF, frame))
        + b"\x00\x11\x08"
        + size
        + b"\x03 picture"
    )


def png(width: int, height: int) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + size + b"\x08\x02 picture"


JPG, PNG = jpg(8, 6), png(8, 6)


@dataclass(frozen=True)
class Kept:
    id: int
    sha256: str
    size: int
    mime: str
    name: str


@dataclass(frozen=True)
class Link:
    attachment_id: int
    role: str
    position: int
    page: int | None
    valid_until: date | None


def keep(book: Book, content: bytes, name: str = "论证.pdf") -> int:
    with book.act(CLERK, "attachment.add") as page:
        return attachments.keep(page, content, name)


def listed(book: Book) -> list[Kept]:
    with book.look() as look:
        return look.fetch(Attachment, Kept)


@pytest.mark.parametrize("key", KEYS)
def test_content_is_kept_once_and_read_back(tmp_path: Path, key: bytes | None) -> None:
    with fresh_book(tmp_path, key) as book:
        one = keep(book, PDF)
        assert keep(book, PDF, "又一份.pdf") == one
        assert keep(book, JPG, "图.jpg") != one
        (first, second) = listed(book)
        assert (first.size, first.mime, first.name) == (len(PDF), "application/pdf", "论证.pdf")
        assert second.mime == "image/jpeg"
        with book.look() as look:
            assert attachments.content_of(look, one) == PDF
            with pytest.raises(LookupError):
                attachments.content_of(look, 99)
        path = book.folder / "attachments" / first.sha256[:2] / first.sha256
        assert (path.read_bytes() == PDF) is (key is None)
        assert not list(book.folder.rglob("*.part"))


def test_a_file_is_judged_by_its_content(book: Book, tmp_path: Path) -> None:
    scan = tmp_path / "扫描.dat"
    scan.write_bytes(PNG)
    with book.act(CLERK, "attachment.add") as page:
        attachments.keep_file(page, scan)
    assert listed(book)[0].mime == "image/png"
    wrong: dict[str, Callable[[Path], object]] = {
        "不是 PDF、JPG 或 PNG": lambda p: p.write_bytes(b"PK\x03\x04" + bytes(90)),
        "是空文件": lambda p: p.write_bytes(b""),
        "读不到附件": lambda p: p.unlink(),
        "超过 20 MB": lambda p: p.write_bytes(PDF + bytes(20 * 1024 * 1024)),
    }
    source = tmp_path / "表.pdf"
    for told, make in wrong.items():
        source.touch()
        make(source)
        with pytest.raises(Trouble, match=told) as trouble, book.act(CLERK, "x") as page:
            attachments.keep_file(page, source)
        assert "「表.pdf」" in trouble.value.sentence
        assert "未保存" in trouble.value.sentence
    assert len(listed(book)) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (png(30_000, 30_000), "30000×30000 像素，像素过大"),
        (jpg(30_000, 30_000), "30000×30000 像素，像素过大"),
        (jpg(10_001, 10_000, 0xC2), "10001×10000 像素，像素过大"),
        (png(0, 5), "不完整，读不出尺寸"),
        (PNG[:20], "不完整，读不出尺寸"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIDAT" + bytes(40), "不完整，读不出尺寸"),
        (JPG[:20], "不完整，读不出尺寸"),
        (b"\xff\xd8\xff\xda" + bytes(90), "不完整，读不出尺寸"),
        (b"\xff\xd8\xff\xe0\x00\x04ab" + bytes(90), "不完整，读不出尺寸"),
        (b"\xff\xd8" + b"\xff\xfe\x00\x00" * 40, "不完整，读不出尺寸"),
    ],
)
def test_a_picture_is_measured_by_its_header(book: Book, content: bytes, told: str) -> None:
    """Row 34: thirty thousand pixels square are refused without decoding one of them."""
    with pytest.raises(Trouble, match=told) as trouble:
        keep(book, content, "扫描.png")
    assert "未保存，原数据完好" in trouble.value.sentence
    assert trouble.value.number == "E-DB-34"
    assert listed(book) == []
    assert not list((book.folder / "attachments").rglob("*"))


def test_a_picture_of_a_hundred_million_pixels_is_allowed(book: Book) -> None:
    assert keep(book, png(10_000, 10_000)) == 1
    assert keep(book, jpg(10_000, 10_000)) == 2


def test_three_gigabytes_are_refused_before_reading(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 34."""
    scan = tmp_path / "大.pdf"
    with scan.open("wb") as file:
        file.write(PDF)
        file.truncate(3 * 1024**3)

    def unread(self: Path, *how: object) -> object:
        raise AssertionError("read although too big")

    monkeypatch.setattr(Path, "open", unread)
    monkeypatch.setattr(Path, "read_bytes", unread)
    with pytest.raises(Trouble, match="超过 20 MB"), book.act(CLERK, "x") as page:
        attachments.keep_file(page, scan)


def test_a_file_that_grows_while_it_is_read_is_refused(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "长.pdf"
    scan.write_bytes(PDF)
    real = Path.open

    def grown(self: Path, *how: Any) -> object:
        with real(scan, "ab") as file:
            file.truncate(attachments.MAX_BYTES + 5000)
        return real(self, *how)

    monkeypatch.setattr(Path, "open", grown)
    with pytest.raises(Trouble, match="超过 20 MB"), book.act(CLERK, "x") as page:
        attachments.keep_file(page, scan)


def aged(path: Path, days: int) -> Path:
    moment = time.time() - days * 86400
    os.utime(path, (moment, moment))
    return path


def test_orphans_are_swept_after_thirty_days_and_never_what_a_row_refers_to(book: Book) -> None:
    keep(book, PDF)
    (kept,) = listed(book)
    used = aged(book.vault.path(kept.sha256), 4000)
    old = aged(book.vault.path(book.vault.put(PDF + b"old")), 31)
    young = aged(book.vault.path(book.vault.put(PDF + b"young")), 29)
    note = used.with_name("说明.txt")
    note.write_text("别人放的", encoding="utf-8")
    aged(note, 90)
    with book.look() as look:
        assert attachments.sweep_orphans(look) == 1
        assert attachments.harmed(look) == []
    assert (used.exists(), old.exists(), young.exists()) == (True, False, True)
    assert note.exists()


def test_twenty_megabytes_are_allowed(book: Book) -> None:
    content = PDF + bytes(attachments.MAX_BYTES - len(PDF))
    keep(book, content)
    with pytest.raises(Trouble, match=r"20\.0 MB，超过 20 MB"), book.act(CLERK, "x") as page:
        attachments.keep(page, content + b"x", "大.pdf")


def test_a_link_says_what_for(book: Book) -> None:
    with book.act(CLERK, "attachment.link") as page:
        kept = attachments.keep(page, PDF, "证.pdf")
        attachments.link(
            page,
            kept,
            owner_table="filing",
            owner_uid="u",
            role="certificate",
            position=2,
            page_number=3,
            valid_until=date(2028, 12, 31),
        )
    with book.look() as look:
        (link,) = look.fetch(AttachmentLink, Link, AttachmentLink.owner_uid == "u")
    assert link == Link(kept, "certificate", 2, 3, date(2028, 12, 31))


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_or_changed_file_is_told_and_others_stay(
    tmp_path: Path, key: bytes | None
) -> None:
    with fresh_book(tmp_path, key) as book:
        lost, changed, fine = (keep(book, PDF + bytes([n]), f"{n}.pdf") for n in range(3))
        paths = [book.vault.path(kept.sha256) for kept in listed(book)]
        paths[0].unlink()
        content = bytearray(paths[1].read_bytes())
        content[-1] ^= 1
        paths[1].write_bytes(content)
        with book.look() as look:
            assert attachments.harmed(look) == [("0.pdf", "附件缺失"), ("1.pdf", "附件被改动")]
            for harmed, told in ((lost, "附件缺失"), (changed, "附件被改动")):
                with pytest.raises(Trouble, match=f"{told}，其他内容可照常使用"):
                    attachments.content_of(look, harmed)
            assert attachments.content_of(look, fine) == PDF + b"\x02"
        keep(book, PDF + b"\x00")
        with book.look() as look:
            assert attachments.harmed(look) == [("1.pdf", "附件被改动")]


def test_another_keys_attachments_cannot_be_read(tmp_path: Path) -> None:
    with fresh_book(tmp_path, KEY) as book:
        kept = keep(book, PDF)
        (one,) = listed(book)
        stored = book.vault.path(one.sha256).read_bytes()
        assert PDF not in stored
        book.vault._key = bytes(32)
        with book.look() as look, pytest.raises(Trouble, match="附件被改动"):
            attachments.content_of(look, kept)


def test_a_file_that_cannot_be_written_leaves_no_row(book: Book) -> None:
    (book.folder / "attachments").rmdir()
    (book.folder / "attachments").write_bytes(b"in the way")
    with pytest.raises(Trouble, match="附件未能写入，原数据完好"):
        keep(book, PDF)
    assert listed(book) == []
    (book.folder / "attachments").unlink()
    assert keep(book, PDF) == 1


def test_a_writing_that_reads_back_otherwise_is_refused(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book.vault, "sealed", lambda content: content + b"!")
    with pytest.raises(Trouble, match="读回不一致，未保存"):
        keep(book, PDF)
    monkeypatch.undo()
    assert listed(book) == []
    keep(book, PDF)
    with book.look() as look:
        assert attachments.harmed(look) == []


def test_a_virus_scanner_holds_the_file_for_a_moment(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refusals = os.replace, [PermissionError("held")] * 2

    def held(source: Path, target: Path) -> None:
        if refusals:
            raise refusals.pop()
        real(source, target)

    monkeypatch.setattr(os, "replace", held)
    keep(book, PDF)
    assert refusals == []
