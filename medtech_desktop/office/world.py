"""全貌：一次读入本院的全部登记，按日提问。

A question reads the book once and then asks the domain.  A hospital has a few hundred
technologies; what is large (surgeries, privilege events) is never read this way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from operator import is_
from typing import Any, TypeVar, cast

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

R = TypeVar("R")


@cache
def _pack(province: str) -> ProvincePack:
    return shipped_province(province)


@dataclass(slots=True)
class Seen:
    """一份全貌里已经找过、判过的；``of`` 是逐项技术的（期限、判断），见 ``World.once``。"""

    catalogs: dict[date, RestrictedCatalog] = field(default_factory=dict)
    technologies: dict[int, TechnologyFile] = field(default_factory=dict)
    filings: dict[int, tuple[FilingFile, ...]] = field(default_factory=dict)
    codes: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    of: dict[Hashable, tuple[TechnologyFile, tuple[FilingFile, ...], Any]] = field(
        default_factory=dict
    )


def _by_technology(filings: tuple[FilingFile, ...]) -> dict[int, tuple[FilingFile, ...]]:
    groups: dict[int, list[FilingFile]] = {}
    for file in filings:
        groups.setdefault(file.filing.technology_id, []).append(file)
    return {key: tuple(files) for key, files in groups.items()}


def _same(one: tuple[FilingFile, ...], other: tuple[FilingFile, ...]) -> bool:
    return len(one) == len(other) and all(map(is_, one, other))


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
    seen: Seen = field(default_factory=lambda: Seen(), repr=False, compare=False)

    def pack(self) -> ProvincePack:
        """本库所用的省份包。"""
        return _pack(self.province)

    def catalog_on(self, day: date) -> RestrictedCatalog:
        """某日的限制类技术目录。"""
        known = self.seen.catalogs
        if day not in known:
            c = self.catalogs
            # nothing but what is in force changes from day to day
            since = max((e.day for e in c.force_events if e.day <= day), default=date.min)
            if since not in known:
                known[since] = restricted_on(
                    since, c.series, c.editions, c.entries, c.force_events, c.links
                )
            known[day] = replace(known[since], day=day)
        return known[day]

    def technology(self, technology_id: int) -> TechnologyFile:
        """按内部编号取技术。"""
        if not self.seen.technologies:
            self.seen.technologies.update((f.technology.id, f) for f in self.technologies)
        return self.seen.technologies[technology_id]

    def technologies_called(self, key: str) -> list[TechnologyFile]:
        """这样写的技术：院内编号在先，其次技术编号、名称。"""
        wanted = as_code(key)
        exact = [f for f in self.technologies if f.technology.number == wanted]
        return exact or [
            f
            for f in self.technologies
            if wanted == f.name(self.on) or wanted in self.codes(f) or wanted == f.technology.uid
        ]

    def find_technology(self, key: str) -> TechnologyFile:
        """按院内编号、技术编号或名称找技术。raises Refused when none or several fit."""
        exact = self.technologies_called(key)
        if len(exact) == 1:
            return exact[0]
        if exact:
            numbers = "、".join(f.technology.number for f in exact)
            raise not_found(f"「{key}」对应多项技术：{numbers}", "用院内编号指明是哪一项", "code")
        raise not_found(
            f"本院目录里没有「{key}」", "先在「技术目录」登记这项技术，或核对编号", "code"
        )

    def codes(self, file: TechnologyFile) -> tuple[str, ...]:
        """该技术对应过的技术编号（各版）。"""
        if not self.seen.codes:
            for place, entry in enumerate(self.catalogs.entries):
                if entry.code:
                    self.seen.codes.setdefault(entry.lineage, []).append((place, entry.code))
        lineages = {row.lineage for row in file.lineages}
        found = sorted(pair for one in lineages for pair in self.seen.codes.get(one, ()))
        return tuple(code for _place, code in found)

    def filings_of(
        self, technology_id: int, licence_id: int | None = None
    ) -> tuple[FilingFile, ...]:
        """某技术（某证）的全部备案。"""
        if not self.seen.filings:
            self.seen.filings.update(_by_technology(self.filings))
        mine = self.seen.filings.get(technology_id, ())
        if licence_id is None:
            return mine
        return tuple(f for f in mine if f.filing.licence_id == licence_id)

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

    def once(self, what: Hashable, file: TechnologyFile, find: Callable[[], R]) -> R:
        """对一项技术的同一个问题只算一次；它自己和它的备案没有变，就还是那个回答。

        The answer may depend on the file, its filings, the day, the hospital, calendar,
        catalogs and norms (``_still_true``), on nothing else.
        """
        filings = self.filings_of(file.technology.id)
        known = self.seen.of.get((file.technology.id, what))
        if known is not None and known[0] is file and _same(known[1], filings):
            return cast(R, known[2])
        found = find()
        self.seen.of[(file.technology.id, what)] = file, filings, found
        return found

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
        return self.once(("duty", licence_id), file, lambda: self._duty(file, licence_id))

    def _duty(self, file: TechnologyFile, licence_id: int) -> FilingDuty | None:
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


_DAYS_KEPT = 3


def read_world(look: Look, on: date) -> World:
    """在已打开的读（或写）事务里读入全貌；没有变过的部分不重读，也不重判。"""
    parts: dict[str, Any] = {
        "hospital": look.kept(load_hospital),
        "staff": look.kept(load_staff),
        "calendar": look.kept(load_calendar),
        "catalogs": look.kept(load_catalogs),
        "technologies": look.kept(load_technologies),
        "filings": look.kept(load_filings),
        "materials": look.kept(load_materials),
        "norms": look.kept(load_norms),
        "province": look.kept(_province),
    }
    worlds: dict[date, World] = look.memory.shelf.setdefault("worlds", {})
    before = worlds.pop(on, None)
    world = before
    if before is None or any(getattr(before, k) is not part for k, part in parts.items()):
        world = World(on, **parts, seen=_still_true(before, parts))
    assert world is not None
    worlds[on] = world
    while len(worlds) > _DAYS_KEPT:
        del worlds[next(iter(worlds))]
    return world


def _still_true(before: World | None, parts: dict[str, Any]) -> Seen:
    """上一份全貌里仍然算数的：目录没变的，目录；规则的依据没变的，逐项的判断。

    The file and the filings of a technology are compared by ``World.once``.
    """
    seen = Seen()
    if before is None or before.catalogs is not parts["catalogs"]:
        return seen
    seen.catalogs, seen.codes = before.seen.catalogs, before.seen.codes
    if all(getattr(before, k) is parts[k] for k in ("hospital", "calendar", "norms")):
        seen.of = dict(before.seen.of)
    return seen


def _province(look: Look) -> str:
    return library_fact(look, "province")


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
