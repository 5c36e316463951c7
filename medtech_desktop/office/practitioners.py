"""登记人员：医务人员、使用者、注册、职称、证书。"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.institutions import Hospital
from medtech_desktop.domain.practitioners import (
    PractitionerKind,
    RegistrationPlace,
    Staff,
)
from medtech_desktop.office.acts import Clerk, Done, named, not_found
from medtech_desktop.office.institutions import ensure_department
from medtech_desktop.store.book import Book
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Page
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.tables import practitioners as t

_PRACTITIONER = frozenset({"practitioner"})


_TOLD_APART = re.compile(r"[^（）]+（(?P<number>[^，（）]+)(，[^（）]*)?）")
"""同名的人怎样称呼，见 ``called``；写成这样的也认得。"""


def find_person(staff: Staff, key: str, on: date) -> int:
    """按工号或姓名找人。raises Refused when none or several fit."""
    wanted = key.strip()
    if all(i.value != wanted for i in staff.identifiers) and wanted.isdecimal():
        wanted = unicodedata.normalize("NFKC", wanted)  # digits typed in full width
    if told := _TOLD_APART.fullmatch(wanted):
        wanted = told["number"]
    by_number = {
        i.person_id for i in staff.identifiers if i.scheme == "staff_no" and i.value == wanted
    }
    found = by_number or {p.id for p in staff.people if staff.name(p.id, on) == wanted}
    if len(found) == 1:
        return next(iter(found))
    if found:
        numbers = "、".join(staff.staff_number(p, on) or "无工号" for p in sorted(found))
        raise not_found(
            f"有 {len(found)} 名「{wanted}」：{numbers}", "用工号指明是哪一位", "person"
        )
    raise not_found(f"没有人员「{wanted}」", "先登记这名人员，或核对工号", "person")


def called(staff: Staff, hospital: Hospital, person_id: int, day: date) -> str:
    """怎么称呼一个人：姓名；另有同名的，带工号与科室。"""
    name = staff.name(person_id, day)
    if not name or not staff.has_namesake(person_id, day):
        return name
    held = [hospital.department_name(d, day) for d in staff.departments(person_id, day)]
    parts = (staff.staff_number(person_id, day) or "无工号", "/".join(one for one in held if one))
    return f"{name}（{'，'.join(part for part in parts if part)}）"


def person_id(library: Book, key: str, on: date) -> int:
    """按工号或姓名取人员编号。raises Refused when none or several fit."""
    with library.look() as look:
        return find_person(load_staff(look), key, on)


def add_person(page: Page, name: str, since: date, *, staff_number: str = "") -> int:
    """登记一个人。"""
    person = page.add(t.PersonRow)
    page.add(t.PersonFact, subject_id=person, kind="name", value=name.strip(), since=since)
    if staff_number.strip():
        page.add(
            t.IdentifierRow,
            person_id=person,
            scheme="staff_no",
            value=staff_number.strip(),
            since=since,
            until=None,
        )
    return person


@dataclass(frozen=True, slots=True)
class NewPractitioner:
    """登记医务人员所填的内容。``elsewhere`` 非空 = 注册在该外院；``licence_id`` 空 = 本部的证。"""

    name: str
    staff_number: str
    kind: PractitionerKind
    title: str
    department: str
    since: date
    elsewhere: str = ""
    licence_id: int | None = None


def add_practitioner(library: Book, clerk: Clerk, draft: NewPractitioner) -> Done:
    """登记一名医务人员，连同职称、科室与执业注册。工号已在册的不重复登记。"""
    named(draft.name, "姓名", "name")
    for text, what in (
        (draft.staff_number, "工号"),
        (draft.title, "职称"),
        (draft.elsewhere, "注册的外院"),
    ):
        if text.strip():
            named(text, what)
    with library.act(clerk, "practitioner.add", effective=draft.since) as page:
        staff = load_staff(page)
        taken = {i.value for i in staff.identifiers if i.scheme == "staff_no"}
        if draft.staff_number.strip() in taken - {""}:
            raise not_found(
                f"工号 {draft.staff_number} 已经在册",
                "核对工号；确是同一人的直接修改其记录",
                "staff_number",
            )
        person = insert_practitioner(page, draft)
    return Done(_PRACTITIONER, f"已登记 {draft.name}", subject=str(person))


def insert_practitioner(
    page: Page, draft: NewPractitioner, department_id: int | None = None
) -> int:
    """写下一名医务人员，返回人员编号；``department_id`` 已知时不再按名查找。"""
    since = draft.since
    person = add_person(page, draft.name, since, staff_number=draft.staff_number)
    page.add(t.PracticeRow, person_id=person, kind=draft.kind, since=since, until=None)
    if draft.title:
        page.add(t.PersonFact, subject_id=person, kind="title", value=draft.title, since=since)
    here = not draft.elsewhere
    licence = _licence(page, draft.licence_id, since) if here else None
    page.add(
        t.RegistrationRow,
        person_id=person,
        place=RegistrationPlace.HERE if here else RegistrationPlace.ELSEWHERE,
        licence_id=licence,
        institution=draft.elsewhere,
        since=since,
        until=None,
    )
    if (draft.department or department_id) and here:
        department = department_id or ensure_department(page, draft.department, since)
        page.add(
            t.MembershipRow, person_id=person, department_id=department, since=since, until=None
        )
    return person


def _licence(page: Page, wanted: int | None, since: date) -> int | None:
    """注册在本院哪张许可证下；没有指明的为默认院区的证。"""
    if wanted is not None:
        return wanted
    hospital = load_hospital(page)
    site = hospital.default_site()
    found = hospital.licence_of(site.id, since) if site else None
    return found.id if found else None


def move_registration(
    library: Book,
    clerk: Clerk,
    person_id: int,
    since: date,
    *,
    elsewhere: str = "",
    licence_id: int | None = None,
) -> Done:
    """变更执业注册：自 ``since`` 起注册在外院（``elsewhere``），或在本院（某张证下）。"""
    with library.act(clerk, "practitioner.register", effective=since) as page:
        staff = load_staff(page)
        mine = [r for r in staff.registrations if r.person_id == person_id]
        for row in held_on(mine, since):
            page.annul(t.RegistrationRow, row.uid, "注册变更，补登终止日")
            if row.since < since:
                page.add(
                    t.RegistrationRow,
                    person_id=person_id,
                    place=row.place,
                    licence_id=row.licence_id,
                    institution=row.institution,
                    since=row.since,
                    until=date.fromordinal(since.toordinal() - 1),
                )
        page.add(
            t.RegistrationRow,
            person_id=person_id,
            place=RegistrationPlace.ELSEWHERE if elsewhere else RegistrationPlace.HERE,
            licence_id=None if elsewhere else _licence(page, licence_id, since),
            institution=elsewhere,
            since=since,
            until=None,
        )
        name = staff.name(person_id, since)
    where = elsewhere or "本院"
    return Done(_PRACTITIONER, f"{name} 自 {since.isoformat()} 起注册在{where}")


def set_presence(library: Book, clerk: Clerk, person_id: int, state: str, since: date) -> Done:
    """登记在院情况：leave 休假（不算变更）、left 离院、died 去世、present 在院。"""
    if state not in ("leave", "left", "died", "present"):
        raise ValueError(f"presence: {state}")
    with library.act(clerk, "practitioner.presence", effective=since) as page:
        page.add(t.PersonFact, subject_id=person_id, kind="presence", value=state, since=since)
        name = load_staff(page).name(person_id, since)
    words = {"leave": "休假", "left": "离院", "died": "去世", "present": "在院"}[state]
    return Done(_PRACTITIONER, f"已登记 {name} 自 {since.isoformat()} 起{words}")


def set_title(library: Book, clerk: Clerk, person_id: int, title: str, since: date) -> Done:
    """登记职称，自 ``since`` 起。"""
    with library.act(clerk, "practitioner.title", effective=since) as page:
        page.add(t.PersonFact, subject_id=person_id, kind="title", value=title.strip(), since=since)
        name = load_staff(page).name(person_id, since)
    return Done(_PRACTITIONER, f"{name} 自 {since.isoformat()} 起职称为{title}")
