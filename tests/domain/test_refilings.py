"""变更后重新提交：哪些算变更，各有几件事（附件2 注 2）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medtech_desktop.domain.filings import FilingCause, FilingFile, FilingStep
from medtech_desktop.domain.practitioners import RegistrationPlace, Staff
from medtech_desktop.domain.refilings import RefilingTask, no_lead_left, refiling_tasks
from tests.domain.records import LONG_AGO, fact, filing, hospital, staff, technology

SENT, CHANGED, TODAY = date(2026, 3, 2), date(2026, 6, 1), date(2026, 11, 22)
PRINCIPAL = fact("principal", "示例院长")


def tasks(
    *files: FilingFile,
    people: Staff | None = None,
    principal: str = "",
    leads: tuple[int, ...] = (1,),
    on: date = TODAY,
) -> list[RefilingTask]:
    facts = [PRINCIPAL]
    if principal:
        facts.append(fact("principal", principal, CHANGED, seq=2))
    known = people if people is not None else staff(1, 2)
    given = files or (sent(),)
    found = refiling_tasks(technology(leads=leads), given, hospital(*facts), known, 1, on)
    return list(found)


def sent(*more: tuple[FilingStep, date], number: int = 1, **how: object) -> FilingFile:
    return filing(
        (FilingStep.SUBMITTED, SENT),
        *more,
        leads=(1,),
        number=number,
        **how,  # type: ignore[arg-type]
    )


def test_nothing_changed_nothing_to_do() -> None:
    assert tasks() == []
    assert tasks(principal="示例院长") == []


def test_a_new_principal_is_one_task_without_a_due_date() -> None:
    [task] = tasks(principal="示例新院长")
    assert (task.cause, task.changed_on) == (FilingCause.PRINCIPAL_CHANGE, CHANGED)
    assert task.what == "主要负责人由示例院长变为示例新院长"
    assert tasks(principal="示例新院长", on=date(2026, 5, 31)) == []


def test_a_filing_older_than_the_book_is_measured_by_the_first_principal_known() -> None:
    facts = (
        fact("principal", "示例院长", date(2026, 4, 1)),
        fact("principal", "示例新院长", CHANGED, seq=2),
    )
    file, people = technology(leads=(1,)), staff(1)
    found = [
        refiling_tasks(file, (sent(),), hospital(*facts), people, 1, day)
        for day in (date(2026, 5, 31), TODAY)
    ]
    assert found[0] == ()
    assert [task.what for task in found[1]] == ["主要负责人由示例院长变为示例新院长"]


def test_never_submitted_there_is_nothing_to_submit_again() -> None:
    assert tasks(filing(leads=(1,)), principal="示例新院长") == []
    closed = sent((FilingStep.CLOSED, SENT))
    assert tasks(closed, principal="示例新院长") == []


def test_submitted_after_the_change_it_already_names_the_new_one() -> None:
    again = sent(number=2, cause=FilingCause.PRINCIPAL_CHANGE)
    later = replace(again, events=tuple(replace(e, day=CHANGED) for e in again.events))
    assert tasks(sent(), later, principal="示例新院长") == []


def test_the_draft_under_way_is_named() -> None:
    draft = filing(cause=FilingCause.PRINCIPAL_CHANGE, number=2)
    [task] = tasks(sent(), draft, principal="示例新院长")
    assert task.filing is draft
    returned = sent((FilingStep.RETURNED, SENT), number=2, cause=FilingCause.PRINCIPAL_CHANGE)
    [task] = tasks(sent(), returned, principal="示例新院长")
    assert task.filing is returned


def test_another_draft_or_one_already_sent_is_not_the_one_under_way() -> None:
    other = filing(cause=FilingCause.LEAD_CHANGE, number=2)
    gone = sent(number=3, cause=FilingCause.PRINCIPAL_CHANGE)
    [task] = tasks(sent(), other, gone, principal="示例新院长")
    assert task.filing is None


@pytest.mark.parametrize("state", ["left", "died"])
def test_a_lead_who_left_or_died_is_a_change(state: str) -> None:
    people = staff(1, 2, facts=[fact("presence", state, CHANGED, subject=1)])
    [task] = tasks(people=people)
    assert (task.cause, task.changed_on) == (FilingCause.LEAD_CHANGE, CHANGED)
    assert task.what == "技术负责人变更，不再担任：示例1"


def test_the_change_is_dated_by_the_leads_own_leaving() -> None:
    later = date(2026, 9, 1)
    facts = [
        fact("presence", "left", CHANGED, subject=1),
        fact("title", "主任医师", later, subject=1, seq=2),
        fact("presence", "left", later, subject=2, seq=3),
    ]
    [task] = tasks(people=staff(1, 2, facts=facts))
    assert task.changed_on == CHANGED


def test_leave_is_no_change() -> None:
    people = staff(1, facts=[fact("presence", "leave", CHANGED, subject=1)])
    assert tasks(people=people) == []


def test_a_registration_moved_away_is_a_change() -> None:
    moved = staff(1, until=date(2026, 5, 31))
    [task] = tasks(people=moved)
    assert task.changed_on == CHANGED
    assert tasks(people=moved, on=date(2026, 5, 31)) == []


def test_one_of_two_leads_leaving_asks_for_the_paper_and_not_for_a_stop() -> None:
    people = staff(1, 2, facts=[fact("presence", "left", CHANGED, subject=1)])
    file = technology(leads=(1, 2))
    both = filing((FilingStep.SUBMITTED, SENT), leads=(1, 2))
    [task] = tasks(both, people=people, leads=(1, 2))
    assert task.what.endswith("不再担任：示例1")
    assert no_lead_left(file, people, 1, TODAY) == ()


def test_no_lead_left_is_a_question_of_article_25() -> None:
    people = staff(1, facts=[fact("presence", "left", CHANGED, subject=1)])
    [found] = no_lead_left(technology(leads=(1,)), people, 1, TODAY)
    assert found.article == "MTCA-25(2)"
    assert no_lead_left(technology(leads=(1,)), people, 1, date(2026, 5, 31)) == ()
    elsewhere = staff(1, place=RegistrationPlace.ELSEWHERE, licence=None)
    assert no_lead_left(technology(leads=(1,)), elsewhere, 1, TODAY) != ()


def test_a_new_lead_is_a_change_from_the_day_he_takes_over() -> None:
    base = technology(leads=(1, 2))
    second = replace(base.leads[1], since=CHANGED)
    file = replace(base, leads=(base.leads[0], second))
    found = refiling_tasks(file, (sent(),), hospital(PRINCIPAL), staff(1, 2), 1, TODAY)
    assert [(t.changed_on, t.what) for t in found] == [(CHANGED, "技术负责人变更，新任：示例2")]


def test_both_changes_are_two_tasks() -> None:
    people = staff(1, facts=[fact("presence", "left", CHANGED, subject=1)])
    found = tasks(people=people, principal="示例新院长")
    assert [task.cause for task in found] == [
        FilingCause.PRINCIPAL_CHANGE,
        FilingCause.LEAD_CHANGE,
    ]


def test_the_lead_of_another_licence_is_not_missed_here() -> None:
    people = staff(1, 2)
    other = replace(people.registrations[1], licence_id=2)
    split = replace(people, registrations=(people.registrations[0], other))
    assert tasks(people=split, leads=(1, 2)) == []
    assert LONG_AGO < SENT
