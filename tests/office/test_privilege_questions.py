"""The core question: held, with its evidence; as the record stood; emergencies; who entered it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.cli.running import run
from medtech_desktop.domain.law import Refused, Severity
from medtech_desktop.domain.privilege_answers import Answer, Lack
from medtech_desktop.domain.privileges import Verb
from medtech_desktop.office.acts import today
from medtech_desktop.office.privilege_questions import HeldAnswer, was_held
from medtech_desktop.store.book import Book
from medtech_desktop.store.privileges import chain_of
from medtech_desktop.store.tables.gradings import GradingEditionRow, GradingLineRow
from medtech_desktop.store.tables.privileges import (
    EmergencyConfirmationRow,
    EmergencyUseRow,
    PrivilegeEventRow,
)
from tests.books import CLERK
from tests.office.privilege_house import (
    DAY,
    HEART,
    LIVER,
    SINCE,
    SURGERY,
    House,
    build_house,
    open_privileges,
)

LIVER_CODE, HEART_CODE = "D01.0100", "D02.0100"


def grade(book: Book, since: date, **grades: int | None) -> None:
    """An adopted edition: 示例肝切除 (whole hospital)."""
    with book.act(CLERK, "grading.adopt") as page:
        edition = page.add(
            GradingEditionRow,
            number=f"分级-{since.year}-001",
            name=f"{since.year}年版",
            code_edition_id=1,
            managed="surgery",
            adopted_on=since,
            since=since,
            meeting="示例会议",
            document="示例文",
            note="",
        )
        for code, one in grades.items():
            page.add(
                GradingLineRow,
                edition_id=edition,
                code_id=int(code.removeprefix("code")),
                name="示例",
                department_id=None,
                grade=one,
                managed_as=None,
                minimally_invasive=False,
                day_surgery=False,
                interventional=False,
            )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = build_house(tmp_path)
    open_privileges(made)
    grade(made.book, SINCE, code1=3, code2=4)
    yield made
    made.book.close()


def ask(house: House, person: str, code: str, on: date | None = None, **how: object) -> HeldAnswer:
    return was_held(house.book, person, code, on or today(), **how)  # type: ignore[arg-type]


@pytest.mark.allows("MTCA-20", duty="4.core-question")
def test_held_by_procedure_with_its_evidence(house: House) -> None:
    answer = ask(house, "示例丙", LIVER_CODE)
    assert answer.held.answer is Answer.HELD
    assert answer.findings == ()
    [line] = answer.chain
    assert (line.source, line.said, line.counts) == ("术式", "期初授权", True)
    assert (line.document, line.meeting, line.entered_by) == ("示例文", "例会", CLERK.name)
    assert line.decision.startswith("授权-")
    assert line.act_seq > 0


@pytest.mark.allows("MTCA-20", duty="4.core-question")
def test_held_by_the_grade_within_the_specialty_of_the_department(house: House) -> None:
    house.decide(3, SURGERY, Verb.OPENING, grade=3)
    answer = ask(house, "示例乙", LIVER_CODE)
    assert answer.held.answer is Answer.HELD
    assert answer.grade_held == 3
    assert answer.held.by is not None
    assert answer.held.by.label == "专业「普通外科专业」的级别"
    assert ask(house, "示例乙", HEART_CODE).held.lack is Lack.EXPIRED  # 四级 needs more than 三级
    elsewhere = ask(house, "示例乙", LIVER_CODE, department="骨科")
    assert elsewhere.held.answer is Answer.NOT_HELD  # 骨科 is not in the specialty


@pytest.mark.refuses("MTCA-20", duty="4.core-question")
def test_not_held_says_why(house: House) -> None:
    none = ask(house, "示例丙", HEART_CODE)
    assert none.held.lack is Lack.NONE
    assert none.findings[0].severity is Severity.REFUSE
    low = ask(house, "示例甲", HEART_CODE)
    assert low.held.lack is Lack.GRADE
    assert "持有三级，须四级" in low.findings[0].message
    expired = ask(house, "示例乙", HEART_CODE)
    assert expired.held.lack is Lack.EXPIRED
    assert ask(house, "示例乙", HEART_CODE, today() - DAY).held.answer is Answer.HELD


def test_the_edition_of_the_day_decides(house: House) -> None:
    grade(house.book, today() - 30 * DAY, code1=None, code2=3)
    assert ask(house, "示例甲", HEART_CODE).held.answer is Answer.HELD
    assert ask(house, "示例甲", HEART_CODE, today() - 40 * DAY).held.answer is Answer.NOT_HELD
    assert ask(house, "示例丙", LIVER_CODE).held.answer is Answer.NOT_MANAGED
    before = ask(house, "示例甲", HEART_CODE, SINCE - DAY)
    assert before.graded is not None
    assert "没有施行" in before.graded.note


def test_without_a_list_in_force_the_answer_says_so(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    open_privileges(house)
    answer = ask(house, "示例甲", HEART_CODE)
    house.book.close()
    said = "当日没有施行的手术分级管理目录，级别授权不能据以判断"
    assert said in answer.findings[0].message


@pytest.mark.parametrize("typed", ["d01.0100", " Ｄ０１．０１００ ", "D01.0100"])
def test_a_code_is_found_however_it_is_typed(house: House, typed: str) -> None:
    assert ask(house, "示例丙", typed).code == LIVER_CODE


@pytest.mark.parametrize(
    ("typed", "says"), [("99.99", "编码库里没有「99.99」"), (" ", "没有写术式"), ("S99", "技术")]
)
def test_what_is_no_code_is_named_as_what_it_was_meant_for(
    house: House, typed: str, says: str
) -> None:
    with pytest.raises(Refused) as refused:
        ask(house, "示例丙", typed)
    assert says in refused.value.findings[0].message + refused.value.findings[0].remedy


def test_the_day_of_the_opening_balance_is_no_day_of_change(house: House) -> None:
    answer = ask(house, "示例丙", LIVER_CODE, SINCE)
    assert (answer.held.answer, answer.findings) == (Answer.HELD, ())
    assert ask(house, "示例丙", LIVER_CODE, SINCE - DAY).held.answer is Answer.NOT_HELD


def test_the_day_of_a_change_is_to_be_verified(house: House) -> None:
    house.decide(1, LIVER, Verb.SUSPEND, today() - DAY)
    answer = ask(house, "示例丙", LIVER_CODE, today() - DAY)
    assert answer.held.answer is Answer.SAME_DAY
    assert answer.findings[0].severity is Severity.WARN
    assert ask(house, "示例丙", LIVER_CODE).held.lack is Lack.SUSPENDED


def test_a_procedure_granted_beside_a_grade_that_covers_it_is_no_doubt(house: House) -> None:
    house.decide(2, SURGERY, Verb.RAISE, SINCE + DAY, grade=4)
    house.decide(2, HEART, Verb.GRANT, today() - 2 * DAY)
    house.decide(2, HEART, Verb.REVOKE, today() - DAY)
    assert ask(house, "示例甲", HEART_CODE, today() - 2 * DAY).held.answer is Answer.HELD
    assert ask(house, "示例甲", HEART_CODE, today() - DAY).held.answer is Answer.SAME_DAY
    assert ask(house, "示例甲", HEART_CODE).held.lack is Lack.REVOKED


def test_a_grant_entered_late_does_not_turn_green_silently(house: House) -> None:
    house.decide(1, HEART, Verb.GRANT, today() - 20 * DAY)
    answer = ask(house, "示例丙", HEART_CODE, today() - 5 * DAY)
    assert answer.held.answer is Answer.HELD
    assert answer.held.late
    assert "补录" in answer.findings[0].message
    assert answer.chain[0].marks[0].startswith("补录")


def test_a_grant_to_the_wrong_person_is_not_held_now_but_was_known(house: House) -> None:
    house.decide(3, LIVER, Verb.OPENING)
    with house.book.look() as look:
        [wrong], seq = chain_of(look, 3, LIVER), look.last_seq()
    with house.book.act(CLERK, "privilege.annul", reason="登记给了别人") as page:
        page.annul(PrivilegeEventRow, wrong.uid, "登记给了别人")
    now = ask(house, "示例乙", LIVER_CODE)
    assert now.held.answer is Answer.NOT_HELD
    assert now.chain[0].annulled_reason == "登记给了别人"
    assert now.chain[0].annulled_by == CLERK.name
    then = ask(house, "示例乙", LIVER_CODE, known=seq)
    assert then.held.answer is Answer.HELD
    assert then.chain[0].annulled_on is None
    assert then.now is not None
    assert then.now.held.answer is Answer.NOT_HELD
    today_known = ask(house, "示例乙", LIVER_CODE, known=today())
    assert today_known.held.answer is Answer.NOT_HELD
    assert today_known.now is None
    before = ask(house, "示例乙", LIVER_CODE, known=today() - DAY)
    assert before.known_seq == 0
    assert before.held.lack is Lack.NONE


def test_an_emergency_is_no_ordinary_violation(house: House) -> None:
    with house.book.act(CLERK, "emergency.record") as page:
        use = page.add(
            EmergencyUseRow,
            number="急诊-2026-001",
            person_id=1,
            code_id=HEART.id,
            department_id=1,
            day=today(),
            case_ref="示例单号",
            reason="大出血，来不及转上级",
        )
    waiting = ask(house, "示例丙", HEART_CODE)
    assert [one.severity for one in waiting.findings] == [Severity.WARN]
    assert waiting.emergencies[0].confirmed is None
    with house.book.act(CLERK, "emergency.confirm") as page:
        page.add(
            EmergencyConfirmationRow,
            emergency_use_id=use,
            superior_id=2,
            day=today(),
            confirmed=True,
            opinion="属实",
        )
    done = ask(house, "示例丙", HEART_CODE)
    assert [one.severity for one in done.findings] == [Severity.NOTE]
    assert done.emergencies[0].superior == "示例甲"
    assert ask(house, "示例丙", HEART_CODE, today() - DAY).emergencies == ()


def test_what_is_not_on_record_is_refused(house: House) -> None:
    for wrong in (("无此人", LIVER_CODE, ""), ("示例丙", "X", ""), ("示例丙", LIVER_CODE, "无科")):
        with pytest.raises(Refused):
            was_held(house.book, wrong[0], wrong[1], today(), department=wrong[2])


def test_the_command_says_the_same(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(house.book.folder)
    house.book.close()
    assert run(["--book", folder, "--json", "privilege", "held", "示例丙", LIVER_CODE]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["held"] is True
    assert told["grade"] == 3
    assert told["because"][0]["document"] == "示例文"
    assert told["finding"] is None
    known = ["--known", (today() - DAY).isoformat(), "--department", "骨科"]
    day = ["--on", today().isoformat()]
    assert run(["--book", folder, "privilege", "held", "示例丙", LIVER_CODE, *day, *known]) == 0
    said = capsys.readouterr().out
    assert "回答：无权" in said
    assert "按现在登记的" in said
    assert run(["--book", folder, "privilege", "held", "示例丙", "无"]) == 2
