"""数据文件：新建、审计条目、当时所知（每件事一条审计，撤销不抹去旧所知）。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.filings import FilingStep
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office import categories, institutions, practitioners, stops
from medtech_desktop.office.filing_pages import filing_list
from medtech_desktop.office.library import (
    NewHospital,
    check_audit,
    library_info,
    new_library,
    open_library,
)
from medtech_desktop.office.technology_pages import technology_list
from medtech_desktop.office.todo import todo_board
from tests.builders import (
    CLERK,
    COMPLETED,
    FILING,
    FIRST_CASE,
    LEAD,
    OPENED,
    OPENED_FILING,
    SUBMITTED,
    Office,
)


def test_a_new_library_knows_its_hospital_and_its_catalogs(hospital: Office) -> None:
    info = library_info(hospital.library, OPENED)
    assert (info.hospital, info.opened_on, info.province) == ("示例市第一医院", OPENED, "hunan")
    assert (info.demo, info.read_only) == (False, False)
    assert len(hospital.world(OPENED).catalog_on(OPENED).items) == 12 + 5 + 29


def test_an_unknown_province_makes_no_library(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="没有「火星」的省份资料"):
        new_library(tmp_path / "库", NewHospital("示例市第一医院"), province="火星")
    assert not (tmp_path / "库").exists()


def test_each_act_has_one_audit_entry(filed: Office) -> None:
    walk = [
        "technology.add",
        "technology.evidence",
        "technology.self_assess",
        "appraisal.record",
        "ethics.record",
        "technology.start",
        "filing.open",
        "material.add",
        "filing.submitted",
        "filing.received",
        "filing.completed",
    ]
    acts = filed.acts()
    assert acts[0] == "library.new"
    assert acts[-len(walk) :] == walk
    report = check_audit(filed.library)
    assert (report.ok, report.entries) == (True, len(acts))


def test_the_other_acts_are_audited_too(filed: Office) -> None:
    day = date(2026, 11, 2)
    person = practitioners.find_person(filed.world(day).staff, LEAD, day)
    filed.do(practitioners.set_presence, person, "leave", day)
    filed.do(practitioners.move_registration, person, day)
    filed.do(practitioners.set_title, person, "主任医师", day)
    filed.do(institutions.add_department, "示例新科", day)
    filed.do(institutions.set_institution, {InstitutionKind.LEVEL: "三级乙等"}, day)
    filed.do(institutions.add_special_days, [])
    filed.do(categories.decide_scope, "S16", in_scope=True, reason="适用", on=day)
    filed.do(stops.stop_technology, "S16", day, StopGround.OWN, "停")
    assert filed.acts()[-8:] == [
        "practitioner.presence",
        "practitioner.register",
        "practitioner.title",
        "department.add",
        "institution.set",
        "holidays.set",
        "technology.scope",
        "technology.stop",
    ]
    assert check_audit(filed.library).ok


def test_the_entry_holds_who_when_and_the_reason_for_going_on(ready: Office) -> None:
    ready.submit(FILING, date(2026, 10, 14), reason="负责人证书补办")
    with ready.library.look() as look:
        [[person, pc, reason, body]] = look.raw(
            "SELECT person_name, pc, reason, body FROM act ORDER BY seq DESC LIMIT 1"
        )
    assert (person, pc, reason) == ("示例经办", "测试机", "负责人证书补办")
    assert "逾期提交须写明原因" in str(body)
    assert "issued_paper" in str(body)


def test_a_refused_act_leaves_no_trace(filing: Office) -> None:
    from medtech_desktop.office.dossiers import submit_filing

    before = filing.acts()
    filing.refused(submit_filing, FILING, SUBMITTED)
    assert filing.acts() == before


def test_any_list_is_asked_as_it_was_known(submitted: Office) -> None:
    then = submitted.last_seq()
    submitted.step(FILING, FilingStep.RECEIVED, date(2026, 10, 12))
    submitted.step(FILING, FilingStep.COMPLETED, COMPLETED)
    library = submitted.library
    now, known = filing_list(library, COMPLETED), filing_list(library, COMPLETED, then)
    assert ([line.state for line in now], [line.state for line in known]) == (
        ["已备案"],
        ["办理中"],
    )
    states = [
        [line.state for line in technology_list(library, COMPLETED, seq)] for seq in (None, then)
    ]
    assert states == [["已备案"], ["办理中"]]
    empty = technology_list(library, COMPLETED, 1)
    assert empty == ()


def test_what_is_known_and_what_holds_are_two_questions(filed: Office) -> None:
    first = filed.page("S16", OPENED_FILING).line.state
    assert (first, filed.page("S16", COMPLETED).line.state) == ("待备案", "已备案")
    board = todo_board(filed.library, FIRST_CASE)
    assert [item.kind for item in board.items] == ["filing"]
    assert board.nearest is not None
    assert (board.overdue, board.this_week) == (0, 0)


def test_read_only_the_library_answers_and_takes_nothing(filed: Office) -> None:
    folder = filed.library.folder
    filed.library.close()
    library = open_library(folder, read_only=True)
    try:
        assert library_info(library, OPENED).read_only
        with pytest.raises(Trouble):
            practitioners.set_presence(library, CLERK, 1, "left", OPENED)
        assert [line.state for line in technology_list(library, COMPLETED)] == ["已备案"]
    finally:
        library.close()
