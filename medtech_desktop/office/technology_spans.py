"""一项技术在各段日子里的情形，和手术登记、病例登记里它的各例。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import Spanned
from medtech_desktop.domain.subjects import Subjects, missing_subjects
from medtech_desktop.domain.surgeries import Unjudged
from medtech_desktop.domain.surgery_technologies import (
    Proofs,
    Span,
    Spans,
    change_days,
    span_on,
    spans_of,
)
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.domain.technology_codes import TechnologyCode
from medtech_desktop.domain.unscoped_codes import scoped_days
from medtech_desktop.office.judgements import category_of
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look
from medtech_desktop.store.subjects import load_subjects
from medtech_desktop.store.surgery_findings import CodedLine, lines_of_code
from medtech_desktop.store.surgery_grounds import load_unscoped
from medtech_desktop.store.technology_codes import load_technology_codes


@dataclass(frozen=True, slots=True)
class Linked:
    """一条对应和它名下的手术行。"""

    link: TechnologyCode
    lines: tuple[CodedLine, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """只看哪一段日子；``earliest``：每条编码只要最早的几项。"""

    since: date = date.min
    until: date = date.max
    earliest: int | None = None


EVERY_DAY = Days()


class Timelines:
    """各项技术的各段，问到才算；一次核查用一个。"""

    def __init__(self, look: Look, world: World) -> None:
        self.world = world
        self.proofs = Proofs(world.staff)
        self._subjects: Subjects = load_subjects(look)
        self._spans: dict[tuple[int, int | None], Spans] = {}
        self._licences: dict[tuple[int | None, date], int | None] = {}

    def of(self, file: TechnologyFile, licence_id: int | None) -> Spans:
        """一项技术在一张许可证下的各段。"""
        key = file.technology.id, licence_id
        if key not in self._spans:
            days = self._days(file, licence_id)
            self._spans[key] = spans_of(
                file.technology.id, days, lambda day: self._judge(file, licence_id, day)
            )
        return self._spans[key]

    def on(self, file: TechnologyFile, site_id: int | None, day: date) -> Span:
        """某院区某日的一例落在哪一段；院区不知道的按默认院区。"""
        return self.of(file, self.licence(site_id, day)).on(day)

    def licence(self, site_id: int | None, day: date) -> int | None:
        """院区当日的许可证。"""
        hospital = self.world.hospital
        if len(hospital.licences) == 1:
            return hospital.licences[0].id
        key = site_id, day
        if key not in self._licences:
            default = hospital.default_site()
            site = site_id if site_id is not None else (default.id if default else None)
            held = hospital.licence_of(site, day) if site is not None else None
            self._licences[key] = held.id if held else None
        return self._licences[key]

    def _days(self, file: TechnologyFile, licence_id: int | None) -> tuple[date, ...]:
        c, subjects = self.world.catalogs, self._subjects
        spanned: list[Spanned] = [*c.prohibited, *subjects.of_technology(file.technology.id)]
        if licence_id is not None:
            spanned += subjects.of_licence(licence_id)
        return change_days(file, self.world.staff, spanned, (e.day for e in c.force_events))

    def _judge(self, file: TechnologyFile, licence_id: int | None, day: date) -> Span:
        world = self.world
        missing = missing_subjects(self._subjects, file.technology.id, licence_id, day)
        category = category_of(world, file, day)
        return span_on(file, day, category, world.staff, licence_id, missing)

    def telling(self, file: TechnologyFile) -> tuple[Days, ...]:
        """有什么可发现的各段日子：有情形的，与限制类（看术者的培训）的。"""
        found: list[tuple[date, date]] = []
        for licence in self.world.hospital.licences or (None,):
            parts = self.of(file, licence.id if licence is not None else None).between()
            found += [(one.since, last) for one, last in parts if one.judged or one.lineages]
        merged: list[Days] = []
        for since, until in sorted(found):
            if merged and since <= merged[-1].until:
                merged[-1] = Days(merged[-1].since, max(until, merged[-1].until))
            else:
                merged.append(Days(since, until))
        return tuple(merged)

    def missing(self, file: TechnologyFile, licence_id: int | None, day: date) -> tuple[str, ...]:
        """当日缺哪些诊疗科目，说的时候用。"""
        return missing_subjects(self._subjects, file.technology.id, licence_id, day)


def linked_lines(
    look: Look, technology_id: int, days: Days = EVERY_DAY, *, conditional: bool = False
) -> Iterator[Linked]:
    """一项技术各条对应名下的手术行；``conditional``：只要有纳入条件的，否则只要没有的。

    A code that another technology takes out of 办法 is nobody's on those days (第四十七条).
    """
    unscoped = look.kept(load_unscoped)
    for link in load_technology_codes(look):
        if link.technology_id == technology_id and bool(link.condition) is conditional:
            since = max(link.since, days.since)
            until = min(link.until or date.max, days.until)
            lines = [
                line
                for first, last in scoped_days(unscoped, link.code_id, since, until)
                for line in lines_of_code(look, link.code_id, first, last, days.earliest)
            ]
            yield Linked(link, tuple(lines))


def unjudged_codes(look: Look, world: World) -> tuple[tuple[int, date, date, Unjudged], ...]:
    """按本办法不判断的编码：哪条、自哪天至哪天、为什么（不适用本办法、临床研究）。"""
    lines, found = Timelines(look, world), []
    licence = world.hospital.licences[0].id if world.hospital.licences else None
    for link in load_technology_codes(look):
        if link.condition:
            continue
        until = link.until or date.max
        for span, last in lines.of(world.technology(link.technology_id), licence).between():
            since = max(span.since, link.since)
            if span.unjudged is not None and since <= min(last, until):
                found.append((link.code_id, since, min(last, until), span.unjudged))
    return tuple(found)
