"""数据缺口：补齐以前有些结果是暂定的或查不出；每一处说明去哪里补。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.institutions import InstitutionKind, addressee_findings
from medtech_desktop.domain.norms import norm_on
from medtech_desktop.domain.practitioners import CertificateKind, lead_registration
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.backups import backup_state
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.law import law_texts
from medtech_desktop.office.practitioners import called
from medtech_desktop.office.world import World
from medtech_desktop.store.book import Book

__all__ = ["DataGap", "data_gaps", "world_gaps"]

_NAMED = 4
_LATE_IN_YEAR = 10


@dataclass(frozen=True, slots=True)
class DataGap:
    """数据缺口：一句话、补不上会怎样、去哪里补（``act`` 是到了那里要办的事）。"""

    title: str
    detail: str
    place: str
    key: str = ""
    act: str = ""
    icon: str = "triangle-alert"


def data_gaps(library: Book, on: date, held: tuple[DataGap, ...]) -> tuple[DataGap, ...]:
    """全部缺口；``held`` 是 ``world_gaps`` 的回答，备份的情形不随登记变，每次现看。"""
    return (*_backups(library, on), *held, *_law(library))


def world_gaps(world: World) -> tuple[DataGap, ...]:
    """登记里的缺口：放假安排、本院情况、负责人、各项技术。"""
    return (*_calendar(world), *_house(world), *_leads(world), *_technologies(world))


def _calendar(world: World) -> Iterator[DataGap]:
    on, known = world.on, world.calendar.known_years
    if on.year not in known or (on.month >= _LATE_IN_YEAR and on.year + 1 not in known):
        year = on.year if on.year not in known else on.year + 1
        yield DataGap(
            f"{year}年放假安排缺失",
            f"{year - 1}年12月25日后的期限均为暂定",
            "institution",
            act="录入放假安排…",
            icon="calendar",
        )


def _backups(library: Book, on: date) -> Iterator[DataGap]:
    state = backup_state(library, on)
    act = "" if state.second and state.gap else "第二备份位置…"
    icon = "hard-drive-download"
    if state.gap:
        yield DataGap(state.gap, state.detail, "institution", act=act, icon=icon)


def _house(world: World) -> Iterator[DataGap]:
    on, house = world.on, world.hospital
    if not house.facts:
        yield DataGap("本院情况未登记", "先登记名称、类别、级别和主要负责人", "institution")
    for kind, label in (
        (InstitutionKind.PRINCIPAL, "医疗机构主要负责人"),
        (InstitutionKind.LEVEL, "医疗机构级别"),
    ):
        if house.facts and not house.value(kind, on):
            what = f"没有登记{label}"
            yield DataGap(what, "备案表上这一栏是空的", "institution", label, "登记变更")
    for site in house.sites:
        licence = house.licence_of(site.id, on)
        if licence is None or house.issuing_authority(licence.id, on) is None:
            name = house.site_name(site.id, on)
            what = f"{name}没有登记发证机关"
            yield DataGap(
                what, "备案表和报告没有收件人", "institution", str(site.id), "登记发证机关"
            )
    for licence in house.licences:
        for finding in addressee_findings(house, licence.id, on):
            sites = [s.id for s in house.sites_of(licence.id)]
            key = str(sites[0]) if sites else ""
            yield DataGap(finding.message, finding.remedy, "institution", key, "登记发证机关")


def _leads(world: World) -> Iterator[DataGap]:
    on = world.on
    without: dict[int, str] = {}
    for file in world.technologies:
        for person in file.lead_ids(on):
            name = called(world.staff, world.hospital, person, on)
            if lead_registration(world.staff, person, None, on):
                detail = f"{file.technology.number} {file.name(on)}"
                what = f"{name}不能任技术负责人"
                yield DataGap(what, detail, "practitioners", str(person), icon="id-card")
            held = [
                c
                for c in world.staff.certificates
                if c.person_id == person and c.kind is CertificateKind.TRAINING
            ]
            if not held:
                without[person] = name
    if without:
        yield DataGap(
            f"{len(without)} 名负责人没有登记培训证明",
            f"{_listed(without.values())}，备案表上相关培训情况是空的",
            "practitioners",
            str(next(iter(without))),
            "登记证书…",
            "id-card",
        )


def _technologies(world: World) -> Iterator[DataGap]:
    on = world.on
    leads: list[TechnologyFile] = []
    norms: list[TechnologyFile] = []
    homes: list[TechnologyFile] = []
    for file in world.technologies:
        judged = judge(world, file)
        if not judged.category.is_restricted:
            continue
        if not file.lead_ids(on):
            leads.append(file)
        if not file.department_ids(on):
            homes.append(file)
        if norm_on(on, world.norms, file.lineages_on(on)) is None:
            norms.append(file)
    for files, what, why, act in (
        (leads, "没有技术负责人", "不能新建备案", "登记负责人…"),
        (homes, "没有科室", "目录和公开里缺这一栏", "登记科室…"),
        (norms, "没有管理规范", "自我评估没有可对照的", "登记管理规范…"),
    ):
        if files:
            names = _listed(f"{f.technology.number} {f.name(on)}" for f in files)
            number = files[0].technology.number
            title = f"{len(files)} 项限制类技术{what}"
            yield DataGap(title, f"{names}；{why}", "technologies", number, act)


def _law(library: Book) -> Iterator[DataGap]:
    if not law_texts(library):
        what, why = "没有附入法规原文", "条款页只有大意，没有原文"
        yield DataGap(what, why, "institution", act="附入官方文本…", icon="book-open")


def _listed(names: Iterable[str]) -> str:
    held = list(names)
    more = f" 等 {len(held)} 项" if len(held) > _NAMED else ""
    return "、".join(held[:_NAMED]) + more
