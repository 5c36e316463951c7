"""草稿：存得住，看不见（加密），坏的不理，满期清掉，磁盘满了说一句；备份与体检不管它。"""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.backups import backup_library
from medtech_desktop.office.drafts import NewDraft, draft_for, drafts, drop_draft, keep_draft
from medtech_desktop.store.book import Book
from medtech_desktop.store.doctor import doctor
from medtech_desktop.store.drafts import Drafts
from medtech_desktop.store.restoring import restore
from tests.books import CLERK, KEY, KEYS, fresh_book, fresh_folder
from tests.store.libraries import library

_CANARY = "金丝雀𠮷文字"


def _made(key: str = "StepEntry 备案-2026-001 submitted", text: str = _CANARY) -> NewDraft:
    return NewDraft(
        key,
        "登记提交备案",
        "备案-2026-001",
        "filings",
        "备案-2026-001",
        "登记提交…",
        {"note": text},
    )


@pytest.mark.parametrize("key", KEYS)
def test_a_draft_outlives_the_program(tmp_path: Path, key: bytes | None) -> None:
    with fresh_book(tmp_path, key) as book:
        assert keep_draft(book, _made(text="先前"))
        assert keep_draft(book, _made())
    with Book.open(tmp_path / "数据", key=key) as book:
        found = draft_for(book, _made().key)
        assert found is not None
        assert found.made == _made()
        assert [one.made for one in drafts(book).drafts] == [_made()]
        assert datetime.now(UTC) - found.saved_at < timedelta(minutes=1)
        assert drop_draft(book, _made().key)
        assert draft_for(book, _made().key) is None
        assert drafts(book).drafts == ()


def test_nothing_of_it_can_be_read_in_an_encrypted_folder(tmp_path: Path) -> None:
    with fresh_book(tmp_path, KEY) as book:
        keep_draft(book, _made())
    files = [path for path in (tmp_path / "数据").rglob("*") if path.is_file()]
    assert [path for path in files if path.parent.name == "drafts"]
    for path in files:
        content = path.read_bytes()
        for word in (_CANARY, "登记提交备案", "备案-2026-001"):
            assert word.encode() not in content
            assert word.encode("unicode_escape") not in content
        assert "2026" not in path.name


def test_a_draft_leaves_no_trace_in_the_audit(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        with book.look() as look:
            before = look.raw("SELECT count(*) FROM act")
        keep_draft(book, _made())
        drop_draft(book, _made().key)
        with book.look() as look:
            assert look.raw("SELECT count(*) FROM act") == before


def test_what_cannot_be_read_is_no_draft(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        keep_draft(book, _made())
        keep_draft(book, _made("另一件"))
        store = Drafts(book.folder, book.vault)
        store.path(_made().key).write_bytes(b"{]")
        store.path("第三件").write_bytes(b'{"fields": 3}')
        assert draft_for(book, _made().key) is None
        assert [one.made.key for one in drafts(book).drafts] == ["另一件"]


def test_a_draft_of_another_key_is_no_draft(tmp_path: Path) -> None:
    with fresh_book(tmp_path, KEY) as book:
        store = Drafts(book.folder, book.vault)
        store.put("一件", b"{}")
        path = store.path("一件")
        path.write_bytes(path.read_bytes()[:-1] + b"!")
        assert store.get("一件") is None
        assert store.all() == []


def test_old_drafts_are_swept_with_a_word(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        keep_draft(book, _made("旧的"))
        keep_draft(book, _made("新的"))
        store = Drafts(book.folder, book.vault)
        old = (datetime.now(UTC) - timedelta(days=91)).timestamp()
        os.utime(store.path("旧的"), (old, old))
        (store.folder / "半个.draft.part").write_bytes(b"{")
        board = drafts(book)
        assert board.swept == 1
        assert [one.made.key for one in board.drafts] == ["新的"]
        assert len(list(store.folder.iterdir())) == 1
        assert drafts(book).swept == 0


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_a_full_disk_keeps_the_older_draft_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    with fresh_book(tmp_path) as book:
        keep_draft(book, _made(text="先前"))

        def full(_fd: int) -> None:
            raise OSError(code, "full")

        with monkeypatch.context() as patched:
            patched.setattr("medtech_desktop.store.disk.os.fsync", full)
            with pytest.raises(Trouble) as met:
                keep_draft(book, _made())
        assert "没有留下草稿，所填的文字还在" in met.value.sentence
        found = draft_for(book, _made().key)
        assert found is not None
        assert found.made.fields == {"note": "先前"}
        assert keep_draft(book, _made())


def test_a_book_opened_to_look_at_keeps_none(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path)
    with Book.open(folder, read_only=True) as book:
        assert not keep_draft(book, _made())
        assert not drop_draft(book, _made().key)
        assert drafts(book).drafts == ()
    assert not (folder / "drafts").exists()


def test_the_doctor_and_the_backup_leave_them_alone(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        before = [(line.what, line.ok) for line in doctor(book)]
        keep_draft(book, _made())
        (book.folder / "drafts" / "坏.draft").write_bytes(b"\0")
        assert [(line.what, line.ok) for line in doctor(book)] == before
        backup_library(book, CLERK, tmp_path / "别处")
    copied = [path for path in (tmp_path / "别处").rglob("*") if "draft" in path.as_posix()]
    assert copied == []
    assert any((tmp_path / "别处").rglob("*.db"))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"fields":{"a":' + b"9" * 6000 + b'},"saved_at":"2026-01-01T00:00:00"}',
        b'{"fields":[],"saved_at":"2026-01-01T00:00:00"}',
        b"null",
        b"\xff\xfe",
        b"",
    ],
)
def test_json_of_another_kind_is_no_draft(tmp_path: Path, body: bytes) -> None:
    with fresh_book(tmp_path) as book:
        keep_draft(book, _made("好的"))
        Drafts(book.folder, book.vault).put("坏的", body)
        assert [one.made.key for one in drafts(book).drafts] == ["好的"]
        assert draft_for(book, "坏的") is None


def test_a_draft_that_could_not_be_dropped_is_not_listed(tmp_path: Path) -> None:
    """A file copied in from elsewhere: its name is not that of its key."""
    with fresh_book(tmp_path) as book:
        keep_draft(book, _made("好的"))
        Drafts(book.folder, book.vault).put("别处", b'{"fields":{},"saved_at":"2026-01-01"}')
        assert [one.made.key for one in drafts(book).drafts] == ["好的"]


def test_half_a_character_is_no_reason_to_lose_the_rest(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        assert keep_draft(book, _made(text="前\ud83d后"))
        found = draft_for(book, _made().key)
        assert found is not None
        assert found.made.fields == {"note": "前?后"}


def test_a_clock_that_runs_a_year_ahead_sweeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = datetime.now(UTC) + timedelta(days=365)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return ahead

    with fresh_book(tmp_path) as book:
        with book.act(CLERK, "example") as page:
            page.remark(what="示例")
        keep_draft(book, _made())
        monkeypatch.setattr("medtech_desktop.office.drafts.datetime", Clock)
        board = drafts(book)
        assert (len(board.drafts), board.swept) == (1, 0)


def test_whose_draft_it_is_is_said_only_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_book(tmp_path) as book:
        keep_draft(book, _made())
        kept = draft_for(book, _made().key)
        assert kept is not None
        assert kept.by_other == ""
        monkeypatch.setattr("getpass.getuser", lambda: "另一位")
        assert kept.by_other == kept.clerk != ""


def test_drafts_are_no_reason_not_to_restore_a_lost_book(tmp_path: Path) -> None:
    folder, made = library(tmp_path)
    with Book.open(folder) as book:
        keep_draft(book, _made())
    (folder / "book.db").unlink()
    restore(made, folder, CLERK)
    with Book.open(folder) as book:
        assert draft_for(book, _made().key) is not None
