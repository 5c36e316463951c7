"""技术档案由登记写成：资质、权限的每次变动与理由、手术量、变动；问哪一天是哪一天。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.practitioner_files import PractitionerFile
from medtech_desktop.domain.practitioners import CertificateKind
from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.office import certificates, practitioner_changes, practitioners, privileges
from medtech_desktop.office.acts import today
from medtech_desktop.office.paper_kinds import paper_of
from medtech_desktop.office.practitioner_files import practitioner_file
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.office.privileges import NewDecision, NewEvent
from medtech_desktop.office.scans import NewScan
from medtech_desktop.store.tables.gradings import ProcedureCodeRow
from medtech_desktop.store.tables.privileges import PrivilegeEventRow, SpecialtyRow, WorkloadRow
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow
from tests.builders import CLERK, LEAD, OPENED, Office
from tests.documents.paper_samples import page_texts
from tests.documents.scan_samples import jpeg

DAY = date(2026, 5, 10)
NOW = today()
"""An annulment is of the day on which it is really made."""


def person(office: Office, number: str = LEAD) -> int:
    return find_person(office.world(NOW).staff, number, NOW)


def file(office: Office, on: date = NOW, number: str = LEAD) -> PractitionerFile:
    return practitioner_file(office.library, person(office, number), on)


def privileged(office: Office) -> None:
    """神经外科专业三级，后来暂停；一种手术，登记错，已撤销；全年的手术量。"""
    who = person(office)
    with office.library.act(CLERK, "test.lists") as page:
        specialty = page.add(SpecialtyRow, name="神经外科专业", since=OPENED)
        edition = page.add(
            CodeEditionRow, key="示例版", name="示例版", source="", since=OPENED, note=""
        )
        page.add(
            ProcedureRow, edition_id=edition, code="D01.0100", name="示例穿刺术", category="手术"
        )
        code = page.add(ProcedureCodeRow, code="D01.0100")
        page.add(
            WorkloadRow,
            person_id=who,
            code_id=None,
            technology_id=None,
            period_from=date(2025, 1, 1),
            period_to=date(2025, 12, 31),
            cases=120,
            complications=None,
            deaths=0,
            source="手工登记",
        )
    grade, surgery = Target(TargetKind.GRADE, specialty), Target(TargetKind.PROCEDURE, code)
    given = NewDecision(DecisionKind.GRANT, DAY, "考核合格", "示例例会", "示例院字1号")
    stopped = NewDecision(DecisionKind.RESTRICTION, DAY, "评估", "示例例会", "示例院字2号")
    for decision, event in (
        (given, NewEvent(who, grade, Verb.GRANT, DAY, date(2028, 5, 9), 3, "首次授予")),
        (given, NewEvent(who, surgery, Verb.GRANT, DAY, None, None, "首次授予")),
        (stopped, NewEvent(who, grade, Verb.SUSPEND, date(2026, 9, 1), None, None, "并发症偏高")),
    ):
        office.do(privileges.decide_privileges, decision, [event], reason="示例")
    with office.library.act(CLERK, "test.annul") as page:
        rows = page.raw("SELECT uid FROM privilege_event WHERE code_id IS NOT NULL")
        page.annul(PrivilegeEventRow, str(rows[0][0]), "授错了人")


def test_the_file_tells_who_he_is_on_that_day(hospital: Office) -> None:
    hospital.do(practitioner_changes.transfer, person(hospital), "骨科", DAY)
    hospital.do(practitioners.set_title, person(hospital), "返聘专家", date(2026, 8, 1))
    before, after = file(hospital, date(2026, 5, 9)), file(hospital)
    assert (before.departments, after.departments) == ("神经外科", "骨科")
    assert (before.title, after.title) == ("主任医师", "返聘专家")
    assert [span.words for span in after.titles] == ["主任医师", "返聘专家"]
    assert after.titles[0].until == date(2026, 7, 31)
    assert [span.words for span in after.memberships] == ["神经外科", "骨科"]
    assert (after.kind, after.whereabouts, after.registered) == ("医师", "在院", "本院")
    assert all(change.day <= date(2026, 5, 9) for change in before.changes)


def test_the_file_of_someone_without_a_title_says_so(hospital: Office) -> None:
    who = person(hospital)
    held = practitioner_changes.held_records(hospital.library, who, NOW)
    uid = next(one.uid for one in held if one.words.startswith("职称"))
    hospital.do(practitioner_changes.annul_record, who, uid, "登记错")
    told = file(hospital)
    assert (told.title, told.titles) == ("", ())
    assert any(gap.message == "没有登记职称" for gap in told.gaps)


def test_every_permission_with_its_changes_and_reasons(hospital: Office) -> None:
    privileged(hospital)
    told = file(hospital)
    states = {(one.kind, one.target): one.state for one in told.permissions}
    assert states[("手术级别", "神经外科专业")] == "暂停"
    [grade] = [one for one in told.permissions if one.kind == "手术级别"]
    assert grade.since == date(2026, 9, 1)
    [before] = [
        one for one in file(hospital, date(2026, 7, 1)).permissions if one.kind == grade.kind
    ]
    assert (before.state, before.since) == ("有效", DAY)  # the day of the grant itself
    assert states.get(("手术", "D01.0100 示例穿刺术"), "没有授权") == "没有授权"
    verbs = [(one.verb, one.reason, one.document) for one in told.permission_events]
    assert verbs[0] == ("暂停", "并发症偏高", "示例院字2号")
    assert len(verbs) == 3
    (gone,) = [one for one in told.permission_events if one.annulled_on is not None]
    assert gone.target == "D01.0100 示例穿刺术"
    words = [change.words for change in told.changes if change.kind == "权限"]
    assert any(word.startswith("撤销登记（有误）") for word in words)
    june = {(one.kind, one.target): one for one in file(hospital, date(2026, 6, 1)).permissions}
    held = june[("手术级别", "神经外科专业")]
    assert (held.state, held.grade, held.until) == ("有效", "三级", date(2028, 5, 9))


def test_volumes_are_told_as_counted_and_none_is_no_zero(hospital: Office) -> None:
    assert file(hospital).volumes == ()
    privileged(hospital)
    (volume,) = file(hospital).volumes
    assert (volume.target, volume.cases, volume.complications, volume.deaths) == (
        "全部手术",
        120,
        None,
        0,
    )
    assert file(hospital).evaluations == ()


def test_certificates_come_with_term_technology_and_scans(hospital: Office) -> None:
    draft = certificates.NewCertificate(
        CertificateKind.TRAINING,
        "介入培训",
        "示例9号",
        "示例基地",
        DAY,
        date(2026, 10, 31),
        "hunan-s16",
        (NewScan("", content=jpeg(), name="证.jpg"),),
    )
    hospital.do(certificates.add_certificate, person(hospital), draft)
    (one,) = [c for c in file(hospital).trainings if c.number == "示例9号"]
    assert (one.state, one.technology) == ("已过期", "S16 神经血管介入诊疗技术")
    assert [scan.name for scan in one.scans] == ["证.jpg"]
    assert any("已过期：介入培训" in gap.message for gap in file(hospital).gaps)


def test_an_annulled_record_stays_in_the_changes_with_its_reason(hospital: Office) -> None:
    who = person(hospital)
    hospital.do(practitioner_changes.transfer, who, "骨科", DAY)
    held = practitioner_changes.held_records(hospital.library, who, NOW)
    uid = next(one.uid for one in held if "科室 骨科" in one.words)
    hospital.do(practitioner_changes.annul_record, who, uid, "调错了人")
    today = practitioner_file(hospital.library, who, date(2099, 1, 1))
    words = [change.words for change in today.changes]
    assert "撤销登记（有误）：2026-05-10 科室：骨科，调错了人" in words
    assert not any("补登终止日" in word for word in words)


def test_the_paper_is_the_record_and_may_carry_the_scans(hospital: Office) -> None:
    draft = certificates.NewCertificate(
        CertificateKind.PRACTICE,
        "医师执业证书",
        "示例证",
        "示例机关",
        DAY,
        scans=(NewScan("", content=jpeg(), name="执业证.jpg"),),
    )
    hospital.do(certificates.add_certificate, person(hospital), draft)
    world, who = hospital.world(NOW), person(hospital)
    with hospital.library.look() as look:
        plain = paper_of(world, "practitioner-file", LEAD, look=look)
        whole = paper_of(world, "practitioner-file", f"{LEAD}+scans", look=look)
        by_id = paper_of(world, "practitioner-file", f"id:{who}", look=look)
    assert plain.stem == "医师技术档案-1001-示例甲"
    assert by_id.record == plain.record
    assert len(page_texts(whole.render())) == len(page_texts(plain.render())) + 1
    assert plain.formats() == ("pdf", "xlsx")
    with pytest.raises(Refused), hospital.library.look() as look:
        paper_of(world, "practitioner-file", "没有这人", look=look)
