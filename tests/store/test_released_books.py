"""A book of every released schema opens in today's program, whole, and works on.

``released/NNNN.zip`` was made by the program whose schema was NNNN; its people are invented.
"""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.office import trainings
from medtech_desktop.office.library import open_library
from medtech_desktop.store.audit import verify
from medtech_desktop.store.doctor import doctor
from medtech_desktop.store.migrating import SCHEMA
from tests.builders import Office

ON = date(2026, 11, 2)
BOOKS = sorted(Path(__file__).with_name("released").glob("*.zip"))


def test_every_schema_before_this_one_has_its_book() -> None:
    assert [int(book.stem) for book in BOOKS] == list(range(1, SCHEMA))


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_book_of_an_older_program_is_migrated_and_works_on(book: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(book) as held:
        held.extractall(tmp_path / "库")
    library = open_library(tmp_path / "库")
    office = Office(library)
    try:
        with library.look() as look:
            assert verify(look).ok
        assert office.page("S16", ON).line.state == "已备案"
        [base] = trainings.training_bases(library, ON)
        assert base.term is not None
        assert base.term.due == date(2026, 11, 5)
        office.operate("S16", ON, reason="升级后照常登记")
        number = base.base.number
        office.do(trainings.announce_base, number, date(2026, 10, 30), ON, reason="公告栏先贴出")
        [base] = trainings.training_bases(library, ON)
        assert base.term is not None
        assert base.term.due == date(2026, 11, 4)
        assert not [one for one in doctor(library) if not one.ok and one.what != "备份"]
    finally:
        library.close()
