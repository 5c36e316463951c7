"""人员的变更：调科、兼任另一科室、离开兼任的科室；撤销登记错的一条。

What ended is closed the day before, what began is a new record; nothing is edited.
Annulling a move opens again what that very move had closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from medtech_desktop.domain.dated import Fact, held_on
from medtech_desktop.domain.practitioners import (
    CERTIFICATE_LABELS,
    Membership,
    Registration,
    RegistrationPlace,
    Staff,
)
from medtech_desktop.domain.privileges import PrivilegeEvent
from medtech_desktop.office.acts import Clerk, Done, not_found, today
from medtech_desktop.office.institutions import ensure_department
from medtech_desktop.office.workloads import workload_words
from medtech_desktop.store.book import Book
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Page
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.tables import practitioners as t
from medtech_desktop.store.tables.privileges import PrivilegeEventRow, WorkloadRow

CHANGED = frozenset({"practitioner"})
_DAY = timedelta(days=1)
_MOVED, _BACK = "科室变更，补登终止日", "变更已撤销，恢复原来的登记"
TECHNICAL_REASONS = frozenset({_MOVED, _BACK, "注册变更，补登终止日"})
"""补登终止日一类的撤销：不是登记错，不列入变动。"""
PRESENCE_LABELS = {"leave": "休假", "left": "离院", "died": "去世", "present": "在院"}


def transfer(
    library: Book, clerk: Clerk, person_id: int, department: str, since: date, *, leaving: str = ""
) -> Done:
    """调科：自 ``since`` 起在 ``department``，原来的科室到前一日为止。

    ``leaving`` names the one department that is left, when there are several. raises Refused.
    """
    with library.act(clerk, "practitioner.transfer", effective=since) as page:
        staff = load_staff(page)
        name = _present(staff, person_id, since)
        target = ensure_department(page, department, since)
        held = held_on(staff.memberships_of(person_id), since)
        if leaving:
            left = [_membership(page, staff, person_id, leaving, since)]
        else:
            left = [row for row in held if row.department_id != target]
        if any(row.department_id == target for row in held):
            raise not_found(f"{name} 已经在{department}", "核对科室", "department")
        _nothing_later(staff, person_id, name, since)
        _close(page, left, since)
        _join(page, person_id, target, since)
        hospital = load_hospital(page)
        old = "、".join(hospital.department_name(row.department_id, since) for row in left)
    said = f"{name} 自 {since.isoformat()} 起" + (f"由{old}" if old else "") + f"调到{department}"
    return Done(CHANGED, said, subject=str(person_id))


def join_department(
    library: Book, clerk: Clerk, person_id: int, department: str, since: date
) -> Done:
    """兼任另一科室：原来的科室不变。raises Refused."""
    with library.act(clerk, "practitioner.join", effective=since) as page:
        staff = load_staff(page)
        name = _present(staff, person_id, since)
        target = ensure_department(page, department, since)
        if target in staff.departments(person_id, since):
            raise not_found(f"{name} 已经在{department}", "核对科室", "department")
        _nothing_later(staff, person_id, name, since, target)
        _join(page, person_id, target, since)
    said = f"{name} 自 {since.isoformat()} 起兼任{department}"
    return Done(CHANGED, said, subject=str(person_id))


def part_department(
    library: Book, clerk: Clerk, person_id: int, department: str, since: date
) -> Done:
    """不再兼任：自 ``since`` 起不在这个科室；只剩一个科室的用调科。raises Refused."""
    with library.act(clerk, "practitioner.part", effective=since) as page:
        staff = load_staff(page)
        row = _membership(page, staff, person_id, department, since)
        if len(staff.departments(person_id, since)) < 2:
            said = f"{staff.name(person_id, since)} 只在{department}一个科室"
            raise not_found(said, "换科室的用「调科」，离院的登记离院", "department")
        _close(page, [row], since)
    said = f"{staff.name(person_id, since)} 自 {since.isoformat()} 起不再兼任{department}"
    return Done(CHANGED, said, subject=str(person_id))


def _nothing_later(
    staff: Staff, person_id: int, name: str, since: date, joined: int | None = None
) -> None:
    """以后另有科室变更的，补进去的一次没有止日，会与它并存。raises Refused.

    ``joined``: beside other departments only a later stay in the very same one is in the way.
    """
    later = [
        row.since
        for row in staff.memberships_of(person_id)
        if row.since > since and joined in (None, row.department_id)
    ]
    if later:
        said = f"{name} 自 {min(later).isoformat()} 起另有科室变更"
        raise not_found(said, "生效日写在那一天或以后，或先撤销那一次变更", "since")


def _present(staff: Staff, person_id: int, since: date) -> str:
    name = staff.name(person_id, since)
    if gone := staff.has_left(person_id, since):
        said = f"{name} 在 {since.isoformat()} 已{PRESENCE_LABELS[gone]}"
        raise not_found(said, "回院的先登记回院，再登记科室", "since")
    return name


def _membership(
    page: Page, staff: Staff, person_id: int, department: str, since: date
) -> Membership:
    hospital = load_hospital(page)
    for row in held_on(staff.memberships_of(person_id), since):
        if hospital.department_name(row.department_id, since) == department.strip():
            return row
    name = staff.name(person_id, since)
    raise not_found(
        f"{name} 在 {since.isoformat()} 不在{department}", "核对科室和日期", "department"
    )


def _join(page: Page, person_id: int, department_id: int, since: date) -> None:
    page.add(
        t.MembershipRow, person_id=person_id, department_id=department_id, since=since, until=None
    )


def _close(page: Page, rows: Iterable[Membership], since: date) -> None:
    """到前一日为止；当日才开始的不留。"""
    for row in rows:
        page.annul(t.MembershipRow, row.uid, _MOVED)
        if row.since < since:
            page.add(
                t.MembershipRow,
                person_id=row.person_id,
                department_id=row.department_id,
                since=row.since,
                until=since - _DAY,
            )


# Annulling what was entered in error


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """人员名下可以撤销的一条登记：标识、怎么说、哪一天。"""

    uid: str
    words: str
    day: date


_FACTS = {"name": "姓名", "title": "职称", "presence": "在院情况"}


def records_of(
    page_staff: Staff, departments: dict[int, str], person_id: int
) -> tuple[PersonRecord, ...]:
    """一个人名下的各条登记，新的在前。"""
    found: list[PersonRecord] = []
    for fact in page_staff.facts_of(person_id):
        value = PRESENCE_LABELS.get(fact.value, fact.value)
        found.append(_record(fact, f"{_FACTS.get(fact.kind, fact.kind)} {value}"))
    for number in page_staff.identifiers_of(person_id):
        found.append(_record(number, f"工号 {number.value}"))
    for row in page_staff.registrations_of(person_id):
        where = "本院" if row.place is RegistrationPlace.HERE else row.institution or "外院"
        found.append(_record(row, f"执业注册 {where}"))
    for place in page_staff.memberships_of(person_id):
        found.append(_record(place, f"科室 {departments.get(place.department_id, '')}"))
    for one in page_staff.all_certificates_of(person_id):
        said = f"{CERTIFICATE_LABELS[one.kind]} {one.title} {one.number}"
        found.append(_record(one, " ".join(said.split())))
    for invited in page_staff.invitations_of(person_id):
        found.append(_record(invited, f"外请邀请 {invited.document}"))
    for freed in page_staff.exemptions_of(person_id):
        found.append(_record(freed, f"免训 {freed.basis}"))
    found.sort(key=lambda one: one.day, reverse=True)
    return tuple(found)


def held_records(library: Book, person_id: int, on: date) -> tuple[PersonRecord, ...]:
    """一个人名下到 ``on`` 为止的各条登记，供撤销。"""
    with library.look() as look:
        staff, hospital = look.kept(load_staff), look.kept(load_hospital)
        departments = {d.id: hospital.department_name(d.id, on) for d in hospital.departments}
        found = [*records_of(staff, departments, person_id)]
        found += [
            PersonRecord(one.uid, words, one.period_to)
            for one, words in workload_words(look, staff, person_id, on)
        ]
    return tuple(sorted((r for r in found if r.day <= on), key=lambda r: r.day, reverse=True))


def _record(row: Any, words: str) -> PersonRecord:
    until = getattr(row, "until", None)
    span = row.since.isoformat() + (f" 至 {until.isoformat()}" if until else "")
    return PersonRecord(row.uid, f"{words}，{span}", row.since)


def annul_record(library: Book, clerk: Clerk, person_id: int, uid: str, reason: str) -> Done:
    """撤销登记错的一条；由它结束的上一条随之恢复。raises Refused."""
    if not reason.strip():
        raise not_found("撤销须写明理由", "写明登记错在哪里", "reason")
    with library.act(clerk, "practitioner.annul", reason=reason) as page:
        staff = load_staff(page)
        if told := _annul_workload(page, staff, person_id, uid, reason):
            return Done(CHANGED | {"workload"}, told, subject=str(person_id))
        table, row = _find(staff, person_id, uid)
        _refuse_last_name(staff, row)
        if table is t.InvitationRow:
            _refuse_used(page, row.id)
        page.annul(table, uid, reason)
        _reopen(page, staff, row)
        name = staff.name(person_id, row.since)
        hospital = load_hospital(page)
        departments = {
            d.id: hospital.department_name(d.id, row.since) for d in hospital.departments
        }
        said = next(r.words for r in records_of(staff, departments, person_id) if r.uid == uid)
    return Done(CHANGED, f"已撤销 {name} 的登记：{said}", subject=str(person_id))


def _annul_workload(page: Page, staff: Staff, person_id: int, uid: str, reason: str) -> str:
    """撤销的是手术量的，办了，说了什么；不是手术量的为空。"""
    for one, words in workload_words(page, staff, person_id, today()):
        if one.uid == uid:
            page.annul(WorkloadRow, uid, reason)
            return f"已撤销 {staff.name(person_id, one.period_to)} 的登记：{words}"
    return ""


def _find(staff: Staff, person_id: int, uid: str) -> tuple[type[Any], Any]:
    kinds: tuple[tuple[type[Any], tuple[Any, ...]], ...] = (
        (t.PersonFact, staff.facts_of(person_id)),
        (t.IdentifierRow, staff.identifiers_of(person_id)),
        (t.RegistrationRow, staff.registrations_of(person_id)),
        (t.MembershipRow, staff.memberships_of(person_id)),
        (t.CertificateRow, staff.all_certificates_of(person_id)),
        (t.InvitationRow, staff.invitations_of(person_id)),
        (t.TrainingExemptionRow, staff.exemptions_of(person_id)),
    )
    for table, rows in kinds:
        for row in rows:
            if row.uid == uid:
                return table, row
    raise not_found("没有这一条登记，或已经撤销", "重新打开后再办", "record")


def _refuse_last_name(staff: Staff, row: Any) -> None:
    """每个人总有一个姓名：唯一的姓名不能撤销。"""
    if not isinstance(row, Fact) or row.kind != "name":
        return
    if sum(one.kind == "name" for one in staff.facts_of(row.subject_id)) < 2:
        raise not_found("这是他唯一的姓名", "先登记正确的姓名，再撤销这一条", "record")


def _refuse_used(page: Page, invitation_id: int) -> None:
    used = page.fetch(
        PrivilegeEventRow, PrivilegeEvent, PrivilegeEventRow.invitation_id == invitation_id
    )
    if used:
        raise not_found(
            f"有 {len(used)} 件临时授权依据这份邀请", "先撤销这些授权，再撤销邀请", "record"
        )


def _reopen(page: Page, staff: Staff, row: Any) -> None:
    """同一次变更里结束在前一日的那一条，恢复到没有结束的样子。"""
    if isinstance(row, Membership):
        table: type[Any] = t.MembershipRow
        same: tuple[Any, ...] = staff.memberships_of(row.person_id)
    elif isinstance(row, Registration):
        table, same = t.RegistrationRow, staff.registrations_of(row.person_id)
    else:
        return
    for one in same:
        if one.uid == row.uid or one.act_seq != row.act_seq or one.until != row.since - _DAY:
            continue
        page.annul(table, one.uid, _BACK)
        names = ("person_id", "department_id", "place", "licence_id", "institution", "since")
        values = {name: getattr(one, name) for name in names if hasattr(one, name)}
        page.add(table, **values, until=None)
