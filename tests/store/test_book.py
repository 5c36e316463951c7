"""One door for writing, one transaction per act, and nothing half done."""

from __future__ import annotations

import json
import threading
from datetime import date
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text

from medtech_desktop.domain.trouble import AlreadyDone, Interrupted, Trouble
from medtech_desktop.store.book import Book
from medtech_desktop.store.connection import ALWAYS, APPLICATION_ID, WRITING
from medtech_desktop.store.migrating import SCHEMA
from medtech_desktop.store.page import Page
from medtech_desktop.store.trouble import LostTransaction
from tests.books import CLERK, KEYS, fresh_book, fresh_folder
from tests.store.slips import add_scan, save_scan, scans


@pytest.mark.parametrize("key", KEYS)
def test_a_new_book_is_a_folder(tmp_path: Path, key: bytes | None) -> None:
    with Book.create(tmp_path / "数据", key=key) as book:
        assert book.path == tmp_path / "数据" / "book.db"
        assert (book.folder / "attachments").is_dir()
        assert (book.folder / "backups").is_dir()
        assert book.line.pragma("application_id") == APPLICATION_ID
        assert book.line.pragma("user_version") == SCHEMA
        assert not book.read_only
        assert not book.unclean_last_exit
        assert book.notices == []
    plain = (tmp_path / "数据" / "book.db").read_bytes().startswith(b"SQLite format 3")
    assert plain is (key is None)
    assert [p.name for p in tmp_path.iterdir()] == ["数据"]


def test_a_new_book_is_never_made_over_something(tmp_path: Path) -> None:
    (tmp_path / "信.txt").write_text("内容", encoding="utf-8")
    with pytest.raises(Trouble, match="已有内容，没有新建"):
        Book.create(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["信.txt"]


def test_a_new_book_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(Trouble, match="没有新建"):
        Book.create(tmp_path / "file" / "book")
    assert (tmp_path / "file").read_bytes() == b"x"


def test_a_book_opens_by_folder_and_by_file(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    for way in (folder, folder / "book.db"):
        with Book.open(way) as book:
            assert book.folder == folder


@pytest.mark.parametrize("key", KEYS)
def test_every_setting_is_read_back(tmp_path: Path, key: bytes | None) -> None:
    with fresh_book(tmp_path, key) as book:
        for name, _, expected in (*WRITING, *ALWAYS):
            assert book.line.pragma(name) in (expected, None), name


def test_an_act_saves_rows_and_its_audit_entry_together(book: Book) -> None:
    saved_before = book.last_saved
    with book.act(CLERK, "test.scan", reason="试", effective=date(2026, 3, 1)) as page:
        add_scan(page, 1)
        page.remark(warned=["提醒"])
    assert saved_before is None
    assert book.last_saved is not None
    with book.look() as look:
        assert look.last_seq() == 1
        (row,) = look.raw("SELECT seq, action, person_name, reason, effective, body FROM act")
    assert row[:5] == (1, "test.scan", "王经办", "试", "2026-03-01")
    body = json.loads(str(row[5]))
    assert body["facts"] == {"warned": ["提醒"]}
    assert body["changes"][0]["values"]["name"] == "扫描1"
    assert scans(book)[0].act_seq == 1


def test_an_exception_undoes_the_whole_act(book: Book) -> None:
    def change_of_mind(page: Page) -> None:
        add_scan(page, 1)
        raise ValueError("否")

    with pytest.raises(ValueError, match="否"), book.act(CLERK, "test.scan") as page:
        change_of_mind(page)
    assert scans(book) == []
    with book.look() as look:
        assert look.last_seq() == 0
    assert save_scan(book, 2) == 1


def test_the_same_act_is_saved_once(book: Book) -> None:
    save_scan(book, 1, uid="one")
    save_scan(book, 2)
    with pytest.raises(AlreadyDone, match="已经保存过") as told:
        save_scan(book, 3, uid="one")
    assert told.value.seq == 1
    assert len(scans(book)) == 2


def test_one_transaction_at_a_time(book: Book) -> None:
    with book.look(), pytest.raises(RuntimeError), book.act(CLERK, "test.scan"):
        pass
    assert save_scan(book, 1) == 1


def test_a_look_cannot_be_used_to_write_and_be_kept(book: Book) -> None:
    with book.look() as look:
        look._connection.execute(
            text(
                "INSERT INTO attachment (uid, sha256, size, mime, name, act_seq) "
                "VALUES ('u', :s, 1, 'm', 'n', 9)"
            ),
            {"s": "a" * 64},
        )
    assert scans(book) == []


def test_only_the_thread_that_opened_it_uses_a_book(book: Book) -> None:
    caught: list[str] = []

    def elsewhere() -> None:
        try:
            with book.look():
                pass
        except RuntimeError as error:
            caught.append(str(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(caught) == 1
    assert save_scan(book, 1) == 1


def test_an_interrupted_statement_ends_the_act(book: Book) -> None:
    def count_for_ever(page: Page) -> None:
        add_scan(page, 1)
        threading.Timer(0.05, book.interrupt).start()
        page.raw(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        )

    with pytest.raises(Interrupted, match="已取消，本次未保存"), book.act(CLERK, "x") as page:
        count_for_ever(page)
    assert scans(book) == []
    assert save_scan(book, 2) == 1


def test_after_a_silent_rollback_nothing_more_is_saved(book: Book) -> None:
    """An interrupted write rolls back everything; a swallowed error must not hide that."""

    def lose_it_between(page: Page) -> None:
        add_scan(page, 1)
        book.line.driver.execute("ROLLBACK")
        add_scan(page, 2)

    def lose_it_last(page: Page) -> None:
        add_scan(page, 1)
        book.line.driver.execute("ROLLBACK")

    for lose in (lose_it_between, lose_it_last):
        with pytest.raises(LostTransaction, match="本次未保存"), book.act(CLERK, "x") as page:
            lose(page)
        assert scans(book) == []
    assert save_scan(book, 2) == 1


def test_a_commit_without_its_transaction_is_refused(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = book._enter

    def enter_and_lose(*args: object) -> None:
        entered(*args)  # type: ignore[arg-type]
        book.line.driver.execute("ROLLBACK")

    monkeypatch.setattr(book, "_enter", enter_and_lose)
    with pytest.raises(LostTransaction):
        save_scan(book, 1)
    monkeypatch.undo()
    assert scans(book) == []
    assert save_scan(book, 2) == 1


def test_a_closed_book_says_so(tmp_path: Path) -> None:
    book = fresh_book(tmp_path)
    book.close()
    book.close()
    with pytest.raises(Trouble, match="已关闭"), book.look():
        pass


def test_the_recorded_offset_and_run(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    for number in (1, 2):
        with Book.open(folder) as book:
            save_scan(book, number)
    with Book.open(folder) as book, book.look() as look:
        rows = look.raw("SELECT run, run_ms, recorded_at FROM act ORDER BY seq")
    assert [row[0] for row in rows] == [1, 2]
    assert all(row[1] >= 0 and str(row[2]).endswith("Z") for row in rows)


def test_a_clock_set_back_is_remarked(book: Book) -> None:
    with time_machine.travel("2026-05-02T10:00:00Z", tick=False):
        save_scan(book, 1)
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        save_scan(book, 2)
    with book.look() as look:
        bodies = [json.loads(str(row[0])) for row in look.raw("SELECT body FROM act ORDER BY seq")]
    assert "clock_behind" not in bodies[0]["facts"]
    assert bodies[1]["facts"]["clock_behind"] == "2026-05-02T10:00:00.000Z"
