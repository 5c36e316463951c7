"""外请与免训：外院医师的邀请文件和期限（第二十条），依规定不必再培训的（第二十六条）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.practitioners import RegistrationPlace, Staff
from medtech_desktop.office.acts import Clerk, Done, named, not_found
from medtech_desktop.office.institutions import ensure_department
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.world import World, as_code, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.tables import practitioners as t

_CHANGED = frozenset({"practitioner"})


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """登记邀请所填的内容；``institution`` 空 = 其注册的外院。"""

    document: str
    since: date
    until: date
    institution: str = ""
    department: str = ""


def invite(library: Book, clerk: Clerk, person_id: int, draft: NewInvitation) -> Done:
    """登记外请：凭邀请文件，有起止日。注册在本院的不需要邀请。raises Refused."""
    document = named(draft.document, "邀请文件", "document")
    if draft.until < draft.since:
        said = f"邀请止于 {draft.until.isoformat()}，早于起日 {draft.since.isoformat()}"
        raise not_found(said, "核对两个日期", "until")
    with library.act(clerk, "practitioner.invite", effective=draft.since) as page:
        staff = load_staff(page)
        name = staff.name(person_id, draft.since)
        institution = draft.institution.strip() or _elsewhere(staff, person_id, draft.since)
        department = draft.department.strip()
        page.add(
            t.InvitationRow,
            person_id=person_id,
            institution=named(institution, "所在单位", "institution"),
            department_id=ensure_department(page, department, draft.since) if department else None,
            document=document,
            since=draft.since,
            until=draft.until,
        )
    span = f"{draft.since.isoformat()} 至 {draft.until.isoformat()}"
    return Done(_CHANGED, f"已登记 {name} 的外请邀请，{span}", subject=str(person_id))


def _elsewhere(staff: Staff, person_id: int, since: date) -> str:
    name = staff.name(person_id, since)
    if gone := staff.has_left(person_id, since):
        said = f"{name} 在 {since.isoformat()} 已{'去世' if gone == 'died' else '离院'}"
        raise not_found(said, "核对人员", "person")
    held = held_on(staff.registrations_of(person_id), since)
    if any(row.place is RegistrationPlace.HERE for row in held):
        raise not_found(
            f"{name} 注册在本院，不需要邀请", "注册已变更的，先登记执业注册变更", "person"
        )
    return held[0].institution if held else ""


@dataclass(frozen=True, slots=True)
class NewExemption:
    """登记免训所填的内容；``technology`` 为院内编号、技术编号或名称，``basis`` 为所依据的规定。"""

    technology: str
    basis: str
    since: date
    reason: str = ""
    document: str = ""
    until: date | None = None


def exempt(library: Book, clerk: Clerk, person_id: int, draft: NewExemption) -> Done:
    """登记免训：只有限制类技术要培训，免训须写明依据的规定。raises Refused."""
    basis = named(draft.basis, "免训所依据的规定", "basis")
    if draft.until is not None and draft.until < draft.since:
        said = f"免训止于 {draft.until.isoformat()}，早于起日 {draft.since.isoformat()}"
        raise not_found(said, "核对两个日期", "until")
    with library.act(clerk, "practitioner.exempt", effective=draft.since) as page:
        world = read_world(page, draft.since)
        lineage, technology = restricted_lineage(world, draft.technology, draft.since)
        page.add(
            t.TrainingExemptionRow,
            person_id=person_id,
            lineage=lineage,
            basis=basis,
            reason=draft.reason.strip(),
            document=draft.document.strip(),
            since=draft.since,
            until=draft.until,
        )
        name = world.staff.name(person_id, draft.since)
    return Done(_CHANGED, f"已登记 {name} 免训：{technology}", subject=str(person_id))


def restricted_lineage(world: World, key: str, day: date) -> tuple[str, str]:
    """按编号、名称或谱系找限制类技术（目录里有即可），返回谱系与名称。raises Refused."""
    wanted = as_code(key)
    items = world.catalog_on(day).items
    listed = [
        i.entry for i in items if wanted and wanted in (i.entry.code, i.entry.name, i.entry.lineage)
    ]
    if len({entry.lineage for entry in listed}) == 1:
        return listed[0].lineage, listed[0].name
    file = world.find_technology(wanted)
    current = {item.entry.lineage for item in items}
    found = [one for one in file.lineages_on(day) if one in current]
    name = judge(world, file).official_name(day)
    if not found:
        raise not_found(
            f"「{name}」在 {day.isoformat()} 不是限制类技术",
            "只有限制类技术要培训证明或免训",
            "technology",
        )
    return found[0], name
