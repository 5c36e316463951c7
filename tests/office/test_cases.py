"""病例登记：一例的登记、更正、取消、撤销；首例随之；患者的号码不出那张表。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medtech_desktop.domain.law import Refused
from medtech_desktop.office import cases
from medtech_desktop.office.cases import NewCase
from medtech_desktop.office.surgery_cases import Revealed, reveal_case
from medtech_desktop.store.evidence import unexplained
from tests.builders import CLERK, LEAD, Office

DAY, ON = date(2026, 9, 14), date(2026, 9, 20)
CANARY = "BA20260914471"


def new(office: Office, **more: object) -> NewCase:
    technology = office.world(ON).find_technology("S16").technology.id
    given = NewCase(technology, DAY, "例-01", office.person(LEAD), patient_number=CANARY)
    return replace(given, **more)  # type: ignore[arg-type]


def stale(office: Office) -> set[tuple[int, int]]:
    with office.library.look() as look:
        return {(int(a), int(b)) for a, b in look.raw("SELECT scope, ref FROM surgery_stale")}


def test_a_case_is_registered_and_starts_the_clock(approved: Office) -> None:
    case = new(approved)
    done = approved.do(cases.register_case, case, ON)
    assert done.said.endswith("2026-09-14 一例（例-01）")
    [line] = cases.case_rows(approved.library, ON)
    assert (line.ref, line.person, line.patient) == ("例-01", "示例甲", "病案号 尾号 4471")
    assert (line.versions, line.cancelled) == (1, False)
    [first] = approved.world(ON).find_technology("S16").first_cases
    assert first.day == DAY
    assert any("备案期限" in one.message for one in done.findings)
    assert (3, case.technology_id) in stale(approved)


def test_what_is_wrong_is_refused_and_nothing_is_saved(approved: Office) -> None:
    approved.do(cases.register_case, new(approved), ON)
    for wrong, field in (
        (new(approved), "ref"),
        (new(approved, ref=" "), "ref"),
        (new(approved, ref="二", day=date(2099, 1, 1)), "day"),
        (new(approved, ref="二", person_id=None), "person"),
        (new(approved, ref="二", technology_id=999), "technology"),
        (new(approved, ref=f" {CANARY}"), "ref"),
        (new(approved, ref="ZY2", admission="ZY2"), "ref"),
    ):
        [finding] = approved.refused(cases.register_case, wrong, ON)
        assert finding.field == field


def test_a_correction_is_a_new_version_with_the_same_key(approved: Office) -> None:
    approved.do(cases.register_case, new(approved), ON)
    [before] = cases.case_rows(approved.library, ON)
    again = new(approved, consent=False, patient_number="")  # the patient is left as it was
    approved.do(cases.correct_case, before.uid, again, ON)
    [after] = cases.case_rows(approved.library, ON)
    assert (after.key, after.versions, after.consent) == (before.key, 2, False)
    assert after.patient == before.patient
    approved.refused(cases.correct_case, after.uid, again, ON)


def test_a_correction_of_the_day_moves_the_case(approved: Office) -> None:
    approved.do(cases.register_case, new(approved), ON)
    [before] = cases.case_rows(approved.library, ON)
    approved.do(cases.correct_case, before.uid, new(approved, day=date(2026, 9, 10)), ON)
    [after] = cases.case_rows(approved.library, ON)
    assert after.day == date(2026, 9, 10)
    assert after.key != before.key
    days = {one.day for one in approved.world(ON).find_technology("S16").first_cases}
    assert days == {date(2026, 9, 10)}


def test_cancelling_and_annulling_need_a_reason(approved: Office) -> None:
    approved.do(cases.register_case, new(approved), ON)
    approved.refused(cases.cancel_case, "例-01", " ", ON)
    approved.refused(cases.annul_case, "例-01", "", ON)
    approved.do(cases.cancel_case, "例-01", "临时停台", ON)
    [line] = cases.case_rows(approved.library, ON)
    assert (line.cancelled, line.note, line.versions) == (True, "临时停台", 2)
    approved.refused(cases.cancel_case, "例-01", "再取消", ON)
    approved.do(cases.annul_case, "例-01", "登记错了", ON)
    assert cases.case_rows(approved.library, ON) == ()
    assert approved.world(ON).find_technology("S16").first_cases == ()
    with pytest.raises(Refused):
        approved.do(cases.annul_case, "例-01", "再撤销", ON)
    approved.do(cases.register_case, new(approved), ON)
    [line] = cases.case_rows(approved.library, ON, technology="S16", since=DAY, until=DAY)
    assert line.versions == 1


def test_the_patient_stands_in_one_table_only(approved: Office) -> None:
    approved.do(cases.register_case, new(approved), ON)
    approved.do(cases.cancel_case, "例-01", "停台", ON)
    with approved.library.look() as look:
        assert unexplained(look) == []
        acts = str(look.raw("SELECT * FROM act"))
        rows = str(look.raw("SELECT * FROM registered_case"))
        assert look.raw("SELECT number FROM patient") == [(CANARY,)]
    assert CANARY not in acts + rows
    assert CLERK.name in acts


def test_the_number_of_a_registered_case_is_revealed_on_record(approved: Office) -> None:
    approved.do(cases.register_case, new(approved), ON)
    shown = reveal_case(approved.library, CLERK, "例-01")
    assert shown == Revealed(CANARY, "")
    assert approved.acts()[-1] == "patient.reveal"
    [line] = cases.case_rows(approved.library, ON)
    approved.do(cases.annul_case, line.uid, "登记错了", ON)
    with pytest.raises(Refused) as told:
        reveal_case(approved.library, CLERK, "例-01")
    assert [one.field for one in told.value.findings] == ["case"]
