"""登记本院：机构、院区、许可证、发证机关、科室、放假安排。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.annexes import name_is_full
from medtech_desktop.domain.institutions import (
    INSTITUTION_LABELS,
    AuthorityRank,
    Hospital,
    InstitutionKind,
)
from medtech_desktop.domain.working_days import SpecialDay, festival_gaps
from medtech_desktop.office.acts import Clerk, Done, gate, named, not_found
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.store.book import Book
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import institutions as t

_INSTITUTION = frozenset({"institution"})


def set_institution(
    library: Book,
    clerk: Clerk,
    values: dict[InstitutionKind, str],
    since: date,
    *,
    document: str = "",
) -> Done:
    """登记机构事实，自 ``since`` 起；以前的值保留，旧日期的文书仍用旧值。"""
    with library.act(clerk, "institution.set", effective=since) as page:
        for kind, value in values.items():
            if value.strip() or kind is InstitutionKind.NAME:
                named(value, INSTITUTION_LABELS[kind], kind.value)
            gate(page, name_is_full(value) if kind is InstitutionKind.NAME else ())
            page.add(
                t.InstitutionFact, subject_id=1, kind=kind.value, value=value.strip(), since=since
            )
        if document:
            page.remark(document=document)
    words = "、".join(INSTITUTION_LABELS[kind] for kind in values)
    return Done(_INSTITUTION, f"已登记{words}，自 {since.isoformat()} 起")


def add_authority(
    page: Page, name: str, rank: AuthorityRank, since: date, *, tcm: bool = False
) -> int:
    """登记一个卫生行政部门。"""
    called = named(name, "机关名称", "authority")
    authority = page.add(t.AuthorityRow, rank=rank, tcm=tcm)
    page.add(t.AuthorityFact, subject_id=authority, kind="name", value=called, since=since)
    return authority


def add_site(
    library: Book,
    clerk: Clerk,
    name: str,
    since: date,
    *,
    licence_number: str = "",
    same_licence_as: int | None = None,
    authority: str = "",
) -> Done:
    """登记院区。``same_licence_as``：与哪个院区同一张许可证；否则另有一张证、一个发证机关。"""
    called = named(name, "院区名称", "site")
    with library.act(clerk, "site.add", effective=since) as page:
        hospital = load_hospital(page)
        first = not hospital.sites
        site = page.add(t.SiteRow, is_default=first)
        page.add(t.SiteFact, subject_id=site, kind="name", value=called, since=since)
        licence_id: int | None = None
        if same_licence_as is not None:
            licence = hospital.licence_of(same_licence_as, since)
            licence_id = licence.id if licence else None
        if licence_id is None:
            licence_id = _add_licence(page, hospital, licence_number, authority, since)
        page.add(t.SiteLicenceRow, site_id=site, licence_id=licence_id, since=since, until=None)
    return Done(_INSTITUTION, f"已登记院区「{name}」", subject=str(site))


def _add_licence(page: Page, hospital: Hospital, number: str, authority: str, since: date) -> int:
    licence = page.add(t.LicenceRow, number=number.strip())
    named = [
        a for a in hospital.authorities if hospital.authority_name(a, since) == authority.strip()
    ]
    if named:
        authority_id = named[0].id
    else:
        tcm = hospital.is_tcm(since) and "中医" in authority
        authority_id = add_authority(page, authority, AuthorityRank.ISSUING, since, tcm=tcm)
    page.add(
        t.LicenceAuthorityRow,
        licence_id=licence,
        authority_id=authority_id,
        since=since,
        until=None,
    )
    return licence


def set_issuing_authority(
    library: Book, clerk: Clerk, licence_id: int, name: str, since: date, *, tcm: bool = False
) -> Done:
    """登记某许可证的发证机关，自 ``since`` 起。原机关的记录保留。"""
    with library.act(clerk, "licence.authority", effective=since) as page:
        hospital = load_hospital(page)
        same = [
            a
            for a in hospital.authorities
            if hospital.authority_name(a, since) == name
            and a.tcm == tcm
            and a.rank is AuthorityRank.ISSUING
        ]
        new = (
            same[0].id if same else add_authority(page, name, AuthorityRank.ISSUING, since, tcm=tcm)
        )
        for row in hospital.licence_authorities:
            if row.licence_id == licence_id and row.until is None and row.since < since:
                page.annul(t.LicenceAuthorityRow, row.uid, "发证机关变更，补登终止日")
                page.add(
                    t.LicenceAuthorityRow,
                    licence_id=licence_id,
                    authority_id=row.authority_id,
                    since=row.since,
                    until=date.fromordinal(since.toordinal() - 1),
                )
        page.add(
            t.LicenceAuthorityRow, licence_id=licence_id, authority_id=new, since=since, until=None
        )
    return Done(_INSTITUTION, f"自 {since.isoformat()} 起，发证机关为{name}")


def add_department(
    library: Book, clerk: Clerk, name: str, since: date, *, site_id: int | None = None
) -> Done:
    """登记科室。同名在册的不重复登记。"""
    with library.act(clerk, "department.add", effective=since) as page:
        department = ensure_department(page, name, since, site_id=site_id)
    return Done(frozenset({"department"}), f"已登记科室「{name}」", subject=str(department))


def rename_department(library: Book, clerk: Clerk, name: str, new: str, since: date) -> Done:
    """科室自 ``since`` 起改用新名称：以前的日子仍用旧名，旧名的登记照样认得。raises Refused."""
    called = named(new, "新名称", "new")
    with library.act(clerk, "department.rename", effective=since) as page:
        hospital = load_hospital(page)
        department = find_department(hospital, name, since)
        for fact in hospital.department_facts:
            if fact.kind == "name" and fact.value == called:
                raise not_found(
                    f"「{called}」已经是一个科室的名称",
                    "换一个名称；几个科室并成一个的，把人逐个调科",
                    "new",
                )
            if fact.kind == "name" and fact.subject_id == department and fact.since >= since:
                said = f"「{name.strip()}」这个名称自 {fact.since.isoformat()} 起"
                raise not_found(said, "更名日写在那一天以后", "since")
        page.add(t.DepartmentFact, subject_id=department, kind="name", value=called, since=since)
    said = f"自 {since.isoformat()} 起「{name.strip()}」改称「{called}」"
    return Done(frozenset({"department"}), said, subject=str(department))


def department_id(library: Book, name: str, on: date) -> int:
    """按名称找科室。raises Refused when there is none."""
    with library.look() as look:
        hospital = look.kept(load_hospital)
    return find_department(hospital, name, on)


def find_department(hospital: Hospital, name: str, on: date) -> int:
    """同 ``department_id``，登记已经读好。raises Refused."""
    wanted = name.strip()
    for row in hospital.departments:
        if hospital.department_name(row.id, on) == wanted:
            return row.id
    raise not_found(f"没有科室「{wanted}」", "核对名称，或先登记科室", "department")


def ensure_department(page: Page, name: str, since: date, *, site_id: int | None = None) -> int:
    """科室编号；不在册则登记。raises Refused when no site is known yet."""
    called = named(name, "科室名称", "department")
    hospital = load_hospital(page)
    for row in hospital.departments:
        if hospital.department_name(row.id, since) == called:
            return row.id
    site = hospital.default_site()
    if site_id is None and site is None:
        raise not_found("还没有登记院区", "先登记本院的院区和许可证", "site")
    department = page.add(
        t.DepartmentRow, site_id=site_id if site_id is not None else (site.id if site else 0)
    )
    page.add(t.DepartmentFact, subject_id=department, kind="name", value=called, since=since)
    return department


def add_special_days(
    library: Book, clerk: Clerk, days: Sequence[SpecialDay], years_complete: Sequence[int] = ()
) -> Done:
    """录入放假安排；``years_complete`` 中的年份从此不再暂定，全部期限随之重算。"""
    with library.act(clerk, "holidays.set") as page:
        for day in days:
            page.add(
                t.SpecialDayRow,
                day=day.day,
                working=day.working,
                name=day.name,
                source=day.source or "本院录入",
            )
        for year in years_complete:
            gaps = festival_gaps(days, year)
            if gaps:
                words = "、".join(gaps)
                message = f"{year} 年的放假安排里没有：{words}"
                raise not_found(message, "补齐后再标为完整；只补几天的，不要标为完整", "years")
            page.add(t.KnownYearRow, year=year, source="本院录入")
    return Done(frozenset({"holidays"}), f"已录入 {len(days)} 天放假与调休安排")


def find_site(library: Book, name: str, on: date) -> tuple[int, int | None]:
    """按名称找院区：院区编号与当日的许可证编号。raises Refused when there is no such site."""
    with library.look() as look:
        hospital = load_hospital(look)
    names = [
        hospital.site_name(site.id, on) or hospital.site_name(site.id, date.max)
        for site in hospital.sites
    ]
    for site, called in zip(hospital.sites, names, strict=True):
        if called == name.strip():
            licence = hospital.licence_of(site.id, on)
            return site.id, licence.id if licence else None
    listed = "、".join(names) or "还没有登记院区"
    raise not_found(f"没有院区「{name}」", f"在册的院区：{listed}", "site")


@dataclass(frozen=True, slots=True)
class InstitutionView:
    """本院登记一览。"""

    values: tuple[tuple[str, str], ...]
    sites: tuple[tuple[int, str, int | None, str, str], ...]
    departments: tuple[tuple[int, str], ...]
    provincial: str


def _departments(hospital: Hospital, on: date) -> tuple[tuple[int, str], ...]:
    """科室，按名称的拼音。"""
    told = [(d.id, hospital.department_name(d.id, on)) for d in hospital.departments]
    return tuple(sorted(told, key=lambda one: sort_key(one[1])))


def institution_view(library: Book, on: date) -> InstitutionView:
    """本院登记：机构事实、院区（名称、许可证、发证机关）、科室。"""
    with library.look() as look:
        hospital = load_hospital(look)
    sites = []
    for site in hospital.sites:
        licence = hospital.licence_of(site.id, on)
        authority = hospital.issuing_authority(licence.id, on) if licence else None
        sites.append(
            (
                site.id,
                hospital.site_name(site.id, on),
                licence.id if licence else None,
                licence.number if licence else "",
                hospital.authority_name(authority, on),
            )
        )
    provincial = hospital.authority_name(hospital.provincial_authority(on), on)
    return InstitutionView(
        tuple((label, hospital.value(kind, on)) for kind, label in INSTITUTION_LABELS.items()),
        tuple(sites),
        _departments(hospital, on),
        provincial,
    )
