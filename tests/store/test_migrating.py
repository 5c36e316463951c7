"""Migrations: the same as the tables, in one transaction, after a backup, or not at all."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column
from sqlalchemy.types import TypeEngine

import medtech_desktop.store
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import migrating
from medtech_desktop.store.book import Book
from medtech_desktop.store.connection import Line
from medtech_desktop.store.tables import Record, every_table
from medtech_desktop.store.tables.attachments import AttachmentLink
from tests.books import CLERK, KEYS, fresh_book, fresh_folder
from tests.store.slips import save_scan, scans

MIGRATIONS = Path(medtech_desktop.store.__file__).with_name("migrations")

NEXT = migrating.SCHEMA + 1
SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "NEXT"
down_revision = "LAST"


def upgrade() -> None:
    op.create_table(
        "second", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("word", sa.Text())
    )
    op.execute("INSERT INTO second (word) SELECT name FROM attachment")
"""

SECOND = SECOND.replace("NEXT", f"{NEXT:04d}").replace("LAST", f"{NEXT - 1:04d}")
FAILS = SECOND + '    op.execute("INSERT INTO nowhere VALUES (1)")\n'
DANGLES = SECOND + '    op.execute("DROP TABLE attachment")\n'


def scripts_with(tmp_path: Path, second: str) -> str:
    place = tmp_path / "scripts"
    shutil.copytree(MIGRATIONS, place)
    (place / "versions" / f"{NEXT:04d}_second.py").write_text(second, encoding="utf-8")
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


LANGUAGE = "from medtech_desktop.store.migrations.language import"


def test_migrations_do_not_import_the_tables() -> None:
    for path in (MIGRATIONS / "versions").glob("*.py"):
        said = path.read_text(encoding="utf-8").replace(LANGUAGE, "")
        assert "medtech_desktop" not in said, path.name


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
            book.line, book.folder, read_only=False, schema=NEXT, scripts=scripts
        )
        assert book.line.pragma("user_version") == NEXT
        assert book.line.pragma("foreign_keys") == 1
        with book.look() as look:
            assert look.raw("SELECT word FROM second") == [("扫描1",)]
        assert kept is not None
        old = tmp_path / "old"
        old.mkdir()
        shutil.copy(kept, old / "book.db")
    with Book.open(old, key=key, read_only=True) as before:
        assert before.line.pragma("user_version") == NEXT - 1
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
                book.line, book.folder, read_only=False, schema=NEXT, scripts=scripts
            )
        assert schema_of(book.line) == before
        assert book.line.pragma("user_version") == NEXT - 1
        assert book.line.pragma("foreign_keys") == 1
        assert [s.name for s in scans(book)] == ["扫描1"]
        assert save_scan(book, 2) > 1


def test_an_older_book_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    with Book.open(folder, read_only=True) as book, pytest.raises(Trouble, match="旧版本"):
        migrating.bring_up_to_date(book.line, folder, read_only=True, schema=NEXT)


def test_alembic_is_not_imported_for_a_current_book(tmp_path: Path) -> None:

    folder = fresh_folder(tmp_path)
    code = (
        "import sys; from pathlib import Path; from medtech_desktop.store.book import Book; "
        "Book.open(Path(sys.argv[1])).close(); sys.exit('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], check=False, timeout=60)
    assert done.returncode == 0
