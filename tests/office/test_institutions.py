"""本院登记：中医机构的收文机关、按日的名称、院区与放假（第五十条，湘11号 六（三））。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.practitioners import CertificateKind, PractitionerKind
from medtech_desktop.domain.working_days import SpecialDay
from medtech_desktop.office import institutions, practitioners, technologies
from medtech_desktop.office.dossiers import submit_filing
from medtech_desktop.office.institutions import institution_view
from medtech_desktop.office.papers import annex5_of
from medtech_desktop.office.practitioner_lists import practitioner_list
from medtech_desktop.office.surgery_vocabulary import vocabulary
from medtech_desktop.office.todo import todo_board
from medtech_desktop.store.institutions import load_hospital
from tests.builders import (
    COMPLETED,
    FILING,
    LEAD,
    OPENED,
    OPENED_FILING,
    SUBMITTED,
    Office,
    articles,
    new_hospital,
    words,
)

TCM_SINCE = date(2026, 10, 1)
TCM = {InstitutionKind.TCM: "yes"}


@pytest.fixture
def tcm(tmp_path: Path) -> Iterator[Office]:
    """中医医院。"""
    office = new_hospital(tmp_path / "库", tcm=True)
    yield office
    office.library.close()


def _about_authorities(office: Office, on: date) -> list[str]:
    titles = [gap.title for gap in todo_board(office.library, on).gaps]
    return [title for title in titles if "主管部门" in title or "发证机关" in title]


# --- 中医机构（第五十条，湘11号 六（三）） ----------


@pytest.mark.allows("MTCA-50")
def test_every_addressee_of_a_tcm_hospital_is_the_tcm_authority(tcm: Office) -> None:
    view = institution_view(tcm.library, SUBMITTED)
    assert view.provincial == "湖南省中医药管理局"
    [(_, _, _, licence, authority)] = view.sites
    assert (licence, authority) == ("示例证一", "示例市中医药管理局")
    assert _about_authorities(tcm, SUBMITTED) == []


@pytest.mark.refuses("MTCA-50")
def test_a_tcm_hospital_cannot_file_with_another_authority(ready: Office) -> None:
    ready.do(institutions.set_institution, TCM, TCM_SINCE)
    found = ready.refused(submit_filing, FILING, SUBMITTED)
    assert articles(found) == ["MTCA-50"]
    assert "发证机关「示例市卫生健康委员会」不是中医药主管部门" in words(found)
    assert len(_about_authorities(ready, SUBMITTED)) == 1


@pytest.mark.allows("HN-6.3")
def test_papers_go_to_the_authority_of_their_day(filed: Office) -> None:
    later = date(2026, 11, 2)
    licence = filed.world(later).hospital.licences[0].id
    filed.do(institutions.set_institution, TCM, later)
    name = "示例市卫生健康委员会"  # 加挂中医药管理局牌子，同名而另有其职
    filed.do(institutions.set_issuing_authority, licence, name, later, tcm=True)
    hospital = filed.world(later).hospital
    before = hospital.issuing_authority(licence, COMPLETED)
    after = hospital.issuing_authority(licence, later)
    assert before is not None
    assert after is not None
    assert (before.tcm, after.tcm) == (False, True)
    provincial = [institution_view(filed.library, day).provincial for day in (COMPLETED, later)]
    assert provincial == ["湖南省卫生健康委员会", "湖南省中医药管理局"]
    assert _about_authorities(filed, later) == []


def test_a_new_authority_leaves_the_old_rows_alone(filed: Office) -> None:
    later = date(2026, 11, 2)
    licence = filed.world(later).hospital.licences[0].id
    filed.do(institutions.set_issuing_authority, licence, "示例市行政审批局", later)
    assert filed.filing(FILING, COMPLETED).authority == "示例市卫生健康委员会"
    assert filed.filing(FILING, later).authority == "示例市行政审批局"
    [row] = annex5_of(filed.world(later), 2026, 2).rows
    assert row.authority == "示例市卫生健康委员会"


# --- 院区、科室 ----------


def test_a_site_of_the_same_licence_shares_it(hospital: Office) -> None:
    home = hospital.world(OPENED).hospital.sites[0].id
    hospital.do(institutions.add_site, "示例东院", OPENED, same_licence_as=home)
    sites = institution_view(hospital.library, OPENED).sites
    assert [(name, licence) for _, name, _, licence, _ in sites] == [
        ("本部", "示例证一"),
        ("示例东院", "示例证一"),
    ]
    assert len(hospital.world(OPENED).hospital.licences) == 1


def test_a_department_is_registered_once(hospital: Office) -> None:
    first = hospital.do(institutions.add_department, "示例科", OPENED).subject
    assert hospital.do(institutions.add_department, "示例科", OPENED).subject == first


def test_values_keep_their_days(hospital: Office) -> None:
    later = date(2026, 6, 1)
    hospital.do(institutions.set_institution, {InstitutionKind.PRINCIPAL: "示例新院长"}, later)
    then = dict(institution_view(hospital.library, date(2026, 5, 31)).values)
    now = dict(institution_view(hospital.library, later).values)
    assert (then["医疗机构主要负责人"], now["医疗机构主要负责人"]) == ("示例院长", "示例新院长")


# --- 放假安排 ----------


def test_a_missing_year_is_a_gap_from_october_on(hospital: Office) -> None:
    autumn = date(2026, 10, 8)
    missing = "2027年放假安排缺失"

    def titles(on: date) -> list[str]:
        return [gap.title for gap in todo_board(hospital.library, on).gaps]

    assert missing not in titles(date(2026, 9, 30))
    assert titles(autumn).count(missing) == 1
    names = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
    days = [SpecialDay(date(2027, n, 5), False, name) for n, name in enumerate(names, 1)]
    hospital.do(institutions.add_special_days, days, [2027])
    board = todo_board(hospital.library, autumn)
    assert board.holidays_until == 2027
    assert missing not in titles(autumn)


# --- 人员 ----------


def test_people_are_found_by_number_and_named_when_alike(hospital: Office) -> None:
    hospital.hire("示例甲", "1009")
    world = hospital.world(OPENED)
    by_number = practitioners.find_person(world.staff, LEAD, OPENED)
    assert world.staff.name(by_number, OPENED) == "示例甲"
    twice = hospital.refused(technologies.add_technology, _led_by("示例甲"), OPENED)
    assert "有 2 名「示例甲」：1001、1009" in words(twice)
    nobody = hospital.refused(technologies.add_technology, _led_by("示例无名"), OPENED)
    assert "没有人员「示例无名」" in words(nobody)


def _led_by(lead: str) -> technologies.NewTechnology:
    return technologies.NewTechnology(code="S16", leads=(lead,))


def test_a_staff_number_is_given_once(hospital: Office) -> None:
    again = practitioners.NewPractitioner(
        "示例己", LEAD, PractitionerKind.PHYSICIAN, "主任医师", "神经外科", OPENED
    )
    found = hospital.refused(practitioners.add_practitioner, again)
    assert "工号 1001 已经在册" in words(found)


def test_the_roll_shows_where_each_is_registered(hospital: Office) -> None:
    lines = {line.staff_number: line for line in practitioner_list(hospital.library, OPENED)}
    assert [lines[n].place for n in ("1001", "2001")] == ["本院", "示例省外医院"]
    assert lines["1001"].departments == "神经外科"


def test_title_and_certificate_are_of_their_day(filing: Office) -> None:
    person = practitioners.find_person(filing.world(OPENED).staff, LEAD, OPENED)
    filing.do(practitioners.set_title, person, "副主任医师", OPENED_FILING)
    staff = filing.world(OPENED_FILING).staff
    titles = [staff.title(person, day) for day in (OPENED, OPENED_FILING)]
    assert titles == ["主任医师", "副主任医师"]
    held = staff.certificates_of(person, CertificateKind.TRAINING, OPENED_FILING)
    assert [c.title for c in held] == ["技术培训合格证"]


def test_a_renamed_department_keeps_its_old_name_on_older_days(hospital: Office) -> None:
    number = int(hospital.do(institutions.add_department, "示例科", OPENED).subject)
    hospital.do(institutions.add_department, "骨科", OPENED)
    since = date(2026, 9, 1)
    done = hospital.do(institutions.rename_department, "示例科", "示例新科", since)
    assert done.said == "自 2026-09-01 起「示例科」改称「示例新科」"
    with hospital.library.look() as look:
        held = load_hospital(look)
        assert held.department_name(number, date(2026, 8, 31)) == "示例科"
        assert held.department_name(number, since) == "示例新科"
        known = vocabulary(look).departments
    assert known["示例科"] == known["示例新科"] == number  # the log may write either
    rename = institutions.rename_department
    (taken,) = hospital.refused(rename, "示例新科", "骨科", date(2026, 10, 1))
    assert "已经是一个科室的名称" in taken.message
    hospital.refused(rename, "示例新科", "又一科", since)  # two names from one day
    hospital.refused(rename, "没有的科", "又一科", since)
