"""Migrations: the same as the tables, in one transaction, after a backup, or not at all."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column
from sqlalchemy.types import TypeEngine

import medtech_desktop.store
from medtech_desktop.domain.backups import BackupReason
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import migrating
from medtech_desktop.store.audit import verify
from medtech_desktop.store.book import Book
from medtech_desktop.store.connection import Line
from medtech_desktop.store.copies import Asked, contents_of
from medtech_desktop.store.manifests import manifests_in
from medtech_desktop.store.restoring import check, restore
from medtech_desktop.store.tables import Record, every_table
from medtech_desktop.store.tables.attachments import AttachmentLink
from tests.books import CLERK, KEYS, fresh_book, fresh_folder
from tests.store.children import all_of, forked
from tests.store.faulty_disk import FULL, IOERR_WRITE, Disk, faulty
from tests.store.slips import save_scan, scans

MIGRATIONS = Path(medtech_desktop.store.__file__).with_name("migrations")

SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "second", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("word", sa.Text())
    )
    op.execute("INSERT INTO second (word) SELECT name FROM attachment")
"""

FAILS = SECOND + '    op.execute("INSERT INTO nowhere VALUES (1)")\n'
DANGLES = SECOND + '    op.execute("DROP TABLE attachment")\n'


def scripts_with(tmp_path: Path, second: str) -> str:
    place = tmp_path / "scripts"
    shutil.copytree(MIGRATIONS, place)
    (place / "versions" / "0002_second.py").write_text(second, encoding="utf-8")
    return str(place)


def parts(sql: str) -> tuple[str, ...]:
    """A statement without its spelling: white space, and for a table its parts in order of text."""
    words = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    if not words.startswith("CREATE TABLE"):
        return (words,)
    head, inside = words.split("(", 1)
    inside, tail = inside.rsplit(")", 1)
    found, depth, start = [], 0, 0
    for place, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            found.append(inside[start:place].strip())
            start = place + 1
    found.append(inside[start:].strip())
    columns = [p for p in found if not p.startswith("CONSTRAINT")]
    rules = sorted(p for p in found if p.startswith("CONSTRAINT"))
    return (head.strip(), *columns, *rules, tail.strip())


def schema_of(line: Line) -> dict[str, tuple[str, ...]]:
    rows = line.driver.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {
        name: parts(sql) for name, sql in rows.fetchall() if not name.startswith("alembic_version")
    }


def test_the_migrations_make_what_the_tables_say(book: Book, tmp_path: Path) -> None:
    list(every_table())
    made = Line(tmp_path / "made.db", None, "rwc")
    made.begin(write=True)
    Record.metadata.create_all(made.connection)
    made.commit()
    by_tables, by_migrations = schema_of(made), schema_of(book.line)
    made.close()
    assert sorted(by_migrations) == sorted(by_tables)
    assert by_migrations == by_tables


def test_alembic_sees_no_difference(book: Book) -> None:
    list(every_table())

    def type_differs(
        context: MigrationContext,
        inspected_column: Column[object],
        metadata_column: Column[object],
        inspected_type: TypeEngine[object],
        metadata_type: TypeEngine[object],
    ) -> bool:
        dialect = context.dialect
        stored = metadata_type.dialect_impl(dialect).compile(dialect=dialect)
        return inspected_type.compile(dialect=dialect) != stored

    with book.look() as look:
        context = MigrationContext.configure(
            look._connection, opts={"compare_type": type_differs, "compare_server_default": True}
        )
        assert compare_metadata(context, Record.metadata) == []


def test_the_schema_number_is_the_last_migration() -> None:
    scripts = ScriptDirectory.from_config(migrating.configuration(migrating.SCRIPTS))
    assert scripts.get_current_head() == f"{migrating.SCHEMA:04d}"
    assert len(list(scripts.walk_revisions())) == migrating.SCHEMA


def test_migrations_do_not_import_the_tables() -> None:
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert "medtech_desktop" not in path.read_text(encoding="utf-8"), path.name


def test_every_legal_table_is_append_only(book: Book) -> None:
    with book.look() as look:
        triggers = {
            row[0] for row in look.raw("SELECT name FROM sqlite_master WHERE type='trigger'")
        }
    legal = [t.name for t in every_table() if "version" not in t.c and "act_seq" in t.c]
    assert len(legal) > 40
    for name in (*legal, "act", "book_info"):
        assert {f"{name}_no_update", f"{name}_no_delete"} <= triggers


@pytest.mark.parametrize("key", KEYS)
def test_an_older_book_is_backed_up_then_migrated(tmp_path: Path, key: bytes | None) -> None:
    with fresh_book(tmp_path, key) as book:
        save_scan(book, 1)
        scripts = scripts_with(tmp_path, SECOND)
        kept = migrating.bring_up_to_date(
            book.line, book.folder, read_only=False, schema=2, scripts=scripts
        )
        assert book.line.pragma("user_version") == 2
        assert book.line.pragma("foreign_keys") == 1
        with book.look() as look:
            assert look.raw("SELECT word FROM second") == [("扫描1",)]
        assert kept is not None
        old = tmp_path / "old"
        old.mkdir()
        shutil.copy(kept, old / "book.db")
    with Book.open(old, key=key, read_only=True) as before:
        assert before.line.pragma("user_version") == 1
        assert [s.name for s in scans(before)] == ["扫描1"]


@pytest.mark.parametrize("second", [FAILS, DANGLES])
def test_a_migration_that_fails_leaves_everything_as_before(tmp_path: Path, second: str) -> None:
    with fresh_book(tmp_path) as book:
        save_scan(book, 1)
        if second is DANGLES:
            with book.act(CLERK, "test.link") as page:
                page.add(AttachmentLink, attachment_id=1, owner_table="t", owner_uid="u", role="r")
        before = schema_of(book.line)
        scripts = scripts_with(tmp_path, second)
        with pytest.raises(Trouble, match="没有完成，仍是原来的版本，原数据完好"):
            migrating.bring_up_to_date(
                book.line, book.folder, read_only=False, schema=2, scripts=scripts
            )
        assert schema_of(book.line) == before
        assert book.line.pragma("user_version") == 1
        assert book.line.pragma("foreign_keys") == 1
        assert [s.name for s in scans(book)] == ["扫描1"]
        assert save_scan(book, 2) > 1


def test_an_older_book_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    with Book.open(folder, read_only=True) as book, pytest.raises(Trouble, match="旧版本"):
        migrating.bring_up_to_date(book.line, folder, read_only=True, schema=2)


def test_alembic_is_not_imported_for_a_current_book(tmp_path: Path) -> None:

    folder = fresh_folder(tmp_path)
    code = (
        "import sys; from pathlib import Path; from medtech_desktop.store.book import Book; "
        "Book.open(Path(sys.argv[1])).close(); sys.exit('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], check=False, timeout=60)
    assert done.returncode == 0


# Rows 5, 25 and 26: a book of an older version


LATER = (
    SECOND
    + """
    for number in range(400):
        op.execute(f"INSERT INTO second (word) VALUES ('{number}')")
"""
)


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This program as it will be one version later."""
    monkeypatch.setattr(migrating, "SCHEMA", 2)
    monkeypatch.setattr(migrating, "SCRIPTS", scripts_with(tmp_path, LATER))


def older_book(tmp_path: Path, key: bytes | None = None, name: str = "数据") -> Path:
    folder = fresh_folder(tmp_path, name, key)
    with Book.open(folder, key=key) as book:
        for number in range(5):
            save_scan(book, number)
    return folder


def counts_of(line: Line) -> dict[str, int]:
    return contents_of(Asked(line.driver)).counts


@pytest.mark.parametrize("key", KEYS)
def test_an_older_book_is_opened_backed_up_counted_and_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: bytes | None
) -> None:
    """Row 25."""
    folder = older_book(tmp_path, key)
    with Book.open(folder, key=key) as book:
        before = counts_of(book.line)
    monkeypatch.setattr(migrating, "SCHEMA", 2)
    monkeypatch.setattr(migrating, "SCRIPTS", scripts_with(tmp_path, LATER))
    with Book.open(folder, key=key) as book:
        after = counts_of(book.line)
        assert {**before, "act": 6, "second": 405} == after
        with book.look() as look:
            rows = look.raw("SELECT action, reason, body FROM act ORDER BY seq DESC LIMIT 1")
            assert verify(look).ok
        (kept,) = manifests_in(folder / "backups")[0]
        facts = json.loads(rows[0][2])["facts"]
        assert rows[0][:2] == ("library.migrate", "数据升级")
        assert facts == {"before": 1, "after": 2, "backup": kept.path.name}
        assert (kept.schema, kept.why, kept.counts) == (1, BackupReason.MIGRATION, before)
        assert save_scan(book, 99) == 6
    check(kept, key)
    with Book.open(folder, key=key) as book:
        assert counts_of(book.line)["act"] == 7


@pytest.mark.usefixtures("newer_program")
def test_an_older_backup_is_restored_and_brought_up_to_date(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    Book.open(folder).close()
    (kept,) = manifests_in(folder / "backups")[0]
    assert kept.schema == 1
    done = restore(kept, tmp_path / "新", CLERK)
    with Book.open(done.folder) as book:
        assert book.line.pragma("user_version") == 2
        with book.look() as look:
            assert [row[0] for row in look.raw("SELECT action FROM act ORDER BY seq")] == [
                "library.migrate",
                "library.restore",
            ]


def open_and_wait(folder: Path, key: bytes | None, pipe: int) -> None:
    os.write(pipe, b">")
    with Book.open(folder, key=key):
        os.write(pipe, b"<")
        time.sleep(60)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.usefixtures("newer_program")
def test_a_killed_migration_is_old_or_new_and_done_again(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
    key: bytes | None,
) -> None:
    """Row 26, G5."""
    monkeypatch.setattr(migrating, "SCHEMA", 1)
    template = older_book(tmp_path, key, "样板")
    monkeypatch.setattr(migrating, "SCHEMA", 2)
    dice = random.Random(17)
    found = []
    longest = 1.0
    for kill in range(200 if pytestconfig.getoption("--all") else 6):
        folder = tmp_path / "数据"
        shutil.copytree(template, folder)
        pid, reading = forked(partial(open_and_wait, folder, key))
        assert os.read(reading, 1) == b">"
        began = time.monotonic()
        if kill == 0:
            assert os.read(reading, 1) == b"<"
            longest = time.monotonic() - began
        else:
            time.sleep(dice.uniform(0.2, 1.1) * longest)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        acknowledged = all_of(reading) == b"<" or kill == 0
        line = Line(folder / "book.db", key, "rw")
        schema = int(line.pragma("user_version"))
        tables = counts_of(line)
        assert tables.get("second") == (405 if schema == 2 else None)
        assert tables["attachment"] == 5
        line.close()
        assert schema == 2 or not acknowledged
        found.append(schema)
        with Book.open(folder, key=key) as book:
            assert counts_of(book.line)["second"] == 405
            with book.look() as look:
                assert verify(look).ok
            for manifest in manifests_in(folder / "backups")[0]:
                check(manifest, key)
        shutil.rmtree(folder)
    assert found[0] == 2


@pytest.mark.parametrize("code", [FULL, IOERR_WRITE])
def test_a_disk_that_fails_in_a_migration_leaves_old_or_new(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
    code: int,
) -> None:
    """Row 5: the older program still opens what was not migrated."""
    template = older_book(tmp_path, None, "样板")
    scripts = scripts_with(tmp_path, LATER)
    folder = tmp_path / "数据"

    def opened(k: int | None) -> tuple[int, Trouble | None]:
        monkeypatch.setattr(migrating, "SCHEMA", 2)
        monkeypatch.setattr(migrating, "SCRIPTS", scripts)
        told = None
        with faulty(Disk(k, code, lasting=True)) as disk:
            try:
                Book.open(folder).close()
            except Trouble as trouble:
                told = trouble
        return disk.asked, told

    shutil.copytree(template, folder)
    requests, none = opened(None)
    assert none is None
    shutil.rmtree(folder)
    step = 1 if pytestconfig.getoption("--all") else max(1, requests // 12)
    olds = 0
    for k in range(0, requests, step):
        shutil.copytree(template, folder)
        told = opened(k)[1]
        line = Line(folder / "book.db", None, "rw")
        schema, tables = int(line.pragma("user_version")), counts_of(line)
        line.close()
        assert tables.get("second") == (405 if schema == 2 else None), k
        if schema == 1:
            olds += 1
            assert told is not None
            assert re.search("完好|没有改动", told.sentence), (k, told.sentence)
            assert told.number.startswith("E-DB-")
            monkeypatch.setattr(migrating, "SCHEMA", 1)
            with Book.open(folder) as book:
                assert len(scans(book)) == 5
                assert save_scan(book, 50) == 6
        shutil.rmtree(folder)
    assert olds > 5


@pytest.mark.usefixtures("newer_program")
def test_without_room_nothing_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fresh_folder(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000_000))
    with pytest.raises(Trouble, match="磁盘空间不足，没有升级，数据文件仍是原来的版本"):
        Book.open(folder)
    monkeypatch.setattr(migrating, "SCHEMA", 1)
    Book.open(folder).close()
    assert not list((folder / "backups").iterdir())
