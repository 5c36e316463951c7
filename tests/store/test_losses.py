"""What a restore would lose, counted before it is done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from medtech_desktop.store.book import Book
from medtech_desktop.store.losses import labels_of_tables, losses
from medtech_desktop.store.restoring import restore
from medtech_desktop.store.tables.technologies import TechnologyRow
from tests.books import CLERK
from tests.store.libraries import (
    NOW,
    backed_up,
    library,
)
from tests.store.slips import save_scan


def test_what_would_be_lost_is_counted_by_kind(tmp_path: Path) -> None:
    folder, made = library(tmp_path)
    with Book.open(folder) as book:
        with book.act(CLERK, "test.import") as page:
            page.add_many(TechnologyRow, [{"number": f"技-{n:03d}"} for n in range(37)])
        found = losses(made, None, book)
        assert (found.related, found.acts, found.records, found.extra) == (True, 2, 39, 0)
        assert found.by_kind == (("本院技术", 37), ("附件", 2))
        assert found.backup_head == made.head
        later = backed_up(book, tmp_path / "U盘2", NOW + timedelta(days=1))
        assert losses(later, None, book).records == 0
    new = tmp_path / "新"
    restore(made, new, CLERK)
    with Book.open(new) as book:
        save_scan(book, 3)
        other = losses(later, None, book)
        assert (other.acts, other.extra, other.records) == (2, 2, 1)
        restored = losses(made, None, book)
        assert (restored.acts, restored.extra) == (2, 0)


def test_another_librarys_backup_is_not_related(tmp_path: Path) -> None:
    _, made = library(tmp_path)
    with Book.create(tmp_path / "另一个") as other:
        save_scan(other, 1)
        found = losses(made, None, other)
        assert not found.related
        assert found.acts == 1


def test_every_table_has_a_chinese_name() -> None:
    labels = labels_of_tables()
    assert labels["attachment"] == "附件"
    assert all(any("一" <= sign <= "鿿" for sign in label) for label in labels.values()), labels
