"""全貌：一次读入本院的全部登记，按日提问。

A question reads the book once and then asks the domain.  A hospital has a few hundred
technologies; what is large (surgeries, privilege events) is never read this way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from medtech_desktop.domain.catalogs import RestrictedCatalog, restricted_on
from medtech_desktop.domain.clocks import Clock, FilingDuty, clock_for, duty_for, last_cancelled
from medtech_desktop.domain.dossiers import Material
from medtech_desktop.domain.filings import FilingFile
from medtech_desktop.domain.institutions import Hospital
from medtech_desktop.domain.norms import Norm
from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.domain.provinces import ProvincePack
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.domain.working_days import Calendar, build_calendar
from medtech_desktop.intake.catalogs import shipped_catalogs
from medtech_desktop.intake.provinces import shipped_province
from medtech_desktop.office.acts import not_found, today
from medtech_desktop.store.book import Book
from medtech_desktop.store.catalogs import CatalogRecords, load_catalogs
from medtech_desktop.store.filings import load_filings, load_materials
from medtech_desktop.store.institutions import library_fact, load_calendar, load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.technologies import load_norms, load_technologies


@cache
def _pack(province: str) -> ProvincePack:
    return shipped_province(province)


@dataclass(frozen=True, slots=True)
class World:
    """某日（``on``）、某次操作（``known``）所见的本院。"""

    on: date
    hospital: Hospital
    staff: Staff
    calendar: Calendar
    catalogs: CatalogRecords
    technologies: tuple[TechnologyFile, ...]
    filings: tuple[FilingFile, ...]
    materials: dict[int, tuple[Material, ...]]
    norms: tuple[Norm, ...]
    province: str = ""
    _catalog: dict[date, RestrictedCatalog] = field(default_factory=dict, repr=False, compare=False)

    def pack(self) -> ProvincePack:
        """本库所用的省份包。"""
        return _pack(self.province)

    def catalog_on(self, day: date) -> RestrictedCatalog:
        """某日的限制类技术目录。"""
        if day not in self._catalog:
            c = self.catalogs
            self._catalog[day] = restricted_on(
                day, c.series, c.editions, c.entries, c.force_events, c.links
            )
        return self._catalog[day]

    def technology(self, technology_id: int) -> TechnologyFile:
        """按内部编号取技术。"""
        return next(f for f in self.technologies if f.technology.id == technology_id)

    def find_technology(self, key: str) -> TechnologyFile:
        """按院内编号、技术编号或名称找技术。raises Refused when none or several fit."""
        wanted = as_code(key)
        exact = [f for f in self.technologies if f.technology.number == wanted]
        if not exact:
            exact = [
                f
                for f in self.technologies
                if wanted == f.name(self.on)
                or wanted in self.codes(f)
                or wanted == f.technology.uid
            ]
        if len(exact) == 1:
            return exact[0]
        if exact:
            numbers = "、".join(f.technology.number for f in exact)
            raise not_found(f"「{key}」对应多项技术：{numbers}", "用院内编号指明是哪一项", "code")
        raise not_found(
            f"本院目录里没有「{key}」", "先用 technology add 登记这项技术，或核对编号", "code"
        )

    def codes(self, file: TechnologyFile) -> tuple[str, ...]:
        """该技术对应过的技术编号（各版）。"""
        lineages = {row.lineage for row in file.lineages}
        return tuple(e.code for e in self.catalogs.entries if e.lineage in lineages and e.code)

    def filings_of(
        self, technology_id: int, licence_id: int | None = None
    ) -> tuple[FilingFile, ...]:
        """某技术（某证）的全部备案。"""
        return tuple(
            f
            for f in self.filings
            if f.filing.technology_id == technology_id and licence_id in (None, f.filing.licence_id)
        )

    def find_filing(self, number: str) -> FilingFile:
        """按备案编号找；也接受只有一份备案的技术编号。raises Refused."""
        wanted = number.strip()
        for file in self.filings:
            if wanted in (file.filing.number, file.filing.uid):
                return file
        mine: tuple[FilingFile, ...] = ()
        if self.technologies and not wanted.startswith("备案-"):
            mine = self.filings_of(self.find_technology(wanted).technology.id)
        if len(mine) == 1:
            return mine[0]
        if mine:
            numbers = "、".join(f.filing.number for f in mine)
            raise not_found(
                f"「{number}」有多份备案：{numbers}", "用备案编号指明是哪一份", "filing"
            )
        raise not_found(f"没有备案「{number}」", "核对备案编号，或先新建备案", "filing")

    def site_ids(self, licence_id: int) -> tuple[int, ...]:
        """某许可证下的院区。"""
        return tuple(s.id for s in self.hospital.sites_of(licence_id))

    def clock(self, file: TechnologyFile, licence_id: int) -> Clock | None:
        """某技术在某证下的备案期限。"""
        after = last_cancelled(self.filings_of(file.technology.id, licence_id), self.on)
        return clock_for(
            file,
            self.site_ids(licence_id),
            self.catalog_on,
            self.catalogs.force_events,
            self.calendar,
            self.on,
            after,
        )

    def duty(self, file: TechnologyFile, licence_id: int) -> FilingDuty | None:
        """某技术在某证下的备案义务。"""
        filings = self.filings_of(file.technology.id, licence_id)
        after = last_cancelled(filings, self.on)
        clock = self.clock(file, licence_id)
        return duty_for(clock, file.technology.id, licence_id, filings, self.on, after)

    def duties(self, file: TechnologyFile) -> tuple[FilingDuty, ...]:
        """某技术在各许可证下的备案义务：两张证，两份备案，两个期限。"""
        found = (self.duty(file, lic.id) for lic in self.hospital.licences)
        return tuple(d for d in found if d is not None)


def as_code(text: str) -> str:
    """手打的编号：s16、Ｓ１６ 都是 S16；不像编号的原样。"""
    plain = unicodedata.normalize("NFKC", text.strip()).upper()
    return plain if re.fullmatch(r"[A-Z][0-9]{1,3}", plain) else text.strip()


def was_there(since: date | None, on: date) -> bool:
    """问过去的某日时，那时有没有；今天与以后的日子都算有（生效日可以在后）。"""
    return since is None or since <= on or on >= today()


def read_world(look: Look, on: date) -> World:
    """在已打开的读（或写）事务里读入全貌。"""
    return World(
        on,
        load_hospital(look),
        load_staff(look),
        load_calendar(look),
        load_catalogs(look),
        load_technologies(look),
        load_filings(look),
        load_materials(look),
        load_norms(look),
        library_fact(look, "province"),
    )


def load_world(library: Book, on: date, known: int | None = None) -> World:
    """读入全貌。``known``：只看到第几次操作为止的记录。"""
    with library.look(known) as look:
        return read_world(look, on)


def shipped_world(on: date) -> World:
    """没有数据文件时的全貌：只有随附的目录与放假安排。"""
    shipped = shipped_catalogs()
    catalogs = CatalogRecords(
        shipped.series,
        shipped.editions,
        shipped.entries,
        shipped.links,
        shipped.force_events,
        shipped.prohibited,
        shipped.out_of_scope,
    )
    return World(on, Hospital(on), Staff(), build_calendar(), catalogs, (), (), {}, ())
