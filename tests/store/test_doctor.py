"""The doctor: one line a check, each on its own."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from medtech_desktop.domain.backups import BackupReason
from medtech_desktop.domain.filings import FilingCause
from medtech_desktop.store import attachments, evidence
from medtech_desktop.store import doctor as doctoring
from medtech_desktop.store.backup_log import MADE, SECOND, SECOND_PLACE
from medtech_desktop.store.backups import back_up
from medtech_desktop.store.book import Book
from medtech_desktop.store.doctor import doctor
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables.filings import FilingDraftRow, FilingRow
from medtech_desktop.store.tables.institutions import LibraryFact, LicenceRow
from medtech_desktop.store.tables.technologies import TechnologyRow
from tests.books import CLERK, KEY, KEYS, fresh_book
from tests.store.slips import save_scan

PDF = b"%PDF-1.7\n"


def told(book: Book) -> dict[str, str]:
    """What is not well."""
    return {line.what: line.detail for line in doctor(book) if not line.ok}


@pytest.mark.parametrize("key", KEYS)
def test_a_healthy_book(tmp_path: Path, key: bytes | None) -> None:
    with fresh_book(tmp_path, key) as book:
        with book.act(CLERK, "attachment.add") as page:
            attachments.keep(page, PDF, "一.pdf")
        lines = doctor(book)
        assert told(book) == {}
        assert [line.what for line in lines if "加密" in line.what] == ["加密页校验"] * (key == KEY)
        assert [line.detail for line in lines if line.what == "附件"] == ["1 个，都在且未被改动"]
        assert "1 条，首尾相接，末条锚 1-" in next(x.detail for x in lines if x.what == "审计日志")
        assert save_scan(book, 2) == 2


def test_each_illness_has_its_line(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        with book.act(CLERK, "attachment.add") as page:
            attachments.keep(page, PDF, "一.pdf")
        folder = book.folder
    tool = sqlite3.connect(folder / "book.db")
    for (name,) in tool.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        tool.execute(f"DROP TRIGGER {name}")
    tool.execute("UPDATE act SET reason = '改过'")
    tool.execute(
        "INSERT INTO attachment_link (id, uid, attachment_id, owner_table, owner_uid, role, "
        "position, act_seq) VALUES (1, 'u', 77, 't', 'o', 'r', 1, 1)"
    )
    tool.commit()
    tool.close()
    next(p for p in (folder / "attachments").rglob("*") if p.is_file()).unlink()
    with Book.open(folder) as book:
        assert told(book) == {
            "数据引用": "1 处引用不成立：attachment_link",
            "审计日志": "审计日志不符：第 1 条的内容与散列不符",
            "记录与审计一致": "attachment_link 有 1 行，审计所记 0 行",
            "附件": "一.pdf：附件缺失",
        }


def draft(page: Page) -> int:
    technology = page.add(TechnologyRow, number="技-001")
    licence = page.add(LicenceRow, number="假 001")
    filing = page.add(
        FilingRow,
        number="备案-2026-001",
        technology_id=technology,
        licence_id=licence,
        cause=next(iter(FilingCause)),
        opened_on=date(2026, 3, 1),
        day_zero=None,
    )
    return page.add(FilingDraftRow, filing_id=filing, first_use=None, opinion="")


def test_drafts_are_held_against_the_log_as_they_are_now(book: Book) -> None:
    with book.act(CLERK, "filing.open") as page:
        first = draft(page)
    with book.act(CLERK, "filing.write") as page:
        page.amend(FilingDraftRow, first, 1, opinion="同意")
    assert told(book) == {}
    line = book.line
    line.begin(write=True)
    line.connection.exec_driver_sql("UPDATE filing_draft SET opinion = '不同意'")
    line.commit()
    with book.look() as look:
        assert evidence.unexplained(look) == ["filing_draft 第 1 行与第 2 号操作所记不同：opinion"]
    with book.act(CLERK, "filing.drop") as page:
        page.discard(FilingDraftRow, first, 2)
    assert told(book) == {}


def test_a_batch_is_held_against_its_digest(book: Book) -> None:
    with book.act(CLERK, "test.import") as page:
        page.add_many(TechnologyRow, [{"number": f"技-{n:03d}"} for n in range(200)])
    with book.act(CLERK, "test.add") as page:
        page.add(TechnologyRow, number="技-900")
    assert told(book) == {}
    line = book.line
    line.begin(write=True)
    line.connection.exec_driver_sql("DROP TRIGGER technology_no_update")
    line.connection.exec_driver_sql("UPDATE technology SET number = '换' WHERE id = 120")
    line.commit()
    assert told(book) == {"记录与审计一致": "technology 与第 1 号操作成批写入的内容不同"}


# Backups


def line_of(book: Book, what: str) -> tuple[bool, str]:
    (found,) = (line for line in doctor(book) if line.what == what)
    return found.ok, found.detail


def created_ago(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    on = doctoring._today() + timedelta(days=days)
    monkeypatch.setattr(doctoring, "_today", lambda: on)


def second_backup(book: Book) -> None:
    with book.act(CLERK, MADE) as page:
        page.remark(place=SECOND, head="1-000000000000")


def test_a_new_book_has_a_week_for_its_first_backup(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert line_of(book, "备份") == (True, "还没有备份")
    assert line_of(book, "第二备份位置") == (True, "没有登记")
    created_ago(monkeypatch, 8)
    assert line_of(book, "备份") == (False, "还没有备份")
    assert line_of(book, "第二备份位置") == (False, "没有登记")


def test_the_newest_backup_is_checked_through(book: Book) -> None:
    with book.act(CLERK, "attachment.add") as page:
        attachments.keep(page, PDF, "一.pdf")
    made = back_up(book.line, book.folder, book.folder / "backups", BackupReason.ASKED)
    ok, words = line_of(book, "备份")
    assert ok
    assert words == f"最近一份 {made.said_at}，第 1 号记录为止，核验完好"
    with book.act(CLERK, "test") as page:
        page.remark(x=1)
    assert line_of(book, "备份")[1].endswith("，其后有 1 次操作")
    content = bytearray(made.path.read_bytes())
    content[9000] ^= 1
    made.path.write_bytes(content)
    ok, words = line_of(book, "备份")
    assert not ok
    assert "已损坏（内容与清单的散列不符）" in words
    made.path.with_suffix(".json").write_bytes(b"")
    assert line_of(book, "备份")[0] is False


def test_scans_that_the_backup_lacks_are_said(book: Book) -> None:
    with book.act(CLERK, "attachment.add") as page:
        attachments.keep(page, PDF, "一.pdf")
    next(path for _, path in book.vault.files()).unlink()
    back_up(book.line, book.folder, book.folder / "backups", BackupReason.ASKED)
    ok, words = line_of(book, "备份")
    assert not ok
    assert words.endswith("其中 1 个附件备份时已缺")


def test_the_second_place_is_late_after_seven_days(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with book.act(CLERK, "backup.place") as page:
        page.add(LibraryFact, kind=SECOND_PLACE, value="E:/备份")
    assert line_of(book, "第二备份位置") == (True, "还没有备份过")
    second_backup(book)
    ok, words = line_of(book, "第二备份位置")
    assert ok
    assert words.startswith("最近一次备份 2")
    created_ago(monkeypatch, 8)
    assert line_of(book, "第二备份位置")[0] is False
