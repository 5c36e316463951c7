"""技术负责人限于在本机构注册的执业医师（第十一条第三项）；证书按日。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.practitioners import (
    CERTIFICATE_LABELS,
    Certificate,
    CertificateKind,
    Identifier,
    Membership,
    PractitionerKind,
    RegistrationPlace,
    Staff,
    kind_of_title,
    lead_registration,
)
from tests.domain.records import fact, staff

DAY = date(2026, 10, 9)


def why(people: Staff, licence: int | None = 1, day: date = DAY) -> str:
    found = lead_registration(people, 7, licence, day)
    assert all(f.article == "MTCA-11(3)" and f.field == "lead" for f in found)
    return "；".join(f.message for f in found)


def test_a_physician_registered_here_may_lead() -> None:
    assert why(staff(7)) == ""
    assert why(staff(7, licence=None)) == ""


@pytest.mark.parametrize(
    ("people", "says"),
    [
        (staff(7, kind=PractitionerKind.NURSE), "示例7不是执业医师"),
        (staff(7, kind=PractitionerKind.TECHNICIAN), "示例7不是执业医师"),
        (
            staff(7, place=RegistrationPlace.ELSEWHERE, institution="示例外院", licence=None),
            "示例7注册在示例外院，不在本院",
        ),
        (staff(7, place=RegistrationPlace.ELSEWHERE, licence=None), "示例7注册在外院，不在本院"),
        (staff(7, until=date(2026, 10, 8)), "示例7在 2026-10-09 没有有效的执业注册记录"),
        (staff(7, since=date(2026, 10, 10)), "没有有效的执业注册记录"),
        (staff(7, facts=[fact("presence", "left", DAY, subject=7)]), "示例7已离院"),
        (staff(7, facts=[fact("presence", "died", DAY, subject=7)]), "示例7已去世"),
        (staff(8), "该人员不是执业医师"),
    ],
)
def test_nobody_else_may(people: Staff, says: str) -> None:
    assert says in why(people)


def test_another_licence_of_this_hospital_is_another_registration() -> None:
    assert "另一张执业许可证下" in why(staff(7, licence=2), licence=1)
    assert why(staff(7, licence=2), licence=2) == ""
    assert why(staff(7, licence=2), licence=None) == ""


def test_leave_keeps_the_lead_and_coming_back_restores_him() -> None:
    states = [
        fact("presence", "leave", date(2026, 10, 1), subject=7, seq=1),
        fact("presence", "left", date(2026, 10, 5), subject=7, seq=2),
        fact("presence", "present", date(2026, 10, 9), subject=7, seq=3),
    ]
    people = staff(7, facts=states)
    days = (date(2026, 10, 2), date(2026, 10, 6), DAY)
    assert [bool(why(people, day=day)) for day in days] == [False, True, False]


def certificate(lineage: str = "", until: date | None = None) -> Certificate:
    return Certificate(
        1, "", 1, 7, CertificateKind.TRAINING, "合格证", "", "", lineage, date(2020, 1, 1), until
    )


def test_training_of_another_technology_does_not_count() -> None:
    kind = CertificateKind.TRAINING
    people = Staff(certificates=(certificate("hunan-s16"), certificate()))
    assert len(people.certificates_of(7, kind, DAY, ("hunan-s16",))) == 2
    assert len(people.certificates_of(7, kind, DAY, ("hunan-s19",))) == 1
    assert people.certificates_of(7, CertificateKind.TITLE, DAY) == ()


def test_a_certificate_holds_through_its_last_day() -> None:
    people = Staff(certificates=(certificate(until=DAY),))
    kind = CertificateKind.TRAINING
    assert people.certificates_of(7, kind, DAY) != ()
    assert people.certificates_of(7, kind, date(2026, 10, 10)) == ()
    assert set(CERTIFICATE_LABELS) == set(CertificateKind)


def test_a_name_is_that_of_the_day_and_before_it_the_first() -> None:
    facts = [
        fact("name", "旧名", date(2026, 1, 1), subject=9, seq=1),
        fact("title", "主任医师", date(2020, 1, 1), subject=9, seq=2),
        fact("name", "新名", DAY, subject=9, seq=3),
    ]
    people = Staff(facts=tuple(facts))
    days = (date(2025, 1, 1), date(2026, 1, 1), DAY)
    assert [people.name(9, day) for day in days] == ["旧名", "旧名", "新名"]
    assert people.name(8, DAY) == ""


def test_the_staff_number_is_his_own_and_of_the_day() -> None:
    rows = (
        Identifier(1, "", 1, 7, "staff_no", "1001", date(2020, 1, 1), date(2026, 5, 31)),
        Identifier(2, "", 1, 7, "staff_no", "2001", date(2026, 6, 1), None),
        Identifier(3, "", 1, 7, "licence_no", "示例证", date(2020, 1, 1), None),
        Identifier(4, "", 1, 8, "staff_no", "3001", date(2020, 1, 1), None),
    )
    people = Staff(identifiers=rows)
    days = (date(2026, 5, 31), DAY, date(2019, 1, 1))
    assert [people.staff_number(7, day) for day in days] == ["1001", "2001", "2001"]
    assert (people.staff_number(8, DAY), people.staff_number(9, DAY)) == ("3001", "")


def test_departments_are_his_own_and_of_the_day() -> None:
    rows = (
        Membership(1, "", 1, 7, 1, date(2020, 1, 1), date(2026, 5, 31)),
        Membership(2, "", 1, 7, 2, date(2026, 6, 1), None),
        Membership(3, "", 1, 8, 3, date(2020, 1, 1), None),
    )
    people = Staff(memberships=rows)
    assert [people.departments(7, day) for day in (date(2026, 5, 31), DAY)] == [(1,), (2,)]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("副主任医师", PractitionerKind.PHYSICIAN),
        ("主管护师", PractitionerKind.NURSE),
        ("主任技师", PractitionerKind.TECHNICIAN),
        ("药师", PractitionerKind.TECHNICIAN),
        ("教授", None),
        ("", None),
        ("主任医师、主管护师", None),
    ],
)
def test_a_title_tells_the_kind_or_leaves_it_open(
    title: str, kind: PractitionerKind | None
) -> None:
    assert kind_of_title(title) is kind
