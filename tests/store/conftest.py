from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from medtech_desktop.store.book import Book
from tests.books import fresh_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A fresh book of the shipped schema, closed afterwards."""
    book = fresh_book(tmp_path)
    yield book
    book.close()
