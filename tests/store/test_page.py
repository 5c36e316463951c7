"""Adding, amending, annulling, and asking as known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import text

from medtech_desktop.domain.trouble import Clash
from medtech_desktop.store.book import Book, Clerk
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables.acts import Annulment
from medtech_desktop.store.tables.attachments import Attachment, AttachmentLink
from medtech_desktop.store.trouble import Broken
from tests.books import CLERK
from tests.store.slips import Colour, Scan, Slip, SlipRow, add_scan, save_scan, scans, with_slips


def last_body(book: Book) -> dict[str, list[dict[str, object]]]:
    with book.look() as look:
        found = look.raw("SELECT body FROM act ORDER BY seq DESC LIMIT 1")
    body: dict[str, list[dict[str, object]]] = json.loads(str(found[0][0]))
    return body


def test_fetch_builds_the_domain_record_with_its_types(book: Book) -> None:
    with_slips(book)
    with book.act(CLERK, "slip.add") as page:
        page.add(
            SlipRow, text="甲", day=date(2026, 2, 28), good=False, colour=Colour.BLUE, patient=None
        )
        page.add(SlipRow, text="乙", day=None, patient="住院号 7")
    with book.look() as look:
        first, second = look.fetch(SlipRow, Slip)
        assert first == Slip(1, 1, "甲", date(2026, 2, 28), False, Colour.BLUE)
        assert second == Slip(2, 1, "乙", None, True, Colour.RED, "住院号 7")
        assert [s.text for s in look.fetch(SlipRow, Slip, order=SlipRow.id.desc())] == ["乙", "甲"]
        assert look.one(SlipRow, Slip, SlipRow.text == "乙") == second
        assert look.one(SlipRow, Slip, SlipRow.text == "丙") is None
        assert look.count(SlipRow, SlipRow.good.is_(True)) == 1
        with pytest.raises(LookupError):
            look.one(SlipRow, Slip)
        stored = look.raw("SELECT day, good, colour FROM test_slip WHERE id = 1")
    assert stored == [("2026-02-28", 0, "blue")]


def test_a_field_without_its_column_is_a_mistake_of_ours(book: Book) -> None:
    @dataclass(frozen=True)
    class Wrong:
        nowhere: int

    with book.look() as look, pytest.raises(TypeError, match="nowhere"):
        look.fetch(Attachment, Wrong)


def test_as_known_goes_by_sequence(book: Book) -> None:
    for number in range(3):
        save_scan(book, number)
    uid = scans(book)[0].uid
    with book.act(CLERK, "test.annul") as page:
        page.annul(Attachment, uid, "录错")
    for known, expected in ((0, []), (1, [0]), (2, [0, 1]), (3, [0, 1, 2]), (4, [1, 2])):
        with book.look(known=known) as look:
            assert [s.size - 1 for s in look.fetch(Attachment, Scan)] == expected
            assert look.count(Attachment) == len(expected)
    with book.look() as look:
        assert look.count(Attachment, annulled=True) == 3
        assert look.count(Annulment) == 1


def test_an_annulment_needs_reason_record_and_is_made_once(book: Book) -> None:
    save_scan(book, 1)
    uid = scans(book)[0].uid
    with book.act(CLERK, "a") as page, pytest.raises(ValueError, match="reason"):
        page.annul(Attachment, uid, "  ")
    with book.act(CLERK, "a") as page, pytest.raises(LookupError):
        page.annul(Attachment, "nobody", "录错")
    with book.act(Clerk(1, "李科长", "pc", "os"), "a") as page:
        page.annul(Attachment, uid, "录错")
    with pytest.raises(Clash, match="已被 李科长 于 .* 撤销"), book.act(CLERK, "a") as page:
        page.annul(Attachment, uid, "又录错")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attachment SET name = 'x'",
        "DELETE FROM attachment",
        "INSERT OR REPLACE INTO attachment SELECT * FROM attachment",
        "UPDATE act SET action = 'x'",
        "DELETE FROM act",
        "DELETE FROM book_info",
    ],
)
def test_legal_records_cannot_be_changed(book: Book, statement: str) -> None:
    save_scan(book, 1)
    with pytest.raises(Broken, match="不能修改或删除"), book.act(CLERK, "x") as page:
        page._connection.execute(text(statement))
    assert len(scans(book)) == 1


def test_an_entry_that_does_not_follow_is_refused(book: Book) -> None:
    save_scan(book, 1)
    with pytest.raises(Broken, match="审计日志不连续"), book.act(CLERK, "x") as page:
        page._connection.execute(
            text(
                "INSERT INTO act SELECT seq + 5, 'other', recorded_at, offset_minutes, run, run_ms,"
                "person_id, person_name, pc, os_user, action, reason, effective, body, hash, hash "
                "FROM act"
            )
        )


def test_a_draft_is_amended_and_discarded_by_version(book: Book) -> None:
    with_slips(book)
    with book.act(Clerk(1, "赵一", "pc", "os"), "slip.add") as page:
        slip = page.add(SlipRow, text="甲")
    with book.act(Clerk(2, "钱二", "pc", "os"), "slip.amend") as page:
        page.amend(SlipRow, slip, 1, text="甲二")
    (change,) = last_body(book)["changes"]
    assert change["before"] == {"text": "甲", "version": 1, "act_seq": 1}
    assert change["after"] == {"text": "甲二", "version": 2, "act_seq": 2}
    told = pytest.raises(Clash, match="已被 钱二 于 .* 修改，本次没有覆盖它")
    with told, book.act(CLERK, "slip.amend") as page:
        page.amend(SlipRow, slip, 1, text="甲三")
    with pytest.raises(Clash), book.act(CLERK, "slip.discard") as page:
        page.discard(SlipRow, slip, 1)
    with book.act(CLERK, "slip.discard") as page:
        page.discard(SlipRow, slip, 2)
    with book.look() as look:
        assert look.count(SlipRow) == 0
    with pytest.raises(Clash, match="已被删除"), book.act(CLERK, "slip.amend") as page:
        page.amend(SlipRow, slip, 2, text="甲三")


def test_legal_records_are_no_drafts(book: Book) -> None:
    save_scan(book, 1)
    with book.act(CLERK, "x") as page:
        with pytest.raises(TypeError):
            page.amend(Attachment, 1, 1, name="x")
        with pytest.raises(TypeError):
            page.discard(Attachment, 1, 1)


def test_patient_text_never_enters_the_audit(book: Book) -> None:
    with_slips(book)
    with book.act(CLERK, "slip.add") as page:
        slip = page.add(SlipRow, text="甲", patient="住院号20260017")
    with book.act(CLERK, "slip.amend") as page:
        page.amend(SlipRow, slip, 1, patient="住院号20260018")
    with book.act(CLERK, "slip.discard") as page:
        page.discard(SlipRow, slip, 2)
    with book.look() as look:
        bodies = "".join(str(row[0]) for row in look.raw("SELECT body FROM act"))
    assert "2026001" not in bodies
    assert bodies.count("hmac:") == 4


def test_a_constraint_is_told_by_name(book: Book) -> None:
    save_scan(book, 1)
    with pytest.raises(Broken, match="与已有记录重复") as told, book.act(CLERK, "x") as page:
        add_scan(page, 1)
    assert told.value.constraint == "attachment.sha256"
    with pytest.raises(Broken, match="不在允许范围") as told, book.act(CLERK, "x") as page:
        page.add(Attachment, sha256="b" * 64, size=0, mime="m", name="n")
    assert told.value.constraint == "ck_attachment_size"
    with pytest.raises(Broken, match="缺少必填"), book.act(CLERK, "x") as page:
        page.add(Attachment, sha256="b" * 64, size=1, mime="m", name=None)
    with pytest.raises(Broken, match="引用的记录不存在"), book.act(CLERK, "x") as page:
        page.add(AttachmentLink, attachment_id=99, owner_table="t", owner_uid="u", role="r")


def test_many_rows_leave_one_digest(book: Book) -> None:
    rows = [
        {"sha256": f"{n:064x}", "size": n + 1, "mime": "m", "name": f"n{n}"} for n in range(12000)
    ]

    def add_all(page: Page) -> None:
        assert page.add_many(Attachment, rows) == 12000
        assert page.add_many(Attachment, []) == 0

    with book.act(CLERK, "test.import") as page:
        add_all(page)
    (change,) = last_body(book)["changes"]
    assert (change["count"], change["first"], change["last"]) == (12000, 1, 12000)
    assert len({s.uid for s in scans(book)}) == 12000
