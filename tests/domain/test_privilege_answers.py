"""The core question: which source answers, what bars it, what was on record in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from medtech_desktop.domain.privilege_answers import (
    Answer,
    Asked,
    Held,
    Lack,
    held,
    privilege_finding,
    source_of,
)
from medtech_desktop.domain.privileges import PrivilegeEvent, Verb
from tests.domain.privilege_samples import CODE, EARLIER, GRADE, TODAY, event, stood

LONG_AGO = date(2026, 1, 5)
GRADED = stood(event(Verb.OPENING, LONG_AGO, grade=4))
NEXT = timedelta(days=1)


def ask(
    by_name: Sequence[PrivilegeEvent], day: date, *, needed: int | None = 4, managed: bool = True
) -> Held:
    sources = [source_of(GRADE, "神经外科", GRADED, day)]
    if by_name:
        sources.append(source_of(CODE, "术式", by_name, day))
    return held(Asked(day, needed, managed), sources)


def named(*verbs: tuple[Verb, date]) -> list[PrivilegeEvent]:
    return stood(*(event(verb, day, target=CODE) for verb, day in verbs))


@pytest.mark.allows("MTCA-20", duty="4.core-question")
def test_a_grade_covers_what_nobody_forbade_by_name() -> None:
    assert ask([], TODAY).answer is Answer.HELD
    expired = stood(event(Verb.GRANT, LONG_AGO, target=CODE, until=EARLIER))
    assert ask(expired, TODAY).answer is Answer.HELD


@pytest.mark.refuses("MTCA-20", duty="4.core-question")
@pytest.mark.parametrize(
    ("verb", "lack", "word"),
    [(Verb.SUSPEND, Lack.SUSPENDED, "暂停"), (Verb.REVOKE, Lack.REVOKED, "已撤销")],
)
def test_what_was_forbidden_by_name_is_not_opened_by_a_grade(
    verb: Verb, lack: Lack, word: str
) -> None:
    chain = named((Verb.GRANT, LONG_AGO), (verb, EARLIER))
    answer = ask(chain, TODAY)
    assert (answer.answer, answer.lack) == (Answer.NOT_HELD, lack)
    [finding] = privilege_finding(answer, "示例甲", "示例术式")
    assert word in finding.message
    assert ask(chain, EARLIER - NEXT).answer is Answer.HELD


def test_on_the_day_of_a_change_by_name_the_grade_is_not_certain() -> None:
    chain = named((Verb.GRANT, LONG_AGO), (Verb.SUSPEND, EARLIER))
    answer = ask(chain, EARLIER)
    assert answer.answer is Answer.SAME_DAY
    [finding] = privilege_finding(answer, "示例甲", "示例术式")
    assert "待核实" in finding.message


def test_reinstated_by_name_it_is_held_again() -> None:
    chain = named((Verb.GRANT, LONG_AGO), (Verb.SUSPEND, EARLIER), (Verb.REINSTATE, TODAY))
    assert ask(chain, TODAY + NEXT).answer is Answer.HELD


def test_a_suspension_annulled_later_does_not_turn_green_silently() -> None:
    granted, halted = named((Verb.GRANT, LONG_AGO), (Verb.SUSPEND, EARLIER))
    chain = [granted, replace(halted, annulled_on=TODAY)]
    answer = ask(chain, EARLIER + NEXT)
    assert (answer.answer, answer.late) == (Answer.HELD, True)
    [finding] = privilege_finding(answer, "示例甲", "示例术式")
    assert TODAY.isoformat() in finding.message
    assert not ask(chain, TODAY + NEXT).late


def test_what_the_hospital_does_not_manage_is_not_judged() -> None:
    assert ask([], TODAY, managed=False).answer is Answer.NOT_MANAGED


def test_a_grade_cannot_answer_for_what_the_list_does_not_name() -> None:
    answer = ask([], TODAY, needed=None)
    assert answer.answer is Answer.NOT_HELD
    [finding] = privilege_finding(answer, "示例甲", "示例术式")
    assert "目录里没有这个术式" in finding.message


def test_at_the_end_of_the_day_what_was_given_is_held_and_what_was_taken_is_not() -> None:
    given = held(Asked(TODAY, 4), [source_of(CODE, "术式", named((Verb.GRANT, TODAY)), TODAY)])
    assert (given.answer, given.at_end) == (Answer.SAME_DAY, True)
    taken = named((Verb.GRANT, LONG_AGO), (Verb.REVOKE, TODAY))
    answer = held(Asked(TODAY, 4), [source_of(CODE, "术式", taken, TODAY)])
    assert (answer.answer, answer.at_end) == (Answer.SAME_DAY, False)
    by_grade = ask(taken, TODAY)
    assert (by_grade.answer, by_grade.at_end) == (Answer.SAME_DAY, False)
