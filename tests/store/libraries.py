"""Libraries with scans in them, and their backups."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from medtech_desktop.domain.backups import BackupReason
from medtech_desktop.store import attachments, evidence
from medtech_desktop.store.audit import verify
from medtech_desktop.store.backups import back_up
from medtech_desktop.store.book import Book
from medtech_desktop.store.doctor import doctor
from medtech_desktop.store.manifests import (
    Manifest,
)
from tests.books import CLERK, fresh_folder
from tests.store.slips import scans

PDF = b"%PDF-1.7\n"
ASKED = BackupReason.ASKED
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def with_attachments(book: Book, number: int = 3) -> Book:
    with book.act(CLERK, "attachment.add") as page:
        for n in range(number):
            attachments.keep(page, PDF + bytes([n]) * 3000, f"{n}.pdf")
    return book


def backed_up(book: Book, place: Path | None = None, now: datetime | None = None) -> Manifest:
    return back_up(book.line, book.folder, place or book.folder / "backups", ASKED, now)


def files_of(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def keep(book: Book, *names: str) -> None:
    """Scans of these names, in one act."""
    with book.act(CLERK, "attachment.add") as page:
        for name in names:
            attachments.keep(page, PDF + name.encode() * 400, f"{name}.pdf")


def scan_names(book: Book) -> list[str]:
    return [scan.name for scan in scans(book)]


def stick_backup(folder: Path, place: Path, key: bytes | None = None) -> Manifest:
    """The closed library, backed up to ``place``."""
    with Book.open(folder, key=key) as book:
        return back_up(book.line, folder, place, ASKED, NOW)


def library(tmp_path: Path, key: bytes | None = None) -> tuple[Path, Manifest]:
    """A library, its backup on a stick, and what was added after that."""
    folder = fresh_folder(tmp_path, key=key)
    with Book.open(folder, key=key) as book:
        keep(book, "甲", "乙", "丙")
    made = stick_backup(folder, tmp_path / "U盘", key)
    with Book.open(folder, key=key) as book:
        keep(book, "丁", "戊")
    return folder, made


def sound(folder: Path, key: bytes | None, expected: list[str]) -> list[str]:
    """Opens, is whole, has these scans; the notices."""
    with Book.open(folder, key=key) as book:
        assert scan_names(book) == expected
        with book.look() as look:
            assert verify(look).ok
            assert evidence.unexplained(look) == []
            assert attachments.harmed(look) == []
        assert {x.what: x.detail for x in doctor(book) if not x.ok} == {}
        return [notice.number for notice in book.notices]
