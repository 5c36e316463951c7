"""医疗机构登记：一次读入。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.dated import Fact
from medtech_desktop.domain.departments import DepartmentTree
from medtech_desktop.domain.institutions import (
    Authority,
    Department,
    Hospital,
    Licence,
    LicenceAuthority,
    Site,
    SiteLicence,
)
from medtech_desktop.domain.working_days import Calendar, SpecialDay, build_calendar
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import institutions as t


def library_fact(look: Look, kind: str) -> str:
    """数据文件的约定；没有则空。"""
    column = t.LibraryFact.__table__.c
    rows = look.rows(
        t.LibraryFact.__table__.select()
        .with_only_columns(column.value)
        .where(column.kind == kind, *look.holding(t.LibraryFact))
        .order_by(column.act_seq, column.id)
    )
    return str(rows[-1][0]) if rows else ""


def load_hospital(look: Look) -> Hospital:
    """机构、院区、许可证、机关、科室的全部记录。"""
    opened = library_fact(look, "opened_on")
    return Hospital(
        opened_on=date.fromisoformat(opened) if opened else date(2018, 11, 1),
        facts=tuple(look.fetch(t.InstitutionFact, Fact)),
        authorities=tuple(look.fetch(t.AuthorityRow, Authority)),
        authority_facts=tuple(look.fetch(t.AuthorityFact, Fact)),
        licences=tuple(look.fetch(t.LicenceRow, Licence)),
        licence_authorities=tuple(look.fetch(t.LicenceAuthorityRow, LicenceAuthority)),
        sites=tuple(look.fetch(t.SiteRow, Site)),
        site_facts=tuple(look.fetch(t.SiteFact, Fact)),
        site_licences=tuple(look.fetch(t.SiteLicenceRow, SiteLicence)),
        departments=tuple(look.fetch(t.DepartmentRow, Department)),
        department_facts=tuple(look.fetch(t.DepartmentFact, Fact)),
    )


def load_departments(look: Look) -> DepartmentTree:
    """科室的上下级。"""
    return DepartmentTree(
        tuple(look.fetch(t.DepartmentRow, Department)), tuple(look.fetch(t.DepartmentFact, Fact))
    )


def load_calendar(look: Look) -> Calendar:
    """工作日历：内置放假安排之上叠加本院录入的特别日。"""
    typed = look.fetch(t.SpecialDayRow, SpecialDay, order=t.SpecialDayRow.act_seq)
    column = t.KnownYearRow.__table__.c
    years = look.rows(
        t.KnownYearRow.__table__.select()
        .with_only_columns(column.year)
        .where(*look.holding(t.KnownYearRow))
    )
    return build_calendar(typed, [int(row[0]) for row in years])
