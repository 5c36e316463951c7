"""A book of every released schema opens in today's program, whole, and works on.

``released/NNNN.zip`` was made by the program whose schema was NNNN; its people are invented.
It is the stage "filed" of ``tests.builders`` with one training base of S16, opened and announced
on ``ON`` (since 0002 the announcement is a record of its own): ``book.db`` and ``attachments``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.office import trainings
from medtech_desktop.office.library import open_library
from medtech_desktop.store.audit import verify
from medtech_desktop.store.book import Book
from medtech_desktop.store.doctor import doctor
from medtech_desktop.store.manifests import find_backup
from medtech_desktop.store.migrating import SCHEMA
from medtech_desktop.store.restoring import restore
from tests.books import CLERK
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


_KILLED = """
import os, signal, sys
from pathlib import Path
from medtech_desktop.office.library import open_library
from medtech_desktop.store import migrating

real, place = migrating._upgrade, sys.argv[2]


def upgrade(*what):
    if place == "before":
        os._exit(9)
    real(*what)
    os._exit(9)


migrating._upgrade = upgrade
open_library(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_program_killed_in_the_upgrade_upgrades_at_the_next_start(
    book: Path, place: str, tmp_path: Path
) -> None:
    folder = tmp_path / "库"
    with zipfile.ZipFile(book) as held:
        held.extractall(folder)
    told = [sys.executable, "-X", "utf8", "-c", _KILLED, str(folder), place]
    assert subprocess.run(told, check=False, env=dict(os.environ)).returncode == 9
    with Book.open(folder) as opened:
        assert opened.line.pragma("user_version") == SCHEMA
        assert not [one for one in doctor(opened) if not one.ok and one.what != "备份"]
        with opened.look() as look:
            assert verify(look).ok
            done = look.raw("SELECT count(*) FROM act WHERE action='library.migrate'")
    assert done == [(1,)]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_backup_of_an_older_program_is_restored_and_upgraded(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "库"
    with zipfile.ZipFile(book) as held:
        held.extractall(folder)
    open_library(folder).close()  # the upgrade backs the older book up first
    made = find_backup(folder / "backups")
    assert made.schema == int(book.stem)
    restore(made, tmp_path / "恢复", CLERK)
    library = open_library(tmp_path / "恢复")
    try:
        assert library.line.pragma("user_version") == SCHEMA
        assert Office(library).page("S16", ON).line.state == "已备案"
        with library.look() as look:
            assert verify(look).ok
    finally:
        library.close()
