"""人员的变更：调科、兼任、离院与回院、外请、免训、证书的扫描件、撤销登记错的。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.practitioners import CertificateKind, Staff, Whereabouts
from medtech_desktop.domain.qualifications import TrainingState, trained_for, visiting_gate
from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.office import certificates, invitations, practitioner_changes, practitioners
from medtech_desktop.office.acts import Done
from medtech_desktop.office.practitioners import called, find_person
from medtech_desktop.office.scans import NewScan
from medtech_desktop.store import attachments
from tests.builders import LEAD, NURSE, OPENED, VISITOR, Office, articles, words

DAY = date(2026, 5, 10)
BEFORE = date(2026, 5, 9)
TO = date(2026, 6, 30)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (40).to_bytes(4, "big") + (30).to_bytes(4, "big")


def staff(office: Office, on: date = DAY) -> Staff:
    return office.world(on).staff


def person(office: Office, number: str = LEAD) -> int:
    return find_person(staff(office), number, DAY)


def places(office: Office, who: int, on: date) -> list[str]:
    world = office.world(on)
    return [world.hospital.department_name(d, on) for d in world.staff.departments(who, on)]


def record(office: Office, who: int, containing: str, on: date = TO) -> str:
    held = practitioner_changes.held_records(office.library, who, on)
    (found,) = [one for one in held if containing in one.words]
    return found.uid


# Departments


def test_a_transfer_ends_the_old_department_the_day_before(hospital: Office) -> None:
    who = person(hospital)
    done = hospital.do(practitioner_changes.transfer, who, "神经内科", DAY)
    assert done.said == "示例甲 自 2026-05-10 起由神经外科调到神经内科"
    days = (OPENED, BEFORE, DAY, TO)
    assert [places(hospital, who, day) for day in days] == [
        ["神经外科"],
        ["神经外科"],
        ["神经内科"],
        ["神经内科"],
    ]


def test_a_second_department_is_joined_and_parted_from(hospital: Office) -> None:
    who = person(hospital)
    hospital.do(practitioner_changes.join_department, who, "神经内科", DAY)
    assert places(hospital, who, DAY) == ["神经外科", "神经内科"]
    hospital.do(practitioner_changes.transfer, who, "肿瘤科", TO, leaving="神经内科")
    assert places(hospital, who, TO) == ["神经外科", "肿瘤科"]
    later = date(2026, 8, 1)
    hospital.do(practitioner_changes.part_department, who, "神经外科", later)
    assert places(hospital, who, later) == ["肿瘤科"]
    assert places(hospital, who, date(2026, 7, 31)) == ["神经外科", "肿瘤科"]


@pytest.mark.parametrize(
    ("act", "what", "says"),
    [
        (practitioner_changes.transfer, "神经外科", "已经在神经外科"),
        (practitioner_changes.join_department, "神经外科", "已经在神经外科"),
        (practitioner_changes.part_department, "神经外科", "只在神经外科一个科室"),
        (practitioner_changes.part_department, "骨科", "不在骨科"),
        (practitioner_changes.transfer, "", "没有填科室名称"),
    ],
)
def test_a_change_that_changes_nothing_is_refused(
    hospital: Office, act: object, what: str, says: str
) -> None:
    found = hospital.refused(act, person(hospital), what, DAY)  # type: ignore[arg-type]
    assert says in words(found)


def test_who_has_left_is_not_transferred_but_may_return(hospital: Office) -> None:
    who = person(hospital)
    hospital.do(practitioners.set_presence, who, "left", BEFORE)
    found = hospital.refused(practitioner_changes.transfer, who, "神经内科", DAY)
    assert "已离院" in words(found)
    hospital.do(practitioners.set_presence, who, "present", DAY)
    hospital.do(practitioner_changes.transfer, who, "神经内科", DAY)
    where = [staff(hospital).whereabouts(who, day) for day in (OPENED, BEFORE, DAY)]
    assert where == [Whereabouts.HERE, Whereabouts.LEFT, Whereabouts.HERE]


def test_a_transfer_before_a_later_one_would_leave_two_departments(hospital: Office) -> None:
    who = person(hospital)
    hospital.do(practitioner_changes.transfer, who, "神经内科", TO)
    found = hospital.refused(practitioner_changes.transfer, who, "骨科", DAY)
    assert f"自 {TO.isoformat()} 起另有科室变更" in words(found)
    assert [places(hospital, who, day) for day in (DAY, TO)] == [["神经外科"], ["神经内科"]]


def test_a_department_joined_before_a_later_stay_in_it_would_count_twice(hospital: Office) -> None:
    who = person(hospital)
    hospital.do(practitioner_changes.join_department, who, "神经内科", TO)
    found = hospital.refused(practitioner_changes.join_department, who, "神经内科", DAY)
    assert f"自 {TO.isoformat()} 起另有科室变更" in words(found)
    hospital.do(practitioner_changes.join_department, who, "肿瘤科", DAY)
    assert places(hospital, who, TO) == ["神经外科", "肿瘤科", "神经内科"]


def test_an_annulled_transfer_opens_the_old_department_again(hospital: Office) -> None:
    who = person(hospital)
    hospital.do(practitioner_changes.transfer, who, "神经内科", DAY)
    uid = record(hospital, who, "科室 神经内科")
    done = hospital.do(practitioner_changes.annul_record, who, uid, "调错了人")
    assert "科室 神经内科" in done.said
    assert [places(hospital, who, day) for day in (BEFORE, DAY, TO)] == [["神经外科"]] * 3


def test_an_annulled_registration_brings_the_old_one_back(hospital: Office) -> None:
    who = person(hospital)
    hospital.do(practitioners.move_registration, who, DAY, elsewhere="示例外院")
    assert staff(hospital).whereabouts(who, DAY) is Whereabouts.ELSEWHERE
    uid = record(hospital, who, "执业注册 示例外院")
    hospital.do(practitioner_changes.annul_record, who, uid, "登记错")
    assert staff(hospital).whereabouts(who, TO) is Whereabouts.HERE


def test_an_annulment_needs_its_reason_and_a_record_of_that_person(hospital: Office) -> None:
    who = person(hospital)
    uid = record(hospital, who, "职称 主任医师")
    act = practitioner_changes.annul_record
    assert "须写明理由" in words(hospital.refused(act, who, uid, " "))
    assert "没有这一条" in words(hospital.refused(act, person(hospital, NURSE), uid, "错"))
    name = record(hospital, who, "姓名 示例甲")
    assert "唯一的姓名" in words(hospital.refused(act, who, name, "错"))
    hospital.do(act, who, uid, "登记错")
    assert "已经撤销" in words(hospital.refused(act, who, uid, "错"))
    assert staff(hospital).title(who, DAY) == ""


# Visiting and exemption


def invitation(until: date = TO, **more: str) -> invitations.NewInvitation:
    return invitations.NewInvitation("示例邀请函〔2026〕1号", DAY, until, **more)


def test_a_visitor_is_invited_with_document_and_term(hospital: Office) -> None:
    who = person(hospital, VISITOR)
    assert words(visiting_gate(staff(hospital), who, DAY, TO)) != ""
    hospital.do(invitations.invite, who, invitation(department="神经外科"))
    held = staff(hospital)
    assert held.whereabouts(who, DAY) is Whereabouts.VISITING
    assert held.whereabouts(who, date(2026, 7, 1)) is Whereabouts.ELSEWHERE
    assert visiting_gate(held, who, DAY, TO) == ()
    (row,) = held.invitations_of(who)
    assert (row.institution, row.document) == ("示例省外医院", "示例邀请函〔2026〕1号")


def test_an_invitation_is_for_people_registered_elsewhere(hospital: Office) -> None:
    act = invitations.invite
    assert "不需要邀请" in words(hospital.refused(act, person(hospital), invitation()))
    visitor = person(hospital, VISITOR)
    assert "早于起日" in words(hospital.refused(act, visitor, invitation(BEFORE)))
    empty = invitations.NewInvitation(" ", DAY, TO)
    assert "没有填邀请文件" in words(hospital.refused(act, visitor, empty))
    hospital.do(practitioners.set_presence, visitor, "died", BEFORE)
    assert "已去世" in words(hospital.refused(act, visitor, invitation()))


@pytest.mark.parametrize("key", ["S16", "神经血管介入诊疗技术"])
def test_an_exemption_names_its_rule_and_its_technology(hospital: Office, key: str) -> None:
    who = person(hospital, NURSE)
    draft = invitations.NewExemption(key, "示例规定第九条", DAY, "示例理由", "示例文件", TO)
    done = hospital.do(invitations.exempt, who, draft)
    assert "免训：神经血管介入诊疗技术" in done.said
    (row,) = staff(hospital).exemptions_of(who)
    assert (row.basis, row.reason, row.until) == ("示例规定第九条", "示例理由", TO)
    answer = trained_for(staff(hospital), who, (row.lineage,), TO)
    assert answer.is_fit
    assert answer.exemptions == (row,)


def test_an_exemption_without_a_rule_or_a_restricted_technology_is_refused(
    hospital: Office,
) -> None:
    who = person(hospital, NURSE)
    no_basis = invitations.NewExemption("S16", "", DAY)
    assert "没有填免训所依据的规定" in words(hospital.refused(invitations.exempt, who, no_basis))
    unknown = invitations.NewExemption("没有这项", "示例规定", DAY)
    assert "没有「没有这项」" in words(hospital.refused(invitations.exempt, who, unknown))
    hospital.propose("", "示例普通技术")
    usual = invitations.NewExemption("示例普通技术", "示例规定", DAY)
    assert "不是限制类技术" in words(hospital.refused(invitations.exempt, who, usual))


# Certificates


def draft(*scans: NewScan, until: date | None = None) -> certificates.NewCertificate:
    kind = CertificateKind.TRAINING
    named = ("介入培训合格证", "示例〔2026〕9号", "示例基地")
    return certificates.NewCertificate(kind, *named, DAY, until, scans=scans)


def test_a_certificate_comes_with_its_scans(hospital: Office) -> None:
    who = person(hospital, NURSE)
    scan = NewScan("", content=PNG, name="合格证.png")
    done = hospital.do(certificates.add_certificate, who, draft(scan))
    assert done.said == "已登记 示例丁 的相关培训证明，连同 1 份扫描件"
    held = staff(hospital).all_certificates_of(who)
    one = certificates.certificate_of(held, "示例〔2026〕9号")
    with hospital.library.look() as look:
        (file,) = attachments.linked_files(look, (one.uid,))
        assert attachments.content_of(look, file.attachment_id) == PNG
    again = NewScan(one.uid, content=PNG, name="又一次.png")
    found = hospital.refused(certificates.attach_scans, who, [again])
    assert "已经在「相关培训证明，介入培训合格证，示例〔2026〕9号」名下" in words(found)
    other = NewScan(one.uid, content=PNG + b"2", name="背面.png")
    hospital.do(certificates.attach_scans, who, [other])
    with hospital.library.look() as look:
        assert len(attachments.linked_files(look, (one.uid,))) == 2


def test_a_certificate_whose_scan_is_no_scan_is_not_kept(hospital: Office) -> None:
    who = person(hospital, NURSE)
    before = staff(hospital).all_certificates_of(who)
    with pytest.raises(BadInput):
        hospital.do(certificates.add_certificate, who, draft(NewScan("", content=b"x", name="x")))
    assert staff(hospital).all_certificates_of(who) == before


def test_a_certificate_needs_a_name_and_days_in_order(hospital: Office) -> None:
    who = person(hospital, NURSE)
    act = certificates.add_certificate
    assert "早于发证日期" in words(hospital.refused(act, who, draft(until=BEFORE)))
    kind = CertificateKind.TITLE
    nameless = certificates.NewCertificate(kind, " ", "", "", DAY)
    assert "没有填证书名称" in words(hospital.refused(act, who, nameless))
    stranger = NewScan("没有", content=PNG, name="x.png")
    found = hospital.refused(certificates.attach_scans, who, [stranger])
    assert articles(found) == ["INPUT"]


def test_an_annulled_certificate_no_longer_opens_the_door(hospital: Office) -> None:
    who = person(hospital)
    lineage = ("hunan-s16",)
    assert trained_for(staff(hospital), who, lineage, DAY).state is TrainingState.TRAINED
    uid = record(hospital, who, "相关培训证明")
    hospital.do(practitioner_changes.annul_record, who, uid, "证书是另一人的")
    assert trained_for(staff(hospital), who, lineage, DAY).state is TrainingState.MISSING


# Names


def test_namesakes_are_told_apart_and_found_again(hospital: Office) -> None:
    hospital.hire("示例甲", "1009", department="骨科")
    world = hospital.world(DAY)
    first, second = (find_person(world.staff, n, DAY) for n in (LEAD, "1009"))
    told = [called(world.staff, world.hospital, p, DAY) for p in (first, second)]
    assert told == ["示例甲（1001，神经外科）", "示例甲（1009，骨科）"]
    assert [find_person(world.staff, name, DAY) for name in told] == [first, second]
    nurse = find_person(world.staff, NURSE, DAY)
    assert called(world.staff, world.hospital, nurse, DAY) == "示例丁"


def test_every_change_is_told_and_audited(hospital: Office) -> None:
    done: list[Done] = []
    who, visitor = person(hospital), person(hospital, VISITOR)
    done.append(hospital.do(practitioner_changes.transfer, who, "骨科", DAY))
    done.append(hospital.do(practitioner_changes.join_department, who, "急诊科", DAY))
    done.append(hospital.do(practitioner_changes.part_department, who, "急诊科", TO))
    done.append(hospital.do(invitations.invite, visitor, invitation()))
    assert all(one.changed == {"practitioner"} and one.subject for one in done)
    assert hospital.acts()[-4:] == [
        "practitioner.transfer",
        "practitioner.join",
        "practitioner.part",
        "practitioner.invite",
    ]
