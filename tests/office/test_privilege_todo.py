"""Privileges that run out, and trainings that run out beside a running one, are today's work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.privileges import (
    DecisionKind,
    Target,
    TargetKind,
    Verb,
)
from medtech_desktop.office.acts import today
from medtech_desktop.office.emergency_uses import (
    NewEmergencyUse,
    confirm_emergency_use,
    emergency_list,
    record_emergency_use,
)
from medtech_desktop.office.practitioners import set_presence
from medtech_desktop.office.privilege_lists import set_soon_days
from medtech_desktop.office.privileges import NewDecision, NewEvent, enter_decision
from medtech_desktop.office.todo import TodoItem, todo_board
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables.practitioners import CertificateRow
from tests.books import CLERK
from tests.builders import LEAD, SECOND, Office
from tests.office.privilege_house import DAY, HEART, LIVER, build_house, open_privileges


@dataclass(frozen=True)
class _Proof:
    uid: str
    person_id: int
    kind: str


def items(book: Book, kind: str) -> list[TodoItem]:
    return [one for one in todo_board(book, today()).items if one.kind == kind]


@pytest.mark.allows("MTCA-20", duty="4.privileges")
def test_a_privilege_that_runs_out_is_told_until_it_is_renewed(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    open_privileges(house)
    [one] = items(house.book, "privilege")
    assert one.due == today() + 30 * DAY
    assert (one.subject, one.article, one.action) == ("示例甲", "MTCA-20", "办理续授")
    assert one.matter == "授权到期：D01.0100 示例肝切除"
    assert (one.place, one.key) == ("privileges", f"2 2 {LIVER.id}")
    assert not one.counted  # it may run out on a Sunday
    set_soon_days(house.book, CLERK, 10)
    assert items(house.book, "privilege") == []
    set_soon_days(house.book, CLERK, 60)
    house.decide(2, LIVER, Verb.RENEW, today(), today() + 400 * DAY)
    assert items(house.book, "privilege") == []
    house.book.close()


def test_who_will_have_left_has_nothing_to_renew(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    open_privileges(house)
    house.decide(1, HEART, Verb.OPENING, until=today() + 30 * DAY)
    [both] = items(house.book, "privilege")
    assert (both.matter, both.key) == ("授权到期：2 项授权", "expiring")
    set_presence(house.book, CLERK, 2, "left", today() + 10 * DAY)
    [one] = items(house.book, "privilege")
    assert (one.subject, one.key) == ("示例丙", f"1 2 {HEART.id}")
    assert one.matter == "授权到期：D02.0100 示例心修补"
    set_presence(house.book, CLERK, 1, "died", today())
    assert items(house.book, "privilege") == []
    house.book.close()


@pytest.mark.refuses("MTCA-26", duty="4.restricted-training")
def test_a_training_that_runs_out_beside_a_running_restricted_privilege(approved: Office) -> None:
    book = approved.library
    with book.act(CLERK, "test.permission") as page:
        decision = NewDecision(DecisionKind.GRANT, today(), meeting="示例会议")
        event = NewEvent(1, Target(TargetKind.TECHNOLOGY, 1), Verb.GRANT, today() - DAY)
        enter_decision(page, decision, [event], reason="示例")
    assert items(book, "training-proof") == []
    with book.look() as look:
        proofs = [
            one
            for one in look.fetch(CertificateRow, _Proof)
            if one.person_id == 1 and one.kind == "training"
        ]
    with book.act(CLERK, "test.proof") as page:
        for proof in proofs:
            page.annul(CertificateRow, proof.uid, "示例：换为有末日的")
    [none] = items(book, "training-proof")
    assert (none.due, none.matter, none.article) == (None, "没有培训证明", "MTCA-26")
    with book.act(CLERK, "test.proof") as page:
        page.add(
            CertificateRow,
            person_id=1,
            kind="training",
            title="示例合格证",
            number="",
            issuer="示例",
            lineage="",
            since=today() - 300 * DAY,
            until=today() + 20 * DAY,
        )
    [soon] = items(book, "training-proof")
    assert soon.due == today() + 20 * DAY
    assert soon.matter == "培训证明到期"
    set_presence(book, CLERK, 1, "left", today())
    assert items(book, "training-proof") == []


@pytest.mark.refuses("MTCA-20", duty="4.emergency-visiting")
def test_an_emergency_waits_for_its_superior(privileged: Office) -> None:
    person, superior = privileged.person(SECOND), privileged.person(LEAD)
    code = privileged.code("39.7201").id
    draft = NewEmergencyUse(person, code, today(), "示例：夜间大出血")
    number = privileged.do(record_emergency_use, draft).subject
    [one] = items(privileged.library, "emergency")
    assert (one.place, one.key, one.action) == ("privileges", number, "登记上级意见")
    assert "39.7201" in one.subject
    privileged.do(confirm_emergency_use, number, superior, today())
    assert items(privileged.library, "emergency") == []


def test_an_emergency_of_one_who_was_privileged_is_said_so(privileged: Office) -> None:
    person = privileged.person(LEAD)
    code = privileged.code("39.7201").id
    done = privileged.do(record_emergency_use, NewEmergencyUse(person, code, today(), "示例"))
    [note] = done.findings
    assert note.severity is Severity.NOTE
    assert "当日有权" in note.message
    assert note.message in done.said
    [line] = emergency_list(privileged.library)
    assert line.privileged.startswith("有权（")
