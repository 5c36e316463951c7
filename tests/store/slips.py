"""Small tables of the tests' own: a draft, a patient, and the record of an attachment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from sqlalchemy import Table
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import CreateTable

from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import ERASABLE, Code, DraftRecord, Record
from medtech_desktop.store.tables.attachments import Attachment
from tests.books import CLERK


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class SlipRow(DraftRecord):
    __tablename__ = "test_slip"

    text: Mapped[str]
    day: Mapped[date | None]
    good: Mapped[bool] = mapped_column(default=True)
    colour: Mapped[Colour] = mapped_column(Code(Colour), default=Colour.RED)
    patient: Mapped[str | None] = mapped_column(info=ERASABLE)


SLIP = cast(Table, SlipRow.__table__)
Record.metadata.remove(SLIP)  # the product's own tables stay as they are


@dataclass(frozen=True)
class Slip:
    id: int
    version: int
    text: str
    day: date | None
    good: bool
    colour: Colour
    patient: str | None = None
    not_a_column: int = 7


@dataclass(frozen=True)
class Scan:
    """What the tests read back of an attachment row."""

    id: int
    uid: str
    name: str
    size: int
    act_seq: int


def with_slips(book: Book) -> Book:
    """The book with the draft table beside the shipped ones."""
    line = book.line
    line.begin(write=True)
    line.connection.execute(CreateTable(SLIP))
    line.commit()
    return book


def add_scan(page: Page, number: int) -> int:
    """One legal row that refers to nothing."""
    return page.add(
        Attachment, sha256=f"{number:064x}", size=number + 1, mime="image/png", name=f"扫描{number}"
    )


def save_scan(book: Book, number: int, uid: str | None = None) -> int:
    """One whole act with one legal row in it."""
    with book.act(CLERK, "test.scan", uid=uid) as page:
        return add_scan(page, number)


def scans(book: Book) -> list[Scan]:
    with book.look() as look:
        return look.fetch(Attachment, Scan)
