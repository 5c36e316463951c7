"""登记里的首例：期限从真实的那一天起算，撤销批次即撤销，有条件的由人判断。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from medtech_desktop.domain.technologies import FoundBy
from medtech_desktop.office import annulments, institutions, stops
from medtech_desktop.office.log_meanings import say_meaning
from medtech_desktop.office.surgery_first_cases import (
    annul_found,
    first_case_findings,
    first_case_questions,
    first_cases_to_check,
    record_found,
)
from medtech_desktop.office.technology_codes import NewCode, link_code
from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Page
from tests.builders import CLERK, DUE, FIRST_CASE, LEAD, OPENED, STARTED, Office, words
from tests.log_samples import Case, Item, write_log
from tests.office.surgery_log import log_surgery, logged, register_case

CODE, OTHER = "39.7201", "39.7402"
FOUND = date(2026, 9, 30)


def imported(office: Office, *cases: tuple[str, date, str], on: date = FOUND) -> int:
    """一次操作登记几例（编码、日期、单号），发现的首例同时登记。返回操作序号。"""
    person = office.person(LEAD)
    with office.library.act(CLERK, "test.import") as page:
        for code, day, ref in cases:
            log_surgery(page, code, day, person, ref=ref)
        record_found(page, on)
        return page.seq


def firsts(office: Office) -> list[tuple[str, str, FoundBy]]:
    file = office.world(FOUND).find_technology("S16")
    return [(c.day.isoformat(), c.case_ref, c.found_by) for c in file.first_cases]


@pytest.mark.refuses("MTCA-11", duty="3.clock")
def test_the_clock_runs_from_the_day_that_the_log_shows(privileged: Office) -> None:
    office = privileged
    office.do(link_code, "S16", NewCode(CODE, OPENED), STARTED)
    imported(
        office,
        (CODE, FIRST_CASE + timedelta(3), "手-3"),
        (CODE, FIRST_CASE, "手-1"),
        (OTHER, STARTED, "手-0"),
    )
    assert firsts(office) == [("2026-09-14", "手-1", FoundBy.LOG)]
    [item] = office.todo(FOUND, "filing")
    assert (item.due, item.overdue) == (DUE, False)
    [case] = office.world(FOUND).find_technology("S16").first_cases
    assert case.found_on == FOUND
    assert "2026-09-30 由手术登记发现" in case.reason


def test_an_earlier_case_than_the_recorded_one_moves_the_clock_back(privileged: Office) -> None:
    office = privileged
    office.do(link_code, "S16", NewCode(CODE, OPENED), STARTED)
    office.operate("S16", FIRST_CASE)
    imported(office, (CODE, FIRST_CASE, "手-2"), (CODE, FIRST_CASE + timedelta(1), "手-3"))
    assert len(firsts(office)) == 1
    imported(office, (CODE, date(2026, 7, 6), "手-1"))
    assert firsts(office)[1] == ("2026-07-06", "手-1", FoundBy.LOG)
    [item] = office.todo(FOUND, "filing")
    assert item.overdue
    last = office.world(FOUND).find_technology("S16").first_cases[1]
    assert "早于原来登记的首例 2026-09-14" in last.reason


def test_linking_a_code_finds_the_case_that_the_log_held_already(privileged: Office) -> None:
    office = privileged
    logged(office, CODE, FIRST_CASE, office.person(LEAD), ref="手-1")
    assert firsts(office) == []
    done = office.do(link_code, "S16", NewCode(CODE, OPENED), FOUND)
    assert firsts(office) == [("2026-09-14", "手-1", FoundBy.LOG)]
    assert "备案期限 2026-10-10" in words(done.findings)


def test_saying_which_code_a_writing_means_finds_its_first_case(privileged: Office) -> None:
    office = privileged
    office.do(link_code, "S16", NewCode(CODE, OPENED), STARTED)
    item = Item(said_code="39.72-旧", person_id=office.person(LEAD))
    write_log(office.library, [Case("手-1", FIRST_CASE, (item,))])
    assert firsts(office) == []
    done = office.do(say_meaning, "code", "39.72-旧", CODE, FOUND)
    assert firsts(office) == [("2026-09-14", "手-1", FoundBy.LOG)]
    assert "备案期限 2026-10-10" in words(done.findings)


def test_a_registered_case_is_a_first_case_too(privileged: Office) -> None:
    office = privileged
    number = office.world(FOUND).find_technology("S16").technology.id
    person = office.person(LEAD)
    with office.library.act(CLERK, "test.cases") as page:
        register_case(page, number, FIRST_CASE, person, ref="代号一")
        found = record_found(page, FOUND, {number})
        said = words(first_case_findings(page, found, FOUND))
    assert firsts(office) == [("2026-09-14", "代号一", FoundBy.REGISTER)]
    assert "病例登记里的首例 2026-09-14" in said


@pytest.mark.allows("MTCA-11", duty="3.clock")
def test_cancelled_research_and_set_aside_cases_are_no_first_case(privileged: Office) -> None:
    office = privileged
    office.do(link_code, "S16", NewCode(CODE, OPENED), STARTED)
    person, early = office.person(LEAD), FIRST_CASE - timedelta(9)
    office.operate("S16", early, counts=False, case_ref="手-3", reason="麻醉后放弃，未施行")
    with office.library.act(CLERK, "test.import") as page:
        log_surgery(page, CODE, early, person, ref="手-1", cancelled=True)
        log_surgery(page, CODE, early, person, ref="手-2", research=1)
        log_surgery(page, CODE, early, person, ref="手-3")
        assert record_found(page, FOUND) == ()
        log_surgery(page, CODE, FIRST_CASE, person, ref="手-4")
        assert [one.case.ref for one in record_found(page, FOUND)] == ["手-4"]


def test_what_is_in_use_since_before_the_book_has_no_new_first_case(privileged: Office) -> None:
    office = privileged
    key = office.propose("S04", leads=())
    started = date(2025, 3, 1)
    office.do(stops.start_technology, key, started, document="旧文", opening=True, reason="期初")
    office.do(link_code, key, NewCode(OTHER, date(2024, 1, 1)), OPENED)
    imported(office, (OTHER, date(2025, 2, 1), "手-1"), (OTHER, date(2026, 2, 1), "手-2"))
    [case] = office.world(FOUND).find_technology(key).first_cases
    assert (case.day, case.found_by) == (started, FoundBy.ENTERED)


def test_another_licence_has_the_first_case_of_its_own_though_in_use_here(
    privileged: Office,
) -> None:
    """期初 tells of the home licence; a case there before the book starts the other clock too."""
    office = privileged
    office.do(
        institutions.add_site, "示例西院", OPENED, licence_number="证二", authority="示例卫健委"
    )
    west = office.world(FOUND).hospital.sites[-1].id
    key = office.propose("S04", leads=())
    office.do(
        stops.start_technology, key, date(2025, 3, 1), document="旧文", opening=True, reason="期初"
    )
    office.do(link_code, key, NewCode(OTHER, date(2024, 1, 1)), OPENED)
    person, before = office.person(LEAD), date(2025, 11, 3)
    with office.library.act(CLERK, "test.import") as page:
        log_surgery(page, OTHER, before, person, ref="手-1", site=west)
        log_surgery(page, OTHER, before, person, ref="手-2")
        [found] = record_found(page, FOUND)
    assert (found.case.ref, found.site_id, found.case.day) == ("手-1", west, before)


def test_undoing_the_batch_takes_its_first_case_and_finds_the_next(privileged: Office) -> None:
    office = privileged
    office.do(link_code, "S16", NewCode(CODE, OPENED), STARTED)
    seq = imported(office, (CODE, FIRST_CASE, "手-1"))
    imported(office, (CODE, FIRST_CASE + timedelta(2), "手-2"))
    with office.library.act(CLERK, "test.undo") as page:
        _set_gone(page, seq)
        again = annul_found(page, seq, "撤销批次", FOUND)
    assert [one.case.ref for one in again] == ["手-2"]
    assert firsts(office) == [("2026-09-16", "手-2", FoundBy.LOG)]


def test_a_first_case_whose_case_changed_is_reported(privileged: Office) -> None:
    office = privileged
    office.do(link_code, "S16", NewCode(CODE, OPENED), STARTED)
    seq = imported(office, (CODE, FIRST_CASE, "手-1"))
    with office.library.look() as look:
        assert first_cases_to_check(look, FOUND) == ()
    with office.library.act(CLERK, "test.version") as page:
        _set_gone(page, seq)
    with office.library.look() as look:
        [(file, case)] = first_cases_to_check(look, FOUND)
    assert (file.technology.number, case.case_ref) == ("技-001", "手-1")
    [item] = office.todo(FOUND, "first-case-check")
    assert "手-1" in item.matter
    office.do(annulments.annul_first_case, "S16", FIRST_CASE, "那一例已取消", FOUND)
    with office.library.look() as look:
        assert first_cases_to_check(look, FOUND) == ()


def test_cases_under_a_condition_are_asked_not_taken(privileged: Office) -> None:
    office = privileged
    office.do(link_code, "S16", NewCode(CODE, OPENED, "用支架的"), STARTED)
    imported(office, (CODE, FIRST_CASE, "手-1"), (CODE, FIRST_CASE + timedelta(1), "手-2"))
    assert firsts(office) == []
    with office.library.look() as look:
        [asked] = first_case_questions(look, FOUND)
    assert (asked.count, asked.earliest.ref, asked.conditions) == (2, "手-1", ("用支架的",))
    [item] = office.todo(FOUND, "first-case-question")
    assert item.matter == "2 例可能是首例（最早 2026-09-14 手-1），是否「用支架的」请判断"
    assert (item.place, item.key, item.article) == ("technologies", "技-001", "MTCA-11")
    office.operate("S16", FIRST_CASE, counts=False, reason="没有用支架")
    with office.library.look() as look:
        [asked] = first_case_questions(look, FOUND)
    assert (asked.count, asked.earliest.ref) == (1, "手-2")
    office.operate("S16", FIRST_CASE + timedelta(1), case_ref="手-2")
    with office.library.look() as look:
        assert first_case_questions(look, FOUND) == ()


def _set_gone(page: Page, seq: int) -> None:
    rows = page.raw("SELECT id, 2 FROM surgery WHERE act_seq = ?", seq)
    derive(page, "surgery_gone", "INSERT INTO surgery_gone (surgery_id, why) VALUES (?, ?)", rows)
