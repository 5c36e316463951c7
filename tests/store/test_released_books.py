"""A book of every released schema opens in today's program, whole, and works on.

``released/NNNN.zip`` was made by the program whose schema was NNNN; its people are invented.
It is the stage "filed" of ``tests.builders`` with one training base of S16, opened and announced
on ``ON`` (since 0002 the announcement is a record of its own): ``book.db`` and ``attachments``.
Since 0003 there are also three codes, a grading adopted and a draft of the next, a specialty, the
opening balance of ``LEAD``, a decision with one event annulled and one suspended, an application
half way, an emergency use with its confirmation, and a workload.
The book of today's schema may be there before the next schema is: it was made by a release too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.applications import ReviewStep
from medtech_desktop.domain.privilege_answers import Answer
from medtech_desktop.domain.privilege_drafts import NewDecision
from medtech_desktop.domain.privileges import DecisionKind, Verb
from medtech_desktop.office import applications, privilege_acts, trainings
from medtech_desktop.office.gradings import grading_view
from medtech_desktop.office.library import Library, open_library
from medtech_desktop.office.privilege_acts import Pick
from medtech_desktop.office.privilege_questions import was_held
from medtech_desktop.store.audit import verify
from medtech_desktop.store.book import Book
from medtech_desktop.store.doctor import doctor
from medtech_desktop.store.emergency_uses import load_confirmations
from medtech_desktop.store.manifests import find_backup
from medtech_desktop.store.migrating import SCHEMA
from medtech_desktop.store.privileges import differing_people, events_of_decision
from medtech_desktop.store.restoring import restore
from medtech_desktop.store.workloads import load_workloads
from tests import application_samples
from tests.books import CLERK
from tests.builders import LEAD, SECOND, Office, new_hospital

ON, LATER, LIFTED = date(2026, 11, 2), date(2026, 11, 10), date(2026, 11, 20)
BOOKS = sorted(Path(__file__).with_name("released").glob("*.zip"))
OLDER = [book for book in BOOKS if int(book.stem) < SCHEMA]
WITH_PRIVILEGES = [book for book in BOOKS if int(book.stem) >= 3]


def test_every_schema_before_this_one_has_its_book() -> None:
    assert [int(book.stem) for book in OLDER] == list(range(1, SCHEMA))
    assert {int(book.stem) for book in BOOKS} <= set(range(1, SCHEMA + 1))


def may(library: Library, who: str, what: str, day: date = LATER) -> Answer:
    return was_held(library, who, what, day).held.answer


def unpacked(book: Path, folder: Path) -> Path:
    with zipfile.ZipFile(book) as held:
        held.extractall(folder)
    return folder


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_book_of_an_older_program_is_migrated_and_works_on(book: Path, tmp_path: Path) -> None:
    library = open_library(unpacked(book, tmp_path / "库"))
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


@pytest.mark.parametrize("book", WITH_PRIVILEGES, ids=lambda book: book.stem)
def test_who_may_do_what_is_as_it_was_and_the_work_goes_on(book: Path, tmp_path: Path) -> None:
    library = open_library(unpacked(book, tmp_path / "库"))
    office = Office(library)
    lead, second = office.person(LEAD), office.person(SECOND)
    code = office.code("39.7402")
    picks = [Pick(lead, code)]
    decision = NewDecision(DecisionKind.GRANT, LIFTED, basis="考核", meeting="例会", document="文")
    try:
        assert may(library, LEAD, "39.7402") is Answer.NOT_HELD  # suspended by name
        assert may(library, LEAD, "39.7201") is Answer.HELD  # by the grade of the specialty
        assert may(library, SECOND, "39.7402") is Answer.NOT_HELD
        with library.look() as look:
            wrong = [one for one in events_of_decision(look, 2) if one.person_id == second]
            assert [one.cases for one in load_workloads(look)] == [21]
            assert [one.confirmed for one in load_confirmations(look)] == [True]
        assert [one.annulled_on is not None for one in wrong] == [True]
        assert grading_view(library, ON).draft is not None
        change = privilege_acts.change_privileges
        office.do(change, decision, Verb.REINSTATE, picks, LIFTED, reason="示例理由")
        assert may(library, LEAD, "39.7402", date(2026, 11, 21)) is Answer.HELD
        reviewed = application_samples.review(ReviewStep.OFFICE, LEAD)
        office.do(applications.review_application, "申请-2026-001", reviewed)
        with library.look() as look:
            assert differing_people(look) == []
            assert verify(look).ok
    finally:
        library.close()


def schema_of(folder: Path) -> dict[str, str]:
    with Book.open(folder) as opened:
        rows = opened.line.driver.execute("SELECT name, sql FROM sqlite_master WHERE sql <> ''")
        return {name: "".join(sql.split()) for name, sql in rows.fetchall()}


def test_an_upgraded_book_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    """A migration is never changed once a book was made with it."""
    new_hospital(tmp_path / "新").library.close()
    wanted = schema_of(tmp_path / "新")
    for book in BOOKS:
        folder = unpacked(book, tmp_path / book.stem)
        open_library(folder).close()
        assert schema_of(folder) == wanted, book.stem


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
@pytest.mark.parametrize("book", OLDER, ids=lambda book: book.stem)
def test_a_program_killed_in_the_upgrade_upgrades_at_the_next_start(
    book: Path, place: str, tmp_path: Path
) -> None:
    folder = unpacked(book, tmp_path / "库")
    told = [sys.executable, "-X", "utf8", "-c", _KILLED, str(folder), place]
    assert subprocess.run(told, check=False, env=dict(os.environ)).returncode == 9
    with Book.open(folder) as opened:
        assert opened.line.pragma("user_version") == SCHEMA
        assert not [one for one in doctor(opened) if not one.ok and one.what != "备份"]
        with opened.look() as look:
            assert verify(look).ok
            done = look.raw("SELECT count(*) FROM act WHERE action='library.migrate'")
    assert done == [(1,)]


@pytest.mark.parametrize("book", OLDER, ids=lambda book: book.stem)
def test_a_backup_of_an_older_program_is_restored_and_upgraded(book: Path, tmp_path: Path) -> None:
    folder = unpacked(book, tmp_path / "库")
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
