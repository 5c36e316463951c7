"""医师技术档案：由登记写成记录（第十九条）；屏上、纸上、命令行是同一份。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.practitioner_files import (
    FileCertificate,
    FileExemption,
    FileInvitation,
    FileSpan,
    FileVolume,
    PractitionerFile,
    file_gaps,
    validity,
)
from medtech_desktop.domain.practitioners import (
    CERTIFICATE_LABELS,
    KIND_LABELS,
    WHEREABOUTS_LABELS,
    Registration,
    RegistrationPlace,
)
from medtech_desktop.domain.workloads import ALL_SURGERY
from medtech_desktop.office.file_changes import changes_of
from medtech_desktop.office.file_permissions import Names, permission_events, permissions_on
from medtech_desktop.office.papers import footer
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store import attachments
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioner_files import scans_of
from medtech_desktop.store.privilege_lists import people_with_privileges
from medtech_desktop.store.privileges import decisions_by_id, load_events
from medtech_desktop.store.tables.privileges import PrivilegeEventRow
from medtech_desktop.store.workloads import logged_years, workload_of

Made = tuple[str, Any, tuple[Finding, ...]]


def practitioner_file(library: Book, person_id: int, on: date) -> PractitionerFile:
    """一个人在某日的技术档案。raises Refused when there is no such person."""
    with library.look() as look:
        return file_of(read_world(look, on), look, person_id)


def file_of(world: World, look: Look, person_id: int, anchor: str = "") -> PractitionerFile:
    """一个人的技术档案，按 ``world.on``。"""
    staff, on = world.staff, world.on
    mine = _Mine(world, look, person_id)
    kind = staff.kind(person_id, on)
    held = held_on(staff.registrations_of(person_id), on)
    record = PractitionerFile(
        hospital=world.hospital.name(on),
        person_id=person_id,
        name=staff.name(person_id, on),
        staff_number=staff.staff_number(person_id, on),
        kind=KIND_LABELS[kind] if kind is not None else "",
        title=staff.title(person_id, on),
        departments="、".join(
            world.hospital.department_name(d, on) for d in staff.departments(person_id, on)
        ),
        whereabouts=WHEREABOUTS_LABELS[staff.whereabouts(person_id, on)],
        registered="、".join(mine.place(one) for one in held),
        as_of=on,
        titles=mine.titles(),
        memberships=mine.memberships(),
        registrations=mine.registrations(),
        certificates=mine.certificates(),
        exemptions=mine.exemptions(),
        invitations=mine.invitations(),
        permissions=permissions_on(mine.events, mine.decisions, mine.names, on),
        permission_events=permission_events(mine.events, mine.decisions, mine.names, on),
        volumes=mine.volumes(),
        footer=footer(world, "", anchor),
    )
    record = replace(record, changes=changes_of(world, look, record))
    return replace(record, gaps=file_gaps(record))


@dataclass
class _Mine:
    """一个人名下的各类登记，写成档案的各行。"""

    world: World
    look: Look
    person: int

    @cached_property
    def events(self) -> list[Any]:
        """授权事件，已撤销的也在内。"""
        return load_events(self.look, PrivilegeEventRow.person_id == self.person)

    @cached_property
    def decisions(self) -> dict[int, Any]:
        """各事件的决定。"""
        return decisions_by_id(self.look, (event.decision_id for event in self.events))

    @cached_property
    def names(self) -> Names:
        """授权对象与工作量的名称。"""
        codes = {event.code_id for event in self.events} | {row.code_id for row in self.workload}
        return Names(self.world, self.look, frozenset(c for c in codes if c is not None))

    @cached_property
    def workload(self) -> list[Any]:
        """登记过的工作量。"""
        rows = workload_of(self.look, self.person)
        return [row for row in rows if row.period_to <= self.world.on]

    def place(self, row: Registration) -> str:
        """执业注册在哪里。"""
        if row.place is RegistrationPlace.ELSEWHERE:
            return row.institution or "外院"
        several = len(self.world.hospital.licences) > 1
        licence = next((x for x in self.world.hospital.licences if x.id == row.licence_id), None)
        return f"本院（{licence.number}）" if several and licence is not None else "本院"

    def titles(self) -> tuple[FileSpan, ...]:
        facts = [f for f in self.world.staff.facts_of(self.person) if f.kind == "title"]
        facts.sort(key=lambda f: (f.since, f.act_seq))
        spans = []
        followers = [*facts[1:], None] if facts else []
        for fact, after in zip(facts, followers, strict=True):
            end = date.fromordinal(after.since.toordinal() - 1) if after is not None else None
            if fact.value and fact.since <= self.world.on and (end is None or end >= fact.since):
                spans.append(FileSpan(fact.value, fact.since, end))
        return tuple(spans)

    def memberships(self) -> tuple[FileSpan, ...]:
        called = self.world.hospital.department_name
        return self._spans(
            (called(row.department_id, self.world.on), row)
            for row in self.world.staff.memberships_of(self.person)
        )

    def registrations(self) -> tuple[FileSpan, ...]:
        rows = self.world.staff.registrations_of(self.person)
        return self._spans((self.place(row), row) for row in rows)

    def _spans(self, rows: Iterator[tuple[str, Any]]) -> tuple[FileSpan, ...]:
        spans = [FileSpan(words, row.since, row.until) for words, row in rows]
        begun = [span for span in spans if span.since <= self.world.on]
        return tuple(sorted(begun, key=lambda span: span.since))

    def certificates(self) -> tuple[FileCertificate, ...]:
        on = self.world.on
        rows = [c for c in self.world.staff.all_certificates_of(self.person) if c.since <= on]
        scans = scans_of(self.look, [row.uid for row in rows])
        order = list(CERTIFICATE_LABELS)
        rows.sort(key=lambda c: (order.index(c.kind), c.since))
        return tuple(
            FileCertificate(
                c.uid,
                c.kind,
                CERTIFICATE_LABELS[c.kind],
                c.title,
                c.number,
                c.issuer,
                lineage_name(self.world, c.lineage),
                c.since,
                c.until,
                validity(c.since, c.until, on),
                scans.get(c.uid, ()),
            )
            for c in rows
        )

    def exemptions(self) -> tuple[FileExemption, ...]:
        on = self.world.on
        rows = [e for e in self.world.staff.exemptions_of(self.person) if e.since <= on]
        return tuple(
            FileExemption(
                e.uid,
                lineage_name(self.world, e.lineage),
                e.basis,
                e.reason,
                e.document,
                e.since,
                e.until,
                validity(e.since, e.until, on),
            )
            for e in sorted(rows, key=lambda e: e.since)
        )

    def invitations(self) -> tuple[FileInvitation, ...]:
        on, called = self.world.on, self.world.hospital.department_name
        rows = sorted(self.world.staff.invitations_of(self.person), key=lambda i: i.since)
        return tuple(
            FileInvitation(
                i.uid,
                i.institution,
                called(i.department_id, on) if i.department_id is not None else "",
                i.document,
                i.since,
                i.until,
                validity(i.since, i.until, on),
            )
            for i in rows
        )

    def volumes(self) -> tuple[FileVolume, ...]:
        """手术登记里各年的例数在前，另行登记的在后。"""
        logged = logged_years(self.look, self.person, self.world.on)
        typed = tuple(
            FileVolume(
                self.names.of(None, row.code_id, row.technology_id),
                row.period_from,
                row.period_to,
                row.cases,
                row.complications,
                row.deaths,
                row.source,
            )
            for row in self.workload
        )
        told = (
            FileVolume(ALL_SURGERY, first, last, cases, None, None, "手术登记")
            for first, last, cases in logged
        )
        return (*told, *typed)


def lineage_name(world: World, lineage: str) -> str:
    """限制类技术谱系的名称；空为空。"""
    entries = [entry for entry in world.catalogs.entries if entry.lineage == lineage]
    if not entries:
        return lineage
    entry = entries[-1]
    return f"{entry.code} {entry.name}".strip()


# The paper

WITH_SCANS = "+scans"


def with_scans(key: str) -> tuple[str, bool]:
    """对象的写法：「1001+scans」连同证书的扫描件。"""
    return key.removesuffix(WITH_SCANS), key.endswith(WITH_SCANS)


def practitioner_paper(world: World, look: Look, key: str, anchor: str) -> Made:
    """文书的记录：``key`` 为工号、姓名或人员编号（``id:7``）。raises Refused."""
    person = person_of_key(world, key)
    record = file_of(world, look, person, anchor)
    stem = "-".join(part for part in ("医师技术档案", record.staff_number, record.name) if part)
    return stem, record, ()


def person_of_key(world: World, key: str) -> int:
    """工号、姓名，或屏上所用的人员编号。raises Refused."""
    given = key.removeprefix("id:")
    if given != key and given.isdigit() and any(p.id == int(given) for p in world.staff.people):
        return int(given)
    return find_person(world.staff, key, world.on)


def scan_parts(look: Look, record: PractitionerFile) -> tuple[bytes, ...]:
    """档案所附的证书扫描件，与 ``record.scans`` 次序相同。raises Trouble."""
    return tuple(attachments.content_of(look, scan.attachment_id) for _, scan in record.scans)


def filed_people(world: World, look: Look) -> tuple[str, ...]:
    """全部导出时出哪些人的：任技术负责人的、有过授权的。"""
    leads = {p for file in world.technologies for p in file.lead_ids(world.on)}
    held = people_with_privileges(look)
    return tuple(f"id:{person}" for person in sorted(leads.union(held)))
