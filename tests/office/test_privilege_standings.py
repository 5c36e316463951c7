"""某日的情形与核心问题说的一样：宽表、通知、一览印的，就是问得到的（第二十条）。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from medtech_desktop.domain.privilege_answers import Answer
from medtech_desktop.domain.privilege_sheets import Current
from medtech_desktop.domain.privileges import DecisionKind, State, Target, TargetKind, Verb
from medtech_desktop.office.acts import today
from medtech_desktop.office.practitioner_changes import join_department
from medtech_desktop.office.privilege_held import Question, ask_held
from medtech_desktop.office.privilege_standings import load_standings
from medtech_desktop.office.privileges import NewDecision, NewEvent, decide_privileges
from medtech_desktop.office.specialties import add_specialty
from tests.builders import Office
from tests.privilege_samples import APPLICANT, CHAIR, CODES, COLLEAGUE, SINCE, matrix_house, target

DAY = timedelta(days=1)
HERE = 1
LATE = "示例：补录"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """样例医院，另有：1003 四级，夹闭术点名撤销；1001 切除术今天授予，引流术今天撤销。

    5002 has the fourth grade of his own specialty and works in this department, too.
    """
    office = matrix_house(tmp_path_factory.mktemp("情形"))
    first, second = office.person(APPLICANT), office.person(COLLEAGUE)
    before = today() - 4 * DAY
    clip, cut, drain = (target(office, one) for one in ("01.0101", "01.0103", "02.0101"))
    grade, chest = Target(TargetKind.GRADE, 1), Target(TargetKind.GRADE, 2)
    office.do(add_specialty, "胸外科专业", ["胸外科"], SINCE)
    chair = office.person(CHAIR)
    office.do(join_department, chair, "神经外科", before)

    def decide(kind: DecisionKind, *events: NewEvent) -> None:
        made = NewDecision(kind, events[0].day, "示例", "示例会议", "示例〔2026〕9号")
        office.do(decide_privileges, made, events, reason=LATE)

    decide(
        DecisionKind.GRANT,
        NewEvent(second, grade, Verb.GRANT, before, None, 4),
        NewEvent(chair, chest, Verb.GRANT, before, None, 4),
        NewEvent(first, drain, Verb.GRANT, before),
    )
    decide(DecisionKind.RESTRICTION, NewEvent(second, clip, Verb.REVOKE, before, reason="示例"))
    decide(DecisionKind.GRANT, NewEvent(first, cut, Verb.GRANT, today()))
    decide(DecisionKind.RESTRICTION, NewEvent(first, drain, Verb.REVOKE, today(), reason="示例"))
    yield office
    office.library.close()


@pytest.mark.parametrize("ago", [0, 2, 4, 5, (today() - SINCE).days])
@pytest.mark.parametrize("where", [HERE, None])
def test_every_standing_says_what_the_core_question_says(
    house: Office, ago: int, where: int | None
) -> None:
    day = today() - ago * DAY
    compared, wrong = 0, []
    targets = {code: target(house, code) for code in CODES}
    with house.library.look() as look:
        standings = load_standings(look, day)
        for person in standings.members(HERE):
            own = tuple(standings.staff.departments(person, day))
            places = own if where is None else (where,)
            for code, asked in targets.items():
                held = ask_held(look, Question(person, asked, day, places)).held
                if held.answer is Answer.NOT_MANAGED:
                    continue
                now = standings.current(person, asked, where)
                compared += 1
                if (now.is_valid or now.by_grade) != held.at_end:
                    wrong.append((person, code, now, held.answer))
    assert compared >= 16
    assert wrong == []


@pytest.mark.refuses("MTCA-20", duty="4.core-question")
def test_what_was_revoked_by_name_is_not_opened_again_by_a_grade(house: Office) -> None:
    second = house.person(COLLEAGUE)
    named, graded = target(house, "01.0101"), target(house, "01.0102")
    with house.library.look() as look:
        standings = load_standings(look, today())
        clip = standings.current(second, named, HERE)
        other = standings.current(second, graded, HERE)
    assert (clip.state, clip.by_grade, clip.mark()) == (State.REVOKED, False, "")
    assert (other, other.mark()) == (Current(by_grade=True), "按级别")


def test_a_grade_counts_in_the_specialties_of_the_department_that_operates(house: Office) -> None:
    chair, graded = house.person(CHAIR), target(house, "01.0102")
    with house.library.look() as look:
        standings = load_standings(look, today())
        here = standings.current(chair, graded, HERE)
        anywhere = standings.current(chair, graded)
    assert (here.by_grade, anywhere.by_grade) == (False, True)
