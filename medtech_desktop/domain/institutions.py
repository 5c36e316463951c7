"""医疗机构：机构、院区、执业许可证、发证机关与科室，全部有起止日。

Papers show the name, level, principal and authority of their own day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.dated import Fact, held_on, value_on
from medtech_desktop.domain.law import Finding, Severity, cites


class InstitutionKind(StrEnum):
    """机构事实的种类（值为编码，中文名在 ``INSTITUTION_LABELS``）。"""

    NAME = "name"
    TYPE = "type"
    LEVEL = "level"
    PRINCIPAL = "principal"
    PRINCIPAL_MOBILE = "principal_mobile"
    TCM = "tcm"
    RESTRICTED_AS_FOUR = "restricted_as_four"


INSTITUTION_LABELS: dict[InstitutionKind, str] = {
    InstitutionKind.NAME: "医疗机构名称",
    InstitutionKind.TYPE: "医疗机构类别",
    InstitutionKind.LEVEL: "医疗机构级别",
    InstitutionKind.PRINCIPAL: "医疗机构主要负责人",
    InstitutionKind.PRINCIPAL_MOBILE: "联系手机",
    InstitutionKind.TCM: "中医医疗机构",
    InstitutionKind.RESTRICTED_AS_FOUR: "限制类按四级",
}
CHOSEN_KINDS = frozenset({InstitutionKind.TCM, InstitutionKind.RESTRICTED_AS_FOUR})
"""只选是与不是的：存「yes」，没有登记的不是；登记以前的日子也不是。"""
CHOSEN_NOTES = {
    InstitutionKind.RESTRICTED_AS_FOUR: "限制类技术的手术都按四级管理：由本院选定，请核对原文",
}


class AuthorityRank(StrEnum):
    """卫生行政部门的角色：发证机关，省级。"""

    ISSUING = "issuing"
    PROVINCIAL = "provincial"


@dataclass(frozen=True, slots=True)
class Authority:
    """卫生行政部门。``tcm``：中医药主管部门（MTCA-50，HN-6.3）。"""

    id: int
    uid: str
    act_seq: int
    rank: AuthorityRank
    tcm: bool


@dataclass(frozen=True, slots=True)
class Licence:
    """《医疗机构执业许可证》。one licence: one filing (law.md §3 sites)."""

    id: int
    uid: str
    act_seq: int
    number: str


@dataclass(frozen=True, slots=True)
class LicenceAuthority:
    """某许可证自某日起由哪个机关核发。"""

    id: int
    uid: str
    act_seq: int
    licence_id: int
    authority_id: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Site:
    """院区。"""

    id: int
    uid: str
    act_seq: int
    is_default: bool


@dataclass(frozen=True, slots=True)
class SiteLicence:
    """院区自某日起属于哪张许可证。"""

    id: int
    uid: str
    act_seq: int
    site_id: int
    licence_id: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Department:
    """科室；名称、上级是有日期的事实。"""

    id: int
    uid: str
    act_seq: int
    site_id: int


@dataclass(frozen=True, slots=True)
class Hospital:
    """本院的全部登记，一次读入，按日提问。"""

    opened_on: date
    facts: tuple[Fact, ...] = ()
    authorities: tuple[Authority, ...] = ()
    authority_facts: tuple[Fact, ...] = ()
    licences: tuple[Licence, ...] = ()
    licence_authorities: tuple[LicenceAuthority, ...] = ()
    sites: tuple[Site, ...] = ()
    site_facts: tuple[Fact, ...] = ()
    site_licences: tuple[SiteLicence, ...] = ()
    departments: tuple[Department, ...] = ()
    department_facts: tuple[Fact, ...] = ()

    def value(self, kind: InstitutionKind, day: date) -> str:
        """机构某项内容在当日的值；登记起始日以前取最早一条，只选是否的除外。

        The book begins with what the office typed on its first day; a paper of last week
        must not lose the hospital's name for that.
        """
        held = value_on(self.facts, kind, day)
        rows = [f for f in self.facts if f.kind == kind]
        if held or kind in CHOSEN_KINDS or any(f.since <= day for f in rows):
            return held
        return min(rows, key=lambda f: (f.since, f.act_seq)).value if rows else ""

    def name(self, day: date) -> str:
        """当日的机构全称。"""
        return self.value(InstitutionKind.NAME, day)

    def is_tcm(self, day: date) -> bool:
        """当日是否中医医疗机构（MTCA-50）。"""
        return self.value(InstitutionKind.TCM, day) == "yes"

    def manages_restricted_as_four(self, day: date) -> bool:
        """当日本院是否把限制类技术的手术按四级管理（本院的选择）。"""
        return self.value(InstitutionKind.RESTRICTED_AS_FOUR, day) == "yes"

    def default_site(self) -> Site | None:
        """默认院区。"""
        return next((s for s in self.sites if s.is_default), self.sites[0] if self.sites else None)

    def is_home(self, licence_id: int, day: date) -> bool:
        """是默认院区当日的许可证；没有院区的都算。"""
        site = self.default_site()
        held = self.licence_of(site.id, day) if site is not None else None
        return held is None or held.id == licence_id

    def site_name(self, site_id: int, day: date) -> str:
        """院区当日的名称。"""
        return value_on((f for f in self.site_facts if f.subject_id == site_id), "name", day)

    def licence_of(self, site_id: int, day: date) -> Licence | None:
        """院区当日所属的许可证；早于登记起始日的，取最早一条。"""
        rows = [r for r in self.site_licences if r.site_id == site_id]
        held = held_on(rows, day) or tuple(sorted(rows, key=lambda r: r.since)[:1])
        ids = {r.licence_id for r in held}
        return next((lic for lic in self.licences if lic.id in ids), None)

    def sites_of(self, licence_id: int) -> tuple[Site, ...]:
        """属于某许可证的院区（历来）。"""
        ids = {r.site_id for r in self.site_licences if r.licence_id == licence_id}
        return tuple(s for s in self.sites if s.id in ids)

    def issuing_authority(self, licence_id: int, day: date) -> Authority | None:
        """当日的发证机关：备案与报告的收件人。"""
        rows = [r for r in self.licence_authorities if r.licence_id == licence_id]
        held = held_on(rows, day) or tuple(sorted(rows, key=lambda r: r.since)[:1])
        ids = {r.authority_id for r in held}
        return next((a for a in self.authorities if a.id in ids), None)

    def provincial_authority(self, day: date) -> Authority | None:
        """省级机关；中医机构取中医药主管部门（MTCA-50，HN-6.3）。"""
        tcm = self.is_tcm(day)
        provincial = [a for a in self.authorities if a.rank is AuthorityRank.PROVINCIAL]
        return next((a for a in provincial if a.tcm == tcm), provincial[0] if provincial else None)

    def authority_name(self, authority: Authority | None, day: date) -> str:
        """机关当日的全称；登记起始日以前取最早名称。"""
        if authority is None:
            return ""
        facts = [f for f in self.authority_facts if f.subject_id == authority.id]
        named = value_on(facts, "name", day)
        return named or (min(facts, key=lambda f: f.since).value if facts else "")

    def department_name(self, department_id: int, day: date) -> str:
        """科室当日的名称；登记起始日以前取最早名称。"""
        facts = [f for f in self.department_facts if f.subject_id == department_id]
        named = value_on(facts, "name", day)
        return named or (min(facts, key=lambda f: f.since).value if facts else "")


@cites("MTCA-50", "HN-6.3")
def addressee_findings(hospital: Hospital, licence_id: int, day: date) -> tuple[Finding, ...]:
    """中医医疗机构的收文机关一律为中医药主管部门，按当日登记核对。"""
    if not hospital.is_tcm(day):
        return ()
    found = []
    issuing = hospital.issuing_authority(licence_id, day)
    for role, one in (("发证机关", issuing), ("省级机关", hospital.provincial_authority(day))):
        if one is not None and not one.tcm:
            name = hospital.authority_name(one, day)
            found.append(
                Finding(
                    Severity.REFUSE,
                    f"本院为中医医疗机构，{role}「{name}」不是中医药主管部门",
                    "MTCA-50",
                    "登记中医药主管部门为收文机关；机构性质登记有误的，改正机构性质",
                    "authority",
                )
            )
    return tuple(found)
