"""数据文件：新建、打开、体检、核验审计。"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import platformdirs

from medtech_desktop.domain.institutions import AuthorityRank, InstitutionKind
from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.provinces import ProvincePack
from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.intake.catalogs import shipped_catalogs
from medtech_desktop.intake.provinces import shipped_province
from medtech_desktop.office.acts import Clerk, clerk_here, named, not_found, today
from medtech_desktop.office.institutions import add_authority
from medtech_desktop.office.storage_places import library_place_findings
from medtech_desktop.resource_files import portable_folder
from medtech_desktop.store import audit
from medtech_desktop.store.audit import AuditReport
from medtech_desktop.store.backups import Progress
from medtech_desktop.store.book import Book
from medtech_desktop.store.doctor import DoctorLine, doctor
from medtech_desktop.store.drives import place_kind
from medtech_desktop.store.institutions import library_fact, load_hospital
from medtech_desktop.store.page import Page
from medtech_desktop.store.printings import QUIET
from medtech_desktop.store.tables import catalogs as c
from medtech_desktop.store.tables import institutions as t

Library = Book

__all__ = [
    "Library",
    "NewHospital",
    "NewSite",
    "check_audit",
    "check_library",
    "library_info",
    "new_library",
    "open_library",
    "usual_folder",
]


@dataclass(frozen=True, slots=True)
class NewSite:
    """新建时一并登记的另一院区；``authority`` 空 = 与本部同一张许可证。"""

    name: str
    licence_number: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class NewHospital:
    """新建时填写的本院情况；``principal_since`` 空 = 自启用日起。"""

    name: str
    type: str = ""
    level: str = ""
    principal: str = ""
    principal_mobile: str = ""
    licence_number: str = ""
    authority: str = ""
    tcm: bool = False
    principal_since: date | None = None
    main_site: str = "本部"
    sites: tuple[NewSite, ...] = ()


def new_library(
    folder: Path,
    hospital: NewHospital,
    *,
    province: str = "湖南",
    opened_on: date | None = None,
    clerk: Clerk | None = None,
    key: bytes | None = None,
    demo: bool = False,
) -> Library:
    """新建数据文件，写入随附目录与本院情况。raises Trouble when the folder is in use."""
    try:
        pack = shipped_province(province)
    except LookupError as error:
        raise BadInput(
            f"没有「{province}」的省份资料，未新建", "目前随附湖南省，省份填「湖南」", "E-NEW-01"
        ) from error
    _check(folder, hospital)
    who = clerk or clerk_here()
    start = opened_on or today()
    library = Book.create(folder, key=key)
    try:
        with library.act(who, "library.new") as page:
            _add_province(page, pack, start, demo=demo)
            _add_hospital(page, hospital, start)
    except BaseException:
        library.close()
        raise
    return library


def _check(folder: Path, hospital: NewHospital) -> None:
    """名称都填了，放的地方合适。raises Refused."""
    named(hospital.name, "医疗机构名称", "name")
    named(hospital.main_site, "院区名称", "main_site")
    names = [hospital.main_site.strip()]
    for site in hospital.sites:
        names.append(named(site.name, "院区名称", "sites"))
    if len(set(names)) < len(names):
        raise not_found("两个院区同名", "改成不同的名称", "sites")
    wrong = library_place_findings(folder, place_kind(folder))
    if wrong:
        raise Refused(wrong)


def _add_province(page: Page, pack: ProvincePack, start: date, *, demo: bool) -> None:
    facts = {
        "opened_on": start.isoformat(),
        "province": pack.id,
        "province_version": pack.version,
        "demo": "yes" if demo else "",
    }
    for kind, value in facts.items():
        if value:
            page.add(t.LibraryFact, kind=kind, value=value)
    add_shipped_catalogs(page, pack.id)
    for one in pack.addressees:
        tcm = one.kind.endswith("tcm")
        add_authority(page, one.name, AuthorityRank.PROVINCIAL, one.since, tcm=tcm)


def _add_hospital(page: Page, hospital: NewHospital, since: date) -> None:
    values = {
        InstitutionKind.NAME: hospital.name,
        InstitutionKind.TYPE: hospital.type,
        InstitutionKind.LEVEL: hospital.level,
        InstitutionKind.PRINCIPAL: hospital.principal,
        InstitutionKind.PRINCIPAL_MOBILE: hospital.principal_mobile,
        InstitutionKind.TCM: "yes" if hospital.tcm else "",
    }
    own = {InstitutionKind.PRINCIPAL, InstitutionKind.PRINCIPAL_MOBILE}
    for kind, value in values.items():
        if value.strip():
            day = (hospital.principal_since or since) if kind in own else since
            page.add(
                t.InstitutionFact, subject_id=1, kind=kind.value, value=value.strip(), since=day
            )
    first = _add_licence(page, hospital, hospital.licence_number, hospital.authority, since)
    _add_site(page, hospital.main_site, first, since, default=True)
    for site in hospital.sites:
        licence = first
        if site.authority.strip():
            licence = _add_licence(page, hospital, site.licence_number, site.authority, since)
        _add_site(page, site.name, licence, since)


def _add_site(page: Page, name: str, licence: int, since: date, *, default: bool = False) -> None:
    site = page.add(t.SiteRow, is_default=default)
    page.add(t.SiteFact, subject_id=site, kind="name", value=name.strip(), since=since)
    page.add(t.SiteLicenceRow, site_id=site, licence_id=licence, since=since, until=None)


def _add_licence(
    page: Page, hospital: NewHospital, number: str, authority: str, since: date
) -> int:
    licence = page.add(t.LicenceRow, number=number.strip())
    if not authority.strip():
        return licence
    known = load_hospital(page)
    same = [
        one.id
        for one in known.authorities
        if one.rank is AuthorityRank.ISSUING
        and known.authority_name(one, since) == authority.strip()
    ]
    tcm = hospital.tcm and "中医" in authority  # others are asked about (第五十条)
    held = (
        same[0] if same else add_authority(page, authority, AuthorityRank.ISSUING, since, tcm=tcm)
    )
    page.add(t.LicenceAuthorityRow, licence_id=licence, authority_id=held, since=since, until=None)
    return licence


def add_shipped_catalogs(page: Page, province: str) -> None:
    """写入随附目录：系列、版、条目、沿革、施行记录、禁止类、不适用名单。"""
    shipped = shipped_catalogs(province)
    for table, rows in (
        (c.SeriesRow, shipped.series),
        (c.EditionRow, shipped.editions),
        (c.EntryRow, shipped.entries),
        (c.EntryLinkRow, shipped.links),
        (c.ForceEventRow, shipped.force_events),
        (c.ProhibitedEntryRow, shipped.prohibited),
        (c.OutOfScopeEntryRow, shipped.out_of_scope),
    ):
        page.add_many(table, [asdict(row) for row in rows])


def open_library(folder: Path, *, key: bytes | None = None, read_only: bool = False) -> Library:
    """打开数据文件；给文件夹或其中的 book.db。raises Trouble with one sentence."""
    return Book.open(folder, key=key, read_only=read_only)


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """状态栏与标题所需：库名、医院、启用日、是否演示、只读与否。"""

    folder: str
    hospital: str
    opened_on: date
    province: str
    demo: bool
    read_only: bool
    notices: tuple[str, ...]
    holidays_until: int


def library_info(library: Library, on: date) -> LibraryInfo:
    """库的基本情况。"""
    from medtech_desktop.store.institutions import load_calendar

    with library.look() as look:
        hospital = look.kept(load_hospital)
        calendar = look.kept(load_calendar)
        demo = library_fact(look, "demo") == "yes"
        province = library_fact(look, "province")
    return LibraryInfo(
        library.folder.name,
        hospital.name(on),
        hospital.opened_on,
        province,
        demo,
        library.read_only,
        tuple(str(n) for n in library.notices),
        max(calendar.known_years, default=0),
    )


def usual_folder() -> Path:
    """没有指明时的数据文件夹：绿色版在程序旁边，否则在使用者数据目录下。"""
    beside = portable_folder()
    if beside is not None:
        return beside / "资料库"
    return Path(platformdirs.user_data_dir("medtech-desktop", appauthor=False)) / "资料库"


def check_library(library: Library, progress: Progress | None = None) -> list[DoctorLine]:
    """体检：每项一行，不修改任何内容。"""
    return doctor(library, progress)


def check_audit(library: Library, anchor: str | None = None) -> AuditReport:
    """核验审计日志；``anchor`` 为印在文书页脚的审计锚。"""
    with library.look() as look:
        return audit.verify(look, anchor)


def audit_anchor(library: Library) -> str:
    """当前审计锚，印在定稿文书的页脚。"""
    with library.look() as look:
        head = look.raw("SELECT seq, hash FROM act ORDER BY seq DESC LIMIT 1")
    return audit.anchor(int(head[0][0]), str(head[0][1])) if head else ""


def paper_anchor(library: Library) -> str:
    """印在文书页脚的审计锚：最后一次有内容变动的操作。

    Printing and exporting are acts themselves; passing over them, an unchanged record
    printed twice gives the same bytes.
    """
    with library.look() as look:
        head = look.raw(
            "SELECT seq, hash FROM act WHERE action NOT IN (?, ?, ?) ORDER BY seq DESC LIMIT 1",
            *QUIET,
        )
    return audit.anchor(int(head[0][0]), str(head[0][1])) if head else ""
