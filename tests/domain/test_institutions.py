"""医疗机构登记按日取值；中医机构的收文机关（第五十条，湘11号 六（三））。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from medtech_desktop.domain.institutions import (
    INSTITUTION_LABELS,
    Authority,
    AuthorityRank,
    Hospital,
    InstitutionKind,
    LicenceAuthority,
    SiteLicence,
    addressee_findings,
)
from tests.domain.records import LONG_AGO, fact, hospital

DAY, CHANGED = date(2026, 10, 9), date(2026, 6, 1)


def with_authorities(*facts: object, issuing_tcm: bool = False) -> Hospital:
    ranks = (AuthorityRank.ISSUING, AuthorityRank.PROVINCIAL, AuthorityRank.PROVINCIAL)
    tcm = (issuing_tcm, False, True)
    names = ("示例市卫健委", "示例省卫健委", "示例省中医药局")
    return replace(
        hospital(*facts),  # type: ignore[arg-type]
        authorities=tuple(
            Authority(n, "", 1, rank, flag)
            for n, (rank, flag) in enumerate(zip(ranks, tcm, strict=True), 1)
        ),
        authority_facts=tuple(fact("name", name, subject=n) for n, name in enumerate(names, 1)),
        licence_authorities=(LicenceAuthority(1, "", 1, 1, 1, LONG_AGO, None),),
    )


def test_values_are_those_of_the_day() -> None:
    here = hospital(fact("principal", "甲"), fact("principal", "乙", CHANGED, seq=2))
    days = (date(2026, 5, 31), CHANGED)
    assert [here.value(InstitutionKind.PRINCIPAL, day) for day in days] == ["甲", "乙"]
    assert set(INSTITUTION_LABELS) == set(InstitutionKind)


def test_the_licence_of_a_site_may_change_and_reaches_back() -> None:
    here = hospital(licences=2, sites=(1,))
    moved = (
        SiteLicence(1, "", 1, 1, 1, date(2020, 1, 1), date(2026, 5, 31)),
        SiteLicence(2, "", 2, 1, 2, CHANGED, None),
    )
    here = replace(here, site_licences=moved)
    days = (date(2019, 1, 1), date(2026, 5, 31), CHANGED)
    licences = [here.licence_of(1, day) for day in days]
    assert [one.id for one in licences if one] == [1, 1, 2]
    assert here.licence_of(9, DAY) is None
    assert [site.id for site in here.sites_of(2)] == [1]


def test_two_sites_of_one_licence() -> None:
    here = hospital(sites=(1, 1))
    assert [site.id for site in here.sites_of(1)] == [1, 2]
    default = here.default_site()
    assert default is not None
    assert default.id == 1
    assert Hospital(LONG_AGO).default_site() is None


def test_a_name_before_its_first_day_is_the_earliest_one() -> None:
    here = replace(
        hospital(),
        department_facts=(fact("name", "旧科", CHANGED), fact("name", "新科", DAY, seq=2)),
    )
    days = (LONG_AGO, CHANGED, DAY)
    assert [here.department_name(1, day) for day in days] == ["旧科", "旧科", "新科"]
    assert here.authority_name(None, DAY) == ""


def test_a_general_hospital_files_where_its_licence_came_from() -> None:
    here = with_authorities()
    assert addressee_findings(here, 1, DAY) == ()
    assert here.authority_name(here.provincial_authority(DAY), DAY) == "示例省卫健委"
    assert here.issuing_authority(2, DAY) is None


def test_a_tcm_hospital_with_another_authority_is_told_so() -> None:
    here = with_authorities(fact("tcm", "yes", CHANGED))
    assert addressee_findings(here, 1, date(2026, 5, 31)) == ()
    [found] = addressee_findings(here, 1, CHANGED)
    assert (found.article, found.field) == ("MTCA-50", "authority")
    assert "发证机关「示例市卫健委」" in found.message


def test_a_tcm_hospital_with_the_tcm_authority_is_in_order() -> None:
    here = with_authorities(fact("tcm", "yes"), issuing_tcm=True)
    assert addressee_findings(here, 1, DAY) == ()
    assert here.authority_name(here.provincial_authority(DAY), DAY) == "示例省中医药局"


def test_without_a_provincial_tcm_authority_the_gap_is_named() -> None:
    here = with_authorities(fact("tcm", "yes"), issuing_tcm=True)
    here = replace(here, authorities=here.authorities[:2])
    [found] = addressee_findings(here, 1, DAY)
    assert "省级机关「示例省卫健委」" in found.message


def test_the_issuing_authority_is_that_of_the_day_with_its_name_of_the_day() -> None:
    here = with_authorities(issuing_tcm=False)
    moved = (
        LicenceAuthority(1, "", 1, 1, 1, date(2020, 1, 1), date(2026, 5, 31)),
        LicenceAuthority(2, "", 2, 1, 2, CHANGED, None),
    )
    renamed = (*here.authority_facts, fact("name", "示例市卫健局", DAY, subject=1, seq=9))
    here = replace(here, licence_authorities=moved, authority_facts=renamed)
    days = (date(2019, 1, 1), date(2026, 5, 31), CHANGED)
    found = [here.issuing_authority(1, day) for day in days]
    assert [one.id for one in found if one] == [1, 1, 2]
    names = [here.authority_name(found[0], day) for day in (date(2010, 1, 1), CHANGED, DAY)]
    assert names == ["示例市卫健委", "示例市卫健委", "示例市卫健局"]


def test_each_site_has_its_own_name() -> None:
    names = (fact("name", "本部", subject=1), fact("name", "东院", subject=2, seq=2))
    here = replace(hospital(sites=(1, 1)), site_facts=names)
    assert [here.site_name(site, DAY) for site in (1, 2, 3)] == ["本部", "东院", ""]
