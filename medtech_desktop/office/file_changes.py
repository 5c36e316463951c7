"""档案里的变动：每件登记有日子、种类、文件，只增不改，新的在前；撤销的写明理由。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from medtech_desktop.domain.dated import Fact
from medtech_desktop.domain.practitioner_files import FileChange, PractitionerFile
from medtech_desktop.domain.practitioners import (
    CERTIFICATE_LABELS,
    KIND_LABELS,
    Certificate,
    Identifier,
    Invitation,
    Membership,
    Practice,
    Registration,
    RegistrationPlace,
    TrainingExemption,
)
from medtech_desktop.office.practitioner_changes import PRESENCE_LABELS, TECHNICAL_REASONS
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioner_files import annulments_of
from medtech_desktop.store.tables import practitioners as t

CHANGE_KINDS = ("人员", "资质", "培训", "权限")
"""变动的种类，依此次序供筛选。"""
_TABLES: tuple[tuple[type[Any], type[Any], str], ...] = (
    (t.PersonFact, Fact, "subject_id"),
    (t.IdentifierRow, Identifier, "person_id"),
    (t.RegistrationRow, Registration, "person_id"),
    (t.MembershipRow, Membership, "person_id"),
    (t.CertificateRow, Certificate, "person_id"),
    (t.InvitationRow, Invitation, "person_id"),
    (t.TrainingExemptionRow, TrainingExemption, "person_id"),
)


def changes_of(world: World, look: Look, record: PractitionerFile) -> tuple[FileChange, ...]:
    """到 ``world.on`` 为止的全部变动，新的在前。

    An annulment is told whenever it was made: what it takes back does not count on the
    earlier day either.
    """
    person = record.person_id
    entered = [change for change in _entered(world, person) if change.day <= world.on]
    found = [*entered, *_permitted(record), *_annulled(world, look, person)]
    return tuple(sorted(found, key=lambda change: change.day, reverse=True))


def _entered(world: World, person: int) -> Iterator[FileChange]:
    staff = world.staff
    rows: tuple[Any, ...] = (
        *staff.facts_of(person),
        *staff.practices_of(person),
        *staff.identifiers_of(person),
        *staff.registrations_of(person),
        *staff.memberships_of(person),
        *staff.all_certificates_of(person),
        *staff.invitations_of(person),
        *staff.exemptions_of(person),
    )
    for row in rows:
        kind, words, document = told(world, row)
        yield FileChange(row.since, kind, words, document)
        until: date | None = getattr(row, "until", None)
        if until is not None and isinstance(row, (Membership, Registration, Identifier)):
            yield FileChange(until, kind, f"{words}，到这一天为止")


def told(world: World, row: Any) -> tuple[str, str, str]:
    """一条登记的种类、怎么说、文件。"""
    if isinstance(row, Fact):
        value = PRESENCE_LABELS.get(row.value, row.value) or "（空）"
        label = {"name": "姓名", "title": "职称", "presence": "在院情况"}.get(row.kind, row.kind)
        return "资质" if row.kind == "title" else "人员", f"{label}：{value}", ""
    if isinstance(row, Practice):
        return "人员", f"类别：{KIND_LABELS[row.kind]}", ""
    if isinstance(row, Identifier):
        return "人员", f"工号：{row.value}", ""
    if isinstance(row, Registration):
        here = row.place is RegistrationPlace.HERE
        return "资质", f"执业注册：{'本院' if here else row.institution or '外院'}", ""
    if isinstance(row, Membership):
        return "人员", f"科室：{world.hospital.department_name(row.department_id, world.on)}", ""
    if isinstance(row, Certificate):
        label = CERTIFICATE_LABELS[row.kind]
        title = f"{label}：{row.title}" if row.title != label else label
        return "培训" if row.kind == "training" else "资质", title, row.number
    if isinstance(row, Invitation):
        span = f"{row.since.isoformat()} 至 {row.until.isoformat()}"
        return "人员", f"外请邀请：{row.institution}，{span}", row.document
    return "培训", f"免训：{row.basis}", row.document


def _permitted(record: PractitionerFile) -> Iterator[FileChange]:
    for one in record.permission_events:
        grade = f" {one.grade}" if one.grade else ""
        words = f"{one.verb}：{one.target}{grade}"
        words += f"，{one.reason}" if one.reason else ""
        words += f"（{one.recorded_on.isoformat()} 补录）" if one.late else ""
        yield FileChange(one.day, "权限", words, one.document or one.decision)
        if one.annulled_on is not None:
            said = f"撤销登记（有误）：{one.day.isoformat()} {one.verb} {one.target}{grade}"
            yield FileChange(one.annulled_on, "权限", said, one.document or one.decision)


def _annulled(world: World, look: Look, person: int) -> Iterator[FileChange]:
    undone = annulments_of(look, (table.__tablename__ for table, _, _ in _TABLES))
    for row in _gone(look, person, undone):
        reason, day = undone[row.uid]
        if reason in TECHNICAL_REASONS or row.since > world.on:
            continue
        kind, words, document = told(world, row)
        said = f"撤销登记（有误）：{row.since.isoformat()} {words}，{reason}"
        yield FileChange(day, kind, said, document)


def _gone(look: Look, person: int, undone: Iterable[str]) -> Iterator[Any]:
    wanted = frozenset(undone)
    for table, record, column in _TABLES if wanted else ():
        for row in look.fetch(table, record, getattr(table, column) == person, annulled=True):
            if row.uid in wanted:
                yield row
